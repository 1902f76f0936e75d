"""How amounts compare: laws that hold for all of them, and the cases that tiers and brackets turn on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quanze.domain.amounts import (
    Amount,
    AmountKind,
    Bracket,
    Condition,
    Measure,
    Reading,
    comparable,
    counterparts,
    is_empty,
    kind_of,
    meaning,
    not_above,
    overlaps,
    touches,
    within,
)
from quanze.domain.penalties import Connector, SanctionKind, Subject

SMALL = range(7)
ENDS = [
    *((low, high) for low in SMALL for high in SMALL if low <= high),
    *((None, high) for high in SMALL),
    *((low, None) for low in SMALL),
]


@st.composite
def amounts(draw, subjects=(None, Subject.UNIT)):
    """Amounts with some value in them."""
    low, high = draw(st.sampled_from(ENDS))
    fixed = low is not None and low == high
    return Amount(
        kind=kind_of(low, high),
        minimum=low,
        maximum=high,
        minimum_inclusive=fixed or draw(st.booleans()),
        maximum_inclusive=fixed or draw(st.booleans()),
        subject=draw(st.sampled_from(subjects)),
    )


def money(low, high, **said):
    return Amount(kind=kind_of(low, high), minimum=low, maximum=high, **said)


def values(amount):
    """The values of an amount in halves from below 0 to 7, by the plain meaning of its words."""
    return {half for half in range(-1, 15) if is_over(amount, half) and is_under(amount, half)}


def reaches(amount):
    """The sides on which an amount has no end."""
    return {side for side in ("minimum", "maximum") if getattr(amount, side) is None}


def is_over(amount, half):
    low = amount.minimum
    return low is None or half > 2 * low or (half == 2 * low and amount.minimum_inclusive)


def is_under(amount, half):
    high = amount.maximum
    return high is None or half < 2 * high or (half == 2 * high and amount.maximum_inclusive)


@given(amounts())
def test_every_amount_lies_in_itself_and_is_not_above_itself(one):
    assert within(one, one)
    assert not_above(one, one)
    assert comparable(one, one)


@given(amounts(), amounts(), amounts())
def test_within_and_not_above_are_transitive(one, other, third):
    if within(one, other) and within(other, third):
        assert within(one, third)
    if not_above(one, other) and not_above(other, third):
        assert not_above(one, third)


ALIKE = amounts(subjects=(None,))


@given(ALIKE, ALIKE)
def test_lying_in_each_other_is_being_the_same_interval(one, other):
    if within(one, other) and within(other, one):
        assert values(one) == values(other)


@given(ALIKE, ALIKE)
def test_within_agrees_with_the_values(one, other):
    assert within(one, other) == (values(one) <= values(other) and reaches(one) <= reaches(other))


@given(ALIKE, ALIKE)
def test_overlap_agrees_with_the_values_and_is_symmetric(one, other):
    assert overlaps(one, other) == bool(values(one) & values(other))
    assert overlaps(one, other) == overlaps(other, one)
    assert touches(one, other) == touches(other, one)


@given(ALIKE, ALIKE)
def test_what_touches_overlaps_in_one_value(one, other):
    if touches(one, other):
        assert len(values(one) & values(other)) == 1


@given(amounts(subjects=(None,)), amounts(subjects=(Subject.UNIT,)))
def test_amounts_that_are_not_comparable_have_no_order(one, other):
    assert not any(law(one, other) for law in (within, overlaps, touches, not_above))


def test_tiers_that_share_an_end_touch():
    low, high = money(2, 5), money(5, 10)
    assert overlaps(low, high)
    assert touches(low, high)
    assert not overlaps(low, money(5, 10, minimum_inclusive=False))
    assert not touches(low, money(4, 10))


def test_a_maximum_alone_does_not_lie_in_a_bracket_with_a_minimum():
    assert not within(money(None, 5), money(2, 10))
    assert within(money(2, 5), money(None, 10))
    assert within(money(None, 5), money(None, 5))


def test_an_end_that_is_excluded_does_not_lie_in_one_that_is():
    assert not within(money(2, 5), money(2, 5, maximum_inclusive=False))
    assert within(money(2, 5, maximum_inclusive=False), money(2, 5))


@pytest.mark.parametrize(
    "said",
    [
        {"per_unit": "平方米"},
        {"per_day": True},
        {"subject": Subject.INDIVIDUAL, "subject_text": "个人"},
        {"measure": Measure.RATIO, "base": "违法所得"},
    ],
)
def test_what_is_counted_in_other_things_or_falls_on_others_is_not_comparable(said):
    assert not comparable(money(1, 2), money(1, 2, **said))


def test_other_parties_are_compared_by_name():
    owner, captain = ({"subject": Subject.OTHER, "subject_text": text} for text in ("船舶所有人", "船长"))
    assert comparable(money(1, 2, **owner), money(3, 4, **owner))
    assert not comparable(money(1, 2, **owner), money(1, 2, **captain))


def test_counterparts_are_the_comparable_ones_else_those_where_a_subject_is_unstated():
    unit, person = money(1, 9, subject=Subject.UNIT), money(1, 3, subject=Subject.INDIVIDUAL)
    plain = money(2, 5)
    assert counterparts(unit, [person, unit]) == [unit]
    assert counterparts(plain, [person, unit]) == [person, unit]
    assert counterparts(person, [plain]) == [plain]
    assert counterparts(person, [unit]) == []


def test_a_minimum_over_the_maximum_is_empty_and_can_be_stated():
    assert is_empty(money(5, 2))
    assert not is_empty(money(5, 5))
    assert is_empty(money(4, 5, minimum_inclusive=False).model_copy(update={"minimum": 5}))


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "fixed", "minimum": 1, "maximum": 2},
        {"kind": "range", "minimum": 1, "maximum": 1},
        {"kind": "range"},
        {"kind": "fixed", "minimum": 1, "maximum": 1, "minimum_inclusive": False},
        {"kind": "fixed", "minimum": 1, "maximum": 1, "measure": "ratio"},
        {"kind": "fixed", "minimum": 1, "maximum": 1, "base": "违法所得"},
        {"kind": "fixed", "minimum": -1, "maximum": -1},
        {"kind": "fixed", "minimum": 2**53, "maximum": 2**53},
        {"kind": "fixed", "minimum": 1.5, "maximum": 1.5},
        {"kind": "fixed", "minimum": 1, "maximum": 1, "currency": "USD"},
    ],
)
def test_what_contradicts_itself_is_no_amount(said):
    with pytest.raises(ValidationError):
        Amount.model_validate(said)


def test_kinds_follow_from_the_ends():
    kinds = [kind_of(None, 1), kind_of(1, None), kind_of(1, 1), kind_of(1, 2), kind_of(None, None)]
    assert kinds == [AmountKind.MAX_ONLY, AmountKind.MIN_ONLY, AmountKind.FIXED, AmountKind.RANGE, None]


def test_the_meaning_leaves_the_words_out():
    condition = Condition(base="违法所得", absent=True, text="没有违法所得的")
    one = money(1, 2, text="一分以上二分以下罚款", start=3, condition=condition)
    assert meaning(one) == money(1, 2, condition=Condition(base="违法所得", absent=True))


def test_a_bracket_is_stored_whole_and_read_back():
    bracket = Bracket(
        situation="情节严重的",
        amounts=[money(1, 2, connector=Connector.AND)],
        sanctions=[{"kind": SanctionKind.REVOKE_PERMIT}],
    )
    stored = bracket.model_dump_json(by_alias=True)
    assert Bracket.model_validate_json(stored) == bracket
    assert "." not in "".join(str(value) for value in json.loads(stored)["amounts"][0].values())
    assert set(Reading.model_fields) < set(Bracket.model_fields)
