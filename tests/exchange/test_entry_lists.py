"""No-penalty lists and lists of intermediary services: headers, closed values, approvals, what is not understood."""

from __future__ import annotations

import pytest

from quanze.exchange.choices import forms_named, read_approvals, read_choice
from quanze.exchange.files import read_bytes
from quanze.exchange.listings import Listing

SERVICES = ["序号", "中介服务事项名称", "审批事项名称", "审批部门", "设定依据", "委托主体", "定价方式", "处理决定"]


@pytest.fixture
def services(read_as):
    return lambda rows, merges=(): read_as(Listing.INTERMEDIARY, [SERVICES, *rows], merges)


def row(name="甲编制", approvals="甲审批", body="某局", commissioned="申请人", pricing="市场调节价", decision="保留"):
    return ["", name, approvals, body, "《甲法》第一条", commissioned, pricing, decision]


def test_closed_values_are_read_in_their_usual_words(services):
    [item] = services([row()]).items
    assert {name: item.fields[name] for name in ("approvals", "commissioned_by", "pricing", "disposition")} == {
        "approvals": ["甲审批"],
        "commissioned_by": "applicant",
        "pricing": "market",
        "disposition": "kept",
    }
    assert (item.category, item.extra) == (None, {})


def test_what_is_not_understood_stays_as_text_and_is_told(services):
    sheet = services([row(commissioned="谁用谁托", pricing="再议")])
    [item] = sheet.items
    assert item.extra == {"委托主体": "谁用谁托", "定价方式": "再议"}
    assert (item.fields["commissioned_by"], item.fields["pricing"]) == (None, None)
    assert [problem.code for problem in sheet.problems] == ["unknown_value", "unknown_value"]


def test_a_value_within_a_sentence_counts_and_the_sentence_is_kept(services):
    text = "不再要求申请人提供评估报告，改由审批部门委托有关机构进行技术评估"
    [item] = services([row(decision=text)]).items
    assert item.fields["disposition"] == "commissioned_by_department"
    assert item.extra == {"处理决定": text}


def test_a_service_over_several_rows_is_one_record_with_all_its_approvals(services):
    merged = services([row(), row(name="", approvals="乙许可、丙核准"), row(name="乙评估")], ["B2:B3"])
    repeated = services([row(), row(approvals="乙许可"), row(approvals="丙核准"), row(name="乙评估")])
    for sheet in (merged, repeated):
        assert [(item.item, item.fields["approvals"]) for item in sheet.items] == [
            ("甲编制", ["甲审批", "乙许可", "丙核准"]),
            ("乙评估", ["甲审批"]),
        ]


def test_one_name_in_two_departments_is_two_records(services):
    sheet = services([row(), row(body="另局")])
    assert [item.fields["implementing_body"] for item in sheet.items] == ["某局", "另局"]


@pytest.mark.parametrize(
    ("cell", "approvals"),
    [
        ("取水许可、河道管理范围内建设项目工程建设方案审批", ["取水许可", "河道管理范围内建设项目工程建设方案审批"]),
        ("1.甲审批\n2.乙核准", ["甲审批", "乙核准"]),
        ("1.甲审批；2.乙核准", ["甲审批", "乙核准"]),
        ("（1）甲审批（2）乙核准", ["甲审批", "乙核准"]),
        ("甲审批\n乙核准（含变更）", ["甲审批", "乙核准（含变更）"]),
        ("新建、扩建、改建工程避免危害气象探测环境审批", ["新建、扩建、改建工程避免危害气象探测环境审批"]),
        ("建设工程规划许可证核发（建筑物、构筑物）", ["建设工程规划许可证核发（建筑物、构筑物）"]),
        ("生产建设项目水土\n保持方案审批", ["生产建设项目水土保持方案审批"]),
        ("无", []),
    ],
)
def test_the_approvals_of_a_cell(cell, approvals):
    assert read_approvals(cell) == approvals


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("轻微违法行为不予行政处罚事项清单", ["no_penalty"]),
        ("首违不罚事项清单", ["first_offence_exemption"]),
        ("初次违法不予处罚清单", ["first_offence_exemption"]),
        ("减轻行政处罚事项清单", ["mitigated_below_range"]),
        ("从轻处罚清单", ["lighter_within_range"]),
        ("不予实施行政强制措施清单", ["no_coercion"]),
        ("不予处罚、减轻处罚清单", ["no_penalty", "mitigated_below_range"]),
        ("权责清单", []),
    ],
)
def test_the_forms_that_a_title_names(title, forms):
    assert forms_named(title) == forms


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("paid_by", "由审批部门承担", "department"),
        ("pricing", "政府指导价（粤价〔2012〕1号）", "government_guided"),
        ("pricing", "不收费。", "free"),
        ("disposition", "予以取消", "cancelled"),
        ("disposition", "取消部分内容", None),
        ("commissioned_by", "申请人或者审批部门", None),
    ],
)
def test_single_choices(name, text, value):
    assert read_choice(name, text)[0] == value


def test_a_no_penalty_list_with_all_its_columns(read_as):
    header = ["序号", "违法行为", "违反条款", "处罚依据", "适用条件", "改正期限", "监管措施", "清单类型"]
    rows = [
        ["某市首违不罚清单（2项）"],
        header,
        [1, "未亮照", "《甲条例》第一条", "《甲条例》第二条", "初次且及时改正", "15日", "批评教育", "首违不罚"],
        [2, "未公示", "《乙条例》第一条", "《乙条例》第二条", "后果轻微", "当场", "", "轻微免罚"],
    ]
    sheet = read_as(Listing.NO_PENALTY, rows)
    assert [item.fields["form"] for item in sheet.items] == ["first_offence_exemption", "no_penalty"]
    assert {name: sheet.items[0].fields[name] for name in ("conditions", "correction_period", "supervision")} == {
        "conditions": "初次且及时改正",
        "correction_period": "15日",
        "supervision": "批评教育",
    }
    assert sheet.problems == []


def test_a_count_in_the_title_that_is_not_what_was_read_is_told(read_as):
    rows = [["某市不予处罚清单（3项）"], ["违法行为", "处罚依据", "适用条件"], ["甲", "《甲法》", "轻微"]]
    assert [p.code for p in read_as(Listing.NO_PENALTY, rows).problems] == ["stated_count_differs"]


def test_a_web_page_and_a_sheet_of_explanations(make):
    page = "<table><tr><th>违法行为<th>处罚依据<th>适用条件<tr><td>甲<td>《甲法》<td>轻微</table>".encode()
    [sheet] = read_bytes(page, "x.html", "x.html", None, Listing.NO_PENALTY).sheets
    assert [item.item for item in sheet.items] == ["甲"]
    rows = [["违法行为", "处罚依据", "适用条件"], ["甲", "《甲法》", "轻微"]]
    book = make(rows, 说明=[["“初次违法”是指两年内第一次违法。"]])
    _, explained = read_bytes(book, "x.xlsx", "x.xlsx", None, Listing.NO_PENALTY).sheets
    assert explained.remarks == ("“初次违法”是指两年内第一次违法。",)
    assert (explained.items, explained.problems) == ([], [])
