"""Short ways to say what tests need: a register, its editions and changes, and what it states on a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select, text

from quanze.domain.changes import Cause, CauseType, Change, Op
from quanze.domain.editions import EditionKind, EditionMetadata
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.storage.database import Database
from quanze.storage.heads import PUBLIC, Head, open_logs, read_head
from quanze.storage.schema import migrate
from quanze.storage.tables import EditionRow, EntryRow, Jurisdiction, Projection, Record, TreeNode, Version
from quanze.storage.writer import Publication, publish

ANNOUNCED = EditionKind.ANNOUNCEMENT
LOADED = EditionKind.LOAD
ANY_CAUSE = Cause(type=CauseType.OWN_INITIATIVE, text="年度清理规范")
WRITTEN = (Record, Version, EntryRow, EditionRow, TreeNode, Projection)
SPRING = "2016-03-01"


def day(written: str | date) -> date:
    return written if isinstance(written, date) else date.fromisoformat(written)


def open_register(url: str) -> Database:
    """A migrated database."""
    database = Database(url)
    migrate(database)
    return database


def make_jurisdiction(database: Database, name: str = "示范区") -> str:
    """A jurisdiction with its two empty logs; answers its id."""
    jurisdiction = new_id()
    row = {
        "id": jurisdiction,
        "name": name,
        "ruleset": "standard",
        "demonstration": True,
        "created_at": datetime.now(UTC),
    }
    with database.writing() as connection:
        connection.execute(insert(Jurisdiction), [row])
        open_logs(connection, jurisdiction)
    return jurisdiction


def edition(effective_from: str | date = SPRING, kind: EditionKind = ANNOUNCED, **metadata: Any) -> EditionMetadata:
    """The metadata of an edition, published now unless told otherwise."""
    said = {"title": "调整权责清单的公告", "published_at": datetime.now(UTC), **metadata}
    return EditionMetadata(kind=kind, effective_from=day(effective_from), **said)


def change(op: Op, record: str | None = None, since: str | date = SPRING, **parts: Any) -> Change:
    """One change; ``until`` is its effective_to."""
    until = parts.pop("until", None)
    said = {"cause": ANY_CAUSE, **parts}
    return Change(op=op, id=record, effective_from=day(since), effective_to=until and day(until), **said)


def add_department(name: str = "农业农村局", record: str | None = None, since: str | date = SPRING) -> Change:
    return change(Op.ADD, record or new_id(), since, kind=Kind.DEPARTMENT, fields={"name": name})


def add_power(department: str, name: str = "对违法行为的处罚", record: str | None = None, **parts: Any) -> Change:
    """An addition of a power; what is neither a part of a change nor ``since`` is a field of its body."""
    own = {key: parts.pop(key) for key in ("since", "until", "keep_later", "cause") if key in parts}
    fields = {"name": name, "category": "administrative_penalty", "department_id": department, **parts}
    return change(Op.ADD, record or new_id(), **own, fields=fields)


@dataclass(frozen=True)
class Ledger:
    """One log of one jurisdiction: publish into it, and read back what it states without the readers' help."""

    database: Database
    jurisdiction: str
    log: str = PUBLIC

    def publish(self, *changes: Change, metadata: EditionMetadata | None = None) -> Publication:
        """Publish; without metadata the edition says "now" once the head is locked, so that others may be waiting."""
        with self.database.writing() as connection:
            read_head(connection, self.jurisdiction, self.log, lock=True)
            metadata = metadata or edition(min((c.effective_from for c in changes), default=day(SPRING)))
            return publish(connection, self.jurisdiction, metadata, changes, log=self.log)

    def load(self, *changes: Change) -> Publication:
        earliest = min(c.effective_from for c in changes)
        return self.publish(*changes, metadata=edition(earliest, LOADED, title="清单载入"))

    def found_department(self, name: str = "农业农村局", since: str | date = SPRING) -> str:
        change = add_department(name, since=since)
        self.publish(change)
        return str(change.id)

    def found_power(self, department: str, name: str = "对违法行为的处罚", **parts: Any) -> str:
        change = add_power(department, name, **parts)
        self.publish(change)
        return str(change.id)

    def head(self) -> Head:
        with self.database.reading() as connection:
            return read_head(connection, self.jurisdiction, self.log)

    def stated(self, record: str, on: str | date, edition: int | None = None) -> dict[str, Any] | None:
        """The body that an edition (the last one by default) states of a record on a day."""
        found = self._query(_STATED, record=record, day=day(on), edition=edition or self.head().edition)
        assert len(found) <= 1, "two texts on one day"
        return json.loads(found[0].body) if found else None

    def versions(self, record: str) -> list[dict[str, Any] | None]:
        query = select(Version.body).where(Version.record == record).order_by(Version.number)
        with self.database.reading() as connection:
            return [None if body is None else json.loads(body) for body in connection.execute(query).scalars()]

    def entries(self, edition: int | None = None) -> list[Any]:
        query = select(EntryRow.__table__).where(EntryRow.log == self.head().log).order_by(EntryRow.number)
        query = query if edition is None else query.where(EntryRow.edition == edition)
        with self.database.reading() as connection:
            return list(connection.execute(query))

    def editions(self) -> list[Any]:
        query = select(EditionRow.__table__).where(EditionRow.log == self.head().log).order_by(EditionRow.number)
        with self.database.reading() as connection:
            return list(connection.execute(query))

    def _query(self, statement: str, **values: Any) -> list[Any]:
        with self.database.reading() as connection:
            return list(connection.execute(text(statement), {"log": self.head().log, **values}))


_STATED = """
SELECT v.body FROM projection p JOIN versions v ON v.record = p.record AND v.number = p.version
JOIN editions e ON e.log = p.log AND e.number = :edition
WHERE p.log = :log AND p.record = :record AND p.valid_from <= :day AND p.valid_to > :day
AND p.entry_from <= e.tree_size AND p.entry_to > e.tree_size
"""


def everything_written(database: Database) -> dict[str, Any]:
    """How many rows each table has, and where all heads stand: unchanged by whatever is refused."""
    heads = text("SELECT id, entry, edition, published_at FROM logs ORDER BY id")
    with database.reading() as connection:
        rows = {table.__tablename__: _count(connection, table) for table in WRITTEN}
        position = connection.execute(text("SELECT position FROM installation")).scalar_one()
        return {**rows, "heads": [tuple(row) for row in connection.execute(heads)], "position": position}


def _count(connection: Any, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
