"""Roles, as the security administrator gives and ends them; and help for those who are locked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import is_locked
from quanze.domain.errors import InvalidInput
from quanze.domain.permissions import Permission
from quanze.domain.roles import ROLE_LABELS, Assignment, Role
from quanze.services import staffing
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office.desk import allow, go, show, signed_in, submitted
from quanze_api.pages.office.words import department_names, departments_of
from quanze_api.register import register_of

router = APIRouter(prefix="/office/roles")
HERE = "/office/roles"


async def _roles(request: Request, session: Session, problem: str | None = None) -> Response:
    allow(session, Permission.ASSIGN_ROLES)
    register, now = register_of(request), datetime.now(UTC)

    def read(connection: Connection) -> Response:
        found = staffing.accounts_in(connection, session.person.jurisdiction)
        return show(
            request,
            session,
            "roles.html",
            problem=problem,
            accounts=found,
            locked={one.person.id for one in found if is_locked(one.locked_until, now)},
            names=department_names(connection, register.zone, [one.person for one in found]),
            departments=departments_of(connection, register.zone, session.person.jurisdiction),
            roles=ROLE_LABELS,
        )

    return await register.ask(read)


router.get("")(signed_in(_roles))


def _assignment(form: Form) -> Assignment:
    if form.text("role") not in set(Role):
        raise InvalidInput("请选择角色。", code="bad_value", field="role")
    office = staffing.office_name(form.line("office"))
    return Assignment(Role(form.text("role")), form.line("department") or None, office)


async def _change(request: Request, change: Callable[[Connection, str], object], done: str) -> Response:
    """Change one account and come back."""
    person = request.path_params["id"]
    await register_of(request).write(lambda connection: change(connection, person))
    return go(request, HERE, done=done)


@router.post("/{id}/assign")
@submitted(_roles)
async def assign(request: Request, session: Session, form: Form) -> Response:
    """One more role."""
    given, zone = _assignment(form), register_of(request).zone

    def change(connection: Connection, person: str) -> None:
        known = departments_of(connection, zone, session.person.jurisdiction)
        if given.department and given.department not in known:
            raise InvalidInput("没有这个部门。", code="unknown_department", field="department")
        staffing.assign(connection, session.person, person, given)

    return await _change(request, change, "assigned")


@router.post("/{id}/end")
@submitted(_roles)
async def end(request: Request, session: Session, form: Form) -> Response:
    """One role less."""
    ended = _assignment(form)
    return await _change(
        request,
        lambda connection, person: staffing.end_assignment(connection, session.person, person, ended),
        "ended",
    )


@router.post("/{id}/unlock")
@submitted(_roles)
async def unlock(request: Request, session: Session, _form: Form) -> Response:
    """Let somebody try again at once."""
    return await _change(
        request, lambda connection, person: staffing.unlock(connection, session.person, person), "unlocked"
    )


@router.post("/{id}/reset-code")
@submitted(_roles)
async def reset_code(request: Request, session: Session, _form: Form) -> Response:
    """Forget a lost telephone."""
    return await _change(
        request,
        lambda connection, person: staffing.reset_one_time_code(connection, session.person, person),
        "code_reset",
    )
