"""The tables of the way to an edition: proposals, who has which part in them, every step, every text that was seen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

from quanze.storage.tables import NUMBER, PLAIN, Moment


class ProposalRow(SQLModel, table=True):
    """A stored change-set on its way to an edition (调整申请).

    ``digest`` is over the changes, ``revision`` counts every save, ``entry`` is the last entry of the log that its text
    was laid over, ``entered_at`` when it came into its state.
    """

    __tablename__ = "proposals"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id", index=True)
    title: str
    department: str | None = None
    state: str
    digest: str
    report: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True), default=None)
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
    revision: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    effective_from: date | None = None
    caused_on: date | None = None
    by_list_office: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    conditions: list[dict[str, Any]] | None = Field(sa_type=JSON(none_as_null=True), default=None)
    entry: int | None = Field(sa_type=NUMBER, default=None)
    entered_at: datetime | None = Field(sa_type=Moment, default=None)
    edition: int | None = None

    __table_args__ = (Index("proposals_state", "jurisdiction", "state", "department", "id"),)


class PartRow(SQLModel, table=True):
    """The one duty that a person has in a proposal: the key is what makes two pairs of eyes four."""

    __tablename__ = "proposal_parts"

    proposal: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="proposals.id")
    person: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="persons.id")
    duty: str

    __table_args__ = (
        UniqueConstraint("proposal", "person", "duty", name="proposal_parts_duty"),
        Index("proposal_parts_person", "person"),
    )


class StepRow(SQLModel, table=True):
    """One thing that was done to a proposal; only grows. ``digest`` is the text that whoever did it had seen."""

    __tablename__ = "proposal_steps"

    proposal: str = Field(sa_type=PLAIN, primary_key=True)
    number: int = Field(primary_key=True)
    action: str
    from_state: str
    to_state: str
    person: str | None = Field(sa_type=PLAIN, default=None)
    duty: str | None = None
    person_name: str
    office: str
    department: str | None = Field(sa_type=PLAIN, default=None)
    opinion: str | None = None
    conclusion: str | None = None
    details: dict[str, Any] = Field(sa_type=JSON)
    attachments: list[dict[str, Any]] = Field(sa_type=JSON)
    digest: str
    at: datetime = Field(sa_type=Moment)

    __table_args__ = (
        ForeignKeyConstraint(["proposal"], ["proposals.id"], name="proposal_steps_proposal"),
        ForeignKeyConstraint(
            ["proposal", "person", "duty"],
            ["proposal_parts.proposal", "proposal_parts.person", "proposal_parts.duty"],
            name="proposal_steps_part",
        ),
    )


class TextRow(SQLModel, table=True):
    """A text that a proposal has had, by its digest; only grows."""

    __tablename__ = "proposal_texts"

    proposal: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="proposals.id")
    digest: str = Field(primary_key=True)
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    saved_by: str | None = Field(sa_type=PLAIN, default=None)
    saved_at: datetime = Field(sa_type=Moment)


class TouchRow(SQLModel, table=True):
    """A published record that a proposal would change."""

    __tablename__ = "proposal_records"

    proposal: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="proposals.id")
    record: str = Field(sa_type=PLAIN, primary_key=True)

    __table_args__ = (Index("proposal_records_record", "record"),)


class ConsultedRow(SQLModel, table=True):
    """A department that was asked for its opinion on a proposal."""

    __tablename__ = "proposal_consulted"

    department: str = Field(sa_type=PLAIN, primary_key=True)
    proposal: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="proposals.id", index=True)


class AttachmentRow(SQLModel, table=True):
    """A file that somebody handed in, known by its digest."""

    __tablename__ = "attachments"

    digest: str = Field(primary_key=True)
    media_type: str
    size: int = Field(sa_type=NUMBER)
    content: bytes = Field(sa_type=LargeBinary)
    handed_in_by: str = Field(sa_type=PLAIN, foreign_key="persons.id")
    at: datetime = Field(sa_type=Moment)


class RequestRow(SQLModel, table=True):
    """A request that made a proposal, under the key that its sender gave it: sent again, it makes none."""

    __tablename__ = "requests"

    person: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="persons.id")
    key: str = Field(primary_key=True)
    digest: str
    proposal: str = Field(sa_type=PLAIN, foreign_key="proposals.id")
    at: datetime = Field(sa_type=Moment)
