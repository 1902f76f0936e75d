"""Opens a file of any supported format as grids, after it was looked through; whatever goes wrong is a refusal."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import TypeAlias

import python_calamine

from quanze.exchange import limits
from quanze.exchange.archives import inspect_archive
from quanze.exchange.compounds import inspect_compound
from quanze.exchange.formulas import is_hostile_cell
from quanze.exchange.grids import Grid
from quanze.exchange.headers import known_headers_in
from quanze.exchange.refusals import refusal
from quanze.exchange.sniffing import Format, decode, sniff
from quanze.exchange.webtables import read_tables

csv.field_size_limit(limits.FILE_BYTES)
_DELIMITERS = (",", "\t", ";")

Uncomputed = dict[str, frozenset[tuple[int, int]]]


def open_grids(data: bytes, name: str) -> list[Grid]:
    """Every sheet of the file, in order; nothing in it is computed, followed or run."""
    openers: dict[Format, Callable[[bytes, str], list[Grid]]] = {
        Format.OOXML: _open_archive,
        Format.COMPOUND: _open_compound,
        Format.HTML: _open_html,
        Format.TEXT: _open_text,
    }
    return openers[sniff(data, name)](data, name)


def _open_archive(data: bytes, name: str) -> list[Grid]:
    return _open_workbook(data, name, inspect_archive(data, name).uncomputed)


def _open_compound(data: bytes, name: str) -> list[Grid]:
    inspect_compound(data, name)
    return _open_workbook(data, name, {})


def _open_workbook(data: bytes, name: str, uncomputed: Uncomputed) -> list[Grid]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(workbook.sheet_names) > limits.SHEETS:
            raise refusal("too_large", name, f"工作表过多（{len(workbook.sheet_names)} 个），请拆分后再试")
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
        return [_read_sheet(workbook, meta, name, uncomputed) for meta in sheets]
    except python_calamine.PasswordError as error:
        raise refusal("encrypted", name) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside the reader is no ordinary Exception
        raise _as_refusal(error, name) from error


def _as_refusal(error: BaseException, name: str) -> BaseException:
    from quanze.exchange.readings import UnreadableFile

    return error if isinstance(error, UnreadableFile) else refusal("corrupt", name)


def _read_sheet(
    workbook: python_calamine.CalamineWorkbook, meta: python_calamine.SheetMetadata, name: str, uncomputed: Uncomputed
) -> Grid:
    sheet = workbook.get_sheet_by_name(meta.name)
    if sheet.end is not None and (sheet.end[0] + 1) * (sheet.end[1] + 1) > limits.CELLS:
        raise refusal("too_large", name)
    areas = sheet.merged_cell_ranges or []
    rows = sheet.to_python(skip_empty_area=False)
    _refuse_many_merges(areas, len(rows), len(rows[0]) if rows else 0, name)
    grid = Grid.build(meta.name, rows, areas)
    grid.uncomputed = uncomputed.get(meta.name, frozenset())
    grid.hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
    return grid


def _refuse_many_merges(
    areas: Iterable[tuple[tuple[int, int], tuple[int, int]]], height: int, width: int, name: str
) -> None:
    covered = 0
    for (top, left), (bottom, right) in areas:
        covered += max(0, min(bottom, height - 1) - top + 1) * max(0, min(right, width - 1) - left + 1)
        if covered > limits.MERGED_CELLS:
            raise refusal("too_large", name, "合并单元格过多，请取消清单以外的合并后再试")


def _open_html(data: bytes, name: str) -> list[Grid]:
    return read_tables(decode(data, name), name)


def _open_text(data: bytes, name: str) -> list[Grid]:
    text = decode(data, name).removeprefix("\ufeff")
    lines = text.split("\n", 1)
    if lines[0].strip().lower() in ("sep=,", "sep=;", "sep=\t", "sep="):
        text = lines[1] if len(lines) > 1 else ""
    rows = _split_rows(text, name)
    if any(is_hostile_cell(cell) for row in rows for cell in row):
        raise refusal("hostile", name, "含有会调用外部程序的公式文本（如 =cmd|…），已拒绝读取，请删除后再试")
    if len(rows) * max((len(row) for row in rows), default=0) > limits.CELLS:
        raise refusal("too_large", name)
    return [Grid.build(name.rpartition(".")[0] or name, rows)]


def _split_rows(text: str, name: str) -> list[list[str]]:
    """The rows under the delimiter that shows the most headers; quotes that do not pair are refused, not guessed."""
    best: list[list[str]] = []
    best_score: tuple[int, int] = (-1, -1)
    failure: csv.Error | None = None
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            failure = failure or error
            continue
        score = (max(map(known_headers_in, rows[:60]), default=0), max(map(len, rows), default=0))
        if score > best_score:
            best, best_score = rows, score
    if not best and failure is not None:
        raise refusal("corrupt", name, "CSV 的引号不配对，无法确定各列的边界，请重新导出后再试") from failure
    return best
