"""What stated facts lead to: nothing is excluded that they do not exclude, and no amount is more than the text says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.amounts import Amount, Condition, Measure, Sanction, kind_of
from quanze.domain.assessments import (
    Facts,
    Fit,
    Money,
    assess,
    holds,
    in_money,
    judgements,
)
from quanze.domain.discretion import Group, Tier
from quanze.domain.lighter import Lighter, lighter
from quanze.domain.penalties import Connector, SanctionKind, Subject
from quanze.domain.text import folded
from quanze.domain.vocabulary import TierEffect

YUAN = 100
GOODS = "货值金额"


def money(low=None, high=None, **rest):
    ends = [None if end is None else end * YUAN for end in (low, high)]
    return Amount(kind=kind_of(*ends), minimum=ends[0], maximum=ends[1], **rest)


def times(low, high, base=GOODS, **rest):
    ends = low * 10_000, high * 10_000
    return Amount(kind=kind_of(*ends), measure=Measure.RATIO, base=base, minimum=ends[0], maximum=ends[1], **rest)


def tier(*amounts, label="一般", circumstances=(), **rest):
    return Tier(label=label, circumstances=list(circumstances), amounts=list(amounts), **rest)


def group(*tiers, **rest):
    return Group(tiers=list(tiers), **rest)


def facts(*circumstances, **rest):
    return Facts(circumstances=frozenset(folded(text) for text in circumstances), **rest)


THREE = group(
    tier(money(2_000, 5_000), label="较轻", circumstances=["首次发现"]),
    tier(money(5_000, 10_000), circumstances=["第二次发现", "拒绝检查"]),
    tier(money(10_000, 20_000), label="严重", circumstances=["造成事故"]),
)


def fits(found):
    return [one.fit for one in found.tiers]


def test_what_is_not_said_excludes_nothing():
    (found,) = assess([THREE], Facts())
    assert fits(found) == [Fit.POSSIBLE] * 3
    assert found.money() == Money(2_000 * YUAN, 20_000 * YUAN)


def test_a_circumstance_chooses_its_tier_whatever_its_width_and_white_space():
    (found,) = assess([THREE], facts("拒绝 检查"))
    assert fits(found) == [Fit.EXCLUDED, Fit.CHOSEN, Fit.EXCLUDED]
    assert found.money() == Money(5_000 * YUAN, 10_000 * YUAN)


def test_circumstances_of_two_tiers_leave_both_open():
    (found,) = assess([THREE], facts("首次发现", "造成事故"))
    assert fits(found) == [Fit.CHOSEN, Fit.EXCLUDED, Fit.CHOSEN]
    assert found.money() == Money(2_000 * YUAN, 20_000 * YUAN)


def test_a_circumstance_that_the_standard_does_not_know_changes_nothing():
    (found,) = assess([THREE], facts("天气不好"))
    assert fits(found) == [Fit.POSSIBLE] * 3


FOOD = group(
    tier(
        money(50_000, 100_000, condition=Condition(base=GOODS, maximum=10_000 * YUAN, maximum_inclusive=False)),
        times(10, 20, condition=Condition(base=GOODS, minimum=10_000 * YUAN)),
    )
)
"""食品安全法 art. 122: below ten thousand yuan of goods a sum, from there on a multiple."""


@pytest.mark.parametrize(
    ("goods", "range_"),
    [(9_999, (50_000, 100_000)), (10_000, (100_000, 200_000)), (30_000, (300_000, 600_000))],
)
def test_a_condition_on_the_base_decides_which_fine_it_is(goods, range_):
    (found,) = assess([FOOD], Facts(amounts={GOODS: goods * YUAN}))
    assert found.money() == Money(*(end * YUAN for end in range_))


def test_without_the_base_nothing_is_told_in_money_and_the_answer_asks_for_it():
    (found,) = assess([FOOD], Facts())
    assert found.money() is None
    assert list(judgements([found])) == ["未填写“货值金额”，相应的罚款不能折算成金额。"]


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (Condition(base="违法所得", absent=True), 0, True),
        (Condition(base="违法所得", absent=True), 1, False),
        (Condition(base="违法所得"), 0, False),
        (Condition(base="违法所得"), 1, True),
        (Condition(base="违法所得", absent=True, maximum=100, maximum_inclusive=False), 0, True),
        (Condition(base="违法所得", absent=True, maximum=100, maximum_inclusive=False), 99, True),
        (Condition(base="违法所得", absent=True, maximum=100, maximum_inclusive=False), 100, False),
        (Condition(base="违法所得", minimum=100), 100, True),
        (Condition(base="违法所得", minimum=100, minimum_inclusive=False), 100, False),
    ],
)
def test_a_condition_holds_or_not(condition, value, expected):
    assert holds(condition, Facts(amounts={"违法所得": value})) is expected
    assert holds(condition, Facts(amounts={"货值金额": value})) is None


def test_a_fine_on_others_is_left_out_only_where_the_party_is_known():
    both = group(tier(money(100_000, 1_000_000, subject=Subject.UNIT), money(100, 500, subject=Subject.INDIVIDUAL)))
    (unit,), (person,), (open_,) = (assess([both], Facts(subject=s)) for s in (Subject.UNIT, Subject.INDIVIDUAL, None))
    assert unit.money() == Money(100_000 * YUAN, 1_000_000 * YUAN)
    assert person.money() == Money(100 * YUAN, 500 * YUAN)
    assert open_.money() == Money(100 * YUAN, 1_000_000 * YUAN)
    assert "处罚对象（单位、个人）不同，罚款不同。" in judgements([open_])


def test_a_group_of_another_party_is_excluded_and_asks_nothing():
    own = group(tier(times(1, 2)), subject=Subject.UNIT, situation="情节严重的")
    (found,) = assess([own], Facts(subject=Subject.INDIVIDUAL))
    assert found.excluded
    assert list(judgements([found])) == []


@pytest.mark.parametrize(
    ("amount", "given_", "expected"),
    [
        (money(1_000, 1_000, per_unit="平方米"), Facts(units={"平方米": 3}), Money(3_000 * YUAN, 3_000 * YUAN)),
        (money(None, 500, per_day=True), Facts(days=4), Money(None, 2_000 * YUAN)),
        (times(10, 20, cap=1_000), Facts(amounts={GOODS: 90}), Money(900, 1_000)),
        (times(10, 20, cap=1_000), Facts(amounts={GOODS: 200}), Money(1_000, 1_000)),
        (
            Amount(kind="range", measure="ratio", base=GOODS, minimum=100, maximum=500),
            Facts(amounts={GOODS: 33}),
            Money(1, 1),
        ),
    ],
)
def test_units_days_caps_and_ratios(amount, given_, expected):
    assert in_money(amount, given_) == expected


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**9), st.none() | st.integers(0, 10**9))
def test_a_ratio_in_money_is_never_more_nor_less_than_the_words(one, other, base, cap):
    low, high = sorted((one, other))
    amount = Amount(kind=kind_of(low, high), measure="ratio", base=GOODS, minimum=low, maximum=high, cap=cap)
    found = in_money(amount, Facts(amounts={GOODS: base}))
    assert found.maximum * 10_000 <= high * base
    assert cap is None or found.maximum <= cap
    assert found.minimum <= found.maximum
    assert cap is not None or found.minimum * 10_000 >= low * base or found.minimum == found.maximum


def test_a_surcharge_is_execution_and_no_part_of_the_range():
    late = tier(
        money(1_000, 2_000),
        Amount(
            kind="fixed",
            measure="ratio",
            base="罚款数额",
            minimum=300,
            maximum=300,
            per_day=True,
            connector=Connector.SURCHARGE,
        ),
    )
    (found,) = assess([group(late)], Facts())
    assert found.money() == Money(1_000 * YUAN, 2_000 * YUAN)


def test_a_tier_without_penalty_has_no_money_and_one_that_was_not_read_leaves_the_range_unknown():
    forgiven = tier(label="轻微", effect=TierEffect.NO_PENALTY)
    (found,) = assess([group(forgiven, tier(money(1, 2)))], Facts())
    assert found.money() == Money(YUAN, 2 * YUAN)
    (found,) = assess([group(tier(text="依有关规定处罚"), tier(money(1, 2)))], Facts())
    assert found.money() is None


def verdict(then, now, stated=None):
    return lighter(assess(then, stated or Facts()), assess(now, stated or Facts()))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (group(tier(money(10, 20))), Lighter.SAME),
        (group(tier(money(5, 20))), Lighter.LATER),
        (group(tier(money(10, 19))), Lighter.LATER),
        (group(tier(money(5, 30))), Lighter.UNCLEAR),
        (group(tier(money(20, 30))), Lighter.ACT),
        (group(tier(times(1, 2))), Lighter.UNCLEAR),
        (group(tier(money(5, 6), sanctions=[Sanction(kind=SanctionKind.WARNING)])), Lighter.UNCLEAR),
    ],
)
def test_the_lighter_of_two_texts(now, expected):
    assert verdict([group(tier(money(10, 20)))], [now]) is expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"minimum": 500, "maximum": 500}, Money(501, 501)),
        ({"minimum": 500, "maximum": 1_000, "minimum_inclusive": False}, Money(502, 1_003)),
        ({"minimum": 500, "maximum": 1_000, "maximum_inclusive": False}, Money(502, 1_003)),
        ({"minimum": 500, "maximum": 500_00, "minimum_inclusive": False, "cap": 100}, Money(100, 100)),
    ],
)
def test_parts_of_a_fen_leave_no_interval_upside_down(bounds, expected):
    amount = Amount(kind=kind_of(bounds["minimum"], bounds["maximum"]), measure="ratio", base=GOODS, **bounds)
    assert in_money(amount, Facts(amounts={GOODS: 10_033})) == expected


def detained(days, low=10, high=20):
    term = Sanction(kind=SanctionKind.DETENTION, term_unit="day", term_minimum=1, term_maximum=days)
    return group(tier(money(low, high), sanctions=[term]))


def test_a_longer_term_a_duty_to_punish_and_another_case_are_not_lighter_for_a_lower_fine():
    assert verdict([detained(5)], [detained(15)]) is Lighter.UNCLEAR
    assert verdict([detained(5)], [detained(15, 5, 10)]) is Lighter.UNCLEAR
    may, must = (group(tier(money(10, 20, connector=one))) for one in (Connector.MAY, Connector.ONLY))
    assert verdict([must], [may]) is Lighter.UNCLEAR
    plain, grave = group(tier(money(5, 10))), group(tier(money(10, 20)), situation="情节严重的")
    assert verdict([grave], [plain]) is Lighter.UNCLEAR


def test_a_circumstance_that_only_one_text_words_so_does_not_make_it_the_lighter():
    reworded = group(*(one.model_copy(update={"circumstances": [f"经查{one.label}"]}) for one in THREE.tiers))
    assert verdict([reworded], [THREE], facts("首次发现")) is Lighter.UNCLEAR
    assert verdict([THREE], [reworded], facts("首次发现")) is Lighter.UNCLEAR


def test_what_does_not_point_one_way_in_every_group_is_unclear():
    then = [group(tier(money(10, 20))), group(tier(money(10, 20)))]
    assert verdict(then, [group(tier(money(5, 10))), group(tier(money(20, 30)))]) is Lighter.UNCLEAR
    assert verdict(then, then[:1]) is Lighter.UNCLEAR
    assert verdict(then, [group(tier(money(5, 10))), then[1]]) is Lighter.LATER


def test_tiers_are_compared_one_by_one_and_never_over_their_span():
    """Points that became ranges of the same span are not the same: who was fined at a point may now be fined more."""
    points = group(tier(money(1, 1)), tier(money(5, 5)), tier(money(10, 10)))
    ranges = group(tier(money(1, 3)), tier(money(3, 7)), tier(money(7, 10)))
    assert verdict([points], [ranges]) is Lighter.UNCLEAR


def test_a_tier_for_other_circumstances_is_compared_only_where_both_were_chosen():
    then, now = (group(tier(money(10, high), circumstances=["一次", word])) for high, word in ((20, "甲"), (15, "乙")))
    assert verdict([then], [now]) is Lighter.UNCLEAR
    assert verdict([then], [now], facts("一次")) is Lighter.LATER
