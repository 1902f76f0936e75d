"""How pages say things: the binding words of the field for codes, days and fields."""

from __future__ import annotations

from collections.abc import Mapping
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
    KIND_LABELS,
    LEVEL_LABELS,
    SEVERITY_LABELS,
    STANDING_LABELS,
    STATUS_LABELS,
)
from quanze.domain.words import COERCION_LABELS, DISCLOSURE_LABELS, field_label, value_text

__all__ = ["LABELS", "REASONS", "field_label", "instant", "label", "moment", "short", "value_text"]

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
}


def label(code: Any, of: str) -> str:
    """The Chinese word for a code; a code without a word stands for itself."""
    return str(LABELS[of].get(code, code))


def instant(value: str, zone: ZoneInfo) -> str:
    """An instant as the clock on the wall showed it."""
    return datetime.fromisoformat(value).astimezone(zone).strftime("%Y年%-m月%-d日 %H:%M")


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """The same for a moment, to the second; none is a dash."""
    return "—" if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def short(digest: str) -> str:
    """The beginning of a digest: enough for the eye, never for a check."""
    return digest[:12]
