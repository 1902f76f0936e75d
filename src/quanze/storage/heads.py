"""Heads: the rows that a publication locks and takes its numbers from; nobody sees N+1 before N."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from quanze.domain.errors import NotFound
from quanze.storage.tables import Installation, Log

PUBLIC = "public"
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log stands."""

    log: int
    jurisdiction: str
    name: str
    entry: int
    edition: int
    published_at: datetime | None


def read_head(connection: Connection, jurisdiction: str, name: str = PUBLIC, *, lock: bool = False) -> Head:
    """The head of a jurisdiction's log; ``lock`` holds its row until the transaction ends."""
    query = select(
        col(Log.id), col(Log.jurisdiction), col(Log.name), col(Log.entry), col(Log.edition), col(Log.published_at)
    ).where(col(Log.jurisdiction) == jurisdiction, col(Log.name) == name)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound("登记簿中没有这个地区。", code="unknown_jurisdiction", jurisdiction=jurisdiction)
    return Head(*row)  # type: ignore[arg-type]  # a stored log has its id


def open_logs(connection: Connection, jurisdiction: str) -> None:
    """Begin the two logs of a new jurisdiction, both empty."""
    rows = [{"jurisdiction": jurisdiction, "name": name, "entry": 0, "edition": 0} for name in (PUBLIC, WITHHELD)]
    connection.execute(insert(Log), rows)


def advance(connection: Connection, head: Head, entries: int, published_at: datetime) -> None:
    """Move a locked head past a new edition of so many entries."""
    connection.execute(
        update(Log)
        .where(col(Log.id) == head.log)
        .values(entry=head.entry + entries, edition=head.edition + 1, published_at=published_at)
    )


def last_position(connection: Connection) -> int:
    """The last position that was taken: as long as it is the same, every list says the same."""
    return int(connection.execute(select(col(Installation.position))).scalar_one())


def take_positions(connection: Connection, entries: int) -> int:
    """Take so many installation-wide positions, in commit order; the first one is returned."""
    taken = connection.execute(
        update(Installation).values(position=Installation.position + entries).returning(col(Installation.position))
    ).scalar_one()
    return int(taken) - entries + 1
