"""Reading proposals: the rows of the way to an edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select
from sqlmodel import col

from quanze.storage.chunks import rows_in
from quanze.storage.proceedings import AttachmentRow, ConsultedRow, PartRow, ProposalRow, StepRow, TextRow, TouchRow
from quanze.storage.readers import At
from quanze.storage.staff import PersonRow
from quanze.storage.tables import STANDING, Log, Projection, Record

_COLUMNS = tuple(ProposalRow.__table__.columns)  # type: ignore[attr-defined]
_LISTED = tuple(column for column in _COLUMNS if column.name not in {"changes", "report"})


def proposal(
    connection: Connection, jurisdiction: str, identity: str, *, lock: bool = False
) -> Row[*tuple[Any, ...]] | None:
    """One proposal of a jurisdiction; ``lock`` keeps others from moving it until the transaction ends."""
    query = select(*_COLUMNS).where(col(ProposalRow.id) == identity, col(ProposalRow.jurisdiction) == jurisdiction)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def proposals(
    connection: Connection, jurisdiction: str, conditions: Iterable[ColumnElement[bool]], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Proposals, newest first, without their changes."""
    query = select(*_LISTED).where(col(ProposalRow.jurisdiction) == jurisdiction, *conditions)
    return connection.execute(query.order_by(col(ProposalRow.id).desc()).limit(limit)).all()


def parts(connection: Connection, identity: str) -> dict[str, str]:
    """Who has which duty in a proposal."""
    query = select(col(PartRow.person), col(PartRow.duty)).where(col(PartRow.proposal) == identity)
    return {row.person: row.duty for row in connection.execute(query)}


def consulted(connection: Connection, identity: str) -> list[str]:
    """The departments that were asked about a proposal."""
    query = select(col(ConsultedRow.department)).where(col(ConsultedRow.proposal) == identity)
    return sorted(connection.execute(query).scalars())


def steps(connection: Connection, identity: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everything that was done to a proposal, in order."""
    columns = StepRow.__table__.columns  # type: ignore[attr-defined]
    query = select(*columns).where(col(StepRow.proposal) == identity).order_by(col(StepRow.number))
    return connection.execute(query).all()


def text(connection: Connection, identity: str, digest: str) -> list[dict[str, Any]] | None:
    """A text that a proposal has had."""
    query = select(col(TextRow.changes)).where(col(TextRow.proposal) == identity, col(TextRow.digest) == digest)
    return connection.execute(query).scalar_one_or_none()


def texts(connection: Connection, identity: str, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The texts that a proposal has had, the last saved first: digest, when, by whom, how many changes."""
    columns = (col(TextRow.digest), col(TextRow.saved_at), col(PersonRow.name), col(TextRow.changes))
    query = select(*columns).outerjoin(PersonRow, col(PersonRow.id) == col(TextRow.saved_by))
    query = query.where(col(TextRow.proposal) == identity).order_by(col(TextRow.saved_at).desc(), col(TextRow.digest))
    return connection.execute(query.limit(limit)).all()


def touching(connection: Connection, jurisdiction: str, records: Iterable[str], states: Iterable[str]) -> list[str]:
    """The proposals in some states that are about any of the records."""
    query = (
        select(col(TouchRow.proposal))
        .join(ProposalRow, col(ProposalRow.id) == col(TouchRow.proposal))
        .where(col(ProposalRow.jurisdiction) == jurisdiction, col(ProposalRow.state).in_(list(states)))
    )
    return sorted({row.proposal for row in rows_in(connection, query, col(TouchRow.record), records)})


def logs_of(connection: Connection, jurisdiction: str, records: Iterable[str]) -> dict[str, str]:
    """In which log of a jurisdiction, public or withheld, each record lives."""
    query = select(col(Record.id), col(Log.name)).join(Log, col(Log.id) == col(Record.log))
    query = query.where(col(Log.jurisdiction) == jurisdiction)
    return {row.id: row.name for row in rows_in(connection, query, col(Record.id), records)}


def _stated(day: date) -> ColumnElement[bool]:
    """What the lists state on a day, as known now; what is withheld, too."""
    return and_(col(Projection.valid_from) <= day, col(Projection.valid_to) > day, col(Projection.entry_to) == STANDING)


def versions_on(connection: Connection, at: At, records: Iterable[str]) -> dict[str, int]:
    """The version of each record that is stated on the day."""
    query = select(col(Projection.record), col(Projection.version)).where(_stated(at.day))
    return {row.record: row.version for row in rows_in(connection, query, col(Projection.record), records)}


def versions_known(connection: Connection, at: At, records: Iterable[str]) -> dict[str, int]:
    """The same in one log as it was known then."""
    query = select(col(Projection.record), col(Projection.version)).where(col(Projection.log) == at.log, at.stated())
    return {row.record: row.version for row in rows_in(connection, query, col(Projection.record), records)}


def owners_on(connection: Connection, at: At, records: Iterable[str]) -> list[Row[*tuple[Any, ...]]]:
    """The department and the category of each record that is stated on the day."""
    query = select(col(Projection.record), col(Projection.department), col(Projection.category)).where(_stated(at.day))
    return rows_in(connection, query, col(Projection.record), records)


def attachment_exists(connection: Connection, condition: ColumnElement[bool]) -> bool:
    """Whether a file was handed in."""
    return connection.execute(select(col(AttachmentRow.digest)).where(condition)).first() is not None
