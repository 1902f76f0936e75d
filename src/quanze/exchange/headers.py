"""Finds the header of a list and says which column holds which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quanze.exchange.grids import Grid
from quanze.exchange.labels import (
    Label,
    double_labels,
    header_key,
    is_second_row,
    known_headers_in,
    names_a_person,
    single_labels,
    synonym_ranks,
)
from quanze.exchange.listings import TELLING, Listing

_SEARCHED_ROWS = 200
FEWEST_FIELDS = 3
"""So many known headers make a row a header."""


@dataclass(slots=True)
class Header:
    """Where the header stands (zero-based) and what its columns mean."""

    first_row: int
    last_row: int
    labels: list[Label]
    listing: Listing = Listing.POWERS
    columns: dict[str, list[int]] = field(default_factory=dict)
    unmapped: dict[int, str] = field(default_factory=dict)
    duplicates: dict[int, int] = field(default_factory=dict)
    persons: dict[int, str] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)
    weak_item: bool = False

    @property
    def item_column(self) -> int:
        """The column that names the powers; only a list has one."""
        return self.columns["item"][0]

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
        """Whether these are the columns of such a list: a name, and enough else to tell it from other tables."""
        if "item" not in self.columns:
            return False
        if self.weak_item:
            return not TELLING[self.listing].isdisjoint(self.columns)
        named = sum(1 for label in self.labels if label.parts)
        return len(self.columns) >= min(FEWEST_FIELDS, named) > 1

    @property
    def is_nearly_list(self) -> bool:
        """Whether everything but the name column is there."""
        telling = len(TELLING[self.listing].intersection(self.columns))
        return "item" not in self.columns and len(self.columns) >= FEWEST_FIELDS and telling > 1


def find_header(grid: Grid, listing: Listing) -> Header | None:
    """The first row, or pair of rows, that reads as the header of a list; else the nearest miss."""
    miss: Header | None = None
    for row in range(min(grid.height, _SEARCHED_ROWS)):
        header = header_at(grid, row, listing)
        if header is not None and header.is_list:
            return header
        if header is not None and header.is_nearly_list and miss is None:
            miss = header
    return miss


def header_at(grid: Grid, row: int, listing: Listing) -> Header | None:
    """The header that begins in this row, if it reads as one; two printed rows where the first spans columns."""
    if known_headers_in([grid.own(row, column) for column in range(grid.width)], listing) < 1:
        return None
    if row + 1 < grid.height and is_second_row(grid, row, listing):
        double = _understand(Header(row, row + 1, double_labels(grid, row), listing), grid)
        if double.is_list or double.is_nearly_list:
            return double
    return _understand(Header(row, row, single_labels(grid, row), listing), grid)


def _understand(header: Header, grid: Grid) -> Header:
    _claim(header)
    _claim_undivided(header)
    _extend(header, grid, header.last_row)
    _split_level_column(header)
    _sort_out_the_rest(header)
    return header


def _claim(header: Header) -> None:
    """One header, one field; better ranks first, then from left to right."""
    taken: set[int] = set()
    for number, rank in enumerate(synonym_ranks(header.listing)):
        for column, label in enumerate(header.labels):
            if column in taken:
                continue
            name = _first_free(label.lookups(), rank, header.columns)
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
        if column in taken or not label.parts[1:]:
            continue
        key = header_key(label.parts[0])
        name = next((rank[key] for rank in synonym_ranks(header.listing) if key in rank), None)
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
    seen = {header.labels[column].text: column for column in sorted(taken, reverse=True) if header.labels[column].parts}
    for column, label in enumerate(header.labels):
        if column in taken:
            continue
        if not label.parts:
            header.unnamed.append(column)
        elif names_a_person(label):
            header.persons[column] = label.text
        elif label.text in seen:
            header.duplicates[column] = seen[label.text]
        else:
            seen[label.text] = column
            header.unmapped[column] = label.text
