"""Reads the tables of a web page: many systems export one and call it .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from quanze.exchange import limits
from quanze.exchange.grids import Area, Grid
from quanze.exchange.refusals import refusal

_SILENT = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "li"})


class _TableParser(HTMLParser):
    """Collects the outermost tables; a table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[tuple[str, int, int]]]] = []
        self._depth = 0
        self._silent = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += tag not in ("head", "title")
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self._close_cell()
            self.tables[-1].append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._open_cell(dict(attrs))
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        self._close_cell()
        if not self.tables[-1]:
            self.tables[-1].append([])
        self._cell = []
        self._span = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))

    def _close_cell(self) -> None:
        if self._cell is not None:
            self.tables[-1][-1].append(("".join(self._cell).strip(), *self._span))
            self._cell = None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._close_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        super().close()
        if self.tables and self.tables[-1]:
            self._close_cell()


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return max(1, min(int(text), 5_000)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def read_tables(text: str, name: str) -> list[Grid]:
    """One grid for each table of the page, with rowspan and colspan as merged areas."""
    parser = _TableParser()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError, RecursionError) as error:
        raise refusal("corrupt", name) from error
    tables = [table for table in parser.tables if any(table)][: limits.SHEETS]
    return [_as_grid(f"表{number}", table, name) for number, table in enumerate(tables, start=1)]


def _as_grid(title: str, table: list[list[tuple[str, int, int]]], name: str) -> Grid:
    texts: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for row, cells in enumerate(table):
        column = 0
        for text, down, across in cells:
            while (row, column) in taken:
                column += 1
            down = min(down, len(table) - row)
            if len(taken) + down * across > limits.CELLS // 4:
                raise refusal("too_large", name)
            taken.update((row + i, column + j) for i in range(down) for j in range(across))
            texts[row, column] = text
            if down * across > 1:
                areas.append(((row, column), (row + down - 1, column + across - 1)))
            column += across
    width = max((column for _, column in taken), default=-1) + 1
    if len(table) * width > limits.CELLS:
        raise refusal("too_large", name)
    return Grid.build(
        title, [[texts.get((row, column), "") for column in range(width)] for row in range(len(table))], areas
    )
