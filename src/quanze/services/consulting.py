"""One record, as the list stated it on a day: the current question and the oldest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from quanze.domain.bodies import current_bytes
from quanze.domain.entries import day_text
from quanze.domain.errors import NotFound, NotKnownThen, Redacted
from quanze.domain.identities import is_id
from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import Kind, Status
from quanze.services.cursors import LIMIT, cursors_of
from quanze.services.moments import Moment
from quanze.services.shapes import category_label, department_reference, record_url
from quanze.storage import readers

Rows = Sequence[Any]


def record_on(connection: Connection, moment: Moment, kind: Kind, record: str, base_url: str) -> bytes:
    """The record on the moment's day as a JSON object: a small computed envelope, then the stored body's own keys.

    Outside its interval the nearest text answers, with ``in_force`` false and the reason. Raises NotFound where it
    never existed, NotKnownThen where a later edition brought it, Redacted where its text was removed.
    """
    row, reason = nearest(connection, moment, kind, record)
    names = readers.names(connection, moment.at, [row.department, row.parent])
    covered = readers.coverage_from(connection, moment.at, [row.department] if row.department else [])
    if covered and moment.valid_at < covered:
        reason = "before_coverage"
    envelope = {
        "meta": moment.meta(covered),
        "code": row.code,
        "parent_name": names.get(row.parent or ""),
        "category_label": category_label(row.category),
        "department": department_reference(row.department, names),
        **standing_of(connection, moment, kind, row, reason, base_url),
    }
    return spliced(envelope, current_bytes(kind, stored_body(connection, record, row.version).encode()))


def standing_of(
    connection: Connection, moment: Moment, kind: Kind, row: Any, reason: str | None, base_url: str
) -> dict[str, Any]:
    """What every kind of record says of itself on a day: which version, since when, and why not in force."""
    return {
        "id": row.record,
        "in_force": reason is None,
        "reason": reason,
        "version": row.version,
        "valid_from": day_text(row.valid_from),
        "valid_to": day_text(row.valid_to),
        "successors": _successors(connection, moment, row.record) if reason == "ended" else [],
        "url": record_url(base_url, kind, row.record),
    }


def stored_body(connection: Connection, record: str, version: int) -> str:
    """The stored text of a version. Raises Redacted where it was removed."""
    found = readers.version_text(connection, record, version)
    if found is None:
        raise NotFound("没有这个版本。", code="not_found", record=record)
    if found.body is None:
        raise Redacted("该文本已依法移除；校验码与存证仍可查验。", record=record)
    return str(found.body)


def spliced(envelope: dict[str, Any], body: bytes) -> bytes:
    """One JSON object of the envelope's keys and the body's, the body's bytes untouched."""
    return orjson.dumps(envelope)[:-1] + b"," + body[1:]


def _known_rows(connection: Connection, moment: Moment, kind: Kind, record: str) -> Rows:
    rows = readers.record_rows(connection, moment.at, record, kind) if is_id(record) else []
    if rows:
        return rows
    if is_id(record) and readers.exists(connection, moment.place.log, record, kind):
        raise NotKnownThen(f"截至第 {moment.edition} 次公布，清单尚未载入该记录。")
    raise NotFound("没有这条记录。")


def nearest(connection: Connection, moment: Moment, kind: Kind, record: str) -> tuple[Any, str | None]:
    """The record's row of the day, or the nearest one, and why it is not in force."""
    rows = _known_rows(connection, moment, kind, record)
    row = next((row for row in rows if row.valid_from <= moment.valid_at < row.valid_to), None)
    if row is not None:
        return row, _REASONS[Status(row.status)]
    earlier = [row for row in rows if row.valid_to <= moment.valid_at]
    return (earlier[-1], "ended") if earlier else (rows[0], "not_yet")


_REASONS: dict[Status, str | None] = dict.fromkeys(Status, "ended")
_REASONS |= {Status.ACTIVE: None, Status.SUSPENDED: "suspended"}


def _successors(connection: Connection, moment: Moment, record: str) -> list[dict[str, Any]]:
    """What came of an ended record: the records that its last ending names."""
    entries = readers.entries_of(connection, moment.place.log, record, moment.entry)
    ids = [(entry.op, successor) for entry in entries for successor in (entry.lineage or {}).get("into", [])]
    names = readers.names(connection, moment.at, [successor for _, successor in ids])
    return [{"id": successor, "name": names.get(successor), "op": op} for op, successor in ids]


def versions_of(connection: Connection, moment: Moment, kind: Kind, record: str) -> list[dict[str, Any]]:
    """The versions of a record up to the moment's edition, in the order of their entries."""
    _known_rows(connection, moment, kind, record)
    entries = [e for e in readers.entries_of(connection, moment.place.log, record, moment.entry) if e.op != "redact"]
    texts = readers.version_texts(connection, [(record, e.version) for e in entries])
    return [_version_item(entry, texts[record, entry.version]) for entry in entries]


def list_versions(
    connection: Connection, moment: Moment, kind: Kind, record: str, *, limit: int = LIMIT, cursor: str | None = None
) -> dict[str, Any]:
    """One page of a record's versions."""
    cursors, walk = cursors_of(connection), {"list": "versions", "record": record}
    moment, after = cursors.resume(moment, walk, cursor)
    versions = versions_of(connection, moment, kind, record)
    start = after or 0
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": len(versions),
        "total_relation": "eq",
        "items": versions[start : start + limit],
        "facets": {},
        "next": cursors.following(moment, walk, start + limit) if len(versions) > start + limit else None,
    }


def _version_item(entry: Any, text: str | None) -> dict[str, Any]:
    return {
        "number": entry.version,
        "status": orjson.loads(text)["status"] if text else None,
        "op": entry.op,
        "valid_from": day_text(entry.valid_from),
        "valid_to": day_text(entry.valid_to if entry.valid_to != FOREVER else None),
        "entry": entry.number,
        "edition": entry.edition,
        "digest": entry.digest,
    }


def version(connection: Connection, log: int, kind: Kind, record: str, number: int) -> bytes:
    """One version as it was stored: immutable, the body's bytes untouched."""
    entry = version_entry(connection, log, kind, record, number)
    envelope = {
        "record": record,
        "kind": kind,
        "number": number,
        "digest": entry.digest,
        "entry": entry.number,
        "edition": entry.edition,
        "op": entry.op,
    }
    return orjson.dumps(envelope)[:-1] + b',"body":' + stored_body(connection, record, number).encode() + b"}"


def version_entry(connection: Connection, log: int, kind: Kind, record: str, number: int) -> Any:
    """The entry that published a version."""
    entry = readers.entry_of_version(connection, log, record, number) if is_id(record) else None
    if entry is None or entry.kind != kind:
        raise NotFound("没有这个版本。")
    return entry
