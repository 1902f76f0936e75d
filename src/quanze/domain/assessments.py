"""裁量基准查询: which tiers of a standard the stated facts can lead to, and the money that they come to.

Nothing is decided here. A tier is left out only where a stated fact excludes it; what the facts do not say stays open,
and no amount is ever more, or less, than the standard's own words. Rounding goes inwards: a minimum up, a maximum down;
where no whole fen lies between the two, down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from quanze.domain.amounts import WHOLE, Amount, Condition, Measure, is_empty
from quanze.domain.discretion import Group, Tier
from quanze.domain.penalties import SUBJECT_LABELS, Connector, Subject
from quanze.domain.text import folded
from quanze.domain.vocabulary import TierEffect

NOTICE = "仅供参考，不作为行政处罚决定依据"


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody states: on whom it falls, amounts of bases in fen, numbers of units, days, and circumstances as the
    standard words them.
    """

    subject: Subject | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    days: int | None = None
    circumstances: frozenset[str] = frozenset()


class Fit(StrEnum):
    """How a tier stands to the facts."""

    CHOSEN = "chosen"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Money:
    """An interval in fen; an end left open is None. ``above`` and ``below``: the end itself is outside."""

    minimum: int | None
    maximum: int | None
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class FineFound:
    """One amount of a tier, and what it comes to; None where a fact is wanting, which ``wanting`` then names."""

    amount: Amount
    money: Money | None
    wanting: str | None = None


@dataclass(frozen=True, slots=True)
class TierFound:
    """A tier, how it fits, and the fines that the facts do not exclude."""

    tier: Tier
    fit: Fit
    fines: tuple[FineFound, ...] = ()

    def money(self) -> Money | None:
        """The least and the most of its fines, without what only enforces them; None where an amount is unknown."""
        found = [fine.money for fine in self.fines if fine.amount.connector is not SURCHARGE]
        known = [one for one in found if one is not None]
        return _span(known) if known and len(known) == len(found) else None


@dataclass(frozen=True, slots=True)
class GroupFound:
    """A group with its tiers; ``excluded`` where it falls on somebody else."""

    group: Group
    excluded: bool
    tiers: tuple[TierFound, ...]

    @property
    def open_tiers(self) -> list[TierFound]:
        """The tiers that the facts chose; where they chose none, all that they do not exclude."""
        left = [one for one in self.tiers if one.fit is not Fit.EXCLUDED and not self.excluded]
        return [one for one in left if one.fit is Fit.CHOSEN] or left

    def money(self) -> Money | None:
        """The least and the most over the open tiers; None where an amount is unknown."""
        fining = [one for one in self.open_tiers if one.tier.effect is not TierEffect.NO_PENALTY or one.fines]
        found = [one.money() for one in fining]
        known = [one for one in found if one is not None]
        return _span(known) if known and len(known) == len(found) else None


SURCHARGE = Connector.SURCHARGE


def assess(groups: Sequence[Group], facts: Facts) -> list[GroupFound]:
    """Every group of a standard under the facts."""
    return [_assessed(group, facts) for group in groups]


def _assessed(group: Group, facts: Facts) -> GroupFound:
    chosen = [_names(tier, facts) for tier in group.tiers]
    tiers = tuple(
        _tier(tier, facts, named=named, other_named=any(chosen) and not named)
        for tier, named in zip(group.tiers, chosen, strict=True)
    )
    return GroupFound(group, _falls_on_others(group.subject, facts.subject), tiers)


def _names(tier: Tier, facts: Facts) -> bool:
    """Whether a stated circumstance is one of the tier's."""
    return any(folded(text) in facts.circumstances for text in tier.circumstances)


def _tier(tier: Tier, facts: Facts, *, named: bool, other_named: bool) -> TierFound:
    kept = tuple(_fine(amount, facts) for amount in tier.amounts if not _excluded(amount, facts))
    if other_named or (tier.amounts and not kept):
        return TierFound(tier, Fit.EXCLUDED, kept)
    return TierFound(tier, Fit.CHOSEN if named else Fit.POSSIBLE, kept)


_PERSONS = frozenset({Subject.PERSON_IN_CHARGE, Subject.RESPONSIBLE_PERSON})
_OTHERS: Mapping[Subject, frozenset[Subject]] = {
    Subject.UNIT: frozenset({Subject.INDIVIDUAL}),
    Subject.INDIVIDUAL: frozenset({Subject.UNIT, *_PERSONS}),
    Subject.PERSON_IN_CHARGE: frozenset({Subject.UNIT, Subject.INDIVIDUAL}),
    Subject.RESPONSIBLE_PERSON: frozenset({Subject.UNIT, Subject.INDIVIDUAL}),
}
"""On whom a fine does not fall that a text puts on another; a unit's persons are fined beside it."""


def _falls_on_others(stated: Subject | None, fact: Subject | None) -> bool:
    return stated is not None and fact is not None and stated in _OTHERS.get(fact, frozenset())


def _excluded(amount: Amount, facts: Facts) -> bool:
    return _falls_on_others(amount.subject, facts.subject) or holds(amount.condition, facts) is False


def holds(condition: Condition | None, facts: Facts) -> bool | None:
    """Whether an amount's condition holds; None where the facts do not say."""
    if condition is None:
        return True
    value = facts.amounts.get(condition.base)
    if value is None:
        return None
    if condition.minimum is None and condition.maximum is None:
        return (value == 0) is condition.absent
    if value == 0 and condition.absent:
        return True
    return _reaches(value, condition) and _stays(value, condition)


def _reaches(value: int, condition: Condition) -> bool:
    low = condition.minimum
    return low is None or value > low or (value == low and condition.minimum_inclusive)


def _stays(value: int, condition: Condition) -> bool:
    high = condition.maximum
    return high is None or value < high or (value == high and condition.maximum_inclusive)


def _fine(amount: Amount, facts: Facts) -> FineFound:
    wanting = _wanting(amount, facts)
    return FineFound(amount, None if wanting else in_money(amount, facts), wanting)


def _wanting(amount: Amount, facts: Facts) -> str | None:
    """The fact without which an amount cannot be told in money."""
    condition = amount.condition
    if holds(condition, facts) is None and condition is not None:
        return condition.base
    if amount.measure is Measure.RATIO and amount.base not in facts.amounts:
        return amount.base
    if amount.per_unit and amount.per_unit not in facts.units:
        return f"数量（{amount.per_unit}）"
    return "天数" if amount.per_day and facts.days is None else None


def in_money(amount: Amount, facts: Facts) -> Money:
    """An amount in fen, once every fact that it needs is there."""
    times, parts = 1, 1
    if amount.measure is Measure.RATIO:
        times, parts = facts.amounts[amount.base or ""], WHOLE
    times *= facts.units[amount.per_unit] if amount.per_unit else 1
    times *= facts.days or 0 if amount.per_day else 1
    low = None if amount.minimum is None else -(-amount.minimum * times // parts)
    high = None if amount.maximum is None else amount.maximum * times // parts
    if low is not None and high is not None and low > high and not is_empty(amount):
        return _capped(Money(high, high), amount.cap)
    above = not amount.minimum_inclusive and (amount.minimum or 0) * times % parts == 0
    below = not amount.maximum_inclusive and (amount.maximum or 0) * times % parts == 0
    return _capped(Money(low, high, above, below), amount.cap)


def _capped(money: Money, cap: int | None) -> Money:
    if cap is None or (money.maximum is not None and money.maximum <= cap):
        return money
    low = money.minimum if money.minimum is None else min(money.minimum, cap)
    return Money(low, cap, money.above and low != cap, below=False)


def _span(found: Iterable[Money]) -> Money:
    """The least minimum and the greatest maximum."""
    every = list(found)
    low = min(every, key=lambda one: (-1, False) if one.minimum is None else (one.minimum, one.above))
    high = max(every, key=lambda one: (1, 0, True) if one.maximum is None else (0, one.maximum, not one.below))
    return Money(low.minimum, high.maximum, low.above, high.below)


def judgements(found: Sequence[GroupFound]) -> Iterator[str]:
    """What is left to judgement, or to be stated, in people's words."""
    for one in found:
        if one.excluded:
            continue
        if one.group.situation:
            yield f"是否属于“{one.group.situation}”，由行政机关根据事实认定。"
        if len(one.open_tiers) > 1:
            yield "违法情形属于哪一个裁量阶次，由行政机关根据事实认定。"
        yield from (f"未填写“{name}”，相应的罚款不能折算成金额。" for name in _wanted(one))
        if one.group.subject is None and _subjects(one):
            yield f"处罚对象（{'、'.join(_subjects(one))}）不同，罚款不同。"


def _wanted(found: GroupFound) -> list[str]:
    return list(dict.fromkeys(fine.wanting for one in found.open_tiers for fine in one.fines if fine.wanting))


def _subjects(found: GroupFound) -> list[str]:
    stated = {fine.amount.subject for one in found.open_tiers for fine in one.fines}
    return [label for subject, label in SUBJECT_LABELS.items() if subject in stated] if len(stated) > 1 else []
