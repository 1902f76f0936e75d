"""Publishing: approved proposals are chosen, the counts are looked at, and then the edition goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.editions import EDITION_KIND_LABELS, EditionKind
from quanze.domain.errors import Forbidden, InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.procedure import State
from quanze.domain.roles import Role
from quanze.domain.rules.counts import Count
from quanze.domain.vocabulary import CATEGORY_LABELS, Severity
from quanze.services import issuing, telling
from quanze.services.checking import check_changes, severities_of
from quanze.services.drafted import drafted
from quanze.services.issuing import Issue
from quanze.services.sessions import Session
from quanze.services.telling import Listed
from quanze.storage import readers
from quanze_api.forms import Form
from quanze_api.pages.office.bench import Bench, change, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.starting import day_of

router = APIRouter(prefix="/office/publish")
KINDS = {kind.value: EDITION_KIND_LABELS[kind] for kind in EditionKind if kind is not EditionKind.LOAD}
MOST = 100


async def _publish(
    request: Request, session: Session, problem: str | None = None, preview: dict[str, Any] | None = None
) -> Response:
    if Role.PUBLISHER not in session.person.roles:
        raise Forbidden("公布由公布人办理。", code="not_yours")
    approved = await look(request, session, _approved)
    form = typed(request)
    return show(
        request,
        session,
        "office/publish.html",
        problem=problem,
        typed=form,
        approved=approved,
        preview=preview,
        notice=_notice(form),
        kinds=KINDS,
        suggested=max((one["effective_from"] for one in approved if one["effective_from"]), default=None),
        organ=await look(request, session, lambda bench: bench.place.name),
    )


def _notice(form: Form) -> str:
    """How the draft of the 公告 is asked for."""
    single = {name: form.line(name) for name in ("title", "document_number", "effective_from") if form.line(name)}
    organs = [organ for organ in form.line("issuing_organs").split("、") if organ.strip()]
    return urlencode({**single, "proposal": form.many("proposal"), "issuing_organ": organs}, doseq=True)


def _approved(bench: Bench) -> list[dict[str, Any]]:
    """What waits to be published, with what each is about."""
    wanted = Listed(states=(State.APPROVED,), limit=MOST)
    listed = telling.list_proposals(bench.connection, bench.place, bench.person, wanted, bench.today)
    return [{**one, **_about(bench, one["id"])} for one in listed["items"]]


def _about(bench: Bench, identity: str) -> dict[str, Any]:
    proposal = bench.proposal(identity)
    every = drafted(bench.connection, bench.place, proposal, bench.today)
    return {"changes": [(one.op, one.name) for one in every], "effective_from": proposal.row.effective_from}


router.get("")(signed_in(_publish))


@router.get("/preview")
async def back(request: Request) -> Response:
    """A preview is looked at where it was asked for."""
    return go(request, "/office/publish")


@router.post("/preview")
@submitted(_publish)
async def preview(request: Request, session: Session, form: Form) -> Response:
    """What the list would count before and after; nothing is written."""
    wanted = _issue(form)
    found = await look(request, session, lambda bench: _previewed(bench, wanted))
    return await _publish(request, session, preview=found)


def _previewed(bench: Bench, wanted: Issue) -> dict[str, Any]:
    changes = [
        one
        for identity in wanted.proposals
        for proposal in [bench.proposal(identity)]
        for one in proposal.changes(proposal.row.effective_from or wanted.effective_from)
    ]
    severities = severities_of(bench.place.ruleset)
    checked = check_changes(bench.connection, bench.place.id, changes, bench.today, severities=severities)
    return {
        "rows": _rows(bench, checked.counts),
        "total": _sum(checked.counts),
        "changes": len(changes),
        "errors": [one.told() for one in checked.findings if one.severity is Severity.ERROR],
    }


def _rows(bench: Bench, counts: Sequence[Count]) -> list[dict[str, Any]]:
    names = readers.names(bench.connection, bench.moment.at, {one.department for one in counts})
    return [
        {
            "department": names.get(one.department, one.department),
            "category": CATEGORY_LABELS.get(one.category, one.category),  # type: ignore[call-overload]
            **{name: getattr(one, name) for name in _NUMBERS},
        }
        for one in counts
    ]


_NUMBERS = ("before", "added", "removed", "after")


def _sum(counts: Sequence[Count]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in counts) for name in _NUMBERS}


@router.post("")
@submitted(_publish)
async def publish(request: Request, session: Session, form: Form) -> Response:
    """Out it goes; where it cannot, the page says why and nothing was written."""
    wanted = _issue(form)
    published = await change(
        request,
        session,
        lambda bench: issuing.issue(bench.connection, bench.place, bench.person, wanted, bench.today),
    )
    return show(request, session, "office/published.html", published=published, title=wanted.title)


def _issue(form: Form) -> Issue:
    """What the form asks for. Raises InvalidInput where something is left out."""
    proposals = [one for one in form.many("proposal") if is_id(one)]
    effective_from = day_of(form, "effective_from")
    for given, label in ((proposals, "要公布的调整申请"), (form.line("title"), "标题"), (effective_from, "施行日期")):
        if not given:
            raise InvalidInput(f"请填写{label}。", code="missing_part")
    assert effective_from is not None  # noqa: S101 - asked for above
    return Issue(
        title=form.line("title"),
        kind=form.line("kind"),
        proposals=proposals,
        effective_from=effective_from,
        document_number=form.line("document_number") or None,
        issuing_organs=[organ for organ in form.line("issuing_organs").split("、") if organ.strip()],
    )
