"""Laying a proposal over what the list says now, the conflict shown field by field and settled by whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.bodies import field_labels
from quanze.domain.errors import NotNow
from quanze.domain.procedure import Action, State
from quanze.domain.text import same_value
from quanze.domain.words import field_label, named_text, references
from quanze.services import proceeding, telling
from quanze.services.drafted import Body, Drafted, drafted
from quanze.services.proposals import Proposal
from quanze.services.sessions import Session
from quanze.storage import readers
from quanze_api.forms import Form
from quanze_api.pages.office.bench import Bench, change, identity_of, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.proposals import may_rebase
from quanze_api.pages.office.saving import Raw, as_draft, save

router = APIRouter(prefix="/office/proposals/{id}/rebase")
LISTED = "listed"
EXTRA = "extra."
UNCOMPARED = frozenset({"kind", "schema", "display_order", "extra"})


async def _rebase(request: Request, session: Session, problem: str | None = None) -> Response:
    identity = identity_of(request)

    def read(bench: Bench) -> dict[str, Any]:
        proposal, told, overtaken = _standing(bench, identity)
        names = _names(bench, overtaken)
        conflicts = [{"one": one, "rows": _rows(one, names)} for one in overtaken]
        return {"told": told, "etag": proposal.etag, "conflicts": conflicts}

    found = await look(request, session, read)
    return show(request, session, "office/rebase.html", problem=problem, typed=typed(request), **found)


def _standing(bench: Bench, identity: str) -> tuple[Proposal, dict[str, Any], list[Drafted]]:
    """The proposal and its overtaken changes. Raises NotNow where it is not this person's to rebase now."""
    proposal = bench.proposal(identity)
    told = telling.whole(bench.connection, bench.place, bench.person, proposal, bench.today)
    overtaken = [one for one in drafted(bench.connection, bench.place, proposal, bench.today) if one.overtaken]
    if not may_rebase(proposal, told, overtaken):
        raise NotNow("这份申请不需要、或现在不由您重新拟定。", code="not_now")
    return proposal, told, overtaken


def _names(bench: Bench, overtaken: list[Drafted]) -> dict[str, str]:
    bodies = [body for one in overtaken for body in (one.before, one.listed) if body]
    wanted = {record for body in bodies for record in references(body)}
    return readers.names(bench.connection, bench.moment.at, wanted)


def _rows(one: Drafted, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every field that the proposal or the list changed since: as it was, as it is listed now, as it is proposed."""
    was, now = _flat(one.before), _flat(one.listed)
    wanted = _flat(one.texts[0].after) if one.texts and one.keeps else was
    told = []
    for name in _ordered(one, {*was, *now, *wanted}):
        ours, theirs = not same_value(was.get(name), wanted.get(name)), not same_value(was.get(name), now.get(name))
        if ours or theirs:
            words = [
                named_text(body.get(name), name, names) or "（空）" for body in (was, now, wanted if ours else now)
            ]
            row = dict(zip(("was", "now", "wanted"), words, strict=True))
            label = field_label(name, one.kind.value)
            same = same_value(now.get(name), wanted.get(name))
            told.append({"field": name, "label": label, **row, "ours": ours, "conflict": ours and theirs and not same})
    return told


def _flat(body: Body | None) -> Body:
    """A text with its list's own columns beside its fields."""
    known = body or {}
    return {**known, **{f"{EXTRA}{header}": text for header, text in (known.get("extra") or {}).items()}}


def _ordered(one: Drafted, names: set[str]) -> list[str]:
    """The fields in the order people read, the list's own columns behind them."""
    fields = [name for name in field_labels(one.kind) if name in names - UNCOMPARED]
    return [*fields, *sorted(name for name in names if name.startswith(EXTRA))]


router.get("")(signed_in(_rebase))


@router.post("")
@submitted(_rebase)
async def rebase(request: Request, session: Session, form: Form) -> Response:
    """Lay the changes over the list as it is now; what is to stay as listed is taken out of them."""
    identity = identity_of(request)

    def work(bench: Bench) -> Proposal:
        proposal, _, overtaken = _standing(bench, identity)
        changes = [dict(raw) for raw in proposal.row.changes]
        for one in overtaken:
            changes[one.number] = _chosen(changes[one.number], one.listed, form)
        etag = form.line("etag")
        if proposal.state is State.SUPERSEDED:
            said = {"action": Action.REBASE.value, "digest": form.line("digest")}
            proceeding.act(bench.connection, bench.place, bench.person, identity, said, bench.today)
            etag = "*"
        return save(bench, identity, etag, replace(as_draft(proposal), changes=changes))

    await change(request, session, work)
    return go(request, f"/office/proposals/{identity}/edit", done="rebased")


def _chosen(raw: Raw, listed: Body | None, form: Form) -> Raw:
    """A change over the text that is listed now, without what is to stay as listed or is listed so already."""
    now = _flat(listed)

    def stays(name: str, value: Any) -> bool:
        kept = form.line(f"keep:{raw['id']}:{name}") != LISTED
        return kept and not (name in now and same_value(now[name], value))

    fields = {name: value for name, value in raw["fields"].items() if name != "extra" and stays(name, value)}
    extra = {header: text for header, text in (raw["fields"].get("extra") or {}).items() if stays(EXTRA + header, text)}
    return {**raw, "base_version": None, "fields": {**fields, **({"extra": extra} if extra else {})}}
