"""What citizens wrote: its table and its readers. Who reads for the public never reads what was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, Row, func, select
from sqlmodel import Field, SQLModel, col

from quanze.storage.proceedings import ProposalRow
from quanze.storage.tables import PLAIN, Moment


class FeedbackRow(SQLModel, table=True):
    """A citizen's word (公众意见). ``text`` and ``contact`` are the writer's; ``shown_text`` is what the list office
    lets everyone see of it, none until it was reviewed; ``shown_at`` is when the public last saw a change of it. A
    comment is on a ``consultation``, and ``adoption`` is what became of it.
    """

    __tablename__ = "feedback"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id")
    number: str = Field(sa_type=PLAIN, unique=True)
    proof: str
    kind: str
    record: str | None = Field(sa_type=PLAIN, default=None)
    department: str | None = Field(sa_type=PLAIN, default=None)
    text: str
    contact: str | None = None
    status: str
    answer: str | None = None
    shown_text: str | None = None
    shown_at: datetime | None = Field(sa_type=Moment, default=None)
    proposal: str | None = Field(sa_type=PLAIN, foreign_key="proposals.id", default=None)
    consultation: int | None = None
    adoption: str | None = None
    received_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(sa_type=Moment, default=None)

    __table_args__ = (
        Index("feedback_status", "jurisdiction", "status", "id"),
        Index("feedback_shown", "jurisdiction", "shown_at"),
        Index("feedback_record", "record"),
        Index("feedback_consultation", "jurisdiction", "consultation"),
    )


F = FeedbackRow
_EVERYTHING = tuple(FeedbackRow.__table__.columns)  # type: ignore[attr-defined]
_PUBLIC = (
    *(col(F.id), col(F.number), col(F.kind), col(F.record), col(F.department), col(F.shown_text), col(F.status)),
    *(col(F.answer), col(F.answered_at), col(F.consultation), col(F.adoption), col(ProposalRow.edition)),
)


def shown(
    connection: Connection, jurisdiction: str, conditions: Iterable[ColumnElement[bool]], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What the public may see, newest first, with the edition that came of it."""
    query = select(*_PUBLIC).outerjoin(ProposalRow, col(ProposalRow.id) == col(F.proposal))
    query = query.where(col(F.jurisdiction) == jurisdiction, col(F.shown_text).is_not(None), *conditions)
    return connection.execute(query.order_by(col(F.id).desc()).limit(limit)).all()


def last_shown(connection: Connection, jurisdiction: str, record: str | None = None) -> datetime | None:
    """When the public last saw a change in a jurisdiction, or in what was written about a record."""
    query = select(func.max(col(F.shown_at))).where(col(F.jurisdiction) == jurisdiction)
    query = query if record is None else query.where(col(F.record) == record)
    return connection.execute(query).scalar_one()


def received(
    connection: Connection, jurisdiction: str, conditions: Iterable[ColumnElement[bool]], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everything, for those who handle it; newest first."""
    query = select(*_EVERYTHING).where(col(F.jurisdiction) == jurisdiction, *conditions)
    return connection.execute(query.order_by(col(F.id).desc()).limit(limit)).all()


def one(connection: Connection, condition: ColumnElement[bool], *, lock: bool = False) -> Row[*tuple[Any, ...]] | None:
    """One of them; ``lock`` keeps others from it until the transaction ends."""
    query = select(*_EVERYTHING).where(condition)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def edition_of(connection: Connection, proposal: str | None) -> int | None:
    """The edition that a proposal went out with."""
    query = select(col(ProposalRow.edition)).where(col(ProposalRow.id) == proposal)
    return connection.execute(query).scalar_one_or_none()
