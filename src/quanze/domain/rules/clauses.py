"""Rules on the words of a standard beside what was made of them: the fines, kinds of penalty, what is always added."""

from __future__ import annotations

from collections.abc import Iterator

from quanze.domain.amounts import Amount, Reading
from quanze.domain.discretion import Group
from quanze.domain.penalties import SANCTION_LABELS, Connector, SanctionKind
from quanze.domain.rules.brackets import BELOW, Step, groups_of, said, steps
from quanze.domain.rules.subjects import Remark, Subject, Surroundings

_G = "groups"
_CONFISCATIONS = (SanctionKind.CONFISCATE_GAINS, SanctionKind.CONFISCATE_PROPERTY)


def otherwise_worded(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A tier whose words state other fines than its figures; words that nothing is read from are told apart."""
    for step, reading in _read(subject, around):
        if reading.unread:
            continue
        worded = [amount for amount in reading.amounts if _falls_on_group(amount, step)]
        stated = {_figures(amount) for amount in step.tier.amounts}
        missing = [amount for amount in worded if _figures(amount) not in stated]
        known = {_figures(amount) for amount in reading.amounts}
        added = [amount for amount in step.tier.amounts if _figures(amount) not in known]
        if missing or added:
            yield Remark(
                f"{step.place}的文字（{_listed(reading.amounts)}）与所填罚款数额（{_listed(step.tier.amounts)}）不一致；"
                "请改正其一。",
                _G,
            )


def _falls_on_group(amount: Amount, step: Step) -> bool:
    """Whether a fine of a text is the group's own: a cell may state those of other subjects, too."""
    return step.group.subject is None or amount.subject in (None, step.group.subject)


def _figures(amount: Amount) -> tuple[object, ...]:
    ends = (amount.minimum, amount.minimum is None or amount.minimum_inclusive)
    tops = (amount.maximum, amount.maximum is None or amount.maximum_inclusive)
    return amount.measure, amount.base, amount.per_unit, amount.per_day, *ends, *tops


def _listed(amounts: list[Amount]) -> str:
    return "；".join(said(amount) for amount in amounts) or "无"


def unread(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """Words about money or penalties in a tier that no rule of the grammar reads."""
    for step, reading in _read(subject, around):
        if reading.unread:
            words = "”“".join(phrase.text for phrase in reading.unread)
            yield Remark(f"{step.place}中的“{words}”未能识别为数额；请核对所填罚款数额。", _G)


def _read(subject: Subject, around: Surroundings) -> Iterator[tuple[Step, Reading]]:
    if around.grammar is None:
        return
    for step in steps(subject):
        if step.tier.text:
            yield step, around.grammar.penalty(step.tier.text)


def penalty_unfounded(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A kind of penalty in a tier that the bracket does not know (行政处罚法 art. 4)."""
    for step in steps(subject):
        allowed = _allowed(step, subject, around)
        beyond = [kind for kind in _kinds(step) if allowed and kind not in allowed]
        if beyond and step.tier.effect not in BELOW:
            names = "、".join(SANCTION_LABELS[kind] for kind in beyond)
            yield Remark(f"{step.place}有“{names}”，法定幅度原文中没有这种处罚；请核对处罚依据。", _G)


def _allowed(step: Step, subject: Subject, around: Surroundings) -> set[SanctionKind]:
    """The penalties of the bracket, from its words or those of the basis; none: nothing is known of them."""
    stated = {sanction.kind for sanction in step.group.bracket_sanctions}
    return stated.union(*({one.kind for one in read.sanctions} for read in _statute(step.group, subject, around)))


def bracket_unread(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A bracket whose figures its own words do not state, as they are read again."""
    for group in groups_of(subject):
        statute = _statute(group, subject, around)
        worded = {_figures(amount) for read in statute for amount in read.amounts}
        unfounded = [amount for amount in group.bracket if _figures(amount) not in worded]
        if statute and unfounded:
            yield Remark(
                f"法定幅度（{_listed(unfounded)}）没有在法定幅度原文和处罚依据中读到；请对照原文核对数额。", _G
            )


def _statute(group: Group, subject: Subject, around: Surroundings) -> list[Reading]:
    """The words of the bracket and of the basis, read again; none, where there are no words or nobody reads them."""
    if around.grammar is None:
        return []
    words = [text for text in (group.basis, subject.after["legal_basis"]) if text]
    own = [around.grammar.penalty(group.basis)] if group.basis else []
    return [*own, *(one for text in words for one in around.grammar.brackets(text))]


def _kinds(step: Step) -> dict[SanctionKind, None]:
    return dict.fromkeys(sanction.kind for sanction in step.tier.sanctions)


def addition_left_out(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A tier above the lightest without what the statute always adds (并处)."""
    for step in steps(subject):
        tier = step.tier
        if tier is step.group.tiers[0] or tier.effect in BELOW or not (tier.amounts or tier.sanctions):
            continue
        if lacking := [*_confiscations_lacking(step), *_fine_lacking(step)]:
            yield Remark(f"{step.place}没有法定应当并处的“{'、'.join(lacking)}”；请补充，或说明理由。", _G)


def _confiscations_lacking(step: Step) -> Iterator[str]:
    """Graver penalties that a statute adds are for its graver cases: only what is confiscated goes with every tier."""
    added = [one.kind for one in step.group.bracket_sanctions if one.connector is Connector.AND]
    yield from (SANCTION_LABELS[kind] for kind in _CONFISCATIONS if kind in added and kind not in _kinds(step))


def _fine_lacking(step: Step) -> Iterator[str]:
    """A fine that goes with a confiscation or a warning; a tier of graver penalties is another case of the statute."""
    added = any(amount.connector is Connector.AND for amount in step.group.bracket)
    if added and not step.tier.amounts and _kinds(step).keys() <= {*_CONFISCATIONS, SanctionKind.WARNING}:
        yield "罚款"
