"""What amounts and structured fields say: figures for the eye, lines for redlines, whatever a draft leaves out."""

from __future__ import annotations

import pytest

from quanze.domain.amounts import Amount, Sanction
from quanze.domain.quantities import amount_words, money_words, sanction_words, span_words, value_words
from quanze.domain.telling import document_words, lines, term_words
from quanze.domain.vocabulary import Kind
from quanze.domain.words import named_text, references, value_text
from standards import DOCUMENT, FOOD, OVER, POINTS, UNDER, WIDE, money, ratio, times


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0元"),
        (50, "0.5元"),
        (12_345, "123.45元"),
        (999_999, "9999.99元"),
        (1_000_000, "1万元"),
        (1_500_000, "1.5万元"),
        (123_456_700, "123.4567万元"),
        (10_000_000_000, "1亿元"),
        (1_000_001, "10000.01元"),
    ],
)
def test_money_is_told_exactly_in_the_unit_that_reads_best(fen, words):
    assert money_words(fen) == words


@pytest.mark.parametrize(
    ("value", "words"), [(10_000, "1倍"), (15_000, "1.5倍"), (300, "3%"), (150, "1.5%"), (12_500, "125%"), (1, "0.01%")]
)
def test_ratios_are_times_or_percent(value, words):
    assert value_words(value, "ratio") == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (money(20_000, 50_000), "处2万元以上5万元以下罚款"),
        (money(None, 5_000), "处5000元以下罚款"),
        (money(100_000, None), "处10万元以上罚款"),
        (money(2_000, 2_000), "处2000元罚款"),
        (money(1_000, 5_000, minimum_inclusive=False, maximum_inclusive=False), "处超过1000元、不足5000元罚款"),
        (money(None, 1_000, per_unit="平方米", subject="individual"), "对个人，处每平方米1000元以下罚款"),
        (money(500, 1_000, per_day=True, cap=1_000_000), "处每日500元以上1000元以下罚款（最高不超过1万元）"),
        (times(10, 20, condition=OVER, connector="and"), "货值金额1万元以上的，并处货值金额10倍以上20倍以下罚款"),
        (ratio(100, 300, "合同价款", connector="may_add"), "可以并处合同价款1%以上3%以下罚款"),
        (
            money(1_000, 2_000, condition={"base": "违法所得", "absent": True}),
            "没有违法所得的，处1000元以上2000元以下罚款",
        ),
        (money(5_000, 5_000, condition=UNDER), "货值金额不足1万元的，处5000元罚款"),
    ],
)
def test_an_amount_says_everything_that_it_depends_on(amount, words):
    assert amount_words(Amount.model_validate(amount)) == words


def test_a_sanction_says_its_term_and_its_own_words_first():
    days = {"kind": "detention", "term_unit": "day", "term_minimum": 5, "term_maximum": 10}
    assert sanction_words(Sanction(**days)) == "行政拘留5日以上10日以下"
    assert sanction_words(Sanction(kind="revoke_permit", connector="may_add")) == "可以并处吊销许可证件"
    assert sanction_words(Sanction(kind="warning", text="给予警告")) == "给予警告"


def test_tiers_are_told_line_by_line():
    told = value_text([POINTS, WIDE], "groups").split("\n")
    assert told[0] == "一般情形（法定幅度：处2000元以上2万元以下罚款）"
    assert "\u3000轻微：不予行政处罚。" in told
    assert "\u3000\u3000适用：造成交通不便的" in told
    assert any(line.startswith("对单位，情节严重的（法定幅度：") for line in told)
    assert "\u3000减轻：处五百元罚款。" in told
    assert "读作：货值金额不足1万元的，并处5万元以上6.5万元以下罚款" in value_text([FOOD], "groups")


def test_a_draft_that_says_little_is_told_all_the_same():
    assert value_text([{"tiers": [{"label": "较轻"}]}], "groups") == (
        "一般情形（法定幅度：未载明）\n\u3000较轻：在法定幅度内处罚"
    )
    assert value_text({"most_a_year": 2}, "inspection") == "年度频次上限：每年不超过2次"
    assert value_text({"title": "《办法》"}, "document") == "《办法》"
    assert value_text([{"tiers": "none"}], "groups") == "none"
    assert lines("legal_basis", "一") is None


def test_documents_and_terms_name_their_days():
    assert document_words({**DOCUMENT, "issued_on": None}) == (
        "《示范区城市管理行政处罚裁量权基准》（示范城管规〔2019〕2号），示范区城市管理局，"
        "2019年12月15日起施行，2024年12月15日起失效"
    )
    assert term_words("2024-01-01", None) == "自2024年1月1日起"


def test_references_are_told_by_name():
    body = {"department_id": "d", "parent_id": None, "power_ids": ["p", "q"]}
    assert references(body) == {"d", "p", "q"}
    assert named_text(["p", "q"], "power_ids", {"p": "甲", "q": "乙"}) == "甲、乙"
    assert named_text("d", "department_id", {}) == "d"
    assert value_text("commissioned_by_department", "disposition") == "改由审批部门委托"
    assert value_text("applicant", "paid_by") == "申请人"
    assert Kind.DISCRETION_STANDARD


def test_a_span_says_what_it_is_counted_per():
    assert span_words(Amount.model_validate(money(100, 200, per_unit="平方米"))) == "每平方米100元以上200元以下"
