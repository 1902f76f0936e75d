"""The layouts that standards are published in: whatever the columns are called, the same groups and tiers."""

from __future__ import annotations

import csv
import io

import pytest

from quanze.exchange.files import read_bytes
from quanze.exchange.listings import Listing
from quanze.exchange.readings import Severity, UnreadableFile

PLAIN = ["序号", "违法行为", "法律依据", "类别", "裁量情节", "裁量标准", "备注"]


@pytest.fixture
def standard(read_as):
    return lambda rows, merges=(), sheet="Sheet1": read_as(Listing.DISCRETION, rows, merges, sheet)


def tiers(item):
    """Per group: its basis, and for each tier label, circumstances and standard."""
    return [
        (group.basis, [(tier.label, list(tier.circumstances), tier.standard) for tier in group.tiers])
        for group in item.groups
    ]


def codes(sheet):
    return [(problem.row, problem.code) for problem in sheet.problems]


def test_merged_cells_make_groups_and_tiers(standard):
    rows = [
        ["一、《甲法》"],
        PLAIN,
        [
            "1-1",
            "乱排",
            "《甲法》第一条：处一万元以上五万元以下罚款",
            1,
            "初次的",
            "处一万元以上二万元以下罚款",
            "并报",
        ],
        ["", "", "", 2, "再次的", "处二万元以上五万元以下罚款", ""],
        ["", "", "", "", "造成后果的", "", ""],
        ["", "", "逾期不改的，处十万元罚款", 1, "任何情形", "处十万元罚款", ""],
        ["1-2", "瞒报", "《甲法》第二条", 1, "全部", "警告", ""],
    ]
    merges = ["A3:A6", "B3:B6", "C3:C5", "D4:D5", "F4:F5", "G3:G6", "A1:G1"]
    sheet = standard(rows, merges)
    assert sheet.title == "一、《甲法》"
    assert [item.item for item in sheet.items] == ["乱排", "瞒报"]
    first, second = sheet.items
    assert tiers(first) == [
        (
            "《甲法》第一条：处一万元以上五万元以下罚款",
            [
                ("1", ["初次的"], "处一万元以上二万元以下罚款"),
                ("2", ["再次的", "造成后果的"], "处二万元以上五万元以下罚款"),
            ],
        ),
        ("逾期不改的，处十万元罚款", [("1", ["任何情形"], "处十万元罚款")]),
    ]
    assert (first.fields["note"], [tier.note for tier in first.groups[0].tiers]) == ("并报", [None, None])
    assert first.fields["legal_basis"] == "《甲法》第一条：处一万元以上五万元以下罚款\n逾期不改的，处十万元罚款"
    assert [tier.rows for group in first.groups for tier in group.tiers] == [(3,), (4, 5), (6,)]
    assert tiers(second) == [("《甲法》第二条", [("1", ["全部"], "警告")])]
    assert sheet.problems == []


def test_a_table_without_merges_reads_the_same_whether_cells_are_blank_or_repeated():
    blank = [
        PLAIN,
        ["1", "乱排", "《甲法》第一条", "较轻", "初次的", "处一万元罚款", ""],
        ["", "", "", "", "主动改的", "", ""],
        ["", "", "", "较重", "再次的", "处二万元罚款", ""],
        ["2", "瞒报", "《甲法》第二条", "一般", "全部", "警告", ""],
    ]
    filled = [
        PLAIN,
        ["1", "乱排", "《甲法》第一条", "较轻", "初次的", "处一万元罚款", ""],
        ["1", "乱排", "《甲法》第一条", "较轻", "主动改的", "处一万元罚款", ""],
        ["1", "乱排", "《甲法》第一条", "较重", "再次的", "处二万元罚款", ""],
        ["2", "瞒报", "《甲法》第二条", "一般", "全部", "警告", ""],
    ]
    numbered = [[str(n), *row[1:]] if n else row for n, row in enumerate(filled)]
    readings = [read_csv(rows) for rows in (blank, filled, numbered)]
    expected = [
        [
            (
                "《甲法》第一条",
                [("较轻", ["初次的", "主动改的"], "处一万元罚款"), ("较重", ["再次的"], "处二万元罚款")],
            )
        ],
        [("《甲法》第二条", [("一般", ["全部"], "警告")])],
    ]
    assert [[tiers(item) for item in sheet.items] for sheet in readings] == [expected] * 3


def read_csv(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    [sheet] = read_bytes(stream.getvalue().encode(), "裁量.csv", "裁量.csv", None, Listing.DISCRETION).sheets
    return sheet


@pytest.mark.parametrize(
    "header",
    [
        ["违法行为", "处罚依据", "处罚种类", "裁量阶次", "适用情形", "裁量幅度", "备注"],
        ["违法事实", "法律法规依据", "行政处罚种类", "违法程度", "情节", "处罚标准", "说明"],
        ["处罚事项名称", "设定依据", "处罚方式", "裁量等级", "适用条件", "处罚裁量标准", "备注"],
        ["案由", "行政处罚\n依据", "罚种", "阶次", "违法情节与后果", "裁量基准", "附注"],
    ],
)
def test_other_headers_mean_the_same(standard, header):
    row = ["乱排", "《甲法》第一条", "罚款", "较轻", "初次的", "一千元以上二千元以下", "注意"]
    sheet = standard([["某局行政处罚裁量权基准"], header, row])
    assert set(sheet.columns) == {
        "item", "legal_basis", "penalty_kinds", "label", "circumstances", "standard", "note"
    }  # fmt: skip
    [item] = sheet.items
    [tier] = item.groups[0].tiers
    assert (tier.label, tier.circumstances, tier.standard) == ("较轻", ("初次的",), "一千元以上二千元以下")
    assert (tier.penalty_kinds, item.fields["note"]) == ("罚款", "注意")


def test_a_column_of_circumstances_alone_is_not_taken_for_labels(standard):
    sheet = standard([["违法行为", "法律依据", "违法情节", "处罚标准"], ["乱排", "《甲法》", "初次", "警告"]])
    assert tiers(sheet.items[0]) == [("《甲法》", [(None, ["初次"], "警告")])]


def test_the_statutory_bracket_may_have_a_column(standard):
    header = ["违法行为", "处罚依据", "法定处罚幅度", "违法程度", "适用情形", "裁量标准"]
    rows = [
        header,
        ["乱排", "《甲法》第一条", "处一万元以上十万元以下罚款", "较轻", "初次", "处一万元罚款"],
        ["", "", "", "较重", "再次", "处五万元罚款"],
        ["", "", "情节严重的，责令停业", "严重", "三次", "责令停业"],
    ]
    [item] = standard(rows).items
    assert [(group.bracket, len(group.tiers)) for group in item.groups] == [
        ("处一万元以上十万元以下罚款", 2),
        ("情节严重的，责令停业", 1),
    ]


def test_acts_stand_between_the_violations_of_one_sheet(standard):
    rows = [
        ["违法行为", "设定依据", "裁量阶次", "适用条件", "处罚标准"],
        ["一、《甲条例》"],
        ["乱排", "《甲条例》第一条", "较轻", "初次", "处2000元罚款"],
        ["", "", "较重", "再次", "处1万元罚款"],
        ["二、《乙办法》"],
        ["瞒报", "《乙办法》第二条", "情节轻微", "及时改正", "不予处罚"],
    ]
    sheet = standard(rows, ["A2:E2", "A5:E5", "A3:A4", "B3:B4"])
    assert [(item.item, len(item.groups[0].tiers)) for item in sheet.items] == [("乱排", 2), ("瞒报", 1)]
    assert codes(sheet) == [(2, "text_row"), (5, "text_row")]


def test_a_header_of_two_rows_and_its_repetition_on_the_next_page(standard):
    top = ["序号", "违法行为", "法律依据", "裁量标准", "", ""]
    below = ["", "", "", "裁量阶次", "适用情形", "处罚标准"]
    rows = [
        ["某局行政处罚自由裁量基准"],
        top,
        below,
        [1, "乱排", "《甲法》", "较轻", "初次", "警告"],
        top,
        below,
        [2, "瞒报", "《乙法》", "较重", "再次", "处一千元罚款"],
    ]
    merges = [f"{column}{row}:{column}{row + 1}" for column in "ABC" for row in (2, 5)] + ["D2:F2", "D5:F5"]
    sheet = standard(rows, merges)
    assert [tiers(item) for item in sheet.items] == [
        [("《甲法》", [("较轻", ["初次"], "警告")])],
        [("《乙法》", [("较重", ["再次"], "处一千元罚款")])],
    ]


def test_two_violations_of_one_name_under_two_acts_stay_two(standard):
    rows = [PLAIN, [1, "拒检", "《甲法》", 1, "一", "警告", ""], [2, "拒检", "《乙法》", 1, "二", "警告", ""]]
    assert [item.fields["legal_basis"] for item in standard(rows).items] == ["《甲法》", "《乙法》"]


def test_remarks_of_single_tiers_stay_with_them(standard):
    rows = [PLAIN, [1, "乱排", "《甲法》", 1, "一", "警告", "甲"], ["", "", "", 2, "二", "处一元罚款", "乙"]]
    [item] = standard(rows, ["A2:A3", "B2:B3", "C2:C3"]).items
    assert item.fields["note"] is None
    assert [tier.note for tier in item.groups[0].tiers] == ["甲", "乙"]


def test_what_is_missing_is_said(standard):
    rows = [
        PLAIN,
        [1, "乱排", "《甲法》", "", "", "", ""],
        [2, "瞒报", "《乙法》", "较轻", "初次", "", ""],
        [3, "漏报", "《丙法》", "", "", "警告", ""],
        [4, "", "《丁法》", "较轻", "初次", "警告", ""],
        ["", "备注：以上数额均含本数", "", "", "", "", ""],
    ]
    sheet = standard(rows)
    assert codes(sheet) == [
        (2, "no_tiers"),
        (3, "tier_without_standard"),
        (4, "tier_without_circumstances"),
        (5, "missing_name"),
        (6, "footer"),
    ]
    assert sheet.remarks == ("备注：以上数额均含本数",)


def test_text_hidden_under_a_merge_is_shown_to_the_clerk(standard):
    rows = [PLAIN, [1, "乱排", "《甲法》", 1, "一", "警告", ""], ["", "", "", "", "二", "处十万元罚款", ""]]
    sheet = standard(rows, ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "F2:F3"])
    [problem] = sheet.problems
    assert (problem.row, problem.code, problem.severity) == (3, "hidden_text", Severity.NOTICE)
    assert "处十万元罚款" in problem.message
    assert tiers(sheet.items[0]) == [("《甲法》", [("1", ["一", "二"], "警告")])]


def test_columns_that_no_standard_knows_are_kept_as_they_are(standard):
    rows = [[*PLAIN, "处罚程序"], [1, "乱排", "《甲法》", 1, "一", "警告", "", "简易程序"]]
    sheet = standard(rows)
    assert (sheet.unmapped, sheet.items[0].extra) == (["处罚程序"], {"处罚程序": "简易程序"})


def test_a_list_of_powers_is_no_standard(make):
    data = make([["事项名称", "权力类型", "行使主体"], ["甲的审批", "行政许可", "某局"]])
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(data, "x.xlsx", "x.xlsx", None, Listing.INTERMEDIARY)
    assert refused.value.code == "no_list"
    assert "中介服务事项清单" in refused.value.message
