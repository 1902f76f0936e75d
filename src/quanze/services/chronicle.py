"""The log as people and mirrors read it: editions, and every change that they made, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.diffs import field_changes
from quanze.domain.entries import HEADER_KIND, day_text
from quanze.domain.errors import InvalidInput, NotFound
from quanze.domain.vocabulary import Kind
from quanze.services.listing import COUNTED_UP_TO, LIMIT, MOST
from quanze.services.moments import Moment
from quanze.services.shapes import edition_item
from quanze.storage import readers
from quanze.storage.tables import EditionRow, EntryRow


def list_editions(
    connection: Connection, moment: Moment, *, after: int = 0, limit: int = LIMIT, newest_first: bool = False
) -> dict[str, Any]:
    """Editions up to the moment's, in order of their numbers; ``after`` is the last number seen."""
    check_limit(limit)
    number = col(EditionRow.number)
    beyond = [number < after] if newest_first and after else [number > after] if after else []
    conditions = [number <= moment.edition, *beyond]
    rows = readers.editions(connection, moment.place.log, conditions, limit=limit + 1, newest_first=newest_first)
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": moment.edition,
        "total_relation": "eq",
        "items": [edition_item(row) for row in rows[:limit]],
        "facets": {},
        "next": str(rows[limit - 1].number) if len(rows) > limit else None,
    }


def check_limit(limit: int) -> None:
    """Refuse a page size out of range."""
    if not 1 <= limit <= MOST:
        raise InvalidInput(f"limit 应为 1 至 {MOST} 的整数。", code="bad_limit", parameter="limit")


def edition(connection: Connection, moment: Moment, number: int) -> dict[str, Any]:
    """One edition."""
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        **edition_item(_row(connection, moment, number)),
    }


def _row(connection: Connection, moment: Moment, number: int) -> EditionRow:
    row = readers.edition(connection, moment.place.log, number)
    if row is None or row.number > moment.edition:
        raise NotFound(f"没有第 {number} 版次。")
    return row


def edition_changes(
    connection: Connection, moment: Moment, number: int, *, since: int = 0, limit: int = LIMIT, kind: Kind | None = None
) -> dict[str, Any]:
    """The changes of one edition, after entry ``since``."""
    row = _row(connection, moment, number)
    conditions = [col(EntryRow.edition) == number, col(EntryRow.number) > max(since, row.first_entry)]
    return _changes(connection, moment, conditions, limit, kind)


def changes(
    connection: Connection, moment: Moment, *, since: int = 0, limit: int = LIMIT, kind: Kind | None = None
) -> dict[str, Any]:
    """The log after entry ``since``, headers included: what a mirror follows."""
    conditions = [col(EntryRow.number) > since, col(EntryRow.number) <= moment.entry]
    return _changes(connection, moment, conditions, limit, kind)


def _changes(
    connection: Connection, moment: Moment, conditions: list[Any], limit: int, kind: Kind | None
) -> dict[str, Any]:
    check_limit(limit)
    if kind is not None:
        conditions = [*conditions, col(EntryRow.kind) == kind]
    total = readers.count_entries(connection, moment.place.log, conditions, COUNTED_UP_TO + 1)
    rows = readers.entries(connection, moment.place.log, *conditions, limit=limit + 1)
    page = rows[:limit]
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": min(total, COUNTED_UP_TO),
        "total_relation": "eq" if total <= COUNTED_UP_TO else "gte",
        "items": change_items(connection, moment, page),
        "facets": {},
        "next": str(page[-1].number) if len(rows) > limit else None,
    }


def change_items(connection: Connection, moment: Moment, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Entries as typed changes, each with the fields that it changed."""
    wanted = {(row.record, version) for row in rows if row.record for version in (row.version, row.base) if version}
    bodies = {key: read_body(text) if text else None for key, text in readers.version_texts(connection, wanted).items()}
    headers = {row.edition for row in rows if row.kind == HEADER_KIND}
    editions = readers.editions(connection, moment.place.log, [col(EditionRow.number).in_(headers)]) if headers else []
    metadata = {edition.number: edition_item(edition) for edition in editions}
    return [_change_item(row, bodies, metadata) for row in rows]


def _change_item(row: Any, bodies: dict[tuple[str, int], Any], metadata: dict[int, Any]) -> dict[str, Any]:
    before, after = bodies.get((row.record, row.base)), bodies.get((row.record, row.version))
    return {
        "entry": row.number,
        "edition": row.edition,
        "op": row.op,
        "kind": row.kind,
        "id": row.record,
        "name": after["name"] if after else None,
        "version": row.version,
        "digest": row.digest,
        "valid_from": day_text(row.valid_from),
        "valid_to": day_text(row.valid_to),
        "cause": row.cause,
        "lineage": row.lineage,
        "fields": field_changes(before, after) if after else [],
        **({"metadata": metadata[row.edition]} if row.kind == HEADER_KIND else {}),
    }
