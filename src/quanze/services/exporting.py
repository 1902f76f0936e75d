"""A list goes out as a file: what it said on a day, in list order, readable back without a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import StandardForm
from quanze.exchange import listfiles
from quanze.exchange.entryfiles import TABLES
from quanze.exchange.listings import Listing
from quanze.services.batches import KINDS
from quanze.services.moments import Asked, Moment, resolve
from quanze.storage import readers, tallies
from quanze.storage.tables import LIST_ORDER, Projection
from quanze.storage.tallies import Counted

__all__ = ["Asked", "Format", "export"]

PAGE = 500


class Format(StrEnum):
    """The formats that a list can be had in."""

    CSV = "csv"
    XLSX = "xlsx"
    NDJSON = "ndjson"


def export(
    connection: Connection,
    asked: Asked,
    zone: ZoneInfo,
    format_: Format,
    out: Path,
    department: str | None = None,
    *,
    listing: Listing = Listing.POWERS,
) -> int:
    """Write the list of a day into a file and answer the number of records; the file appears only when complete."""
    moment = resolve(connection, asked, zone)
    departments = _departments(connection, moment, listing, department)
    part = out.with_name(out.name + ".part")
    lists = ((name, _records(connection, moment, listing, id_, name)) for id_, name in departments.items())
    try:
        number = listfiles.WRITERS[format_](part, lists, moment.notice, TABLES[listing])
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return number


def _departments(connection: Connection, moment: Moment, listing: Listing, department: str | None) -> dict[str, str]:
    listed = tallies.by_department(connection, moment.at, Counted(KINDS[listing]))
    names = readers.names_in_list_order(connection, moment.at, listed)
    chosen = {id_: name for id_, name in names.items() if department in (None, id_, name)}
    if department is not None and not chosen:
        raise InvalidInput(f"{moment.valid_at} 的清单中没有部门“{department}”。", code="unknown_department")
    return chosen


def _records(
    connection: Connection, moment: Moment, listing: Listing, department: str, name: str
) -> Iterator[dict[str, Any]]:
    """The records of a department's list in list order, a page of bodies at a time."""
    order = [col(getattr(Projection, column)) for column in LIST_ORDER[3:]]
    query = readers.list_query(
        moment.at, KINDS[listing], [col(Projection.counted).is_(True), col(Projection.department) == department]
    ).order_by(*order)
    rows = connection.execute(query).all()
    parents = readers.names(connection, moment.at, [row.parent for row in rows if row.parent])
    for start in range(0, len(rows), PAGE):
        page = rows[start : start + PAGE]
        texts = readers.version_texts(connection, [(row.record, row.version) for row in page])
        for row in page:
            text = texts[row.record, row.version]
            body = read_body(text) if text else {"name": row.name, "category": row.category}
            if _is_listed(listing, body):
                yield {"id": row.record, "department": name, "parent_name": parents.get(row.parent), **body}


def _is_listed(listing: Listing, body: Mapping[str, Any]) -> bool:
    """Standards go out in two lists: those that grade, and those that say when no or a lesser penalty is given."""
    form = body.get("form")
    if listing is Listing.NO_PENALTY:
        return form not in {StandardForm.GRADED, StandardForm.DIMENSIONS}
    return listing is not Listing.DISCRETION or form == StandardForm.GRADED
