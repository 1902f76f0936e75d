"""What an installation holds: its jurisdictions, their departments, and since when each is covered."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.entries import day_text
from quanze.domain.vocabulary import Kind, Status
from quanze.services.moments import Asked, Moment, Place, places_of, resolve_in
from quanze.storage import following, readers


def jurisdictions(connection: Connection, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Every jurisdiction as it stands today."""
    return [_jurisdiction(connection, place, zone) for place in places_of(connection)]


def indexed(connection: Connection, position: int | None) -> int | None:
    """How many entries of public logs an index at a position has read; positions themselves count what is withheld."""
    if position is None:
        return None
    return sum(following.entry_at(connection, place.log, position) for place in places_of(connection))


def _jurisdiction(connection: Connection, place: Place, zone: ZoneInfo) -> dict[str, Any]:
    moment = resolve_in(connection, place, Asked(), zone)
    codes = readers.region_codes(connection, place.id)
    return {
        "id": place.id,
        "name": place.name,
        "demonstration": place.demonstration,
        "assessments": readers.assesses(connection, place.id),
        **({"notice": moment.notice} if moment.notice else {}),
        "region_codes": [
            {
                "scheme": code.scheme,
                "value": code.value,
                "valid_from": None if code.valid_from.year == 1 else code.valid_from.isoformat(),
                "valid_to": day_text(code.valid_to),
            }
            for code in codes
        ],
        "entry": moment.entry,
        "edition": moment.edition,
        "coverage_from": day_text(readers.coverage_from(connection, moment.at)),
        "departments": _departments(connection, moment),
    }


def _departments(connection: Connection, moment: Moment) -> list[dict[str, Any]]:
    rows = [row for row in readers.bodies_on(connection, moment.at, Kind.DEPARTMENT) if row.status == Status.ACTIVE]
    covered = readers.coverage_by_department(connection, moment.at, [row.record for row in rows])
    return [{"id": row.record, "name": row.name, "coverage_from": day_text(covered.get(row.record))} for row in rows]
