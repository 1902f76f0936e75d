"""Beginning a proposal: what it is called, whose list it changes, why and from when."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import Forbidden, InvalidInput
from quanze.domain.roles import OF_A_DEPARTMENT, Role
from quanze.services import proposing
from quanze.services.moments import parse_day
from quanze.services.proposing import Draft
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office.bench import Bench, change, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.words import departments_of

router = APIRouter(prefix="/office/proposals/new")


def own_departments(bench: Bench) -> dict[str, str]:
    """The departments for which the person may propose: their own, or any where they are of the list office."""
    known = departments_of(bench.connection, bench.register.zone, bench.place.id)
    if Role.LIST_OFFICE in bench.person.roles:
        return known
    own = bench.person.departments(*OF_A_DEPARTMENT)
    return {department: name for department, name in known.items() if department in own}


async def _new(request: Request, session: Session, problem: str | None = None) -> Response:
    departments = await look(request, session, own_departments)
    if not departments:
        raise Forbidden("调整申请由部门经办人、部门负责人或清单管理机构起草。", code="not_yours")
    return show(request, session, "office/new.html", problem=problem, typed=typed(request), departments=departments)


router.get("")(signed_in(_new))


@router.post("")
@submitted(_new)
async def begin(request: Request, session: Session, form: Form) -> Response:
    """An empty draft, to be filled by choosing powers."""
    wanted = Draft(
        title=form.line("title"),
        changes=[],
        department=form.line("department") or None,
        effective_from=day_of(form, "effective_from"),
        caused_on=day_of(form, "caused_on"),
    )
    made = await change(
        request,
        session,
        lambda bench: proposing.propose(bench.connection, bench.place, bench.person, wanted, bench.today),
    )
    return go(request, f"/office/proposals/{made.id}/choose", done="drafted")


def day_of(form: Form, name: str) -> date | None:
    """A day that may be left out. Raises InvalidInput for what is none."""
    if not form.line(name):
        return None
    try:
        return parse_day(form.line(name), name)
    except InvalidInput:
        raise InvalidInput("日期请写成 2026-01-31 的形式。", code="bad_date", field=name) from None
