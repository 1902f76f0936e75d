"""What a search shows of the records that an index found: one statement, made once, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, and_, bindparam, select
from sqlmodel import col

from quanze.storage.chunks import rows_in
from quanze.storage.readers import SUMMARY, At, names
from quanze.storage.tables import Projection, Record, Version

_STATED = At(0, cast("Any", bindparam("day")), cast("Any", bindparam("entry"))).stated()
_ROWS: Select[*tuple[Any, ...]] = select(*SUMMARY).where(
    _STATED, col(Projection.record).in_(bindparam("records", expanding=True))
)
_WITH_TEXTS = _ROWS.add_columns(col(Version.body)).join(
    Version, and_(col(Version.record) == col(Projection.record), col(Version.number) == col(Projection.version))
)


def found_rows(
    connection: Connection, at: At, records: Sequence[str], *, texts: bool
) -> dict[str, Row[*tuple[Any, ...]]]:
    """The rows that state some records on the day, by record; with their stored texts where these are wanted."""
    if not records:
        return {}
    asked = {"day": at.day, "entry": at.entry, "records": list(records)}
    return {row.record: row for row in connection.execute(_WITH_TEXTS if texts else _ROWS, asked)}


def records_of_kind(connection: Connection, log: int, kind: str) -> list[str]:
    """Every record of a small kind (departments) that was ever published in a log."""
    query = select(col(Record.id)).where(col(Record.log) == log, col(Record.kind) == kind)
    return list(connection.execute(query).scalars())


def children_of(connection: Connection, at: At, parent: str) -> list[str]:
    """The records that state a parent on the day."""
    query = select(col(Projection.record)).where(
        col(Projection.parent) == parent, col(Projection.log) + 0 == at.log, at.stated()
    )
    return list(connection.execute(query).scalars())


def listed_names(connection: Connection, at: At, kind: str, records: Iterable[str]) -> dict[str, str]:
    """What records that somebody asks for by id are called: those of the kind that the log itself lists, no others."""
    query = select(col(Record.id)).where(col(Record.log) == at.log, col(Record.kind) == kind)
    return names(connection, at, [row.id for row in rows_in(connection, query, col(Record.id), records)])


def powers_named(connection: Connection, at: At, called: Sequence[str]) -> dict[str, list[str]]:
    """The powers that are called so on the day, by name: one name may be that of several."""
    query = select(col(Projection.name), col(Projection.record)).where(
        col(Projection.name).in_(list(called)),
        col(Projection.kind) == "power",
        col(Projection.log) + 0 == at.log,
        at.stated(),
    )
    found: dict[str, list[str]] = {}
    for name, record in connection.execute(query.order_by(col(Projection.record))):
        found.setdefault(name, []).append(record)
    return found
