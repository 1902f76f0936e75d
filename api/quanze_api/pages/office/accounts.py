"""Accounts, as the system administrator runs them: who has one, who no longer, and who forgot the password."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.permissions import Permission
from quanze.services import staffing
from quanze.services.moments import find_place
from quanze.services.sessions import Session
from quanze.storage import outbox, people
from quanze_api.callers import access_of
from quanze_api.forms import Form
from quanze_api.pages.office.desk import allow, go, show, signed_in, submitted
from quanze_api.pages.office.words import department_names
from quanze_api.register import register_of

router = APIRouter(prefix="/office/accounts")
HERE = "/office/accounts"


async def _accounts(request: Request, session: Session, problem: str | None = None) -> Response:
    allow(session, Permission.MANAGE_ACCOUNTS)
    register, access, now = register_of(request), access_of(request), datetime.now(UTC)

    def read(connection: Connection) -> Response:
        found = staffing.accounts_in(connection, session.person.jurisdiction)
        return show(
            request,
            session,
            "accounts.html",
            problem=problem,
            accounts=found,
            identities={one.person.id: people.identities_of(connection, one.person.id) for one in found},
            mailboxes=outbox.mailboxes(connection, session.person.jurisdiction),
            names=department_names(connection, register.zone, [one.person for one in found]),
            sso=access.sso.issuer if access.sso else None,
            now=now,
        )

    return await register.ask(read)


router.get("")(signed_in(_accounts))


@router.post("")
@submitted(_accounts)
async def create(request: Request, session: Session, form: Form) -> Response:
    """A new account; its password is shown once."""
    name, login, service = form.line("name"), form.line("login"), bool(form.text("service"))

    def change(connection: Connection) -> staffing.NewAccount:
        place = find_place(connection, session.person.jurisdiction)
        return staffing.create_account(
            connection, session.person, place, name or login, login=login or name, service=service
        )

    made = await register_of(request).write(change)
    if made.password is None:
        return go(request, HERE, done="created")
    return _once(request, session, made.login, made.password)


def _once(request: Request, session: Session, login: str, password: str) -> Response:
    return show(request, session, "secret.html", what="初始密码", of=login, secret=password, back=HERE)


@router.post("/{id}/reset")
@submitted(_accounts)
async def reset(request: Request, session: Session, _form: Form) -> Response:
    """A new password, shown once."""
    person = request.path_params["id"]

    def change(connection: Connection) -> tuple[str, str]:
        password = staffing.reset_password(connection, session.person, person)
        account = people.account_of(connection, person)
        return (account.login if account else ""), password

    login, password = await register_of(request).write(change)
    return _once(request, session, login, password)


@router.post("/{id}/disable")
@submitted(_accounts)
async def disable(request: Request, session: Session, _form: Form) -> Response:
    """Let in no more."""
    person = request.path_params["id"]
    await register_of(request).write(
        lambda connection: staffing.set_disabled(connection, session.person, person, disabled=True)
    )
    return go(request, HERE, done="disabled")


@router.post("/{id}/enable")
@submitted(_accounts)
async def enable(request: Request, session: Session, _form: Form) -> Response:
    """Let in again."""
    person = request.path_params["id"]
    await register_of(request).write(
        lambda connection: staffing.set_disabled(connection, session.person, person, disabled=False)
    )
    return go(request, HERE, done="enabled")


@router.post("/{id}/link")
@submitted(_accounts)
async def link(request: Request, session: Session, form: Form) -> Response:
    """Say who somebody is to the sign-on service."""
    person, issuer, subject = request.path_params["id"], form.line("issuer"), form.line("subject")
    await register_of(request).write(
        lambda connection: staffing.link_identity(connection, session.person, person, issuer, subject)
    )
    return go(request, HERE, done="linked")


@router.post("/{id}/unlink")
@submitted(_accounts)
async def unlink(request: Request, session: Session, form: Form) -> Response:
    """Forget it."""
    person, issuer, subject = request.path_params["id"], form.line("issuer"), form.line("subject")
    await register_of(request).write(
        lambda connection: staffing.unlink_identity(connection, session.person, person, issuer, subject)
    )
    return go(request, HERE, done="unlinked")
