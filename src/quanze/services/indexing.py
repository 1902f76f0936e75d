"""The search index follows the log: edition by edition, or from nothing where it cannot tell where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.law.citations import citations, short_title
from quanze.search.documents import IndexedRow, cited
from quanze.search.protocol import Cursor, SearchIndex
from quanze.search.queries import read_query
from quanze.storage import following, readers
from quanze.storage.database import Database
from quanze.storage.readers import At
from quanze.storage.rows import Row


@dataclass(frozen=True, slots=True)
class Standing:
    """An index, and the position of the log that it stands at, with the leaf of the entry there."""

    index: SearchIndex
    position: int
    leaf: str = ""


Answer = TypeVar("Answer")
_BROKEN = (ValueError, OSError, RuntimeError)
"""What an engine raises over an index that it cannot read."""


class Follower:
    """A process's one index: opened when it is first needed, brought up to the log before each question.

    One thread catches up at a time; the others answer meanwhile from where the index stands, and only wait where there
    is no index at all. An index that breaks while it is asked (its folder was removed) is built anew, once.
    """

    def __init__(self, database: Database, opener: Callable[[], SearchIndex]) -> None:
        self._database = database
        self._open = opener
        self._index: SearchIndex | None = None
        self._writing = Lock()

    def ask(self, question: Callable[[Standing], Answer]) -> Answer:
        """Answer a question about the index as it stands now."""
        try:
            return question(self._standing())
        except _BROKEN:
            if self.position() is not None:
                raise
            return question(self.rebuild())

    def warm(self) -> None:
        """Open the index and read the dictionaries before anyone asks; an index that is not there is not built."""
        self.position()
        read_query("许可 xuke", lambda _: ())

    def _standing(self) -> Standing:
        if not self._writing.acquire(blocking=False):
            cursor = self._opened().cursor()
            if cursor is not None:
                return Standing(self._opened(), cursor.position, cursor.leaf)
            self._writing.acquire()
        try:
            with self._database.reading() as connection:
                return catch_up(connection, self._opened())
        finally:
            self._writing.release()

    def position(self) -> int | None:
        """How far the index has read; None where there is none yet."""
        try:
            cursor = self._opened().cursor()
        except _BROKEN:
            return None
        return cursor.position if cursor else None

    def rebuild(self) -> Standing:
        """Build the index anew from the register."""
        with self._writing, self._database.reading() as connection:
            self._index = None
            return rebuild(connection, self._opened())

    def _opened(self) -> SearchIndex:
        if self._index is None:
            self._index = self._open()
        return self._index


def catch_up(connection: Connection, index: SearchIndex) -> Standing:
    """Bring the index to the log's end, and say where it stands.

    Whoever finds another writer at work leaves it to them. An index whose last entry the log does not have (a restored
    backup) or that holds nothing is rebuilt aside.
    """
    cursor = index.cursor()  # before the log: whoever reads the log later sees at least as much of it
    last = Cursor(*following.head(connection))
    if cursor == last:
        return Standing(index, last.position, last.leaf)
    if cursor is None or following.leaf_at(connection, cursor.position) != cursor.leaf:
        return rebuild(connection, index)
    for run in following.runs_after(connection, cursor.position):
        rows = _indexed(connection, following.rows_touched(connection, run))
        if not index.apply(rows, Cursor(run.position, run.leaf)):
            break
    reached = index.cursor()
    return Standing(index, reached.position, reached.leaf) if reached else Standing(index, 0)


def rebuild(connection: Connection, index: SearchIndex) -> Standing:
    """Build the index anew from the register, aside, and say where it then stands."""
    last = Cursor(*following.head(connection))
    if last.position:
        index.rebuild(_indexed(connection, following.all_rows(connection)), last)
    return Standing(index, last.position, last.leaf)


def _indexed(connection: Connection, found: Iterable[Any]) -> Iterator[IndexedRow]:
    """Projection rows as the index holds them; a removed text is found by nothing but its filters."""
    parents: dict[str, str] = {}
    for stored in found:
        row, text = Row.from_columns(*stored[:-1]), stored[-1]
        body = read_body(text) if text else {}
        yield _document(row, {**body, **_within(body), "parent_name": _parent(connection, row, parents)})


def _within(body: dict[str, Any]) -> dict[str, str]:
    """The texts that stand within structured fields, for the index."""
    tiers = [tier for group in body.get("groups") or () for tier in group["tiers"]]
    return {
        "circumstances": "\n".join(text for tier in tiers for text in tier["circumstances"]),
        "penalties": "\n".join(tier["text"] for tier in tiers if tier["text"]),
        "dimension_texts": "\n".join(f"{one['name']} {one['content']}" for one in body.get("dimensions") or ()),
        "approval_names": "\n".join(body.get("approvals") or ()),
    }


def _parent(connection: Connection, row: Row, parents: dict[str, str]) -> str:
    parent = row.shown.parent
    if not parent:
        return ""
    if parent not in parents:
        at = At(row.log, row.span.valid_from, row.entry_to - 1)
        parents[parent] = readers.names(connection, at, [parent]).get(parent, "")
    return parents[parent]


def _document(row: Row, body: dict[str, Any]) -> IndexedRow:
    basis = body.get("legal_basis") or ""
    return IndexedRow(
        record=row.record,
        log=row.log,
        kind=row.shown.kind,
        department=row.shown.department,
        category=row.shown.category or "",
        status="" if row.shown.grouping else row.shown.status,
        valid_from=row.span.valid_from,
        valid_to=row.span.valid_to,
        entry_from=row.entry_from,
        entry_to=row.entry_to,
        body=body,
        cites=tuple(dict.fromkeys(cited(short_title(one.law), one.article) for one in citations(basis))),
    )
