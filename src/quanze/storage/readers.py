"""Reading the register: small queries over the projection, the versions and the log; nothing here writes.

``At`` says from where a reader looks: one log, one day, and the last entry that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, select, tuple_
from sqlmodel import col

from quanze.domain.spans import ALWAYS
from quanze.storage.chunks import rows_in
from quanze.storage.tables import (
    STANDING,
    EditionRow,
    EntryRow,
    Installation,
    Jurisdiction,
    Log,
    Projection,
    Record,
    RegionCode,
    Version,
)

P = Projection
SUMMARY = (
    *(col(P.record), col(P.name), col(P.code), col(P.parent), col(P.category), col(P.department), col(P.status)),
    *(col(P.grouping), col(P.version), col(P.valid_from), col(P.valid_to)),
)
"""What a list shows of a row."""


@dataclass(frozen=True, slots=True)
class At:
    """From where a reader looks: a log, a day (valid), the last known entry (known)."""

    log: int
    day: date
    entry: int

    def known(self) -> ColumnElement[bool]:
        """Rows that were known. The sum keeps planners from finding rows by this clock: nearly all of them match."""
        return and_(col(P.entry_from) + 0 <= self.entry, col(P.entry_to) + 0 > self.entry)

    def stated(self) -> ColumnElement[bool]:
        """Rows that were known and state the day."""
        return and_(col(P.valid_from) <= self.day, col(P.valid_to) > self.day, self.known())


def secret(connection: Connection) -> str:
    """The installation's secret for signing cursors."""
    return connection.execute(select(col(Installation.secret))).scalar_one()


_JURISDICTIONS: Select[*tuple[Any, ...]] = (
    select(*(col(getattr(Jurisdiction, name)) for name in ("id", "name", "ruleset", "demonstration")))
    .add_columns(col(Log.id).label("log"))
    .join(Log, col(Log.jurisdiction) == col(Jurisdiction.id))
    .where(col(Log.name) == "public")
    .order_by(col(Jurisdiction.id))
)
"""Asked with every question, and therefore made once."""


def jurisdictions(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """All jurisdictions with their public log: id, name, ruleset, demonstration, log."""
    return connection.execute(_JURISDICTIONS).all()


def assesses(connection: Connection, jurisdiction: str) -> bool:
    """Whether a jurisdiction offers 裁量基准查询."""
    query = select(col(Jurisdiction.assessments)).where(col(Jurisdiction.id) == jurisdiction)
    return bool(connection.execute(query).scalar_one())


def region_codes(connection: Connection, jurisdiction: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The dated codes of a jurisdiction: scheme, value, valid_from, valid_to."""
    query = select(col(RegionCode.scheme), col(RegionCode.value), col(RegionCode.valid_from), col(RegionCode.valid_to))
    return connection.execute(
        query.where(col(RegionCode.jurisdiction) == jurisdiction).order_by(col(RegionCode.valid_from))
    ).all()


def jurisdictions_by_code(connection: Connection, value: str) -> list[str]:
    """The jurisdictions that ever had this code."""
    query = select(col(RegionCode.jurisdiction)).where(col(RegionCode.value) == value).distinct()
    return list(connection.execute(query).scalars())


def log_of(connection: Connection, record: str) -> int | None:
    """The log that a record is published in."""
    return connection.execute(select(col(Record.log)).where(col(Record.id) == record)).scalar_one_or_none()


# Editions and entries


def edition(connection: Connection, log: int, number: int) -> EditionRow | None:
    """One edition."""
    return _first(editions(connection, log, [col(EditionRow.number) == number], limit=1))


_EDITIONS: Select[*tuple[Any, ...]] = select(*EditionRow.__table__.columns)  # type: ignore[attr-defined]
_LAST_EDITION = (
    _EDITIONS.where(col(EditionRow.log) == bindparam("log")).order_by(col(EditionRow.number).desc()).limit(1)
)


def last_edition(connection: Connection, log: int, *conditions: ColumnElement[bool]) -> EditionRow | None:
    """The last edition that meets the conditions."""
    query = _LAST_EDITION.where(*conditions) if conditions else _LAST_EDITION
    found = connection.execute(query, {"log": log}).one_or_none()
    return EditionRow(**found._asdict()) if found is not None else None


def edition_by_entry(connection: Connection, log: int, entry: int) -> EditionRow | None:
    """The last edition that is complete at an entry."""
    return last_edition(connection, log, col(EditionRow.tree_size) <= entry)


def edition_by_instant(connection: Connection, log: int, instant: datetime) -> EditionRow | None:
    """The last edition published at or before an instant."""
    return last_edition(connection, log, col(EditionRow.published_at) <= instant)


def editions(
    connection: Connection,
    log: int,
    conditions: Iterable[ColumnElement[bool]] = (),
    *,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[EditionRow]:
    """Editions in order of their numbers."""
    order = col(EditionRow.number).desc() if newest_first else col(EditionRow.number)
    query = _EDITIONS.where(col(EditionRow.log) == log, *conditions).order_by(order)
    return [EditionRow(**found._asdict()) for found in connection.execute(query.limit(limit))]


def _first(rows: list[EditionRow]) -> EditionRow | None:
    return rows[0] if rows else None


def entries(
    connection: Connection, log: int, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Entries in order, without their leaves."""
    columns = [c for c in EntryRow.__table__.columns if c.name != "leaf"]  # type: ignore[attr-defined]
    query = select(*columns).where(col(EntryRow.log) == log, *conditions).order_by(col(EntryRow.number)).limit(limit)
    return connection.execute(query).all()


def entries_of(connection: Connection, log: int, record: str, entry: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The entries of one record up to an entry."""
    return entries(connection, log, col(EntryRow.record) == record, col(EntryRow.number) <= entry)


def count_entries(connection: Connection, log: int, conditions: Iterable[ColumnElement[bool]], most: int) -> int:
    """How many entries meet the conditions, counting no further than ``most``."""
    some = select(col(EntryRow.number)).where(col(EntryRow.log) == log, *conditions).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def entry_of_version(connection: Connection, log: int, record: str, number: int) -> Row[*tuple[Any, ...]] | None:
    """The entry that published a version of a record."""
    found = (e for e in entries_of(connection, log, record, ALWAYS) if e.version == number and e.op != "redact")
    return next(found, None)


def coverage_from(connection: Connection, at: At, departments: Sequence[str] = ()) -> date | None:
    """The first day on which a power is stated: of all departments or the earliest of some; None: nothing loaded."""
    if departments:
        firsts = coverage_by_department(connection, at, departments)
        return min(firsts.values(), default=None)
    query = select(func.min(col(EditionRow.covers_from))).where(
        col(EditionRow.log) == at.log, col(EditionRow.tree_size) <= at.entry
    )
    return connection.execute(query).scalar_one()


def coverage_by_department(connection: Connection, at: At, departments: Iterable[str]) -> dict[str, date]:
    """The first day on which each department's list states a power. What was stated once stays stated."""
    organ = select(col(Record.id)).subquery()
    first = (
        select(col(P.valid_from))
        .where(
            col(P.department) == organ.c.id,
            col(P.log) == at.log,
            col(P.kind) == "power",
            col(P.entry_from) + 0 <= at.entry,
        )
        .order_by(col(P.valid_from))
        .limit(1)
        .scalar_subquery()
    )
    found = rows_in(connection, select(organ.c.id, first), organ.c.id, departments)
    return {department: day for department, day in found if day is not None}


# Records


def record_rows(connection: Connection, at: At, record: str, kind: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """All rows of a record that were known, by day, whatever the day asked for."""
    query = select(*SUMMARY).where(col(P.record) == record, col(P.log) == at.log, col(P.kind) == kind, at.known())
    return connection.execute(query.order_by(col(P.valid_from))).all()


def rows_on(connection: Connection, at: At, records: Iterable[str]) -> list[Any]:
    """The rows that state some records on the day."""
    return rows_in(connection, select(*SUMMARY).where(at.stated()), col(P.record), records)


def exists(connection: Connection, log: int, record: str, kind: str) -> bool:
    """Whether a record was ever published in a log."""
    query = select(col(P.record)).where(col(P.record) == record, col(P.log) + 0 == log, col(P.kind) == kind).limit(1)
    return connection.execute(query).one_or_none() is not None


def version_text(connection: Connection, record: str, number: int) -> Row[*tuple[Any, ...]] | None:
    """A version's digest and stored body."""
    query = select(col(Version.digest), col(Version.body))
    return connection.execute(query.where(col(Version.record) == record, col(Version.number) == number)).one_or_none()


def version_texts(connection: Connection, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str | None]:
    """The stored bodies of many versions."""
    query = select(col(Version.record), col(Version.number), col(Version.body))
    rows = rows_in(connection, query, tuple_(col(Version.record), col(Version.number)), wanted)
    return {(record, number): body for record, number, body in rows}


def names(connection: Connection, at: At, records: Iterable[str]) -> dict[str, str]:
    """What records were called on the day; for one not stated then, its name nearest in time."""
    query = select(col(P.record), col(P.name), col(P.valid_from)).where(at.known()).order_by(col(P.valid_from))
    found: dict[str, str] = {}
    for record, name, valid_from in rows_in(connection, query, col(P.record), filter(None, records)):
        if record not in found or valid_from <= at.day:
            found[record] = name
    return found


def list_query(at: At, kind: str, filters: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """The rows of a list on the day; the caller orders and limits."""
    return select(*SUMMARY).where(col(P.log) == at.log, col(P.kind) == kind, at.stated(), *filters)


def count(connection: Connection, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows a query has; for queries of few rows."""
    some = query.order_by(None).with_only_columns(col(P.record)).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def facet(connection: Connection, query: Select[*tuple[Any, ...]], column: Any) -> dict[str, int]:
    """How many rows of a query have each value of a column."""
    grouped = query.order_by(None).with_only_columns(column, func.count()).group_by(column)
    return {value: number for value, number in connection.execute(grouped) if value}


def texts_of_kind(connection: Connection, log: int, kind: str) -> Sequence[tuple[str, str]]:
    """Every stored text of a small kind (departments), oldest record first: record, body."""
    of_kind = select(col(P.record)).where(col(P.log) == log, col(P.kind) == kind)
    query = (
        select(col(Version.record), col(Version.body))
        .where(col(Version.record).in_(of_kind), col(Version.body).is_not(None))
        .order_by(col(Version.record), col(Version.number))
    )
    return [(record, str(text)) for record, text in connection.execute(query)]


def department_rows(connection: Connection, department: str, kind: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """All current rows of the records that a department ever had, grouping and ended ones too, by record and day."""
    ever = select(col(P.record)).where(
        col(P.department) == department, col(P.kind) == kind, col(P.entry_to) == STANDING
    )
    query = select(*SUMMARY, col(P.display_order)).where(col(P.record).in_(ever), col(P.entry_to) == STANDING)
    return connection.execute(query.order_by(col(P.record), col(P.valid_from))).all()


def names_in_list_order(connection: Connection, at: At, departments: Iterable[str]) -> dict[str, str]:
    """The names of departments on the day, in the order of organs."""
    found = names(connection, at, departments)
    order = {row.record: number for number, row in enumerate(bodies_on(connection, at, "department"))}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def bodies_on(connection: Connection, at: At, kind: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a small kind (departments) on the day with their bodies, in list order, living ones or not."""
    query = (
        select(*SUMMARY, col(Version.body))
        .join(Version, and_(col(Version.record) == col(P.record), col(Version.number) == col(P.version)))
        .where(col(P.log) == at.log, col(P.kind) == kind, at.stated())
        .order_by(col(P.display_order), col(P.record))
    )
    return connection.execute(query).all()
