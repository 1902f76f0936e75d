"""What differs between two bodies of one record, field by field: the stuff of every redline, diff and change feed."""

from __future__ import annotations

from typing import Any

from quanze.domain.bodies import QUIET_FIELDS
from quanze.domain.text import same_value

Body = dict[str, Any]


def field_changes(before: Body | None, after: Body | None) -> list[dict[str, Any]]:
    """The fields that say something else, as ``{field, before, after}`` in the body's order; extra goes by header.

    Differences in width, white space, schema and display order are none. A missing body has no fields.
    """
    one, other = _flat(before), _flat(after)
    names = list(dict.fromkeys([*other, *one]))
    return [
        {"field": name, "before": one.get(name), "after": other.get(name)}
        for name in names
        if not same_value(one.get(name), other.get(name))
    ]


def _flat(body: Body | None) -> Body:
    if body is None:
        return {}
    extra = {f"extra.{header}": text for header, text in body.get("extra", {}).items()}
    return {name: value for name, value in body.items() if name not in QUIET_FIELDS and name != "extra"} | extra
