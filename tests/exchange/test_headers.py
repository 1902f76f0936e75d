"""Finding the header: wherever it stands, however it is broken, whatever the province calls its columns."""

from __future__ import annotations

import itertools

import pytest

from quanze.domain.vocabulary import Category, Level
from quanze.exchange.labels import header_key
from quanze.exchange.listings import Listing
from quanze.exchange.readings import Severity
from quanze.exchange.synonyms import header_synonyms

PLAIN = ["序号", "事项名称", "权力类型", "实施依据"]


@pytest.mark.parametrize("listing", Listing)
def test_no_header_means_two_fields_at_the_same_rank(listing):
    fields = header_synonyms(listing)["fields"]
    for number in range(max(map(len, fields.values()))):
        words = [header_key(word) for ranks in fields.values() for word in ranks[number : number + 1] for word in word]
        assert not [word for word, group in itertools.groupby(sorted(words)) if len(set(group)) < len(list(group))]
        owners = {}
        for field, ranks in fields.items():
            for word in ranks[number] if number < len(ranks) else ():
                assert owners.setdefault(header_key(word), field) == field, word


def test_titles_stand_above_the_header(read):
    sheet = read([["附件2"], ["某市教育局权责清单"], [], PLAIN, [1, "甲的审批", "行政许可", "《甲法》"]], ["A2:D2"])
    assert sheet.header_row == 4
    assert sheet.title == "附件2\n某市教育局权责清单"
    assert sheet.columns == {"seq": "序号", "item": "事项名称", "category": "权力类型", "legal_basis": "实施依据"}
    assert [item.item for item in sheet.items] == ["甲的审批"]


def test_who_filled_the_list_in_is_not_part_of_its_title(read):
    sheet = read(
        [["某市教育局权责清单"], ["填报人：张三", "联系电话：13912345678"], PLAIN, [1, "甲", "行政许可", "乙"]]
    )
    assert sheet.title == "某市教育局权责清单"


def test_headers_broken_over_lines_and_spaced_out_are_known(read):
    sheet = read(
        [["序 号", "事项\n名称", "权力\r\n类型", "追责对象\n范围", "备　注"], [1, "甲", "行政许可", "乙", "丙"]]
    )
    assert sheet.columns == {
        "seq": "序号",
        "item": "事项名称",
        "category": "权力类型",
        "accountability_scope": "追责对象范围",
        "note": "备注",
    }


def test_a_basis_of_duties_is_not_the_basis(read):
    sheet = read([["事项名称", "权力类型", "责任事项依据", "追责情形及依据"], ["甲", "行政许可", "乙", "丙"]])
    assert sheet.items[0].fields == {"duty_basis": "乙", "accountability": "丙"}


def test_columns_may_stand_in_any_order(only_item):
    item = only_item([["备注", "实施依据", "行使主体", "权力类型", "事项名称"], ["一", "二", "三局", "行政奖励", "甲"]])
    assert (item.item, item.category) == ("甲", Category.REWARD)
    assert item.fields == {"legal_basis": "二", "note": "一", "implementing_body": "三局"}


def test_a_header_of_two_rows_divides_the_name(read, names):
    header = [
        ["序号", "职权类型", "职权名称", "", "职权依据", "实施主体", "责任事项", "备注"],
        ["", "", "项目", "子项", "", "", "", ""],
    ]
    rows = [[1, "行政许可", "采矿审批", "1.新设", "《矿法》", "县局", "受理", ""], [2, "行政处罚", "越界开采的处罚"]]
    merges = ["C1:D1", *(f"{column}1:{column}2" for column in "ABEFGH")]
    sheet = read(header + rows, merges)
    assert names(sheet) == [("采矿审批", "新设"), ("越界开采的处罚", None)]
    assert sheet.columns["item"] == "职权名称·项目"
    assert sheet.columns["sub_item"] == "职权名称·子项"
    assert sheet.items[0].row == 3
    assert sheet.items[0].fields["legal_basis"] == "《矿法》"


@pytest.mark.parametrize("upper", [["追责", ""], ["追责", "追责"]])
def test_a_header_of_two_rows_need_not_be_merged(only_item, upper):
    rows = [["事项名称", "权力类型", *upper], ["", "", "对象范围", "情形"], ["甲", "行政许可", "乙", "丙"]]
    assert only_item(rows).fields == {"accountability_scope": "乙", "accountability": "丙"}


def test_two_rows_may_divide_limits_and_levels(only_item):
    rows = [
        ["事项名称", "权力类型", "办理时限", "", "实施层级及权限", ""],
        ["", "", "法定", "承诺", "层级", "权限"],
        ["甲", "行政许可", "20日", "5日", "市级", "全市"],
    ]
    fields = only_item(rows, ["C1:D1", "E1:F1", "A1:A2", "B1:B2"]).fields
    assert (fields["statutory_time_limit"], fields["promised_time_limit"]) == ("20日", "5日")
    assert (fields["levels"], fields["authority"]) == ([Level.MUNICIPAL], "全市")


def test_unknown_divisions_of_a_known_header_stay_together(only_item):
    rows = [
        ["事项名称", "权力类型", "实施依据", "", "备注"],
        ["", "", "法规名称", "条款", ""],
        ["甲", "行政许可", "《甲法》", "第三条"],
    ]
    item = only_item(rows, ["C1:D1", "A1:A2", "B1:B2", "E1:E2"])
    assert item.fields["legal_basis"] in ("《甲法》\n第三条", "《甲法》")
    assert "第三条" in f"{item.fields} {item.extra}"


def test_a_name_header_over_two_columns_holds_item_and_sub_item(read, names):
    rows = [["序号", "职权名称", "", "职权类别"], [1, "采矿审批", "新设", "行政许可"], [2, "甲", "", "行政许可"]]
    assert names(read(rows, ["B1:C1"])) == [("采矿审批", "新设"), ("甲", None)]


def test_level_and_authority_share_a_header_whose_second_cell_is_blank(only_item):
    rows = [["事项名称", "权力类型", "实施层级及权限", "", "备注"], ["甲", "行政许可", "地州市级", "负责全市", "丙"]]
    for merges in ([], ["C1:D1"]):
        fields = only_item(rows, merges).fields
        assert fields == {"levels": [Level.MUNICIPAL], "authority": "负责全市", "note": "丙"}


def test_level_and_authority_may_share_a_header_that_is_repeated(only_item):
    rows = [["事项名称", "权力类型", "实施层级及权限", "实施层级及权限"], ["甲", "行政许可", "县市区级", "负责全区"]]
    assert only_item(rows).fields == {"levels": [Level.COUNTY], "authority": "负责全区"}


def test_the_responsible_body_is_the_body_where_no_other_column_is(only_item):
    alone = only_item([["事项名称", "权力类型", "责任主体"], ["甲", "行政许可", "市教育局"]])
    assert alone.fields == {"implementing_body": "市教育局"}
    beside = only_item([["事项名称", "权力类型", "责任主体", "行使主体"], ["甲", "行政许可", "科长", "市教育局"]])
    assert beside.fields == {"implementing_body": "市教育局"}
    assert beside.extra == {"责任主体": "科长"}


def test_the_bracketed_headers_of_dawa_are_body_and_office(only_item):
    rows = [
        [
            "序号", "事项名称", "子项名称(无子项时无需填写)", "权力类型", "地方权力编码",
            "子项地方权力编码（无子项时无需填写）", "行使主体(所属部门)", "承办机构(实施主体)", "实施依据",
        ],
        [1, "甲", "（一）乙", "行政许可", "210973001000", "210973001001", "大洼区民政局", "社会救助科", "《法》"],
    ]  # fmt: skip
    item = only_item(rows)
    assert item.fields["implementing_body"] == "大洼区民政局"
    assert item.fields["handling_office"] == "社会救助科"
    assert item.sub_item == "乙"
    assert item.fields["codes"] == [{"scheme": "basic_12", "value": "210973001001"}]


def test_the_system_export_keeps_what_it_cannot_place(only_item):
    row = {
        "隶属机构": "区教育局",
        "项目": "办学审批",
        "职权类型": "行政许可",
        "职权编码": "0100381002",
        "实施对象": "公民",
        "申请条件": "有校舍",
        "是否有涉及中介服务项目": "否",
        "责任主体": "区教育局",
        "诉求渠道": "12345",
        "状态": "有效",
        "是否公示": "是",
    }
    item = only_item([list(row), list(row.values())])
    assert (item.item, item.category) == ("办学审批", Category.LICENSE)
    assert item.fields == {
        "codes": [{"scheme": "local", "value": "0100381002"}],
        "counterpart": "公民",
        "implementing_body": "区教育局",
        "disclosure": "public",
    }
    assert item.extra == {
        "隶属机构": "区教育局",
        "申请条件": "有校舍",
        "是否有涉及中介服务项目": "否",
        "诉求渠道": "12345",
        "状态": "有效",
    }


@pytest.mark.parametrize(
    "header",
    [
        ["编码", "类别", "名称", "依据", "实施主体"],
        ["职权编码", "职权类别", "职权名称", "职权依据", "责任主体"],
        ["编号", "权力类别", "权力名称", "法定依据", "实施机关"],
        ["权力编码", "事项类型", "权责事项名称", "设定依据", "实施部门"],
        ["事项代码", "权责类别", "权责清单目录", "法律依据", "法定主体"],
    ],
)
def test_other_provinces_call_the_same_columns_otherwise(only_item, header):
    item = only_item([header, ["01", "行政处罚", "甲的处罚", "《甲法》", "县局"]])
    assert (item.item, item.category) == ("甲的处罚", Category.PENALTY)
    assert (item.fields["legal_basis"], item.fields["implementing_body"]) == ("《甲法》", "县局")


def test_a_repeated_header_is_read_once_and_what_differs_is_kept(read):
    rows = [
        ["事项名称", "权力类型", "备注", "备注", "追责情形", "追责情形"],
        ["甲", "行政许可", "一", "一", "二", "三"],
        ["乙", "行政许可", "一", " 一", "", "四"],
    ]
    sheet = read(rows)
    assert [item.fields["accountability"] for item in sheet.items] == ["二", "四"]
    assert [item.extra for item in sheet.items] == [{"追责情形(2)": "三"}, {}]
    assert sheet.unmapped == ["追责情形(2)"]
    assert [(p.code, p.severity) for p in sheet.problems] == [("duplicate_header", Severity.NOTICE)] * 2


def test_columns_of_persons_are_dropped_and_counted(read):
    rows = [
        ["事项名称", "权力类型", "录入人", "联系人及电话", "审核人", "咨询电话"],
        ["甲", "行政许可", "张三", "李四 0990-6222222", "", "0990-6222333"],
        ["乙", "行政许可", "张三", "", "", ""],
    ]
    sheet = read(rows)
    assert sheet.dropped == {"录入人": 2, "联系人及电话": 1, "审核人": 0}
    assert sheet.unmapped == []
    assert [item.extra for item in sheet.items] == [{}, {}]
    assert [item.fields["consultation_phone"] for item in sheet.items] == ["0990-6222333", None]


def test_a_column_without_a_header_is_noticed(read, codes):
    sheet = read([PLAIN, [1, "甲", "行政许可", "《法》", "无主的字"]])
    assert codes(sheet) == [(0, "unnamed_column")]
    assert sheet.items[0].extra == {}


def test_the_header_of_a_page_break_is_skipped(read, names):
    sheet = read([PLAIN, [1, "甲", "行政许可", "一"], PLAIN, [2, "乙", "行政许可", "二"]])
    assert names(sheet) == [("甲", None), ("乙", None)]
    assert sheet.problems == []


def test_a_second_list_below_may_have_other_columns(read):
    rows = [
        PLAIN,
        [1, "甲", "行政许可", "一"],
        ["处罚部分"],
        ["权力类型", "行使主体", "事项名称"],
        ["行政处罚", "县局", "乙"],
    ]
    first, second = read(rows, ["A3:D3"]).items
    assert first.fields == {"legal_basis": "一"}
    assert (second.item, second.category, second.fields) == ("乙", Category.PENALTY, {"implementing_body": "县局"})


def test_a_sheet_without_a_name_column_is_reported(make):
    from quanze.exchange.files import read_bytes

    data = make(
        [PLAIN, [1, "甲", "行政许可", "一"]],
        附表=[["权力类型", "实施依据", "责任事项", "行使主体"], ["a", "b", "c", "d"]],
    )
    good, odd = read_bytes(data, "x", "x.xlsx").sheets
    assert len(good.items) == 1
    assert (odd.header_row, odd.items) == (None, [])
    assert [(p.row, p.code, p.severity) for p in odd.problems] == [(0, "no_name_column", Severity.ERROR)]


def test_a_list_with_only_a_header_says_so(read, codes):
    assert codes(read([PLAIN])) == [(0, "empty_list")]
