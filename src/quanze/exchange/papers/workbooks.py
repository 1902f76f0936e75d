"""Papers as .xlsx: what is said on one sheet, each table on a sheet of its own. No cell can become a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from quanze.exchange.listfiles import fitting, sheet_name
from quanze.exchange.papers.paper import Block, Cell, Paper, Table, day_words, writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_A4 = 9
_CHARACTERS = {False: 84, True: 124}
"""How many narrow characters a page holds across, upright and turned."""


def workbook(paper: Paper) -> bytes:
    """The paper as the bytes of an .xlsx file."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, _OPTIONS) as book:
        book.set_properties({"title": writable(paper.title), "created": _ALWAYS})
        writer = _Writer(book, paper)
        taken: set[str] = set()
        if _says_more(paper):
            writer.text(sheet_name("正文", taken))
        for table in paper.tables:
            writer.table(table, sheet_name(writable(table.caption), taken))
    return packed.getvalue()


def _says_more(paper: Paper) -> bool:
    """Whether there is anything beside tables."""
    return any(not isinstance(block, Table) for block in paper.blocks) or not paper.tables


class _Writer:
    """Writes the sheets of one paper."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.book, self.paper = book, paper
        boxed = {"border": 1, "text_wrap": True, "valign": "top", "font_name": "仿宋", "font_size": 10.5}
        middle = {**boxed, "align": "center"}
        self.title = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"})
        self.notice = book.add_format({"font_name": "黑体", "font_size": 12, "bold": True, "align": "center"})
        self.plain = book.add_format({"font_name": "仿宋", "font_size": 14, "text_wrap": True, "valign": "top"})
        self.right = book.add_format({"font_name": "仿宋", "font_size": 14, "align": "right"})
        self.head = book.add_format({**middle, "font_name": "黑体", "bold": True})
        self.cell, self.number = book.add_format(boxed), book.add_format(middle)
        self.sum = book.add_format({**middle, "bold": True})

    def text(self, name: str) -> None:
        """Everything but the tables, a paragraph a row."""
        sheet = self._sheet(name, landscape=False)
        sheet.set_column(0, 0, _CHARACTERS[False])
        row = self._top(sheet, self.paper.title, 1)
        for line in _lines(self.paper):
            sheet.write_string(row, 0, fitting(writable(line)), self.plain)
            row += 1
        self._signed(sheet, row + 1, 0)

    def table(self, table: Table, name: str) -> None:
        """One table below its caption; the header is repeated on every page."""
        sheet = self._sheet(name, landscape=self.paper.landscape)
        width, shares = _CHARACTERS[self.paper.landscape], sum(table.widths)
        for column, share in enumerate(table.widths):
            sheet.set_column(column, column, width * share / shares)
        first = self._top(sheet, table.caption, len(table.headers))
        self._row(sheet, first, table.headers, self.head)
        for number, row in enumerate(table.rows):
            self._row(sheet, first + 1 + number, row, self.sum if number in table.sums else None)
        sheet.repeat_rows(first)
        sheet.freeze_panes(first + 1, 0)
        if not _says_more(self.paper):
            self._signed(sheet, first + len(table.rows) + 2, len(table.headers) - 1)

    def _sheet(self, name: str, *, landscape: bool) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C— &P —")
        return sheet

    def _top(self, sheet: Any, title: str, columns: int) -> int:
        """Notices and the title across all columns; answers the next row."""
        said = [*((notice, self.notice) for notice in self.paper.notices), (title, self.title)]
        for row, (text, form) in enumerate(said):
            if columns > 1:
                sheet.merge_range(row, 0, row, columns - 1, "", form)
            sheet.write_string(row, 0, fitting(writable(text)), form)
        return len(said)

    def _row(self, sheet: Any, row: int, cells: Sequence[Cell], form: Any) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, form or self.number)
            else:
                sheet.write_string(row, column, fitting(writable(cell)), form or self.cell)

    def _signed(self, sheet: Any, row: int, column: int) -> None:
        signature = self.paper.signature
        for text in (*signature.organs, day_words(signature.day)) if signature else ():
            sheet.write_string(row, column, text, self.right)
            row += 1


def _lines(paper: Paper) -> Iterator[str]:
    """The words of a paper, a paragraph each."""
    yield from filter(None, [paper.number, f"{paper.addressee}：" if paper.addressee else None])
    yield from (_said(block) for block in paper.blocks if not isinstance(block, Table))
    yield from (f"附件：{annex.title}" for annex in paper.annexes)
    yield from (f"（{remark}）" for remark in paper.remarks)


def _said(block: Block) -> str:
    return "" if isinstance(block, Table) else f"　　{block.text}"
