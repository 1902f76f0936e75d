"""Where a power's category comes from, and what is said where it cannot be known."""

from __future__ import annotations

import pytest

from quanze.domain.vocabulary import CATEGORY_LABELS, Category, CoercionKind
from quanze.exchange.readings import Severity
from quanze.exchange.values import read_category

HEADER = ["序号", "事项名称", "权力类型", "实施依据"]
BARE = ["序号", "事项名称", "实施依据"]


@pytest.mark.parametrize("category", list(Category))
def test_every_label_is_its_category(category):
    assert read_category(CATEGORY_LABELS[category]).category is category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("许可", Category.LICENSE),
        ("行政\n处罚", Category.PENALTY),
        ("行政 处罚", Category.PENALTY),
        ("02行政处罚", Category.PENALTY),
        ("二、行政处罚", Category.PENALTY),
        ("行政处罚（简易程序）", Category.PENALTY),
        ("行政强制（强制措施）", Category.COERCION),
        ("其它行政权力", Category.OTHER),
        ("其他职权", Category.OTHER),
        ("其他类", Category.OTHER),
        ("行政征收征用", Category.LEVY),
        ("监督检查", Category.INSPECTION),
    ],
)
def test_a_category_may_be_written_in_many_ways(text, category):
    assert read_category(text).category is category


def test_coercion_says_which_kind_where_it_does(read):
    rows = [HEADER, [1, "甲", "行政强制措施", ""], [2, "乙", "行政强制执行", ""], [3, "丙", "行政强制", ""]]
    items = read(rows).items
    assert {item.category for item in items} == {Category.COERCION}
    kinds = [item.fields.get("coercion_kind") for item in items]
    assert kinds == [CoercionKind.MEASURE, CoercionKind.EXECUTION, None]
    assert "coercion_kind" not in items[2].fields


def test_a_kind_of_older_lists_is_folded_in_with_a_warning(read, codes):
    sheet = read([HEADER, [1, "甲", "行政征用", ""], [2, "乙", "行政备案", ""]])
    assert [item.category for item in sheet.items] == [Category.LEVY, Category.OTHER]
    assert codes(sheet, Severity.WARNING) == [(2, "older_category"), (3, "older_category")]


def test_a_public_service_is_no_power(read, codes):
    sheet = read([HEADER, [1, "甲", "公共服务", ""]])
    assert sheet.items == []
    assert codes(sheet) == [(2, "not_a_power")]


def test_an_unknown_category_is_an_error(read, codes):
    sheet = read([HEADER, [1, "甲", "行政审批", ""]])
    assert sheet.items == []
    assert codes(sheet, Severity.ERROR) == [(2, "unknown_category")]
    assert "行政审批" in sheet.problems[0].message


def test_a_blank_category_that_nothing_tells_is_an_error(read, codes):
    sheet = read([HEADER, [1, "甲", "", "一"], [2, "乙", "行政许可", "二"]])
    assert [item.item for item in sheet.items] == ["乙"]
    assert codes(sheet, Severity.ERROR) == [(2, "missing_category")]
    assert sheet.problems[0].message.startswith("第2行")


def test_the_name_of_the_sheet_fills_blank_categories(read, codes):
    sheet = read([HEADER, [1, "甲", "", "一"], [2, "乙", "行政处罚", "二"]], sheet="行政许可（2项）")
    assert [item.category for item in sheet.items] == [Category.LICENSE, Category.PENALTY]
    assert codes(sheet) == [(0, "stated_count_differs")]


@pytest.mark.parametrize(
    ("title", "name"), [("某局权责清单（行政奖励类）", "x.xlsx"), ("某局权责清单", "某局行政奖励清单.xlsx")]
)
def test_the_title_or_the_file_tell_the_category_where_the_sheet_does_not(read, title, name):
    sheet = read([[title], BARE, [1, "甲", "一"]], name=name)
    assert [item.category for item in sheet.items] == [Category.REWARD]


def test_a_title_that_names_two_categories_tells_none(read, codes):
    sheet = read([["行政许可、行政处罚事项清单"], BARE, [1, "甲", "一"]])
    assert codes(sheet) == [(3, "missing_category")]


def test_counts_that_a_title_states_are_compared_by_category(read):
    rows = [
        ["某局权责清单（共3项，其中行政许可1项、行政处罚1项）"],
        HEADER,
        [1, "甲", "行政许可"],
        [2, "乙", "行政处罚"],
    ]
    [problem] = read(rows).problems
    assert (problem.code, problem.severity) == ("stated_count_differs", Severity.NOTICE)
    assert "3 项" in problem.message


def test_rows_of_one_power_that_name_two_categories_are_doubted(read, codes):
    rows = [HEADER, ["", "甲", "行政许可", "一"], ["", "", "行政处罚", "二"]]
    sheet = read(rows, ["B2:B3"])
    assert sheet.items[0].category is Category.LICENSE
    assert codes(sheet, Severity.WARNING) == [(2, "category_differs")]
