"""Writing a proposal: its heading, its changes one by one, and the way back to an earlier text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.changes import CAUSE_LABELS
from quanze.domain.errors import Forbidden, InvalidInput, NotFound, QuanzeError
from quanze.domain.procedure import State
from quanze.domain.vocabulary import CATEGORY_LABELS, Kind
from quanze.domain.words import named_text
from quanze.services import telling
from quanze.services.drafted import Drafted, drafted, drafted_one
from quanze.services.proposals import Proposal
from quanze.services.retyping import retyped
from quanze.services.sessions import Session
from quanze.storage import drafts, readers
from quanze.storage.groups import groups_on
from quanze_api.answers import JSON
from quanze_api.forms import Form
from quanze_api.pages.office import fields, rows, tiers
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, change, identity_of, look, typed
from quanze_api.pages.office.changes_shown import shown
from quanze_api.pages.office.desk import NEVER_KEPT, go, show, signed_in, submitted
from quanze_api.pages.office.linking import linkable, powers_called
from quanze_api.pages.office.proposals import may_edit, start_of
from quanze_api.pages.office.saving import Raw, as_draft, numbered, rewrite, save
from quanze_api.pages.office.starting import day_of
from quanze_api.pages.office.words import departments_of
from quanze_api.problems import status_of

router = APIRouter(prefix="/office/proposals/{id}")
AUTOSAVE = "x-autosave"
PAGE = 100
GROUPED = frozenset({Kind.POWER, Kind.DISCRETION_STANDARD})
"""The kinds whose records may stand under another that groups them."""

MOST_KEPT = 20
"""How many earlier texts the page offers."""


def told_to_writer(bench: Bench, proposal: Proposal) -> dict[str, Any]:
    """The proposal for whoever may write it now. Raises Forbidden for others."""
    told = telling.whole(bench.connection, bench.place, bench.person, proposal, bench.today)
    if not may_edit(bench, proposal, told):
        raise Forbidden("这份申请现在不由您修改。", code="not_yours")
    return told


async def _edit(request: Request, session: Session, problem: str | None = None) -> Response:
    identity, start = identity_of(request), start_of(request, PAGE)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        told = told_to_writer(bench, proposal)
        every = drafted(bench.connection, bench.place, proposal, bench.today)
        return {
            "told": told,
            "etag": proposal.etag,
            "changes": shown(
                bench.connection, bench.moment, every[start : start + PAGE], told["findings"], told["steps"]
            ),
            "start": start,
            "page": PAGE,
            "total": len(every),
            "overtaken": sum(one.overtaken for one in every),
            "texts": drafts.texts(bench.connection, identity, MOST_KEPT),
            "digest": proposal.row.digest,
            "conditional": proposal.state is State.IN_LIST_REVIEW,
        }

    found = await look(request, session, read)
    return show(request, session, "office/edit.html", problem=problem, typed=typed(request), **found)


router.get("/edit")(signed_in(_edit))


@router.post("/edit")
@submitted(_edit)
async def head(request: Request, session: Session, form: Form) -> Response:
    """The heading: title and days."""
    identity = identity_of(request)

    def work(bench: Bench) -> Proposal:
        wanted = replace(
            as_draft(bench.proposal(identity)),
            title=form.line("title"),
            effective_from=day_of(form, "effective_from"),
            caused_on=day_of(form, "caused_on"),
        )
        return save(bench, identity, form.line("etag"), wanted)

    await change(request, session, work)
    return go(request, f"/office/proposals/{identity}/edit", done="saved")


@router.post("/restore")
@submitted(_edit)
async def restore(request: Request, session: Session, form: Form) -> Response:
    """Back to a text that the proposal has had."""
    identity = identity_of(request)

    def work(bench: Bench) -> Proposal:
        known = bench.proposal(identity)
        text = drafts.text(bench.connection, identity, form.line("text"))
        if text is None:
            raise NotFound("没有这一稿。")
        return save(bench, identity, form.line("etag"), replace(as_draft(known), changes=text))

    await change(request, session, work)
    return go(request, f"/office/proposals/{identity}/edit", done="restored")


@router.post("/changes/{number}/remove")
@submitted(_edit)
async def remove(request: Request, session: Session, form: Form) -> Response:
    """One change less."""
    identity, number = identity_of(request), request.path_params["number"]

    def without(changes: list[Raw]) -> list[Any]:
        del changes[numbered(changes, number)]
        return list(changes)

    await change(request, session, lambda bench: rewrite(bench, identity, form.line("etag"), without))
    return go(request, f"/office/proposals/{identity}/edit", done="removed")


async def _change(request: Request, session: Session, problem: str | None = None) -> Response:
    identity = identity_of(request)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        told = told_to_writer(bench, proposal)
        number = numbered(proposal.row.changes, request.path_params["number"])
        one = drafted_one(bench.connection, bench.place, proposal, number, bench.today)
        return {
            "told": told,
            "etag": proposal.etag,
            "one": one,
            "total": len(proposal.row.changes),
            "view": shown(bench.connection, bench.moment, [one], told["findings"], told["steps"])[0],
            "groups": fields.groups_of(one.kind),
            "labels": fields.labels_of(one.kind),
            "value_of": fields.value_of,
            "named_text": named_text,
            "typed_in": fields.typed_in,
            "rows": rows.ROWS,
            "tiers": tiers,
            "linkable": {text.part: linkable(bench, proposal, one, text) for text in one.texts},
            "parents": _parents(bench, proposal, one),
            "causes": CAUSE_LABELS,
            "departments": departments_of(bench.connection, bench.register.zone, bench.place.id),
            "named": _named(told, number),
        }

    found = await look(request, session, read)
    return show(request, session, "office/change.html", problem=problem, typed=typed(request), **found)


def _parents(bench: Bench, proposal: Proposal, one: Drafted) -> dict[str, str]:
    """The groups (主项) that a sub-item may belong to: its department's, and those that this proposal begins."""
    owners = {text.after.get("department_id") for text in one.texts} | {proposal.row.department}
    day = proposal.row.effective_from or bench.today
    if one.kind not in GROUPED:
        return {}
    at = replace(bench.moment, valid_at=day).at
    known = groups_on(bench.connection, at, one.kind, filter(None, owners))
    begun = {
        raw["id"]: raw["fields"].get("name", "")
        for raw in proposal.row.changes
        if raw["fields"].get("grouping") and raw["kind"] == one.kind
    }
    named = {str(text.after["parent_id"]) for text in one.texts if text.after.get("parent_id")}
    others = dict.fromkeys(named, "（现在的主项）") | readers.names(bench.connection, bench.moment.at, named)
    return {id_: name for id_, name in {**others, **known, **begun}.items() if id_ and id_ != one.record}


def _named(told: dict[str, Any], number: int) -> set[str] | None:
    """After 原则通过 the fields that the meeting named in a change; None: all of them."""
    if told["state"] != State.IN_LIST_REVIEW:
        return None
    mine = [one for one in told["conditions"] if one["change"] in (number, None)]
    return None if any(one["field"] is None for one in mine) else {one["field"] for one in mine}


router.get("/changes/{number}")(signed_in(_change))


@router.post("/changes/{number}")
@submitted(_change, largest=LARGEST_TEXT)
async def save_change(request: Request, session: Session, form: Form) -> Response:
    """One change as it was typed; where the page saves by itself it is told how the text stands now."""
    if AUTOSAVE in request.headers:
        return await _autosave(request, session, form)
    identity, number = identity_of(request), int(request.path_params["number"])
    await change(request, session, lambda bench: _saved(bench, identity, number, form))
    here = f"/office/proposals/{identity}"
    following = {"next": f"{here}/changes/{number + 1}", "stay": f"{here}/changes/{number}"}
    return go(request, following.get(form.line("then"), f"{here}/edit"), done="saved")


async def _autosave(request: Request, session: Session, form: Form) -> Response:
    identity, number = identity_of(request), int(request.path_params["number"])

    def work(bench: Bench) -> dict[str, Any]:
        proposal = _saved(bench, identity, number, form)
        told = telling.whole(bench.connection, bench.place, bench.person, proposal, bench.today)
        return {
            "etag": proposal.etag,
            "findings": [found for found in told["findings"] if found["change"] == number],
        }

    try:
        told, status = await change(request, session, work), 200
    except QuanzeError as error:
        told, status = {"problem": error.message}, status_of(error)
    return Response(orjson.dumps(told), status, NEVER_KEPT, JSON)


def _saved(bench: Bench, identity: str, number: int, form: Form) -> Proposal:
    proposal = bench.proposal(identity)
    place = numbered(proposal.row.changes, str(number))
    one = drafted_one(bench.connection, bench.place, proposal, place, bench.today)
    changes = [dict(raw) for raw in proposal.row.changes]
    changes[place] = _typed(bench, form, one)
    return save(bench, identity, form.line("etag"), replace(as_draft(proposal), changes=changes))


def _with_powers(bench: Bench, form: Form, prefix: str, said: Raw) -> Raw:
    """The fields with the powers that were ticked, and those that were named beside."""
    more = form.text(f"{prefix}power_ids.more")
    if "power_ids" not in said or not more.strip():
        return said
    named = powers_called(bench.connection, bench.moment, more.splitlines())
    return {**said, "power_ids": list(dict.fromkeys([*said["power_ids"], *named]))}


def _typed(bench: Bench, form: Form, one: Drafted) -> Raw:
    """The change as the form has it: its texts, its days, its cause."""
    raw: Raw = dict(one.raw)
    for text in one.texts:
        prefix = prefix_of(text.part)
        said = fields.said(form, prefix, one.kind, {**(text.before or {}), **text.after})
        raw = retyped(raw, text, _with_powers(bench, form, prefix, said))
    if not form.has("cause_type"):
        return raw
    if form.line("cause_type") not in CAUSE_LABELS:
        raise InvalidInput("请选择调整事由。", code="bad_value", field="cause")
    cause = {"type": form.line("cause_type"), "text": form.line("cause_text"), "ref": form.line("cause_ref") or None}
    if form.has("becomes"):
        raw = {**raw, "fields": {"category": form.line("becomes")} if form.line("becomes") in CATEGORY_LABELS else {}}
    days = {name: _day_text(form, name) for name in ("effective_from", "effective_to")}
    moved = {"to_department": form.line("to_department") or None} if form.has("to_department") else {}
    return {**raw, **days, **moved, "cause": cause, "partial": bool(form.line("partial"))}


def _day_text(form: Form, name: str) -> str | None:
    day = day_of(form, name)
    return day.isoformat() if day else None


def prefix_of(part: int | None) -> str:
    """How the fields of a text are named in a form."""
    return "f:" if part is None else f"p{part}:"
