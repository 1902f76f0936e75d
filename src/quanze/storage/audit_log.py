"""The audit log: append one line, read some, and recompute the chain that betrays a line changed from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, inspect, select, text
from sqlmodel import col

from quanze.domain.canonical import canonical_json, digest
from quanze.storage.staff import AuditRow

FIRST = "0" * 64
"""What the first line is chained to."""

BATCH = 1_000
_LOCK = text("SELECT pg_advisory_xact_lock(7163171)")
_COLUMNS = [*AuditRow.__table__.columns]  # type: ignore[attr-defined]


def append(connection: Connection, line: Mapping[str, Any]) -> int:
    """Append a line and answer its number. Other appenders wait until the transaction ends: record last."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    number, before = head(connection)
    whole = {**line, "number": number + 1}
    connection.execute(insert(AuditRow), [{**whole, "digest": chained(before, whole)}])
    return number + 1


def head(connection: Connection) -> tuple[int, str]:
    """The number and the digest of the last line."""
    query = select(col(AuditRow.number), col(AuditRow.digest)).order_by(col(AuditRow.number).desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return (found.number, found.digest) if found else (0, FIRST)


def chained(before: str, line: Mapping[str, Any]) -> str:
    """The digest of a line that follows a digest."""
    at: datetime = line["at"]
    said = {name: value for name, value in line.items() if name != "digest"} | {"at": at.isoformat(), "before": before}
    return digest(canonical_json(said))


def lines(
    connection: Connection, conditions: Iterable[ColumnElement[bool]], limit: int | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lines that meet the conditions, newest first."""
    query = select(*_COLUMNS).where(*conditions).order_by(col(AuditRow.number).desc()).limit(limit)
    return connection.execute(query).all()


def known_lines(connection: Connection) -> list[dict[str, Any]]:
    """All lines, oldest first, to be kept through a restore; none where there is no log yet."""
    if not inspect(connection).has_table(AuditRow.__tablename__):
        return []
    return [row._asdict() for row in connection.execute(select(*_COLUMNS).order_by(col(AuditRow.number)))]


def go_on(connection: Connection, known: Sequence[Mapping[str, Any]]) -> bool:
    """Continue the log with the known lines that it lacks: what staff did since a backup stays done. False where the
    log is not the beginning of the known one, nor its continuation.
    """
    number, before = head(connection)
    if number < len(known):
        if number and known[number - 1]["digest"] != before:
            return False
        connection.execute(insert(AuditRow), known[number:])
        return True
    query = select(col(AuditRow.digest)).where(col(AuditRow.number) == len(known))
    return not known or connection.execute(query).scalar_one_or_none() == known[-1]["digest"]


def differences(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain, as lines for people."""
    before, expected = FIRST, 1
    query = select(*_COLUMNS).order_by(col(AuditRow.number)).execution_options(yield_per=BATCH)
    with connection.execute(query) as rows:
        for row in rows:
            if row.number != expected:
                yield f"审计日志：第 {expected} 条缺失。"
                return
            if row.digest != chained(before, row._asdict()):
                yield f"审计日志：第 {row.number} 条与其校验码不符。"
                return
            before, expected = row.digest, expected + 1
