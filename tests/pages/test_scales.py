"""Scales: marks stand where amounts do, ends line up, labels stand apart, and every shape of amount is drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.discretion import Group
from quanze_api.pages.scales import LEFT, NARROWEST, RIGHT, scales
from standards import AREA, FOOD, POINTS, WIDE, group, money, tier


def drawn(stated):
    """The scales of a group as a body stores it."""
    return scales(Group.model_validate(stated).model_dump(mode="json", by_alias=True))


def test_fixed_amounts_are_dots_in_proportion_within_the_bracket():
    (scale,) = drawn(POINTS)
    assert not scale.even
    (bracket,) = scale.bracket
    xs = [mark.x for row in scale.rows for mark in row.marks]
    assert [row.label for row in scale.rows] == ["轻微", "较轻", "较重", "严重"]
    assert [mark.width for row in scale.rows for mark in row.marks] == [None] * 3
    assert xs[0] == bracket.x
    assert xs[2] == pytest.approx(bracket.x + bracket.width)
    assert xs[1] == pytest.approx(LEFT + (RIGHT - LEFT) / 2)
    assert scale.rows[0].words == "不予行政处罚"


def test_values_that_would_be_pressed_together_stand_at_even_steps():
    (scale,) = drawn(WIDE)
    assert scale.even
    steps = [tick.x for tick in scale.ticks]
    gaps = [round(after - before, 1) for before, after in pairwise(steps)]
    assert max(gaps) - min(gaps) <= 0.1


def test_a_gap_between_tiers_stays_open():
    (scale,) = drawn(AREA)
    first, second = (row.marks[0] for row in scale.rows)
    assert first.x == LEFT
    assert first.x + first.width < second.x


def test_conditions_bases_and_subjects_have_scales_of_their_own():
    assert [scale.caption for scale in drawn(FOOD)] == [
        "货值金额不足1万元的：罚款金额",
        "货值金额1万元以上的：罚款，按货值金额计",
    ]
    two = group(
        [money(1_000, 5_000, subject="unit"), money(100, 500, subject="individual")],
        tier("一般", amounts=[money(1_000, 2_000, subject="unit"), money(100, 200, subject="individual")]),
    )
    assert [scale.caption for scale in drawn(two)] == ["对单位：罚款金额", "对个人：罚款金额"]


def test_an_amount_without_an_upper_end_goes_on_and_a_surcharge_is_no_penalty():
    open_ = group(
        [money(10_000, None)], tier("一般", amounts=[money(10_000, 20_000)]), tier("重", amounts=[money(50_000, None)])
    )
    (scale,) = drawn(open_)
    assert scale.rows[1].marks[0].open_
    assert drawn(group([], tier("一般", amounts=[money(1, 2, connector="surcharge")]))) == []


def test_a_tier_that_says_less_stands_on_the_scale_of_the_bracket():
    stated = group([money(1_000, 5_000, subject="unit")], tier("一般", amounts=[money(1_000, 2_000)]))
    (scale,) = drawn(stated)
    assert scale.bracket


ENDS = st.integers(0, 10**9)


@given(st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=8), st.tuples(ENDS, ENDS))
def test_every_scale_keeps_order_stays_within_and_labels_never_meet(tiers, bracket):
    low, high = sorted(bracket)
    stated = group([money(low, high)], *(tier(str(n), amounts=[money(*sorted(ends))]) for n, ends in enumerate(tiers)))
    (scale,) = drawn(stated)
    assert len(scale.rows) == len(tiers)
    for mark in (mark for row in scale.rows for mark in row.marks):
        assert LEFT <= mark.x <= RIGHT
        assert mark.x + (mark.width or 0) <= RIGHT + 0.05
    places = {tick.words: tick.x for tick in scale.ticks if tick.words}
    assert len(places) >= 1
    spans = sorted(_span(tick) for tick in scale.ticks if tick.words)
    assert all(one[1] <= other[0] + 0.01 for one, other in pairwise(spans))
    assert [tick.x for tick in scale.ticks] == sorted(tick.x for tick in scale.ticks)


def _span(tick):
    width = sum(7 if char.isascii() else 13 for char in tick.words)
    place = NARROWEST * tick.x / 100
    start = {"start": place, "middle": place - width / 2, "end": place - width}[tick.anchor]
    return start, start + width
