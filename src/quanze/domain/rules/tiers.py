"""Rules on the tiers of a discretion standard: within their bracket, in order of gravity, apart from each other.

Amounts meet only where they are counted in the same thing, on the same condition and the same subject. Ends that touch
(二万元以上五万元以下, 五万元以上十万元以下) share one value because 以上 and 以下 include it: that is how standards are
written, and no overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from quanze.domain.amounts import (
    FEN,
    Amount,
    AmountKind,
    Condition,
    Measure,
    Sanction,
    is_empty,
    meaning,
    not_above,
    overlaps,
    touches,
    within,
)
from quanze.domain.rules.brackets import (
    BELOW,
    Step,
    as_on,
    groups_of,
    is_share,
    ladders,
    limits,
    matched,
    said,
    steps,
)
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import StandardForm, TierEffect

_G = "groups"
_LEAST_TIERS = 3
_LOWER_SHARE, _UPPER_SHARE = 30, 70
_SLACK = {Measure.MONEY: FEN, Measure.RATIO: 0}
"""How far two ends may lie apart and still follow each other: 4999 元以下, 5000 元以上."""

_LIGHT = ("从轻", "较轻", "轻微")
_GRAVE = ("从重", "严重", "较重")
_ORDINARY = ("一般", "中等")


def backwards(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A minimum over its maximum: of a fine, of the condition that it is for, of a term."""
    for group in groups_of(subject):
        parts = [*group.bracket, *(amount for tier in group.tiers for amount in tier.amounts)]
        terms = [*group.bracket_sanctions, *(sanction for tier in group.tiers for sanction in tier.sanctions)]
        for amount in parts:
            if is_empty(amount) or (amount.condition and _no_value(amount.condition)):
                yield Remark(f"罚款“{amount.text or said(amount)}”的下限高于上限；请核对数额和单位。", _G)
        for sanction in terms:
            if _no_term(sanction):
                yield Remark(f"“{sanction.text or sanction.kind}”的期限下限高于上限；请核对。", _G)


def _no_value(condition: Condition) -> bool:
    least, most = condition.minimum, condition.maximum
    return least is not None and most is not None and least > most


def _no_term(sanction: Sanction) -> bool:
    least, most = sanction.term_minimum, sanction.term_maximum
    return least is not None and most is not None and least > most


def outside(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A tier that leaves its statutory bracket, and is neither mitigation nor no penalty."""
    for step, amount in _bounded(subject):
        allowed = limits(amount, step.group)
        if allowed and not any(within(as_on(amount, limit), limit) for limit in allowed):
            yield Remark(
                f"{step.place}的罚款（{said(amount)}）超出法定幅度（{'；'.join(said(limit) for limit in allowed)}）；"
                "请改正数额，确属减轻处罚的请将裁量方式改为“减轻处罚”。",
                _G,
            )


def otherwise_counted(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A tier whose fine is counted in something that the bracket does not know, or falls on someone else."""
    for step, amount in _bounded(subject):
        if not limits(amount, step.group) and not is_share(amount):
            yield Remark(
                f"{step.place}的罚款（{said(amount)}）与法定幅度（"
                f"{'；'.join(said(limit) for limit in step.group.bracket)}）的计算单位、基数或处罚对象不同；请核对。",
                _G,
            )


def _bounded(subject: Subject) -> Iterator[tuple[Step, Amount]]:
    """The fines that must keep within a bracket that is stated."""
    for step in steps(subject):
        if step.tier.effect not in BELOW and step.group.bracket:
            yield from ((step, amount) for amount in step.tier.amounts)


def overlapping(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Two tiers of a group between which a fine may be placed in either."""
    for ladder in ladders(subject):
        for lower, higher in _pairs(_punishing(ladder)):
            for one, other in matched(lower, higher):
                shared = overlaps(one, other) and not touches(one, other)
                if shared and not (_alike(one, other) and _may_share(lower, higher)):
                    yield Remark(
                        f"{lower.place}（{said(one)}）与{higher.place}（{said(other)}）的罚款幅度重叠；"
                        "请使各阶次前后衔接、互不交叉。",
                        _G,
                    )


REACH = 50
"""More tiers than any scale has: each is held against so many after it, so that no list makes everybody wait."""


def _pairs(ladder: list[Step]) -> Iterator[tuple[Step, Step]]:
    for place, lower in enumerate(ladder):
        yield from ((lower, higher) for higher in ladder[place + 1 : place + 1 + REACH])


def _alike(one: Amount, other: Amount) -> bool:
    return meaning(one) == meaning(other)


def _may_share(lower: Step, higher: Step) -> bool:
    """Whether two rows are one tier in other circumstances, or tiers that differ by what else they impose."""
    return lower.tier.label == higher.tier.label or _imposed(lower) != _imposed(higher)


def _imposed(step: Step) -> tuple[object, ...]:
    return [meaning(amount) for amount in step.tier.amounts], {sanction.kind for sanction in step.tier.sanctions}


def touching(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Two tiers that follow each other and share the value at which they meet."""
    for lower, higher in _adjacent(subject):
        for one, other in matched(lower, higher):
            ranges = AmountKind.FIXED not in {one.kind, other.kind}
            if ranges and touches(one, other) and not_above(one, other):
                yield Remark(
                    f"{lower.place}与{higher.place}的罚款幅度共有一个数额（{said(one)}；{said(other)}）；"
                    "请在文件中说明该数额归入哪一阶次。",
                    _G,
                )


def unordered(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A tier whose fine lies below that of the lighter tier before it."""
    for lower, higher in _following(subject):
        for one, other in matched(lower, higher):
            if not not_above(one, other):
                yield Remark(
                    f"{higher.place}的罚款（{said(other)}）不重于其前的{lower.place}（{said(one)}）；"
                    "裁量阶次应由轻到重排列，请核对数额和次序。",
                    _G,
                )


def gaps(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Ranges that follow each other and leave values to none of them; single sums leave no gap."""
    for lower, higher in _adjacent(subject):
        for one, other in matched(lower, higher):
            if _apart(one, other):
                yield Remark(
                    f"{lower.place}（{said(one)}）与{higher.place}（{said(other)}）之间有空档；请核对，或说明理由。", _G
                )


def _apart(one: Amount, other: Amount) -> bool:
    if AmountKind.FIXED in {one.kind, other.kind} or one.maximum is None or other.minimum is None:
        return False
    return other.minimum - one.maximum > _SLACK[one.measure]


def _following(subject: Subject) -> Iterator[tuple[Step, Step]]:
    """The tiers of each group that have fines, each with the next."""
    for ladder in ladders(subject):
        yield from pairwise(step for step in _punishing(ladder) if step.tier.amounts)


def _adjacent(subject: Subject) -> Iterator[tuple[Step, Step]]:
    """Each tier with the next: between two that are not, an unread one may lie."""
    for ladder in ladders(subject):
        yield from pairwise(_punishing(ladder))


def _punishing(ladder: list[Step]) -> list[Step]:
    return [step for step in ladder if step.tier.effect is not TierEffect.NO_PENALTY]


def few(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A range that is graded in fewer than three tiers."""
    if subject.after["form"] != StandardForm.GRADED:
        return
    for ladder in ladders(subject):
        ranged = ladder and any(limit.kind is not AmountKind.FIXED for limit in ladder[0].group.bracket)
        labels = {step.tier.label or step.place for step in ladder}
        if ranged and len(labels) < _LEAST_TIERS:
            yield Remark(
                f"{ladder[0].place}所在组只有 {len(labels)} 个裁量阶次；按本地规则应不少于 {_LEAST_TIERS} 个。", _G
            )


def out_of_proportion(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """从轻 above the lowest 30% of its bracket, 从重 below the highest, 一般 not between: some sectors' rule."""
    for step, amount in _bounded(subject):
        share, allowed = _share_of(step), limits(amount, step.group)
        if share is None or not allowed:
            continue
        low, high = _part_of(allowed[0], share)
        if (amount.minimum or 0) < low or amount.maximum is None or amount.maximum > high:
            yield Remark(
                f"{step.place}的罚款（{said(amount)}）不在法定幅度（{said(allowed[0])}）的 {share[0]}% 至 {share[1]}%"
                " 之间；请按本地规则核对。",
                _G,
            )


def _share_of(step: Step) -> tuple[int, int] | None:
    label, effect = step.tier.label or "", step.tier.effect
    if effect is TierEffect.LIGHTER or any(word in label for word in _LIGHT):
        return 0, _LOWER_SHARE
    if effect is TierEffect.HEAVIER or any(word in label for word in _GRAVE):
        return _UPPER_SHARE, 100
    return (_LOWER_SHARE, _UPPER_SHARE) if any(word in label for word in _ORDINARY) else None


def _part_of(limit: Amount, share: tuple[int, int]) -> tuple[int, int]:
    """The part of a bracket between two hundredths of it; one without a minimum begins at nothing."""
    least = limit.minimum or 0
    most = limit.maximum if limit.maximum is not None else least
    width = most - least
    return least + width * share[0] // 100, least + width * share[1] // 100
