"""Whether an edition's numbers add up: before + added − removed = after, by department and by category.

Before and after are sums of what the editions added; what is added and removed is told record by record. The two ways
of counting know nothing of each other, and an edition goes out only where they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.changes import Change
from quanze.domain.editions import EditionKind
from quanze.domain.errors import InvalidInput, Refused
from quanze.domain.rules.counts import Count, Place, counts
from quanze.domain.vocabulary import Category, Kind, Status
from quanze.services import moments
from quanze.services.withholding import parted
from quanze.storage import readers, tallies
from quanze.storage.heads import PUBLIC, read_head
from quanze.storage.readers import At
from quanze.storage.tables import EditionRow, EntryRow
from quanze.storage.tallies import Counted

MOST_TOLD = 20_000
"""Entries of an edition that are gone through one by one."""

ALL = ""
"""The department under which a total of the whole list stands."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of an edition on the day when all of it is in force.

    ``counts`` are those of every category of the departments that change, ``others`` what the other departments have.
    ``moved`` records are among the added and the removed: they went to another department or category.
    """

    day: date
    counts: tuple[Count, ...]
    others: Mapping[str, int]
    moved: int = field(default=0, compare=False)

    @property
    def total(self) -> Count:
        """The whole list."""
        return _sum(ALL, "", self.by_category)

    @property
    def by_category(self) -> list[Count]:
        """The whole list by category."""
        rest = [Count(ALL, category, number, 0, 0) for category, number in self.others.items()]
        every = [*self.counts, *rest]
        return [
            _sum(ALL, category, [one for one in every if one.category == category])
            for category in Category
            if any(one.category == category for one in every)
        ]

    def of(self, department: str) -> list[Count]:
        """One department by category."""
        return [one for one in self.counts if one.department == department]


def _sum(department: str, category: str, parts: Iterable[Count]) -> Count:
    parts = list(parts)
    numbers = (sum(getattr(one, name) for one in parts) for name in ("before", "added", "removed"))
    return Count(department, category, *numbers)


def sum_of(department: str, parts: Iterable[Count]) -> Count:
    """The sum of a department's categories."""
    return _sum(department, "", parts)


def figures(connection: Connection, place: moments.Place, changes: Sequence[Change], moved: Iterable[Count]) -> Figures:
    """The numbers that changes would come to on the public list; ``moved`` is what checking counted of them."""
    public = parted(connection, place.id, changes).get(PUBLIC, [])
    day = max((changes[number].effective_from for number in public), default=date.min)
    at = At(place.log, day, read_head(connection, place.id).entry)
    return _figures(day, tallies.by_place(connection, at, Counted()), moved)


def _figures(day: date, before: Mapping[Place, int], moved: Iterable[Count]) -> Figures:
    """Every category of the departments where anything moved, in statutory order; the rest in one."""
    told = {(one.department, one.category): one for one in moved}
    departments = {department for department, _ in told}
    places = {place for place in before if place[0] in departments} | told.keys()
    ordered = sorted(places, key=lambda place: (place[0], _ORDER.get(place[1], len(_ORDER))))
    counted = tuple(replace(told.get(place, Count(*place, 0, 0, 0)), before=before.get(place, 0)) for place in ordered)
    others: dict[str, int] = {}
    for (department, category), number in before.items():
        if department not in departments:
            others[category] = others.get(category, 0) + number
    return Figures(day, counted, others)


_ORDER: Mapping[str, int] = {category.value: number for number, category in enumerate(Category)}


def reconcile(
    connection: Connection,
    place: moments.Place,
    changes: Sequence[Change],
    moved: Sequence[Count],
    stated: Sequence[Mapping[str, Any]] = (),
) -> Figures:
    """The numbers of an edition before it is written. Raises Refused where the two ways of counting differ, and
    InvalidInput where the numbers that its paper states are others or do not add up.
    """
    found = figures(connection, place, changes, moved)
    before = {(one.department, one.category): one.before for one in moved}
    for one in found.counts:
        if before.get((one.department, one.category), one.before) != one.before:
            raise _unreconciled(one, "调整前", before[one.department, one.category], one.before)
    known = {(one.department, one.category): one for one in found.counts}
    for said in stated:
        _check_stated(said, known)
    return found


def _check_stated(said: Mapping[str, Any], known: Mapping[Place, Count]) -> None:
    place = str(said.get("department")), str(said.get("category"))
    one = known.get(place, Count(*place, 0, 0, 0))
    counted = {"before": one.before, "added": one.added, "removed": one.removed, "after": one.after}
    for name, number in counted.items():
        if said.get(name) != number:
            raise InvalidInput(
                f"公告所载数量与清单不符：{_LABELS[name]}写为 {said.get(name)}，清单为 {number}"
                f"（部门 {place[0]}，类型 {place[1]}）；应当调整前＋增加－减少＝调整后。",
                code="counts_differ",
                field="counts",
            )


_LABELS = {"before": "调整前", "added": "增加", "removed": "减少", "after": "调整后"}


def confirm(connection: Connection, place: moments.Place, expected: Figures) -> None:
    """Count again once the edition is written. Raises Refused where the list has not become what was reckoned; the
    caller's transaction then undoes it.
    """
    entry = read_head(connection, place.id).entry
    now = tallies.by_place(connection, At(place.log, expected.day, entry), Counted())
    for one in expected.counts:
        if one.after != now.get((one.department, one.category), 0):
            raise _unreconciled(one, "调整后", one.after, now.get((one.department, one.category), 0))


def _unreconciled(one: Count, when: str, reckoned: int, counted: int) -> Refused:
    return Refused(
        f"数量不平，不能公布：{when}按事项核算为 {reckoned} 项，按清单统计为 {counted} 项"
        f"（部门 {one.department}，类型 {one.category}）。请运行 quanze fsck 检查登记簿。",
        code="counts_do_not_reconcile",
        record=one.department,
    )


def is_large(edition: EditionRow) -> bool:
    """Whether an edition has more entries than anybody reads through: a first load of whole lists."""
    return edition.tree_size - edition.first_entry > MOST_TOLD


def figures_of_edition(connection: Connection, log: int, edition: EditionRow) -> Figures:
    """The numbers of a published edition, told from the log as they were stated then."""
    if is_large(edition):
        return _net_figures(connection, log, edition)
    own = [col(EntryRow.edition) == edition.number, col(EntryRow.kind) == Kind.POWER]
    entries = readers.entries(connection, log, *own)
    days = [entry.valid_from for entry in entries if entry.valid_from]
    announced = edition.kind != EditionKind.LOAD
    day = max([edition.effective_from, *days]) if announced else edition.effective_from
    ends = At(log, day, edition.first_entry - 1), At(log, day, edition.tree_size)
    records = {entry.record for entry in entries}
    before, after = (_places(connection, at, records) for at in ends)
    moved = sum(1 for record in before.keys() & after.keys() if before[record] != after[record])
    found = _figures(day, tallies.by_place(connection, ends[0], Counted()), counts(before, after))
    return replace(found, moved=moved)


def _net_figures(connection: Connection, log: int, edition: EditionRow) -> Figures:
    """The same by sums alone: what entered and left one category in one department is not told apart."""
    entries = edition.first_entry - 1, edition.tree_size
    before, after = (
        tallies.by_place(connection, At(log, edition.effective_from, entry), Counted()) for entry in entries
    )
    grown = {place: after.get(place, 0) - before.get(place, 0) for place in before.keys() | after.keys()}
    moved = [Count(*place, 0, max(0, more), max(0, -more)) for place, more in grown.items() if more]
    return _figures(edition.effective_from, before, moved)


def _places(connection: Connection, at: At, records: Iterable[str]) -> dict[str, Place]:
    """Where each of some records is counted on the list of a moment."""
    return {
        row.record: (row.department, row.category)
        for row in readers.rows_on(connection, at, records)
        if row.status == Status.ACTIVE and not row.grouping
    }
