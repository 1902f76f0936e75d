"""Changes as people read them: what differs in words, names instead of ids, where records came from and went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz.distance import Indel
from sqlalchemy import Connection

from quanze.domain.words import field_label, named, named_text
from quanze.services.moments import Moment
from quanze.storage import readers

LEAST_ALIKE = 0.3
SHORTEST_ALIKE = 2
"""A character that happens to stand in both texts is not worth keeping apart."""


def redlined(
    connection: Connection, moment: Moment, changes: Iterable[dict[str, Any]], kind: str | None = None
) -> list[dict[str, Any]]:
    """The changes with their redline and lineage in words; names are looked up once for all."""
    changes = [{**change, "kind": kind or change["kind"], "lineage": _lineage(change)} for change in changes]
    names = readers.names(connection, moment.at, {id_ for change in changes for id_ in _ids(change)})
    return [{**change, "redline": _redline(change, names), "related": _related(change, names)} for change in changes]


def _lineage(change: Mapping[str, Any]) -> dict[str, Any]:
    """Where a record came from and went, as an entry says it or as a difference does."""
    found: Mapping[str, Any] = change.get("lineage") or change
    return {name: found.get(name) or [] for name in ("from", "into")}


def _ids(change: dict[str, Any]) -> Iterable[str]:
    for field in change["fields"]:
        for end in ("before", "after"):
            yield from named(field[end], field["field"])
    yield from (*change["lineage"]["from"], *change["lineage"]["into"])


def _redline(change: dict[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields that say something else; a beginning has no redline, and a status is said by its operation."""
    fields = [field for field in change["fields"] if field["field"] != "status"]
    if any(field["field"] == "name" and field["before"] is None for field in fields):
        return []
    return [_line(field, change["kind"], names) for field in fields]


def _line(field: dict[str, Any], kind: str, names: Mapping[str, str]) -> dict[str, Any]:
    before, after = (_text(field[end], field["field"], names) for end in ("before", "after"))
    told = {"field": field["field"], "label": field_label(field["field"], kind), "before": before, "after": after}
    return {**told, "pieces": pieces(before, after)}


def pieces(before: str, after: str) -> dict[str, list[tuple[bool, str]]]:
    """Both texts in pieces, each with whether the other lacks it; texts that share little differ as a whole."""
    codes = Indel.opcodes(before, after)
    kept = sum(code.src_end - code.src_start for code in codes if code.tag == "equal")
    if kept < LEAST_ALIKE * max(len(before), len(after)):
        return {"before": [(True, before)], "after": [(True, after)]}
    told: dict[str, list[tuple[bool, str]]] = {"before": [], "after": []}
    for code in codes:
        at_an_end = code.src_start == 0 or code.src_end == len(before)
        alike = code.tag == "equal" and (at_an_end or code.src_end - code.src_start >= SHORTEST_ALIKE)
        _add(told["before"], before[code.src_start : code.src_end], alike=alike)
        _add(told["after"], after[code.dest_start : code.dest_end], alike=alike)
    return told


def _add(told: list[tuple[bool, str]], text: str, *, alike: bool) -> None:
    if not text:
        return
    if told and told[-1][0] is not alike:
        text = told.pop()[1] + text
    told.append((not alike, text))


def _text(value: Any, field: str, names: Mapping[str, str]) -> str:
    return named_text(value, field, names) or "（空）"


def _related(change: dict[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The other records of a merger, a split, a claim."""
    lineage = change["lineage"]
    words = (("from", "来自"), ("into", "去向"))
    return [
        {"word": word, "id": id_, "name": names.get(id_, "另一记录")}
        for direction, word in words
        for id_ in lineage[direction]
    ]
