"""Amounts in official wording; what is printed reads as the same amount again."""

from __future__ import annotations

from quanze.domain.amounts import FEN, WHOLE, Amount, AmountKind, Condition, Measure
from quanze.domain.penalties import SUBJECT_LABELS, Connector
from quanze.law.amounts.numerals import LONGEST, spelled

_VERBS: dict[Connector, str] = {
    Connector.ONLY: "处",
    Connector.MAY: "可以处",
    Connector.AND: "并处",
    Connector.MAY_ADD: "可以并处",
    Connector.OR: "处",
    Connector.EITHER: "单处或者并处",
    Connector.MAY_EITHER: "可以单处或者并处",
    Connector.SURCHARGE: "加处",
}
_SHARES = ((100, "百分之"), (1_000, "千分之"), (WHOLE, "万分之"))


def print_amount(amount: Amount) -> str:
    """The fine as a clause: 对个人可以处每平方米一千元以下的罚款."""
    return "".join(
        (
            f"{print_condition(amount.condition)}，" if amount.condition else "",
            "或者" if amount.connector is Connector.OR else "",
            f"对{_subject(amount)}" if _subject(amount) else "",
            "每日" if amount.per_day else "",
            _VERBS[amount.connector],
            f"每{amount.per_unit}" if amount.per_unit else "",
            amount.base_text or amount.base or "",
            print_interval(amount),
            "的罚款",
            f"，最高不超过{print_money(amount.cap)}" if amount.cap is not None else "",
        )
    )


def print_interval(amount: Amount) -> str:
    """The interval alone: 二万元以上五万元以下."""
    low, high = (_value(end, amount.measure) for end in (amount.minimum, amount.maximum))
    if amount.kind is AmountKind.FIXED:
        return low
    return _bounds(low, high, least=amount.minimum_inclusive, most=amount.maximum_inclusive)


def print_condition(condition: Condition) -> str:
    """The condition as a case: 没有违法所得或者违法所得不足一万元的."""
    base = condition.base_text or condition.base
    if condition.minimum is None and condition.maximum is None:
        return f"没有{condition.base}的" if condition.absent else f"有{condition.base}的"
    bounds = _bounds(
        _value(condition.minimum, Measure.MONEY),
        _value(condition.maximum, Measure.MONEY),
        least=condition.minimum_inclusive,
        most=condition.maximum_inclusive,
    )
    return f"{f'没有{condition.base}或者' if condition.absent else ''}{base}{bounds}的"


def print_money(fen: int) -> str:
    """A sum in words, or in digits where it has parts of a yuan or is very long."""
    yuan, rest = divmod(fen, FEN)
    words = spelled(yuan)
    if rest:
        return f"{yuan}.{rest:02}元"
    return f"{words}元" if len(words) <= LONGEST else f"{yuan}元"


def print_ratio(value: int) -> str:
    """A ratio in 倍 from one upwards, below it in 百分之, 千分之 or 万分之, the first that is exact."""
    if value >= WHOLE:
        whole, rest = divmod(value, WHOLE)
        words = spelled(whole)
        if rest or len(words) > LONGEST:
            return f"{whole}{f'.{rest:04}'.rstrip('0') if rest else ''}倍"
        return f"{words}倍"
    parts, name = next(share for share in _SHARES if value * share[0] % WHOLE == 0)
    return name + spelled(value * parts // WHOLE)


def _bounds(low: str, high: str, *, least: bool, most: bool) -> str:
    """Both ends or one, with the words that include them or not."""
    above = (f"{low}以上" if least else f"超过{low}") if low else ""
    if not high:
        return above
    if not most:
        return f"{above}不满{high}"
    return f"{above}不超过{high}" if above and not least else f"{above}{high}以下"


def _value(value: int | None, measure: Measure) -> str:
    if value is None:
        return ""
    return print_money(value) if measure is Measure.MONEY else print_ratio(value)


def _subject(amount: Amount) -> str:
    return amount.subject_text or (SUBJECT_LABELS[amount.subject] if amount.subject else "")
