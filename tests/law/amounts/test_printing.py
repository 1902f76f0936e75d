"""What is printed reads as the same amount again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.amounts import Amount, Condition, Measure, kind_of, meaning
from quanze.domain.parts import EXACT
from quanze.domain.penalties import SUBJECT_LABELS, Connector, Subject
from quanze.law.amounts import print_amount, print_interval, read_penalty

BASES = ["违法所得", "货值金额", "违法经营额", "合同价款", "总投资额", "直接损失", "所收费用", "不缴或者少缴的税款"]
CONDITIONED = ["违法所得", "货值金额", "违法经营额"]
UNITS = ["平方米", "株", "吨", "辆", "人", "次"]

MONEY = st.integers(0, EXACT) | st.integers(0, 1_000).map(lambda yuan: yuan * 1_000_000) | st.integers(0, 10**6)
RATIO = st.integers(0, 10**9) | st.integers(0, 100).map(lambda times: times * 10_000) | st.integers(0, 10_000)


@st.composite
def ends(draw, values):
    low, high = draw(st.none() | values), draw(values)
    if draw(st.booleans()):
        low, high = high, low
    low, high = (high, low) if low is not None and high is not None and low > high else (low, high)
    fixed = low == high
    return {
        "minimum": low,
        "maximum": high,
        "minimum_inclusive": low is None or fixed or draw(st.booleans()),
        "maximum_inclusive": high is None or fixed or draw(st.booleans()),
    }


@st.composite
def conditions(draw):
    bounds = draw(st.just({}) | ends(MONEY).filter(lambda one: one["minimum"] != one["maximum"]))
    return Condition(base=draw(st.sampled_from(CONDITIONED)), absent=draw(st.booleans()), **bounds)


@st.composite
def amounts(draw):
    measure = draw(st.sampled_from(Measure))
    interval = draw(ends(MONEY if measure is Measure.MONEY else RATIO))
    subject = draw(st.none() | st.sampled_from(Subject))
    per_unit = draw(st.none() | st.sampled_from(UNITS)) if measure is Measure.MONEY else None
    per_day = draw(st.booleans())
    counted = per_unit or per_day or measure is Measure.RATIO
    return Amount(
        kind=kind_of(interval["minimum"], interval["maximum"]),
        measure=measure,
        **interval,
        base=draw(st.sampled_from(BASES)) if measure is Measure.RATIO else None,
        per_unit=per_unit,
        per_day=per_day,
        cap=draw(st.none() | MONEY) if counted else None,
        condition=draw(st.none() | conditions()),
        subject=subject,
        subject_text=SUBJECT_LABELS[subject] if subject else None,
        connector=draw(st.sampled_from(Connector)),
    )


@given(amounts())
def test_what_is_printed_reads_as_the_same_amount(amount):
    reading = read_penalty(print_amount(amount))
    assert [meaning(one) for one in reading.amounts] == [amount]
    assert reading.unread == []
    assert reading.sanctions == []


@pytest.mark.parametrize(
    "text",
    [
        "处20000元以上5万元以下罚款",
        "并处以货值金额10倍以上20倍以下的罚款",
        "没有违法所得或者违法所得不足1万元的，可以并处五千元以下罚款",
        "对其直接负责的主管人员处上一年度从本单位取得收入的10%以上20%以下的罚款",
        "按照直接损失的百分之三十计算罚款，但是最高不超过一百万元",
        "处七十万以上一百万元以下罚款",
        "每日按罚款数额的百分之三加处罚款",
        "按次处一百元以上一千元以下的罚款",
    ],
)
def test_printing_settles_the_wording(text):
    first = [print_amount(amount) for amount in read_penalty(text).amounts]
    again = [print_amount(amount) for one in first for amount in read_penalty(one).amounts]
    assert first
    assert again == first


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("处20000元以上50000元以下罚款", "处二万元以上五万元以下的罚款"),
        ("处1.5万元罚款", "处一万五千元的罚款"),
        ("并处违法所得1-5倍罚款", "并处违法所得一倍以上五倍以下的罚款"),
        ("处总投资额1%以上5%以下罚款", "处总投资额百分之一以上百分之五以下的罚款"),
        ("处总投资额0.5%以下罚款", "处总投资额千分之五以下的罚款"),
        ("处货值金额150%的罚款", "处货值金额1.5倍的罚款"),
        ("可处每平方米10元至30元的罚款", "可以处每平方米十元以上三十元以下的罚款"),
        ("个人处五千元罚款", "对个人处五千元的罚款"),
    ],
)
def test_official_wording(text, printed):
    assert [print_amount(amount) for amount in read_penalty(text).amounts] == [printed]


def test_an_interval_alone():
    (amount,) = read_penalty("对单位可以处10万至20万元罚款").amounts
    assert print_interval(amount) == "十万元以上二十万元以下"
