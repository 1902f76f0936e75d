"""One's own account: what one holds, where one is signed in, and the tokens that act in one's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import SCOPE_LABELS, Scope
from quanze.domain.errors import InvalidInput
from quanze.domain.permissions import Permission, Subject, may
from quanze.services import sessions, signing_in, tokens
from quanze.services.sessions import Session
from quanze.storage import outbox, people
from quanze_api.callers import HASHING, access_of
from quanze_api.forms import Form
from quanze_api.pages.office.delivery import delivery_of
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.words import department_names
from quanze_api.register import register_of

router = APIRouter(prefix="/office/me")
LIFETIMES = (30, 90, 180, 366)
"""Days that a token may be made for."""


async def my_account(request: Request, session: Session, problem: str | None = None) -> Response:
    register, now, limits = register_of(request), datetime.now(UTC), access_of(request).limits

    def read(connection: Connection) -> Response:
        opened = people.sessions_of(connection, session.person.id)
        return show(
            request,
            session,
            "me.html",
            problem=problem,
            names=department_names(connection, register.zone, [session.person]),
            sessions=[one for one in opened if limits.is_live(one.created_at, one.last_seen_at, now)],
            tokens=[(one, _ended(one, now)) for one in people.tokens_of(connection, session.person.id)],
            identities=people.identities_of(connection, session.person.id),
            may_make_tokens=_may_make_tokens(session),
            mailbox=outbox.mailbox(connection, session.person.id),
            sends_mail=delivery_of(request).mail is not None,
            scopes=SCOPE_LABELS,
            lifetimes=LIFETIMES,
        )

    return await register.ask(read)


def _ended(token: Row[*tuple[Any, ...]], now: datetime) -> str | None:
    """Why a token opens nothing any more."""
    if token.revoked_at is not None:
        return "已吊销"
    return "已过期" if token.expires_at is not None and token.expires_at <= now else None


def _may_make_tokens(session: Session) -> bool:
    person = session.person
    return may(person, Permission.MAKE_TOKENS, Subject(person.jurisdiction, owner=person.id))


router.get("")(signed_in(my_account))


@router.post("/tokens")
@submitted(my_account)
async def make_token(request: Request, session: Session, form: Form) -> Response:
    """A new token, shown once; the password is asked for again, or else a sign-in a moment ago."""
    register, now = register_of(request), datetime.now(UTC)
    days, scopes = _days(form.line("days")), [Scope(one) for one in form.many("scope") if one in set(Scope)]
    await step_up(request, session, form, now, "make_token")
    made = await register.write(
        lambda connection: tokens.make_token(
            connection,
            session.person,
            session.person,
            form.line("name"),
            now,
            scopes=scopes,
            expires_at=now + timedelta(days=days),
        )
    )
    return show(request, session, "secret.html", what="令牌", of=form.line("name"), secret=made, back="/office/me")


def _days(text: str) -> int:
    if text not in {str(days) for days in LIFETIMES}:
        raise InvalidInput("请选择令牌的有效期。", code="bad_value", field="days")
    return int(text)


async def step_up(request: Request, session: Session, form: Form, now: datetime, action: str) -> None:
    """Prove once more to be there, before something that outlasts the session."""
    database, limits = register_of(request).database, access_of(request).limits
    if session.has_password:
        password = form.text("password")
        await to_thread.run_sync(
            lambda: signing_in.prove_again(database, session, password, now, action), limiter=HASHING
        )
    elif not limits.is_fresh(session.proved_at, now):
        raise InvalidInput("距上次登录已久，请退出后重新登录再办理。", code="not_fresh")


@router.post("/tokens/{id}/revoke")
@submitted(my_account)
async def revoke_token(request: Request, session: Session, _form: Form) -> Response:
    """No more."""
    token, now = request.path_params["id"], datetime.now(UTC)
    await register_of(request).write(lambda connection: tokens.revoke(connection, session.person, token, now))
    return go(request, "/office/me", done="revoked")


@router.post("/sessions/{id}/end")
@submitted(my_account)
async def end_session(request: Request, session: Session, _form: Form) -> Response:
    """Signed out there."""
    ended = request.path_params["id"]
    await register_of(request).write(lambda connection: sessions.end_one(connection, session, ended))
    return go(request, "/office/me", done="session")
