"""Every rule on intermediary services and on inspections: one that must raise it, and one a hair away that must not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from quanze.domain.bodies import lay
from quanze.domain.changes import Cause, CauseType, Change, Op
from quanze.domain.findings import RULES, SERVICE_RULES, Judge
from quanze.domain.identities import new_id
from quanze.domain.rules.inspections import times_a_year
from quanze.domain.rules.subjects import Listed, Organ, Subject, Surroundings
from quanze.domain.vocabulary import Category, Kind, Severity, Status

TODAY = date(2026, 3, 1)
HOUSING, MARKET, APPROVAL, GONE, OTHERS, RECORD = (new_id() for _ in range(6))
BASIS = "【行政法规】《建设工程质量管理条例》（国务院令第279号）\n第十一条　施工图设计文件未经审查批准的，不得使用。"
PROVINCIAL = "【地方性法规】《某某省建筑条例》（某某省人民代表大会常务委员会通过）\n第三条　施工图设计文件应当审查。"
NORMATIVE = "【规范性文件】《关于施工图设计文件审查的通知》（某建发〔2019〕3号）\n第二条　施工图设计文件应当审查。"
WHOLE = {
    "name": "施工图设计文件审查",
    "department_id": HOUSING,
    "power_ids": [APPROVAL],
    "legal_basis": BASIS,
}


def body(**fields: Any) -> dict[str, Any]:
    return lay(Kind.INTERMEDIARY_SERVICE, None, {**WHOLE, **fields}, Status.ACTIVE)


def line(record: str, name: str, kind: Kind = Kind.POWER, **parts: Any) -> Listed:
    return Listed(record, name, kind, **{"status": Status.ACTIVE, "department": HOUSING, **parts})


def around(*lines: Listed) -> Surroundings:
    found = Surroundings(TODAY, {HOUSING: Organ("住房和城乡建设局"), MARKET: Organ("市场监督管理局")})
    organs = [
        line(one, name, Kind.DEPARTMENT, department="") for one, name in ((HOUSING, "住建局"), (MARKET, "市监局"))
    ]
    approvals = [
        line(APPROVAL, "建筑工程施工许可", category=Category.LICENSE),
        line(OTHERS, "食品经营许可", department=MARKET, category=Category.LICENSE),
        line(GONE, "旧许可", valid_to=TODAY, category=Category.LICENSE),
    ]
    found.take([*organs, *approvals, *lines])
    return found


def codes(after: dict[str, Any], *lines: Listed, **parts: Any) -> dict[str, Severity]:
    subject = Subject(RECORD, TODAY, after, **parts)
    return {finding.code: finding.severity for finding in Judge(around(*lines)).examine(subject)}


def test_a_whole_service_gives_no_finding():
    assert codes(body()) == {}


BY_DEPARTMENT = {"commissioned_by": "department"}

# code, what must raise it, what must not
TABLE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("approval_missing", {"power_ids": []}, {"power_ids": [], "approvals": ["建筑工程施工许可"]}),
    ("approval_unconfirmed", {"power_ids": [], "approvals": ["建筑工程施工许可"]}, {"approvals": ["建筑工程施工许可"]}),
    ("approval_gone", {"power_ids": [GONE]}, {"power_ids": [GONE, APPROVAL]}),
    ("linked_power_gone", {"power_ids": [GONE, APPROVAL]}, {"power_ids": [GONE]}),
    ("approval_elsewhere", {"power_ids": [OTHERS]}, {"power_ids": [OTHERS, APPROVAL]}),
    ("service_basis_level", {"legal_basis": NORMATIVE}, {"legal_basis": f"{NORMATIVE}\n{BASIS}"}),
    ("service_basis_local", {"legal_basis": PROVINCIAL}, {"legal_basis": f"{PROVINCIAL}\n{BASIS}"}),
    ("service_basis_local", {"legal_basis": f"{NORMATIVE}\n{PROVINCIAL}"}, {"legal_basis": NORMATIVE}),
    ("service_unnamed", {"name": "环境影响评价报告编制"}, {"name": "施工图设计文件技术审查"}),
    ("service_paid", {**BY_DEPARTMENT, "paid_by": "applicant"}, {**BY_DEPARTMENT, "paid_by": "department"}),
    ("service_disposed", {"disposition": "no_longer_required"}, {"disposition": "kept"}),
    (
        "service_disposed",
        {"disposition": "commissioned_by_department"},
        {"disposition": "commissioned_by_department", **BY_DEPARTMENT},
    ),
    ("service_unpriced", {"fee": "每平方米 2 元"}, {"fee": "每平方米 2 元", "pricing": "market"}),
    ("basis_missing", {"legal_basis": None}, {}),
    ("article_missing", {"legal_basis": "【行政法规】《建设工程质量管理条例》 施工图设计文件审查"}, {}),
    ("department_gone", {"department_id": new_id()}, {}),
]


@pytest.mark.parametrize(("code", "wrong", "right"), TABLE)
def test_a_service_is_found_wrong_and_a_near_one_is_not(code, wrong, right):
    assert codes(body(**wrong)).get(code) is RULES[code].severity
    assert code not in codes(body(**right))


def test_every_rule_of_the_table_has_its_example():
    assert {rule.code for rule in SERVICE_RULES} <= {code for code, *_ in TABLE}


def test_a_ruleset_may_let_services_rest_on_the_provinces_law():
    judge = Judge(around(), {"service_basis_local": Severity.NOTICE})
    [found] = judge.examine(Subject(RECORD, TODAY, body(legal_basis=PROVINCIAL)))
    assert (found.code, found.severity) == ("service_basis_local", Severity.NOTICE)


# What ends with an approval.

POWER = {
    "name": "建设工程消防验收",
    "category": Category.LICENSE,
    "department_id": HOUSING,
    "implementing_body": "普兰店区住房和城乡建设局",
    "legal_basis": BASIS,
    "duties": "1.受理责任",
    "duty_basis": "《行政许可法》",
    "accountability": "不履行职责的",
}
SERVICE = line(new_id(), "施工图设计文件审查", Kind.INTERMEDIARY_SERVICE, names=(RECORD,))


def power(status: Status = Status.ACTIVE, **fields: Any) -> dict[str, Any]:
    return lay(Kind.POWER, None, {**POWER, **fields}, status)


def cancelled(op: Op = Op.CANCEL) -> Change:
    cause = Cause(type=CauseType.SUPERIOR_DECISION, ref="国发〔2026〕1号")
    return Change(op=op, id=RECORD, effective_from=TODAY, cause=cause)


def ending(*lines: Listed, **fields: Any) -> dict[str, Severity]:
    told = {"post_cancellation_supervision": "纳入日常检查", **fields}
    return codes(power(Status.CANCELLED, **told), *lines, change=cancelled(), ends=True)


def test_an_approval_takes_its_services_along():
    assert ending(SERVICE) == {"services_left": Severity.ERROR}
    assert ending() == {}
    ended = line(SERVICE.record, "审查", Kind.INTERMEDIARY_SERVICE, names=(RECORD,), valid_to=TODAY)
    assert ending(ended) == {}, "it ends on the same day"


def test_the_services_that_stay_are_named():
    subject = Subject(RECORD, TODAY, power(Status.CANCELLED), change=cancelled(), ends=True)
    [found] = [one for one in Judge(around(SERVICE)).examine(subject) if one.code == "services_left"]
    assert "“施工图设计文件审查”" in found.message


def test_a_service_that_another_approval_asks_for_may_stay():
    shared = line(new_id(), "审查", Kind.INTERMEDIARY_SERVICE, names=(RECORD, APPROVAL))
    assert ending(shared) == {}
    orphaned = line(new_id(), "审查", Kind.INTERMEDIARY_SERVICE, names=(RECORD, GONE))
    assert ending(orphaned) == {"services_left": Severity.ERROR}


def test_a_cancelled_license_says_how_it_is_supervised_from_then_on():
    assert ending(post_cancellation_supervision=None) == {"supervision_missing": Severity.WARNING}
    devolved = power(Status.DEVOLVED)
    assert codes(devolved, change=cancelled(Op.DEVOLVE), ends=True) == {}
    assert ending(post_cancellation_supervision=None, category=Category.CONFIRMATION) == {}


def test_a_list_tells_of_licenses_that_were_cancelled_without_it():
    assert codes(power(Status.CANCELLED)) == {"supervision_unstated": Severity.NOTICE}
    assert codes(power(Status.CANCELLED, post_cancellation_supervision="纳入日常检查")) == {}
    assert codes(power(Status.MERGED)) == {}


def test_a_report_that_is_asked_for_is_a_listed_service():
    asking = power(extra={"申请材料": "1.申请书；2.节能评估报告"})
    assert codes(asking) == {"service_unlisted": Severity.NOTICE}
    assert codes(asking, SERVICE) == {}
    assert codes(power(extra={"申请材料": "申请书"})) == codes(power(extra={"备注": "评估报告"})) == {}


# Inspections.

CHECK = {
    "name": "对企业安全生产的检查",
    "category": Category.INSPECTION,
    "legal_basis": "【法律】《中华人民共和国安全生产法》\n第六十五条　依法开展检查。",
}


def inspection(**parts: Any) -> dict[str, Any]:
    return power(**{**CHECK, "inspection": parts or None})


def test_an_inspection_of_enterprises_has_a_cap():
    assert codes(inspection()) == {"inspection_cap_missing": Severity.NOTICE}
    assert codes(inspection(most_a_year=2)) == codes(inspection(most_a_year=0)) == {}
    assert codes(power(**{**CHECK, "name": "对学校消防安全的检查"})) == {}
    assert "inspection_cap_missing" in codes(
        power(**{**CHECK, "name": "安全生产检查", "counterpart": "生产经营单位、个体工商户"})
    )


def test_a_frequency_says_the_same_in_words_and_in_figures():
    wrong = inspection(most_a_year=3, frequency="每半年不超过一次")
    assert codes(wrong) == {"inspection_frequency": Severity.WARNING}
    assert codes(inspection(most_a_year=2, frequency="每半年不超过一次")) == {}


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("每年不超过2次", 2),
        ("每年一次", 1),
        ("每半年一次", 2),
        ("每季度1次", 4),
        ("每个月两次", 24),
        ("每两年一次", 1),
        ("每 3 年不超过 4 次", 2),
        ("每月不超过一次，全年不超过六次", 6),
        ("每年十二次", 12),
        ("每周1次", 52),
        ("每年不少于1次", None),
        ("按计划开展", None),
        ("每年不定次数", None),
        ("", None),
    ],
)
def test_a_frequency_is_counted_by_the_year(words, times):
    assert times_a_year(words) == times
