"""Staff: persons with what they hold now, and their accounts, sessions and tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update
from sqlmodel import SQLModel, col

from quanze.domain.identities import new_id
from quanze.domain.passwords import REMEMBERED
from quanze.domain.roles import Assignment, Person, Role
from quanze.storage.chunks import rows_in
from quanze.storage.staff import (
    AccountRow,
    AssignmentRow,
    FormerPasswordRow,
    IdentityRow,
    PersonRow,
    SessionRow,
    TokenRow,
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as those see it who run it: everything but its secrets."""

    person: Person
    login: str
    has_password: bool
    has_one_time_code: bool
    must_change_password: bool
    failed_attempts: int
    locked_until: datetime | None
    disabled: bool


def persons(connection: Connection, ids: Iterable[str]) -> dict[str, Person]:
    """Persons by id."""
    wanted = list(ids)
    held = _assignments(connection, wanted)
    query = select(col(PersonRow.id), col(PersonRow.name), col(PersonRow.jurisdiction), col(PersonRow.service))
    rows = rows_in(connection, query, col(PersonRow.id), wanted)
    return {row.id: Person(row.id, row.name, row.jurisdiction, held.get(row.id, ()), row.service) for row in rows}


def person(connection: Connection, identity: str) -> Person | None:
    """One person."""
    return persons(connection, [identity]).get(identity)


def lock(connection: Connection, identity: str) -> None:
    """Let one of several requests of a person go first, until the transaction ends."""
    query = select(col(PersonRow.id)).where(col(PersonRow.id) == identity)
    connection.execute(query.with_for_update(key_share=True))


def _assignments(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Assignment, ...]]:
    held = (col(AssignmentRow.role), col(AssignmentRow.department), col(AssignmentRow.office))
    query = select(col(AssignmentRow.person), *held).where(col(AssignmentRow.ended_at).is_(None))
    found: dict[str, tuple[Assignment, ...]] = {}
    rows = rows_in(connection, query, col(AssignmentRow.person), ids)
    for row in sorted(rows, key=lambda row: (list(Role).index(Role(row.role)), row.department or "")):
        found[row.person] = (*found.get(row.person, ()), _assignment(row))
    return found


def _assignment(row: Row[*tuple[Any, ...]]) -> Assignment:
    return Assignment(Role(row.role), row.department, row.office)


def accounts(connection: Connection, *conditions: ColumnElement[bool]) -> list[Account]:
    """Accounts that meet the conditions, by their names."""
    query = (
        select(*_columns(AccountRow))
        .join(PersonRow, col(PersonRow.id) == col(AccountRow.person))
        .where(*conditions)
        .order_by(col(AccountRow.login))
    )
    rows = connection.execute(query).all()
    known = persons(connection, [row.person for row in rows])
    return [_account(row, known[row.person]) for row in rows]


def _account(row: Row[*tuple[Any, ...]], person: Person) -> Account:
    return Account(
        person=person,
        login=row.login,
        has_password=row.password_hash is not None,
        has_one_time_code=row.totp_secret is not None,
        must_change_password=row.must_change_password,
        failed_attempts=row.failed_attempts,
        locked_until=row.locked_until,
        disabled=row.disabled,
    )


def account_of(connection: Connection, identity: str) -> Account | None:
    """The account of a person."""
    return next(iter(accounts(connection, col(AccountRow.person) == identity)), None)


def credentials(
    connection: Connection, *, login: str | None = None, person: str | None = None, lock: bool = False
) -> Row[*tuple[Any, ...]] | None:
    """All of an account's row, secrets included; ``lock`` holds it until the transaction ends."""
    where = col(AccountRow.login) == login if person is None else col(AccountRow.person) == person
    query = select(*_columns(AccountRow)).where(where)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def change_account(connection: Connection, person: str, **values: Any) -> None:
    """Change an account, whose row the caller holds."""
    connection.execute(update(AccountRow).where(col(AccountRow.person) == person).values(**values))


def set_password(connection: Connection, person: str, kept: str, now: datetime, *, must_change: bool) -> None:
    """Give an account, whose row the caller holds, another password; the one that gives way is remembered."""
    query = select(col(AccountRow.password_hash)).where(col(AccountRow.person) == person)
    if former := connection.execute(query).scalar_one():
        row = {"id": new_id(), "person": person, "password_hash": former, "replaced_at": now}
        connection.execute(insert(FormerPasswordRow), [row])
        _forget_passwords(connection, person)
    change_account(connection, person, password_hash=kept, password_set_at=now, must_change_password=must_change)


def former_passwords(connection: Connection, person: str) -> list[str]:
    """The passwords before the present one, as they were kept, as far as they are remembered."""
    found = select(col(FormerPasswordRow.password_hash)).where(col(FormerPasswordRow.person) == person)
    return list(connection.execute(found).scalars())


def _forget_passwords(connection: Connection, person: str) -> None:
    """Let go of all but the last former passwords."""
    query = select(col(FormerPasswordRow.id)).where(col(FormerPasswordRow.person) == person)
    newest = query.order_by(col(FormerPasswordRow.replaced_at).desc(), col(FormerPasswordRow.id).desc())
    kept = list(connection.execute(newest.limit(REMEMBERED - 1)).scalars())
    older = (col(FormerPasswordRow.person) == person, col(FormerPasswordRow.id).not_in(kept))
    connection.execute(delete(FormerPasswordRow).where(*older))


def session(connection: Connection, identity: str) -> Row[*tuple[Any, ...]] | None:
    """A session by the digest of its cookie."""
    return connection.execute(select(*_columns(SessionRow)).where(col(SessionRow.id) == identity)).one_or_none()


def sessions_of(connection: Connection, person: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's sessions, the last used first."""
    query = select(*_columns(SessionRow)).where(col(SessionRow.person) == person)
    return connection.execute(query.order_by(col(SessionRow.last_seen_at).desc())).all()


def token(connection: Connection, digest: str) -> Row[*tuple[Any, ...]] | None:
    """A token by its digest."""
    return connection.execute(select(*_columns(TokenRow)).where(col(TokenRow.digest) == digest)).one_or_none()


def tokens_of(connection: Connection, person: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's tokens, the newest first, those that ended included."""
    query = select(*_columns(TokenRow)).where(col(TokenRow.person) == person)
    return connection.execute(query.order_by(col(TokenRow.created_at).desc(), col(TokenRow.id))).all()


def identities_of(connection: Connection, person: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who a person is to sign-on services."""
    query = select(*_columns(IdentityRow)).where(col(IdentityRow.person) == person)
    return connection.execute(query.order_by(col(IdentityRow.issuer), col(IdentityRow.subject))).all()


def person_of_identity(connection: Connection, issuer: str, subject: str) -> str | None:
    """The person that an identity is linked to."""
    query = select(col(IdentityRow.person)).where(
        col(IdentityRow.issuer) == issuer, col(IdentityRow.subject) == subject
    )
    return connection.execute(query).scalar_one_or_none()


def _columns(table: type[SQLModel]) -> list[ColumnElement[Any]]:
    return [*table.__table__.columns]  # type: ignore[attr-defined]
