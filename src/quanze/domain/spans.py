"""The two clocks: which version is stated on which days, as known after which entry.

A :class:`Span` is one current row of a record: a version stated on the half-open days [valid_from, valid_to). Stating a
version at an entry closes the rows that it overlaps and opens their remains and itself; no day is ever stated twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from quanze.domain.errors import InvalidInput

FOREVER = date.max
ALWAYS = 2**62


@dataclass(frozen=True, slots=True)
class Span:
    """Version ``version`` is stated on [valid_from, valid_to)."""

    version: int
    valid_from: date
    valid_to: date = FOREVER

    def holds(self, day: date) -> bool:
        """Whether the version is stated on this day."""
        return self.valid_from <= day < self.valid_to


@dataclass(frozen=True, slots=True)
class Placement:
    """What one entry does to a record's current rows; the stated span is the last of ``opened``."""

    closed: tuple[Span, ...]
    opened: tuple[Span, ...]

    @property
    def stated(self) -> Span:
        """The span that the entry itself states."""
        return self.opened[-1]


def place(current: Sequence[Span], stated: Span) -> Placement:
    """State a span over the current rows: overlapped rows close, their parts left and right of it come back."""
    if stated.valid_from >= stated.valid_to:
        raise InvalidInput(
            f"时间段为空：起始日 {stated.valid_from} 不早于截止日 {stated.valid_to}。", code="empty_interval"
        )
    closed = [row for row in current if row.valid_from < stated.valid_to and stated.valid_from < row.valid_to]
    left = [replace(row, valid_to=stated.valid_from) for row in closed if row.valid_from < stated.valid_from]
    right = [replace(row, valid_from=stated.valid_to) for row in closed if stated.valid_to < row.valid_to]
    return Placement(tuple(closed), (*left, *right, stated))


def after(current: Sequence[Span], placement: Placement) -> list[Span]:
    """The current rows once the placement has happened."""
    return [row for row in current if row not in placement.closed] + list(placement.opened)


def span_on(current: Sequence[Span], day: date) -> Span | None:
    """The row that states the record on a day."""
    return next((row for row in current if row.holds(day)), None)


def next_start(current: Sequence[Span], day: date) -> date:
    """The start of the next row that begins after a day, else :data:`FOREVER`: where a statement ends by default."""
    return min((row.valid_from for row in current if row.valid_from > day), default=FOREVER)
