"""The changes of a proposal as people judge them: what differs, the basis beside it, the findings where they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import field_labels
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze.domain.words import field_label, named_text, references
from quanze.services.commenting import comments_on
from quanze.services.drafted import Body, Drafted, Text
from quanze.services.moments import Moment
from quanze.storage import readers
from quanze_api.pages.redlines import redlined

_UNTOLD = frozenset({"kind", "schema", "status", "display_order", "department_id", "parent_id", "disclosure", "extra"})


def shown(
    connection: Connection,
    moment: Moment,
    drafted: Sequence[Drafted],
    findings: Sequence[Mapping[str, Any]] = (),
    steps: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Every change as a page shows it, with what was said of it."""
    names = _names(connection, moment, drafted)
    lines = redlined(connection, moment, [_as_change(one) for one in drafted])
    return [
        {
            **_shown(one, names, change["redline"], [found for found in findings if found["change"] == one.number]),
            "comments": comments_on(steps, one.number, one.record),
        }
        for one, change in zip(drafted, lines, strict=True)
    ]


def _as_change(one: Drafted) -> dict[str, Any]:
    """A change in the shape that redlines read; only what keeps its record has one."""
    fields = [field for text in one.texts for field in text.fields] if one.keeps else []
    return {"op": one.op, "kind": one.kind, "fields": fields, "from": [], "into": []}


def _names(connection: Connection, moment: Moment, drafted: Sequence[Drafted]) -> dict[str, str]:
    wanted = {one.raw["to_department"] for one in drafted}
    for one in drafted:
        for body in (one.before, *(text.after for text in one.texts)):
            wanted |= references(body)
    return readers.names(connection, moment.at, {name for name in wanted if name})


def _shown(
    one: Drafted, names: Mapping[str, str], redline: list[dict[str, Any]], findings: list[Mapping[str, Any]]
) -> dict[str, Any]:
    after = one.texts[0].after if one.texts else one.before
    fields = {line["field"] for line in redline}
    return {
        "number": one.number,
        "op": one.op,
        "kind": one.kind.value,
        "id": one.record,
        "listed": one.before is not None and one.op is not Op.CLAIM,
        "name": one.name,
        "cause": one.raw["cause"],
        "effective_from": one.raw["effective_from"],
        "effective_to": one.raw["effective_to"],
        "partial": one.raw["partial"],
        "department": names.get((after or {}).get("department_id") or ""),
        "to_department": names.get(one.raw["to_department"] or ""),
        "overtaken": one.overtaken,
        "redline": sorted(redline, key=lambda line: _rank(one.kind, line["field"])),
        "wholes": [] if one.keeps else [_whole(text, one.kind, names) for text in one.texts],
        "sources": [body["name"] for body in one.sources],
        "basis": (after or {}).get("legal_basis"),
        "basis_changed": "legal_basis" in fields,
        "findings": findings,
        "by_field": {field: [found for found in findings if found["field"] == field] for field in fields},
        "apart": [found for found in findings if found["field"] not in fields],
    }


def _whole(text: Text, kind: Kind, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """A text that is new, as its labelled lines."""
    lines = sorted(_lines(text.after, names), key=lambda line: _rank(kind, line[0]))
    return [(field_label(field, kind.value), value) for field, value in lines]


def _rank(kind: Kind, field: str) -> int:
    """The place of a field in the order people read."""
    ranks = list(field_labels(kind))
    return ranks.index(field) if field in ranks else len(ranks)


def _lines(body: Body, names: Mapping[str, str]) -> list[tuple[str, str]]:
    told = [(name, named_text(value, name, names)) for name, value in body.items() if name not in _UNTOLD]
    parent = names.get(body.get("parent_id") or "")
    extra = [(f"extra.{header}", str(value)) for header, value in (body.get("extra") or {}).items()]
    return [(name, value) for name, value in [*told, ("parent_id", parent or ""), *extra] if value and value != "否"]
