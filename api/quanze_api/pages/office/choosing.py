"""Choosing powers for a proposal: found by words or filters, one operation over all, or one field over many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.changes import CAUSE_LABELS, OP_LABELS, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import CATEGORY_LABELS, Kind, Status
from quanze.services import listing, searching
from quanze.services.carrying import carried_along
from quanze.services.drafted import Body, bodies_of, over
from quanze.services.indexing import Standing
from quanze.services.listing import Wanted
from quanze.services.proposals import Proposal, dated
from quanze.services.retyping import blank, copied, replaced
from quanze.services.searching import RELEVANCE, Question
from quanze.services.sessions import Session
from quanze.storage import drafts
from quanze.storage.groups import groups_on
from quanze_api.forms import Form
from quanze_api.pages.office import fields
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, bench, change, identity_of, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.editing import told_to_writer
from quanze_api.pages.office.saving import Raw, as_draft, save
from quanze_api.register import register_of

router = APIRouter(prefix="/office/proposals/{id}")
MOST = 200
"""How many powers a page offers at once."""

OVER_EACH = (
    Op.AMEND,
    Op.CANCEL,
    Op.SUSPEND,
    Op.RESUME,
    Op.DEVOLVE,
    Op.TAKE_BACK,
    Op.DELEGATE,
    Op.EMPOWER,
    Op.TRANSFER,
    Op.RECLASSIFY,
    Op.CORRECT,
    Op.SPLIT,
)
TOGETHER = (Op.MERGE,)
FROM_THE_DIRECTORY = (Op.CLAIM,)
BESIDE_POWERS = (Op.AMEND, Op.CANCEL, Op.SUSPEND, Op.RESUME, Op.TRANSFER, Op.CORRECT)
"""What happens to standards and services: they are no powers that go up, down or to others."""

BEGINNINGS = (Op.ADD, Op.UNDERTAKE, Op.TAKE_BACK)
CHOSEN_FROM = {
    Kind.POWER: "现行清单",
    Kind.CATALOGUE_ITEM: "可认领的指导目录",
    Kind.DISCRETION_STANDARD: "裁量基准",
    Kind.INTERMEDIARY_SERVICE: "中介服务事项",
}
"""The lists that are chosen from."""

_PARTS = 2
_LEAST_MERGED = 2


async def _choose(request: Request, session: Session, problem: str | None = None) -> Response:
    identity, register = identity_of(request), register_of(request)
    asked = {name: request.query_params.get(name, "").strip() for name in ("q", "category", "law", "kind")}

    def read(at: Bench) -> dict[str, Any]:
        proposal = at.proposal(identity)
        return {"told": told_to_writer(at, proposal), "etag": proposal.etag, "taken": _taken(proposal)}

    found = await look(request, session, read)
    department = (found["told"]["department"] or {}).get("id")

    def answer(connection: Connection, standing: Standing | None = None) -> dict[str, Any]:
        return _offered(bench(connection, session, register), asked, department, standing)

    words = asked["q"] or asked["law"]
    offered = await (register.search(answer) if words else register.ask(answer))
    return show(
        request,
        session,
        "office/choose.html",
        problem=problem,
        typed=typed(request),
        asked=asked,
        offered=offered,
        over_each={op: OP_LABELS[op] for op in _ops(_kind(asked))},
        kind=_kind(asked).value,
        lists=CHOSEN_FROM,
        beginnings={op: OP_LABELS[op] for op in _beginnings(_kind(asked))},
        causes=CAUSE_LABELS,
        bulk=fields.bulk_fields(_kind(asked)),
        most=MOST,
        **found,
    )


def _kind(asked: dict[str, str]) -> Kind:
    """Which list is chosen from."""
    return next((kind for kind in CHOSEN_FROM if kind == asked["kind"]), Kind.POWER)


_OPS = {Kind.POWER: (*OVER_EACH, *TOGETHER), Kind.CATALOGUE_ITEM: FROM_THE_DIRECTORY}


def _ops(kind: Kind) -> tuple[Op, ...]:
    return _OPS.get(kind, BESIDE_POWERS)


def _beginnings(kind: Kind) -> tuple[Op, ...]:
    return BEGINNINGS if kind is Kind.POWER else () if kind is Kind.CATALOGUE_ITEM else (Op.ADD,)


def _taken(proposal: Proposal) -> set[str]:
    return {record for raw in proposal.row.changes for record in (raw["id"], *raw["from"]) if record}


def _offered(at: Bench, asked: dict[str, str], department: str | None, standing: Standing | None) -> dict[str, Any]:
    wanted = Wanted(
        kind=_kind(asked),
        category=tuple(filter(None, [asked["category"] if asked["category"] in CATEGORY_LABELS else None])),
        department=tuple(filter(None, [department])),
        status=(Status.ACTIVE, Status.SUSPENDED),
        limit=MOST,
    )
    if standing is None:
        found = listing.list_records(at.connection, at.moment, wanted, at.register.base_url)
        return {**found, "items": [*_documents(at, wanted), *found["items"]]}
    question, ranked = Question(asked["q"], asked["law"] or None), replace(wanted, sort=RELEVANCE)
    return searching.search_records(at.connection, standing, at.moment, ranked, question, at.register.base_url)


def _documents(at: Bench, wanted: Wanted) -> list[dict[str, Any]]:
    """The documents of standards: they only group, and no list counts them."""
    if wanted.kind is not Kind.DISCRETION_STANDARD or wanted.category:
        return []
    known = groups_on(at.connection, at.moment.at, wanted.kind, wanted.department or None)
    return [{"id": id_, "name": name, **_DOCUMENT} for id_, name in known.items()]


_DOCUMENT = {"parent_name": None, "status": Status.ACTIVE.value, "category_label": "裁量文件"}

router.get("/choose")(signed_in(_choose))


@router.post("/choose")
@submitted(_choose, largest=LARGEST_TEXT)
async def choose(request: Request, session: Session, form: Form) -> Response:
    """The chosen powers with what is to happen to them; a single one is opened to be written."""
    identity = identity_of(request)

    def work(at: Bench) -> tuple[Proposal, list[Raw]]:
        proposal = at.proposal(identity)
        changes = [dict(raw) for raw in proposal.row.changes]
        made = _made(at, proposal, form, _kind({"kind": request.query_params.get("kind", "")}))
        made += _carried(at, proposal, made)
        wanted = replace(as_draft(proposal), changes=_merged(changes, made))
        return save(at, identity, form.line("etag"), wanted), made

    proposal, made = await change(request, session, work)
    here = f"/office/proposals/{identity}"
    if len(made) == 1 and form.line("do") != "bulk":
        return go(request, f"{here}/changes/{len(proposal.row.changes) - 1}", done="chosen")
    carried = any(raw.get("kind") == Kind.INTERMEDIARY_SERVICE for raw in made)
    return go(request, f"{here}/edit", done="carried" if carried else "chosen")


def _made(at: Bench, proposal: Proposal, form: Form, kind: Kind) -> list[Raw]:
    """The changes that a form asks for. Raises InvalidInput where it asks for none."""
    cause = {"type": _cause(form), "text": form.line("cause_text"), "ref": form.line("cause_ref") or None}
    doing = form.line("do")
    if doing == "begin" and form.line("begin") in _beginnings(kind):
        begun = {"name": form.line("name") or "（新事项）"}
        return [blank(Op(form.line("begin")), cause, kind=kind.value, fields=begun)]
    chosen = form.many("power")
    if not chosen:
        raise InvalidInput("请先勾选事项。", code="missing_part", field="power")
    bodies = _bodies(at, proposal, chosen)
    kinds = {Kind(body["kind"]) for body in bodies.values()}
    if doing == "bulk":
        return _of_their_kinds(_bulk(form, cause, bodies, next(iter(kinds), kind)), bodies)
    if not all(form.line("op") in _ops(kind) for kind in kinds):
        raise InvalidInput("请选择调整类型。", code="missing_part", field="op")
    return _of_their_kinds(_operations(Op(form.line("op")), cause, bodies), bodies)


def _of_their_kinds(made: list[Raw], bodies: dict[str, Body]) -> list[Raw]:
    """The changes, each of its record's kind; what begins one (a merger, a claim) begins a power."""
    return [{**raw, "kind": bodies[raw["id"]]["kind"]} if raw.get("id") in bodies else raw for raw in made]


def _cause(form: Form) -> str:
    if form.line("cause_type") not in CAUSE_LABELS:
        raise InvalidInput("请选择调整事由。", code="missing_part", field="cause_type")
    return form.line("cause_type")


def _bodies(at: Bench, proposal: Proposal, chosen: list[str]) -> dict[str, Body]:
    """The texts of the chosen powers as this proposal has them so far."""
    day = proposal.row.effective_from or at.today
    versions = drafts.versions_on(at.connection, replace(at.moment, valid_at=day).at, chosen)
    bodies = {record: body for (record, _), body in bodies_of(at.connection, versions.items()).items()}
    typed_so_far = {raw["id"]: raw["fields"] for raw in proposal.row.changes if raw["op"] == Op.AMEND}
    return {record: over(bodies[record], typed_so_far.get(record, {})) for record in chosen if record in bodies}


def _bulk(form: Form, cause: Raw, bodies: dict[str, Body], kind: Kind) -> list[Raw]:
    """One field over many powers. Raises InvalidInput where nothing would change."""
    field = form.line("field")
    if field not in fields.bulk_fields(kind):
        raise InvalidInput("请选择要批量修改的栏目。", code="missing_part", field="field")
    find, by = form.line("find"), form.line("by").replace("\r\n", "\n")
    said = {record: replaced(body, field, find, by) for record, body in bodies.items()}
    made = [
        blank(Op.AMEND, cause, id=record, fields={field: text or None})
        for record, text in said.items()
        if text != (bodies[record].get(field) or "")
    ]
    if not made:
        raise InvalidInput("所选事项的这一栏没有可改之处，请核对“查找”的文字。", code="nothing_changed", field="find")
    return made


def _operations(op: Op, cause: Raw, bodies: dict[str, Body]) -> list[Raw]:
    if op is Op.MERGE:
        if len(bodies) < _LEAST_MERGED:
            raise InvalidInput("合并须勾选两项以上的事项。", code="missing_part", field="power")
        return [blank(op, cause, **{"from": list(bodies), "fields": copied(next(iter(bodies.values())))})]
    if op is Op.CLAIM:
        return [blank(op, cause, **{"from": [record]}) for record in bodies]
    if op is Op.SPLIT:
        return [
            blank(op, cause, id=record, into=[{"fields": copied(body)} for _ in range(_PARTS)])
            for record, body in bodies.items()
        ]
    return [blank(op, cause, id=record) for record in bodies]


def _carried(at: Bench, proposal: Proposal, made: list[Raw]) -> list[Raw]:
    """The services that approvals take along which are being cancelled."""
    if not any(raw["op"] == Op.CANCEL for raw in made):
        return []
    day = proposal.row.effective_from or at.today
    so_far = [dated(raw, day) for raw in (*proposal.row.changes, *made)]
    owed = carried_along(at.connection, at.place, so_far)
    return [blank(one.op, one.cause.model_dump(mode="json"), id=one.id, kind=one.kind.value) for one in owed]


def _merged(changes: list[Raw], made: list[Raw]) -> list[Raw]:
    """The new changes after the old ones; an amendment of a power that is amended already is laid over that one."""
    known = {raw["id"]: number for number, raw in enumerate(changes) if raw["op"] == Op.AMEND}
    merged = list(changes)
    for raw in made:
        place = known.get(raw.get("id")) if raw["op"] == Op.AMEND else None
        if place is None:
            merged.append(raw)
        else:
            merged[place] = {**merged[place], "fields": {**merged[place]["fields"], **raw["fields"]}}
    return merged
