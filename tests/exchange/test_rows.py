"""Rows into powers: merges, continuations, headings, footers; no row that names a power is lost or doubled."""

from __future__ import annotations

import pytest

from quanze.domain.vocabulary import Category, Level
from quanze.exchange.readings import Severity

HEADER = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "实施层级及权限", ""]


def test_every_column_merged_is_one_power_over_its_rows(read, names):
    rows = [
        HEADER,
        [1, "甲", "", "行政许可", "一", "市局", "市级", "全市"],
        [],
        [],
        [2, "乙", "", "行政处罚", "二", "市局", "市级", "全市"],
        [],
    ]
    merges = [f"{column}2:{column}4" for column in "ABCDEFGH"] + [f"{column}5:{column}6" for column in "ABCDEFGH"]
    sheet = read(rows, merges)
    assert names(sheet) == [("甲", None), ("乙", None)]
    assert [(item.row, item.last_row) for item in sheet.items] == [(2, 4), (5, 6)]
    assert sheet.problems == []


def test_sub_items_under_a_merged_item_are_powers_of_their_own(read, names):
    rows = [
        HEADER,
        [1, "采矿审批", "1.新设", "行政许可", "一", "市局"],
        ["", "", "2、延续", "行政许可", "二", "市局"],
        ["", "", "（三）注销"],
    ]
    sheet = read(rows, ["A2:A4", "B2:B4", "D3:D4", "E3:E4", "F3:F4"])
    assert names(sheet) == [("采矿审批", "新设"), ("采矿审批", "延续"), ("采矿审批", "注销")]
    assert [item.fields["legal_basis"] for item in sheet.items] == ["一", "二", "二"]
    assert sheet.items[2].category is Category.LICENSE


def test_a_merged_serial_number_alone_joins_nothing(read, names):
    rows = [HEADER, [1, "甲", "子一", "行政许可"], ["", "甲", "子二", "行政许可"], ["", "丙", "", "行政许可"]]
    assert names(read(rows, ["A2:A4"])) == [("甲", "子一"), ("甲", "子二"), ("丙", None)]


def test_an_item_printed_once_above_unmerged_sub_items_is_theirs(read, names):
    rows = [HEADER, [1, "甲", "1.子一", "行政许可"], ["", "", "2.子二", "行政许可"]]
    assert names(read(rows)) == [("甲", "子一"), ("甲", "子二")]


def test_a_row_without_a_name_adds_its_body_level_and_authority(read):
    rows = [
        HEADER,
        [1, "甲", "", "行政许可", "一", "市局", "地州市级", "负责全市"],
        ["", "", "", "", "", "区局", "县市区级", "负责本区"],
        ["", "", "", "", "", "市局", "", ""],
    ]
    for merges in ([], ["A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:E4"]):
        [item] = read(rows, merges).items
        assert (item.row, item.last_row) == (2, 4)
        assert item.fields["implementing_body"] == "市局\n区局"
        assert item.fields["levels"] == [Level.MUNICIPAL, Level.COUNTY]
        assert item.fields["authority"] == "负责全市\n负责本区"
        assert item.fields["legal_basis"] == "一"


def test_a_basis_that_goes_on_in_the_next_row_is_kept(read):
    rows = [HEADER, [1, "甲", "", "行政许可", "《甲法》第一条"], ["", "", "", "", "《甲条例》第二条"]]
    [item] = read(rows, ["B2:B3"]).items
    assert item.fields["legal_basis"] == "《甲法》第一条\n《甲条例》第二条"


def test_text_hidden_under_merges_over_the_whole_row_is_ignored(read, names):
    rows = [
        HEADER,
        [1, "甲", "", "行政许可", "一", "市局", "市级", "全市"],
        [9, "藏", "藏", "行政处罚", "藏", "藏", "县级", "藏"],
    ]
    sheet = read(rows, [f"{column}2:{column}3" for column in "ABCDEFGH"])
    assert names(sheet) == [("甲", None)]
    assert sheet.items[0].fields["legal_basis"] == "一"
    assert sheet.items[0].fields["levels"] == [Level.MUNICIPAL]


def test_a_named_row_takes_what_a_merge_covers_and_keeps_its_own(read):
    rows = [
        HEADER,
        [1, "甲", "", "行政许可", "一", "市局"],
        [2, "乙", "", "", "二", ""],
        [3, "丙", "", "行政处罚", "", "县局"],
    ]
    first, second, third = read(rows, ["D2:D3", "F2:F3"]).items
    assert (second.category, second.fields["legal_basis"]) == (Category.LICENSE, "二")
    assert second.fields["implementing_body"] == first.fields["implementing_body"] == "市局"
    assert (third.category, third.fields["legal_basis"], third.fields["implementing_body"]) == (
        Category.PENALTY,
        None,
        "县局",
    )


def test_a_blank_cell_that_no_merge_covers_stays_blank(read):
    rows = [HEADER, [1, "甲", "", "行政许可", "一", "市局"], [2, "乙", "", "行政许可", "", ""]]
    assert read(rows).items[1].fields["legal_basis"] is None


def test_values_repeated_in_every_cell_make_no_merge(read, names):
    rows = [HEADER, [1, "甲", "一", "行政许可"], [1, "甲", "二", "行政许可"], [1, "甲", "二", "行政许可"]]
    assert names(read(rows)) == [("甲", "一"), ("甲", "二"), ("甲", "二")]


@pytest.mark.parametrize("mark", ["无", "/", "—", "——", "-", " ", "　", "无\n"])
def test_marks_for_nothing_are_no_sub_item(read, names, mark):
    assert names(read([HEADER, [1, "甲", mark, "行政许可"]])) == [("甲", None)]


def test_a_mark_for_nothing_does_not_begin_a_power(read, names):
    rows = [HEADER, [1, "甲", "无", "行政许可", "一"], ["", "", "无", "", "二"]]
    sheet = read(rows, ["B2:B3"])
    assert names(sheet) == [("甲", None)]
    assert sheet.items[0].fields["legal_basis"] == "一\n二"


def test_a_sub_item_without_any_item_is_read_under_its_own_name(read, names, codes):
    sheet = read([HEADER, [1, "", "1.孤零零的子项", "行政许可"]])
    assert names(sheet) == [("孤零零的子项", None)]
    assert codes(sheet) == [(2, "missing_item")]


def test_serial_numbers_may_restart_and_be_formulas(make):
    import io

    import xlsxwriter

    from quanze.exchange.files import read_bytes

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    for row, cells in enumerate([HEADER, ["", "甲", "", "行政许可"], ["", "乙", "", "行政许可"]]):
        page.write_row(row, 0, cells)
    page.write_formula("A2", "=MAX(A$1:A1)+1", None, 1)
    page.write_formula("B3", '=CONCATENATE("乙","事项")', None, "乙事项")
    book.close()
    [sheet] = read_bytes(stream.getvalue(), "x", "x.xlsx").sheets
    assert [item.item for item in sheet.items] == ["甲", "乙事项"]


def test_a_name_that_was_never_computed_is_an_error_and_not_a_loss():
    import io

    import openpyxl

    from quanze.exchange.files import read_bytes

    book = openpyxl.Workbook()
    for cells in (HEADER, [1, '="甲"&"乙"', "", "行政许可"], [2, "丙", "", "行政许可", '="依"&"据"']):
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    [sheet] = read_bytes(stream.getvalue(), "x", "x.xlsx").sheets
    assert [item.item for item in sheet.items] == ["丙"]
    problems = [(p.row, p.code, p.severity) for p in sheet.problems]
    assert problems == [
        (2, "formula_without_value", Severity.ERROR),
        (3, "formula_without_value", Severity.WARNING),
    ]


def test_category_headings_speak_for_the_rows_below(read):
    rows = [
        ["序号", "事项名称", "实施依据"],
        ["一、行政许可（2项）"],
        [1, "甲", "一"],
        [2, "乙", "二"],
        ["二、行政处罚（3项）"],
        [1, "丙", "三"],
    ]
    for merges in ([], ["A2:C2", "A5:C5"]):
        sheet = read(rows, merges)
        assert [item.category for item in sheet.items] == [Category.LICENSE, Category.LICENSE, Category.PENALTY]
        assert [(p.row, p.code) for p in sheet.problems] == [(5, "stated_count_differs")]


def test_department_headings_name_the_body(read):
    rows = [
        ["序号", "权力类型", "事项名称", "子项名称", "备注"],
        ["贵池区教育局（2项）"],
        [1, "行政许可", "办学审批", "设立"],
        [2, "行政许可", "教师资格认定", ""],
        ["贵池区民政局（1项）"],
        [1, "行政给付", "低保金给付", ""],
    ]
    sheet = read(rows, ["A2:E2", "A5:E5"])
    bodies = [item.fields["implementing_body"] for item in sheet.items]
    assert bodies == ["贵池区教育局", "贵池区教育局", "贵池区民政局"]
    assert sheet.problems == []


def test_categories_nest_in_departments_and_a_new_department_forgets_them(read, codes):
    rows = [
        ["序号", "事项名称", "实施依据"],
        ["区教育局"], ["（一）行政许可"], [1, "甲", "一"],
        ["区民政局"], [1, "乙", "二"],
    ]  # fmt: skip
    sheet = read(rows, ["A2:C2", "A3:C3", "A5:C5"])
    assert [(item.item, item.fields["implementing_body"]) for item in sheet.items] == [("甲", "区教育局")]
    assert codes(sheet) == [(6, "missing_category")]


def test_footers_are_noticed_and_are_no_powers(read, names, codes):
    rows = [
        HEADER,
        [1, "甲", "", "行政许可"],
        ["合计", "", "", 1],
        ["填表人：张三", "", "审核人：李四"],
        ["注：以上事项以法律为准。"],
    ]
    sheet = read(rows)
    assert names(sheet) == [("甲", None)]
    assert codes(sheet, Severity.NOTICE) == [(3, "footer"), (4, "footer"), (5, "footer")]
    assert "张三" not in sheet.problems[1].message


def test_a_power_whose_name_begins_like_a_footer_is_a_power(read, names):
    rows = [
        HEADER,
        [1, "注册会计师注册", "", "行政许可"],
        [2, "合计账目检查", "", "行政检查"],
        [3, "说明书备案", "", "其他行政权力"],
        ["", "备注：四号事项", "", "其他行政权力"],
    ]
    assert len(names(read(rows))) == 4


def test_a_note_inside_a_merged_power_is_not_a_footer(read):
    rows = [HEADER, [1, "甲", "", "行政许可", "一"], ["", "", "", "", "备注：见附件"]]
    [item] = read(rows, ["A2:A3", "B2:B3", "C2:C3"]).items
    assert item.fields["legal_basis"] == "一\n备注：见附件"


def test_a_repeated_category_beside_a_merged_name_is_not_a_heading(read):
    rows = [HEADER, [1, "甲", "", "行政许可", "一"], ["", "", "", "行政许可", ""], ["", "", "", "行政许可", ""]]
    [item] = read(rows, ["A2:A4", "B2:B4", "C2:C4"]).items
    assert (item.last_row, item.category) == (4, Category.LICENSE)


def test_numbered_columns_are_no_power(read, names):
    rows = [HEADER[:5], [1, 2, 3, 4, 5], [1, "甲", "", "行政许可", "一"]]
    assert names(read(rows)) == [("甲", None)]


def test_a_row_that_forgot_its_name_is_reported_and_glued_to_nothing(read, codes):
    rows = [HEADER, [1, "甲", "", "行政许可", "一"], [2, "", "", "行政处罚", "二"]]
    sheet = read(rows)
    assert sheet.items[0].fields["legal_basis"] == "一"
    assert codes(sheet, Severity.WARNING) == [(3, "missing_name")]


def test_text_before_the_first_power_is_reported(read, codes):
    assert codes(read([HEADER, ["", "", "", "", "依据在前"], [1, "甲", "", "行政许可"]])) == [(2, "missing_name")]


def test_numbers_prepared_for_later_rows_are_nothing(read, names):
    sheet = read([HEADER, [1, "甲", "", "行政许可"], [2], [3]])
    assert names(sheet) == [("甲", None)]
    assert sheet.problems == []


@pytest.mark.parametrize("name", [123, "#REF!", "……"])
def test_a_name_without_words_is_an_error(read, codes, name):
    assert codes(read([HEADER, [1, name, "", "行政许可"]]), Severity.ERROR) == [(2, "bad_name")]


def test_the_example_row_of_a_template_is_an_error(read, codes):
    rows = [
        HEADER,
        ["示例", "办学审批", "", "行政许可"],
        [1, "例：办学审批", "", "行政许可"],
        [2, "请填写事项名称", "", "行政许可"],
    ]
    assert codes(read(rows), Severity.ERROR) == [(2, "template_text"), (3, "template_text"), (4, "template_text")]


def test_template_words_left_in_a_cell_are_a_warning_and_stay(read, codes):
    sheet = read([HEADER, [1, "甲", "", "行政许可", "《××条例》", "XX局"]])
    assert codes(sheet) == [(2, "template_text")]
    assert sheet.items[0].fields["implementing_body"] == "XX局"


def test_a_mobile_number_is_a_warning_and_stays(read, codes):
    sheet = read(
        [
            ["事项名称", "权力类型", "监督电话"],
            ["甲", "行政许可", "局长 13912345678"],
            ["乙", "行政许可", "0990-6222222"],
        ]
    )
    assert codes(sheet, Severity.WARNING) == [(2, "mobile_number")]
    assert sheet.items[0].fields["supervision_phone"] == "局长 13912345678"


def test_a_number_typed_as_a_number_is_read_without_a_point(only_item):
    item = only_item([["事项名称", "权力类型", "法定时限", "监督电话"], ["甲", "行政许可", 20, 12345]])
    assert (item.fields["statutory_time_limit"], item.fields["supervision_phone"]) == ("20", "12345")
