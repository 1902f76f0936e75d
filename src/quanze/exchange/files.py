"""Reads a published list file, whatever its format, or refuses it with one clear line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from quanze.exchange import limits
from quanze.exchange.delimited import open_delimited
from quanze.exchange.grids import Grid
from quanze.exchange.listings import LISTING_LABELS, NAME_LABELS, Listing
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


def read_file(path: Path, progress: Progress | None = None, listing: Listing = Listing.POWERS) -> FileReading:
    """Every list in the file. `progress` hears (sheet, number, of how many). Raises UnreadableFile, nothing else."""
    data = _read_bytes(path)
    return read_bytes(data, str(path), path.name, progress, listing)


def read_bytes(
    data: bytes, path: str, name: str, progress: Progress | None = None, listing: Listing = Listing.POWERS
) -> FileReading:
    """The same for bytes that are no file, such as an upload."""
    if not data:
        raise refusal("empty", name)
    if len(data) > limits.FILE_BYTES:
        raise refusal("too_large", name)
    sheets = _read_sheets(_OPENERS[sniff(data, name)](data, name), name, progress, listing)
    if all(sheet.header_row is None for sheet in sheets):
        reason = next((problem.message for sheet in sheets for problem in sheet.problems), None)
        raise refusal("no_list", name, _no_list(listing, reason))
    return FileReading(path, name, hashlib.sha256(data).hexdigest(), sheets, listing)


def _no_list(listing: Listing, reason: str | None) -> str:
    label = LISTING_LABELS[listing]
    if reason is not None:
        return f"没有可读取的{label}：{reason}"
    return f"没有找到{label}：任何工作表都没有含“{NAME_LABELS[listing]}”（或同类名称）及其他清单列的表头，请核对文件"


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


def _read_sheets(grids: list[Grid], name: str, progress: Progress | None, listing: Listing) -> list[SheetReading]:
    sheets = []
    for number, grid in enumerate(grids, start=1):
        if progress is not None:
            progress(grid.name, number, len(grids))
        sheet = read_sheet(grid, name, listing)
        if sheet is not None:
            sheets.append(sheet)
    return sheets
