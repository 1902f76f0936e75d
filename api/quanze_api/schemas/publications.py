"""Editions and the entries of the log as answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from quanze.domain.changes import Cause, Op
from quanze.domain.editions import Attachment
from quanze_api.schemas.shared import DIGEST, Answer, Echo, Listing


class EditionSummary(Answer):
    """One approved publication."""

    number: int
    kind: str = Field(examples=["公告"])
    title: str
    document_number: str | None
    issuing_organs: list[str]
    decided_on: date | None
    written_on: date | None
    published_at: datetime
    effective_from: date
    counts: dict[str, int] = Field(description="施行后的事项数，按权力类型。")
    attachments: list[Attachment]
    digest_algorithm: str
    changes: dict[str, int] = Field(description="变动数，按操作。")
    first_entry: int
    tree_size: int
    root: str = DIGEST


class EditionAlone(EditionSummary):
    """One edition."""

    meta: Echo


class EditionList(Listing):
    """Editions, by number."""

    items: list[EditionSummary]


class FieldChange(Answer):
    """A field that says something else."""

    field: str
    before: Any
    after: Any


class ChangeItem(Answer):
    """One entry of the log as a typed change; an edition's first entry has the edition's metadata."""

    entry: int
    edition: int
    op: Op
    kind: str
    id: str | None
    name: str | None
    version: int | None
    digest: str = DIGEST
    valid_from: date | None
    valid_to: date | None
    cause: Cause | None
    lineage: dict[str, Any] | None
    fields: list[FieldChange]
    metadata: EditionSummary | None = None


class ChangeList(Listing):
    """Entries in order."""

    items: list[ChangeItem]
