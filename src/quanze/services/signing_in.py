"""Proving who one is by a password: letting in, locking out, changing it.

Hashing takes its time, so a password is compared between two short transactions, never inside of one; what counts is
the account's state in the second, so that guesses made at once are all counted.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row

from quanze.domain.access import SessionLimits, is_locked, lock_after
from quanze.domain.audit import Outcome
from quanze.domain.errors import InvalidInput, NotSignedIn, Refused
from quanze.domain.passwords import LONGEST, REMEMBERED, faults, login_name, normal
from quanze.services import auditing, sessions
from quanze.services.sessions import Session
from quanze.storage import people
from quanze.storage.database import Database

HASHER = PasswordHasher()
NOT_LET_IN = "登录名或密码不正确，或者账户已停用、已锁定。连续失败会锁定一段时间，可请安全管理员解锁。"
"""One answer for all cases: whoever guesses learns nothing from it."""


def hashed(password: str) -> str:
    """A password as it is kept."""
    return HASHER.hash(normal(password))


def sign_in(
    database: Database, name: str, password: str, now: datetime, limits: SessionLimits, browser: str = ""
) -> str:
    """Let somebody in by name and password and answer the cookie. Raises NotSignedIn, the same for every reason."""
    with database.reading() as connection:
        known = _known(connection, name)
    right, rehashed = _compare(known.password_hash if known else None, password)
    with database.writing() as connection:
        account = people.credentials(connection, person=known.person, lock=True) if known else None
        if right and account is not None and may_enter(account, now) and _is_same(account, known):
            return _let_in(connection, account, now, limits, browser, rehashed)
        count_failure(connection, account, "sign_in", now)
    raise NotSignedIn(NOT_LET_IN, code="not_let_in")


def _known(connection: Connection, name: str) -> Row[*tuple[Any, ...]] | None:
    try:
        return people.credentials(connection, login=login_name(name))
    except InvalidInput:
        return None


@cache
def _nobodys_hash() -> str:
    """What the password of an unknown name is compared with, so that it takes as long as a known one's."""
    return HASHER.hash(secrets.token_hex())


def _compare(kept: str | None, password: str) -> tuple[bool, str | None]:
    """Whether the password is right, and its new hash where the old one's parameters are outdated."""
    text = normal(password)
    text = text if len(text) <= LONGEST else ""
    try:
        HASHER.verify(kept or _nobodys_hash(), text)
    except (VerificationError, InvalidHashError):
        return False, None
    if kept is None:
        return False, None
    return True, HASHER.hash(text) if HASHER.check_needs_rehash(kept) else None


def _is_same(account: Row[*tuple[Any, ...]], known: Row[*tuple[Any, ...]] | None) -> bool:
    """Whether the password that was compared is still the account's."""
    return known is not None and account.password_hash == known.password_hash


def may_enter(account: Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Whether an account is neither disabled nor locked."""
    return not account.disabled and not is_locked(account.locked_until, now)


def count_failure(connection: Connection, account: Row[*tuple[Any, ...]] | None, action: str, now: datetime) -> None:
    """One more failure; while a lock holds, further attempts neither count nor prolong it."""
    if account is None:
        auditing.record(connection, None, action, "account:?", Outcome.REFUSED, reason="unknown")
        return
    reason = "wrong" if may_enter(account, now) else "disabled" if account.disabled else "locked"
    if reason == "wrong":
        failures = account.failed_attempts + 1
        lock = lock_after(failures)
        people.change_account(
            connection, account.person, failed_attempts=failures, locked_until=now + lock if lock else None
        )
    person = people.person(connection, account.person)
    auditing.record(connection, person, action, f"person:{account.person}", Outcome.REFUSED, reason=reason)


def _let_in(
    connection: Connection,
    account: Row[*tuple[Any, ...]],
    now: datetime,
    limits: SessionLimits,
    browser: str,
    rehashed: str | None,
) -> str:
    """Failures are forgotten with the last proof only: where a one-time code is still wanting, not yet."""
    changed: dict[str, Any] = {"password_hash": rehashed} if rehashed else {}
    if account.totp_secret is None:
        changed |= {"failed_attempts": 0, "locked_until": None}
    if changed:
        people.change_account(connection, account.person, **changed)
    person = people.persons(connection, [account.person])[account.person]
    cookie = sessions.begin(connection, person, now, limits, browser)
    auditing.record(connection, person, "sign_in", f"person:{person.id}", way="password")
    return cookie


def change_password(database: Database, session: Session, old: str, new: str, now: datetime) -> str:
    """Change one's own password; everywhere else one is signed out. Answers the session's new cookie."""
    prove_again(database, session, old, now, "change_password")
    found = [*faults(new, session.login, session.person.name)]
    if normal(old) == normal(new):
        found.append("新密码不能与原密码相同。")
    elif not found and _was_used(database, session, new):
        found.append(f"新密码不能是最近 {REMEMBERED} 次用过的密码。")
    if found:
        raise Refused(" ".join(found), code="weak_password", field="new")
    kept = hashed(new)
    with database.writing() as connection:
        people.set_password(connection, session.person.id, kept, now, must_change=False)
        cookie = sessions.rotate(connection, session.id, now)
        sessions.end_all(connection, session.person.id, but=cookie)
        auditing.record(connection, session.person, "change_password", f"person:{session.person.id}")
    return cookie


def _was_used(database: Database, session: Session, new: str) -> bool:
    """Whether somebody goes back to a password of before."""
    with database.reading() as connection:
        former = people.former_passwords(connection, session.person.id)
    return any(_compare(kept, new)[0] for kept in former)


def prove_again(database: Database, session: Session, password: str, now: datetime, action: str) -> None:
    """Ask for the password once more before something grave. Raises Refused; failures count towards the lock."""
    with database.reading() as connection:
        known = people.credentials(connection, person=session.person.id)
    right, _ = _compare(known.password_hash if known else None, password)
    with database.writing() as connection:
        account = people.credentials(connection, person=session.person.id, lock=True)
        if right and account is not None and may_enter(account, now) and _is_same(account, known):
            return
        count_failure(connection, account, action, now)
    raise Refused("当前密码不正确，或者账户已锁定。", code="wrong_password", field="password")
