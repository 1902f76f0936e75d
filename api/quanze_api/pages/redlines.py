"""Changes as people read them: what differs in words, names instead of ids, where records came from and went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from quanze.services.moments import Moment
from quanze.storage import readers
from quanze_api.pages.words import field_label, value_text

_REFERENCES = ("department_id", "parent_id")


def redlined(connection: Connection, moment: Moment, changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes with their redline and lineage in words; names are looked up once for all."""
    changes = list(changes)
    names = readers.names(connection, moment.at, {id_ for change in changes for id_ in _ids(change)})
    return [{**change, "redline": _redline(change, names), "related": _related(change, names)} for change in changes]


def _ids(change: dict[str, Any]) -> Iterable[str]:
    for field in change["fields"]:
        if field["field"] in _REFERENCES:
            yield from (field["before"] or "", field["after"] or "")
    lineage = change["lineage"] or {}
    yield from (*lineage.get("from", []), *lineage.get("into", []))


def _redline(change: dict[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields that say something else; a beginning has no redline, and a status is said by its operation."""
    fields = [field for field in change["fields"] if field["field"] != "status"]
    if any(field["field"] == "name" and field["before"] is None for field in fields):
        return []
    return [
        {
            "label": field_label(field["field"], change["kind"]),
            "before": _text(field["before"], field["field"], names),
            "after": _text(field["after"], field["field"], names),
        }
        for field in fields
    ]


def _text(value: Any, field: str, names: Mapping[str, str]) -> str:
    return (names.get(value, value) if field in _REFERENCES and value else value_text(value, field)) or "（空）"


def _related(change: dict[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The other records of a merger, a split, a claim."""
    lineage = change["lineage"] or {}
    words = (("from", "来自"), ("into", "去向"))
    return [
        {"word": word, "id": id_, "name": names.get(id_, "另一记录")}
        for direction, word in words
        for id_ in lineage.get(direction, [])
    ]
