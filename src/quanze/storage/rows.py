"""Projection rows in memory: what a body shows in lists, and what statements do to a record's rows.

The projection is derived: the writer extends it with every entry, and the same code rebuilds it from the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

from quanze.domain.spans import ALWAYS, Span, place
from quanze.domain.vocabulary import Category, Status
from quanze.storage.tables import Projection

_RANKS = {category.value: rank for rank, category in enumerate(Category, start=1)}


@dataclass(frozen=True, slots=True)
class Shown:
    """What lists show of a version, and filter and order by."""

    kind: str
    counted: bool
    department: str
    category_rank: int
    display_order: int
    category: str | None
    status: str
    grouping: bool
    parent: str | None
    code: str | None
    name: str


def shown(body: dict[str, Any]) -> Shown:
    """The list columns of a body. Leaves in force count: what only groups, rests or has ended does not."""
    status, category, grouping = body["status"], body.get("category"), body.get("grouping", False)
    return Shown(
        kind=body["kind"],
        counted=status == Status.ACTIVE and not grouping,
        department=body.get("department_id") or "",
        category_rank=_RANKS.get(category or "", 0),
        display_order=body["display_order"] or 0,
        category=category,
        status=status,
        grouping=grouping,
        parent=body.get("parent_id"),
        code=next((code["value"] for code in body["codes"]), None),
        name=body["name"],
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the projection."""

    record: str
    log: int
    span: Span
    entry_from: int
    shown: Shown
    entry_to: int = ALWAYS

    def columns(self) -> dict[str, Any]:
        """The row as its table has it."""
        span = self.span
        own = (self.record, self.log, span.version, span.valid_from, span.valid_to, self.entry_from, self.entry_to)
        return dict(zip(_NAMES, (*own, *_shown_values(self.shown)), strict=True))

    @classmethod
    def from_columns(
        cls,
        record: str,
        log: int,
        version: int,
        valid_from: date,
        valid_to: date,
        entry_from: int,
        entry_to: int,
        *rest: Any,
    ) -> Row:
        """A row as read from its table, in the order of :data:`ROW_COLUMNS`."""
        return cls(record, log, Span(version, valid_from, valid_to), entry_from, Shown(*rest), entry_to)


_SHOWN = tuple(field.name for field in fields(Shown))
_NAMES = ("record", "log", "version", "valid_from", "valid_to", "entry_from", "entry_to", *_SHOWN)
_shown_values = attrgetter(*_SHOWN)
ROW_COLUMNS = tuple(getattr(Projection, name) for name in _NAMES)
"""The columns that a row is read from."""


@dataclass(slots=True)
class RowBook:
    """The current rows of some records while an edition is written; knows what is new and what closed.

    A row that an edition opens and closes itself is never seen by anyone and leaves no trace.
    """

    current: dict[str, list[Row]] = field(default_factory=dict)
    closed: list[Row] = field(default_factory=list)
    _first_entry: int = 0
    _touched: set[str] = field(default_factory=set)

    def begin_edition(self, first_entry: int) -> None:
        """Forget what earlier editions closed; rows from this entry on are this edition's."""
        self._first_entry = first_entry
        self.closed = []
        self._touched = set()

    def spans(self, record: str) -> list[Span]:
        """The current spans of a record."""
        return [row.span for row in self.current.get(record, ())]

    def row_on(self, record: str, day: date) -> Row | None:
        """The current row that states a record on a day."""
        return next((row for row in self.current.get(record, ()) if row.span.holds(day)), None)

    def state(self, record: str, log: int, span: Span, entry: int, says: Shown) -> None:
        """State a version at an entry: overlapped rows close, their remains and the stated row open."""
        rows = self.current.get(record, [])
        by_span = {row.span: row for row in rows}
        placement = place([*by_span], span)
        for old in placement.closed:
            self._close(by_span.pop(old), entry)
        remains = [self._remain(rows, part, entry) for part in placement.opened[:-1]]
        self._touched.add(record)
        self.current[record] = [*by_span.values(), *remains, Row(record, log, span, entry, says)]

    def opened(self) -> Iterable[Row]:
        """The rows that this edition opened and left open."""
        touched = (row for record in self._touched for row in self.current[record])
        return (row for row in touched if row.entry_from >= self._first_entry)

    def _close(self, row: Row, entry: int) -> None:
        if row.entry_from < self._first_entry:
            self.closed.append(replace(row, entry_to=entry))

    def _remain(self, rows: list[Row], part: Span, entry: int) -> Row:
        whole = next(row for row in rows if row.span.holds(part.valid_from))
        return replace(whole, span=part, entry_from=entry)
