"""The story of one record: everything that was ever entered about it, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from quanze.domain.vocabulary import Kind
from quanze.services.chronicle import change_items
from quanze.services.consulting import nearest
from quanze.services.cursors import LIMIT, check_limit, cursors_of
from quanze.services.moments import Moment
from quanze.storage import readers


def history(
    connection: Connection, moment: Moment, kind: Kind, record: str, *, limit: int = LIMIT, cursor: str | None = None
) -> dict[str, Any]:
    """One page of a record's entries as typed changes, the newest first. Raises NotFound, NotKnownThen."""
    check_limit(limit)
    cursors, walk = cursors_of(connection), {"list": "history", "record": record}
    moment, after = cursors.resume(moment, walk, cursor)
    nearest(connection, moment, kind, record)
    entries = list(reversed(readers.entries_of(connection, moment.place.log, record, moment.entry)))
    start = after or 0
    page, further = entries[start : start + limit], start + limit
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": len(entries),
        "total_relation": "eq",
        "items": change_items(connection, moment, page),
        "facets": {},
        "next": cursors.following(moment, walk, further) if len(entries) > further else None,
    }
