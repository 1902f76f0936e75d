"""Reads single header cells: what a header is compared by, and which labels a row, or two rows, give each column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from quanze.exchange.cells import fold, one_line
from quanze.exchange.grids import Grid
from quanze.exchange.listings import Listing
from quanze.exchange.synonyms import header_synonyms, persons

LONGEST_HEADER = 40

_SQUARE = str.maketrans("[]【】〔〕{}", "()()()()")
_REMARK = re.compile(r"\([^()]*\)$")
_DECORATION = re.compile(r"^(?:\d{1,2}[.、]|\*)+|[*:]+$")


@dataclass(frozen=True, slots=True)
class Label:
    """One column's header: the parts printed above each other, and the column where the topmost begins."""

    parts: tuple[str, ...]
    start: int

    @property
    def text(self) -> str:
        """The header on one line."""
        return "·".join(one_line(part) for part in self.parts)

    def lookups(self) -> list[str]:
        """What to look up, most telling first: both parts together, then the lower one, then without its remark."""
        folded = [header_key(part) for part in self.parts]
        joined = ["".join(folded), "".join(reversed(folded))] if len(folded) > 1 else []
        whole = [*joined, folded[-1]] if folded else []
        return whole + [_REMARK.sub("", key) for key in whole]


def known_headers_in(texts: Iterable[str], listing: Listing) -> int:
    """How many of the cells are headers that such lists use."""
    return sum(1 for text in texts if text and is_known_header(text, listing))


def is_known_header(text: str, listing: Listing) -> bool:
    """Whether a cell is a header that such lists use."""
    if len(text) > LONGEST_HEADER:
        return False
    key = header_key(text)
    return any(key in rank or _REMARK.sub("", key) in rank for rank in synonym_ranks(listing))


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header reduced to what is compared."""
    return _DECORATION.sub("", fold(text).translate(_SQUARE))


@cache
def synonym_ranks(listing: Listing) -> tuple[dict[str, str], ...]:
    """For each rank, header key to field."""
    fields = header_synonyms(listing)["fields"]
    ranks: list[dict[str, str]] = [{} for _ in range(max(len(ranks) for ranks in fields.values()))]
    for name, synonyms in fields.items():
        for rank, words in zip(ranks, synonyms, strict=False):
            rank.update({header_key(word): name for word in words})
    return tuple(ranks)


def names_a_person(label: Label) -> bool:
    """Whether the column holds people's names or numbers, which are nobody's business in a published list."""
    keys = label.lookups()
    return any(key in persons()["headers"] for key in keys) or any(
        word in key for key in keys for word in persons()["words"]
    )


def single_labels(grid: Grid, row: int) -> list[Label]:
    """The labels of a header printed in one row."""
    return [_label(grid, row, column, grid.own(row, column)) for column in range(grid.width)]


def _label(grid: Grid, row: int, column: int, *parts: str) -> Label:
    anchor = grid.anchors.get((row, column))
    shown = tuple(part for part in parts if part.strip())
    return Label(shown, anchor[1] if anchor is not None and anchor[0] == row else column)


def double_labels(grid: Grid, row: int) -> list[Label]:
    """The labels of a header printed in this row and the next (职权名称 over 项目 and 子项)."""
    labels = []
    for column in range(grid.width):
        top, start = _top(grid, row, column)
        bottom = "" if grid.is_covered_from_above(row + 1, column) else grid.rows[row + 1][column]
        if header_key(bottom) in ("", header_key(top)):
            labels.append(_label(grid, row, column, grid.own(row, column)))
        else:
            labels.append(Label(tuple(part for part in (top, bottom) if part.strip()), start))
    return labels


def _top(grid: Grid, row: int, column: int) -> tuple[str, int]:
    """The upper header over a column: its own, the merge's, or the nearest to the left of a blank."""
    anchor = grid.anchors.get((row, column), (row, column))
    while column >= 0:
        if grid.rows[anchor[0]][anchor[1]].strip():
            return grid.rows[anchor[0]][anchor[1]], anchor[1]
        column -= 1
        anchor = grid.anchors.get((row, column), (row, column))
    return "", 0


def is_second_row(grid: Grid, row: int, listing: Listing) -> bool:
    """Whether the next row splits headers of this one: short known words, only under spanning or blank cells."""
    known = lower = 0
    for column in range(grid.width):
        bottom = grid.own(row + 1, column)
        if not bottom.strip() or header_key(bottom) == header_key(grid.own(row, column)):
            continue
        if len(bottom) > LONGEST_HEADER or not _spans(grid, row, column):
            return False
        top, start = _top(grid, row, column)
        lower += 1
        known += any(key in rank for key in Label((top, bottom), start).lookups() for rank in synonym_ranks(listing))
    return known > 0 and known * 2 >= lower


def _spans(grid: Grid, row: int, column: int) -> bool:
    """Whether the header over this column is blank, merged, or repeated beside: it may be divided below."""
    own = grid.own(row, column)
    before = grid.own(row, column - 1) if column > 0 else None
    after = grid.own(row, column + 1) if column + 1 < grid.width else None
    divided = after is not None and not after.strip()
    return not own.strip() or divided or grid.right_edge(row, column) > column or own in (before, after)
