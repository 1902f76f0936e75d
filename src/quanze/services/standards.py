"""Rows of discretion standards, no-penalty lists and intermediary services as the fields of their bodies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from quanze.domain.amounts import Amount, Reading
from quanze.domain.penalties import Subject
from quanze.domain.vocabulary import Category, Severity, StandardForm, TierEffect
from quanze.exchange.choices import forms_named, read_choice
from quanze.exchange.listings import Listing
from quanze.exchange.readings import GroupRows, ItemRow, Problem, SheetReading, TierRows
from quanze.law.amounts import read_penalty
from quanze.services.bracketing import Belonging, belonging
from quanze.services.listed import Body

Say = Callable[[int, str, Severity, str], None]

_NO_PENALTY = re.compile(r"(?:不予|免予|免于|不给予)(?:行政)?处罚|不罚|免罚")
_EFFECTS = (
    (TierEffect.MITIGATED, re.compile(r"减轻(?:行政)?(?:处罚|情节|幅度|情形|$)")),
    (TierEffect.LIGHTER, re.compile(r"从轻")),
    (TierEffect.HEAVIER, re.compile(r"从重")),
)
_SHOWN = 20


def entry_fields(listing: Listing, sheet: SheetReading, item: ItemRow, file_name: str) -> tuple[Body, list[Problem]]:
    """The fields that a row states, and what is to be said of it."""
    problems: list[Problem] = []

    def say(row: int, code: str, severity: Severity, message: str) -> None:
        problems.append(Problem(row, code, severity, f"第 {row} 行{message}"))

    fields = {name: value for name, value in item.fields.items() if name != "implementing_body"}
    match listing:
        case Listing.DISCRETION if item.category is not Category.PENALTY:
            fields |= {
                "category": item.category,
                "form": StandardForm.DIMENSIONS.value,
                "dimensions": _dimensions(item),
            }
        case Listing.DISCRETION:
            fields |= {"category": item.category, "form": StandardForm.GRADED.value, "groups": _groups(item, say)}
        case Listing.NO_PENALTY:
            fields |= {"category": item.category, "form": _form(sheet, item, file_name, say)}
        case _:
            fields |= _pricing(fields)
    return fields, problems


def _dimensions(item: ItemRow) -> list[Body]:
    """What a standard of other powers than penalties leaves to judgement, and how it is judged."""
    tiers = [tier for group in item.groups for tier in group.tiers]
    said = [(tier, [*tier.circumstances, *([tier.standard] if tier.standard else [])]) for tier in tiers]
    return [
        {"name": tier.label or "适用情形", "content": "\n".join(texts) or tier.label or item.item}
        for tier, texts in said
    ]


def _groups(item: ItemRow, say: Say) -> list[Body]:
    return [_group(item, group, say) for group in item.groups]


def _group(item: ItemRow, group: GroupRows, say: Say) -> Body:
    """The tiers of a group below the bracket that its basis states for this violation."""
    tiers = [_tier(tier, say) for tier in group.tiers]
    found = _bracket(item, group)
    if found.reason is not None and any(tier["amounts"] for tier in tiers):
        say(group.row, "bracket_unclear", Severity.NOTICE, f"的{found.reason}，法定幅度留空，请核对后补上。")
    elif len(found.cases) > 1:
        cases = "、".join(f"“{case[:_SHOWN]}”" for case in found.cases[1:])
        say(group.row, "several_brackets", Severity.NOTICE, f"的法律依据另有{cases}等幅度，一并列为法定幅度。")
    return {
        "situation": _situation(group, found),
        "subject": _subject(found.amounts),
        "basis": group.bracket or group.basis,
        "bracket": _plain(found.amounts),
        "bracket_sanctions": [_plain_part(one) for bracket in found.brackets for one in bracket.sanctions],
        "tiers": tiers,
    }


def _bracket(item: ItemRow, group: GroupRows) -> Belonging:
    """By the column of statutory brackets where there is one, else by the basis."""
    if group.bracket:
        return belonging(group.bracket, item.item)
    others = [other.basis for other in item.groups if other is not group and other.basis]
    return belonging(group.basis or "", item.item, others)


def _situation(group: GroupRows, found: Belonging) -> str | None:
    """The statute's own condition of a group, where the workbook makes it a group for that condition."""
    stated = [case for case in found.cases if case]
    apart = group.basis is not None and "《" not in group.basis.strip()[:4] and len(found.cases) == 1
    return stated[0] if apart and stated else None


def _subject(amounts: list[Amount]) -> Subject | None:
    """On whom all fines of the bracket fall, if on one."""
    subjects = {amount.subject for amount in amounts}
    return subjects.pop() if len(subjects) == 1 else None


def _tier(tier: TierRows, say: Say) -> Body:
    reading = read_penalty(tier.standard or "")
    if reading.unread:
        phrases = "、".join(dict.fromkeys(f"“{phrase.text[:_SHOWN]}”" for phrase in reading.unread))
        say(tier.row, "amount_unread", Severity.NOTICE, f"的处罚标准中{phrases}未能读作罚款，只保留原文。")
    return {
        "label": tier.label,
        "circumstances": list(tier.circumstances),
        "effect": _effect(tier, reading).value,
        "text": tier.standard,
        "amounts": _plain(reading.amounts),
        "sanctions": [_plain_part(sanction) for sanction in reading.sanctions],
        "orders": [order.text for order in reading.orders],
        "note": _note(tier),
    }


def _effect(tier: TierRows, reading: Reading) -> TierEffect:
    """What the label and the text say; 较轻 and 较重 are within the bracket."""
    text = tier.standard or ""
    if _NO_PENALTY.search(text) and not reading.amounts and not reading.sanctions:
        return TierEffect.NO_PENALTY
    said = f"{tier.label or ''}\n{text}"
    return next((effect for effect, pattern in _EFFECTS if pattern.search(said)), TierEffect.WITHIN)


def _note(tier: TierRows) -> str | None:
    """The remark, and what columns of their own say of the penalty's kinds and of whom it falls on."""
    columns = (("处罚种类", tier.penalty_kinds), ("处罚对象", tier.subject))
    stated = [f"{header}：{text}" for header, text in columns if text and text not in (tier.standard or "")]
    return "\n".join([*stated, *([tier.note] if tier.note else [])]) or None


def _plain(amounts: list[Amount]) -> list[Body]:
    return [_plain_part(amount) for amount in amounts]


def _plain_part(part: Any) -> Body:
    return dict(part.model_dump(mode="json", by_alias=True))


def _form(sheet: SheetReading, item: ItemRow, file_name: str, say: Say) -> str:
    """What the row's own column says, else the sheet's name, its title, the file's name: the first that names one."""
    stated = item.fields.get("form")
    if isinstance(stated, str):
        return stated
    for text in (sheet.sheet, sheet.title or "", file_name):
        found = forms_named(text)
        if len(found) == 1:
            return found[0]
    message = "没有写明属于不予处罚、首违不罚、减轻还是从轻，按不予处罚载入，请核对。"
    say(item.row, "form_unclear", Severity.WARNING, message)
    return StandardForm.NO_PENALTY.value


def _pricing(fields: Body) -> Body:
    """A column of fees that only names how they are set."""
    fee = fields.get("fee")
    if "pricing" in fields or not isinstance(fee, str):
        return {}
    pricing, _ = read_choice("pricing", fee)
    return {"pricing": pricing} if pricing else {}


def approvals_of(item: ItemRow) -> list[str]:
    """The approvals that a service is needed for."""
    approvals = item.fields.get("approvals")
    return list(approvals) if isinstance(approvals, list) else []


def rows_of(item: ItemRow) -> Iterator[int]:
    """The rows of a violation that are in its tiers."""
    return (row for group in item.groups for tier in group.tiers for row in tier.rows)
