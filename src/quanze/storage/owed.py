"""What is known of many proposals at once, as far as deadlines ask: what was done when, and who was asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from quanze.storage.chunks import rows_in
from quanze.storage.proceedings import ConsultedRow, StepRow


def steps_of(connection: Connection, proposals: Iterable[str]) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """What was done to each proposal, by which department, and when; in order."""
    query = select(
        col(StepRow.proposal), col(StepRow.number), col(StepRow.action), col(StepRow.department), col(StepRow.at)
    )
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in sorted(rows_in(connection, query, col(StepRow.proposal), proposals), key=lambda row: row.number):
        found.setdefault(row.proposal, []).append(row)
    return found


def asked_of(connection: Connection, proposals: Iterable[str]) -> dict[str, set[str]]:
    """The departments that were asked about each proposal."""
    query = select(col(ConsultedRow.proposal), col(ConsultedRow.department))
    found: dict[str, set[str]] = {}
    for row in rows_in(connection, query, col(ConsultedRow.proposal), proposals):
        found.setdefault(row.proposal, set()).add(row.department)
    return found
