"""Whatever a standard looks like: every row of a tier is in one tier, once, or the report names it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from quanze.exchange.cells import is_blank_raw
from quanze.exchange.files import read_bytes
from quanze.exchange.furniture import is_column_numbers, repeats_header, texts_of
from quanze.exchange.grids import Grid
from quanze.exchange.headers import header_at
from quanze.exchange.listings import Listing
from quanze.exchange.readings import Severity, UnreadableFile
from quanze.exchange.sheets import read_sheet

HEADER = ["序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准", "备注", ""]
TIER = (3, 4, 5)
VIOLATIONS = ["", "", "", "甲的", "乙的", "无", "#REF!", "行政处罚", "合计", "备注：见附件"]
CELLS = [
    st.sampled_from(["", "1", "2", "2-1", "示例"]),
    st.sampled_from(VIOLATIONS),
    st.sampled_from(["", "", "《甲法》第一条", "逾期不改正的，处十万元罚款", "/"]),
    st.sampled_from(["", "", "1", "2", "较轻", "从重"]),
    st.sampled_from(["", "首次", "再次的", "其他", "说明：见表", "无"]),
    st.sampled_from(["", "", "处一万元罚款", "处一万元以上二万元以下罚款", "不予处罚"]),
    st.sampled_from(["", "", "并报上级"]),
    st.sampled_from(["", "", "无题"]),
]
ROWS = st.lists(st.tuples(*CELLS).map(list), max_size=14)
CORNERS = st.tuples(st.integers(1, 14), st.integers(0, 7), st.integers(0, 5), st.integers(0, 2))


def grids() -> st.SearchStrategy[Grid]:
    def built(body, merges, order):
        rows = [[row[column] for column in order] for row in (HEADER, *body)]
        return Grid.build("表", rows, [((r, c), (r + d, c + a)) for r, c, d, a in merges])

    return st.builds(built, ROWS, st.lists(CORNERS, max_size=6), st.permutations(range(8)))


def named(sheet) -> set[int]:
    """The rows that problems speak of; an error about a violation speaks of all its rows."""
    rows = set()
    for problem in sheet.problems:
        rows.add(problem.row)
        for first, last in re.findall(r"第(\d+)至(\d+)行", problem.message):
            rows |= set(range(int(first), int(last) + 1))
    return rows


def furniture(grid: Grid, row: int, header) -> bool:
    """Repeated headers, column numbers, and headings: one text from the left."""
    texts = texts_of(grid, row)
    is_heading = texts.is_one and min(texts.by_column) <= header.item_column
    return repeats_header(texts, header) or is_column_numbers(texts) or is_heading


@given(grids())
@settings(max_examples=400)
def test_every_row_of_a_tier_is_in_one_tier_or_in_the_report(grid):
    sheet = read_sheet(grid, "x.xlsx", Listing.DISCRETION)
    assert sheet is not None
    header = header_at(grid, 0, Listing.DISCRETION)
    columns = [column for name in ("label", "circumstances", "standard") for column in header.columns[name]]
    read = [row for item in sheet.items for group in item.groups for tier in group.tiers for row in tier.rows]
    assert len(read) == len(set(read)), "a row is doubled"
    for row in range(1, grid.height):
        says = any(not is_blank_raw(grid.own(row, column)) for column in columns)
        if says and row + 1 not in read and row + 1 not in named(sheet):
            assert furniture(grid, row, header), f"row {row + 1} is lost: {grid.rows[row]}"


@given(grids())
@settings(max_examples=200)
def test_every_circumstance_of_a_read_row_stands_in_its_tier(grid):
    sheet = read_sheet(grid, "x.xlsx", Listing.DISCRETION)
    assert sheet is not None
    [column] = header_at(grid, 0, Listing.DISCRETION).columns["circumstances"][:1]
    for item in sheet.items:
        for tier in (tier for group in item.groups for tier in group.tiers):
            assert tier.row == tier.rows[0]
            own = [grid.own(row - 1, column).strip() for row in tier.rows]
            assert set(filter(lambda text: not is_blank_raw(text), own)) <= set(tier.circumstances)


@given(ROWS)
def test_a_violation_that_is_named_is_read_or_reported(body):
    sheet = read_sheet(Grid.build("表", [HEADER, *body]), "x.xlsx", Listing.DISCRETION)
    assert sheet is not None
    errors = {problem.row for problem in sheet.problems if problem.severity is Severity.ERROR}
    covered = {row for item in sheet.items for row in range(item.row, item.last_row + 1)} | errors | named(sheet)
    header = header_at(Grid.build("表", [HEADER]), 0, Listing.DISCRETION)
    grid = Grid.build("表", [HEADER, *body])
    for number, row in enumerate(body, start=2):
        if not is_blank_raw(row[1]) and number not in covered:
            assert furniture(grid, number - 1, header), f"row {number} is lost: {row}"


HEADERS = {
    Listing.DISCRETION: HEADER,
    Listing.NO_PENALTY: ["序号", "违法行为", "违反条款", "处罚依据", "适用条件", "改正期限", "监管措施", "类别"],
    Listing.INTERMEDIARY: [
        "序号",
        "中介服务事项名称",
        "审批事项名称",
        "审批部门",
        "设定依据",
        "委托主体",
        "处理决定",
        "备注",
    ],
}


@given(
    st.sampled_from(list(HEADERS)),
    st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), max_size=9), max_size=15),
)
def test_random_cells_below_a_header_never_break_the_reader(listing, body):
    sheet = read_sheet(Grid.build("表", [HEADERS[listing], *body]), "x.xlsx", listing)
    assert sheet is not None
    for item in sheet.items:
        assert item.item.strip()
        assert 1 < item.row <= item.last_row


def attempt(content: bytes, listing: Listing) -> None:
    try:
        read_bytes(content, "随便.xls", "随便.xls", None, listing)
    except UnreadableFile as refused:
        if not refused.message.startswith("《随便.xls》"):
            raise


@given(st.sampled_from(list(HEADERS)), st.binary(max_size=300), st.text(max_size=120))
def test_any_bytes_are_read_or_refused(listing, data, text):
    attempt(data, listing)
    attempt(",".join(HEADERS[listing]).encode() + b"\n" + text.encode(), listing)
    attempt(f"<table><tr><td>违法行为<td>处罚依据<td>适用条件{text}".encode(), listing)


SERVICES = ["序号", "中介服务事项名称", "审批事项名称", "审批部门", "设定依据", "定价方式", "处理决定"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1", "2", "3"]),
            st.sampled_from(["", "", "甲编制", "乙评估"]),
            st.sampled_from(["", "甲审批", "乙审批、丙许可", "1.甲审批\n2.丁核准", "新建、扩建审批"]),
            st.sampled_from(["", "甲局", "乙局"]),
            st.sampled_from(["", "《甲法》第一条"]),
            st.sampled_from(["", "市场调节价", "随缘"]),
            st.sampled_from(["", "保留", "再议"]),
        ).map(list),
        max_size=12,
    )
)
@settings(max_examples=200)
def test_every_row_of_a_service_is_in_one_record_or_in_the_report(body):
    grid = Grid.build("表", [SERVICES, *body])
    sheet = read_sheet(grid, "x.xlsx", Listing.INTERMEDIARY)
    assert sheet is not None
    header = header_at(grid, 0, Listing.INTERMEDIARY)
    for number, row in enumerate(body, start=2):
        within = [item for item in sheet.items if item.row <= number <= item.last_row]
        if any(not is_blank_raw(cell) for cell in row[1:]):
            told = number in {problem.row for problem in sheet.problems} or furniture(grid, number - 1, header)
            assert within or told, f"row {number} is lost: {row}"
        assert len(within) <= 1
    for item in sheet.items:
        assert len(item.fields["approvals"]) == len(set(item.fields["approvals"]))
