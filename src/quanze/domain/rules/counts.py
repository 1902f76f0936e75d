"""Whether the numbers add up: before + added − removed = after, by department and category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Place = tuple[str, str]
"""A department and a category."""

MOST_OF = 0.5
SMALL = 10


@dataclass(frozen=True, slots=True)
class Count:
    """The counted powers of a department in a category, before and after a change-set."""

    department: str
    category: str
    before: int
    added: int
    removed: int

    @property
    def after(self) -> int:
        """What is left."""
        return self.before + self.added - self.removed


def counts(before: Mapping[str, Place], after: Mapping[str, Place]) -> list[Count]:
    """The counts of every place that records of either list are in; a record that moves leaves one and enters one."""
    was = Counter(before.values())
    added = Counter(place for record, place in after.items() if before.get(record) != place)
    removed = Counter(place for record, place in before.items() if after.get(record) != place)
    return [Count(*place, was[place], added[place], removed[place]) for place in sorted({*was, *added})]


class Loss(NamedTuple):
    """A department that loses most of its list: so many powers of so many."""

    department: str
    lost: int
    before: int


def shrinking(found: Iterable[Count]) -> Iterator[Loss]:
    """The departments that lose most of their list."""
    totals: dict[str, tuple[int, int]] = {}
    for count in found:
        removed, before = totals.get(count.department, (0, 0))
        totals[count.department] = removed + count.removed - count.added, before + count.before
    for department, (removed, before) in totals.items():
        if before >= SMALL and removed > before * MOST_OF:
            yield Loss(department, removed, before)
