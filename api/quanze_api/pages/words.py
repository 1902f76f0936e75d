"""How pages say things: the binding words of the field for codes, days and fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from quanze.domain.access import SCOPE_LABELS
from quanze.domain.audit import ACTION_LABELS, DETAIL_LABELS, OUTCOME_LABELS, WORDS
from quanze.domain.changes import CAUSE_LABELS, OP_LABELS
from quanze.domain.editions import EDITION_KIND_LABELS
from quanze.domain.procedure import STATE_LABELS
from quanze.domain.roles import ROLE_LABELS
from quanze.domain.vocabulary import (
    CATEGORY_LABELS,
    DISPOSITION_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    PARTY_LABELS,
    PRICING_LABELS,
    SEVERITY_LABELS,
    STANDARD_FORM_LABELS,
    STANDING_LABELS,
    STATUS_LABELS,
    TIER_EFFECT_LABELS,
    Kind,
)
from quanze.domain.words import COERCION_LABELS, DISCLOSURE_LABELS, field_label, value_text

__all__ = ["LABELS", "NOUNS", "REASONS", "Noun", "field_label", "instant", "label", "moment", "short", "value_text"]

REASONS = {
    "not_yet": "尚未施行",
    "ended": "清单已不再载明",
    "before_coverage": "早于清单覆盖起始日",
    "suspended": "暂停实施",
}

LABELS: dict[str, Mapping[Any, str]] = {
    "category": CATEGORY_LABELS,
    "status": STATUS_LABELS,
    "level": LEVEL_LABELS,
    "standing": STANDING_LABELS,
    "kind": {**KIND_LABELS, "edition": "版次"},
    "op": OP_LABELS,
    "cause": CAUSE_LABELS,
    "edition_kind": EDITION_KIND_LABELS,
    "reason": REASONS,
    "coercion_kind": COERCION_LABELS,
    "disclosure": DISCLOSURE_LABELS,
    "role": ROLE_LABELS,
    "scope": SCOPE_LABELS,
    "action": ACTION_LABELS,
    "outcome": OUTCOME_LABELS,
    "detail": DETAIL_LABELS,
    "word": WORDS,
    "state": STATE_LABELS,
    "severity": SEVERITY_LABELS,
    "form": STANDARD_FORM_LABELS,
    "effect": TIER_EFFECT_LABELS,
    "party": PARTY_LABELS,
    "pricing": PRICING_LABELS,
    "disposition": DISPOSITION_LABELS,
}


@dataclass(frozen=True, slots=True)
class Noun:
    """What a kind is called: the list that states it, one of it, its name's column, its versions, its parts."""

    list: str
    item: str
    name: str
    version: str
    parts: str
    said: str

    @property
    def this(self) -> str:
        """The one that a page is about."""
        return f"本{self.said}"


NOUNS: dict[Kind, Noun] = {
    Kind.POWER: Noun("清单", "事项", "事项名称", "事项版本", "子项", "事项"),
    Kind.CATALOGUE_ITEM: Noun("指导目录", "指导目录事项", "事项名称", "事项版本", "子项", "事项"),
    Kind.DISCRETION_STANDARD: Noun(
        "裁量基准清单", "裁量基准", "违法行为（事项）", "基准版本", "本文件的裁量基准", "基准"
    ),
    Kind.INTERMEDIARY_SERVICE: Noun("中介服务清单", "中介服务事项", "中介服务事项名称", "事项版本", "子项", "事项"),
}


def label(code: Any, of: str) -> str:
    """The Chinese word for a code; a code without a word stands for itself."""
    return str(LABELS[of].get(code, code))


def any_field_label(name: str) -> str:
    """The label of a field of whichever kind has it."""
    return next((told for kind in NOUNS if (told := field_label(name, kind)) != name), name)


def instant(value: str, zone: ZoneInfo) -> str:
    """An instant as the clock on the wall showed it."""
    return datetime.fromisoformat(value).astimezone(zone).strftime("%Y年%-m月%-d日 %H:%M")


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """The same for a moment, to the second; none is a dash."""
    return "—" if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def short(digest: str) -> str:
    """The beginning of a digest: enough for the eye, never for a check."""
    return digest[:12]
