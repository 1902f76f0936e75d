"""Whatever the bytes: a reading or a refusal, never another exception; and no named row is ever lost."""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quanze.exchange.cells import is_blank_raw
from quanze.exchange.files import read_bytes
from quanze.exchange.grids import Grid
from quanze.exchange.readings import FileReading, Severity, UnreadableFile
from quanze.exchange.sheets import read_sheet

HEADER = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "实施层级及权限", ""]
CODES = {"empty", "not_a_workbook", "corrupt", "encrypted", "too_large", "hostile", "no_list"}
NAMES = ["", "", "", "甲", "乙的处罚", "无", "/", "1.子项", "（一）新设", "1", "#REF!", "示例", "负责\n全市"]
WORDS = [*NAMES, "行政许可", "行政处罚", "处罚", "公共服务", "市局", "市级", "备注：见附件", "合计"]


def attempt(data: bytes) -> FileReading | None:
    try:
        return read_bytes(data, "随便.xlsx", "随便.xlsx")
    except UnreadableFile as refused:
        if refused.code in CODES and refused.message.startswith("《随便.xlsx》"):
            return None
        raise


def mutate(data: bytes, seed: int) -> bytes:
    """A file with some bytes changed, a piece cut out or doubled, or its end missing."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice([1, 4, 30])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    start, length = chance.randrange(len(changed)), chance.randrange(600)
    if chance.random() < 0.3:
        del changed[start : start + length]
    elif chance.random() < 0.3:
        changed[start:start] = changed[start : start + length]
    elif chance.random() < 0.2:
        del changed[start:]
    return bytes(changed)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@example(b"<table>")
@example(b"<table><tr><td rowspan=99999999999 colspan=-1>")
def test_any_bytes_are_read_or_refused(data):
    attempt(data)


@given(
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>"]), st.binary(max_size=3000)
)
def test_any_bytes_behind_a_known_beginning_are_read_or_refused(beginning, data):
    attempt(beginning + data)


@given(st.integers(min_value=0))
def test_a_damaged_new_workbook_is_read_or_refused(seed):
    attempt(mutate(damaged_sources()[0], seed))


@given(st.integers(min_value=0))
def test_damaged_parts_of_a_new_workbook_are_read_or_refused(seed):
    import zipfile

    stream, chance = io.BytesIO(), random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(damaged_sources()[0])) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        victim = chance.choice(names)
        for name in names:
            new.writestr(name, mutate(old.read(name), seed) if name == victim else old.read(name))
    attempt(stream.getvalue())


@pytest.mark.parametrize(
    "name",
    ["克拉玛依市科学技术局2024年权责清单.xls", "克拉玛依市医疗保障局2024年权责清单.xls", "国动办权责清单公示.xlsx"],
)
def test_damaged_real_workbooks_are_read_or_refused(power_lists, name):
    data = (power_lists / name).read_bytes()
    for seed in range(120):
        attempt(mutate(data, seed))


@given(st.text(alphabet="甲乙,;\t\"'\n\r=<>td/r&无行政许可事项名称权力类型实施依据", max_size=200))
def test_any_text_is_read_or_refused(text):
    attempt(text.encode())
    attempt(f"事项名称,权力类型,实施依据\n{text}".encode())
    attempt(f"<table><tr><td>事项名称<td>权力类型<td>备注{text}".encode())


def grids() -> st.SearchStrategy[Grid]:
    rows = st.lists(st.lists(st.sampled_from(WORDS), min_size=8, max_size=8), max_size=12)
    corners = st.tuples(st.integers(1, 12), st.integers(0, 7), st.integers(0, 4), st.integers(0, 2))
    areas = st.lists(corners, max_size=6)
    return st.builds(
        lambda body, merges: Grid.build("表", [HEADER, *body], [((r, c), (r + d, c + a)) for r, c, d, a in merges]),
        rows,
        areas,
    )


@given(grids())
@settings(max_examples=300)
def test_every_row_that_names_a_power_is_an_item_or_a_problem(grid):
    """By the rule: a row whose own item or sub-item says something is a power, or a row that says it is none."""
    sheet = read_sheet(grid, "x.xlsx")
    assert sheet is not None
    named = {
        row + 1 for row in range(1, grid.height) if any(not is_blank_raw(grid.own(row, column)) for column in (1, 2))
    }
    items = [item.row for item in sheet.items]
    errors = [problem.row for problem in sheet.problems if problem.severity is Severity.ERROR]
    furniture = {problem.row for problem in sheet.problems if problem.code in ("footer", "text_row")}
    headings = named - {*items, *errors} - furniture
    assert len(items) + len(errors) == len({*items, *errors}), "no row is doubled"
    assert {*items, *errors} <= named
    for row in headings:
        shown = {grid.own(row - 1, column).strip() for column in range(8)} - {"", "无", "/"}
        assert len(shown) == 1, f"row {row} is lost: {shown}"


@given(grids())
def test_a_reading_knows_only_its_fields_and_its_rows(grid):
    sheet = read_sheet(grid, "x.xlsx")
    assert sheet is not None
    for item in sheet.items:
        assert item.item.strip()
        assert item.category is not None
        assert 1 < item.row <= item.last_row
        assert item.fields.keys() <= {"legal_basis", "implementing_body", "levels", "authority", "coercion_kind"}
        assert item.extra == {}


@given(st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), max_size=9), max_size=15))
def test_random_cells_below_a_header_never_break_the_reader(body):
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *body])
    attempt(stream.getvalue().encode())
    read_sheet(Grid.build("表", [HEADER, *body]), "x.xlsx")


def damaged_sources() -> list[bytes]:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    for row in range(30):
        page.write_row(
            row, 0, HEADER if row == 0 else [row, f"事项{row}", "", "行政许可", "《甲法》", "市局", "市级", "全市"]
        )
    page.merge_range("B3:B5", "合并的事项")
    book.close()
    return [stream.getvalue()]
