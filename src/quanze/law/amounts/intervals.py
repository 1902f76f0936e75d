"""Values and the words around them as intervals: 二万元以上五万元以下, 10万至20万元, 不足一万元, 最高不超过三万元."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quanze.domain.amounts import FEN, Measure
from quanze.law.amounts.lexer import Sign, Token

_MEASURED = {Sign.MONEY: Measure.MONEY, Sign.RATIO: Measure.RATIO}
_VALUES = frozenset({Sign.MONEY, Sign.RATIO, Sign.NUMBER})
_BRACKETS = frozenset({Sign.INCLUDED, Sign.EXCLUDED})
_FEW = 100


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval with its place: tokens [first, after), signs [start, end); not clear where it cannot be read."""

    first: int
    after: int
    start: int
    end: int
    measure: Measure = Measure.MONEY
    minimum: int | None = None
    maximum: int | None = None
    minimum_inclusive: bool = True
    maximum_inclusive: bool = True
    clear: bool = True


def intervals(tokens: Sequence[Token]) -> list[Interval]:
    """The intervals of money and ratios in order; plain numbers are none."""
    found: list[Interval] = []
    at = 0
    while at < len(tokens):
        interval = _Reader(tokens, at).interval()
        if interval is not None:
            found.append(interval)
            at = interval.after
        else:
            at += 1
    return found


@dataclass(slots=True)
class _End:
    token: Token
    inclusive: bool


class _Reader:
    """Reads one interval from a place of the tokens; ``at`` moves on with what is consumed."""

    def __init__(self, tokens: Sequence[Token], at: int) -> None:
        self.tokens = tokens
        self.first = at
        self.at = at

    def interval(self) -> Interval | None:
        """The interval that begins here."""
        match self._sign():
            case Sign.ODD:
                self.at += 1
                return self._unclear()
            case Sign.AT_MOST | Sign.LESS:
                return self._below_only(inclusive=self._sign() is Sign.AT_MOST)
            case Sign.MORE:
                return self._more()
            case Sign.MONEY | Sign.RATIO | Sign.NUMBER:
                return self._from_value()
            case _:
                return None

    def _below_only(self, *, inclusive: bool) -> Interval | None:
        self.at += 1
        upper = self._value(inclusive=inclusive)
        return self._made(None, upper) if upper else None

    def _more(self) -> Interval | None:
        self.at += 1
        lower = self._value(inclusive=False)
        return self._made(lower, self._upper_after_lower()) if lower else None

    def _from_value(self) -> Interval | None:
        value = self._value(inclusive=True)
        if value is None:
            return None
        match self._sign():
            case Sign.ABOVE:
                self.at += 1
                value.inclusive = self._bracket(value.inclusive)
                return self._made(value, self._upper_after_lower(), stray=True)
            case Sign.TO:
                return self._to(value)
            case Sign.BELOW:
                self.at += 1
                value.inclusive = self._bracket(value.inclusive)
                return self._made(None, value, stray=True)
            case _:
                return self._made(value, value) if value.token.sign is not Sign.NUMBER else None

    def _to(self, lower: _End) -> Interval | None:
        self.at += 1
        upper = self._value(inclusive=True)
        if upper is None:
            self.at -= 1
            return self._made(lower, lower) if lower.token.sign is not Sign.NUMBER else None
        if self._sign() is Sign.BELOW:
            self.at += 1
        return self._made(lower, upper)

    def _upper_after_lower(self) -> _End | None:
        """五万元以下, 不足五万元, 不超过五万元 after a lower end, with a comma or without; else nothing is consumed."""
        start = self.at
        if self._sign() in {Sign.COMMA, Sign.LIST}:
            self.at += 1
        prefix = self._sign()
        if prefix in {Sign.LESS, Sign.AT_MOST}:
            self.at += 1
        upper = self._value(inclusive=prefix is not Sign.LESS)
        if upper and prefix not in {Sign.LESS, Sign.AT_MOST}:
            if self._sign() is Sign.BELOW:
                self.at += 1
                upper.inclusive = self._bracket(upper.inclusive)
            else:
                upper = None
        if upper is None:
            self.at = start
        return upper

    def _value(self, *, inclusive: bool) -> _End | None:
        if self._sign() not in _VALUES:
            return None
        token = self.tokens[self.at]
        self.at += 1
        return _End(token, self._bracket(inclusive))

    def _bracket(self, inclusive: bool) -> bool:
        if self._sign() not in _BRACKETS:
            return inclusive
        self.at += 1
        return self.tokens[self.at - 1].sign is Sign.INCLUDED

    def _sign(self) -> Sign | None:
        return self.tokens[self.at].sign if self.at < len(self.tokens) else None

    def _made(self, lower: _End | None, upper: _End | None, *, stray: bool = False) -> Interval | None:
        if stray and self._sign() in _VALUES | {Sign.ODD}:  # 七万元以下九万元以下, 20%以上30%: which was meant?
            self.at += 1
            return self._unclear()
        if lower and upper and lower is not upper:
            ends = _in_one_unit(lower.token, upper.token)
        else:
            ends = _alone((lower or upper).token) if lower or upper else None  # type: ignore[union-attr]
        if ends is None:
            known = any(end and end.token.sign is not Sign.NUMBER for end in (lower, upper))
            return self._unclear() if known else None
        measure, low, high = ends
        excluded = not all(end is None or end.inclusive for end in (lower, upper))
        if lower and upper and low == high and excluded:  # 五万元以上不满五万元
            return self._unclear()
        return Interval(
            *self._place(),
            measure,
            low if lower else None,
            high if upper else None,
            lower is None or lower.inclusive,
            upper is None or upper.inclusive,
        )

    def _unclear(self) -> Interval:
        return Interval(*self._place(), clear=False)

    def _place(self) -> tuple[int, int, int, int]:
        return self.first, self.at, self.tokens[self.first].start, self.tokens[self.at - 1].end


_Ends = tuple[Measure, int, int]


def _alone(token: Token) -> _Ends | None:
    measure = _MEASURED.get(token.sign)
    return (measure, int(token.value), int(token.value)) if measure and token.value is not None else None


def _in_one_unit(lower: Token, upper: Token) -> _Ends | None:
    """Both ends in fen or in ten-thousandths, where one names the unit for both; none where more readings are open."""
    if lower.sign is upper.sign and lower.sign is not Sign.NUMBER:
        return _ends(_MEASURED[lower.sign], lower.value, upper.value)
    fen = Fraction(FEN)
    match (lower.sign, upper.sign):
        case (Sign.NUMBER, Sign.MONEY):
            ends = _ends(Measure.MONEY, _yuan_before(lower, upper), upper.value)
        case (Sign.MONEY, Sign.NUMBER):
            ends = _ends(Measure.MONEY, lower.value, _times(upper.value, fen))
        case (Sign.NUMBER, Sign.RATIO):
            ends = _ends(Measure.RATIO, _times(lower.value, upper.unit), upper.value)
        case (Sign.RATIO, Sign.NUMBER):
            ends = _ends(Measure.RATIO, lower.value, _times(upper.value, lower.unit))
        case (Sign.NUMBER, Sign.NUMBER) if lower.scaled and upper.scaled:
            ends = _ends(Measure.MONEY, _times(lower.value, fen), _times(upper.value, fen))
        case _:
            ends = None
    return ends if ends and ends[1] < ends[2] else None


def _yuan_before(lower: Token, upper: Token) -> Fraction | None:
    """The lower end in fen where only the upper one says 元: 七十万 is itself, the 10 of 10至20万元 counts 万, too."""
    if lower.value is None or upper.value is None:
        return None
    literal, shared = lower.value * FEN, lower.value * FEN * 10_000
    if lower.scaled or not upper.scaled or shared >= upper.value:
        return literal
    return shared if lower.value < _FEW else None


def _times(value: Fraction | None, unit: Fraction | None) -> Fraction | None:
    return None if value is None or unit is None else value * unit


def _ends(measure: Measure, low: Fraction | None, high: Fraction | None) -> _Ends | None:
    if low is None or high is None or low.denominator != 1 or high.denominator != 1:
        return None
    return measure, int(low), int(high)
