"""Proposals and editions over HTTP: written, moved and published by people who are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import Scope
from quanze.domain.errors import InvalidInput, NotFound
from quanze.domain.identities import is_id
from quanze.domain.procedure import Action
from quanze.domain.vocabulary import Kind
from quanze.services import issuing, proceeding, proposing, telling
from quanze.services.issuing import Issue
from quanze.services.moments import Place, find_place
from quanze.services.proposals import Proposal
from quanze.services.proposing import Draft
from quanze.services.telling import Listed
from quanze.services.tokens import Caller
from quanze.storage.heads import PUBLIC
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import NEVER
from quanze_api.callers import caller_of
from quanze_api.contract import IDEMPOTENCY_KEY, IF_MATCH, asking, operation
from quanze_api.json_bodies import read_json
from quanze_api.parameters import LIMIT_TO, Parameter, read
from quanze_api.register import Register, register_of

router = APIRouter(prefix="/proposals", tags=["调整申请"])
editions = APIRouter(prefix="/editions", tags=["清单版次"])

LIST = (
    Parameter("state", "状态；可重复。", many=True, example=["submitted"]),
    Parameter("department", "部门标识；可重复。", many=True),
    Parameter("assigned_to", "me：只列等待本人办理的。", {"type": "string", "enum": ["me"]}),
    Parameter("before", "翻页：上一页答复中的 next。"),
    LIMIT_TO,
)
LONGEST_KEY = 200
PROPOSING = frozenset({Action.SUBMIT, Action.REPLY, Action.WITHDRAW, Action.REBASE})
"""Steps of those who propose: a token that only proposes takes them."""


@router.post(
    "",
    **asking(
        operation("create_proposals", "起草调整申请", (), schemas.Receipt),
        schemas.ProposalSent,
        creates=True,
        header=IDEMPOTENCY_KEY,
    ),
)
async def create(request: Request) -> Response:
    """存为草稿，答复校验提示；附 Idempotency-Key 时重复发送只存一份。"""
    read(request, ())
    caller = await caller_of(request)
    sent = await read_json(request, schemas.ProposalSent)
    key = _key(request)

    def create(connection: Connection, place: Place, register: Register) -> tuple[dict[str, Any], Proposal]:
        today = register.today()
        made = proposing.propose(connection, place, caller.person, _draft(sent), today, key)
        return telling.receipt(connection, place, made, today), made

    told, made = await _write(request, caller, create)
    where = f"{register_of(request).prefix}/api/v1/proposals/{made.id}"
    return _answer(told, 201, {"Location": where, "ETag": made.etag})


def _draft(sent: schemas.ProposalSent) -> Draft:
    return Draft(sent.title, sent.changes, sent.department, sent.effective_from, sent.caused_on)


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise InvalidInput("Idempotency-Key 应为 1 至 200 个可见字符。", code="bad_key", field="Idempotency-Key")
    return key


@router.get("", **operation("list_proposals", "调整申请列表", LIST, schemas.ProposalList))
async def list_proposals(request: Request) -> Response:
    """本人可以查阅的调整申请，新的在前。"""
    asked = read(request, LIST)
    caller = await caller_of(request)
    if asked.one("assigned_to") not in (None, "me"):
        raise InvalidInput("assigned_to 只能是 me。", code="bad_value", parameter="assigned_to")
    wanted = Listed(
        states=asked.many("state"),
        departments=asked.many("department"),
        mine=asked.one("assigned_to") == "me",
        before=asked.one("before"),
        limit=asked.limit(),
    )

    def listed(connection: Connection, place: Place, register: Register) -> dict[str, Any]:
        return telling.list_proposals(connection, place, caller.person, wanted, register.today())

    return _answer(await _ask(request, caller, listed))


@router.get("/{id}", **operation("one_proposals", "一份调整申请", (), schemas.ProposalAlone, "/{id}"))
async def one(request: Request) -> Response:
    """内容、校验提示、办理经过，以及本人现在可以办理的事。"""
    read(request, ())
    caller, identity = await caller_of(request), identity_of(request)

    def found(connection: Connection, place: Place, register: Register) -> dict[str, Any]:
        return telling.open_proposal(connection, place, caller.person, identity, register.today())

    told = await _ask(request, caller, found)
    return _answer(told, headers={"ETag": f'"{told["revision"]}-{told["digest"][:16]}"'})


@router.patch(
    "/{id}",
    **asking(
        operation("edit_proposals", "修改调整申请", (), schemas.ProposalAlone, "/{id}"),
        schemas.ProposalSent,
        header=IF_MATCH,
    ),
)
async def edit(request: Request) -> Response:
    """以新内容代替原内容；If-Match 须为所见内容的 ETag：他人已修改的答复 412，未附的答复 428。

    内容未变的保存不改变任何事。
    """
    read(request, ())
    caller, identity = await caller_of(request), identity_of(request)
    sent = await read_json(request, schemas.ProposalSent)
    etag = request.headers.get("if-match")

    def save(connection: Connection, place: Place, register: Register) -> tuple[dict[str, Any], Proposal]:
        today = register.today()
        saved = proposing.edit(connection, place, caller.person, identity, etag, _draft(sent), today)
        return telling.whole(connection, place, caller.person, saved, today), saved

    told, saved = await _write(request, caller, save)
    return _answer(told, headers={"ETag": saved.etag})


@router.post(
    "/{id}/actions",
    **asking(
        operation("act_proposals", "办理调整申请", (), schemas.ProposalAlone, "/{id}/actions"), schemas.ActionSent
    ),
)
async def act(request: Request) -> Response:
    """按办理规则办理一步：不由本人办理的答复 403，现在不能办理、或所见内容已变的答复 409。"""
    read(request, ())
    caller, identity = await caller_of(request, Scope.PROPOSE, Scope.DECIDE), identity_of(request)
    given = (await read_json(request, schemas.ActionSent)).model_dump(exclude_none=True)
    caller.require(Scope.PROPOSE if given["action"] in PROPOSING else Scope.DECIDE)

    def move(connection: Connection, place: Place, register: Register) -> tuple[dict[str, Any], Proposal]:
        today = register.today()
        moved = proceeding.act(connection, place, caller.person, identity, given, today)
        return telling.whole(connection, place, caller.person, moved, today), moved

    told, moved = await _write(request, caller, move)
    return _answer(told, headers={"ETag": moved.etag})


@editions.post(
    "", **asking(operation("create_editions", "公布一个版次", (), schemas.Issued), schemas.EditionSent, creates=True)
)
async def issue(request: Request) -> Response:
    """把已批准的调整申请作为一个版次公布；各项调整自己的施行日期优先于 effective_from。"""
    read(request, ())
    caller = await caller_of(request, Scope.PUBLISH)
    sent = await read_json(request, schemas.EditionSent)
    wanted = Issue(**sent.model_dump())
    register = register_of(request)

    def publish(connection: Connection, place: Place, register: Register) -> Any:
        return issuing.issue(connection, place, caller.person, wanted, register.today())

    published = await _write(request, caller, publish)
    where = f"{register.prefix}/api/v1/editions/{published.edition}" if published.log == PUBLIC else None
    told = {
        "log": published.log,
        "number": published.edition,
        "entry": published.last_entry,
        "root": published.root,
        "counts": published.counts,
        "changes": {str(op): number for op, number in published.changes.get(Kind.POWER, {}).items()},
        "url": where,
    }
    return _answer(told, 201, {"Location": where} if where else {})


Work = Callable[[Connection, Place, Register], Any]


async def _ask(request: Request, caller: Caller, work: Work) -> Any:
    register = register_of(request)
    return await register.ask(lambda connection: work(connection, place_of(connection, caller), register))


async def _write(request: Request, caller: Caller, work: Work) -> Any:
    register = register_of(request)
    return await register.write(lambda connection: work(connection, place_of(connection, caller), register))


def place_of(connection: Connection, caller: Caller) -> Place:
    """Where the caller works."""
    return find_place(connection, caller.person.jurisdiction)


def identity_of(request: Request) -> str:
    """The proposal that an address names."""
    identity = str(request.path_params["id"])
    if not is_id(identity):
        raise NotFound("没有这份调整申请，或不在您的查阅范围内。")
    return identity


def _answer(told: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(told), status, {"Cache-Control": NEVER, **(headers or {})}, JSON)
