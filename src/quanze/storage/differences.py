"""What changed, read from the rows and entries that changed: between two days, or between two editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select, tuple_
from sqlmodel import col

from quanze.storage.chunks import rows_in
from quanze.storage.readers import SUMMARY, At
from quanze.storage.tables import STANDING, EntryRow, Projection

P = Projection
ORDERED = (*SUMMARY, col(P.category_rank), col(P.display_order))


def records_with_boundaries(
    connection: Connection, at: At, kind: str, after: date, until: date, head: int
) -> list[str]:
    """The records that have a row which begins or ends on a day in (after, until].

    Where everything is known (``head``), the partial indexes over current rows find them; else the rows known then do.
    """
    known = col(P.entry_to) == STANDING if at.entry >= head else at.known()
    begins = and_(col(P.valid_from) > after, col(P.valid_from) <= until)
    ends = and_(col(P.valid_to) > after, col(P.valid_to) <= until)
    found: dict[str, None] = {}
    for boundary in (begins, ends):
        query = select(col(P.record)).where(col(P.log) == at.log, col(P.kind) == kind, known, boundary).distinct()
        found.update(dict.fromkeys(connection.execute(query).scalars()))
    return [*found]


def rows_on(connection: Connection, at: At, records: Iterable[str]) -> dict[str, Any]:
    """The rows that state records on the day, with their place in list order."""
    rows = rows_in(connection, select(*ORDERED).where(at.stated()), col(P.record), records)
    return {row.record: row for row in rows}


def entries_effective(
    connection: Connection, at: At, records: Iterable[str], after: date, until: date
) -> dict[str, list[Any]]:
    """The entries of records that take effect on a day in (after, until], as known, oldest first."""
    query = select(*_STEP).where(
        col(EntryRow.log) + 0 == at.log,
        col(EntryRow.number) + 0 <= at.entry,
        col(EntryRow.valid_from) > after,
        col(EntryRow.valid_from) <= until,
    )
    return _by_record(rows_in(connection, query, col(EntryRow.record), records))


def entries_between(connection: Connection, log: int, kind: str, after: int, until: int) -> dict[str, list[Any]]:
    """The entries of one kind of record in (after, until], by record, oldest first."""
    query = select(*_STEP).where(
        col(EntryRow.log) == log,
        col(EntryRow.number) > after,
        col(EntryRow.number) <= until,
        col(EntryRow.kind) == kind,
        col(EntryRow.op) != "redact",
    )
    return _by_record(connection.execute(query).all())


_STEP = (
    *(col(EntryRow.record), col(EntryRow.number), col(EntryRow.edition), col(EntryRow.op), col(EntryRow.version)),
    *(col(EntryRow.base), col(EntryRow.valid_from), col(EntryRow.cause), col(EntryRow.lineage)),
)


def _by_record(entries: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in sorted(entries, key=lambda entry: entry.number):
        found.setdefault(entry.record, []).append(entry)
    return found


def last_versions(connection: Connection, log: int, entry: int, records: Iterable[str]) -> dict[str, int]:
    """The last version of each record that had been entered at an entry."""
    query = (
        select(col(EntryRow.record), func.max(col(EntryRow.version)))
        .where(col(EntryRow.log) + 0 == log, col(EntryRow.number) + 0 <= entry)
        .group_by(col(EntryRow.record))
    )
    return dict(rows_in(connection, query, col(EntryRow.record), records))


def rows_of_versions(connection: Connection, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """For each version one row that shows it, current or not."""
    rows = rows_in(connection, select(*ORDERED), tuple_(col(P.record), col(P.version)), wanted)
    return {(row.record, row.version): row for row in rows}
