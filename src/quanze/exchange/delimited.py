"""Opens CSV in the encodings and with the delimiters that spreadsheets write."""

from __future__ import annotations

import csv
import io
import re

from quanze.exchange import limits
from quanze.exchange.formulas import is_hostile_cell
from quanze.exchange.grids import Grid
from quanze.exchange.labels import known_headers_in
from quanze.exchange.listfiles import RISKY
from quanze.exchange.listings import Listing
from quanze.exchange.refusals import refusal
from quanze.exchange.sniffing import decode

csv.field_size_limit(limits.FILE_BYTES)

_DELIMITERS = (",", "\t", ";")
_EXCEL_HINTS = frozenset({"sep=,", "sep=;", "sep="})
_HEADER_ROWS = 60
_DISARMED = re.compile(rf"^'(?=[{re.escape(''.join(RISKY))}])")
"""The apostrophe that keeps a spreadsheet from taking text for a formula; our own exports write it."""


def open_delimited(data: bytes, name: str) -> list[Grid]:
    """The one sheet that a CSV is, called like the file."""
    rows = _split(_without_hint(decode(data, name).removeprefix("\ufeff")), name)
    if len(rows) * max(map(len, rows), default=0) > limits.CELLS:
        raise refusal("too_large", name)
    if any(len(cell) > limits.CELL_CHARACTERS for row in rows for cell in row):
        raise refusal("too_large", name, "有单元格超过 10 万字，可能是引号不配对，请检查后重新导出")
    if any(is_hostile_cell(cell) for row in rows for cell in row):
        raise refusal("hostile", name, "含有会调用外部程序的公式文本（如 =cmd|…），已拒绝读取，请删除后再试")
    texts = [[_DISARMED.sub("", cell) for cell in row] for row in rows]
    return [Grid.build(name.rpartition(".")[0] or name, texts)]


def _without_hint(text: str) -> str:
    """The text without the line that tells Excel the delimiter."""
    first, _, rest = text.partition("\n")
    return rest if first.strip().lower() in _EXCEL_HINTS else text


def _split(text: str, name: str) -> list[list[str]]:
    """The rows under the delimiter that shows the most headers; quotes that do not pair are refused, not guessed."""
    lenient = {delimiter: _rows(text, delimiter, strict=False) or [] for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: _credibility(lenient[delimiter]))
    rows = _rows(text, best, strict=True)
    if rows is None:
        raise refusal("corrupt", name, "CSV 的引号不配对，无法确定各列的边界，请重新导出后再试")
    return rows


def _rows(text: str, delimiter: str, *, strict: bool) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))
    except csv.Error:
        return None


def _credibility(rows: list[list[str]]) -> tuple[int, int]:
    known = (known_headers_in(row, listing) for row in rows[:_HEADER_ROWS] for listing in Listing)
    return max(known, default=0), max(map(len, rows), default=0)
