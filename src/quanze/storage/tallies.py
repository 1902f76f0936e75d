"""Totals as of any moment without counting rows: what each edition added and took away, summed up to the moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select
from sqlmodel import col

from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import Kind, Status
from quanze.storage.readers import At
from quanze.storage.rows import Row
from quanze.storage.tables import Tally

ALL = "*"
"""The department under which the sums over all departments stand."""

Key = tuple[str, str, bool, str, str, date]
"""Kind, department, grouping, status, category, day."""


def deltas(opened: Iterable[Row], closed: Iterable[Row]) -> Counter[Key]:
    """What rows that open and rows that close at one edition add to the totals from which day on; no zeros."""
    found: Counter[Key] = Counter()
    for sign, rows in ((1, opened), (-1, closed)):
        for row in rows:
            _add(found, row, sign)
    return Counter({key: delta for key, delta in found.items() if delta})


def _add(found: Counter[Key], row: Row, sign: int) -> None:
    says = row.shown
    for department in (says.department, ALL):
        group = (says.kind, department, says.grouping, says.status, says.category or "")
        found[*group, row.span.valid_from] += sign
        if row.span.valid_to != FOREVER:
            found[*group, row.span.valid_to] -= sign


def write(connection: Connection, log: int, entry: int, found: Counter[Key]) -> None:
    """Keep what an edition, named by its first entry, adds to the totals."""
    rows = [dict(zip(_KEY, key, strict=True), log=log, entry=entry, delta=delta) for key, delta in found.items()]
    if rows:
        connection.execute(insert(Tally), rows)


_KEY = ("kind", "department", "grouping", "status", "category", "day")


@dataclass(frozen=True, slots=True)
class Counted:
    """Which records a total is of; what is left empty is all. By default what counts: active, and not grouping."""

    kind: Kind = Kind.POWER
    statuses: Collection[str] = (Status.ACTIVE,)
    categories: Collection[str] = ()
    departments: Collection[str] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions on tallies, departments aside."""
        found = [
            col(Tally.kind) == self.kind,
            col(Tally.grouping).is_(False),
            col(Tally.status).in_(sorted(self.statuses)),
        ]
        return [*found, col(Tally.category).in_(sorted(self.categories))] if self.categories else found


def total(connection: Connection, at: At, counted: Counted) -> int:
    """How many records the list of the moment holds."""
    return sum(by_category(connection, at, counted).values())


def by_category(connection: Connection, at: At, counted: Counted) -> dict[str, int]:
    """The total for each category that has any; under ``""`` what has no category."""
    departments = sorted(counted.departments) or [ALL]
    return _sums(connection, at, counted, Tally.category, col(Tally.department).in_(departments))


def by_department(connection: Connection, at: At, counted: Counted) -> dict[str, int]:
    """The total for each department that has any."""
    asked = col(Tally.department).in_(sorted(counted.departments))
    own = asked if counted.departments else col(Tally.department).not_in([ALL, ""])
    return _sums(connection, at, counted, Tally.department, own)


def by_kind(connection: Connection, at: At, departments: Collection[str] = ()) -> dict[str, int]:
    """How much counts of each kind that has any: in all, or of some departments."""
    which = col(Tally.department).in_(sorted(departments) or [ALL])
    number = func.sum(col(Tally.delta))
    query = (
        select(col(Tally.kind), number)
        .where(col(Tally.log) == at.log, which, col(Tally.grouping).is_(False), col(Tally.status) == Status.ACTIVE)
        .where(col(Tally.day) <= at.day, col(Tally.entry) <= at.entry)
        .group_by(col(Tally.kind))
    )
    return {kind: int(sum_) for kind, sum_ in connection.execute(query) if sum_}


def by_place(connection: Connection, at: At, counted: Counted) -> dict[tuple[str, str], int]:
    """The total for each department and category that has any."""
    query, number = _summed(at, counted, col(Tally.department).not_in([ALL, ""]), Tally.department, Tally.category)
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query.having(number > 0))}


def _sums(connection: Connection, at: At, counted: Counted, by: Any, which: ColumnElement[bool]) -> dict[str, int]:
    query, number = _summed(at, counted, which, by)
    return {value: int(sum_) for value, sum_ in connection.execute(query.having(number > 0))}


def _summed(at: At, counted: Counted, which: ColumnElement[bool], *by: Any) -> tuple[Select[Any], ColumnElement[int]]:
    """The totals of a moment by some columns, and the total itself to ask more of."""
    number = func.sum(col(Tally.delta))
    query = (
        select(*map(col, by), number)
        .where(col(Tally.log) == at.log, *counted.conditions(), which)
        .where(col(Tally.day) <= at.day, col(Tally.entry) <= at.entry)
        .group_by(*map(col, by))
    )
    return query, number
