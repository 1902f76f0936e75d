"""The tables of staff: persons, their accounts, roles, sessions, tokens, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

from quanze.storage.tables import NUMBER, PLAIN, Moment

STILL_HELD = text("ended_at IS NULL")
PASSING = {"passing": True}
"""What no backup carries: it ends with the installation that began it."""


class PersonRow(SQLModel, table=True):
    """Somebody who acts in a jurisdiction; outlives the account, for what was done stays done by somebody."""

    __tablename__ = "persons"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id", index=True)
    name: str
    service: bool = False
    created_at: datetime = Field(sa_type=Moment)


class AccountRow(SQLModel, table=True):
    """How a person proves to be the one. ``totp_used`` is the time step of the last accepted code: none works twice;
    ``totp_secret`` is sealed (services/sealing.py), or plain where it was written before there was a key.
    """

    __tablename__ = "accounts"

    person: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="persons.id")
    login: str = Field(sa_type=PLAIN, unique=True)
    password_hash: str | None = None
    password_set_at: datetime | None = Field(sa_type=Moment, default=None)
    must_change_password: bool = False
    totp_secret: str | None = None
    totp_used: int = Field(sa_type=NUMBER, default=0)
    failed_attempts: int = 0
    locked_until: datetime | None = Field(sa_type=Moment, default=None)
    disabled: bool = False


class FormerPasswordRow(SQLModel, table=True):
    """A password that gave way to another one, as it was kept; it is not to come back soon."""

    __tablename__ = "former_passwords"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    person: str = Field(sa_type=PLAIN, foreign_key="persons.id", index=True)
    password_hash: str
    replaced_at: datetime = Field(sa_type=Moment)


class AssignmentRow(SQLModel, table=True):
    """A role that a person holds from a moment on, until it is ended; ``office`` is the name of whom it is held for."""

    __tablename__ = "assignments"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    person: str = Field(sa_type=PLAIN, foreign_key="persons.id")
    role: str
    department: str | None = Field(sa_type=PLAIN, default=None)
    office: str | None = None
    began_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(sa_type=Moment, default=None)

    __table_args__ = (Index("assignments_person", "person", sqlite_where=STILL_HELD, postgresql_where=STILL_HELD),)


class SessionRow(SQLModel, table=True):
    """A browser that is signed in, known by the digest of its cookie. ``second_factor``: a one-time code was given."""

    __tablename__ = "sessions"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    person: str = Field(sa_type=PLAIN, foreign_key="persons.id", index=True)
    csrf: str
    second_factor: bool = False
    proved_at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    last_seen_at: datetime = Field(sa_type=Moment)
    address: str | None = None
    browser: str | None = None

    __table_args__ = ({"info": PASSING},)


class TokenRow(SQLModel, table=True):
    """What a program shows instead of a session, known by its digest; ``prefix`` is what its owner knows it by."""

    __tablename__ = "tokens"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    person: str = Field(sa_type=PLAIN, foreign_key="persons.id", index=True)
    digest: str = Field(sa_type=PLAIN, unique=True)
    prefix: str
    name: str
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(sa_type=Moment, default=None)
    last_used_at: datetime | None = Field(sa_type=Moment, default=None)
    revoked_at: datetime | None = Field(sa_type=Moment, default=None)


class IdentityRow(SQLModel, table=True):
    """Who a person is to a sign-on service (OpenID Connect): linked by an administrator, never by itself."""

    __tablename__ = "identities"

    issuer: str = Field(sa_type=PLAIN, primary_key=True)
    subject: str = Field(sa_type=PLAIN, primary_key=True)
    person: str = Field(sa_type=PLAIN, foreign_key="persons.id", index=True)
    linked_at: datetime = Field(sa_type=Moment)


class AuditRow(SQLModel, table=True):
    """One line of what staff did: numbered without gaps, each chained to the one before by its digest."""

    __tablename__ = "audit_log"

    number: int = Field(sa_type=NUMBER, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    jurisdiction: str | None = Field(sa_type=PLAIN, default=None)
    person: str | None = Field(sa_type=PLAIN, default=None)
    account: str | None = None
    office: str | None = None
    action: str = Field(sa_type=PLAIN)
    subject: str
    outcome: str
    address: str | None = None
    details: dict[str, Any] = Field(sa_type=JSON)
    digest: str

    __table_args__ = (Index("audit_log_person", "person", "number"), Index("audit_log_action", "action", "number"))
