"""Recording what a meeting decided: one meeting, one form, a result for each proposal that was before it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import Forbidden, InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.procedure import CONCLUSION_LABELS, Action, State
from quanze.domain.roles import Role
from quanze.services import proceeding, telling
from quanze.services.drafted import drafted
from quanze.services.sessions import Session
from quanze.services.telling import Listed
from quanze_api.forms import Form
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, change, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted

router = APIRouter(prefix="/office/decisions")
RESULTS = {name: CONCLUSION_LABELS[name] for name in ("passed", "passed_in_principle", "deferred", "refused")}
MOST = 100
MEETING = ("body", "meeting", "date", "minutes")


async def _decisions(request: Request, session: Session, problem: str | None = None) -> Response:
    if Role.DECISION_RECORDER not in session.person.roles:
        raise Forbidden("决定由决定登记人登记。", code="not_yours")
    waiting = await look(request, session, _waiting)
    return show(
        request,
        session,
        "office/decisions.html",
        problem=problem,
        typed=typed(request),
        waiting=waiting,
        results=RESULTS,
    )


def _waiting(bench: Bench) -> list[dict[str, Any]]:
    """What is before the meeting, with what each is about."""
    wanted = Listed(states=(State.AWAITING_DECISION,), limit=MOST)
    listed = telling.list_proposals(bench.connection, bench.place, bench.person, wanted, bench.today)
    return [{**one, "changes": _about(bench, one["id"])} for one in listed["items"]]


def _about(bench: Bench, identity: str) -> list[tuple[str, str]]:
    every = drafted(bench.connection, bench.place, bench.proposal(identity), bench.today)
    return [(one.op, one.name) for one in every]


router.get("")(signed_in(_decisions))


@router.post("")
@submitted(_decisions, largest=LARGEST_TEXT)
async def record(request: Request, session: Session, form: Form) -> Response:
    """The results of one meeting, all of them or none."""
    meeting = {name: form.line(name) for name in MEETING if form.line(name)}
    decided = [name.removeprefix("result:") for name in form.names("result:") if form.line(name)]
    if not decided:
        raise InvalidInput("请至少为一份调整申请选择决定结果。", code="missing_part", field="result")

    def work(bench: Bench) -> None:
        for identity in filter(is_id, decided):
            given = {**meeting, **_result(form, identity)}
            proceeding.act(bench.connection, bench.place, bench.person, identity, given, bench.today)

    await change(request, session, work)
    return go(request, "/office/decisions", done="decided")


def _result(form: Form, identity: str) -> dict[str, Any]:
    wishes = form.line(f"conditions:{identity}").replace("\r\n", "\n").split("\n")
    return {
        "action": Action.RECORD_DECISION.value,
        "digest": form.line(f"digest:{identity}"),
        "conclusion": form.line(f"result:{identity}"),
        "conditions": [{"text": wish.strip()} for wish in wishes if wish.strip()],
    }
