"""The organs of a jurisdiction on a day, in the order of organs (机构序列), with what their lists hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.vocabulary import Kind, Status
from quanze.services.moments import Moment
from quanze.services.shapes import department_item
from quanze.storage import readers
from quanze.storage.tables import Projection


def list_departments(connection: Connection, moment: Moment) -> dict[str, Any]:
    """All departments in force on the day."""
    rows = [row for row in readers.bodies_on(connection, moment.at, Kind.DEPARTMENT) if row.status == Status.ACTIVE]
    powers = _powers(connection, moment)
    covered = readers.coverage_by_department(connection, moment.at, [row.record for row in rows])
    items = [
        department_item(row, read_body(row.body), powers.get(row.record, 0), covered.get(row.record)) for row in rows
    ]
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": len(items),
        "total_relation": "eq",
        "items": items,
        "facets": {},
        "next": None,
    }


def _powers(connection: Connection, moment: Moment) -> dict[str, int]:
    query = readers.list_query(moment.at, Kind.POWER, [col(Projection.counted).is_(True)])
    return readers.facet(connection, query, col(Projection.department))


def department_lineage(connection: Connection, moment: Moment, department: str) -> dict[str, list[dict[str, Any]]]:
    """The organs that a department came from and went into, by the log up to the moment's edition."""
    found: dict[str, list[dict[str, Any]]] = {"from": [], "into": []}
    for entry in readers.entries_of(connection, moment.place.log, department, moment.entry):
        for direction, records in found.items():
            records.extend({"id": other, "op": entry.op} for other in (entry.lineage or {}).get(direction, []))
    names = readers.names(connection, moment.at, [other["id"] for others in found.values() for other in others])
    return {
        direction: [{**other, "name": names.get(other["id"])} for other in others]
        for direction, others in found.items()
    }
