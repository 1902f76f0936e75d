"""Which brackets of a basis are a group's: those of its own act and item, without what other groups have."""

from __future__ import annotations

import pytest

from quanze.services.bracketing import belonging

PLAIN = "《甲法》第九条：违反本法规定，乱排的，责令改正，处一万元以上五万元以下罚款。"
GRAVE = PLAIN.removesuffix("。") + "；情节严重的，处五万元以上十万元以下罚款，责令停业。"
TWO_ACTS = (
    "《乙条例》第三十七条：违反本条例规定，在禁止养殖区域内建设养殖场的，责令停止违法行为；拒不停止违法行为的，处三万元以上十万元"
    "以下的罚款。在饮用水水源保护区建设养殖场的，责令停止违法行为，处十万元以上五十万元以下的罚款。"
)
ITEMS = (
    "《丙法》第八十六条第（{item}）项：违反本法规定，有下列行为之一的，责令改正，处以罚款：\n（{item}）篡改数据的；\n"
    "有前款规定行为之一的，处二万元以上二十万元以下的罚款；有前款第二项、第四项规定行为之一，造成严重后果的，处二十万元以上二百万元以下的罚款。"
)


def ranges(found):
    return [(one.minimum // 1_000_000, one.maximum // 1_000_000) for one in found.amounts]


def test_one_bracket_is_the_bracket():
    found = belonging(PLAIN, "乱排")
    assert (ranges(found), found.reason) == ([(1, 5)], None)


def test_the_heavier_case_of_the_same_act_belongs_to_it():
    found = belonging(GRAVE, "乱排")
    assert ranges(found) == [(1, 5), (5, 10)]
    assert found.cases[1] == "情节严重的"
    assert [one.kind for bracket in found.brackets for one in bracket.sanctions] == ["suspend_operation"]


def test_what_another_group_states_is_that_groups():
    assert ranges(belonging(GRAVE, "乱排", ["情节严重的，处五万元以上十万元以下罚款"])) == [(1, 5)]
    assert ranges(belonging("情节严重的，处五万元以上十万元以下罚款", "乱排", [GRAVE])) == [(5, 10)]


@pytest.mark.parametrize(
    ("violation", "expected"),
    [
        ("在禁止养殖区域内建设养殖场，拒不停止违法行为的", [(3, 10)]),
        ("在饮用水水源保护区建设养殖场的", [(10, 50)]),
        ("乱排", []),
    ],
)
def test_of_two_acts_the_one_whose_words_the_violation_has(violation, expected):
    found = belonging(TWO_ACTS, violation)
    assert ranges(found) == expected
    assert (found.reason is None) == bool(expected)


@pytest.mark.parametrize(("item", "expected"), [("二", [(2, 20), (20, 200)]), ("三", [(2, 20)])])
def test_a_bracket_for_other_items_is_not_the_cited_ones(item, expected):
    assert ranges(belonging(ITEMS.format(item=item), "篡改数据的")) == expected


@pytest.mark.parametrize("basis", ["", "《甲法》第九条", "无", "《甲法》第九条：由主管部门责令改正，并处罚款。"])
def test_no_bracket_is_a_reason(basis):
    found = belonging(basis, "乱排")
    assert (found.amounts, bool(found.reason)) == ([], True)


SENTENCES = (
    "第二十六条：临街建筑物应当整洁。未按照规定修整的，责令限期改正；逾期未改正的，处一千元以上五千元以下罚款。"
    "未按照规定清洗、粉刷外墙的，责令限期改正；逾期未改正的，处五百元以上二千元以下罚款。"
    "阳台摆放物品超出立面的，责令改正；拒不改正的，处一百元以上五百元以下罚款。"
)


@pytest.mark.parametrize(
    ("violation", "expected"),
    [
        ("未按照规定修整临街建筑物", [(100_000, 500_000)]),
        ("未按照规定修整且逾期未改正", []),  # most of its words stand in the next sentence, too
        ("未按照规定清洗、粉刷外墙且逾期未改正", [(50_000, 200_000)]),
        ("阳台摆放物品超出立面且拒不改正", [(10_000, 50_000)]),
        ("不整洁", []),
    ],
)
def test_of_the_sentences_of_an_article_the_one_of_the_violation(violation, expected):
    found = belonging(SENTENCES, violation)
    assert [(one.minimum, one.maximum) for one in found.amounts] == expected


def test_a_sentence_that_goes_on_with_the_act_before_belongs_to_it():
    basis = PLAIN + "情节严重的，处五万元以上十万元以下罚款。"
    assert ranges(belonging(basis, "乱排")) == [(1, 5), (5, 10)]
