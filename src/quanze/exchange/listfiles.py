"""Lists as files, out: CSV, XLSX and NDJSON. A cell can never become a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from quanze.domain.vocabulary import CATEGORY_LABELS, LEVEL_LABELS, Category, Level

Powers = Iterable[dict[str, Any]]
Lists = Iterable[tuple[str, Powers]]
Writer = Callable[[Path, Lists, str | None], int]

COLUMNS: dict[str, str] = {
    "name": "事项名称",
    "sub_item": "子项名称",
    "category": "权力类型",
    "codes": "职权编码",
    "legal_basis": "实施依据",
    "implementing_body": "行使主体",
    "joint_bodies": "共同实施部门",
    "handling_office": "承办机构",
    "levels": "行使层级",
    "authority": "权限划分",
    "counterpart": "实施对象",
    "department_duties": "部门职责",
    "duties": "责任事项内容",
    "duty_basis": "责任事项依据",
    "accountability_scope": "追责对象范围",
    "accountability": "追责情形",
    "statutory_time_limit": "法定时限",
    "promised_time_limit": "承诺时限",
    "fee": "收费标准",
    "remedy": "救济渠道",
    "consultation_phone": "咨询方式",
    "supervision_phone": "监督电话",
    "note": "备注",
}
"""The columns of a list and their headers, in the order of published lists."""

OWN_HEADERS = ("部门名称", "标识")
"""Columns that a CSV of several departments needs and that say nothing of a power."""

RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet program may take for the start of a formula, full-width forms included."""

_LONGEST_CELL = 32_767
_CUT = "……（单元格已达上限，全文请用 csv 或 ndjson 导出）"
_SHEET_NAME_LENGTH = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_WIDTHS = {"name": 32, "sub_item": 32, "category": 12, "legal_basis": 60, "duties": 50, "duty_basis": 50}


def cells(power: dict[str, Any]) -> list[str]:
    """A power as the texts of its cells."""
    parent = power.get("parent_name")
    shown = {**power, "name": parent or power["name"], "sub_item": power["name"] if parent else ""}
    return [_text(name, shown.get(name)) for name in COLUMNS]


def _text(name: str, value: Any) -> str:
    if not value:
        return ""
    if name == "category":
        return CATEGORY_LABELS[Category(value)]
    if name == "levels":
        return "、".join(LEVEL_LABELS[Level(level)] for level in value)
    if name == "codes":
        return "、".join(code["value"] for code in value)
    return "、".join(value) if isinstance(value, list) else str(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula when it opens a CSV file."""
    return "'" + text if text.startswith(RISKY) else text


def fitting(text: str) -> str:
    """A text that a workbook's cell can hold; a longer one says that it is cut."""
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def write_csv(out: Path, lists: Lists, notice: str | None) -> int:
    """One table of all departments, with a byte order mark so that spreadsheet programs read it as UTF-8."""
    number = 0
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if notice:
            writer.writerow([notice])
        department_header, id_header = OWN_HEADERS
        writer.writerow(["序号", department_header, *COLUMNS.values(), id_header])
        for department, powers in lists:
            for power in powers:
                number += 1
                writer.writerow([number, *map(harmless, [department, *cells(power)]), power["id"]])
    return number


def write_xlsx(out: Path, lists: Lists, notice: str | None) -> int:
    """A sheet for each department, with its title above the header; serial numbers begin anew."""
    total = 0
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out), {**options, "constant_memory": True}) as workbook:
        bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for department, powers in lists:
            sheet = workbook.add_worksheet(sheet_name(department, taken))
            _set_widths(sheet)
            sheet.write_string(0, 0, f"{department}权责清单" + (f"（{notice}）" if notice else ""), bold)
            sheet.write_row(1, 0, ["序号", *COLUMNS.values()], bold)
            for serial, power in enumerate(powers, start=1):
                sheet.write_number(serial + 1, 0, serial, wrapped)
                sheet.write_row(serial + 1, 1, map(fitting, cells(power)), wrapped)
                total += 1
        if not taken:
            workbook.add_worksheet("无事项")
    return total


def _set_widths(sheet: Any) -> None:
    for number, name in enumerate(COLUMNS, start=1):
        sheet.set_column(number, number, _WIDTHS.get(name, 18))


def sheet_name(department: str, taken: set[str]) -> str:
    """A name that the format allows, unlike the others whatever their case."""
    name = _cut(department.translate(_NOT_IN_SHEET_NAMES), _SHEET_NAME_LENGTH).strip("'") or "部门"
    number = 2
    while name.lower() in taken:
        name = f"{_cut(name, _SHEET_NAME_LENGTH - 4)}({number})"
        number += 1
    taken.add(name.lower())
    return name


def _cut(name: str, length: int) -> str:
    """The beginning of a name, as long as the format counts: a rare character is two."""
    return name.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")


def write_ndjson(out: Path, lists: Lists, notice: str | None) -> int:
    """A line for each power, with every field of its body."""
    number = 0
    with out.open("wb") as file:
        for _, powers in lists:
            for power in powers:
                file.write(orjson.dumps(power | ({"notice": notice} if notice else {})) + b"\n")
                number += 1
    return number


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "ndjson": write_ndjson}
