"""Finds the header of a list and says which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from quanze.exchange.cells import fold, one_line
from quanze.exchange.grids import Grid
from quanze.exchange.synonyms import header_synonyms

_SEARCHED_ROWS = 200
LONGEST_HEADER = 40
_TELLING = frozenset({"category", "legal_basis", "duties", "duty_basis", "accountability", "levels_and_authority"})
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

    def keys(self) -> list[str]:
        """What to look up, most telling first: both parts together, then the lower one, then without its remark."""
        folded = [header_key(part) for part in self.parts]
        joined = ["".join(folded), "".join(reversed(folded))] if len(folded) > 1 else []
        whole = [*joined, folded[-1]] if folded else []
        return whole + [_REMARK.sub("", key) for key in whole]


@dataclass(slots=True)
class Header:
    """Where the header stands (zero-based) and what its columns mean."""

    first_row: int
    last_row: int
    labels: list[Label]
    columns: dict[str, list[int]] = field(default_factory=dict)
    unmapped: dict[int, str] = field(default_factory=dict)
    duplicates: dict[int, int] = field(default_factory=dict)
    persons: dict[int, str] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)
    weak_item: bool = False

    def column(self, name: str) -> int | None:
        """The first column of a field."""
        found = self.columns.get(name)
        return found[0] if found else None

    def printed(self, name: str) -> str:
        """The header of a field as a clerk sees it; anything else is a header already."""
        column = self.column(name)
        if column is None and name in ("levels", "authority"):
            column = self.column("levels_and_authority")
        return name if column is None else self.labels[column].text

    def duplicate_name(self, column: int) -> str:
        """A repeated header with its number, so that both columns can stand side by side."""
        text = self.labels[column].text
        number = sum(1 for other in self.duplicates if other <= column and self.labels[other].text == text) + 1
        return f"{text}({number})"

    @property
    def is_list(self) -> bool:
        """Whether these are the columns of a list of powers: a name, and enough else to tell it from other tables."""
        if "item" not in self.columns:
            return False
        if self.weak_item:
            return not _TELLING.isdisjoint(self.columns)
        named = sum(1 for label in self.labels if label.parts)
        return len(self.columns) >= 3 or (len(self.columns) == 2 and named <= 3)

    @property
    def is_nearly_list(self) -> bool:
        """Whether everything but the name column is there."""
        return "item" not in self.columns and len(self.columns) >= 3 and len(_TELLING.intersection(self.columns)) >= 2


def find_header(grid: Grid) -> Header | None:
    """The first row, or pair of rows, that reads as the header of a list; else the nearest miss."""
    miss: Header | None = None
    for row in range(min(grid.height, _SEARCHED_ROWS)):
        header = header_at(grid, row)
        if header is not None and header.is_list:
            return header
        if header is not None and header.is_nearly_list and miss is None:
            miss = header
    return miss


def header_at(grid: Grid, row: int) -> Header | None:
    """The header that begins in this row, if it reads as one; two printed rows where the first spans columns."""
    if known_headers_in([grid.own(row, column) for column in range(grid.width)]) < 1:
        return None
    if row + 1 < grid.height and _is_second_row(grid, row):
        double = _understand(row, row + 1, _double_labels(grid, row), grid)
        if double.is_list or double.is_nearly_list:
            return double
    return _understand(row, row, _single_labels(grid, row), grid)


def known_headers_in(texts: Iterable[str]) -> int:
    """How many of the cells are headers that some list uses."""
    return sum(1 for text in texts if text and is_known_header(text))


def is_known_header(text: str) -> bool:
    """Whether a cell is a header that some list uses."""
    if len(text) > LONGEST_HEADER:
        return False
    key = header_key(text)
    return any(key in rank or _REMARK.sub("", key) in rank for rank in _table())


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header reduced to what is compared."""
    return _DECORATION.sub("", fold(text).translate(_SQUARE))


@cache
def _table() -> tuple[dict[str, str], ...]:
    """For each rank, header key to field."""
    fields = header_synonyms()["fields"]
    ranks: list[dict[str, str]] = [{} for _ in range(max(len(ranks) for ranks in fields.values()))]
    for name, synonyms in fields.items():
        for rank, words in zip(ranks, synonyms, strict=False):
            rank.update({header_key(word): name for word in words})
    return tuple(ranks)


def _is_person(label: Label) -> bool:
    persons = header_synonyms()["persons"]
    keys = label.keys()
    return any(key in persons["headers"] for key in keys) or any(
        word in key for key in keys for word in persons["words"]
    )


def _single_labels(grid: Grid, row: int) -> list[Label]:
    return [_label(grid, row, column, grid.own(row, column)) for column in range(grid.width)]


def _label(grid: Grid, row: int, column: int, *parts: str) -> Label:
    anchor = grid.anchors.get((row, column))
    shown = tuple(part for part in parts if part.strip())
    return Label(shown, anchor[1] if anchor is not None and anchor[0] == row else column)


def _double_labels(grid: Grid, row: int) -> list[Label]:
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


def _is_second_row(grid: Grid, row: int) -> bool:
    """Whether the next row splits headers of this one: short known words, only under spanning or blank cells."""
    known = lower = 0
    for column in range(grid.width):
        bottom = grid.own(row + 1, column)
        if not bottom.strip() or header_key(bottom) == header_key(grid.own(row, column)):
            continue
        top, start = _top(grid, row, column)
        spans = start != column or grid.right_edge(row, column) > column or not grid.own(row, column).strip()
        spans = spans or (column + 1 < grid.width and not grid.own(row, column + 1).strip())
        if not spans or len(bottom) > LONGEST_HEADER:
            return False
        lower += 1
        known += any(key in rank for key in Label((top, bottom), start).keys() for rank in _table())
    return known > 0 and known * 2 >= lower


def _understand(first: int, last: int, labels: list[Label], grid: Grid) -> Header:
    header = Header(first, last, labels)
    _claim(header)
    _claim_undivided(header)
    _extend(header, grid, last)
    _split_level_column(header)
    _sort_out_the_rest(header)
    return header


def _claim(header: Header) -> None:
    """One header, one field; better ranks first, then from left to right."""
    taken: set[int] = set()
    for number, rank in enumerate(_table()):
        for column, label in enumerate(header.labels):
            if column in taken:
                continue
            name = _first_free(label.keys(), rank, header.columns)
            if name is not None:
                header.columns[name] = [column]
                taken.add(column)
                header.weak_item = header.weak_item or (name == "item" and number > 0)
    if "item" not in header.columns and "sub_item" in header.columns:
        header.columns["item"] = header.columns.pop("sub_item")


def _first_free(keys: Sequence[str], rank: dict[str, str], claimed: dict[str, list[int]]) -> str | None:
    return next((rank[key] for key in keys if key in rank and rank[key] not in claimed), None)


def _claim_undivided(header: Header) -> None:
    """A known header over sub-headers that are not known: all its columns are one field (依据: 名称 | 条款)."""
    taken = {column for columns in header.columns.values() for column in columns}
    spread: dict[str, int] = {}
    for column, label in enumerate(header.labels):
        if column in taken or len(label.parts) < 2:
            continue
        key = header_key(label.parts[0])
        name = next((rank[key] for rank in _table() if key in rank), None)
        if name is not None and (name not in header.columns or spread.get(name) == label.start):
            header.columns.setdefault(name, []).append(column)
            spread[name] = label.start


def _extend(header: Header, grid: Grid, row: int) -> None:
    """A header printed over several columns owns them all; one over two name columns holds item and sub-item."""
    for name, columns in list(header.columns.items()):
        first = columns[0]
        for column in range(columns[-1] + 1, grid.width):
            if not _belongs(header, grid, row, first, column, name):
                break
            if name == "item" and "sub_item" not in header.columns:
                header.columns["sub_item"] = [column]
            else:
                columns.append(column)


def _belongs(header: Header, grid: Grid, row: int, first: int, column: int, name: str) -> bool:
    label = header.labels[column]
    covered = grid.anchors.get((row, column), (row, -1))[1] == first or (
        not label.parts and grid.anchors.get((header.first_row, column), (-1, -1)) == (header.first_row, first)
    )
    if name != "levels_and_authority":
        return covered and not label.parts
    return column == first + 1 and (not label.parts or label.text == header.labels[first].text)


def _split_level_column(header: Header) -> None:
    """Where level and authority have columns of their own, the mixed header is only the missing half."""
    mixed = header.columns.get("levels_and_authority")
    if mixed is None:
        return
    if "levels" in header.columns and "authority" not in header.columns:
        header.columns["authority"] = header.columns.pop("levels_and_authority")
    elif "levels" in header.columns:
        del header.columns["levels_and_authority"]
    elif "authority" in header.columns:
        header.columns["levels"] = header.columns.pop("levels_and_authority")


def _sort_out_the_rest(header: Header) -> None:
    """Columns of no field: persons, repeated headers, unknown headers, no header."""
    taken = {column: name for name, columns in header.columns.items() for column in columns}
    seen = {header.labels[column].text: column for column in reversed(sorted(taken)) if header.labels[column].parts}
    for column, label in enumerate(header.labels):
        if column in taken:
            continue
        if not label.parts:
            header.unnamed.append(column)
        elif _is_person(label):
            header.persons[column] = label.text
        elif label.text in seen:
            header.duplicates[column] = seen[label.text]
        else:
            seen[label.text] = column
            header.unmapped[column] = label.text
