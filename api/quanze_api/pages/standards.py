"""A discretion standard as people read it: each group with its bracket, its scales, and the table that says it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quanze.domain.penalties import SANCTION_LABELS, SUBJECT_LABELS, SanctionKind, Subject
from quanze.domain.telling import bracket_words, day_words, penalty_words, tier_words
from quanze.domain.vocabulary import TIER_EFFECT_LABELS, TierEffect
from quanze_api.pages.scales import Scale, scales

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TierShown:
    """A row of the table; ``effect`` None where the tier stays within its bracket."""

    label: str
    effect: str | None
    circumstances: list[str]
    penalty: str
    beside: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group: on whom, in which situation, within which bracket."""

    title: str | None
    bracket: str
    basis: str | None
    scales: list[Scale]
    tiers: list[TierShown]

    @property
    def noted(self) -> bool:
        """Whether some tier has more to say."""
        return any(tier.note or tier.beside for tier in self.tiers)


def shown_groups(body: Part) -> list[GroupShown]:
    """The groups of a standard in order."""
    return [_shown(group) for group in body["groups"]]


def _shown(group: Part) -> GroupShown:
    whom = f"对{SUBJECT_LABELS[Subject(group['subject'])]}" if group["subject"] else ""
    read = penalty_words(group["bracket"], group["bracket_sanctions"])
    return GroupShown(
        title="，".join(filter(None, (whom, group["situation"]))) or None,
        bracket=bracket_words(group),
        basis=group["basis"] if read else None,
        scales=scales(group),
        tiers=[_tier(tier) for tier in group["tiers"]],
    )


def _tier(tier: Part) -> TierShown:
    effect = TierEffect(tier["effect"])
    said = tier["text"] or ""
    beside = penalty_words([], tier["sanctions"]) if said and not _says(said, tier["sanctions"]) else ""
    orders = "、".join(order for order in tier["orders"] if order not in said)
    return TierShown(
        label=tier["label"] or "（未分阶次）",
        effect=None if effect is TierEffect.WITHIN else TIER_EFFECT_LABELS[effect],
        circumstances=tier["circumstances"],
        penalty=said or tier_words(tier),
        beside="；".join(filter(None, (orders, beside))),
        note=tier["note"],
    )


_VERB = 2
"""没收, 吊销, 警告: the verb that a penalty is known by begins its usual name."""


def _says(text: str, sanctions: list[Part]) -> bool:
    """Whether a text speaks of its sanctions itself: in the words that they were read from, or by their verbs."""
    return all((one["text"] or SANCTION_LABELS[SanctionKind(one["kind"])][:_VERB]) in text for one in sanctions)


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """The document that a standard stands in, and whether it has come into force, or run out, on the day looked at."""

    title: str | None
    number: str | None
    organs: str
    issued: str | None
    term: str | None
    standing: str | None


def shown_document(document: Part | None, day: date) -> DocumentShown | None:
    """A document as of a day."""
    if document is None:
        return None
    since, until = (date.fromisoformat(text) if (text := document[end]) else None for end in ("from", "to"))
    term = f"{f'自{day_words(since)}起' if since else ''}{f'至{day_words(until)}（当日起失效）' if until else ''}"
    expired = until is not None and until <= day
    early = since is not None and day < since
    return DocumentShown(
        title=document["title"],
        number=document["document_number"],
        organs="、".join(document["issuing_organs"]),
        issued=day_words(document["issued_on"]) if document["issued_on"] else None,
        term=term or None,
        standing="已过有效期" if expired else "尚未施行" if early else None,
    )
