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
from quanze.services.listing import departments_meant
from quanze.services.moments import Moment
from quanze.storage import neighbours, readers
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
        around = Surroundings(moment.valid_at, organs, claims=claims)
        around.take([*lines, *(_line(row, kind) for kind, row in rows)])
        judge = Judge(around, severities)
        for subject in _subjects(connection, moment, rows):
            for finding in judge.examine(subject):
                yield Said(finding, department, organs[department].name)


def _organs(connection: Connection, moment: Moment) -> tuple[dict[str, Organ], list[Listed]]:
    """Every department that is there or still has powers, in the order of organs; and those that are there."""
    rows = [row for row in readers.bodies_on(connection, moment.at, Kind.DEPARTMENT) if row.status in LIVING]
    organs = {row.record: Organ(row.name, _standing(row.body)) for row in rows}
    holding = readers.facet(connection, readers.list_query(moment.at, Kind.POWER, ()), col(Projection.department))
    gone = readers.names(connection, moment.at, [holder for holder in holding if holder not in organs])
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
    """What a department has on the list of the day, and the department itself."""
    order = [col(getattr(Projection, name)) for name in LIST_ORDER[4:]]
    own = {Kind.DEPARTMENT: col(Projection.record), Kind.POWER: col(Projection.department)}
    return [
        (kind, row)
        for kind, column in own.items()
        for row in connection.execute(
            readers.list_query(moment.at, kind, [column == department, col(Projection.status).in_(_LIVING)]).order_by(
                *order
            )
        )
    ]


_LIVING = [str(status) for status in LIVING]


def _line(row: Any, kind: Kind) -> Listed:
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
    )


def _subjects(connection: Connection, moment: Moment, rows: Sequence[tuple[Kind, Any]]) -> Iterator[Subject]:
    """The texts of a department, a page at a time; what was removed by order says nothing more."""
    for start in range(0, len(rows), PAGE):
        page = [row for _, row in rows[start : start + PAGE]]
        texts = readers.version_texts(connection, [(row.record, row.version) for row in page])
        for row in page:
            if text := texts.get((row.record, row.version)):
                yield Subject(row.record, moment.valid_at, read_body(text))
