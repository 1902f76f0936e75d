"""How much: fines and other sanctions as exact values, and how two amounts compare.

An :class:`Amount` is one interval of money (in fen) or of a ratio (in ten-thousandths of a base: 一倍 is 10,000,
百分之一 is 100). The JSON of three, as bodies hold them; every other key is there too, with its default::

    处二万元以上五万元以下罚款
    {"kind": "range", "measure": "money", "minimum": 2000000, "maximum": 5000000, "connector": "only", …}

    货值金额一万元以上的，并处货值金额十倍以上二十倍以下罚款
    {"kind": "range", "measure": "ratio", "minimum": 100000, "maximum": 200000, "base": "货值金额", "connector": "and",
     "condition": {"base": "货值金额", "absent": false, "minimum": 1000000, "minimum_inclusive": true, …}}

    对个人可以处每平方米一千元以下罚款
    {"kind": "max_only", "measure": "money", "minimum": null, "maximum": 100000, "per_unit": "平方米",
     "subject": "individual", "subject_text": "个人", "connector": "may", …}

以上 and 以下 include the number they name, 不足, 不满, 超过 and 低于 do not; each end says so of itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quanze.domain.parts import EXACT, Line, Name, Part, Text
from quanze.domain.penalties import Connector, SanctionKind, Subject, TermUnit
from quanze.domain.text import folded

FEN = 100
"""Fen in a yuan."""

WHOLE = 10_000
"""A ratio of one (一倍, 百分之百): ratios are counted in ten-thousandths of their base."""

Value = Annotated[int, Field(ge=0, le=EXACT)]
Place = Annotated[int, Field(ge=0, le=EXACT)]


class AmountKind(StrEnum):
    """Which ends an amount states; it follows from ``minimum`` and ``maximum``."""

    FIXED = "fixed"
    RANGE = "range"
    MAX_ONLY = "max_only"
    MIN_ONLY = "min_only"


class Measure(StrEnum):
    """What an amount is counted in: fen, or ten-thousandths of its base."""

    MONEY = "money"
    RATIO = "ratio"


class Phrase(Part):
    """Words of a text with their place in it (none, where a person wrote them)."""

    text: Text
    start: Place | None = None


class Condition(Part):
    """On which values of a base an amount depends, in fen (货值金额不足一万元的).

    ``absent``: there being none, or none that can be calculated, is a case of it; no bounds and not absent: there is
    any (有违法所得的).
    """

    base: Name
    base_text: Line | None = None
    absent: bool = False
    minimum: Value | None = None
    minimum_inclusive: bool = True
    maximum: Value | None = None
    maximum_inclusive: bool = True
    text: Text | None = None


class Amount(Part):
    """One fine: an interval of money or of a ratio, per what, on whom, in addition to or instead of what.

    ``base`` is the usual term for what a ratio is taken of, ``base_text`` the text's words where they say more;
    ``cap`` is the most in fen, whatever the interval gives (最高不超过三万元); ``text`` and ``start`` as read.
    """

    kind: AmountKind
    measure: Measure = Measure.MONEY
    minimum: Value | None = None
    maximum: Value | None = None
    minimum_inclusive: bool = True
    maximum_inclusive: bool = True
    base: Name | None = None
    base_text: Line | None = None
    per_unit: Name | None = None
    per_day: bool = False
    cap: Value | None = None
    condition: Condition | None = None
    subject: Subject | None = None
    subject_text: Line | None = None
    connector: Connector = Connector.ONLY
    text: Text | None = None
    start: Place | None = None

    @model_validator(mode="after")
    def _kind_follows_from_its_ends(self) -> Self:
        if self.kind is not kind_of(self.minimum, self.maximum):
            raise PydanticCustomError("amount_kind", "kind does not follow from its ends")
        if self.kind is AmountKind.FIXED and not (self.minimum_inclusive and self.maximum_inclusive):
            raise PydanticCustomError("amount_kind", "a fixed amount is its one value")
        if (self.measure is Measure.RATIO) != (self.base is not None):
            raise PydanticCustomError("amount_base", "a ratio has a base and money has none")
        return self


class Sanction(Part):
    """One penalty other than a fine, with its term where it has one (拘留五日以上十日以下)."""

    kind: SanctionKind
    term_unit: TermUnit | None = None
    term_minimum: Value | None = None
    term_maximum: Value | None = None
    subject: Subject | None = None
    subject_text: Line | None = None
    connector: Connector = Connector.ONLY
    text: Text | None = None
    start: Place | None = None


class Reading(Part):
    """What a text imposes: fines, other sanctions, orders (责令改正: no penalty), and what was not understood.

    ``unread`` holds the words about money or penalties that no rule read; an empty one means that all was.
    ``discretionary`` is said of a text that leaves it open whether to punish at all (可以处).
    """

    amounts: list[Amount] = []
    sanctions: list[Sanction] = []
    orders: list[Phrase] = []
    unread: list[Phrase] = []
    discretionary: bool = False


class Bracket(Reading):
    """What an article imposes in one situation; none stated is the article's plain case.

    ``situation`` is in the article's words (情节严重的); ``paragraph`` and ``item`` count 款 and 项 from one.
    """

    situation: Text | None = None
    paragraph: Place | None = None
    item: Place | None = None
    text: Text | None = None
    start: Place | None = None


def kind_of(minimum: int | None, maximum: int | None) -> AmountKind | None:
    """The kind of an amount with these ends; none where it has neither."""
    match (minimum, maximum):
        case (None, None):
            return None
        case (None, _):
            return AmountKind.MAX_ONLY
        case (_, None):
            return AmountKind.MIN_ONLY
        case _:
            return AmountKind.FIXED if minimum == maximum else AmountKind.RANGE


def meaning(amount: Amount) -> Amount:
    """The amount without the words it was read from: two wordings of one amount are equal."""
    condition = amount.condition and amount.condition.model_copy(update={"text": None})
    return amount.model_copy(update={"text": None, "start": None, "condition": condition})


def comparable(one: Amount, other: Amount) -> bool:
    """Whether the two are counted in the same thing and fall on the same subject."""
    return _counted_in(one) == _counted_in(other) and _falls_on(one) == _falls_on(other)


def counterparts(amount: Amount, others: list[Amount]) -> list[Amount]:
    """The amounts that one can be held against: comparable ones.

    Where there are none, those counted in the same thing of which one side leaves the subject unstated; subjects that
    are stated and differ never meet.
    """
    alike = [other for other in others if _counted_in(amount) == _counted_in(other)]
    same = [other for other in alike if comparable(amount, other)]
    return same or [other for other in alike if amount.subject is None or other.subject is None]


def within(inner: Amount, outer: Amount) -> bool:
    """Whether every value of one lies in the other; never, where they are not comparable. Caps are left aside."""
    return comparable(inner, outer) and _lower(outer) <= _lower(inner) and _upper(inner) <= _upper(outer)


def overlaps(one: Amount, other: Amount) -> bool:
    """Whether some value lies in both."""
    return comparable(one, other) and max(_lower(one), _lower(other)) <= min(_upper(one), _upper(other))


def touches(one: Amount, other: Amount) -> bool:
    """Whether exactly one value lies in both: 二万元以上五万元以下 and 五万元以上十万元以下."""
    return overlaps(one, other) and max(_lower(one), _lower(other)) == min(_upper(one), _upper(other))


def not_above(one: Amount, other: Amount) -> bool:
    """Whether neither end of one lies above that of the other: tiers in order of gravity."""
    return comparable(one, other) and _lower(one) <= _lower(other) and _upper(one) <= _upper(other)


def is_empty(amount: Amount) -> bool:
    """Whether no value lies in it: its minimum is over its maximum."""
    return _lower(amount) > _upper(amount)


def _counted_in(amount: Amount) -> tuple[object, ...]:
    return amount.measure, amount.base, amount.per_unit, amount.per_day


def _falls_on(amount: Amount) -> tuple[object, ...]:
    named = amount.subject is Subject.OTHER
    return amount.subject, folded(amount.subject_text or "") if named else ""


_End = tuple[int, int, int]


def _lower(amount: Amount) -> _End:
    if amount.minimum is None:
        return (-1, 0, 0)
    return (0, amount.minimum, 0 if amount.minimum_inclusive else 1)


def _upper(amount: Amount) -> _End:
    if amount.maximum is None:
        return (1, 0, 0)
    return (0, amount.maximum, 0 if amount.maximum_inclusive else -1)
