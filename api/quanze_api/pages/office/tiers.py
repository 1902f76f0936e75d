"""The tiers of a standard as a form: fieldsets that need no script; amounts are typed as words and read by the grammar.

A text that stays as it was keeps the amounts that it was stored with; one that is typed anew is read anew, and the page
says how it was read and what was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quanze.domain.amounts import Amount, Reading
from quanze.domain.discretion import Group, Tier
from quanze.domain.penalties import SUBJECT_LABELS, Subject
from quanze.domain.telling import penalty_words
from quanze.domain.text import folded
from quanze.domain.vocabulary import TIER_EFFECT_LABELS, TierEffect
from quanze.law.amounts import print_amount, read_penalty
from quanze.services.bracketing import belonging
from quanze_api.forms import Form

Part = dict[str, Any]
EFFECTS, SUBJECTS = TIER_EFFECT_LABELS, SUBJECT_LABELS
"""What the form offers to choose from."""

EMPTY_TIERS = 3
"""How many tiers a new group offers; one that has some offers one more."""


def offered(groups: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The groups as the form shows them, each with room for a tier, and room for a group."""
    shown = [_group_shown(_whole_group(group)) for group in groups]
    spare = {"label": "", "circumstances": "", "effect": "", "text": "", "note": "", "read": "", "unread": ""}
    for group in shown:
        group["tiers"].append(dict(spare))
    empty = {"situation": "", "subject": "", "basis": "", "read": "", "reason": ""}
    return [*shown, {**empty, "tiers": [dict(spare) for _ in range(EMPTY_TIERS)]}]


def _whole_group(group: Mapping[str, Any]) -> Part:
    """A group with every key: a draft may leave some out."""
    return Group.model_validate(group).model_dump(mode="json", by_alias=True)


def _group_shown(group: Part) -> Part:
    words = penalty_words(group["bracket"], group["bracket_sanctions"])
    return {
        "situation": group["situation"] or "",
        "subject": group["subject"] or "",
        "basis": _basis_words(group),
        "read": words,
        "reason": "" if words or not group["basis"] else belonging(group["basis"], "").reason or "",
        "tiers": [_tier_shown(tier) for tier in group["tiers"]],
    }


def _tier_shown(tier: Part) -> Part:
    text = _tier_text(tier)
    return {
        "label": tier["label"] or "",
        "circumstances": "\n".join(tier["circumstances"]),
        "effect": tier["effect"],
        "text": text,
        "note": tier["note"] or "",
        "read": penalty_words(tier["amounts"], tier["sanctions"]),
        "unread": "、".join(phrase.text for phrase in read_penalty(text).unread),
    }


def _tier_text(tier: Mapping[str, Any]) -> str:
    """What a tier says: its text, else its amounts in official words."""
    return tier["text"] or _printed(tier["amounts"])


def _basis_words(group: Mapping[str, Any]) -> str:
    return group["basis"] or _printed(group["bracket"])


def _printed(amounts: Iterable[Mapping[str, Any]]) -> str:
    return "；".join(print_amount(Amount.model_validate(amount)) for amount in amounts)


def typed(form: Form, name: str, violation: str, known: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The groups of a form; what was emptied is left out."""
    before = [_whole_group(group) for group in known]
    groups = (_group(form, f"{name}.{number}", violation, before) for number in _numbers(form, f"{name}."))
    return [group for group in groups if group["tiers"] or group["basis"] or group["situation"]]


def _numbers(form: Form, prefix: str) -> list[int]:
    """The numbers that the names of fields go on with after a prefix."""
    found = (re.match(r"\d{1,4}(?=\.)", name.removeprefix(prefix)) for name in form.names(prefix))
    return sorted({int(match[0]) for match in found if match})


def _group(form: Form, prefix: str, violation: str, before: Sequence[Part]) -> Part:
    tiers = [_tier(form, f"{prefix}.t.{number}", before) for number in _numbers(form, f"{prefix}.t.")]
    basis, subject = form.line(f"{prefix}.basis").replace("\r\n", "\n"), form.line(f"{prefix}.subject")
    return _whole_group(
        {
            "situation": form.line(f"{prefix}.situation") or None,
            "subject": subject if subject in set(Subject) else None,
            **_bracket(basis, violation, before),
            "tiers": [tier for tier in tiers if tier is not None],
        }
    )


def _bracket(basis: str, violation: str, before: Sequence[Part]) -> Part:
    """The bracket of a basis: as it was stored where its words stay, else as the grammar reads them."""
    same = next((group for group in before if folded(_basis_words(group)) == folded(basis)), None)
    if same is not None:
        return {name: same[name] for name in ("basis", "bracket", "bracket_sanctions")}
    found = belonging(basis, violation) if basis else None
    brackets = found.brackets if found else ()
    return {
        "basis": basis or None,
        "bracket": [amount.model_dump(mode="json") for amount in found.amounts] if found else [],
        "bracket_sanctions": [one.model_dump(mode="json") for bracket in brackets for one in bracket.sanctions],
    }


def _tier(form: Form, prefix: str, before: Sequence[Part]) -> Part | None:
    """A tier as typed; None where nothing was."""
    said = {part: form.line(f"{prefix}.{part}").replace("\r\n", "\n") for part in ("label", "text", "note")}
    circumstances = [line.strip() for line in form.text(f"{prefix}.circumstances").splitlines() if line.strip()]
    if not any(said.values()) and not circumstances:
        return None
    effect = form.line(f"{prefix}.effect")
    whole = {
        "label": said["label"] or None,
        "circumstances": circumstances,
        "effect": effect if effect in set(TierEffect) else TierEffect.WITHIN,
        "note": said["note"] or None,
        **_penalty(said["text"], before),
    }
    return Tier.model_validate(whole).model_dump(mode="json", by_alias=True)


def _penalty(text: str, before: Sequence[Part]) -> Part:
    """What a text imposes: as it was stored where the words stay, else as the grammar reads them."""
    parts = ("text", "amounts", "sanctions", "orders")
    for tier in (tier for group in before for tier in group["tiers"]):
        if folded(_tier_text(tier)) == folded(text):
            return {part: tier[part] for part in parts}
    read = read_penalty(text) if text else Reading()
    return {
        "text": text or None,
        "amounts": [amount.model_dump(mode="json") for amount in read.amounts],
        "sanctions": [sanction.model_dump(mode="json") for sanction in read.sanctions],
        "orders": list(dict.fromkeys(order.text for order in read.orders)),
    }
