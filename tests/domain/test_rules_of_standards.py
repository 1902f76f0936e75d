"""Every rule on standards: a standard that must raise it, and one a hair away that must not; and the laws of tiers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.amounts import kind_of
from quanze.domain.bodies import lay
from quanze.domain.changes import Cause, CauseType, Change, Op
from quanze.domain.findings import LINKED_RULES, RULES, STANDARD_RULES, Judge
from quanze.domain.identities import new_id
from quanze.domain.penalties import CONNECTOR_LABELS, SANCTION_LABELS, SUBJECT_LABELS
from quanze.domain.rules.subjects import Grammar, Listed, Organ, Subject, Surroundings
from quanze.domain.rules.tiers import REACH, overlapping
from quanze.domain.vocabulary import Category, Kind, Severity, Status, TierEffect
from quanze.law.amounts.grammar import read_brackets, read_penalty

TODAY = date(2026, 3, 1)
FARM, POWER, OTHER_POWER, DOCUMENT, RECORD = (new_id() for _ in range(5))
BASIS = "《中华人民共和国种子法》第七十五条　生产经营假种子的，没收违法所得，并处二万元以上二十万元以下罚款。"
MYRIAD = 1_000_000


def fine(least: int | None, most: int | None, **parts: Any) -> dict[str, Any]:
    """A fine in 万元, or with a base in times of it."""
    unit = 10_000 if "base" in parts else MYRIAD
    ends = [None if end is None else end * unit for end in (least, most)]
    measure = "ratio" if "base" in parts else "money"
    return {"kind": kind_of(*ends), "measure": measure, "minimum": ends[0], "maximum": ends[1], **parts}


def tier(label: str, *amounts: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"label": label, "amounts": list(amounts), **parts}


LIGHT, ORDINARY, GRAVE = tier("较轻", fine(2, 5)), tier("一般", fine(5, 10)), tier("严重", fine(10, 20))
BRACKET = [fine(2, 20)]
UNIT, PERSON = {"subject": "unit"}, {"subject": "individual"}
CHEAP = {"condition": {"base": "货值金额", "maximum": MYRIAD, "maximum_inclusive": False}}
DEAR = {"condition": {"base": "货值金额", "minimum": MYRIAD}}
GAINS = {"kind": "confiscate_gains", "connector": "and"}
CLOSING = {"kind": "revoke_permit"}
GOODS = {"base": "货值金额"}


def graded(*tiers: dict[str, Any], bracket: list[dict[str, Any]] | None = None, **parts: Any) -> dict[str, Any]:
    """The field ``groups`` of a standard with one group."""
    return {"groups": [{"bracket": BRACKET if bracket is None else bracket, "tiers": list(tiers), **parts}]}


WHOLE = {
    "name": "生产经营假种子",
    "department_id": FARM,
    "parent_id": DOCUMENT,
    "power_ids": [POWER],
    "legal_basis": BASIS,
    **graded(LIGHT, ORDINARY, GRAVE),
}


def body(**fields: Any) -> dict[str, Any]:
    return lay(Kind.DISCRETION_STANDARD, None, {**WHOLE, **fields}, Status.ACTIVE)


def line(record: str, name: str, kind: Kind, **parts: Any) -> Listed:
    return Listed(record, name, kind, **{"status": Status.ACTIVE, "department": FARM, **parts})


def around(*lines: Listed, **parts: Any) -> Surroundings:
    said = {"documents": {DOCUMENT: {"title": "种子裁量基准", "to": "2030-01-01"}}, **parts}
    found = Surroundings(TODAY, {FARM: Organ("农业农村局")}, grammar=Grammar(read_penalty, read_brackets), **said)
    found.take(
        [
            line(FARM, "农业农村局", Kind.DEPARTMENT, department=""),
            line(POWER, "对生产经营假种子的处罚", Kind.POWER, category=Category.PENALTY),
            line(DOCUMENT, "种子裁量基准", Kind.DISCRETION_STANDARD, grouping=True),
            *lines,
        ]
    )
    return found


def codes(after: dict[str, Any], beside: Surroundings | None = None, **parts: Any) -> dict[str, Severity]:
    severities = parts.pop("severities", {})
    subject = Subject(RECORD, TODAY, after, **parts)
    return {finding.code: finding.severity for finding in Judge(beside or around(), severities).examine(subject)}


def test_a_whole_standard_gives_no_finding():
    assert codes(body()) == {}


# code, what must raise it, what must not
TABLE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("document_missing", {"parent_id": None}, {"parent_id": None, "document": {"title": "某某裁量基准"}}),
    ("document_expired", {"document": {"to": "2026-03-01"}}, {"document": {"to": "2026-03-02"}}),
    ("document_gone", {"parent_id": OTHER_POWER}, {}),
    ("power_unlinked", {"power_ids": []}, {"power_ids": [], "grouping": True}),
    ("linked_power_gone", {"power_ids": [POWER, OTHER_POWER]}, {}),
    ("bracket_missing", graded(LIGHT, bracket=[]), graded(tier("轻微", effect="no_penalty"), bracket=[])),
    (
        "tier_category",
        {"category": Category.LICENSE},
        {"category": Category.LICENSE, "groups": [], "dimensions": [{"name": "数量", "content": "每年 10 件"}]},
    ),
    # amounts that are none
    ("amount_backwards", graded(tier("较轻", fine(5, 2))), graded(tier("较轻", fine(2, 2)))),
    ("amount_backwards", graded(LIGHT, bracket=[fine(20, 2)]), graded(LIGHT, bracket=[fine(None, 20)])),
    (
        "amount_backwards",
        graded(tier("较轻", fine(2, 5, condition={"base": "货值金额", "minimum": 9, "maximum": 8}))),
        graded(tier("较轻", fine(2, 5, condition={"base": "货值金额", "minimum": 8, "maximum": 9}))),
    ),
    (
        "amount_backwards",
        graded(
            tier("严重", sanctions=[{"kind": "detention", "term_unit": "day", "term_minimum": 9, "term_maximum": 5}])
        ),
        graded(
            tier("严重", sanctions=[{"kind": "detention", "term_unit": "day", "term_minimum": 5, "term_maximum": 9}])
        ),
    ),
    # tiers and their bracket
    ("tier_outside", graded(tier("较轻", fine(1, 5))), graded(tier("较轻", fine(1, 5), effect="mitigated"))),
    ("tier_outside", graded(tier("严重", fine(10, 21))), graded(tier("严重", fine(10, 20)))),
    ("tier_outside", graded(tier("严重", fine(10, None))), graded(tier("严重", fine(20, 20)))),
    (
        "tier_outside",
        graded(tier("较轻", fine(None, 5))),
        graded(tier("较轻", fine(None, 5)), bracket=[fine(None, 20)]),
    ),
    (
        "tier_outside",
        graded(tier("较轻", fine(2, 5)), bracket=[fine(2, 20, minimum_inclusive=False)]),
        graded(tier("较轻", fine(2, 5, minimum_inclusive=False)), bracket=[fine(2, 20, minimum_inclusive=False)]),
    ),
    (
        "tier_outside",
        graded(tier("较轻", fine(6, 7, **PERSON)), bracket=[fine(2, 20, **UNIT), fine(1, 5, **PERSON)]),
        graded(tier("较轻", fine(6, 7, **UNIT)), bracket=[fine(2, 20, **UNIT), fine(1, 5, **PERSON)]),
    ),
    (
        "tier_outside",
        graded(tier("较轻", fine(6, 12, **CHEAP)), bracket=[fine(5, 10, **CHEAP), fine(10, 30, **DEAR)]),
        graded(tier("较轻", fine(6, 10, **CHEAP)), bracket=[fine(5, 10, **CHEAP), fine(10, 30, **DEAR)]),
    ),
    ("tier_unit", graded(tier("较轻", fine(2, 3, **GOODS))), graded(tier("较轻", fine(2, 3)))),
    (
        "tier_unit",
        graded(tier("较轻", fine(2, 5, per_unit="平方米"))),
        graded(tier("较轻", fine(2, 5, per_unit="平方米")), bracket=[fine(2, 20, per_unit="平方米")]),
    ),
    (
        "tier_unit",
        graded(tier("较轻", fine(2, 5, **PERSON)), bracket=[fine(2, 20, **UNIT)]),
        graded(tier("较轻", fine(2, 5)), bracket=[fine(2, 20, **UNIT)]),
    ),
    (
        "tier_outside",
        graded(tier("较轻", fine(5, 9, **PERSON)), bracket=[fine(2, 20), fine(1, 3, subject="responsible_person")]),
        graded(tier("较轻", fine(1, 2, **PERSON)), bracket=[fine(2, 20), fine(1, 3, subject="responsible_person")]),
    ),
    (
        "tier_unit",
        graded(tier("较轻", fine(2, 5, per_day=True)), subject="other", bracket=[fine(2, 20, subject="other")]),
        graded(tier("较轻", fine(2, 5)), subject="other", bracket=[fine(2, 20, subject="other", subject_text="商户")]),
    ),
    ("tier_unit", graded(tier("较轻", fine(0, 1, **GOODS))), graded(tier("较轻", fine(0, 1, base="法定最高罚款额")))),
    # tiers beside each other
    ("tier_overlap", graded(LIGHT, tier("一般", fine(4, 10))), graded(LIGHT, tier("一般", fine(5, 10)))),
    ("tier_overlap", graded(LIGHT, tier("一般", fine(2, 5))), graded(LIGHT, tier("较轻", fine(2, 5)))),
    (
        "tier_overlap",
        graded(LIGHT, tier("一般", fine(2, 5))),
        graded(LIGHT, tier("严重", fine(2, 5), sanctions=[CLOSING])),
    ),
    (
        "tier_overlap",
        graded(LIGHT, tier("一般", fine(4, 10))),
        graded(tier("较轻", fine(2, 5, **UNIT)), tier("一般", fine(4, 10, **PERSON))),
    ),
    (
        "tier_overlap",
        graded(tier("较轻", fine(2, 5, **CHEAP)), tier("一般", fine(4, 10, **CHEAP))),
        graded(tier("较轻", fine(2, 5, **CHEAP)), tier("一般", fine(4, 10, **DEAR))),
    ),
    (
        "tier_overlap",
        graded(tier("较轻", fine(2, 5), fine(1, 2, **PERSON)), tier("一般", fine(2, 5), fine(1, 2, **PERSON))),
        graded(tier("较轻", fine(2, 5), fine(1, 2, **PERSON)), tier("一般", fine(5, 9), fine(1, 2, **PERSON))),
    ),
    ("tier_order", graded(ORDINARY, LIGHT), graded(LIGHT, ORDINARY)),
    ("tier_order", graded(tier("较轻", fine(9, 9)), tier("一般", fine(2, 2))), graded(LIGHT, tier("一般", fine(5, 5)))),
    ("tier_order", graded(GRAVE, LIGHT), graded(GRAVE, tier("轻微", fine(2, 2), effect="no_penalty"))),
    (
        "tier_gap",
        graded(LIGHT, tier("一般", fine(6, 10))),
        graded(LIGHT, tier("一般", fine(6, 6)), tier("严重", fine(9, 9))),
    ),
    ("tier_gap", graded(LIGHT, GRAVE), graded(LIGHT, tier("一般", text="处罚款"), GRAVE)),
    ("tier_gap", graded(LIGHT, GRAVE), graded(LIGHT, tier("一般", fine(5, 20, minimum_inclusive=False)))),
    # words and what was made of them
    (
        "tier_amount_mismatch",
        graded(tier("较轻", fine(2, 5), text="处2万元以上6万元以下罚款")),
        graded(tier("较轻", fine(2, 5), text="处二万元以上五万元以下的罚款")),
    ),
    (
        "tier_amount_mismatch",
        graded(tier("较轻", text="处2万元以上5万元以下罚款")),
        graded(tier("较轻", text="不予处罚", effect="no_penalty")),
    ),
    (
        "tier_amount_mismatch",
        graded(tier("较轻", fine(2, 5), text="对单位处3万元罚款，对个人处2000元罚款"), **UNIT),
        graded(tier("较轻", fine(3, 3), text="对单位处3万元罚款，对个人处2000元罚款"), **UNIT),
    ),
    (
        "bracket_unread",
        graded(LIGHT, bracket=[fine(2, 30)]),
        graded(LIGHT, bracket=[fine(2, 30)], basis="处二万元以上三十万元以下罚款"),
    ),
    (
        "tier_unread",
        graded(tier("较轻", fine(2, 5), text="处2万元以上5万元罚款")),
        graded(tier("较轻", fine(2, 5), text="处2万元以上5万元以下罚款")),
    ),
    (
        "penalty_unfounded",
        graded(tier("严重", fine(10, 20), sanctions=[CLOSING])),
        graded(tier("严重", fine(10, 20), sanctions=[CLOSING]), basis="处二万元以上二十万元以下罚款，可以吊销许可证"),
    ),
    (
        "addition_missing",
        graded(LIGHT, ORDINARY, bracket_sanctions=[GAINS]),
        graded(LIGHT, {**ORDINARY, "sanctions": [GAINS]}, bracket_sanctions=[GAINS]),
    ),
    (
        "addition_missing",
        graded(LIGHT, tier("严重", sanctions=[GAINS]), bracket=[fine(2, 20, connector="and")]),
        graded(LIGHT, tier("严重", sanctions=[CLOSING]), bracket=[fine(2, 20, connector="and")]),
    ),
    ("exemption_idle", {"exemptions": [{"code": "tier_gap", "reason": "按省文件"}]}, {}),
]


@pytest.mark.parametrize(("code", "wrong", "right"), TABLE)
def test_a_standard_is_found_wrong_and_a_near_one_is_not(code, wrong, right):
    assert codes(body(**wrong)).get(code) is RULES[code].severity
    assert code not in codes(body(**right))


OFF = [
    ("tier_touching", graded(LIGHT, ORDINARY), graded(LIGHT, tier("一般", fine(5, 10, minimum_inclusive=False)))),
    ("tier_few", graded(LIGHT, ORDINARY), graded(LIGHT, ORDINARY, GRAVE)),
    ("tier_few", graded(LIGHT), graded(tier("一般", fine(5, 5)), bracket=[fine(5, 5)])),
    ("tier_proportion", graded(tier("从轻", fine(2, 8))), graded(tier("从轻", fine(2, 7)))),
    ("tier_proportion", graded(tier("从重", fine(14, 20))), graded(tier("从重", fine(15, 20)))),
    ("tier_proportion", graded(tier("一般", fine(7, 15))), graded(tier("一般", fine(8, 14)))),
]


@pytest.mark.parametrize(("code", "wrong", "right"), OFF)
def test_some_rules_speak_only_where_a_ruleset_turns_them_on(code, wrong, right):
    assert code not in codes(body(**wrong))
    assert codes(body(**wrong), severities={code: Severity.WARNING})[code] is Severity.WARNING
    assert code not in codes(body(**right), severities={code: Severity.WARNING})


def test_a_repealed_law_carries_no_standard():
    beside = around(repealed={"种子法": TODAY})
    assert codes(body(), beside)["law_repealed"] is Severity.ERROR
    assert "law_repealed" not in codes(body(), around(repealed={"种子法": date(2026, 3, 2), "种子法条例": TODAY}))


def test_every_rule_of_the_table_has_its_example():
    told = {code for code, *_ in (*TABLE, *OFF)} | {"law_repealed"}
    assert told == {rule.code for rule in (*STANDARD_RULES, *LINKED_RULES)}


def test_ends_that_touch_are_usual_practice():
    assert codes(body(**graded(LIGHT, ORDINARY, GRAVE))) == {}


def test_single_sums_within_a_range_are_tiers_too():
    """Shenzhen 2023: 较轻 2000 / 较重 10000 / 严重 20000 within 2000 to 20000."""
    points = [tier(label, fine(value, value)) for label, value in (("较轻", 2), ("较重", 10), ("严重", 20))]
    assert codes(body(**graded(*points))) == {}


def test_two_brackets_of_one_act_are_two_ladders():
    """Shenzhen 2023: 5 to 10 and, where grave, 10 to 50: tiers of one group are not held against the other's."""
    grave = {"situation": "情节严重的", "bracket": [fine(10, 50)], "tiers": [tier("较轻", fine(10, 20))]}
    first = {"bracket": [fine(5, 10)], "tiers": [tier("较轻", fine(5, 7)), tier("较重", fine(7, 10))]}
    assert codes(body(groups=[first, grave], legal_basis=None)) == {}
    assert "tier_outside" in codes(body(groups=[first, {**grave, "tiers": [LIGHT]}]))


def test_the_statutes_own_words_found_a_penalty():
    groups = graded(LIGHT, tier("严重", fine(10, 20), sanctions=[{"kind": "confiscate_gains"}]))
    assert "penalty_unfounded" not in codes(body(**groups)), "no word of the bracket, but one of the basis"
    assert "penalty_unfounded" not in codes(body(**{**groups, "legal_basis": None})), "nothing to hold it against"


def test_what_was_looked_at_and_stays_is_a_notice_with_its_reason():
    exempt = body(**graded(LIGHT, GRAVE), exemptions=[{"code": "tier_gap", "reason": "省局批准"}])
    [found] = Judge(around()).examine(Subject(RECORD, TODAY, exempt))
    assert (found.code, found.severity) == ("tier_gap", Severity.NOTICE)
    assert found.message.endswith("（已作校验例外：省局批准）")


def test_an_exemption_holds_of_its_own_code_only():
    exempt = body(**graded(ORDINARY, LIGHT), exemptions=[{"code": "tier_gap", "reason": "省局批准"}])
    assert codes(exempt) == {"tier_order": Severity.ERROR, "exemption_idle": Severity.NOTICE}


def test_nothing_exempts_from_what_is_asked_of_a_change():
    exempt = body(exemptions=[{"code": "cause_missing", "reason": "省局批准"}])
    change = Change(op=Op.AMEND, id=RECORD, effective_from=TODAY, cause=Cause(type=CauseType.REFORM))
    found = codes(exempt, before=body(), change=change)
    assert found == {"cause_missing": Severity.WARNING, "exemption_idle": Severity.NOTICE}


def test_what_a_standard_already_said_is_a_notice_until_its_tiers_are_touched():
    old = body(**graded(LIGHT, GRAVE))
    assert codes(body(**graded(LIGHT, GRAVE), note="备注"), before=old) == {"tier_gap": Severity.NOTICE}
    touched = body(**graded(LIGHT, tier("严重", fine(12, 20))))
    assert codes(touched, before=old) == {"tier_gap": Severity.WARNING}


def test_a_document_does_not_end_while_its_standards_stay():
    document = lay(Kind.DISCRETION_STANDARD, body(grouping=True), {}, Status.CANCELLED)
    cause = Cause(type=CauseType.SUPERIOR_DECISION, ref="辽政发〔2026〕1号")
    change = Change(op=Op.CANCEL, kind=Kind.DISCRETION_STANDARD, id=RECORD, effective_from=TODAY, cause=cause)
    standard = line(new_id(), "生产经营假种子", Kind.DISCRETION_STANDARD, parent=RECORD)
    assert codes(document, around(standard), change=change, ends=True) == {"children_left": Severity.ERROR}
    assert codes(document, around(), change=change, ends=True) == {}


# A penalty that leaves a choice wants a standard.

PENALTY = {
    "name": "对生产经营劣种子的处罚",
    "category": Category.PENALTY,
    "department_id": FARM,
    "implementing_body": "普兰店区农业农村局",
    "legal_basis": "【法律】" + BASIS,
    "duties": "1.立案责任",
    "duty_basis": "《行政处罚法》第五十四条",
    "accountability": "不履行职责的",
}
STANDARD = line(new_id(), "生产经营假种子", Kind.DISCRETION_STANDARD, names=(RECORD,))


def power(**fields: Any) -> dict[str, Any]:
    return lay(Kind.POWER, None, {**PENALTY, **fields}, Status.ACTIVE)


def test_a_penalty_with_a_choice_wants_a_standard():
    assert codes(power()) == {"standard_missing": Severity.NOTICE}
    assert codes(power(), around(STANDARD)) == {}
    ended = line(new_id(), "旧", Kind.DISCRETION_STANDARD, names=(RECORD,), valid_to=TODAY)
    assert "standard_missing" in codes(power(), around(ended))
    fixed = "【法律】《某某法》第一条　违反规定的，处二千元罚款。"
    assert "standard_missing" not in codes(power(legal_basis=fixed))
    may = "【法律】《某某法》第一条　违反规定的，可以处二千元罚款。"
    assert "standard_missing" in codes(power(legal_basis=may))
    assert "standard_missing" not in codes(power(category=Category.LICENSE))


def test_a_groups_standard_is_its_sub_items_too():
    group = line(OTHER_POWER, "种子违法行为处罚", Kind.POWER, category=Category.PENALTY, grouping=True)
    of_group = line(new_id(), "种子", Kind.DISCRETION_STANDARD, names=(OTHER_POWER,))
    assert "standard_missing" not in codes(power(parent_id=OTHER_POWER), around(group, of_group))
    assert "standard_missing" in codes(power(parent_id=OTHER_POWER), around(group))


def test_a_power_does_not_end_unsaid_while_its_standards_stay():
    ended = lay(Kind.POWER, power(), {}, Status.CANCELLED)
    cause = Cause(type=CauseType.LAW_REPEALED, ref="《种子法》")
    change = Change(op=Op.CANCEL, id=RECORD, effective_from=TODAY, cause=cause)
    assert codes(ended, around(STANDARD), change=change, ends=True) == {"standards_left": Severity.WARNING}
    assert codes(ended, around(), change=change, ends=True) == {}


# The laws of tiers: whatever is laid out edge to edge is in order, and stays so until something is moved.

_ENDS = st.lists(st.integers(1, 500), min_size=3, max_size=7, unique=True).map(sorted)
_SUBJECT = st.sampled_from([{}, UNIT, PERSON])
_BASE = st.sampled_from([{}, GOODS, {"per_unit": "处"}])
_ABOUT_TIERS = {"tier_outside", "tier_unit", "tier_overlap", "tier_order", "tier_gap", "amount_backwards"}


def laid(ends: list[int], parts: dict[str, Any]) -> dict[str, Any]:
    """Tiers from edge to edge over a bracket."""
    tiers = [tier(f"第{place}档", fine(*two, **parts)) for place, two in enumerate(pairwise(ends), start=1)]
    return {"bracket": [fine(ends[0], ends[-1], **parts)], "tiers": tiers}


def about_tiers(group: dict[str, Any]) -> set[str]:
    return codes(body(groups=[group])).keys() & _ABOUT_TIERS


@given(_ENDS, _SUBJECT, _BASE)
def test_tiers_from_edge_to_edge_are_in_order(ends, subject, base):
    assert about_tiers(laid(ends, {**subject, **base})) == set()


@given(_ENDS, _SUBJECT, _BASE, st.data())
def test_two_tiers_that_change_places_are_out_of_order(ends, subject, base, data):
    group = laid(ends, {**subject, **base})
    place = data.draw(st.integers(0, len(group["tiers"]) - 2))
    tiers = group["tiers"]
    tiers[place], tiers[place + 1] = tiers[place + 1], tiers[place]
    assert "tier_order" in about_tiers(group)


@given(_ENDS, _SUBJECT, _BASE, st.data())
def test_a_tier_that_is_taken_out_leaves_a_gap(ends, subject, base, data):
    group = laid([*ends, ends[-1] + 7], {**subject, **base})
    del group["tiers"][data.draw(st.integers(1, len(group["tiers"]) - 2))]
    assert about_tiers(group) == {"tier_gap"}


@given(_ENDS, _SUBJECT, _BASE, st.data())
def test_a_tier_that_reaches_into_the_next_overlaps(ends, subject, base, data):
    parts = {**subject, **base}
    group = laid([end * 2 for end in ends], parts)
    place = data.draw(st.integers(0, len(group["tiers"]) - 2))
    group["tiers"][place] = tier("宽", fine(ends[place] * 2, ends[place + 1] * 2 + 1, **parts))
    assert about_tiers(group) == {"tier_overlap"}


def test_a_scale_without_end_raises_no_more_findings_than_its_length_allows():
    tiers = [tier(f"第{place}档", fine(2, 5)) for place in range(300)]
    standard = Subject(RECORD, TODAY, body(groups=[{"bracket": BRACKET, "tiers": tiers}]))
    assert 0 < len(list(overlapping(standard, around()))) <= len(tiers) * REACH


@given(_ENDS, _SUBJECT, _BASE, st.integers(1, 9), st.sampled_from(list(TierEffect)))
def test_a_tier_leaves_its_bracket_only_where_the_law_lets_it(ends, subject, base, by, effect):
    parts = {**subject, **base}
    group = laid([end + 9 for end in ends], parts)
    group["tiers"][0] = tier("轻", fine(ends[0] + 9 - by, ends[1] + 9, **parts), effect=effect)
    allowed = effect in {TierEffect.MITIGATED, TierEffect.NO_PENALTY}
    assert about_tiers(group) == (set() if allowed else {"tier_outside"})


def _any_fine(said: dict[str, Any]) -> dict[str, Any]:
    least, most = said.pop("ends")
    low, high = said.pop("low"), said.pop("high")
    ends = {"minimum_inclusive": low, "maximum_inclusive": high} if least != most else {}
    return fine(least, most, **ends, **said)


_AMOUNT = st.fixed_dictionaries(
    {
        "ends": st.tuples(st.none() | st.integers(0, 40), st.integers(0, 40)),
        "low": st.booleans(),
        "high": st.booleans(),
    },
    optional={
        "subject": st.sampled_from([*SUBJECT_LABELS]),
        "connector": st.sampled_from([*CONNECTOR_LABELS]),
        "condition": st.sampled_from([CHEAP["condition"], DEAR["condition"]]),
        "per_day": st.booleans(),
    },
).map(_any_fine)
_SANCTION = st.fixed_dictionaries(
    {"kind": st.sampled_from([*SANCTION_LABELS]), "connector": st.sampled_from([*CONNECTOR_LABELS])}
)
_TIER = st.fixed_dictionaries(
    {
        "label": st.none() | st.sampled_from(["较轻", "一般", "严重"]),
        "effect": st.sampled_from(list(TierEffect)),
        "amounts": st.lists(_AMOUNT, max_size=3),
        "sanctions": st.lists(_SANCTION, max_size=2),
        "text": st.none() | st.sampled_from(["处2万元以上5万元以下罚款", "不予处罚", "处罚款", "警告，并处5万元罚款"]),
    }
)
_GROUP = st.fixed_dictionaries(
    {
        "bracket": st.lists(_AMOUNT, max_size=2),
        "tiers": st.lists(_TIER, max_size=4),
        "bracket_sanctions": st.lists(_SANCTION, max_size=2),
        "subject": st.none() | st.sampled_from([*SUBJECT_LABELS]),
    }
)


@given(st.lists(_GROUP, max_size=2))
def test_any_standard_is_judged_and_said_in_whole_sentences(groups):
    all_on = {code: Severity.WARNING for code, rule in RULES.items() if rule.severity is None}
    for finding in Judge(around(), all_on).examine(Subject(RECORD, TODAY, body(groups=groups))):
        assert finding.message.endswith(("。", "）"))
        assert "None" not in finding.message
