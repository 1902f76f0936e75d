"""Lists and differences as tables that a spreadsheet program opens: row by row, however long they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.domain.vocabulary import Kind
from quanze.exchange.entryfiles import STANDARDS, TABLES
from quanze.exchange.listfiles import POWERS, Table, harmless, headers
from quanze.exchange.listfiles import lines as record_lines
from quanze.exchange.listings import Listing
from quanze.services.listing import Wanted, walk
from quanze.services.moments import Moment
from quanze.storage import readers

BOM = "\ufeff"
PAGE = 500
_TABLES = {
    Kind.POWER: POWERS,
    Kind.DISCRETION_STANDARD: STANDARDS,
    Kind.INTERMEDIARY_SERVICE: TABLES[Listing.INTERMEDIARY],
}


def list_table(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[str]:
    """The list of a day as CSV, a page of records at a time."""
    table = _TABLES[wanted.kind]
    yield heading(moment, headers(table))
    number = 0
    for rows in walk(connection, moment, replace(wanted, limit=PAGE)):
        yield lines(_cells(connection, moment, rows, number, table))
        number += len(rows)


def found_table(connection: Connection, moment: Moment, records: Sequence[str]) -> Iterator[str]:
    """Records that a search found, as CSV in their order."""
    yield heading(moment, headers(POWERS))
    rows = {row.record: row for row in readers.rows_on(connection, moment.at, records)}
    yield lines(_cells(connection, moment, [rows[record] for record in records if record in rows], 0, POWERS))


def _cells(
    connection: Connection, moment: Moment, rows: Sequence[Any], number: int, table: Table
) -> Iterator[list[str]]:
    names = readers.names(connection, moment.at, [id_ for row in rows for id_ in (row.department, row.parent) if id_])
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    for serial, row in enumerate(rows, start=number + 1):
        text = texts[row.record, row.version]
        body = read_body(text) if text else {"name": row.name, "category": row.category}
        shown = {**body, "id": row.record, "parent_name": names.get(row.parent or "")}
        yield from record_lines(table, serial, names.get(row.department, ""), shown)


def heading(moment: Moment, headers: Sequence[str]) -> str:
    """A byte order mark, what everyone must be told, the headers."""
    return BOM + lines([*([[moment.notice]] if moment.notice else []), headers])


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of CSV; no cell of theirs becomes a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
