"""Connections: one engine per database URL, SQLite (WAL) or PostgreSQL, and how each begins a transaction.

A writer's transaction takes its lock first: BEGIN IMMEDIATE on SQLite, the locked head row on PostgreSQL. A reader's
transaction sees one state throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from quanze.domain.errors import InvalidInput, Unavailable

BUSY_TIMEOUT_SECONDS = 30
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}",
    "mmap_size = 1073741824",
    "cache_size = -65536",
)


class Database:
    """One database: hands out reading and writing transactions."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one consistent state."""
        level = None if self.is_sqlite else "REPEATABLE READ"
        options: dict[str, Any] = {"postgresql_readonly": True, "isolation_level": level} if level else {}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        try:
            with self.engine.connect().execution_options(quanze_writes=True) as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise Unavailable("数据库正忙或无法访问，请稍后再试。", code="database_unavailable") from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InvalidInput("数据库地址无法识别，请检查 QUANZE_DATABASE_URL。", code="bad_database_url") from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return parsed
    raise InvalidInput("数据库只支持 SQLite 与 PostgreSQL，请检查 QUANZE_DATABASE_URL。", code="bad_database_url")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("quanze_writes")
    connection.execute(text("BEGIN IMMEDIATE" if writes else "BEGIN"))
