"""A query that Whoosh lacks: any of its parts, but so many of them at least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from whoosh import matching
from whoosh import query as q


class AtLeast(q.Or):  # type: ignore[misc]  # Whoosh is untyped
    """Documents that meet at least ``least`` of the subqueries, scored by all that they meet."""

    def __init__(self, subqueries: Sequence[q.Query], least: int) -> None:
        super().__init__(list(subqueries))
        self.least = max(1, least)

    def normalize(self) -> q.Query:
        """The parts normalised; the number stays."""
        return AtLeast([part.normalize() for part in self.subqueries], self.least)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Whoosh's own union, narrowed to the documents that meet enough parts."""
        union = super().matcher(searcher, context)
        if self.least == 1:
            return union
        met = Counter(number for part in self.subqueries for number in part.docs(searcher))
        return matching.FilterMatcher(union, frozenset(n for n, times in met.items() if times >= self.least))
