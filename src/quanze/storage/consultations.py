"""Consultations (公开征求意见): a proposal's text as the public was asked about it. Its table and its readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text, update
from sqlmodel import Field, SQLModel, col

from quanze.storage.feedback import FeedbackRow
from quanze.storage.tables import NUMBER, PLAIN, Jurisdiction, Moment


class ConsultationRow(SQLModel, table=True):
    """One time that the public was asked. The text is the proposal's of that ``digest``, laid over the list as it was
    known at ``entry``; what is no part of a text is kept here as it was. ``suspended``: it ended without its answers.
    """

    __tablename__ = "consultations"

    jurisdiction: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="jurisdictions.id")
    number: int = Field(primary_key=True)
    proposal: str = Field(sa_type=PLAIN, foreign_key="proposals.id", index=True)
    digest: str
    entry: int = Field(sa_type=NUMBER)
    title: str
    department: str | None = Field(sa_type=PLAIN, default=None)
    effective_from: date | None = None
    notice: str
    opened_on: date
    until: date
    ended_at: datetime | None = Field(sa_type=Moment, default=None)
    suspended: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


C, F = ConsultationRow, FeedbackRow
_COLUMNS = tuple(ConsultationRow.__table__.columns)  # type: ignore[attr-defined]


def one(
    connection: Connection, jurisdiction: str, number: int, *, shared: bool = False
) -> Row[*tuple[Any, ...]] | None:
    """A consultation of a jurisdiction by its number; ``shared``: it does not end before the transaction does."""
    query = select(*_COLUMNS).where(col(C.jurisdiction) == jurisdiction, col(C.number) == number)
    return connection.execute(query.with_for_update(read=True) if shared else query).one_or_none()


def newest(
    connection: Connection, conditions: Iterable[ColumnElement[bool]], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Consultations, the newest first."""
    query = select(*_COLUMNS).where(*conditions).order_by(col(C.number).desc())
    return connection.execute(query.limit(limit)).all()


def of_proposal(connection: Connection, proposal: str, *, lock: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """The consultations on a proposal, the newest first; ``lock`` waits for comments that are on their way."""
    query = select(*_COLUMNS).where(col(C.proposal) == proposal).order_by(col(C.number).desc())
    return connection.execute(query.with_for_update() if lock else query).all()


def next_number(connection: Connection, jurisdiction: str) -> int:
    """The number after the last one; others wait for it until the transaction ends."""
    connection.execute(select(col(Jurisdiction.id)).where(col(Jurisdiction.id) == jurisdiction).with_for_update())
    last = connection.execute(select(func.max(col(C.number))).where(col(C.jurisdiction) == jurisdiction)).scalar_one()
    return (last or 0) + 1


def end(connection: Connection, proposal: str, at: datetime, *, suspended: bool) -> None:
    """End the consultation that is running on a proposal."""
    running = (col(C.proposal) == proposal, col(C.ended_at).is_(None))
    connection.execute(update(ConsultationRow).where(*running).values(ended_at=at, suspended=suspended))


def tally(connection: Connection, jurisdiction: str, number: int) -> dict[str | None, int]:
    """How many comments a consultation received, by what became of them; None is what has no answer yet."""
    query = select(col(F.adoption), func.count()).where(*_on(jurisdiction, number)).group_by(col(F.adoption))
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def comments(connection: Connection, jurisdiction: str, number: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The comments on a consultation as their handlers read them, in the order they came."""
    columns = FeedbackRow.__table__.columns  # type: ignore[attr-defined]
    return connection.execute(select(*columns).where(*_on(jurisdiction, number)).order_by(col(F.id))).all()


def _on(jurisdiction: str, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(F.jurisdiction) == jurisdiction, col(F.consultation) == number
