"""Numbers as lists and statutes write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.law.amounts.numerals import number, spelled

NUMBERS = {
    "一百五十": 150,
    "两万": 20_000,
    "十五万": 150_000,
    "一万五千": 15_000,
    "一万零五百": 10_500,
    "二百零五": 205,
    "一千零一十五": 1_015,
    "一亿二千万": 120_000_000,
    "十": 10,
    "零": 0,
    "1.5万": 15_000,
    "2万5千": 25_000,
    "5千": 5_000,
    "20000": 20_000,
    "一点五": Fraction(3, 2),
    "零点五": Fraction(1, 2),
    "十二点二五": Fraction(49, 4),
}
NONE = ["", "百万", "一万五", "一百五", "十十三", "二〇〇〇", "三万五千元", "几万", "万", "1.", ".5", "一二", "九" * 30]


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_none(text):
    assert number(text) is None


@given(st.integers(0, 10**12 - 1))
def test_spelled_numbers_are_read_back(value):
    assert number(spelled(value)) == value


@given(st.text("〇零一二三四五六七八九十百千万亿两点.0123456789", max_size=40))
def test_any_text_is_a_number_or_none(text):
    value = number(text)
    assert value is None or value >= 0


SPELLED = {0: "零", 10: "十", 110: "一百一十", 105_000: "十万五千", 10_000_500: "一千万零五百", 20_003: "二万零三"}


@pytest.mark.parametrize(("value", "words"), SPELLED.items())
def test_spelling(value, words):
    assert spelled(value) == words
