"""What cells say: levels, codes, organs, cleaned text."""

from __future__ import annotations

import pytest

from quanze.domain.vocabulary import Disclosure, Level
from quanze.exchange.cells import clean_line, clean_organs, clean_text, without_number
from quanze.exchange.values import read_bodies, read_codes, read_disclosure, read_levels

P, M, C, T = Level.PROVINCIAL, Level.MUNICIPAL, Level.COUNTY, Level.TOWNSHIP


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("省级", [P]),
        ("自治区级", [P]),
        ("地州市级", [M]),
        ("\n地州\n市级", [M]),
        ("地（州、市）级", [M]),
        ("设区的市级", [M]),
        ("市级、县级", [M, C]),
        ("省、市、县", [P, M, C]),
        ("省市县三级", [P, M, C]),
        ("县市区级", [C]),
        ("县（市、区）级", [C]),
        ("区县级", [C]),
        ("旗县级", [C]),
        ("市县两级", [M, C]),
        ("乡镇（街道）", [T]),
        ("县级，乡镇级", [C, T]),
        ("2,3,4", [P, M, C]),
        ("国家级", [Level.NATIONAL]),
        ("村（社区）", [Level.VILLAGE]),
    ],
)
def test_a_cell_of_levels(text, levels):
    assert read_levels(text) == (levels, "")


@pytest.mark.parametrize(
    ("text", "levels", "rest"),
    [
        ("地州市级。负责全市审批。", [M], "负责全市审批。"),
        ("地州市级；负责对外劳务合作经营资格初审", [M], "负责对外劳务合作经营资格初审"),
        ("地州\n市级\n负责全市\n负责监督", [M], "负责全市\n负责监督"),
        ("市级负责审批", [M], "负责审批"),
        ("负责本行政区域档案工作监督检查。", [], "负责本行政区域档案工作监督检查。"),
        ("市级以上人民政府审批", [], "市级以上人民政府审批"),
        ("市场监督管理", [], "市场监督管理"),
        ("省级：负责跨市审批；市级：负责本市审批", [P, M], "省级：负责跨市审批；市级：负责本市审批"),
    ],
)
def test_a_cell_that_mixes_level_and_authority(text, levels, rest):
    assert read_levels(text) == (levels, rest)


def test_a_level_that_nobody_knows_is_a_warning(read, codes):
    sheet = read([["事项名称", "权力类型", "行使层级"], ["甲", "行政许可", "属地管理"]])
    assert sheet.items[0].fields == {"levels": []}
    assert codes(sheet) == [(2, "unknown_level")]


def test_codes_show_their_scheme():
    text = "210973001000\n12441500196720244T3442199806003、12441500196720244T344219980600301 GZ-7"
    assert read_codes(text) == [
        {"scheme": "basic_12", "value": "210973001000"},
        {"scheme": "implementation_31", "value": "12441500196720244T3442199806003"},
        {"scheme": "handling_33", "value": "12441500196720244T344219980600301"},
        {"scheme": "local", "value": "GZ-7"},
    ]


def test_a_code_that_the_spreadsheet_rounded_is_not_read(read, codes):
    sheet = read(
        [["事项名称", "权力类型", "职权编码"], ["甲", "行政许可", 1.24415001967e30], ["乙", "行政许可", 210973001000]]
    )
    assert [item.fields["codes"] for item in sheet.items] == [[], [{"scheme": "basic_12", "value": "210973001000"}]]
    assert codes(sheet) == [(2, "code_damaged")]


def test_an_item_without_a_sub_item_has_the_items_code(read):
    rows = [
        ["事项名称", "子项名称", "权力类型", "权力编码", "子项编码"],
        ["甲", "", "行政许可", "000100000000", ""],
        ["乙", "丙", "行政许可", "000200000000", ""],
    ]
    assert [item.fields["codes"] for item in read(rows).items] == [
        [{"scheme": "basic_12", "value": "000100000000"}],
        [],
    ]


def test_joint_bodies_are_a_list_and_brackets_hold_together(only_item):
    rows = [
        ["事项名称", "权力类型", "共同实施部门"],
        ["甲", "行政许可", "市委宣传部（新闻出版局、版权局）、市公安局；\n市文旅局"],
    ]
    assert only_item(rows).fields["joint_bodies"] == ["市委宣传部（新闻出版局、版权局）", "市公安局", "市文旅局"]
    assert read_bodies("无") == []


@pytest.mark.parametrize(("text", "found"), [("是", Disclosure.PUBLIC), ("否", Disclosure.WITHHELD), ("待定", None)])
def test_disclosure_is_yes_or_no(text, found):
    assert read_disclosure(text) is found


def test_empty_cells_are_none_or_an_empty_list(only_item):
    header = ["事项名称", "权力类型", "职权编码", "共同实施部门", "行使层级", "法定时限", "是否公示", "收费标准"]
    assert only_item([header, ["甲", "行政许可", "", "", "", "无", "", "/"]]).fields == {
        "codes": [],
        "joint_bodies": [],
        "levels": [],
        "statutory_time_limit": None,
        "disclosure": None,
        "fee": None,
    }


def test_long_text_keeps_its_paragraphs():
    assert (
        clean_text("【法律】《甲法》  \r\n    第一条_x000D_\n第二条\r\n\r\n") == "【法律】《甲法》\n    第一条\n第二条"
    )
    assert clean_text("\u200b 甲\u00a0\n\u3000\u3000乙\ufeff") == "甲\n\u3000\u3000乙"


def test_short_text_loses_soft_breaks_and_stray_spaces():
    assert clean_line("政策法\n规科 、\n社会经 济统计\n科") == "政策法规科、社会经济统计科"
    assert clean_line("GB\n2260 标准") == "GB 2260 标准"
    assert clean_line("（第34条）\n３５") == "（第34条）３５"


def test_organs_on_lines_of_their_own_are_a_list():
    assert clean_organs("政策法规科\n社会经济统计科") == "政策法规科、社会经济统计科"
    assert clean_organs("市统\n计局") == "市统计局"
    assert clean_organs("市人力资源和社会保障\n局") == "市人力资源和社会保障局"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("1.新设采矿权审批", "新设采矿权审批"),
        ("1、新设", "新设"),
        ("1．新设", "新设"),
        ("（一）新设", "新设"),
        ("(12)新设", "新设"),
        ("①新设", "新设"),
        ("三、新设", "新设"),
        ("3）新设", "新设"),
        ("一、二级注册建造师注册", "一、二级注册建造师注册"),
        ("1、2级风险检查", "1、2级风险检查"),
        ("1.5米以上围挡审批", "1.5米以上围挡审批"),
        ("2024年度检查", "2024年度检查"),
        ("110报警核查", "110报警核查"),
        ("一般纳税人登记", "一般纳税人登记"),
        ("1.", "1."),
    ],
)
def test_a_sub_item_sheds_its_number_and_nothing_else(printed, name):
    assert without_number(printed) == name
