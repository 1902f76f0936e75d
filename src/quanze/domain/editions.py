"""Editions (清单版次): one approved publication, one transaction, one run of entries behind a header entry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from quanze.domain.canonical import DIGEST_ALGORITHM, canonical_json, digest
from quanze.domain.parts import Line, Name, Part


class EditionKind(StrEnum):
    """The form in which an edition goes out; ``load`` records what had been published before."""

    ANNOUNCEMENT = "公告"
    NOTICE = "通知"
    CORRECTION = "更正"
    LOAD = "load"


EDITION_KIND_LABELS: dict[EditionKind, str] = {
    EditionKind.ANNOUNCEMENT: "公告",
    EditionKind.NOTICE: "通知",
    EditionKind.CORRECTION: "更正",
    EditionKind.LOAD: "清单载入",
}


def _to_the_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


Instant = Annotated[AwareDatetime, AfterValidator(_to_the_second)]


class Attachment(Part):
    """A file that went out with an edition, known by its digest."""

    name: Name
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class EditionMetadata(Part):
    """What an edition says of itself; ``counts`` are the counted powers by category once it is in effect."""

    kind: EditionKind
    title: Name
    document_number: Line | None = None
    issuing_organs: list[Name] = []
    decided_on: date | None = None
    written_on: date | None = None
    published_at: Instant
    effective_from: date
    counts: dict[str, int] = {}
    attachments: list[Attachment] = []


def metadata_digest(jurisdiction: str, number: int, metadata: EditionMetadata) -> str:
    """The digest that an edition's header entry carries: over its metadata without the root."""
    return digest(canonical_json(metadata_object(jurisdiction, number, metadata)))


def metadata_object(jurisdiction: str, number: int, metadata: EditionMetadata) -> dict[str, Any]:
    """The object under the header's digest, as anyone can rebuild it from the edition's page."""
    return {
        "jurisdiction": jurisdiction,
        "number": number,
        "digest_algorithm": DIGEST_ALGORITHM,
        **metadata.model_dump(mode="json"),
        "published_at": instant_text(metadata.published_at),
    }


def instant_text(moment: datetime) -> str:
    """An instant as the register writes it everywhere: RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
