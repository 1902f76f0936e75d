"""What an engine can do. Every engine answers the same hits, counts and facets; they differ in size and speed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from whoosh.query import Query

from quanze.search.documents import IndexedRow


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an index has read the installation's log: a position, and the leaf of the entry there."""

    position: int
    leaf: str


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the index, as of a day (None: any) and an entry of one log; repeated values are alternatives."""

    tree: Query
    log: int
    day: date | None
    entry: int
    kind: str
    statuses: tuple[str, ...]
    categories: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    limit: int = 20
    offset: int = 0

    def bounds(self) -> list[tuple[str, int | None, int | None]]:
        """What the two clocks and the log demand of a row: field, least, most; days as ordinals."""
        known = [
            ("log", self.log, self.log),
            ("entry_from", None, self.entry),
            ("entry_to", self.entry + 1, None),
        ]
        if self.day is None:
            return known
        day = self.day.toordinal()
        return [*known, ("valid_from", None, day), ("valid_to", day + 1, None)]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: how many, which records best first, and counts by value."""

    total: int
    records: list[str]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class SearchIndex(Protocol):
    """A shadow of the register that follows its log."""

    def cursor(self) -> Cursor | None:
        """How far the index has read; None where it holds nothing."""

    def apply(self, rows: Iterable[IndexedRow], cursor: Cursor) -> bool:
        """Put rows (a known key replaces) and move the cursor, in one commit; False where another writes just now."""

    def rebuild(self, rows: Iterable[IndexedRow], cursor: Cursor) -> None:
        """Build a new index aside and put it in the place of this one."""

    def find(self, request: Request) -> Found:
        """Answer a question."""
