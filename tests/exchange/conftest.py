"""Builds small workbooks as departments publish them, and reads them back."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from quanze.exchange.files import read_bytes
from quanze.exchange.listings import Listing
from quanze.exchange.readings import ItemRow, Problem, Severity, SheetReading

Rows = Sequence[Sequence[object]]
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def workbook(rows: Rows, merges: Sequence[str] = (), sheet: str = "Sheet1", **others: Rows) -> bytes:
    """An .xlsx with these rows; text in a cell that a merge covers stays there, hidden."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, content in {sheet: rows, **others}.items():
        page = book.add_worksheet(name)
        for area in merges if name == sheet else ():
            page.merge_range(area, "")
        for row, cells in enumerate(content):
            for column, value in enumerate(cells):
                if value not in ("", None):
                    page.write(row, column, value)
    book.close()
    return stream.getvalue()


@pytest.fixture
def read() -> Callable[..., SheetReading]:
    """Reads rows as one sheet of a workbook called 清单.xlsx."""

    def _read(rows: Rows, merges: Sequence[str] = (), sheet: str = "Sheet1", name: str = "清单.xlsx") -> SheetReading:
        [reading] = read_bytes(workbook(rows, merges, sheet), name, name).sheets
        return reading

    return _read


@pytest.fixture
def read_as() -> Callable[..., SheetReading]:
    """Reads rows as one sheet of a list of another kind than of powers."""

    def _read(listing: Listing, rows: Rows, merges: Sequence[str] = (), sheet: str = "Sheet1") -> SheetReading:
        data = workbook(rows, merges, sheet)
        [reading] = read_bytes(data, "清单.xlsx", "清单.xlsx", None, listing).sheets
        return reading

    return _read


@pytest.fixture
def make() -> Callable[..., bytes]:
    """The bytes of a workbook."""
    return workbook


@pytest.fixture
def names() -> Callable[[SheetReading], list[tuple[str, str | None]]]:
    """The items and sub-items of a sheet, in order."""

    def _names(reading: SheetReading) -> list[tuple[str, str | None]]:
        return [(item.item, item.sub_item) for item in reading.items]

    return _names


@pytest.fixture
def codes() -> Callable[..., list[tuple[int, str]]]:
    """The rows and codes of a sheet's problems, of one severity if asked."""

    def _codes(reading: SheetReading, severity: Severity | None = None) -> list[tuple[int, str]]:
        chosen: list[Problem] = [p for p in reading.problems if severity in (None, p.severity)]
        return [(problem.row, problem.code) for problem in chosen]

    return _codes


@pytest.fixture
def power_lists() -> Path:
    """The folder of real published lists."""
    folder = SHARED / "power-lists"
    if not folder.is_dir():
        pytest.skip(f"the real power lists are not here: {folder}")
    return folder


@pytest.fixture
def only_item(read: Callable[..., SheetReading]) -> Callable[..., ItemRow]:
    """Reads rows that hold exactly one power."""

    def _only_item(rows: Rows, merges: Sequence[str] = ()) -> ItemRow:
        [item] = read(rows, merges).items
        return item

    return _only_item
