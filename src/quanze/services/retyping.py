"""Texts as they are typed over: from whole fields as a person writes them to a change that says only what differs.

A person edits a power as a whole row; a change holds the differences from the text that it is laid over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quanze.domain.changes import Op
from quanze.domain.text import same_value
from quanze.services.drafted import Body, Text

Raw = dict[str, Any]


def retyped(raw: Mapping[str, Any], text: Text, said: Mapping[str, Any]) -> Raw:
    """The change with a text's fields as they were typed; what was not asked of the person stays."""
    if text.part is None:
        return {**raw, "fields": _laid(raw["fields"], text.before, said)}
    into = list(raw["into"])
    into[text.part] = {**into[text.part], "fields": _laid(into[text.part]["fields"], None, said)}
    return {**raw, "into": into}


def _laid(fields: Mapping[str, Any], before: Body | None, said: Mapping[str, Any]) -> Raw:
    kept = {name: value for name, value in fields.items() if name not in said and name != "extra"}
    differing = {name: value for name, value in said.items() if name != "extra" and _differs(before, name, value)}
    extra = {**(fields.get("extra") or {}), **(said.get("extra") or {})}
    known = (before or {}).get("extra") or {}
    other = {header: text or None for header, text in extra.items() if not same_value(known.get(header), text)}
    return {**kept, **differing, **({"extra": other} if other else {})}


def _differs(before: Body | None, name: str, value: Any) -> bool:
    return not same_value((before or {}).get(name), value)


def blank(op: Op, cause: Mapping[str, Any], **parts: Any) -> Raw:
    """A change that says nothing yet."""
    return {"op": op.value, "cause": dict(cause), "fields": {}, **parts}


def replaced(body: Body, field: str, find: str, by: str) -> Any:
    """A field's text after a replacement, or as a whole where nothing is to be found; the same: nothing to change."""
    known = body.get(field) or ""
    if not isinstance(known, str):
        return known
    return known.replace(find, by) if find else by


NOT_COPIED = frozenset({"kind", "schema", "status", "display_order", "source", "mandates"})


def copied(body: Body) -> Raw:
    """The fields of a text that a new record may begin with."""
    return {name: value for name, value in body.items() if name not in NOT_COPIED and value not in (None, "", [], {})}
