"""The file of ``--propose-links`` and ``--links``: which powers a row belongs to, as proposed and as confirmed."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.exchange.listfiles import harmless
from quanze.services.batches import Batch
from quanze.services.listed import RowKey
from quanze.services.matches_file import read_lines, row_key

COLUMNS = ("file", "sheet", "row", "name", "power", "power_name", "department", "how", "score", "confirmed")
_NEEDED = ("file", "sheet", "row", "power")
_YES, _NO = frozenset({"是", "1", "y", "yes", "√", "true", "对"}), frozenset({"", "否", "0", "n", "no", "×", "false"})


def write_links(path: Path, report: Mapping[str, Any]) -> int:
    """Write what a report proposes, to be confirmed line by line (是) and given back; answers how many lines."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(str(link.get(name, ""))) for name in COLUMNS] for link in report["links"])
    return len(report.get("links", []))


def read_links(path: Path, batch: Batch) -> dict[RowKey, list[str]]:
    """The powers that a person confirmed for rows; without a column ``confirmed`` every line counts.

    Raises InvalidInput.
    """
    found: dict[RowKey, dict[str, None]] = defaultdict(dict)
    for number, line in enumerate(read_lines(path, _NEEDED, "关联文件"), start=2):
        if _is_confirmed(path, number, line.get("confirmed", "是")):
            found[row_key(path, number, line, batch)][_power(path, number, line["power"].strip())] = None
    return {key: list(powers) for key, powers in found.items()}


def _is_confirmed(path: Path, number: int, word: str) -> bool:
    folded = word.strip().lower()
    if folded in _YES | _NO:
        return folded in _YES
    raise InvalidInput(
        f"关联文件“{path.name}”第 {number} 行：confirmed 应为“是”或“否”，写的是“{word[:10]}”。", code="bad_links_file"
    )


def _power(path: Path, number: int, power: str) -> str:
    if not is_id(power):
        raise InvalidInput(f"关联文件“{path.name}”第 {number} 行：power 应为事项标识。", code="bad_links_file")
    return power
