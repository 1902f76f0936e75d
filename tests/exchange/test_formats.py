"""What a file is shows in its bytes: workbooks, CSV in every encoding, web pages, whatever they are called."""

from __future__ import annotations

import shutil

import pytest

from quanze.domain.vocabulary import Category
from quanze.exchange.files import read_bytes, read_file
from quanze.exchange.readings import Severity

CSV = '序号,事项名称,权力类型,实施依据\r\n1,甲,行政许可,"【法律】《甲法》\n第一条，第二款"\r\n2,乙,行政处罚,\r\n'


def only(data: bytes, name: str = "清单.csv"):
    [sheet] = read_bytes(data, name, name).sheets
    return sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding, delimiter):
    sheet = only(CSV.replace(",", delimiter).encode(encoding))
    assert [(item.row, item.item, item.category) for item in sheet.items] == [
        (2, "甲", Category.LICENSE),
        (3, "乙", Category.PENALTY),
    ]
    assert sheet.items[0].fields == {"legal_basis": "【法律】《甲法》\n第一条，第二款"}
    assert sheet.items[1].fields == {"legal_basis": None}


def test_a_csv_may_have_titles_and_a_hint_for_excel():
    sheet = only(("sep=;\n某局权责清单;;;\n" + CSV.replace(",", ";")).encode())
    assert sheet.title == "某局权责清单"
    assert len(sheet.items) == 2


def test_the_apostrophe_that_disarms_a_formula_is_taken_off():
    sheet = only("事项名称,权力类型,备注\n甲,行政许可,'-见附件\n".encode())
    assert sheet.items[0].fields["note"] == "-见附件"


def test_a_csv_called_xlsx_and_a_workbook_called_csv_are_read(make):
    assert len(only(CSV.encode("gb18030"), "清单.xlsx").items) == 2
    assert len(only(make([["事项名称", "权力类型", "备注"], ["甲", "行政许可"]]), "清单.csv").items) == 1


def test_an_old_workbook_called_xlsx_is_read(power_lists, tmp_path):
    path = power_lists / "附件：克拉玛依市财政局2025年权责清单 (1).xlsx"
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    copy = tmp_path / "x.dat"
    shutil.copy(path, copy)
    reading = read_file(copy)
    assert (reading.name, reading.path) == ("x.dat", str(copy))
    assert len(reading.sheets[0].items) == 19


def test_a_web_page_called_xls_is_read_with_its_spans():
    page = """<!DOCTYPE html><html><head><meta charset="gbk"><style>td{x:y}</style></head><body>
    <table><tr><td colspan=4>某局权责清单</td></tr>
    <tr><th>序号</th><th>事项名称</th><th>权力类型</th><th>实施依据</th></tr>
    <tr><td rowspan=2>1</td><td rowspan="2">甲</td><td rowspan=2>行政许可</td><td>《甲法》<br>第一条</td></tr>
    <tr><td>《乙法》</td></tr>
    <tr><td>2</td><td>乙&amp;丙</td><td>行政处罚</td><td></td></tr></table></body></html>"""
    sheet = only(page.encode("gb18030"), "清单.xls")
    assert sheet.title == "某局权责清单"
    assert [(item.item, item.row, item.last_row) for item in sheet.items] == [("甲", 3, 4), ("乙&丙", 5, 5)]
    assert sheet.items[0].fields["legal_basis"] == "《甲法》\n第一条\n《乙法》"


def test_every_sheet_with_a_list_is_read_and_others_are_left_out(make):
    rows = [["事项名称", "权力类型", "备注"], ["甲", "行政许可"]]
    reading = read_bytes(make(rows, Sheet2=[["说明"], ["随便"]], 另一份=rows, Sheet4=[]), "x", "x.xlsx")
    assert [sheet.sheet for sheet in reading.sheets] == ["Sheet1", "另一份"]


def test_a_hidden_sheet_is_not_published():
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for page in (book.active, book.create_sheet("旧稿")):
        page.append(["事项名称", "权力类型", "备注"])
        page.append(["甲", "行政许可"])
    book["旧稿"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    shown, hidden = read_bytes(stream.getvalue(), "x", "x.xlsx").sheets
    assert len(shown.items) == 1
    assert hidden.items == []
    assert [(p.row, p.code, p.severity) for p in hidden.problems] == [(0, "hidden_sheet", Severity.WARNING)]


def test_progress_hears_every_sheet(make):
    heard = []
    rows = [["事项名称", "权力类型", "备注"], ["甲", "行政许可"]]
    read_bytes(make(rows, 空=[]), "x", "x.xlsx", lambda *step: heard.append(step))
    assert heard == [("Sheet1", 1, 2), ("空", 2, 2)]


def test_the_digest_is_of_the_bytes():
    import hashlib

    assert read_bytes(CSV.encode(), "x", "x").sha256 == hashlib.sha256(CSV.encode()).hexdigest()
