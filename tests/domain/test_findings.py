"""Every rule: a text that must raise it, and one a hair away that must not; what a change causes and what it found."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quanze.domain import procedure
from quanze.domain.bodies import lay
from quanze.domain.changes import Cause, CauseType, Change, Op
from quanze.domain.findings import ENDED_RULES, LINKED_RULES, RULES, SERVICE_RULES, STANDARD_RULES, Judge
from quanze.domain.identities import new_id
from quanze.domain.rules.counts import Count, counts, shrinking
from quanze.domain.rules.instruments import instruments
from quanze.domain.rules.subjects import Listed, Organ, Subject, Surroundings
from quanze.domain.vocabulary import Category, CoercionKind, Kind, Severity, Standing, Status

TODAY = date(2026, 3, 1)
FARM, MARKET, RECORD, PARENT = new_id(), new_id(), new_id(), new_id()
LAW = "【法律】《中华人民共和国种子法》（2021年12月24日修正）\n第七十五条　违反本法规定的，处罚款。"
WHOLE = {
    "name": "对销售假种子的处罚",
    "category": Category.PENALTY,
    "department_id": FARM,
    "implementing_body": "普兰店区农业农村局",
    "legal_basis": LAW,
    "duties": "1.立案责任",
    "duty_basis": "《行政处罚法》第五十四条",
    "accountability": "不履行职责的",
}
LICENSE, COERCION, CHECK = Category.LICENSE, Category.COERCION, Category.INSPECTION
EXECUTION, MEASURE = CoercionKind.EXECUTION, CoercionKind.MEASURE
RULE_OF_MINISTRY = "【规章】《农药经营许可管理办法》（2017年6月21日农业部令第5号公布）\n第三条　实行许可。"
REGULATION = "【行政法规】《农药管理条例》（国务院令第677号）\n第二十四条　实行许可。"
PROVINCIAL_RULE = "【政府规章】《某某管理办法》（2010年5月1日省人民政府令第12号公布）\n第三条　实行许可。"
DOCUMENT = "【规范性文件】《关于加强管理的通知》（某政办发〔2019〕3号）\n第二条　予以处罚。"
DECISION = "《国务院对确需保留的行政审批项目设定行政许可的决定》（国务院令第412号）\n第193项　设立审批。"
TERM = {"from": "2026-01-01", "to": "2028-01-01"}
MANDATE = {"trustee": "某街道办事处", "document": "委托书1号", "matters": "检查", **TERM}
BASIC = {"scheme": "basic_12", "value": "000217012000"}
CREDIT = "12441500196720244T"


def body(**fields: Any) -> dict[str, Any]:
    return lay(Kind.POWER, None, {**WHOLE, **fields}, Status.ACTIVE)


def around(*lines: Listed, standing: Standing = Standing.WORKING_DEPARTMENT) -> Surroundings:
    found = Surroundings(TODAY, {FARM: Organ("普兰店区农业农村局", standing), MARKET: Organ("市场监督管理局")})
    organs = [
        Listed(FARM, "普兰店区农业农村局", Kind.DEPARTMENT, Status.ACTIVE),
        Listed(MARKET, "市场监督管理局", Kind.DEPARTMENT, Status.ACTIVE),
    ]
    found.take([*organs, *lines])
    found.take_claims(lines)
    return found


def line(name: str = "对销售假种子的处罚", **parts: Any) -> Listed:
    said = {"department": FARM, "category": Category.PENALTY, "record": new_id(), "kind": Kind.POWER}
    return Listed(**{**said, "status": Status.ACTIVE, "name": name, **parts})


def codes(after: dict[str, Any], *lines: Listed, day: date = TODAY, **parts: Any) -> dict[str, Severity]:
    subject = Subject(RECORD, day, after, **parts)
    return {finding.code: finding.severity for finding in Judge(around(*lines)).examine(subject)}


def test_a_whole_power_gives_no_finding():
    assert codes(body()) == {}


# code, what must raise it, what must not
TEXTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("basis_missing", {"legal_basis": None}, {"legal_basis": None, "grouping": True}),
    ("body_missing", {"implementing_body": None}, {}),
    ("duties_missing", {"duties": None}, {"duties": None, "grouping": True}),
    ("duty_basis_missing", {"duty_basis": None}, {"duties": None, "duty_basis": None}),
    ("accountability_missing", {"accountability": None}, {"duties": None, "accountability": None}),
    ("basis_level", {"legal_basis": DOCUMENT}, {"legal_basis": DOCUMENT + "\n" + RULE_OF_MINISTRY}),
    ("basis_level", {"legal_basis": RULE_OF_MINISTRY, "category": LICENSE}, {"legal_basis": RULE_OF_MINISTRY}),
    (
        "basis_level",
        {"legal_basis": RULE_OF_MINISTRY, "category": LICENSE},
        {"legal_basis": RULE_OF_MINISTRY + "\n" + REGULATION, "category": LICENSE},
    ),
    (
        "basis_level",
        {"legal_basis": "【部门规章】农药经营许可管理办法第三条", "category": LICENSE},
        {"legal_basis": "【行政法规】农药管理条例第三条", "category": LICENSE},
    ),
    (
        "basis_level",
        {"legal_basis": RULE_OF_MINISTRY, "category": COERCION, "coercion_kind": MEASURE},
        {"legal_basis": REGULATION, "category": COERCION, "coercion_kind": MEASURE},
    ),
    (
        "basis_level",
        {"legal_basis": REGULATION, "category": COERCION, "coercion_kind": EXECUTION},
        {"legal_basis": LAW, "category": COERCION, "coercion_kind": EXECUTION},
    ),
    (
        "basis_level",
        {"legal_basis": DOCUMENT, "category": LICENSE},
        {"legal_basis": f"【规范性文件】{DECISION}", "category": LICENSE},
    ),
    (
        "basis_level",
        {"legal_basis": DOCUMENT},
        {"legal_basis": "《价格违法行为行政处罚规定》\n第七条　处罚款。"},
    ),
    ("basis_level_advised", {"legal_basis": DOCUMENT, "category": CHECK}, {"legal_basis": LAW, "category": CHECK}),
    (
        "temporary_license",
        {"legal_basis": PROVINCIAL_RULE, "category": LICENSE},
        {"legal_basis": PROVINCIAL_RULE + "\n" + REGULATION, "category": LICENSE},
    ),
    (
        "basis_tag",
        {"legal_basis": REGULATION.replace("行政法规", "规章")},
        {"legal_basis": REGULATION.replace("行政法规", "法规")},
    ),
    ("basis_untitled", {"legal_basis": "按照有关规定执行"}, {"legal_basis": "【法律】种子法第七十五条"}),
    (
        "article_missing",
        {"legal_basis": "【法律】《中华人民共和国种子法》"},
        {"legal_basis": "【规范性文件】《关于加强管理的通知》", "category": Category.OTHER},
    ),
    ("marks_unpaired", {"legal_basis": LAW.replace("【", "")}, {"legal_basis": LAW.replace("【法律】", "")}),
    ("coercion_kind_missing", {"category": COERCION}, {"category": COERCION, "coercion_kind": MEASURE}),
    ("coercion_kind_missing", {"category": COERCION}, {"category": COERCION, "name": "应急救援征用"}),
    ("order_no_penalty", {"name": "责令改正"}, {"name": "责令改正并处罚款"}),
    ("generic_body", {"implementing_body": "地州市农业农村局"}, {"implementing_body": "克拉玛依市农业农村局"}),
    (
        "remedy_superior",
        {"remedy": "可以向上一级主管部门申请行政复议。"},
        {"remedy": "可以向同级人民政府申请行政复议。"},
    ),
    ("mandate_incomplete", {"mandates": [{**MANDATE, "document": None}]}, {"mandates": [MANDATE]}),
    ("mandate_backwards", {"mandates": [{**MANDATE, "from": "2029-01-01"}]}, {"mandates": [MANDATE]}),
    ("mandate_expired", {"mandates": [{**MANDATE, "to": "2026-02-01"}]}, {"mandates": [MANDATE]}),
    (
        "code_malformed",
        {"codes": [{**BASIC, "value": "0002170120"}]},
        {"codes": [{"scheme": "local", "value": "NY-001"}]},
    ),
    ("code_category", {"codes": [{**BASIC, "value": "000117012000"}]}, {"codes": [BASIC]}),
    (
        "code_check_digit",
        {"codes": [{"scheme": "implementation_31", "value": f"{CREDIT[:-1]}A3440217806003"[:31]}]},
        {"codes": [{"scheme": "implementation_31", "value": f"{CREDIT}3440217806003"[:31]}]},
    ),
]


@pytest.mark.parametrize(("code", "wrong", "right"), TEXTS)
def test_a_text_is_found_wrong_and_a_near_one_is_not(code, wrong, right):
    assert codes(body(**wrong)).get(code) is RULES[code].severity
    assert code not in codes(body(**right))


def found(code: str, wrong: tuple[Any, ...], right: tuple[Any, ...]) -> None:
    assert codes(wrong[0], *wrong[1:]).get(code) is RULES[code].severity
    assert code not in codes(right[0], *right[1:])


def test_a_code_may_not_be_had_twice_in_a_department():
    coded = body(codes=[BASIC])
    found("code_duplicate", (coded, line("甲", code=BASIC["value"])), (coded, line("乙", code="x")))
    assert "code_duplicate" not in codes(coded, line("甲", code=BASIC["value"], department=MARKET))
    assert "code_duplicate" not in codes(coded, line("甲", code=BASIC["value"], parent=RECORD)), "a group and its own"


def test_a_power_may_not_be_listed_twice():
    same = "对销售假种子，的处罚"
    found("power_duplicate", (body(), line(same)), (body(), line("对销售劣种子的处罚")))
    assert "power_duplicate" not in codes(body(), line(same, category=LICENSE))
    assert "power_duplicate" not in codes(body(), line(same, parent=PARENT)), "another group's sub-item"
    assert "power_duplicate" not in codes(body(), line(same, status=Status.CANCELLED))
    assert "power_duplicate" not in codes(body(), line(same, valid_to=TODAY)), "it has left the list that day"


def test_two_departments_may_not_claim_one_violation_unsaid():
    other = line("对销售假种子行为的行政处罚", department=MARKET)
    found("violation_shared", (body(), other), (body(), line("对销售假兽药的处罚", department=MARKET)))
    assert "violation_shared" not in codes(body(name="处罚"), line("行政处罚", department=MARKET)), "names no violation"


def test_a_parent_must_stand_beside_its_sub_item():
    sub = body(parent_id=PARENT)
    group = line("种子违法行为处罚", record=PARENT, grouping=True)
    found("parent_gone", (sub,), (sub, group))
    elsewhere = line("种子", record=PARENT, grouping=True, department=MARKET)
    found("parent_mismatch", (sub, elsewhere), (sub, group))
    assert "parent_mismatch" in codes(sub, line("种子", record=PARENT, category=LICENSE))
    assert "parent_mismatch" in codes(sub, line("种子", record=PARENT, parent=new_id()))


def test_a_group_groups_as_many_as_it_says():
    group = body(name="种子违法行为处罚（2项）", grouping=True)
    one, two = line("甲", parent=RECORD), line("乙", parent=RECORD)
    found("group_empty", (group,), (group, one))
    found("group_count", (group, one), (group, one, two))


def test_a_power_needs_a_department_that_is_there():
    found("department_gone", (body(department_id=new_id()),), (body(),))


def test_an_organ_is_named_once_and_by_its_own_name():
    def organ(name: str) -> dict[str, Any]:
        return lay(Kind.DEPARTMENT, None, {"name": name}, Status.ACTIVE)

    found("department_duplicate", (organ("市场监督管理局"),), (organ("财政局"),))
    found("generic_department", (organ("地州市农业农村局"),), (organ("市场监督管理局"),))


def test_organs_under_vertical_leadership_keep_their_superiors_review():
    remedy = body(remedy="可以向上一级主管部门申请行政复议。")
    subject = Subject(RECORD, TODAY, remedy)
    judge = Judge(around(standing=Standing.VERTICAL))
    assert not [finding for finding in judge.examine(subject) if finding.code == "remedy_superior"]
    assert "remedy_superior" not in codes(remedy, day=date(2023, 12, 31)), "before the law of 2023 was in force"


def asked(op: Op = Op.AMEND, **parts: Any) -> Change:
    said = {"effective_from": TODAY, "cause": Cause(type=CauseType.OWN_INITIATIVE, text="年度清理"), **parts}
    return Change(op=op, id=RECORD, **said)


def cause(kind: CauseType, text: str = "", ref: str | None = None) -> Cause:
    return Cause(type=kind, text=text, ref=ref)


CHANGES: list[tuple[str, Change, Change]] = [
    ("cause_missing", asked(cause=cause(CauseType.REFORM)), asked(cause=cause(CauseType.REFORM, "机构改革"))),
    (
        "cause_unnamed",
        asked(cause=cause(CauseType.LAW_AMENDED, "法律修改")),
        asked(cause=cause(CauseType.LAW_AMENDED, "《种子法》修改")),
    ),
    (
        "dated_back",
        asked(effective_from=date(2026, 2, 28)),
        asked(Op.CORRECT, effective_from=date(2026, 2, 28)),
    ),
    ("dated_far", asked(effective_from=date(2036, 3, 1)), asked(effective_from=date(2027, 3, 1))),
    ("ends_by_itself", asked(effective_to=date(2027, 1, 1)), asked()),
    (
        "empower_undecided",
        asked(Op.EMPOWER),
        asked(Op.EMPOWER, cause=cause(CauseType.SUPERIOR_DECISION, ref="辽政发〔2023〕1号")),
    ),
    ("mandate_missing", asked(Op.DELEGATE), asked()),
    (
        "source_missing",
        asked(Op.UNDERTAKE),
        asked(Op.UNDERTAKE, cause=cause(CauseType.SUPERIOR_DECISION, ref="辽政发〔2023〕1号")),
    ),
]


@pytest.mark.parametrize(("code", "wrong", "right"), CHANGES)
def test_a_change_is_found_wrong_and_a_near_one_is_not(code, wrong, right):
    assert codes(body(), change=wrong, day=wrong.effective_from).get(code) is RULES[code].severity
    assert code not in codes(body(), change=right, day=right.effective_from)


def test_what_groups_or_holds_powers_does_not_end_alone():
    ended = lay(Kind.POWER, body(grouping=True), {}, Status.CANCELLED)
    child = line("甲", parent=RECORD)
    assert codes(ended, child, change=asked(Op.CANCEL), ends=True) == {"children_left": Severity.ERROR}
    assert codes(ended, change=asked(Op.CANCEL), ends=True) == {}, "a text that leaves is looked at no more"
    organ = lay(Kind.DEPARTMENT, None, {"name": "工商局"}, Status.CANCELLED)
    power = line("甲", department=RECORD)
    assert codes(organ, power, change=asked(Op.CANCEL), ends=True) == {"powers_left": Severity.WARNING}


LEVELS = [
    ("【法律】《中华人民共和国种子法》第一条", None, {"law"}),
    ("【法规】《城市绿线管理办法》（2002年9月13日建设部令第112号发布）第一条", "法规", {"departmental_rule"}),
    ("【法规】《某某省种子条例》（某某省第十届人民代表大会常务委员会第三次会议通过）", None, {"local_regulation"}),
    (
        "【规章】《某某办法》（2011年某某自治区人民政府令第173号，根据某某自治区人民政府主席令第216号修改）",
        None,
        {"local_government_rule"},
    ),
    ("【行政法规】《军人抚恤优待条例》（2004年国务院、中央军事委员会令第413号）", None, {"administrative_regulation"}),
    ("【规章】《职业技能鉴定规定》（劳部发〔1993〕134号）", None, {"departmental_rule", "local_government_rule"}),
    ("《植物检疫条例》（1983年1月3日国务院发布）第三条", None, {"administrative_regulation"}),
    ("【 地方性法规 】\n《某某条例》", None, {"local_regulation"}),
    ("1.【政府规章】某某办法第三条", None, {"local_government_rule"}),
]


@pytest.mark.parametrize(("basis", "mistaken", "levels"), LEVELS)
def test_a_level_is_read_from_the_note_before_the_tag(basis, mistaken, levels):
    [found] = instruments(basis)
    assert {level.value for level in found.levels} == levels
    assert (found.tag if found.mistagged else None) == mistaken


def test_a_law_that_a_wording_only_mentions_is_no_instrument():
    basis = "【规章】《甲办法》（某部令第1号）\n第三条　依照《行政处罚法》和《乙条例》的规定处罚。"
    assert [instrument.title for instrument in instruments(basis)] == ["甲办法"]


@pytest.mark.parametrize(
    "part", ["【法律】《种子法》国务院", "1.《甲", "【法律】 ", "《甲《乙》", "省上级部门申请", "第一条"]
)
def test_the_longest_text_is_read_in_one_pass(part):
    text = part * (190_000 // len(part))
    assert list(Judge(around()).examine(Subject(RECORD, TODAY, body(legal_basis=text, remedy=text))))


_EXEMPLIFIED_ELSEWHERE = {rule.code for rule in (*STANDARD_RULES, *SERVICE_RULES, *LINKED_RULES, *ENDED_RULES)} | {
    *("standard_missing", "standards_left", "service_unlisted", "services_left"),
    *("inspection_cap_missing", "inspection_frequency", "supervision_missing"),
}
"""In the tests of standards, of services, of inspections."""


def test_every_rule_of_the_table_has_its_example():
    told = {code for code, *_ in (*TEXTS, *CHANGES)}
    alone = {"code_duplicate", "power_duplicate", "violation_shared", "parent_gone", "parent_mismatch", "group_empty"}
    alone |= {"group_count", "department_gone", "department_duplicate", "generic_department"}
    alone |= {"children_left", "powers_left", "list_shrinks"}
    assert told | alone == RULES.keys() - _EXEMPLIFIED_ELSEWHERE
    assert all(rule.label for rule in RULES.values())


def test_what_the_list_already_said_is_a_notice_until_it_is_touched():
    old = body(legal_basis=DOCUMENT, duties=None)
    noted = body(legal_basis=DOCUMENT, duties=None, note="备注")
    assert codes(noted, before=old) == {"basis_level": Severity.NOTICE, "duties_missing": Severity.NOTICE}
    touched = body(legal_basis=DOCUMENT + "另有规定。", duties=None)
    assert codes(touched, before=old) == {"basis_level": Severity.ERROR, "duties_missing": Severity.NOTICE}


def test_what_a_change_causes_on_a_field_that_it_leaves_alone_is_its_own():
    old = body(legal_basis=RULE_OF_MINISTRY)
    turned = body(legal_basis=RULE_OF_MINISTRY, category=LICENSE)
    assert codes(turned, before=old)["basis_level"] is Severity.ERROR


def test_a_ruleset_may_give_a_rule_another_severity():
    judge = Judge(around(), {"duties_missing": Severity.ERROR})
    [finding] = judge.examine(Subject(RECORD, TODAY, body(duties=None)), 3)
    assert finding.told() == {
        "code": "duties_missing",
        "severity": "error",
        "change": 3,
        "field": "duties",
        "message": "只有权力、没有责任：请填写责任事项。",
        "id": RECORD,
        "name": "对销售假种子的处罚",
    }


def test_the_rulesets_speak_of_rules_that_there_are():
    assert [name for name in procedure.names() if procedure.ruleset(name).severities.keys() - RULES.keys()] == []


def test_counts_reconcile_and_a_list_that_shrinks_is_seen():
    before = {str(n): (FARM, "penalty") for n in range(12)}
    after = {str(n): (FARM, "penalty") for n in range(4)} | {"4": (FARM, "license"), "new": (FARM, "penalty")}
    found = counts(before, after)
    assert found == [
        Count(FARM, "license", before=0, added=1, removed=0),
        Count(FARM, "penalty", before=12, added=1, removed=8),
    ]
    assert [count.after for count in found] == [1, 5]
    assert list(shrinking(found)) == []
    [loss] = shrinking(counts(before, {"1": (FARM, "penalty")}))
    assert loss == (FARM, 11, 12)
    told = around()
    told.losses[RECORD].append(loss)
    judge = Judge(told)
    for record, found_codes in ((RECORD, ["list_shrinks"]), (PARENT, [])):
        subject = Subject(
            record, TODAY, lay(Kind.POWER, body(), {}, Status.CANCELLED), body(), asked(Op.CANCEL), ends=True
        )
        assert [finding.code for finding in judge.examine(subject)] == found_codes


def test_the_documents_name_every_rule_with_its_severity():
    written = (Path(__file__).parents[2] / "docs/checks.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (error|warning|notice|off) \|", written, re.MULTILINE))
    assert rows == {code: rule.severity.value if rule.severity else "off" for code, rule in RULES.items()}
