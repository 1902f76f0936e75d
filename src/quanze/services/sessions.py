"""Sessions: a browser that is signed in, from the first proof to the last click, and what it still lacks."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, update
from sqlmodel import col

from quanze.domain.access import SessionLimits
from quanze.domain.roles import Person
from quanze.services import auditing
from quanze.services.moments import find_place
from quanze.storage import people
from quanze.storage.staff import SessionRow

SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written down at most this often."""

LONGEST_BROWSER = 200


class Step(StrEnum):
    """What a session still lacks before it opens anything."""

    ONE_TIME_CODE = "one_time_code"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    EXPIRED = "expired"
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that counts, as pages see it; ``notice`` is what everyone must be told who reads its lists."""

    id: str
    person: Person
    csrf: str
    login: str
    pending: Step | None
    proved_at: datetime
    last_seen_at: datetime
    has_password: bool
    has_one_time_code: bool
    notice: str | None = None


def digest_of(secret: str) -> str:
    """How a cookie or a token is kept: nobody can go back from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(connection: Connection, person: Person, now: datetime, limits: SessionLimits, browser: str = "") -> str:
    """A new session; answers its cookie, which is kept nowhere else. What has long ended is cleared away."""
    ended = or_(col(SessionRow.created_at) < now - limits.absolute, col(SessionRow.last_seen_at) < now - limits.idle)
    connection.execute(delete(SessionRow).where(ended))
    cookie = secrets.token_urlsafe(32)
    row = {
        "id": digest_of(cookie),
        "person": person.id,
        "csrf": secrets.token_urlsafe(24),
        "second_factor": False,
        "proved_at": now,
        "created_at": now,
        "last_seen_at": now,
        "address": auditing.called_from.get(),
        "browser": browser[:LONGEST_BROWSER] or None,
    }
    connection.execute(insert(SessionRow), [row])
    return cookie


def session_of(connection: Connection, cookie: str, now: datetime, limits: SessionLimits) -> Session | None:
    """The session of a cookie, where it still counts; that it was used is written down by :func:`see`."""
    row = people.session(connection, digest_of(cookie))
    if row is None or not limits.is_live(row.created_at, row.last_seen_at, now):
        return None
    account = people.credentials(connection, person=row.person)
    person = people.person(connection, row.person)
    if account is None or person is None or account.disabled:
        return None
    return Session(
        id=row.id,
        person=person,
        csrf=row.csrf,
        login=account.login,
        pending=_pending(account, person, row, limits.is_expired(account.password_set_at, now)),
        proved_at=row.proved_at,
        last_seen_at=row.last_seen_at,
        has_password=account.password_hash is not None,
        has_one_time_code=account.totp_secret is not None,
        notice=find_place(connection, person.jurisdiction).notice,
    )


def _pending(
    account: Row[*tuple[Any, ...]], person: Person, session: Row[*tuple[Any, ...]], is_expired: bool
) -> Step | None:
    """What is still wanting, in the order in which it is asked for."""
    if account.totp_secret and not session.second_factor:
        return Step.ONE_TIME_CODE
    if account.must_change_password and account.password_hash:
        return Step.PASSWORD
    if is_expired and account.password_hash:
        return Step.EXPIRED
    if person.needs_one_time_code and not account.totp_secret:
        return Step.ENROL
    return None


def is_stale(session: Session, now: datetime) -> bool:
    """Whether a session's last use is to be written down anew."""
    return session.last_seen_at < now - SEEN_EVERY


def see(connection: Connection, session: str, now: datetime) -> None:
    """Write down that a session was used."""
    connection.execute(update(SessionRow).where(col(SessionRow.id) == session).values(last_seen_at=now))


def rotate(connection: Connection, session: str, now: datetime, *, second_factor: bool = False) -> str:
    """Give a session a new cookie after a proof, so that one seen before is worth nothing; answers the cookie."""
    cookie = secrets.token_urlsafe(32)
    values: dict[str, Any] = {"id": digest_of(cookie), "csrf": secrets.token_urlsafe(24), "proved_at": now}
    if second_factor:
        values["second_factor"] = True
    connection.execute(update(SessionRow).where(col(SessionRow.id) == session).values(**values))
    return cookie


def end_all(connection: Connection, person: str, *, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere but in the session of a cookie."""
    kept = digest_of(but) if but else ""
    connection.execute(delete(SessionRow).where(col(SessionRow.person) == person, col(SessionRow.id) != kept))


def sign_out(connection: Connection, session: Session) -> None:
    """End a session."""
    connection.execute(delete(SessionRow).where(col(SessionRow.id) == session.id))
    auditing.record(connection, session.person, "sign_out", f"person:{session.person.id}")


def end_one(connection: Connection, session: Session, ended: str) -> None:
    """End one of one's own sessions."""
    mine = (col(SessionRow.id) == ended, col(SessionRow.person) == session.person.id)
    if connection.execute(delete(SessionRow).where(*mine)).rowcount:
        auditing.record(connection, session.person, "end_session", f"person:{session.person.id}")
