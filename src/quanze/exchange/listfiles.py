"""Lists as files, out: CSV, XLSX and NDJSON. A cell can never become a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from quanze.domain.vocabulary import CATEGORY_LABELS, LEVEL_LABELS, Category, Level

Record = dict[str, Any]
Lists = Iterable[tuple[str, Iterable[Record]]]

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


@dataclass(frozen=True, slots=True)
class Table:
    """How one kind of list is printed: its title, its columns, and the rows of cells that a record takes."""

    title: str
    columns: Mapping[str, str]
    rows: Callable[[Record], list[list[str]]]


Writer = Callable[[Path, Lists, str | None, Table], int]

OWN_HEADERS = ("部门名称", "标识")
"""Columns that a CSV of several departments needs and that say nothing of a power."""

RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet program may take for the start of a formula, full-width forms included."""

_LONGEST_CELL = 32_767
_CUT = "……（单元格已达上限，全文请用 csv 或 ndjson 导出）"
_SHEET_NAME_LENGTH = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_WIDTHS = {
    "name": 32, "sub_item": 32, "category": 12, "legal_basis": 60, "duties": 50, "duty_basis": 50, "circumstances": 40,
    "standard": 40, "conditions": 50, "approvals": 40,
}  # fmt: skip


def cells(power: dict[str, Any]) -> list[str]:
    """A power as the texts of its cells."""
    parent = power.get("parent_name")
    shown = {**power, "name": parent or power["name"], "sub_item": power["name"] if parent else ""}
    return [text_of(name, shown.get(name)) for name in COLUMNS]


POWERS = Table("权责清单", COLUMNS, lambda power: [cells(power)])


def text_of(name: str, value: Any) -> str:
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


def write_csv(out: Path, lists: Lists, notice: str | None, table: Table) -> int:
    """One table of all departments, with a byte order mark so that spreadsheet programs read it as UTF-8."""
    number = 0
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if notice:
            writer.writerow([notice])
        writer.writerow(headers(table))
        for department, records in lists:
            for record in records:
                number += 1
                writer.writerows(lines(table, number, department, record))
    return number


def headers(table: Table) -> list[str]:
    """The header of a table of several departments."""
    department_header, id_header = OWN_HEADERS
    return ["序号", department_header, *table.columns.values(), id_header]


def lines(table: Table, number: int, department: str, record: Record) -> Iterator[list[str]]:
    """The lines of a record in such a table: number, department and id stand in the first."""
    for place, row in enumerate(table.rows(record)):
        own = ("", "", "") if place else (str(number), department, record["id"])
        yield [own[0], *map(harmless, [own[1], *row]), own[2]]


def write_xlsx(out: Path, lists: Lists, notice: str | None, table: Table) -> int:
    """A sheet for each department, with its title above the header; serial numbers begin anew."""
    total = 0
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out), {**options, "constant_memory": True}) as workbook:
        bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for department, records in lists:
            sheet = workbook.add_worksheet(sheet_name(department, taken))
            _set_widths(sheet, table)
            sheet.write_string(0, 0, f"{department}{table.title}" + (f"（{notice}）" if notice else ""), bold)
            sheet.write_row(1, 0, ["序号", *table.columns.values()], bold)
            line = 2
            for serial, record in enumerate(records, start=1):
                sheet.write_number(line, 0, serial, wrapped)
                for row in table.rows(record):
                    sheet.write_row(line, 1, map(fitting, row), wrapped)
                    line += 1
                total += 1
        if not taken:
            workbook.add_worksheet("无事项")
    return total


def _set_widths(sheet: Any, table: Table) -> None:
    for number, name in enumerate(table.columns, start=1):
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


def write_ndjson(out: Path, lists: Lists, notice: str | None, table: Table) -> int:  # noqa: ARG001 - as its fellows
    """A line for each record, with every field of its body."""
    number = 0
    with out.open("wb") as file:
        for _, records in lists:
            for record in records:
                file.write(orjson.dumps(record | ({"notice": notice} if notice else {})) + b"\n")
                number += 1
    return number


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "ndjson": write_ndjson}
