"""What each organ holds from a day on: the records of its lists, all kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from quanze.domain.vocabulary import LIVING, Kind
from quanze.storage.chunks import rows_in
from quanze.storage.readers import SUMMARY, At, P

HELD = (*SUMMARY, col(P.kind), col(P.counted))


def held_by(connection: Connection, at: At, departments: Iterable[str]) -> list[Row[*tuple[Any, ...]]]:
    """The living texts of some departments' records in a log from a day on: one for each that is stated then or will
    be.
    """
    living = (col(P.status).in_(sorted(LIVING)), col(P.kind) != Kind.DEPARTMENT)
    query = select(*HELD).where(col(P.log) == at.log, col(P.valid_to) > at.day, at.known(), *living)
    rows = rows_in(connection, query, col(P.department), departments)
    return sorted(rows, key=lambda row: (row.record, row.valid_from))


def organs_on(connection: Connection, at: At) -> dict[str, str]:
    """The living departments: id and name."""
    query = select(col(P.record), col(P.name)).where(col(P.log) == at.log, col(P.kind) == Kind.DEPARTMENT, at.stated())
    return {row.record: row.name for row in connection.execute(query.where(col(P.status).in_(sorted(LIVING))))}


def statuses_on(connection: Connection, at: At, records: Iterable[str]) -> dict[str, str]:
    """What status the list states of records."""
    query = select(col(P.record), col(P.status)).where(col(P.log) == at.log, at.stated())
    return {row.record: row.status for row in rows_in(connection, query, col(P.record), records)}


def counted_on(connection: Connection, at: At, records: Iterable[str]) -> set[str]:
    """Those of the records that are counted powers."""
    query = select(col(P.record)).where(col(P.log) == at.log, at.stated(), col(P.counted), col(P.kind) == Kind.POWER)
    return {row.record for row in rows_in(connection, query, col(P.record), records)}
