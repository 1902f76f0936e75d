"""How values are said: the words of the field for whatever a body holds, on pages and on papers alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quanze.domain.bodies import field_labels
from quanze.domain.telling import day_words, lines
from quanze.domain.vocabulary import (
    CATEGORY_LABELS,
    DISPOSITION_LABELS,
    LEVEL_LABELS,
    PARTY_LABELS,
    PRICING_LABELS,
    STANDARD_FORM_LABELS,
    STANDING_LABELS,
    STATUS_LABELS,
    Kind,
)

__all__ = [
    "COERCION_LABELS",
    "DISCLOSURE_LABELS",
    "day_words",
    "field_label",
    "named",
    "named_text",
    "references",
    "value_text",
]

COERCION_LABELS = {"measure": "行政强制措施", "execution": "行政强制执行"}
DISCLOSURE_LABELS = {"public": "公示", "withheld": "不公示"}
REFERENCES = frozenset({"department_id", "parent_id", "power_ids"})
"""The fields that hold ids of records: people read their names."""

_CODED: dict[str, Mapping[Any, str]] = {
    "status": STATUS_LABELS,
    "category": CATEGORY_LABELS,
    "coercion_kind": COERCION_LABELS,
    "disclosure": DISCLOSURE_LABELS,
    "levels": LEVEL_LABELS,
    "standing": STANDING_LABELS,
    "form": STANDARD_FORM_LABELS,
    "commissioned_by": PARTY_LABELS,
    "paid_by": PARTY_LABELS,
    "pricing": PRICING_LABELS,
    "disposition": DISPOSITION_LABELS,
}


def field_label(name: str, kind: str) -> str:
    """The label of a body's field, as a redline shows it."""
    if name.startswith("extra."):
        return name.removeprefix("extra.")
    return field_labels(Kind(kind)).get(name, name)


def value_text(value: Any, field: str = "") -> str:
    """A field's value in words, whatever its shape."""
    if value is None or value in ([], {}, ""):
        return ""
    told = lines(field, value)
    if told is not None:
        return "\n".join(told)
    if isinstance(value, list):
        return "、".join(value_text(one, field) for one in value)
    if isinstance(value, dict):
        return str(value["value"]) if field == "codes" else "，".join(value_text(one) for one in value.values() if one)
    return _word(value, field)


def _word(value: Any, field: str) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(_CODED[field].get(value, value)) if field in _CODED else str(value)


def named(value: Any, field: str) -> Iterable[str]:
    """The ids of the records that a field names."""
    if field in REFERENCES and value:
        return value if isinstance(value, list) else [value]
    return ()


def references(body: Mapping[str, Any] | None) -> set[str]:
    """The ids of all records that a body names."""
    return {record for field in REFERENCES for record in named((body or {}).get(field), field)}


def named_text(value: Any, field: str, names: Mapping[str, str]) -> str:
    """A field's value in words, records by their names."""
    ids = named(value, field)
    return "、".join(names.get(one, one) for one in ids) if ids else value_text(value, field)
