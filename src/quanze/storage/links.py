"""Which versions name a record: the standards and the services of a power. Derived from bodies; fsck recomputes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, select
from sqlmodel import Field, SQLModel, col

from quanze.domain.vocabulary import Kind
from quanze.storage.chunks import rows_in
from quanze.storage.readers import At
from quanze.storage.tables import PLAIN, Projection, Record, Version

LINKING = (Kind.DISCRETION_STANDARD, Kind.INTERMEDIARY_SERVICE)
"""The kinds whose bodies name powers."""


class LinkRow(SQLModel, table=True):
    """A version that names a record."""

    __tablename__ = "links"

    target: str = Field(sa_type=PLAIN, primary_key=True)
    record: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="records.id")
    version: int = Field(primary_key=True)


def links_of(record: str, version: int, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of one version."""
    named = dict.fromkeys(body.get("power_ids") or ())
    return [{"target": target, "record": record, "version": version} for target in named]


def forget(connection: Connection, record: str, version: int) -> None:
    """A text that was removed names nothing any more."""
    connection.execute(delete(LinkRow).where(col(LinkRow.record) == record, col(LinkRow.version) == version))


def naming(connection: Connection, at: At, kind: Kind, targets: Iterable[str]) -> list[Any]:
    """The listed records of a kind that name any of some records on a day, as (target, *projection row)."""
    query = _naming(at, kind).order_by(col(Projection.display_order), col(Projection.record))
    return list(rows_in(connection, query, col(LinkRow.target), targets))


def _naming(at: At, kind: Kind) -> Select[*tuple[Any, ...]]:
    same = and_(col(LinkRow.record) == col(Projection.record), col(LinkRow.version) == col(Projection.version))
    return (
        select(col(LinkRow.target), *Projection.__table__.columns)  # type: ignore[attr-defined]
        .join(Projection, same)
        .where(col(Projection.log) == at.log, col(Projection.kind) == kind, col(Projection.counted), at.stated())
    )


def some_removed(connection: Connection, at: At, kind: Kind) -> bool:
    """Whether the text of some listed record of a kind was removed: nobody can say then what it named."""
    same = and_(col(Version.record) == col(Projection.record), col(Version.number) == col(Projection.version))
    listed = (col(Projection.log) == at.log, col(Projection.kind) == kind, col(Projection.counted), at.stated())
    query = select(col(Projection.record)).join(Version, same).where(*listed, col(Version.body).is_(None))
    return connection.execute(query.limit(1)).first() is not None


def naming_one(target: str) -> ColumnElement[bool]:
    """The rows whose version names a record, as a condition on the projection."""
    same = and_(col(LinkRow.record) == col(Projection.record), col(LinkRow.version) == col(Projection.version))
    return select(col(LinkRow.target)).where(same, col(LinkRow.target) == target).exists()


def differences(connection: Connection, log: int) -> Iterator[str]:
    """What the rows of a log should be and are not."""
    ours: Select[*tuple[Any, ...]] = select(col(Record.id)).where(col(Record.log) == log, col(Record.kind).in_(LINKING))
    stored = select(col(LinkRow.target), col(LinkRow.record), col(LinkRow.version))
    found = {tuple(row) for row in connection.execute(stored.where(col(LinkRow.record).in_(ours)))}
    wanted = {(one["target"], one["record"], one["version"]) for one in _recomputed(connection, ours)}
    for target, record, version in sorted(found ^ wanted):
        yield f"记录 {record} 第 {version} 版与记录 {target} 的关联与正文不符。"


def _recomputed(connection: Connection, ours: Select[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    texts = select(col(Version.record), col(Version.number), col(Version.body)).where(col(Version.record).in_(ours))
    for record, number, body in connection.execute(texts):
        yield from links_of(record, number, orjson.loads(body)) if body else ()
