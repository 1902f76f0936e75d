"""从旧兼从轻 (行政处罚法 art. 37): which of two texts is the lighter for the facts, where it can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from quanze.domain.assessments import Fit, GroupFound, Money, TierFound
from quanze.domain.penalties import DISCRETIONARY
from quanze.domain.text import folded


class Lighter(StrEnum):
    """Which of two texts is the lighter: that of the day of the act, or the later one (行政处罚法 art. 37)."""

    SAME = "same"
    ACT = "act"
    LATER = "later"
    UNCLEAR = "unclear"


def lighter(act: Sequence[GroupFound], later: Sequence[GroupFound]) -> Lighter:
    """Compare what two texts lead to, group by group and tier by tier; only where all point one way is one lighter."""
    if len(act) != len(later):
        return Lighter.UNCLEAR
    return _agreed(_lighter_group(one, other) for one, other in zip(act, later, strict=True))


def _agreed(verdicts: Iterable[Lighter]) -> Lighter:
    differing = set(verdicts) - {Lighter.SAME}
    if not differing:
        return Lighter.SAME
    return differing.pop() if len(differing) == 1 else Lighter.UNCLEAR


def _lighter_group(act: GroupFound, later: GroupFound) -> Lighter:
    then, now = act.open_tiers, later.open_tiers
    if _about(act) != _about(later) or len(then) != len(now):
        return Lighter.UNCLEAR
    return _agreed(_lighter_tier(one, other) for one, other in zip(then, now, strict=True))


def _lighter_tier(act: TierFound, later: TierFound) -> Lighter:
    """Two tiers of one place: for the same circumstances, or both chosen by those that were stated."""
    if _case(act) != _case(later) or _beside(act) != _beside(later):
        return Lighter.UNCLEAR
    one, other = act.money(), later.money()
    if one is None or other is None:
        return Lighter.SAME if act.tier == later.tier else Lighter.UNCLEAR
    before, after = _ends(one), _ends(other)
    if before == after:
        return Lighter.SAME
    if all(a <= b for a, b in zip(after, before, strict=True)):
        return Lighter.LATER
    return Lighter.ACT if all(b <= a for a, b in zip(after, before, strict=True)) else Lighter.UNCLEAR


def _about(found: GroupFound) -> tuple[object, ...]:
    """What must be alike before tiers are held against each other: the case, the party, and whom it leaves out."""
    return folded(found.group.situation or ""), found.group.subject, found.excluded


def _case(found: TierFound) -> tuple[object, ...]:
    """What leads to a tier: stated circumstances, or else the words of it."""
    chosen = found.fit is Fit.CHOSEN
    return chosen, () if chosen else tuple(folded(text) for text in found.tier.circumstances)


def _beside(found: TierFound) -> tuple[object, ...]:
    """What a tier imposes beside the sums: penalties with their terms, what is left open to impose, its effect."""
    sanctions = {
        (one.kind, one.term_unit, one.term_minimum, one.term_maximum, one.subject, one.connector in DISCRETIONARY)
        for one in found.tier.sanctions
    }
    may = {fine.amount.connector in DISCRETIONARY for fine in found.fines}
    return sanctions, may, found.tier.effect


def _ends(money: Money) -> tuple[tuple[int, int, bool], tuple[int, int, bool]]:
    low = (-1, 0, False) if money.minimum is None else (0, money.minimum, money.above)
    high = (1, 0, False) if money.maximum is None else (0, money.maximum, not money.below)
    return low, high
