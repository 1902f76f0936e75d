"""The question that is asked most, in one statement: what does one record say on a day, as known now.

One statement sees one state and needs no transaction. On the embedded database it goes straight to the driver, which
answers in 20 µs; on a server it saves six round trips. Whatever is not the plain case (another edition, a record
outside its interval, a name that was not stated that day) is answered None, and the readers answer it.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    PoolProxiedConnection,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from quanze.storage.database import Database
from quanze.storage.tables import Jurisdiction, Log, Projection, Version


class Stated(NamedTuple):
    """What a record says on a day, and where its log stands; days are texts, as JSON writes them."""

    jurisdiction: str
    jurisdiction_name: str
    ruleset: str
    demonstration: bool
    log: int
    edition: int
    entry: int
    code: str | None
    parent: str | None
    category: str | None
    department: str
    status: str
    version: int
    valid_from: str
    valid_to: str
    department_name: str | None
    parent_name: str | None
    coverage_from: str | None
    body: str | bytes | None


P, N, C = Projection, aliased(Projection), aliased(Projection)
_0, _1 = literal_column("0", Integer), literal_column("1", Integer)
_PUBLIC, _POWER = literal_column("'public'", String), literal_column("'power'", String)
"""Written into the statement: each one bound costs a tenth of the time that it takes to run."""


def _statement(body: Any) -> Select[*tuple[Any, ...]]:
    """The columns of :class:`Stated`, for the parameters record, kind and day."""
    place = (Jurisdiction.id, Jurisdiction.name, Jurisdiction.ruleset, Jurisdiction.demonstration)
    head = (Log.id, Log.edition, Log.entry)
    own = (P.code, P.parent, P.category, P.department, P.status, P.version)
    days = (P.valid_from, P.valid_to)
    names = (_name(col(P.department)), _name(col(P.parent)))
    return (
        select(*map(col, (*place, *head, *own, *days)), *names, _coverage(), body)
        .select_from(P)
        .join(Log, and_(col(Log.id) == col(P.log), col(Log.name) == _PUBLIC))
        .join(Jurisdiction, col(Jurisdiction.id) == col(Log.jurisdiction))
        .join(Version, and_(col(Version.record) == col(P.record), col(Version.number) == col(P.version)))
        .where(col(P.record) == bindparam("record"), col(P.kind) == bindparam("kind"), _stated(P))
    )


def _stated(row: Any) -> ColumnElement[bool]:
    """Rows of the day that stand now. The sum keeps planners from finding rows by the clock that nearly all match."""
    day = bindparam("day", type_=Date)
    known = and_(row.entry_from + _0 <= col(Log.entry), row.entry_to + _0 > col(Log.entry))
    return and_(row.valid_from <= day, row.valid_to > day, known)


def _name(record: Any) -> ScalarSelect[Any]:
    return select(col(N.name)).where(col(N.record) == record, _stated(N)).correlate(P, Log).scalar_subquery()


def _coverage() -> ScalarSelect[Any]:
    """The first day on which the department's list states a power."""
    ours = (col(C.department) == col(P.department), col(C.kind) == _POWER, col(C.entry_from) + _0 <= col(Log.entry))
    first = select(col(C.valid_from)).where(*ours).order_by(col(C.valid_from)).limit(_1)
    return first.correlate(P, Log).scalar_subquery()


_ON_SERVER = _statement(col(Version.body))
_COMPILED = _statement(cast(col(Version.body), LargeBinary)).compile(dialect=sqlite.dialect(paramstyle="named"))
_EMBEDDED, _BOUND = str(_COMPILED), _COMPILED.params
"""Handed to the driver as text; it gives the body as bytes where it is asked to."""


def stated(connection: Connection, record: str, kind: str, day: date) -> Stated | None:
    """What a record says on a day, asked of any database."""
    row = connection.execute(_ON_SERVER, {"record": record, "kind": kind, "day": day}).one_or_none()
    return Stated._make(str(value) if isinstance(value, date) else value for value in row) if row else None


class QuickReader:
    """The same, asked of the embedded database: a connection of its own for one thread, the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: PoolProxiedConnection | None = None
        self._driver: sqlite3.Connection | None = None

    @classmethod
    def of(cls, database: Database) -> QuickReader | None:
        """A quick reader, where the database is embedded."""
        return cls(database) if database.is_sqlite else None

    def stated(self, record: str, kind: str, day: date) -> Stated | None:
        """What a record says on a day."""
        driver = self._driver or self._opened()
        asked = {**_BOUND, "record": record, "kind": kind, "day": day.isoformat()}
        row = driver.execute(_EMBEDDED, asked).fetchone()
        return Stated._make(row) if row else None

    def _opened(self) -> sqlite3.Connection:
        self._held = self._database.engine.raw_connection()
        driver = self._held.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  # the database is embedded
        self._driver = driver
        return driver

    def close(self) -> None:
        """Give the connection back."""
        if self._held is not None:
            self._held.close()
        self._held = self._driver = None
