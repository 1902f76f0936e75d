"""Checking a whole list as it stands: department by department, a page of texts at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.findings import Finding, Judge
from quanze.domain.rules.subjects import Listed, Organ, Subject, Surroundings
from quanze.domain.vocabulary import LIVING, Category, Kind, Severity, Standing, Status
from quanze.services.checking import NO_OTHERS
from quanze.services.checking_links import GRAMMAR, documents
from quanze.services.listing import departments_meant
from quanze.services.moments import Moment
from quanze.storage import links, neighbours, readers
from quanze.storage.links import LINKING
from quanze.storage.tables import LIST_ORDER, Projection

PAGE = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A finding of a list, and the department that it is told to."""

    finding: Finding
    department: str
    department_name: str

    def told(self) -> dict[str, Any]:
        """The finding as the contract has it, with its department."""
        return {**self.finding.told(), "department": {"id": self.department, "name": self.department_name}}


def check_list(
    connection: Connection,
    moment: Moment,
    departments: Sequence[str] = (),
    severities: Mapping[str, Severity] = NO_OTHERS,
) -> Iterator[Said]:
    """The findings on the list of a day, in list order: of all departments, or of those named by id or name."""
    chosen = departments_meant(connection, moment, tuple(departments))
    organs, lines = _organs(connection, moment)
    claims = _claims(connection, moment)
    for department in chosen or organs:
        rows = _rows(connection, moment, department)
        around = Surroundings(moment.valid_at, organs, claims=claims, grammar=GRAMMAR)
        around.take([*lines, *_lines(connection, moment, rows)])
        around.documents = _documents(connection, moment, rows)
        judge = Judge(around, severities)
        for subject in _subjects(connection, moment, rows):
            for finding in judge.examine(subject):
                yield Said(finding, department, organs[department].name)


def _organs(connection: Connection, moment: Moment) -> tuple[dict[str, Organ], list[Listed]]:
    """Every department that is there or still has anything listed, in the order of organs; and those that are there."""
    rows = [row for row in readers.bodies_on(connection, moment.at, Kind.DEPARTMENT) if row.status in LIVING]
    organs = {row.record: Organ(row.name, _standing(row.body)) for row in rows}
    lists = (readers.list_query(moment.at, kind, ()) for kind in _HELD)
    holding = {holder for held in lists for holder in readers.facet(connection, held, col(Projection.department))}
    gone = readers.names(connection, moment.at, sorted(holding - organs.keys()))
    organs |= {record: Organ(name) for record, name in gone.items()}
    return organs, [_line(row, Kind.DEPARTMENT) for row in rows]


def _standing(text: str | None) -> Standing:
    """A department's standing; one whose text was removed by order counts as the usual."""
    return Standing(read_body(text)["standing"]) if text else Standing.WORKING_DEPARTMENT


def _claims(connection: Connection, moment: Moment) -> dict[str, list[Listed]]:
    """The violations that several departments penalise."""
    around = Surroundings(moment.valid_at)
    around.take_claims(
        Listed("", name, Kind.POWER, Status.ACTIVE, department, Category.PENALTY)
        for name, *owners in neighbours.shared_claims(connection, moment.at)
        for department in owners
    )
    return around.claims


def _rows(connection: Connection, moment: Moment, department: str) -> list[tuple[Kind, Any]]:
    """What a department has on the list of the day, the department itself, and the licences that it had."""
    order = [col(getattr(Projection, name)) for name in LIST_ORDER[4:]]
    return [
        (kind, row)
        for kind, conditions in _LOOKED_AT
        for row in connection.execute(
            readers.list_query(moment.at, kind, [_HOLDER[kind] == department, *conditions]).order_by(*order)
        )
    ]


_HELD = (Kind.POWER, *LINKING)
_HOLDER = {Kind.DEPARTMENT: col(Projection.record)} | dict.fromkeys(_HELD, col(Projection.department))
_LISTED = (col(Projection.status).in_([str(status) for status in LIVING]),)
_ONCE_LICENSED = (col(Projection.status) == Status.CANCELLED, col(Projection.category) == Category.LICENSE)
_LOOKED_AT = [*((kind, _LISTED) for kind in _HOLDER), (Kind.POWER, _ONCE_LICENSED)]


def _lines(connection: Connection, moment: Moment, rows: Sequence[tuple[Kind, Any]]) -> list[Listed]:
    """A department's list as rules see it, the standards and services of its powers, and the powers of its own ones."""
    known = {row.record for _, row in rows}
    powers = [row.record for kind, row in rows if kind is Kind.POWER]
    naming = [(kind, row) for kind in LINKING for row in links.naming(connection, moment.at, kind, powers)]
    linking = {(row.record, row.version): (kind, row) for kind, row in [*rows, *naming] if kind in LINKING}
    names = neighbours.names_of(connection, linking)
    elsewhere = readers.rows_on(connection, moment.at, {power for own in names.values() for power in own} - known)
    return [
        *(_line(row, kind) for kind, row in rows if kind not in LINKING),
        *(_line(row, kind, names.get(key, ())) for key, (kind, row) in linking.items()),
        *(_line(row, Kind.POWER) for row in elsewhere),
    ]


def _documents(connection: Connection, moment: Moment, rows: Sequence[tuple[Kind, Any]]) -> dict[str, dict[str, Any]]:
    """The documents that a department's standards stand in, of whichever department they are."""
    parents = {row.parent for kind, row in rows if kind is Kind.DISCRETION_STANDARD and row.parent}
    found = readers.rows_on(connection, moment.at, parents)
    return documents(connection, {row.record: row.version for row in found}, {})


def _line(row: Any, kind: Kind, names: tuple[str, ...] = ()) -> Listed:
    return Listed(
        row.record,
        row.name,
        kind,
        Status(row.status),
        row.department,
        row.category,
        row.parent,
        row.grouping,
        row.code,
        row.valid_from,
        row.valid_to,
        names,
    )


def _subjects(connection: Connection, moment: Moment, rows: Sequence[tuple[Kind, Any]]) -> Iterator[Subject]:
    """The texts of a department, a page at a time; what was removed by order says nothing more."""
    for start in range(0, len(rows), PAGE):
        page = [row for _, row in rows[start : start + PAGE]]
        texts = readers.version_texts(connection, [(row.record, row.version) for row in page])
        for row in page:
            if text := texts.get((row.record, row.version)):
                yield Subject(row.record, moment.valid_at, read_body(text))
