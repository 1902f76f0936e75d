"""The inbox (待办): what waits for me, what I proposed, what I may see."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import Forbidden
from quanze.domain.procedure import ACTION_LABELS, ENDED, STATE_LABELS, Action, State
from quanze.domain.roles import BUSINESS, OF_A_DEPARTMENT
from quanze.services import deadlines, telling
from quanze.services.proceeding import allowed
from quanze.services.sessions import Session
from quanze.services.telling import Listed
from quanze_api.pages.office.bench import Bench, look
from quanze_api.pages.office.desk import show, signed_in

router = APIRouter(prefix="/office")
MOST = 100
LAST = "9999-12-31"
EXITS = frozenset({Action.WITHDRAW, Action.RETURN, Action.REJECT})
OPEN = tuple(state for state in State if state not in ENDED)


def at_business(session: Session) -> None:
    """Raise Forbidden for whoever has no part in proposals."""
    if not session.person.roles & BUSINESS:
        raise Forbidden("管理员不参与调整申请的办理。")


async def _inbox(request: Request, session: Session, problem: str | None = None) -> Response:
    at_business(session)

    def read(bench: Bench) -> dict[str, Any]:
        running = _listed(bench, Listed(states=OPEN, limit=MOST))["items"]
        running += _listed(bench, Listed(mine=True, states=(State.PUBLISHED,), limit=MOST))["items"]
        owed = {one["id"]: _owed(bench, one["id"]) for one in running}
        board = deadlines.board(bench.connection, bench.place, bench.person, bench.register.zone, bench.today)
        told = [{**one, "owed": owed[one["id"]], "due": _due(board, one["id"])} for one in running]
        return {
            "waiting": sorted((one for one in told if one["owed"]), key=lambda one: one["due"]["due_on"] or LAST),
            "others": [one for one in told if not one["owed"]],
            "feedback": board["feedback"],
            "debtors": [debtor for debtor in board["debtors"] if debtor["overdue"]],
        }

    found = await look(request, session, read)
    return show(request, session, "office/inbox.html", problem=problem, **found)


def _due(board: dict[str, Any], identity: str) -> dict[str, Any]:
    """By when something is owed on a proposal: this person's own first, then the most urgent."""
    tasks = sorted((one for one in board["items"] if one["proposal"] == identity), key=lambda one: not one["mine"])
    return tasks[0] if tasks else {"due_on": None, "overdue_days": 0}


def _owed(bench: Bench, identity: str) -> list[str]:
    """What a proposal waits for this person to do; to give it up is always possible and never owed."""
    rules = allowed(bench.connection, bench.place, bench.person, bench.proposal(identity), bench.today)
    return list(dict.fromkeys(ACTION_LABELS[rule.action] for rule in rules if rule.action not in EXITS))


def _listed(bench: Bench, wanted: Listed) -> dict[str, Any]:
    return telling.list_proposals(bench.connection, bench.place, bench.person, wanted, bench.today)


router.get("/inbox")(signed_in(_inbox))


async def _proposals(request: Request, session: Session, problem: str | None = None) -> Response:
    at_business(session)
    asked = request.query_params
    wanted = Listed(
        states=tuple(filter(None, [asked.get("state")])), before=asked.get("before") or None, limit=MOST // 2
    )
    found = await look(request, session, lambda bench: _listed(bench, wanted))
    may_begin = bool(session.person.departments(*OF_A_DEPARTMENT))
    return show(
        request,
        session,
        "office/proposals.html",
        problem=problem,
        found=found,
        state=asked.get("state", ""),
        states=STATE_LABELS,
        may_begin=may_begin,
    )


router.get("/proposals")(signed_in(_proposals))
