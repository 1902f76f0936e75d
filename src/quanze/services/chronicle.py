"""The log as people and mirrors read it: editions, and every change that they made, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.diffs import field_changes
from quanze.domain.entries import HEADER_KIND, day_text
from quanze.domain.errors import NotFound
from quanze.domain.vocabulary import Kind
from quanze.services.cursors import LIMIT, check_limit, cursors_of
from quanze.services.moments import Moment
from quanze.services.shapes import edition_item
from quanze.storage import readers
from quanze.storage.tables import EditionRow, EntryRow

COUNTED_UP_TO = 100_000


def list_editions(
    connection: Connection,
    moment: Moment,
    *,
    cursor: str | None = None,
    limit: int = LIMIT,
    newest_first: bool = False,
    kind: Kind = Kind.POWER,
) -> dict[str, Any]:
    """Editions up to the moment's, in order of their numbers; ``kind`` is whose changes are counted."""
    check_limit(limit)
    cursors, walk = cursors_of(connection), {"list": "editions", "newest_first": newest_first}
    moment, after = cursors.resume(moment, walk, cursor)
    number = col(EditionRow.number)
    conditions = [number <= moment.edition]
    if after is not None:
        conditions.append(number < after if newest_first else number > after)
    rows = readers.editions(connection, moment.place.log, conditions, limit=limit + 1, newest_first=newest_first)
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": moment.edition,
        "total_relation": "eq",
        "items": [edition_item(row, kind) for row in rows[:limit]],
        "facets": {},
        "next": cursors.following(moment, walk, rows[limit - 1].number) if len(rows) > limit else None,
    }


def edition(connection: Connection, moment: Moment, number: int, kind: Kind = Kind.POWER) -> dict[str, Any]:
    """One edition."""
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        **edition_item(_row(connection, moment, number), kind),
    }


def _row(connection: Connection, moment: Moment, number: int) -> EditionRow:
    row = readers.edition(connection, moment.place.log, number)
    if row is None or row.number > moment.edition:
        raise NotFound(f"没有第 {number} 版次。")
    return row


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a log is wanted: after an entry, so many, of one kind."""

    since: int = 0
    limit: int = LIMIT
    kind: Kind | None = None
    cursor: str | None = None


def edition_changes(connection: Connection, moment: Moment, number: int, page: Page) -> dict[str, Any]:
    """The changes of one edition."""
    row = _row(connection, moment, number)
    conditions = [col(EntryRow.edition) == number, col(EntryRow.number) > row.first_entry]
    return _changes(connection, moment, {"list": "edition_changes", "edition": number}, conditions, page)


def changes(connection: Connection, moment: Moment, page: Page) -> dict[str, Any]:
    """The log in order, headers included: what a mirror follows."""
    return _changes(connection, moment, {"list": "changes"}, [], page)


def _changes(
    connection: Connection, moment: Moment, walk: dict[str, Any], conditions: list[Any], page: Page
) -> dict[str, Any]:
    check_limit(page.limit)
    cursors, walk = cursors_of(connection), {**walk, "kind": page.kind}
    moment, after = cursors.resume(moment, walk, page.cursor)
    conditions = [*conditions, col(EntryRow.number) > page.since, col(EntryRow.number) <= moment.entry]
    if page.kind is not None:
        conditions.append(col(EntryRow.kind) == page.kind)
    total = readers.count_entries(connection, moment.place.log, conditions, COUNTED_UP_TO + 1)
    beyond = conditions if after is None else [*conditions, col(EntryRow.number) > after]
    rows = readers.entries(connection, moment.place.log, *beyond, limit=page.limit + 1)
    shown = rows[: page.limit]
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": min(total, COUNTED_UP_TO),
        "total_relation": "eq" if total <= COUNTED_UP_TO else "gte",
        "items": change_items(connection, moment, shown),
        "facets": {},
        "next": cursors.following(moment, walk, shown[-1].number) if len(rows) > page.limit else None,
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
