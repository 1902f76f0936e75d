"""One-time codes (RFC 6238): the second factor, shown by a telephone, and no code good for two times."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import Row

from quanze.domain.errors import InvalidInput, NotSignedIn
from quanze.domain.passwords import normal
from quanze.services import auditing, sessions
from quanze.services.sealing import Seal, is_sealed
from quanze.services.sessions import Session
from quanze.services.signing_in import count_failure, may_enter
from quanze.storage import people
from quanze.storage.database import Database

STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
"""Clocks of telephones go wrong by a step."""

ISSUER = "权责清单登记簿"


def new_secret() -> str:
    """A fresh secret."""
    return pyotp.random_base32()


def enrolment_address(secret: str, login: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code is of, where it is of now or a step beside."""
    typed = normal(code).replace(" ", "").encode()
    step = int(now.timestamp()) // STEP_SECONDS
    found = (step + drift for drift in DRIFT if hmac.compare_digest(_code(secret, step + drift).encode(), typed))
    return next(found, None)


def _code(secret: str, step: int) -> str:
    return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step)


def give(database: Database, seal: Seal, session: Session, code: str, now: datetime) -> str:
    """Prove the second factor and answer the session's new cookie. Raises NotSignedIn; failures lock, too."""
    with database.writing() as connection:
        account = people.credentials(connection, person=session.person.id, lock=True)
        step = _accepted(seal, account, code, now)
        if account is not None and step is not None:
            proved = {"totp_used": step, "failed_attempts": 0, "locked_until": None}
            people.change_account(connection, session.person.id, **proved, **_sealed(seal, account.totp_secret))
            cookie = sessions.rotate(connection, session.id, now, second_factor=True)
            auditing.record(connection, session.person, "give_code", f"person:{session.person.id}")
            return cookie
        count_failure(connection, account, "give_code", now)
    raise NotSignedIn("动态口令不正确、已用过，或者账户已锁定。请等下一个口令再试。", code="not_let_in")


def _sealed(seal: Seal, kept: str) -> dict[str, str]:
    """What is to change about a secret that still lies open."""
    return {"totp_secret": seal.seal(kept)} if seal.is_possible and not is_sealed(kept) else {}


def _accepted(seal: Seal, account: Row[*tuple[Any, ...]] | None, code: str, now: datetime) -> int | None:
    """The step of a code that proves something: right, not used before, and of an account that may enter."""
    if account is None or not account.totp_secret or not may_enter(account, now):
        return None
    step = matching_step(seal.unseal(account.totp_secret), code, now)
    return step if step is not None and step > account.totp_used else None


def enrol(
    database: Database, seal: Seal, session: Session, secret: str, code: str, old_code: str, now: datetime
) -> str:
    """Take a secret into use, proved by a code of it, and by one of the secret that it replaces. Answers the session's
    new cookie; everywhere else one is signed out.
    """
    step, person = matching_step(secret, code, now), session.person
    with database.writing() as connection:
        account = people.credentials(connection, person=person.id, lock=True)
        proved = account is not None and (
            not account.totp_secret or _accepted(seal, account, old_code, now) is not None
        )
        if proved and step is not None:
            people.change_account(connection, person.id, totp_secret=seal.seal(secret), totp_used=step)
            cookie = sessions.rotate(connection, session.id, now, second_factor=True)
            sessions.end_all(connection, person.id, but=cookie)
            auditing.record(connection, person, "enrol_code", f"person:{person.id}")
            return cookie
        if not proved:
            count_failure(connection, account, "enrol_code", now)
    raise InvalidInput("动态口令与二维码不符：请核对手机时间，再输入当前显示的口令。", code="bad_code", field="code")
