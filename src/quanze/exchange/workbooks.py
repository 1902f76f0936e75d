"""Opens real workbooks (.xlsx, .xls) after they were looked through; whatever the reader trips over is a refusal."""

from __future__ import annotations

import io
from collections.abc import Iterable

import python_calamine

from quanze.exchange import limits
from quanze.exchange.archives import inspect_archive
from quanze.exchange.compounds import rewrap_compound
from quanze.exchange.grids import Area, Grid
from quanze.exchange.readings import UnreadableFile
from quanze.exchange.refusals import refusal

Uncomputed = dict[str, frozenset[tuple[int, int]]]


def open_archive(data: bytes, name: str) -> list[Grid]:
    """The sheets of an .xlsx."""
    return _open(data, name, inspect_archive(data, name))


def open_compound(data: bytes, name: str) -> list[Grid]:
    """The sheets of an old .xls."""
    return _open(rewrap_compound(data, name), name, {})


def _open(data: bytes, name: str, uncomputed: Uncomputed) -> list[Grid]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _read_sheets(workbook, name, uncomputed)
    except (UnreadableFile, KeyboardInterrupt, SystemExit):
        raise
    except python_calamine.PasswordError as error:
        raise refusal("encrypted", name) from error
    except BaseException as error:  # a panic inside the reader is no ordinary Exception
        raise refusal("corrupt", name) from error


def _read_sheets(workbook: python_calamine.CalamineWorkbook, name: str, uncomputed: Uncomputed) -> list[Grid]:
    count = len(workbook.sheet_names)
    if count > limits.SHEETS:
        raise refusal("too_large", name, f"工作表过多（{count} 个），请拆分后再试")
    sheets = [meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
    return [_read_sheet(workbook, meta, name, uncomputed) for meta in sheets]


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


def _refuse_many_merges(areas: Iterable[Area], height: int, width: int, name: str) -> None:
    covered = 0
    for (top, left), (bottom, right) in areas:
        covered += max(0, min(bottom, height - 1) - top + 1) * max(0, min(right, width - 1) - left + 1)
        if covered > limits.MERGED_CELLS:
            raise refusal("too_large", name, "合并单元格过多，请取消清单以外的合并后再试")
