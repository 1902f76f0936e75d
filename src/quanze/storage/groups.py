"""What groups records (主项 of powers, 裁量文件 of standards): listed to be chosen from, counted by no list."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.vocabulary import Status
from quanze.storage.readers import At, list_query
from quanze.storage.tables import Projection


def groups_on(connection: Connection, at: At, kind: str, departments: Iterable[str] | None = None) -> dict[str, str]:
    """The groups of a kind that are in force, by name: all, or those of some departments, in list order."""
    living = [col(Projection.grouping).is_(True), col(Projection.status) == Status.ACTIVE]
    own = [] if departments is None else [col(Projection.department).in_(list(departments))]
    rows = connection.execute(
        list_query(at, kind, [*living, *own]).order_by(
            col(Projection.department), col(Projection.display_order), col(Projection.record)
        )
    )
    return {row.record: row.name for row in rows}
