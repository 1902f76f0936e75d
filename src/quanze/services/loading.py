"""What becomes of an import: an edition of kind load at once, or a draft proposal that waits for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.changes import Cause, CauseType, Change
from quanze.domain.editions import Attachment, EditionKind, EditionMetadata
from quanze.domain.errors import InvalidInput, Refused
from quanze.exchange.listings import LISTING_LABELS
from quanze.services import proposing
from quanze.services.batches import Batch
from quanze.services.documents import NOTHING_STATED, Stated
from quanze.services.importing import plan_import
from quanze.services.linked import proposed
from quanze.services.listed import RowKey, Terms
from quanze.services.moments import Place
from quanze.services.reporting import report
from quanze.storage import readers
from quanze.storage.database import Database
from quanze.storage.heads import read_head
from quanze.storage.tables import EditionRow
from quanze.storage.writer import Publication, publish


@dataclass(frozen=True, slots=True)
class Announcement:
    """How the list went out: what the edition of a load says of itself."""

    effective_from: date
    published_at: datetime | None = None
    decided_on: date | None = None
    title: str | None = None
    document_number: str | None = None
    authorised_by: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome: the report, and the edition or the draft where there was anything to change."""

    report: dict[str, Any]
    publication: Publication | None = None
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller decides for a batch; ``given`` and ``links`` map rows to records and to powers as a person
    sees it, ``stated`` is what that person says of the document that a list of standards is.
    """

    department: str | None = None
    complete: bool = False
    given: dict[RowKey, str] | None = None
    links: dict[RowKey, list[str]] | None = None
    dry_run: bool = False
    stated: Stated = NOTHING_STATED


def load(database: Database, place: Place, batch: Batch, choices: Choices, announcement: Announcement) -> Imported:
    """Publish a batch as one edition of kind load; nothing is written where nothing changes or in a dry run."""
    cause = Cause(type=CauseType.LOAD, text="、".join(file.name for file in batch.files)[:2000])
    terms = Terms(announcement.effective_from, cause, choices.complete, choices.given or {}, choices.links or {})
    with database.writing() as connection:
        read_head(connection, place.id, lock=True)
        plan = plan_import(connection, place, batch, terms, choices.department, choices.stated)
        changes, told = plan.changes(), {**report(plan), **proposed(connection, place, plan, terms)}
        if not changes or choices.dry_run:
            return Imported(told)
        _require_authority(connection, place, announcement.authorised_by)
        metadata = _metadata(place, batch, announcement)
        publication = publish(connection, place.id, metadata, changes, authorised_by=announcement.authorised_by)
    return Imported({**told, "edition": publication.edition, "root": publication.root}, publication)


def _require_authority(connection: Connection, place: Place, authorised_by: str | None) -> None:
    """Once people have published through the workflow, a load past them needs somebody's word."""
    workflow = readers.last_edition(connection, place.log, col(EditionRow.kind) != EditionKind.LOAD.value)
    if workflow is not None and not authorised_by:
        raise Refused(
            f"第 {workflow.number} 版次已按程序公布，直接载入须用 --authorised-by 写明由谁批准。",
            code="authority_needed",
        )


def _metadata(place: Place, batch: Batch, announcement: Announcement) -> EditionMetadata:
    try:
        return EditionMetadata(
            kind=EditionKind.LOAD,
            title=announcement.title or _edition_title(place, batch, announcement.effective_from),
            document_number=announcement.document_number,
            decided_on=announcement.decided_on,
            published_at=announcement.published_at or datetime.now(UTC),
            effective_from=announcement.effective_from,
            attachments=_attachments(batch),
        )
    except ValidationError as error:
        field = error.errors(include_url=False)[0]["loc"][0]
        raise InvalidInput(f"版次信息填写有误（{field}）：空白、过长或有无法识别的字符。", code="bad_edition") from None


def _edition_title(place: Place, batch: Batch, day: date) -> str:
    return f"{place.name}{LISTING_LABELS[batch.listing]}（{day.isoformat()}载入）"


def _attachments(batch: Batch) -> list[Attachment]:
    return [
        Attachment(name=file.name, digest=file.sha256, size=Path(file.path).stat().st_size)
        for number, file in enumerate(batch.files)
        if number not in batch.copies
    ]


def draft(database: Database, place: Place, batch: Batch, choices: Choices, effective_from: date) -> Imported:
    """Keep a batch as a draft proposal; the list stays as it is."""
    cause = Cause(type=CauseType.OWN_INITIATIVE, text="由表格导入")
    terms = Terms(effective_from, cause, choices.complete, choices.given or {}, choices.links or {})
    with database.writing() as connection:
        plan = plan_import(connection, place, batch, terms, choices.department, choices.stated)
        changes, told = plan.changes(), {**report(plan), **proposed(connection, place, plan, terms)}
        if not changes or choices.dry_run:
            return Imported(told)
        proposal = proposing.draft(connection, place.id, _title(batch), _department(changes), changes, report=told)
    return Imported({**told, "proposal": proposal}, proposal=proposal)


def _title(batch: Batch) -> str:
    first = batch.files[0].name
    return first if len(batch.files) == 1 else f"{first}等 {len(batch.files)} 个文件"


def _department(changes: Sequence[Change]) -> str | None:
    """The one department that a batch concerns, if it is one."""
    departments = {str(change.fields["department_id"]) for change in changes if "department_id" in change.fields}
    return departments.pop() if len(departments) == 1 else None
