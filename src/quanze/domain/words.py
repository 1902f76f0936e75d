"""How values are said: the words of the field for whatever a body holds, on pages and on papers alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quanze.domain.bodies import field_labels
from quanze.domain.vocabulary import CATEGORY_LABELS, LEVEL_LABELS, STANDING_LABELS, STATUS_LABELS, Kind

COERCION_LABELS = {"measure": "行政强制措施", "execution": "行政强制执行"}
DISCLOSURE_LABELS = {"public": "公示", "withheld": "不公示"}

_CODED: dict[str, Mapping[Any, str]] = {
    "status": STATUS_LABELS,
    "category": CATEGORY_LABELS,
    "coercion_kind": COERCION_LABELS,
    "disclosure": DISCLOSURE_LABELS,
    "levels": LEVEL_LABELS,
    "standing": STANDING_LABELS,
}


def day_words(day: str | date | None) -> str:
    """A civil date as people write it; an open end is 至今."""
    if day is None:
        return "至今"
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.year}年{found.month}月{found.day}日"


def field_label(name: str, kind: str) -> str:
    """The label of a body's field, as a redline shows it."""
    if name.startswith("extra."):
        return name.removeprefix("extra.")
    return field_labels(Kind(kind)).get(name, name)


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
    return str(_CODED[field].get(value, value)) if field in _CODED else str(value)


def mandate_text(mandate: Mapping[str, Any]) -> str:
    """Who was trusted with what, by which document, from when to when."""
    since, until = mandate.get("from"), mandate.get("to")
    term = f"{f'自{day_words(since)}起' if since else ''}{f'至{day_words(until)}止' if until else ''}"
    about = "，".join(filter(None, (mandate.get("document"), term)))
    matters = (mandate.get("matters") or "").rstrip("。")
    said = f"委托{mandate.get('trustee') or '（受托机关未载明）'}{f'：{matters}' if matters else ''}"
    return f"{said}（{about}）" if about else said
