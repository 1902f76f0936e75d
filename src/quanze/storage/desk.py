"""The writer's desk: everything that an edition's statements need to know, read in a few whole queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select, tuple_
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.operations import Statement
from quanze.domain.vocabulary import Kind
from quanze.storage.chunks import rows_in
from quanze.storage.heads import PUBLIC, Head
from quanze.storage.rows import ROW_COLUMNS, Row, RowBook
from quanze.storage.tables import STANDING, Log, Projection, Record, Version


@dataclass(slots=True)
class Desk:
    """What is known of the records that an edition touches; grows as statements are carried out.

    ``kinds`` are the log's own records, ``others`` those of other logs: null where they may not be referred to.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    others: dict[str, str | None] = field(default_factory=dict)
    last_versions: dict[str, int] = field(default_factory=dict)
    rows: RowBook = field(default_factory=RowBook)
    bodies: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    coverage: dict[str, date] = field(default_factory=dict)
    digests: dict[tuple[str, int], str] = field(default_factory=dict)

    def stand_beside(self, public: Desk) -> None:
        """Know what the public part of the same edition lays, so that what is withheld may refer to it."""
        self.others |= public.kinds
        self.bodies = public.bodies | self.bodies
        self.rows.current = public.rows.current | self.rows.current


def lay_desk(connection: Connection, head: Head, statements: Sequence[Statement]) -> Desk:
    """Read what the statements touch: identities, current rows, the bodies that they build on."""
    desk = Desk()
    copied = {s.copies for s in statements if s.copies}
    touched = {s.record for s in statements} | copied
    for record, kind, log, referable in _identities(connection, head, touched | _references(statements)):
        if log == head.log:
            desk.kinds[record] = kind
        else:
            desk.others[record] = kind if referable else None
    known = (touched & desk.kinds.keys()) | {one for one in copied if desk.others.get(one)}
    for row in _current_rows(connection, known):
        desk.rows.current.setdefault(row.record, []).append(row)
    desk.last_versions.update(_last_versions(connection, known))
    for record, number, text_digest, text in _versions(connection, _bases(desk, statements)):
        desk.digests[record, number] = text_digest
        if text is not None:
            desk.bodies[record, number] = read_body(text)
    return desk


def read_coverage(connection: Connection, log: int, departments: Iterable[str]) -> dict[str, date]:
    """The first day on which anything is stated of each department's list; a missing one has none."""
    query = select(col(Projection.department), func.min(col(Projection.valid_from))).where(
        col(Projection.log) == log, col(Projection.entry_to) == STANDING
    )
    return dict(
        rows_in(connection, query.group_by(col(Projection.department)), col(Projection.department), departments)
    )


def _references(statements: Iterable[Statement]) -> set[str]:
    return {target for s in statements for name in REFERENCES for target in referred(s.fields, name)}


REFERENCES: dict[str, Kind | None] = {"department_id": Kind.DEPARTMENT, "parent_id": None, "power_ids": Kind.POWER}
"""The fields that name records, and of which kind; none is the record's own."""


def referred(body: Mapping[str, Any], name: str) -> list[str]:
    """The records that a field names."""
    value = body.get(name) or []
    return [one for one in ([value] if isinstance(value, str) else value) if isinstance(one, str)]


def _bases(desk: Desk, statements: Iterable[Statement]) -> set[tuple[str, int]]:
    """The versions that statements build on or, for a redaction, name."""
    bases = {(s.record, s.base_version) for s in statements if s.base_version}
    for statement in statements:
        record = statement.copies or statement.record
        row = desk.rows.row_on(record, statement.valid_from)
        if row:
            bases.add((record, row.span.version))
    return bases


def _identities(connection: Connection, head: Head, ids: Iterable[str]) -> list[tuple[str, str, int, bool]]:
    """Id, kind and log of records; the jurisdiction's public ones may be referred to from its withheld log."""
    referable = and_(col(Log.jurisdiction) == head.jurisdiction, col(Log.name) == PUBLIC)
    query = select(col(Record.id), col(Record.kind), col(Record.log), referable).join(
        Log, col(Log.id) == col(Record.log)
    )
    return rows_in(connection, query, col(Record.id), ids)


def _current_rows(connection: Connection, records: Iterable[str]) -> list[Row]:
    query = select(*ROW_COLUMNS).where(col(Projection.entry_to) == STANDING)
    return [Row.from_columns(*found) for found in rows_in(connection, query, col(Projection.record), records)]


def _last_versions(connection: Connection, records: Iterable[str]) -> list[tuple[str, int]]:
    query = select(col(Version.record), func.max(col(Version.number))).group_by(col(Version.record))
    return rows_in(connection, query, col(Version.record), records)


def _versions(connection: Connection, wanted: Iterable[tuple[str, int]]) -> list[tuple[str, int, str, str | None]]:
    query = select(col(Version.record), col(Version.number), col(Version.digest), col(Version.body))
    return rows_in(connection, query, tuple_(col(Version.record), col(Version.number)), wanted)
