"""Reads the tables of a web page: many systems export one and call it .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from quanze.exchange import limits
from quanze.exchange.grids import Area, Grid
from quanze.exchange.refusals import refusal
from quanze.exchange.sniffing import decode

_SILENT = frozenset({"script", "style"})
_LARGEST_SPAN = 5_000
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
            self._silent += 1
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
        if tag in _SILENT:
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
    """A rowspan or colspan; what is no number of a sane size is one."""
    return max(1, min(int(value), _LARGEST_SPAN)) if re.fullmatch(r"[0-9]{1,5}", value or "") and value else 1


def open_tables(data: bytes, name: str) -> list[Grid]:
    """One grid for each table of the page, with rowspan and colspan as merged areas."""
    if len(data) > limits.WEB_BYTES:
        raise refusal("too_large", name)
    parser = _TableParser()
    try:
        parser.feed(decode(data, name))
        parser.close()
    except (AssertionError, ValueError, RecursionError) as error:
        raise refusal("corrupt", name) from error
    tables = [table for table in parser.tables if any(table)][: limits.SHEETS]
    return [_as_grid(f"表{number}", table, name) for number, table in enumerate(tables, start=1)]


def _as_grid(title: str, table: list[list[tuple[str, int, int]]], name: str) -> Grid:
    texts: dict[tuple[int, int], str] = {}
    areas: list[Area] = []
    for row, cells in enumerate(table):
        column = 0
        for text, down, across in cells:
            while (row, column) in texts:
                column += 1
            last = (min(row + down, len(table)) - 1, column + across - 1)
            if len(text) > limits.CELL_CHARACTERS or len(texts) + (last[0] - row + 1) * across > limits.WEB_CELLS:
                raise refusal("too_large", name)
            places = [(i, j) for i in range(row, last[0] + 1) for j in range(column, last[1] + 1)]
            texts.update(dict.fromkeys(places, ""))
            texts[row, column] = text
            areas += [((row, column), last)] * (len(places) > 1)
    width = max((column for _, column in texts), default=-1) + 1
    if len(table) * width > limits.CELLS:
        raise refusal("too_large", name)
    rows = [[texts.get((row, column), "") for column in range(width)] for row in range(len(table))]
    return Grid.build(title, rows, areas)
