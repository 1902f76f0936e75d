"""Gathers the physical rows of each power: who begins one, what continues it, what stands between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quanze.domain.vocabulary import Category, Severity
from quanze.exchange import limits
from quanze.exchange.cells import clean_line, clean_text, fold, is_blank, is_blank_raw
from quanze.exchange.furniture import (
    Footer,
    Heading,
    Texts,
    footer_in,
    heading_in,
    is_column_numbers,
    is_page_number,
    repeats_header,
    texts_of,
)
from quanze.exchange.grids import Grid
from quanze.exchange.headers import FEWEST_FIELDS, Header, header_at
from quanze.exchange.labels import known_headers_in
from quanze.exchange.readings import Problem
from quanze.exchange.values import read_category

_NAMES = ("item", "sub_item")
"""The cells that decide whether a row is a power."""


@dataclass(slots=True)
class Draft:
    """One power as its cells stand: for each column the texts of its rows, the first row's first.

    ``lines`` are the physical rows (zero-based) that show something of their own.
    """

    row: int
    last_row: int
    header: Header
    item: str
    sub_item: str
    cells: dict[int, list[str]]
    section: Section
    lines: list[int]
    hidden: list[int] = field(default_factory=list)
    uncomputed: list[int] = field(default_factory=list)

    def texts(self, column: int) -> list[str]:
        """The column's texts without marks for nothing; where it has none, those of a column with the same header."""
        copies = [copy for copy, first in self.header.duplicates.items() if first == column]
        found = ([text for text in self.cells[one] if not is_blank(clean_text(text))] for one in (column, *copies))
        return next(filter(None, found), [])

    def is_at_odds(self, copy: int) -> bool:
        """Whether a column whose header is repeated says something else here than the one that was read."""
        own = [fold(text) for text in self.cells[copy] if not is_blank(clean_text(text))]
        return bool(own) and own != [fold(text) for text in self.texts(self.header.duplicates[copy])]


@dataclass(slots=True)
class Section:
    """What the headings above a power say."""

    heading: str | None = None
    row: int = 0
    category: Category | None = None
    department: str | None = None
    states_category: bool = False


class Gatherer:
    """Walks down a sheet below its header; afterwards `drafts` are the powers and `problems` the other rows' words."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid = grid
        self.header = header
        self.headers = [header]
        self.drafts: list[Draft] = []
        self.problems: list[Problem] = []
        self.remarks: list[str] = []
        self._section = Section()
        self._current: Draft | None = None
        self.sections: list[Section] = []

    def run(self) -> None:
        """Reads every row below the header."""
        row = self.header.last_row + 1
        while row < self.grid.height:
            row = self._read(row) + 1
        self._reach_below_the_grid()

    def _reach_below_the_grid(self) -> None:
        """The last power's merges may end in rows that hold no text at all."""
        if self._current is None:
            return
        last = ((self.grid.height - 1, column) for column in self._columns(_NAMES))
        bottom = max(self.grid.bottom_edges.get(self.grid.anchors.get(cell, cell), 0) for cell in last)
        if bottom >= self.grid.height:
            self._current.last_row = bottom

    def _read(self, row: int) -> int:
        """Reads one row; answers the last physical row that was used."""
        texts = texts_of(self.grid, row)
        if not texts.by_column:
            self._read_empty(row)
            return row
        if repeats_header(texts, self.header) or is_column_numbers(texts):
            return row
        another = self._another_header(row, texts)
        if another is not None:
            self.header = another
            self.headers.append(another)
            self._current = None
            return another.last_row
        self._read_content(row, texts)
        return row

    def _another_header(self, row: int, texts: Texts) -> Header | None:
        listing = self.header.listing
        known = known_headers_in(texts.by_column.values(), listing)
        header = header_at(self.grid, row, listing) if known >= FEWEST_FIELDS else None
        return header if header is not None and header.is_list else None

    def _read_empty(self, row: int) -> None:
        """A row that shows nothing itself belongs to the power whose merges cover it."""
        if self._uncomputed_name(row):
            self._begin(row)
        elif self._current is not None and any((row, column) in self.grid.anchors for column in range(self.grid.width)):
            self._current.last_row = row

    def _uncomputed_name(self, row: int) -> bool:
        cells = {(row, column) for column in self._columns(_NAMES)}
        return not self.grid.uncomputed.isdisjoint(cells - self.grid.anchors.keys())

    def _read_content(self, row: int, texts: Texts) -> None:
        bound = self._is_covered(row, _NAMES) or self._states_category(row)
        footer = None if bound else self._footer_in(texts)
        if footer is not None:
            self._read_footer(row, footer)
            return
        apart = not self._is_covered(row, self.header.columns)
        heading = self._heading_in(row, texts) if apart else None
        if heading is not None:
            self._read_heading(row, heading)
        elif self._names(row) or self._uncomputed_name(row):
            self._begin(row)
        else:
            self._continue(row, texts)

    def _footer_in(self, texts: Texts) -> Footer | None:
        return footer_in(texts)

    def _heading_in(self, row: int, texts: Texts) -> Heading | None:
        return heading_in(texts, self.grid, row, self.header)

    def _states_category(self, row: int) -> bool:
        return any(read_category(self.grid.own(row, column)).category for column in self._columns(["category"]))

    def _is_covered(self, row: int, names: Iterable[str]) -> bool:
        """Whether a merge from above reaches into the row in one of the columns: then it belongs to what is above."""
        return any(self.grid.is_covered_from_above(row, column) for column in self._columns(names))

    def _columns(self, names: Iterable[str]) -> list[int]:
        return [column for name in names for column in self.header.columns.get(name, [])]

    def _names(self, row: int) -> bool:
        """Whether the row has an item or a sub-item of its own."""
        return any(not is_blank_raw(self.grid.own(row, column)) for column in self._columns(_NAMES))

    def _read_footer(self, row: int, footer: Footer) -> None:
        self.remarks += [] if footer.names_persons else [footer.text]
        shown = "（含人员信息，不予保留）" if footer.names_persons else f"“{_short(footer.text)}”"
        self._note(row, "footer", f"第{row + 1}行是表尾文字{shown}，没有作为事项读取")
        self._current = None

    def _read_heading(self, row: int, heading: Heading) -> None:
        self._current = None
        if heading.category is not None or heading.department is not None:
            self._section = self._section_under(row, heading)
            self.sections.append(self._section)
        elif not is_page_number(heading.text):
            self.remarks.append(heading.text)
            self._note(row, "text_row", f"第{row + 1}行只有一段文字“{_short(heading.text)}”，没有作为事项读取，请核对")

    def _section_under(self, row: int, heading: Heading) -> Section:
        """The kind of heading that comes first holds the other: a new one of it ends what the other kind said."""
        above = self._section
        if heading.category is not None:
            department = above.department if not self._is_outer(states_category=True) else None
            return Section(heading.text, row, heading.category, department, states_category=True)
        category = above.category if not self._is_outer(states_category=False) else None
        return Section(heading.text, row, category, heading.department)

    def _is_outer(self, *, states_category: bool) -> bool:
        return not self.sections or self.sections[0].states_category == states_category

    def end_of(self, section: Section) -> int:
        """The row (zero-based) of the heading that ends a section: one of its own kind, or of the outer kind."""
        later = (other for other in self.sections if other.row > section.row)
        ends = (
            other.row
            for other in later
            if other.states_category == section.states_category or self._is_outer(states_category=other.states_category)
        )
        return next(ends, self.grid.height)

    def _begin(self, row: int) -> None:
        """A row with a name of its own is a power; its other cells take what covers them."""
        cells = {column: [self.grid.shown(row, column)] for column in range(self.grid.width)}
        item = self._item(row, self.header.item_column)
        draft = Draft(row, row, self.header, item, self._sub_item(row), cells, self._section, [row])
        draft.hidden = [column for column in cells if self.grid.hides(row, column)]
        draft.uncomputed = [
            column for column in cells if (row, column) in self.grid.uncomputed and not cells[column][0]
        ]
        self._current = draft
        self.drafts.append(draft)

    def _item(self, row: int, column: int) -> str:
        """The row's item: its own, that of the merge over it, or where a sub-item stands alone the one above."""
        anchor = self.grid.anchors.get((row, column))
        if anchor is not None and anchor[0] < row and anchor[1] == column:
            return self.grid.rows[anchor[0]][column]
        own = self.grid.own(row, column)
        if not is_blank_raw(own):
            return own
        above = self._current
        return above.item if above is not None and above.header is self.header else ""

    def _sub_item(self, row: int) -> str:
        column = self.header.column("sub_item")
        return "" if column is None else self.grid.shown(row, column)

    def _continue(self, row: int, texts: Texts) -> None:
        """A row without a name adds its own texts to the power above, where they say something new."""
        if set(texts.by_column) <= self._silent_columns():
            return
        if self._lacks_a_name(row, texts) or self._current is None:
            shown = "；".join(_short(clean_line(text)) for text in list(texts.by_column.values())[:3])
            message = f"第{row + 1}行有内容（{shown}）但没有事项名称，没有读取，请补上名称或删去该行"
            self.problems.append(Problem(row + 1, "missing_name", Severity.WARNING, message))
            return
        self._current.last_row = row
        self._current.lines.append(row)
        for column, text in texts.by_column.items():
            lines = self._current.cells[column]
            if fold(text) not in {fold(line) for line in lines}:
                lines.append(text)

    def _silent_columns(self) -> set[int]:
        """Columns whose text alone makes no row: serial numbers, and columns without a header."""
        return {*self.header.columns.get("seq", []), *self.header.unnamed}

    def _lacks_a_name(self, row: int, texts: Texts) -> bool:
        """A number and a category of its own, name cells empty and uncovered: a power whose name was forgotten."""
        own = {self.header.column("seq"), self.header.column("category")}
        return not self._is_covered(row, _NAMES) and None not in own and own <= set(texts.by_column)

    def _note(self, row: int, code: str, message: str) -> None:
        self.problems.append(Problem(row + 1, code, Severity.NOTICE, message))


def rows_above(grid: Grid, header: Header) -> Iterator[Texts]:
    """The rows of the title."""
    return (texts_of(grid, row) for row in range(header.first_row))


def _short(text: str) -> str:
    return text if len(text) <= limits.TEXT_SHOWN else text[: limits.TEXT_SHOWN] + "…"
