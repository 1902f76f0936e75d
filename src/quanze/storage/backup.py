"""Backups: the whole register as one compressed stream of lines, the same for every database.

Read in one transaction, so it is taken while others write. A restore happens in one transaction, too: it ends in fsck,
and refuses to lay a shorter or another history over the one that is there. What staff did since the backup stays in the
audit log.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, MetaData, Table, inspect, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import SQLModel, col

from quanze.domain.errors import InvalidInput, Refused
from quanze.storage import audit_log, fsck, schema
from quanze.storage.database import Database
from quanze.storage.staff import PASSING
from quanze.storage.tables import EditionRow, Installation, Log

FORMAT = "quanze-backup-1"
BATCH = 1_000


def backup(database: Database, out: Path) -> int:
    """Write everything into a file and answer the number of rows; a file of that name is replaced only when done."""
    part = out.with_name(out.name + ".part")
    try:
        with database.reading() as connection, gzip.open(part, "wb", compresslevel=6) as file:
            rows = 0
            for line in _lines(connection):
                file.write(orjson.dumps(line) + b"\n")
                rows += "row" in line
            file.write(orjson.dumps({"end": rows}) + b"\n")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _lines(connection: Connection) -> Iterator[dict[str, Any]]:
    yield {"format": FORMAT, "schema": schema.newest_revision(), "taken_at": datetime.now(UTC).isoformat()}
    for table in (one for one in SQLModel.metadata.sorted_tables if not one.info.keys() & PASSING.keys()):
        yield {"table": table.name, "columns": table.columns.keys()}
        stream = connection.execution_options(yield_per=BATCH)
        for row in stream.execute(select(table).order_by(*table.primary_key.columns)):
            yield {"row": [_written(value) for value in row]}


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"json": value} if isinstance(value, dict | list) else value


_READ: dict[str, Callable[[Any], Any]] = {
    "hex": bytes.fromhex,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "json": lambda value: value,
}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    return _READ[kind](inner)


def restore(database: Database, source: Path) -> int:
    """Make the database what a backup holds and answer the number of rows. Raises Refused and changes nothing where the
    database knows more than the backup, or another history, or where the backup does not pass fsck.
    """
    lines = _read_lines(source)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise InvalidInput(f"“{source.name}”不是本系统的备份文件。", code="not_a_backup")
    if not schema.is_known(head.get("schema")):
        raise InvalidInput(f"“{source.name}”由更新版本的程序写成，请先升级本程序。", code="newer_backup")
    with database.writing() as connection:
        known, staff_did = _known_logs(connection), audit_log.known_lines(connection)
        _clear(connection)
        schema.migrate_on(connection, head["schema"])
        rows = _insert(connection, lines)
        _continue_numbers(connection)
        schema.migrate_on(connection)
        _refuse_older(connection, known)
        if not audit_log.go_on(connection, staff_did):
            raise Refused("备份中的审计日志出自另一历史，未作任何改动；确需恢复请恢复到空库。", code="backup_older")
        for difference in fsck.differences(connection):
            raise Refused(f"备份未通过校验，未作任何改动。{difference}", code="backup_damaged")
    return rows


def _read_lines(source: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(source, "rb") as file:
            for line in file:
                yield orjson.loads(line)
    except FileNotFoundError:
        raise InvalidInput(f"没有文件“{source}”。", code="not_found") from None
    except (OSError, EOFError, zlib.error, orjson.JSONDecodeError):
        raise _damaged() from None


def _damaged() -> InvalidInput:
    return InvalidInput("备份文件已损坏或不完整，未作任何改动。", code="backup_damaged")


def _known_logs(connection: Connection) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What the database knows now: for each log its length and its last root."""
    if not inspect(connection).has_table(Log.__tablename__):
        return {}
    query = (
        select(col(Log.jurisdiction), col(Log.name), col(Log.entry), col(EditionRow.root))
        .join(EditionRow, col(EditionRow.log) == col(Log.id))
        .where(col(EditionRow.number) == col(Log.edition))
    )
    return {(row.jurisdiction, row.name): (row.entry, row.root) for row in connection.execute(query)}


def _refuse_older(connection: Connection, known: dict[tuple[str, str], tuple[int, bytes]]) -> None:
    """The restored logs must continue the known ones: an edition of each known length with the same root."""
    query = select(col(Log.jurisdiction), col(Log.name), col(EditionRow.tree_size), col(EditionRow.root)).join(
        EditionRow, col(EditionRow.log) == col(Log.id)
    )
    restored = {(row.jurisdiction, row.name, row.tree_size): row.root for row in connection.execute(query)}
    for (jurisdiction, name), (entries, root) in known.items():
        if restored.get((jurisdiction, name, entries)) != root:
            raise Refused(
                f"数据库中的日志已有 {entries} 条，备份较短或出自另一历史；为免丢失已公布内容，未作任何改动。",
                code="backup_older",
            )


def _clear(connection: Connection) -> None:
    """Drop our tables, and none that another program keeps beside them; within the transaction, so that a refusal
    brings them back.
    """
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in SQLModel.metadata.tables or name == schema.VERSION_TABLE)
    metadata.drop_all(connection)


def _insert(connection: Connection, lines: Iterable[dict[str, Any]]) -> int:
    """Insert the rows of all tables and answer their number. Raises InvalidInput where the lines are not what was
    written; they are read to the end, where the file's own checksum is.
    """
    into, end = _Inserting(connection), None
    try:
        for line in lines:
            if end is not None:
                raise _damaged()
            if "row" in line:
                into.add(line["row"])
            elif "table" in line:
                into.begin(line["table"], line["columns"])
            else:
                end = line["end"]
        into.flush()
    except OperationalError:
        raise
    except (SQLAlchemyError, ValueError, KeyError, TypeError):
        raise _damaged() from None
    if end != into.total:
        raise _damaged()
    return into.total


class _Inserting:
    """Inserts rows a batch at a time, into tables as the backup's schema has them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._table: Table | None = None
        self._columns: list[str] = []
        self._rows: list[dict[str, Any]] = []
        self.total = 0

    def begin(self, name: str, columns: list[str]) -> None:
        """Go on with the next table; what the migration itself put there makes room."""
        self.flush()
        self._table, self._columns = Table(name, MetaData(), autoload_with=self._connection), columns
        for column in self._table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
        if name == Installation.__tablename__:
            self._connection.execute(self._table.delete())

    def add(self, values: list[Any]) -> None:
        """Take one row."""
        self._rows.append(dict(zip(self._columns, map(_read, values), strict=True)))
        self.total += 1
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was taken."""
        if self._rows and self._table is not None:
            self._connection.execute(self._table.insert(), self._rows)
        self._rows = []


def _continue_numbers(connection: Connection) -> None:
    """Let PostgreSQL's own numbers go on behind the restored ones."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence('logs', 'id'), (SELECT coalesce(max(id), 1) FROM logs))")
        )
