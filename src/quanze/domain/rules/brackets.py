"""The groups of a standard as its rules see them: which amounts meet, what is said of a place, an amount in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quanze.domain.amounts import FEN, WHOLE, Amount, Measure, comparable, counterparts
from quanze.domain.discretion import Group, Tier
from quanze.domain.penalties import SUBJECT_LABELS
from quanze.domain.penalties import Subject as Party
from quanze.domain.rules.subjects import Subject
from quanze.domain.vocabulary import TierEffect

BELOW = frozenset({TierEffect.MITIGATED, TierEffect.NO_PENALTY})
"""Effects that lead out of the bracket (行政处罚法 arts. 30 to 33)."""

_PERSONS = frozenset({Party.INDIVIDUAL, Party.PERSON_IN_CHARGE, Party.RESPONSIBLE_PERSON})
_OF_THE_BRACKET = ("罚款", "幅度", "处罚数额", "限额", "最高额")
_MYRIAD = 10_000 * FEN
_PERCENT = WHOLE // 100


@dataclass(frozen=True, slots=True)
class Step:
    """A tier with the group that it stands in, and how people find it."""

    group: Group
    tier: Tier
    place: str


def groups_of(subject: Subject) -> list[Group]:
    """The groups of a standard."""
    return [Group.model_validate(raw) for raw in subject.after["groups"]]


def ladders(subject: Subject) -> Iterator[list[Step]]:
    """The tiers of each group, from the lightest to the gravest as they are written."""
    groups = groups_of(subject)
    for number, group in enumerate(groups, start=1):
        before = f"第 {number} 组" if len(groups) > 1 else ""
        yield [
            Step(group, tier, f"{before}{_labelled(tier.label, place)}")
            for place, tier in enumerate(group.tiers, start=1)
        ]


def _labelled(label: str | None, place: int) -> str:
    """How people find a tier: 较轻 by its name, one that is only numbered as a tier of that number."""
    if label is None:
        return f"第 {place} 阶次"
    return f"阶次“{label}”" if label.isascii() else f"“{label}”"


def steps(subject: Subject) -> Iterator[Step]:
    """The tiers of all groups."""
    for ladder in ladders(subject):
        yield from ladder


def meant(amount: Amount, group: Group) -> Amount:
    """An amount on the group's subject, where it names none itself; a subject of no usual sort is not passed on."""
    named = amount.subject or group.subject in {None, Party.OTHER}
    return amount if named else amount.model_copy(update={"subject": group.subject})


def as_on(inner: Amount, outer: Amount) -> Amount:
    """An amount on the subject of another that it is held against."""
    return inner.model_copy(update={"subject": outer.subject, "subject_text": outer.subject_text})


def limits(amount: Amount, group: Group) -> list[Amount]:
    """The amounts of the group's bracket that an amount is held against: of its own condition, where one has it.

    What is said of a person (对个人) is held against what the statute says of whichever person, where it says so.
    """
    bracket = [meant(one, group) for one in group.bracket]
    personal = [one for one in bracket if _of_a_person(one) and comparable(one, as_on(amount, one))]
    of_a_person = _of_a_person(meant(amount, group)) and personal
    found = personal if of_a_person else counterparts(meant(amount, group), bracket)
    same = [one for one in found if same_condition(amount, one)]
    return same or [one for one in found if one.condition is None] or found


def _of_a_person(amount: Amount) -> bool:
    return amount.subject in _PERSONS


def is_share(amount: Amount) -> bool:
    """Whether an amount is a share of the statutory fine itself: it cannot leave the bracket's unit."""
    return amount.measure is Measure.RATIO and any(word in (amount.base or "") for word in _OF_THE_BRACKET)


def same_condition(one: Amount, other: Amount) -> bool:
    """Whether two amounts are for the same values of the same base, however that is worded."""
    return _case(one) == _case(other)


def _case(amount: Amount) -> object:
    return amount.condition and amount.condition.model_copy(update={"text": None, "base_text": None})


def matched(lower: Step, higher: Step) -> Iterator[tuple[Amount, Amount]]:
    """The amounts of two tiers that mean the same fine: the first with the first of its sort, and so on."""
    theirs = [meant(one, higher.group) for one in higher.tier.amounts]
    own = [meant(one, lower.group) for one in lower.tier.amounts]
    for place, amount in enumerate(own):
        before = sum(_same_fine(amount, one) for one in own[:place])
        alike = [one for one in theirs if _same_fine(amount, one)]
        if before < len(alike):
            yield amount, alike[before]


def _same_fine(one: Amount, other: Amount) -> bool:
    return comparable(one, other) and same_condition(one, other)


def said(amount: Amount) -> str:
    """An amount in short: 2 万元以上 5 万元以下, 货值金额的 10 倍."""
    least, most = amount.minimum, amount.maximum
    inside = (
        "以上" if amount.minimum_inclusive else "以上（不含）",
        "以下" if amount.maximum_inclusive else "以下（不含）",
    )
    if least is not None and least == most:
        words = _value(amount, least)
    else:
        words = " ".join(
            _value(amount, value) + side for value, side in zip((least, most), inside, strict=True) if value is not None
        )
    unit = f"每{amount.per_unit} " if amount.per_unit else ""
    on = f"对{amount.subject_text or SUBJECT_LABELS[amount.subject]} " if amount.subject else ""
    base = f"{amount.base}的 " if amount.base else ""
    return f"{on}{unit}{'每日 ' if amount.per_day else ''}{base}{words}"


def _value(amount: Amount, value: int) -> str:
    if amount.measure is Measure.RATIO:
        return f"{_shortly(value, WHOLE)} 倍" if value >= WHOLE else f"{_shortly(value, _PERCENT)}%"
    return f"{_shortly(value, _MYRIAD)} 万元" if value >= _MYRIAD else f"{_shortly(value, FEN)} 元"


def _shortly(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    digits = f"{rest:0{len(str(unit)) - 1}}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)
