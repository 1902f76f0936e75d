"""How pages say things: the binding words of the field for codes, days and fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from quanze.domain.access import SCOPE_LABELS
from quanze.domain.audit import ACTION_LABELS, OUTCOME_LABELS
from quanze.domain.bodies import field_labels
from quanze.domain.changes import CAUSE_LABELS, OP_LABELS
from quanze.domain.editions import EDITION_KIND_LABELS
from quanze.domain.roles import ROLE_LABELS
from quanze.domain.vocabulary import CATEGORY_LABELS, KIND_LABELS, LEVEL_LABELS, STANDING_LABELS, STATUS_LABELS, Kind

REASONS = {
    "not_yet": "尚未施行",
    "ended": "清单已不再载明",
    "before_coverage": "早于清单覆盖起始日",
    "suspended": "暂停实施",
}
COERCION = {"measure": "行政强制措施", "execution": "行政强制执行"}
DISCLOSURE = {"public": "公示", "withheld": "不公示"}

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
    "coercion_kind": COERCION,
    "disclosure": DISCLOSURE,
    "role": ROLE_LABELS,
    "scope": SCOPE_LABELS,
    "action": ACTION_LABELS,
    "outcome": OUTCOME_LABELS,
}


def label(code: Any, of: str) -> str:
    """The Chinese word for a code; a code without a word stands for itself."""
    return str(LABELS[of].get(code, code))


def day(value: str | date | None) -> str:
    """A civil date as people write it; an open end is 至今."""
    if value is None:
        return "至今"
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.year}年{found.month}月{found.day}日"


def instant(value: str, zone: ZoneInfo) -> str:
    """An instant as the clock on the wall showed it."""
    return datetime.fromisoformat(value).astimezone(zone).strftime("%Y年%-m月%-d日 %H:%M")


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """The same for a moment, to the second; none is a dash."""
    return "—" if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def field_label(name: str, kind: str) -> str:
    """The label of a body's field, as a redline shows it."""
    if name.startswith("extra."):
        return name.removeprefix("extra.")
    return field_labels(Kind(kind)).get(name, name)


_CODED = {"status": "status", "category": "category", "coercion_kind": "coercion_kind", "disclosure": "disclosure"}
_CODED |= {"levels": "level", "standing": "standing"}


def value_text(value: Any, field: str = "") -> str:
    """A field's value in words, whatever its shape."""
    if value is None or value in ([], {}, ""):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value_text(one, field) for one in value)
    if isinstance(value, dict) and field == "mandates":
        return mandate_text(value)
    if isinstance(value, dict):
        return "，".join(value_text(one) for one in value.values() if one)
    return label(value, _CODED[field]) if field in _CODED else str(value)


def mandate_text(mandate: Mapping[str, Any]) -> str:
    """Who was trusted with what, by which document, from when to when."""
    since, until = mandate.get("from"), mandate.get("to")
    term = f"{f'自{day(since)}起' if since else ''}{f'至{day(until)}止' if until else ''}"
    about = "，".join(filter(None, (mandate.get("document"), term)))
    matters = (mandate.get("matters") or "").rstrip("。")
    said = f"委托{mandate.get('trustee') or '（受托机关未载明）'}{f'：{matters}' if matters else ''}"
    return f"{said}（{about}）" if about else said


def short(digest: str) -> str:
    """The beginning of a digest: enough for the eye, never for a check."""
    return digest[:12]
