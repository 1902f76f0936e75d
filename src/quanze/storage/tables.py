"""The tables: rows and nothing else; rules live in the domain, the only writing in :mod:`quanze.storage.writer`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    Text,
    false,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from quanze.domain.spans import ALWAYS

NUMBER = BigInteger().with_variant(Integer, "sqlite")
PLAIN = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Texts that keys and orders are made of: compared byte by byte on both databases."""

STILL = text(f"entry_to = {ALWAYS}")
STANDING: ColumnElement[int] = literal_column(str(ALWAYS))
"""The open end of a row that is current; literal, so that partial indexes are used."""

CLOSED = text(f"entry_to < {ALWAYS}")
LIST_ORDER = ("log", "kind", "counted", "department", "category_rank", "display_order", "record")
"""The order of a plain list, and the head of the index that reads it."""


class Moment(TypeDecorator[datetime]):
    """An instant: stored in UTC, always aware in Python."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = value.astimezone(UTC) if value else None
        return moment if moment is None or dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Installation(SQLModel, table=True):
    """The one row that numbers all entries of all logs in commit order, locked last in every publication, and that
    holds the secret under which cursors are signed.
    """

    __tablename__ = "installation"

    id: int = Field(primary_key=True)
    position: int = Field(sa_type=NUMBER, default=0)
    secret: str


class Jurisdiction(SQLModel, table=True):
    """A government (or 开发区/园区) whose lists these are."""

    __tablename__ = "jurisdictions"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    name: str
    ruleset: str
    demonstration: bool = False
    assessments: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(sa_type=Moment)


class RegionCode(SQLModel, table=True):
    """A dated code of a jurisdiction (GB/T 2260 and others)."""

    __tablename__ = "region_codes"

    jurisdiction: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="jurisdictions.id")
    scheme: str = Field(primary_key=True)
    value: str = Field(primary_key=True, index=True)
    valid_from: date = Field(primary_key=True, default=date.min)
    valid_to: date = date.max


class Log(SQLModel, table=True):
    """A log and its head: the row that a publication locks and takes its numbers from."""

    __tablename__ = "logs"

    id: int | None = Field(primary_key=True, default=None)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id")
    name: str
    entry: int = Field(sa_type=NUMBER, default=0)
    edition: int = 0
    published_at: datetime | None = Field(sa_type=Moment, default=None)

    __table_args__ = (Index("logs_jurisdiction_name", "jurisdiction", "name", unique=True),)


class Record(SQLModel, table=True):
    """An identity that outlives its wording."""

    __tablename__ = "records"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    kind: str
    log: int = Field(foreign_key="logs.id")


class Version(SQLModel, table=True):
    """One immutable numbered text of a record; the body is null only where a redact entry names it."""

    __tablename__ = "versions"

    record: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="records.id")
    number: int = Field(primary_key=True)
    digest: str
    body: str | None = Field(sa_type=Text)


class EntryRow(SQLModel, table=True):
    """One line of a log. ``base`` is the version that it was laid over; derived, and no part of the leaf."""

    __tablename__ = "entries"

    log: int = Field(primary_key=True, foreign_key="logs.id")
    number: int = Field(sa_type=NUMBER, primary_key=True)
    position: int = Field(sa_type=NUMBER, unique=True)
    edition: int
    record: str | None = Field(sa_type=PLAIN, default=None, foreign_key="records.id")
    kind: str
    version: int | None = None
    base: int | None = None
    digest: str
    op: str
    valid_from: date | None = None
    valid_to: date | None = None
    cause: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True), default=None)
    lineage: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True), default=None)
    leaf: bytes = Field(sa_type=LargeBinary)

    __table_args__ = (
        Index("entries_record", "record", "number"),
        Index("entries_edition", "log", "edition", "number"),
    )


class EditionRow(SQLModel, table=True):
    """One approved publication and the root of the tree after it; ``covers_from`` is its first day of any power."""

    __tablename__ = "editions"

    log: int = Field(primary_key=True, foreign_key="logs.id")
    number: int = Field(primary_key=True)
    kind: str
    title: str
    document_number: str | None = None
    issuing_organs: list[str] = Field(sa_type=JSON)
    decided_on: date | None = None
    written_on: date | None = None
    published_at: datetime = Field(sa_type=Moment)
    effective_from: date
    counts: dict[str, int] = Field(sa_type=JSON)
    changes: dict[str, dict[str, int]] = Field(sa_type=JSON)
    attachments: list[dict[str, Any]] = Field(sa_type=JSON)
    first_entry: int = Field(sa_type=NUMBER)
    tree_size: int = Field(sa_type=NUMBER)
    covers_from: date | None = None
    root: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime = Field(sa_type=Moment)
    authorised_by: str | None = None

    __table_args__ = (
        Index("editions_tree_size", "log", "tree_size", unique=True),
        Index("editions_published_at", "log", "published_at", "number"),
    )


class TreeNode(SQLModel, table=True):
    """The hash of a complete subtree at a kept level of a log's tree."""

    __tablename__ = "tree_nodes"

    log: int = Field(primary_key=True, foreign_key="logs.id")
    level: int = Field(primary_key=True)
    index: int = Field(sa_type=NUMBER, primary_key=True)
    hash: bytes = Field(sa_type=LargeBinary)


class Projection(SQLModel, table=True):
    """Which version is stated on which days as known after which entry, with what lists show; rebuilt from the log."""

    __tablename__ = "projection"

    record: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="records.id")
    valid_from: date = Field(primary_key=True)
    entry_from: int = Field(sa_type=NUMBER, primary_key=True)
    valid_to: date
    entry_to: int = Field(sa_type=NUMBER)
    log: int
    kind: str
    version: int
    counted: bool
    department: str = Field(sa_type=PLAIN, default="")
    category_rank: int = 0
    display_order: int = Field(sa_type=NUMBER, default=0)
    category: str | None = None
    status: str
    grouping: bool = False
    parent: str | None = Field(sa_type=PLAIN, default=None)
    code: str | None = Field(sa_type=PLAIN, default=None)
    name: str = Field(sa_type=PLAIN)

    __table_args__ = (
        Index("projection_current", "record", "valid_from", unique=True, sqlite_where=STILL, postgresql_where=STILL),
        Index("projection_list", *LIST_ORDER, "valid_from", "valid_to", "entry_from", "entry_to", "category"),
        CheckConstraint("valid_from < valid_to", name="projection_days"),
        CheckConstraint("entry_from < entry_to", name="projection_entries"),
        Index("projection_department", "department", "valid_from"),
        Index("projection_parent", "parent"),
        Index("projection_valid_from", "log", "valid_from", sqlite_where=STILL, postgresql_where=STILL),
        Index("projection_valid_to", "log", "valid_to", sqlite_where=STILL, postgresql_where=STILL),
        Index("projection_entry_from", "log", "entry_from"),
        Index("projection_entry_to", "log", "entry_to", sqlite_where=CLOSED, postgresql_where=CLOSED),
    )


class Tally(SQLModel, table=True):
    """How many records an edition brings onto a department's list from a day on, or takes off it (negative).

    A projection row counts at the four corners of its two intervals, so the sum over all days and entries up to a
    moment is how many rows state that moment. ``department`` is ``*`` for the sums over all departments.
    """

    __tablename__ = "tallies"

    log: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    department: str = Field(sa_type=PLAIN, primary_key=True)
    grouping: bool = Field(primary_key=True)
    status: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    entry: int = Field(sa_type=NUMBER, primary_key=True)
    delta: int

    __table_args__ = ({"sqlite_with_rowid": False},)
