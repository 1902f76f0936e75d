"""Reads a published list file, whatever its format, or refuses it with one clear line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from quanze.exchange import limits
from quanze.exchange.delimited import open_delimited
from quanze.exchange.grids import Grid
from quanze.exchange.readings import FileReading, SheetReading
from quanze.exchange.refusals import refusal
from quanze.exchange.sheets import read_sheet
from quanze.exchange.sniffing import Format, sniff
from quanze.exchange.webtables import open_tables
from quanze.exchange.workbooks import open_archive, open_compound

Progress = Callable[[str, int, int], None]

_OPENERS: dict[Format, Callable[[bytes, str], list[Grid]]] = {
    Format.OOXML: open_archive,
    Format.COMPOUND: open_compound,
    Format.HTML: open_tables,
    Format.TEXT: open_delimited,
}


def read_file(path: Path, progress: Progress | None = None) -> FileReading:
    """Every list in the file. `progress` hears (sheet, number, of how many). Raises UnreadableFile, nothing else."""
    data = _read_bytes(path)
    return read_bytes(data, str(path), path.name, progress)


def read_bytes(data: bytes, path: str, name: str, progress: Progress | None = None) -> FileReading:
    """The same for bytes that are no file, such as an upload."""
    if not data:
        raise refusal("empty", name)
    if len(data) > limits.FILE_BYTES:
        raise refusal("too_large", name)
    sheets = _read_sheets(_OPENERS[sniff(data, name)](data, name), name, progress)
    if all(sheet.header_row is None for sheet in sheets):
        reason = sheets[0].problems[0].message if sheets else None
        raise refusal("no_list", name, f"没有可读取的权责清单：{reason}" if reason else None)
    return FileReading(path, name, hashlib.sha256(data).hexdigest(), sheets)


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise refusal("not_found", path.name)
        if path.is_dir():
            raise refusal("not_a_workbook", path.name, "是文件夹，不是文件，请给出其中的文件")
        with path.open("rb") as stream:
            return stream.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise refusal("not_found", path.name) from error


def _read_sheets(grids: list[Grid], name: str, progress: Progress | None) -> list[SheetReading]:
    sheets = []
    for number, grid in enumerate(grids, start=1):
        if progress is not None:
            progress(grid.name, number, len(grids))
        sheet = read_sheet(grid, name)
        if sheet is not None:
            sheets.append(sheet)
    return sheets
