"""The organs of a jurisdiction on a day, in the order of organs (机构序列), with what their lists hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import current_bytes, read_body
from quanze.domain.entries import day_text
from quanze.domain.vocabulary import CATEGORY_LABELS, LIVING, Category, Kind, Status
from quanze.services.consulting import nearest, spliced, standing_of, stored_body
from quanze.services.cursors import LIMIT, check_limit, cursors_of
from quanze.services.moments import Moment
from quanze.services.shapes import department_item
from quanze.storage import readers, tallies
from quanze.storage.tables import Projection
from quanze.storage.tallies import Counted


def list_departments(
    connection: Connection, moment: Moment, *, limit: int = LIMIT, cursor: str | None = None
) -> dict[str, Any]:
    """The departments in force on the day."""
    check_limit(limit)
    cursors, walk = cursors_of(connection), {"list": "departments"}
    moment, after = cursors.resume(moment, walk, cursor)
    rows = [row for row in readers.bodies_on(connection, moment.at, Kind.DEPARTMENT) if row.status == Status.ACTIVE]
    start = after or 0
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "total": len(rows),
        "total_relation": "eq",
        "items": _items(connection, moment, rows[start : start + limit]),
        "facets": {},
        "next": cursors.following(moment, walk, start + limit) if len(rows) > start + limit else None,
    }


def _items(connection: Connection, moment: Moment, rows: Sequence[Any]) -> list[dict[str, Any]]:
    powers = tallies.by_department(connection, moment.at, Counted())
    covered = readers.coverage_by_department(connection, moment.at, [row.record for row in rows])
    return [
        department_item(row, read_body(row.body), powers.get(row.record, 0), covered.get(row.record)) for row in rows
    ]


def department_on(connection: Connection, moment: Moment, department: str, base_url: str) -> bytes:
    """The department on the moment's day: where it stands, where it came from, what its list holds, its own text."""
    row, reason = nearest(connection, moment, Kind.DEPARTMENT, department)
    covered = readers.coverage_from(connection, moment.at, [department])
    categories = tallies.by_category(connection, moment.at, Counted(departments=[department]))
    envelope = {
        "meta": moment.meta(covered),
        **standing_of(connection, moment, Kind.DEPARTMENT, row, reason, base_url),
        "powers": sum(categories.values()),
        "categories": [
            {"value": value, "label": label, "count": categories[value]}
            for value, label in CATEGORY_LABELS.items()
            if value in categories
        ],
        "coverage_from": day_text(covered),
        "lineage": department_lineage(connection, moment, department),
    }
    return spliced(envelope, current_bytes(Kind.DEPARTMENT, stored_body(connection, department, row.version).encode()))


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


def department_list(connection: Connection, moment: Moment, department: str) -> list[dict[str, Any]]:
    """The department's list on the day, as it is printed: categories in statutory order, items as listed, numbered.

    What only groups stands over its sub-items, and an item without its group stands alone.
    """
    living = [col(Projection.department) == department, col(Projection.status).in_([str(one) for one in LIVING])]
    query = readers.list_query(moment.at, Kind.POWER, living).order_by(
        col(Projection.category_rank), col(Projection.display_order), col(Projection.record)
    )
    rows = list(connection.execute(query))
    return [
        {"value": category, "label": CATEGORY_LABELS[Category(category)], **_chapter(list(own))}
        for category, own in groupby(rows, key=lambda row: row.category)
    ]


def _chapter(rows: Sequence[Any]) -> dict[str, Any]:
    """The items of one category: numbered from 1, sub-items within their group."""
    present = {row.record for row in rows}
    children: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.parent in present:
            children[row.parent].append(row)
    tops = [row for row in rows if row.parent not in present]
    items = [
        {
            **_listed(row, str(number)),
            "items": [_listed(sub, f"{number}.{n}") for n, sub in _from_1(children[row.record])],
        }
        for number, row in _from_1(tops)
    ]
    return {"items": items, "count": sum(row.status == Status.ACTIVE and not row.grouping for row in rows)}


def _from_1(rows: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(rows, start=1)


def _listed(row: Any, number: str) -> dict[str, Any]:
    own = {"id": row.record, "name": row.name, "code": row.code, "status": row.status}
    return {"number": number, "grouping": row.grouping, **own}
