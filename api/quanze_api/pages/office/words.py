"""How the office says things: departments by their names, moments as the clock on the wall shows them."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.roles import Person
from quanze.services.moments import Asked, places_of, resolve_in
from quanze.storage import readers


def department_names(connection: Connection, zone: ZoneInfo, staff: Iterable[Person]) -> dict[str, str]:
    """The names, today, of the departments that some persons work for."""
    by_place: dict[str, set[str]] = {}
    for person in staff:
        by_place.setdefault(person.jurisdiction, set()).update(person.departments())
    found: dict[str, str] = {}
    for place in places_of(connection):
        if wanted := by_place.get(place.id):
            found |= readers.names(connection, resolve_in(connection, place, Asked(), zone).at, wanted)
    return found


def departments_of(connection: Connection, zone: ZoneInfo, jurisdiction: str) -> dict[str, str]:
    """The departments of a jurisdiction today, in the order of organs: id and name."""
    place = next(place for place in places_of(connection) if place.id == jurisdiction)
    at = resolve_in(connection, place, Asked(), zone).at
    return {row.record: row.name for row in readers.bodies_on(connection, at, "department")}
