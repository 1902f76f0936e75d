"""A list goes out as a file: harmless in a spreadsheet, in list order, of any day, readable back."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest

from factories import Ledger, add_department, add_power, edition
from lists import STATISTICS, ZONE, power
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.exchange.listfiles import COLUMNS
from quanze.services.exporting import Format, export
from quanze.services.moments import Asked

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "{=1}",
    '=HYPERLINK("http://x")',
    "http://x.cn",
]


def write(bureau, path, format_, on=None, department=None):
    with bureau.database.reading() as connection:
        return export(connection, Asked(valid_at=on), ZONE, format_, path, department)


def csv_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def formulas(bureau):
    """A register whose texts look like formulas; no import would let all of them in."""
    ledger = Ledger(bureau.database, bureau.place.id)
    bureau_of = new_id()
    powers = [add_power(bureau_of, f"{text}第{n}项", note=text, legal_basis=text) for n, text in enumerate(FORMULAS)]
    ledger.publish(add_department("=统计局", bureau_of), *powers, metadata=edition())
    return bureau


def test_no_text_of_a_csv_starts_a_formula(formulas, tmp_path):
    assert write(formulas, tmp_path / "a.csv", Format.CSV) == len(FORMULAS)
    rows = csv_rows(tmp_path / "a.csv")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    notes = {row[rows[0].index("备注")] for row in rows[1:]}
    assert "'=1+1" in notes
    assert "{=1}" in notes


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(formulas, tmp_path):
    path = tmp_path / "a.xlsx"
    assert write(formulas, path, Format.XLSX) == len(FORMULAS)
    [sheet] = openpyxl.load_workbook(path).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert {cell.value for cell in cells} >= {"=1+1", "{=1}", "@SUM(A1)"}


def test_every_row_has_its_serial_its_texts_and_its_id(bureau, tmp_path):
    bureau.load([
        power("统计调查", 子项名称="抽样", 实施依据="第一条", 行使层级="市级", 职权编码="650200123456",
              监督电话="0990-1"),
        power("统计登记", "行政检查", 子项名称="", 实施依据="第二条"),
    ])  # fmt: skip
    assert write(bureau, tmp_path / "a.csv", Format.CSV) == 2
    header, first, second = csv_rows(tmp_path / "a.csv")
    assert header == ["序号", "部门名称", *COLUMNS.values(), "标识"]
    said = dict(zip(header, first, strict=True))
    assert {key: text for key, text in said.items() if text} == {
        "序号": "1",
        "部门名称": STATISTICS,
        "事项名称": "统计调查",
        "子项名称": "抽样",
        "权力类型": "行政处罚",
        "职权编码": "650200123456",
        "实施依据": "第一条",
        "行使层级": "市级",
        "监督电话": "0990-1",
        "标识": bureau.ids()["抽样"],
    }
    assert dict(zip(header, second, strict=True))["事项名称"] == "统计登记"


def test_ndjson_has_every_field(bureau, tmp_path):
    bureau.load([power("统计登记", 廉政风险点="高", 备注="注")])
    assert write(bureau, tmp_path / "a.ndjson", Format.NDJSON) == 1
    [line] = (tmp_path / "a.ndjson").read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert said["extra"] == {"廉政风险点": "高"}
    assert (said["note"], said["status"], said["department"]) == ("注", "active", STATISTICS)
    assert said["id"] == bureau.ids()["统计登记"]


def test_a_list_of_another_day_and_of_one_department(bureau, tmp_path):
    bureau.load([power("甲项")], effective="2024-01-01")
    bureau.load(bureau.file([power("乙项")], "市财政局权责清单.csv"), effective="2024-01-01")
    bureau.load([power("丙项")], effective="2025-01-01", complete=True)

    def names(*asked):
        number = write(bureau, tmp_path / "a.csv", Format.CSV, *asked)
        rows = csv_rows(tmp_path / "a.csv")[1:]
        assert len(rows) == number
        return [row[2] for row in rows]

    assert names("2024-06-01") == ["甲项", "乙项"]
    assert names("2025-01-01") == ["丙项", "乙项"]
    assert names("2023-12-31") == []
    assert names("2025-01-01", STATISTICS) == ["丙项"]
    [other] = {one["department_id"] for one in bureau.listed("2025-01-01", "克拉玛依市财政局")}
    assert names("2025-01-01", other) == ["乙项"]
    with pytest.raises(InvalidInput) as refused:
        names("2025-01-01", "克拉玛依市教育局")
    assert refused.value.code == "unknown_department"


NAMES = [
    "克拉玛依市" + "很长的部门名称" * 5 + "甲局",
    "克拉玛依市" + "很长的部门名称" * 5 + "乙局",
    "克拉玛依市" + "很长的部门名称" * 5 + "丙局",
    "市[甲]/乙\\丙:丁*戊?局",
    "'引号局'",
    "ABC局",
    "abc局",
]


def test_sheet_names_are_legal_and_unlike(bureau, tmp_path):
    changes = [add_department(name) for name in NAMES]
    changes += [add_power(one.id, f"{n}的处罚") for one, n in zip(changes, NAMES, strict=True)]
    Ledger(bureau.database, bureau.place.id).publish(*changes, metadata=edition())
    path = tmp_path / "a.xlsx"
    assert write(bureau, path, Format.XLSX) == len(NAMES)
    sheets = openpyxl.load_workbook(path).sheetnames
    assert len({name.lower() for name in sheets}) == len(NAMES)
    for name in sheets:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


@pytest.mark.parametrize("format_", Format)
def test_an_empty_register_makes_a_readable_file(bureau, tmp_path, format_):
    path = tmp_path / "a"
    assert write(bureau, path, format_) == 0
    if format_ is Format.XLSX:
        assert openpyxl.load_workbook(path.rename(tmp_path / "a.xlsx")).sheetnames == ["无事项"]
    else:
        assert path.exists()


def test_a_failed_export_leaves_the_old_file_and_no_part(bureau, tmp_path):
    bureau.load([power("甲项")])
    path = tmp_path / "a.csv"
    path.write_text("旧")
    with pytest.raises(InvalidInput):
        write(bureau, path, Format.CSV, None, "没有的部门")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write(bureau, tmp_path / "folder", Format.CSV)
    assert path.read_text() == "旧"
    assert not list(tmp_path.glob("*.part"))


def test_several_codes_of_a_power_come_back(bureau, tmp_path):
    bureau.load([power("甲项", 职权编码="650200123456、650200123457")])
    write(bureau, tmp_path / f"{STATISTICS}.csv", Format.CSV)
    assert bureau.load(tmp_path / f"{STATISTICS}.csv", effective="2025-01-01").publication is None
    assert [code["value"] for code in bureau.listed()[0]["codes"]] == ["650200123456", "650200123457"]


def test_the_export_of_one_department_reads_back_as_its_whole_list(bureau, tmp_path):
    rows = [
        power(
            "统计调查", 子项名称="抽样", 实施依据="-第一条\n=第二条", 共同实施部门="市财政局、市税务局", 行使层级="市级"
        ),
        power("统计登记", "行政检查", 子项名称="", 承诺时限="5个工作日", 救济渠道="行政复议", 是否公示="是"),
    ]
    bureau.load(rows)
    bureau.load(bureau.file([power("乙项")], "市财政局权责清单.csv"))
    for format_ in (Format.CSV, Format.XLSX):
        path = tmp_path / f"导出.{format_}"
        assert write(bureau, path, format_, None, STATISTICS) == 2
        again = bureau.load(path, department=STATISTICS, effective="2025-01-01", complete=True)
        assert (again.report["changes"], again.report["missing"], again.publication) == ({}, [], None)
