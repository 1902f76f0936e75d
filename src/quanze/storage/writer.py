"""The one write path: an edition's changes become versions, entries and projection rows in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, update
from sqlmodel import col

from quanze.domain.changes import Change
from quanze.domain.editions import EditionKind, EditionMetadata, metadata_digest
from quanze.domain.entries import HEADER_KIND, Entry
from quanze.domain.errors import InvalidInput, NothingChanged
from quanze.domain.notifications import EDITION_PUBLISHED, Channel
from quanze.domain.operations import Statement, expand
from quanze.domain.spans import ALWAYS
from quanze.domain.vocabulary import Category, Kind
from quanze.storage import links, outbox, tallies
from quanze.storage.desk import lay_desk, read_coverage
from quanze.storage.heads import PUBLIC, Head, advance, read_head, take_positions
from quanze.storage.readers import At
from quanze.storage.run import EditionRun
from quanze.storage.tables import EditionRow, EntryRow, Projection, Record, Version
from quanze.storage.tallies import Counted
from quanze.storage.trees import extend_tree

REDACTED_NAME = "（已依法移除）"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication came to: the edition, its run of entries, and the root after it."""

    edition: int
    first_entry: int
    last_entry: int
    root: str
    counts: dict[str, int]
    changes: dict[str, dict[str, int]]
    log: str = PUBLIC


def publish(
    connection: Connection,
    jurisdiction: str,
    metadata: EditionMetadata,
    changes: Sequence[Change],
    *,
    log: str = PUBLIC,
    authorised_by: str | None = None,
) -> Publication:
    """Publish the changes as the next edition of a log; the caller's transaction commits or undoes all of it.

    Raises a Refused where a change does not fit the register: an unknown or ended record, an older version read, an
    empty interval, a later text in the way, a date out of order; NothingChanged where nothing would change.
    """
    head = read_head(connection, jurisdiction, log, lock=True)
    _check_dates(head, metadata)
    statements = [statement for change in changes for statement in expand(change)]
    run = EditionRun(head, metadata.kind, lay_desk(connection, head, statements))
    if metadata.kind is EditionKind.LOAD:
        run.desk.coverage = read_coverage(connection, head.log, _departments(statements))
    for statement in statements:
        run.carry_out(statement)
    if not run.entries:
        raise NothingChanged("没有需要公布的变化。")
    return _write(connection, run, metadata, authorised_by)


def _check_dates(head: Head, metadata: EditionMetadata) -> None:
    if metadata.published_at > datetime.now(UTC):
        raise InvalidInput("公布时间不能晚于现在。", code="published_in_future", field="published_at")
    if head.published_at and metadata.published_at < head.published_at:
        raise InvalidInput(
            f"公布时间不能早于上一版次（{head.published_at:%Y-%m-%d %H:%M:%S} UTC）；"
            "补录旧清单时请只写较早的施行日期。",
            code="published_before_last",
            field="published_at",
        )


def _departments(statements: Sequence[Statement]) -> set[str]:
    return {value for s in statements if isinstance(value := s.fields.get("department_id"), str)}


def _write(
    connection: Connection, run: EditionRun, metadata: EditionMetadata, authorised_by: str | None
) -> Publication:
    _insert(connection, Record, run.records)
    _insert(connection, Version, run.versions)
    _insert(connection, links.LinkRow, run.links)
    _write_projection(connection, run)
    counts = counts_on(connection, run.head.log, metadata.effective_from)
    metadata = metadata.model_copy(update={"counts": counts})
    entries = [_header(run, metadata), *run.entries]
    leaves = _write_entries(connection, run, entries)
    _redact_texts(connection, run.redacted)
    root = extend_tree(connection, run.head.log, run.head.entry, leaves)
    advance(connection, run.head, len(entries), metadata.published_at)
    ops = {kind: dict(counter) for kind, counter in run.ops.items()}
    edition = _edition_columns(run, metadata, ops, root) | {"authorised_by": authorised_by}
    _insert(connection, EditionRow, [edition])
    made = Publication(run.edition, run.first_entry, entries[-1].number, root.hex(), counts, ops, run.head.name)
    _announce(connection, run.head, metadata, made)
    return made


def _announce(connection: Connection, head: Head, metadata: EditionMetadata, made: Publication) -> None:
    """Tell the systems that asked for it; of what is withheld nobody is told."""
    if head.name != PUBLIC:
        return
    asking = outbox.asking(connection, head.jurisdiction, EDITION_PUBLISHED)
    told = {
        "jurisdiction": head.jurisdiction,
        "edition": made.edition,
        **metadata.model_dump(mode="json", include=_PUBLIC_METADATA),
        "first_entry": made.first_entry,
        "tree_size": made.last_entry,
        "changes": made.changes,
        "root": made.root,
        "path": f"/editions/{made.edition}",
    }
    now = datetime.now(UTC)
    outbox.queue(connection, head.jurisdiction, Channel.WEBHOOK, EDITION_PUBLISHED, asking, told, now)


_PUBLIC_METADATA = {"kind", "title", "document_number", "published_at", "effective_from", "decided_on"}


def _insert(connection: Connection, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _write_projection(connection: Connection, run: EditionRun) -> None:
    """Close the overlapped rows first: at no moment are two current rows on one day."""
    closed = [
        {"key_record": row.record, "key_from": row.span.valid_from, "key_entry": row.entry_from, "ends": row.entry_to}
        for row in run.desk.rows.closed
    ]
    if closed:
        connection.execute(_CLOSE, closed)
    opened = list(run.desk.rows.opened())
    _insert(connection, Projection, [row.columns() for row in opened])
    tallies.write(connection, run.head.log, run.first_entry, tallies.deltas(opened, run.desk.rows.closed))


_CLOSE = (
    update(Projection)
    .where(
        and_(
            col(Projection.record) == bindparam("key_record"),
            col(Projection.valid_from) == bindparam("key_from"),
            col(Projection.entry_from) == bindparam("key_entry"),
        )
    )
    .values(entry_to=bindparam("ends"))
)


def counts_on(connection: Connection, log: int, day: date) -> dict[str, int]:
    """The counted powers by category on the list of a day, as known now."""
    found = tallies.by_category(connection, At(log, day, ALWAYS), Counted())
    return {category.value: found[category] for category in Category if category in found}


def _header(run: EditionRun, metadata: EditionMetadata) -> Entry:
    return Entry(
        number=run.first_entry,
        edition=run.edition,
        kind=HEADER_KIND,
        op="publish",
        digest=metadata_digest(run.head.jurisdiction, run.edition, metadata),
    )


def _write_entries(connection: Connection, run: EditionRun, entries: Sequence[Entry]) -> list[bytes]:
    """Insert the run of entries and answer their leaves; positions are taken last, so others wait least."""
    head = run.head
    leaves = [entry.leaf_hash(head.jurisdiction, head.name) for entry in entries]
    position = take_positions(connection, len(entries))
    rows = [
        {
            **_entry_columns(entry),
            "log": head.log,
            "position": position + offset,
            "base": run.bases.get(entry.number),
            "leaf": leaf,
        }
        for offset, (entry, leaf) in enumerate(zip(entries, leaves, strict=True))
    ]
    _insert(connection, EntryRow, rows)
    return leaves


def _entry_columns(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _redact_texts(connection: Connection, versions: Sequence[tuple[str, int]]) -> None:
    for record, number in versions:
        text = update(Version).where(col(Version.record) == record, col(Version.number) == number).values(body=None)
        shown = update(Projection).where(col(Projection.record) == record, col(Projection.version) == number)
        connection.execute(text)
        connection.execute(shown.values(name=REDACTED_NAME, code=None))
        links.forget(connection, record, number)


def _edition_columns(
    run: EditionRun, metadata: EditionMetadata, ops: dict[str, dict[str, int]], root: bytes
) -> dict[str, Any]:
    return {
        **metadata.model_dump(),
        "kind": metadata.kind.value,
        "log": run.head.log,
        "number": run.edition,
        "changes": ops,
        "first_entry": run.first_entry,
        "tree_size": run.first_entry + len(run.entries),
        "root": root,
        "covers_from": _covers_from(run),
        "recorded_at": datetime.now(UTC),
    }


def _covers_from(run: EditionRun) -> date | None:
    days = [entry.valid_from for entry in run.entries if entry.kind == Kind.POWER and entry.valid_from]
    return min(days, default=None)
