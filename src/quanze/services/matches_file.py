"""The file of ``--match``: a person's word on which row is which record, over what matching would find."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.services.batches import Batch
from quanze.services.comparing import NEW
from quanze.services.listed import RowKey

COLUMNS = ("file", "sheet", "row", "id")


def read_matches(path: Path, batch: Batch) -> dict[RowKey, str]:
    """Read a CSV with the columns file, sheet, row, id (``new`` for none of the old ones). Raises InvalidInput."""
    return {
        row_key(path, number, row, batch): _record(path, number, row["id"].strip())
        for number, row in enumerate(read_lines(path, COLUMNS, "匹配文件"), start=2)
    }


def read_lines(path: Path, needed: Sequence[str], called: str) -> list[dict[str, str]]:
    """The lines of a CSV that has at least the needed columns. Raises InvalidInput."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            columns, rows = reader.fieldnames or (), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InvalidInput(f"无法读取{called}“{path}”（应为 UTF-8 的 CSV）。", code="bad_match_file") from None
    if not set(needed) <= set(columns):
        raise InvalidInput(f"{called}“{path.name}”须有 {'、'.join(needed)} 四列。", code="bad_match_file")
    return rows


def row_key(path: Path, number: int, row: dict[str, str], batch: Batch) -> RowKey:
    """The row that a line means; in a copy of a file it is the row of the first."""
    for sheet in batch.sheets:
        if sheet.reading.sheet == row["sheet"] and batch.files[sheet.file].name == Path(row["file"]).name:
            printed = next((item.row for item in sheet.reading.items if str(item.row) == row["row"].strip()), None)
            if printed is not None:
                return batch.copies.get(sheet.file, sheet.file), sheet.number, printed
    raise InvalidInput(
        f"“{path.name}”第 {number} 行：没有“{row['file']}”“{row['sheet']}”第 {row['row']} 行这一事项。",
        code="bad_match_file",
    )


def _record(path: Path, number: int, record: str) -> str:
    if record != NEW and not is_id(record):
        raise InvalidInput(f"匹配文件“{path.name}”第 {number} 行：id 应为记录标识或 {NEW}。", code="bad_match_file")
    return record
