"""What an import proposes to link: its rows with the powers that they may belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.exchange.listings import Listing
from quanze.services.batches import ReadSheet
from quanze.services.importing import Plan
from quanze.services.linking import Link, propose_links
from quanze.services.listed import Body, ListedRow, RowKey, Terms
from quanze.services.moments import Moment, Place
from quanze.storage import readers
from quanze.storage.heads import read_head


def proposed(connection: Connection, place: Place, plan: Plan, terms: Terms) -> dict[str, Any]:
    """The report's ``links``; a list of powers has none."""
    if plan.batch.listing is Listing.POWERS:
        return {}
    return {"links": [_told(plan, key, link) for key, link in row_links(connection, place, plan, terms)]}


def row_links(connection: Connection, place: Place, plan: Plan, terms: Terms) -> list[tuple[RowKey, Link]]:
    """The proposals for the rows of a plan, on its day, without what the records are linked to already."""
    head = read_head(connection, place.id)
    moment = Moment(place, terms.effective_from, head.edition, head.entry)
    keys = {found[0]: key for one in plan.comparisons for key, found in one.matches.items() if key not in terms.links}
    known = _linked(connection, moment, list(keys))
    rows = {row.key: (sheet, row) for sheet in plan.batch.sheets for row in sheet.rows}
    bodies = {record: _body(*rows[key], known.get(record, [])) for record, key in keys.items()}
    return [(keys[link.record], link) for link in propose_links(connection, moment, bodies)]


def _linked(connection: Connection, moment: Moment, records: list[str]) -> dict[str, list[str]]:
    """What the records are linked to on the day."""
    rows = readers.rows_on(connection, moment.at, records)
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    return {record: read_body(text).get("power_ids") or [] for (record, _), text in texts.items() if text}


def _body(sheet: ReadSheet, row: ListedRow, linked: list[str]) -> Body:
    return {**row.fields, "name": row.name, "department_id": sheet.owner_of(row.key[2]), "power_ids": linked}


def _told(plan: Plan, key: RowKey, link: Link) -> dict[str, Any]:
    file, number, row = key
    sheet = next(one for one in plan.batch.sheets if (one.file, one.number) == (file, number))
    name = next(one.name for one in sheet.rows if one.key == key)
    return {
        "file": plan.batch.files[file].name,
        "sheet": sheet.reading.sheet,
        "row": row,
        "id": link.record,
        "name": name,
        "power": link.power,
        "power_name": link.name,
        "department": plan.organs.names.get(link.department, ""),
        "score": link.score,
        "how": link.how,
    }
