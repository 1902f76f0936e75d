"""What stands beside some records on the list: read in a number of statements that does not grow with the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, tuple_
from sqlmodel import col

from quanze.domain.rules.wording import FRAME
from quanze.domain.vocabulary import Category, Kind
from quanze.storage.chunks import rows_in
from quanze.storage.links import LinkRow
from quanze.storage.readers import At
from quanze.storage.rows import ROW_COLUMNS, Row
from quanze.storage.tables import STANDING, Projection

P = Projection


def neighbours(
    connection: Connection, logs: Sequence[int], since: date, departments: Iterable[str], records: Iterable[str]
) -> list[Row]:
    """The current rows, from a day on, of departments' lists, of some records, and of what has these as its parent."""
    query = select(*ROW_COLUMNS).where(_within(logs), col(P.entry_to) == STANDING)
    wanted = sorted(set(records))
    found = [
        *rows_in(connection, query, col(P.department), departments),
        *rows_in(connection, query, col(P.record), wanted),
        *rows_in(connection, query, col(P.parent), wanted),
    ]
    return _once(found, since)


def organs(connection: Connection, logs: Sequence[int], since: date) -> list[Row]:
    """The current rows of all departments from a day on."""
    query = select(*ROW_COLUMNS).where(
        col(P.log).in_(logs), col(P.kind) == Kind.DEPARTMENT, col(P.entry_to) == STANDING
    )
    return _once(connection.execute(query), since)


def claims(connection: Connection, logs: Sequence[int], since: date, violations: Iterable[str]) -> list[Row]:
    """The current rows of penalties for some violations, whoever lists them."""
    query = select(*ROW_COLUMNS).where(*_penalties(logs), col(P.entry_to) == STANDING)
    return _once(rows_in(connection, query, _VIOLATION, violations), since)


def shared_claims(connection: Connection, at: At) -> list[tuple[str, str, str]]:
    """The violations of a day that several departments penalise: a name, and two of the departments."""
    department = col(P.department)
    query = (
        select(func.min(col(P.name)), func.min(department), func.max(department))
        .where(*_penalties([at.log]), at.stated())
        .group_by(_VIOLATION)
        .having(func.min(department) < func.max(department))
    )
    return [(name, first, last) for name, first, last in connection.execute(query)]


def linking(
    connection: Connection, logs: Sequence[int], since: date, targets: Iterable[str]
) -> list[tuple[Row, tuple[str, ...]]]:
    """The current rows, from a day on, of standards and services that name some records, with all that each names."""
    same = and_(col(LinkRow.record) == col(P.record), col(LinkRow.version) == col(P.version))
    query = select(*ROW_COLUMNS).join(LinkRow, same).where(_within(logs), col(P.entry_to) == STANDING)
    rows = _once(rows_in(connection, query, col(LinkRow.target), targets), since)
    named = names_of(connection, [(row.record, row.span.version) for row in rows])
    return [(row, named.get((row.record, row.span.version), ())) for row in rows]


def names_of(connection: Connection, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, ...]]:
    """The records that versions name."""
    query = select(col(LinkRow.record), col(LinkRow.version), col(LinkRow.target))
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for record, version, target in rows_in(
        connection, query, tuple_(col(LinkRow.record), col(LinkRow.version)), versions
    ):
        found[record, version] = (*found.get((record, version), ()), target)
    return found


def _within(logs: Sequence[int]) -> ColumnElement[bool]:
    """Rows of some logs. The sum keeps planners from finding rows by their log: nearly all of them match."""
    return (col(P.log) + 0).in_(logs)


def _penalties(logs: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(P.log).in_(logs),
        col(P.kind) == Kind.POWER,
        col(P.counted).is_(True),
        col(P.category_rank) == list(Category).index(Category.PENALTY) + 1,
    )


def _violation() -> Any:
    """A name without the words of :data:`FRAME`: what :func:`quanze.domain.rules.wording.violation_key` leaves."""
    name: Any = col(P.name)
    for words, instead in FRAME:
        name = func.replace(name, words, instead)
    return name


_VIOLATION = _violation()


def _once(found: Iterable[Sequence[Any]], since: date) -> list[Row]:
    """Each row once, of those that state a day from then on."""
    rows = {(row[0], row[3], row[5]): row for row in found}
    return [row for columns in rows.values() if (row := Row.from_columns(*columns)).span.valid_to > since]
