"""What a follower of the log reads: where the log stands, which editions are new, and the rows that they touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, or_, select, true
from sqlmodel import col

from quanze.domain.spans import ALWAYS
from quanze.storage.rows import ROW_COLUMNS
from quanze.storage.tables import STANDING, EditionRow, EntryRow, Installation, Log, Projection, Version

BATCH = 1_000
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Run:
    """One edition's run of entries, and where it ends in the installation's order."""

    log: int
    first_entry: int
    last_entry: int
    position: int
    leaf: str


_HEAD = select(col(Installation.position), col(EntryRow.leaf)).outerjoin(
    EntryRow, col(EntryRow.position) == col(Installation.position)
)
_ENTRY_AT = (
    select(col(EntryRow.number))
    .where(col(EntryRow.log) == bindparam("log"), col(EntryRow.position) <= bindparam("position"))
    .order_by(col(EntryRow.number).desc())
    .limit(1)
)
_ROOT_AT = (
    select(col(EditionRow.root))
    .where(col(EditionRow.log) == bindparam("log"), col(EditionRow.tree_size) <= bindparam("entry"))
    .order_by(col(EditionRow.number).desc())
    .limit(1)
)
"""What every search asks, made once."""


_PUBLIC_LEAF = (
    select(col(EntryRow.leaf))
    .where(
        col(EntryRow.position) <= bindparam("position"),
        (col(EntryRow.log) + 0).in_(select(col(Log.id)).where(col(Log.name) == PUBLIC)),
    )
    .order_by(col(EntryRow.position).desc())
    .limit(1)
)
"""The sum keeps planners from reading whole logs: the last position or the one before it nearly always fits."""


def public_leaf(connection: Connection, position: int) -> str:
    """The leaf of the last public entry that a follower at a position has read: all that the public may see change."""
    leaf = connection.execute(_PUBLIC_LEAF, {"position": position}).scalar_one_or_none()
    return leaf.hex() if leaf is not None else ""


def head(connection: Connection) -> tuple[int, str]:
    """The position of the installation's last entry, and its leaf."""
    position, leaf = cast("tuple[int, bytes | None]", connection.execute(_HEAD).one())
    return position, leaf.hex() if leaf is not None else ""


def root_at(connection: Connection, log: int, entry: int = ALWAYS) -> str:
    """The root of the last edition that is complete at an entry: no other state of any register has it."""
    root = connection.execute(_ROOT_AT, {"log": log, "entry": entry}).scalar_one_or_none()
    return root.hex() if root is not None else ""


def leaf_at(connection: Connection, position: int) -> str | None:
    """The leaf of the entry at a position, or None where there is none."""
    leaf = connection.execute(select(col(EntryRow.leaf)).where(col(EntryRow.position) == position)).scalar_one_or_none()
    return leaf.hex() if leaf is not None else None


def runs_after(connection: Connection, position: int) -> list[Run]:
    """The editions whose entries come after a position, in the order in which they were committed."""
    query = (
        select(
            col(EditionRow.log),
            col(EditionRow.first_entry),
            col(EditionRow.tree_size),
            col(EntryRow.position),
            col(EntryRow.leaf),
        )
        .join(
            EntryRow, and_(col(EntryRow.log) == col(EditionRow.log), col(EntryRow.number) == col(EditionRow.tree_size))
        )
        .where(col(EntryRow.position) > position)
        .order_by(col(EntryRow.position))
    )
    return [Run(*found[:4], found[4].hex()) for found in connection.execute(query)]


def entry_at(connection: Connection, log: int, position: int) -> int:
    """The last entry of a log that a follower at a position has read; 0 for none."""
    return connection.execute(_ENTRY_AT, {"log": log, "position": position}).scalar_one_or_none() or 0


def rows_touched(connection: Connection, run: Run) -> Iterator[Any]:
    """The projection rows of a public log that a run opened, closed or took the text of, with their texts.

    Those of a record come one after another: most say what the one before says.
    """
    entry_from, entry_to = col(Projection.entry_from), col(Projection.entry_to)
    log = col(Projection.log) == run.log
    touched = or_(
        and_(log, entry_from >= run.first_entry, entry_from <= run.last_entry),
        and_(log, entry_to >= run.first_entry, entry_to <= run.last_entry, entry_to < STANDING),
    )
    yield from _stream(connection, _rows(touched).order_by(col(Projection.record)))
    for record, version in _redacted(connection, run):
        shows = and_(col(Projection.record) == record, col(Projection.version) == version)
        yield from _stream(connection, _rows(shows))


def _redacted(connection: Connection, run: Run) -> list[Any]:
    query = select(col(EntryRow.record), col(EntryRow.version)).where(
        col(EntryRow.log) == run.log,
        col(EntryRow.number).between(run.first_entry, run.last_entry),
        col(EntryRow.op) == "redact",
    )
    return list(connection.execute(query).all())


def all_rows(connection: Connection) -> Iterator[Any]:
    """Every projection row of every public log, with its text; those of a record one after another."""
    yield from _stream(connection, _rows(true()).order_by(col(Projection.record)))


def _rows(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Rows of public logs alone: what is withheld is in no index, though its editions have their place in the order.

    The sum keeps SQLite from reading by log, and then sorting all texts: the primary key has the order.
    """
    public = select(col(Log.id)).where(col(Log.name) == PUBLIC)
    return (
        select(*ROW_COLUMNS, col(Version.body))
        .join(
            Version, and_(col(Version.record) == col(Projection.record), col(Version.number) == col(Projection.version))
        )
        .where((col(Projection.log) + 0).in_(public), condition)
    )


def _stream(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    yield from connection.execution_options(yield_per=BATCH).execute(query)
