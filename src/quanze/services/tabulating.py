"""Lists and differences as tables that a spreadsheet program opens: row by row, however long they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.exchange.listfiles import COLUMNS, OWN_HEADERS, cells, harmless
from quanze.services.listing import Wanted, walk
from quanze.services.moments import Moment
from quanze.storage import readers

BOM = "\ufeff"
PAGE = 500


def list_table(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[str]:
    """The list of a day as CSV, a page of records at a time."""
    yield heading(moment, ["序号", OWN_HEADERS[0], *COLUMNS.values(), OWN_HEADERS[1]])
    number = 0
    for rows in walk(connection, moment, replace(wanted, limit=PAGE)):
        yield lines(_cells(connection, moment, rows, number))
        number += len(rows)


def found_table(connection: Connection, moment: Moment, records: Sequence[str]) -> Iterator[str]:
    """Records that a search found, as CSV in their order."""
    yield heading(moment, ["序号", OWN_HEADERS[0], *COLUMNS.values(), OWN_HEADERS[1]])
    rows = {row.record: row for row in readers.rows_on(connection, moment.at, records)}
    yield lines(_cells(connection, moment, [rows[record] for record in records if record in rows], 0))


def _cells(connection: Connection, moment: Moment, rows: Sequence[Any], number: int) -> Iterator[list[str]]:
    names = readers.names(connection, moment.at, [id_ for row in rows for id_ in (row.department, row.parent) if id_])
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    for serial, row in enumerate(rows, start=number + 1):
        text = texts[row.record, row.version]
        body = read_body(text) if text else {"name": row.name, "category": row.category}
        shown = cells({**body, "parent_name": names.get(row.parent or "")})
        yield [str(serial), names.get(row.department, ""), *shown, row.record]


def heading(moment: Moment, headers: Sequence[str]) -> str:
    """A byte order mark, what everyone must be told, the headers."""
    return BOM + lines([*([[moment.notice]] if moment.notice else []), headers])


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of CSV; no cell of theirs becomes a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
