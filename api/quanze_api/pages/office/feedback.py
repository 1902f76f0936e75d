"""Citizens' word at the list office's desk: what came in, and one of them with what may be done."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import NotFound
from quanze.domain.feedback import ADOPTION_LABELS, STATUS_LABELS, Handling
from quanze.domain.identities import is_id
from quanze.domain.permissions import Permission
from quanze.services import answering
from quanze.services.answering import Received
from quanze.services.moments import find_place
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office.desk import allow, go, show, signed_in, submitted
from quanze_api.register import register_of

router = APIRouter(prefix="/office/feedback")


@router.get("")
@signed_in
async def list_received(request: Request, session: Session) -> Response:
    """What came in, by status."""
    allow(session, Permission.ANSWER_FEEDBACK)
    asked, register = request.query_params, register_of(request)
    status = asked.get("status", "")
    wanted = Received((status,) if status in STATUS_LABELS else (), asked.get("before") or None)

    def read(connection: Connection) -> Response:
        place = find_place(connection, session.person.jurisdiction)
        found = answering.list_received(connection, place, session.person, wanted, register.today())
        return show(request, session, "feedback.html", found=found, statuses=STATUS_LABELS, chosen=status)

    return await register.ask(read)


async def _one(request: Request, session: Session, problem: str | None = None) -> Response:
    allow(session, Permission.ANSWER_FEEDBACK)
    identity, register = _identity(request), register_of(request)

    def read(connection: Connection) -> Response:
        place = find_place(connection, session.person.jurisdiction)
        one = answering.read_received(connection, place, session.person, identity, register.today())
        due = {action["action"]: action["label"] for action in one["actions"]}
        return show(request, session, "feedback_one.html", problem=problem, one=one, due=due, adoptions=ADOPTION_LABELS)

    return await register.ask(read)


router.get("/{id}")(signed_in(_one))


@router.post("/{id}")
@submitted(_one)
async def handle(request: Request, session: Session, form: Form) -> Response:
    """One action; a proposal that was made of it is opened."""
    identity, register, action = _identity(request), register_of(request), form.line("action")
    said = {name: form.line(name) for name in ("action", "answer", "adoption", "shown_text")}

    def act(connection: Connection) -> str | None:
        place = find_place(connection, session.person.jurisdiction)
        told = answering.handle(connection, place, session.person, identity, said, register.today())
        return str(told["proposal"]) if action == Handling.PROPOSE else None

    proposal = await register.write(act)
    return go(request, f"/office/proposals/{proposal}" if proposal else f"/office/feedback/{identity}")


def _identity(request: Request) -> str:
    identity = str(request.path_params["id"])
    if not is_id(identity):
        raise NotFound("没有这条公众意见。")
    return identity
