"""The shape of an assessment: what was found of a standard and of what precedes it, in words and in fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quanze.domain.assessments import (
    Facts,
    FineFound,
    GroupFound,
    Money,
    TierFound,
    assess,
    judgements,
)
from quanze.domain.discretion import DiscretionStandardBody
from quanze.domain.entries import day_text
from quanze.domain.errors import InvalidInput
from quanze.domain.grounds import EFFECTS, FROM_WHEN, Ground, limitations
from quanze.domain.lighter import Lighter, lighter
from quanze.domain.parts import EXACT
from quanze.domain.quantities import amount_words, sanction_words
from quanze.domain.vocabulary import STANDARD_FORM_LABELS, TIER_EFFECT_LABELS, Kind
from quanze.services.shapes import record_url

LIGHTER_LABELS: Mapping[Lighter, str] = {
    Lighter.SAME: "违法行为发生时与作出决定时的裁量基准结果相同",
    Lighter.ACT: "适用违法行为发生时的裁量基准",
    Lighter.LATER: "作出决定时的裁量基准较轻，适用从轻的规定",
    Lighter.UNCLEAR: "两个时间的裁量基准孰轻不能仅凭金额判断，由行政机关认定",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A standard as it was stated on a day, with the document that it stands in; no body where its text was removed."""

    record: str
    version: int
    valid_from: date
    valid_to: date
    body: DiscretionStandardBody | None
    document: Mapping[str, Any] | None

    def told(self) -> dict[str, Any]:
        """Which text it is."""
        document = self.document
        return {
            "version": self.version,
            "valid_from": day_text(self.valid_from),
            "valid_to": day_text(self.valid_to),
            "document": dict(document) if document else None,
            "legal_basis": self.body.legal_basis if self.body else None,
        }


_DAYS = ("违法行为发生之日", "作出决定之日")
Both = tuple[Stated | None, Stated | None]
"""A standard on the day of the act, and on that of the decision."""


def body_of(both: Both) -> DiscretionStandardBody:
    """What the later of the two says, where its text is there."""
    return next(one.body for one in reversed(both) if one and one.body)


def ground_told(ground: Ground) -> dict[str, Any]:
    """A statutory ground."""
    return {
        "effect": ground.effect,
        "effect_label": EFFECTS[ground.effect],
        "text": ground.text,
        "basis": ground.basis,
    }


def listed_ground(record: str, both: Both, base_url: str) -> dict[str, Any]:
    """An entry of a published list of acts that are not, or less, penalised."""
    stated = next(one for one in reversed(both) if one and one.body)
    body = body_of(both)
    return {
        "id": record,
        "name": body.name,
        "form": body.form.value,
        "form_label": STANDARD_FORM_LABELS[body.form],
        "conditions": body.conditions,
        "first_offence_window": body.first_offence_window,
        "correction_period": body.correction_period,
        "stated_on_act_day": both[0] is not None,
        "stated_on_decision_day": both[1] is not None,
        "url": record_url(base_url, Kind.DISCRETION_STANDARD, record),
        **stated.told(),
    }


def limitation_told(acted_on: date, decided_on: date) -> dict[str, Any]:
    """The limitation periods, and which of them are over."""
    return {
        "from_when": FROM_WHEN,
        "periods": [
            {
                "years": one.years,
                "matters": one.matters,
                "ends_on": day_text(one.ends_on),
                "over_on_decision_day": one.ends_on is not None and decided_on > one.ends_on,
                "basis": one.basis,
            }
            for one in limitations(acted_on, decided_on)
        ],
    }


def standard_told(record: str, both: Both, facts: Facts, base_url: str) -> dict[str, Any]:
    """A standard under the facts: by the text of the day of the act, and by the later one where it says otherwise."""
    then, now = (assess(one.body.groups, facts) if one and one.body else None for one in both)
    verdict = lighter(then, now) if then is not None and now is not None else None
    return {
        "id": record,
        "name": body_of(both).name,
        "url": record_url(base_url, Kind.DISCRETION_STANDARD, record),
        "applies": verdict.value if verdict else None,
        "applies_label": LIGHTER_LABELS[verdict] if verdict else _one_sided(both),
        "on_act_day": _text(both[0], then),
        "on_decision_day": _text(both[1], now),
        "left_to_judgement": list(dict.fromkeys([*judgements(then or []), *judgements(now or [])])),
    }


REMOVED = "但其文本已依法移除"


def _one_sided(both: Both) -> str:
    for one, day, other in zip(both, _DAYS, reversed(_DAYS), strict=True):
        if one is not None and one.body is None:
            return f"{day}清单载明这一裁量基准，{REMOVED}，不能比较；以下为{other}的文本，供参考"
    if both[0] is None:
        return (
            "违法行为发生之日清单未载明这一裁量基准，当时的处罚幅度以法律、法规、规章为准；"
            "以下为作出决定之日的文本，供参考"
        )
    return "作出决定之日清单已不载明这一裁量基准；以下为违法行为发生之日的文本"


def _text(stated: Stated | None, found: Sequence[GroupFound] | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    return {**stated.told(), "removed": found is None, "groups": [_group(one) for one in found or ()]}


def _group(found: GroupFound) -> dict[str, Any]:
    group = found.group
    return {
        "situation": group.situation,
        "subject": group.subject.value if group.subject else None,
        "excluded": found.excluded,
        "basis": group.basis,
        "bracket": [amount_words(amount) for amount in group.bracket],
        "range": _money(found.money()),
        "tiers": [_tier(one) for one in found.tiers],
    }


def _tier(found: TierFound) -> dict[str, Any]:
    tier = found.tier
    return {
        "label": tier.label,
        "fit": found.fit.value,
        "effect": tier.effect.value,
        "effect_label": TIER_EFFECT_LABELS[tier.effect],
        "circumstances": list(tier.circumstances),
        "text": tier.text,
        "fines": [_fine(one) for one in found.fines],
        "sanctions": [sanction_words(sanction) for sanction in tier.sanctions],
        "orders": list(tier.orders),
        "note": tier.note,
    }


def _fine(found: FineFound) -> dict[str, Any]:
    return {
        "text": amount_words(found.amount),
        "subject": found.amount.subject.value if found.amount.subject else None,
        "money": _money(found.money),
        "wanting": found.wanting,
    }


def _money(money: Money | None) -> dict[str, Any] | None:
    """Fen; ``…_inclusive`` says whether the end itself may be given. Raises InvalidInput for what JSON cannot hold."""
    if money is None:
        return None
    if max(money.minimum or 0, money.maximum or 0) > EXACT:
        raise InvalidInput("所填的金额、数量过大，不能折算成金额，请核对。", code="out_of_range")
    return {
        "minimum": money.minimum,
        "maximum": money.maximum,
        "minimum_inclusive": not money.above,
        "maximum_inclusive": not money.below,
    }
