"""One proposal: what it changes with the basis beside it, what was done to it, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.bodies import field_labels
from quanze.domain.procedure import ENDED, NEEDS, State
from quanze.domain.roles import Role
from quanze.domain.vocabulary import Kind, Severity
from quanze.services import proceeding, telling
from quanze.services.commenting import Comment, comment
from quanze.services.deadlines import Task, deadlines_of
from quanze.services.drafted import drafted
from quanze.services.proposals import Proposal
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office import acting
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, change, identity_of, look, typed
from quanze_api.pages.office.changes_shown import shown
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.inbox import EXITS
from quanze_api.pages.office.words import departments_of

router = APIRouter(prefix="/office/proposals")
PAGE = 50
"""How many changes a page shows; a whole list is read in pages."""


async def _one(request: Request, session: Session, problem: str | None = None) -> Response:
    identity, start = identity_of(request), start_of(request, PAGE)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        told = telling.whole(bench.connection, bench.place, bench.person, proposal, bench.today)
        every = drafted(bench.connection, bench.place, proposal, bench.today)
        actions = [one for one in told["actions"] if one["action"] not in EXITS | {"rebase"}]
        return {
            "told": told,
            "changes": shown(
                bench.connection, bench.moment, every[start : start + PAGE], told["findings"], told["steps"]
            ),
            "may_comment": proposal.state not in ENDED,
            "names": [(one.number, one.name) for one in every],
            "start": start,
            "page": PAGE,
            "overtaken": [one.name for one in every if one.overtaken],
            "whole_findings": [found for found in told["findings"] if found["change"] is None],
            "warnings": [found for found in told["findings"] if found["severity"] == Severity.WARNING],
            "errors": [found for found in told["findings"] if found["severity"] == Severity.ERROR],
            "main": actions,
            "tasks": _tasks(bench, identity),
            "needs": {name: label.partition("（")[0] for name, label in NEEDS.items()},
            "exits": [one for one in told["actions"] if one["action"] in EXITS],
            "may_edit": may_edit(bench, proposal, told),
            "may_rebase": may_rebase(proposal, told, [one for one in every if one.overtaken]),
            "departments": departments_of(bench.connection, bench.register.zone, bench.place.id),
            "fields": _labels(Kind(raw["kind"]) for raw in proposal.row.changes),
        }

    found = await look(request, session, read)
    return show(request, session, "office/proposal.html", problem=problem, typed=typed(request), **found)


def _labels(kinds: Iterable[Kind]) -> dict[str, str]:
    """What the fields of some kinds are called; powers' own words where they share one."""
    found: dict[str, str] = {}
    for kind in sorted({Kind.POWER, *kinds}, key=lambda one: one is Kind.POWER):
        found |= field_labels(kind)
    return found


def _tasks(bench: Bench, identity: str) -> list[Task]:
    """What is owed on the proposal, and by when."""
    zone = bench.register.zone
    return deadlines_of(bench.connection, bench.place, bench.person, identity, zone, bench.today)


def start_of(request: Request, page: int) -> int:
    """The first change of the page that is asked for."""
    asked = request.query_params.get("from", "0")
    return int(asked) // page * page if asked.isdecimal() and len(asked) < len("100000") else 0


def may_edit(bench: Bench, proposal: Proposal, told: dict[str, Any]) -> bool:
    """Whether this person may change the text now: whoever proposes, or the list office what the meeting named."""
    in_principle = proposal.state is State.IN_LIST_REVIEW and bool(told["conditions"])
    other_part = proposal.parts.get(bench.person.id) not in {None, "list"}
    return bool(told["editable"]) or (in_principle and Role.LIST_OFFICE in bench.person.roles and not other_part)


def may_rebase(proposal: Proposal, told: dict[str, Any], overtaken: list[Any]) -> bool:
    """Whether the changes may be laid over what the list says now."""
    superseded = any(one["action"] == "rebase" for one in told["actions"])
    return superseded or bool(told["editable"] and overtaken and proposal.state is not State.SUPERSEDED)


router.get("/{id}")(signed_in(_one))


@router.get("/{id}/actions")
@router.get("/{id}/comments")
async def back(request: Request) -> Response:
    """What was refused is looked at again on the proposal's own page."""
    return go(request, f"/office/proposals/{identity_of(request)}")


@router.post("/{id}/comments")
@submitted(_one)
async def remark(request: Request, session: Session, form: Form) -> Response:
    """A comment on a change or a field of it."""
    identity = identity_of(request)
    number = form.line("change")
    said = Comment(
        int(number) if number.isdecimal() and len(number) < len("100000") else -1,
        form.line("field") or None,
        form.line("text").replace("\r\n", "\n"),
    )
    await change(
        request,
        session,
        lambda bench: comment(bench.connection, bench.place, bench.person, identity, said),
    )
    page = f"?from={said.change // PAGE * PAGE}" if said.change >= PAGE else ""
    return go(request, f"/office/proposals/{identity}{page}#change-{said.change + 1}")


@router.post("/{id}/actions")
@submitted(_one, largest=LARGEST_TEXT)
async def act(request: Request, session: Session, form: Form) -> Response:
    """One step on the way; what stands against it is said on the same page."""
    identity, given = identity_of(request), acting.given(form)
    await change(
        request,
        session,
        lambda bench: proceeding.act(bench.connection, bench.place, bench.person, identity, given, bench.today),
    )
    return go(request, f"/office/proposals/{identity}", done="acted")
