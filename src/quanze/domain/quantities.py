"""Amounts in few words, with figures: what a scale, a table and a redline say (2万元以上5万元以下, 10倍, 1%).

The official wording, which the grammar reads back, is printed by ``quanze.law.amounts``; this one is for the eye.
"""

from __future__ import annotations

from quanze.domain.amounts import FEN, WHOLE, Amount, Condition, Measure, Sanction, kind_of
from quanze.domain.penalties import CONNECTOR_LABELS, SANCTION_LABELS, SUBJECT_LABELS, Connector, Subject, TermUnit

TEN_THOUSAND = 10_000
HUNDRED_MILLION = 100_000_000
_UNITS = {TermUnit.DAY: "日", TermUnit.MONTH: "个月", TermUnit.YEAR: "年"}
_TIME = WHOLE // 10
"""A tenth: ratios of whole tenths above one are told as 倍, all others in percent."""


def value_words(value: int, measure: Measure) -> str:
    """One value: 2万元, 500元, 1.5倍, 3%."""
    if measure is Measure.MONEY:
        return money_words(value)
    if value >= WHOLE and value % _TIME == 0:
        return f"{_decimal(value, WHOLE)}倍"
    return f"{_decimal(value, WHOLE // 100)}%"


def money_words(fen: int) -> str:
    """A sum of money in 亿元, 万元 or 元, exactly."""
    for size, unit in ((HUNDRED_MILLION, "亿元"), (TEN_THOUSAND, "万元")):
        if fen >= size * FEN and fen % FEN == 0:
            return f"{_decimal(fen, size * FEN)}{unit}"
    return f"{_decimal(fen, FEN)}元"


def _decimal(value: int, whole: int) -> str:
    """A value over a power of ten, without zeros that say nothing."""
    digits = len(str(whole)) - 1
    part = str(value % whole).rjust(digits, "0").rstrip("0") if digits else ""
    return f"{value // whole}{'.' + part if part else ''}"


def interval_words(
    minimum: int | None, maximum: int | None, measure: Measure, *, above: bool = False, below: bool = False
) -> str:
    """An interval: 2万元以上5万元以下; ``above`` and ``below`` say that the end itself is outside."""
    if minimum is not None and minimum == maximum:
        return value_words(minimum, measure)
    low = (
        "" if minimum is None else f"{'超过' if above else ''}{value_words(minimum, measure)}{'' if above else '以上'}"
    )
    high = (
        "" if maximum is None else f"{'不足' if below else ''}{value_words(maximum, measure)}{'' if below else '以下'}"
    )
    return f"{low}、{high}" if low and high and (above or below) else low + high


def span_words(amount: Amount) -> str:
    """The interval of an amount, with what it is counted per: 每平方米100元以上200元以下."""
    return f"{per_words(amount)}{ends_words(amount)}"


def ends_words(amount: Amount) -> str:
    """The interval of an amount alone."""
    above, below = not amount.minimum_inclusive, not amount.maximum_inclusive
    return interval_words(amount.minimum, amount.maximum, amount.measure, above=above, below=below)


def per_words(amount: Amount) -> str:
    """What an amount is counted per, or of: 每日, 每平方米, 货值金额."""
    per = f"每{amount.per_unit}" if amount.per_unit else ""
    return f"{'每日' if amount.per_day else ''}{per}{amount.base_text or amount.base or ''}"


def amount_words(amount: Amount) -> str:
    """An amount with everything that it depends on: 对个人，货值金额不足1万元的，并处5万元以上10万元以下罚款."""
    whom = subject_words(amount.subject, amount.subject_text)
    lead = "，".join(filter(None, (whom and f"对{whom}", condition_words(amount.condition))))
    cap = f"（最高不超过{money_words(amount.cap)}）" if amount.cap is not None else ""
    return f"{lead}{'，' if lead else ''}{CONNECTOR_LABELS[amount.connector]}{span_words(amount)}罚款{cap}"


def condition_words(condition: Condition | None) -> str:
    """On what an amount depends: 货值金额不足1万元的, 没有违法所得的."""
    if condition is None:
        return ""
    above, below = not condition.minimum_inclusive, not condition.maximum_inclusive
    base = (condition.base_text or condition.base).strip("…")
    if kind_of(condition.minimum, condition.maximum) is None:
        return f"{'没有' if condition.absent else '有'}{base}的"
    bounds = interval_words(condition.minimum, condition.maximum, Measure.MONEY, above=above, below=below)
    return f"{'没有' + base + '或者' if condition.absent else ''}{base}{bounds}的"


def subject_words(subject: Subject | None, text: str | None = None) -> str:
    """On whom an amount falls, in the text's words where it has them."""
    return text or (SUBJECT_LABELS[subject] if subject else "")


def sanction_words(sanction: Sanction) -> str:
    """A penalty other than a fine, with its term: 并处没收违法所得, 行政拘留5日以上10日以下."""
    whom = subject_words(sanction.subject, sanction.subject_text)
    lead = {Connector.MAY: "可以", Connector.AND: "并处", Connector.MAY_ADD: "可以并处", Connector.OR: "或者"}
    name = sanction.text or f"{SANCTION_LABELS[sanction.kind]}{_term(sanction)}"
    said = name if sanction.text else f"{lead.get(sanction.connector, '')}{name}"
    return f"对{whom}，{said}" if whom and whom not in said else said


def _term(sanction: Sanction) -> str:
    if sanction.term_unit is TermUnit.LIFE:
        return "（终身）"
    low, high = sanction.term_minimum, sanction.term_maximum
    if sanction.term_unit is None or (low is None and high is None):
        return ""
    unit = _UNITS[sanction.term_unit]
    if low == high:
        return f"{low}{unit}"
    return f"{'' if low is None else f'{low}{unit}以上'}{'' if high is None else f'{high}{unit}以下'}"
