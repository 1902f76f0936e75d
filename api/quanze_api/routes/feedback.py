"""Citizens' word over HTTP: anybody writes, the writer asks again, the public reads what was reviewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import Scope
from quanze.domain.errors import NotFound
from quanze.domain.feedback import FeedbackStatus
from quanze.domain.identities import is_id
from quanze.services import answering, hearing
from quanze.services.answering import Received
from quanze.services.hearing import Said, Shown
from quanze.services.moments import find_place
from quanze.services.tokens import Caller
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import CURRENT, NEVER, has_it, tag_of
from quanze_api.callers import caller_of, check_origin
from quanze_api.contract import asking, operation
from quanze_api.json_bodies import read_json
from quanze_api.parameters import JURISDICTION, LIMIT_TO, Parameter, read
from quanze_api.register import register_of

router = APIRouter(prefix="/feedback", tags=["公众意见"])
work = APIRouter(prefix="/feedback/received", tags=["公众意见"])

BEFORE = Parameter("before", "翻页：上一页答复中的 next。")
SHOWN = (
    Parameter("power", "只列关于这一事项的：其标识。"),
    Parameter("department", "只列关于这一部门的：其标识。"),
    BEFORE,
    LIMIT_TO,
    JURISDICTION,
)
STATUSES = {"type": "string", "enum": [status.value for status in FeedbackStatus]}
RECEIVED = (Parameter("status", "状态；可重复。", STATUSES, many=True), BEFORE, LIMIT_TO)


@router.post(
    "",
    **asking(operation("send_feedback", "反映情况", (), schemas.FeedbackReceipt), schemas.FeedbackSent, creates=True),
)
async def send(request: Request) -> Response:
    """不需要登录，按来源地址限制次数；答复编号和查询码，查询码只给一次。"""
    read(request, ())
    check_origin(request)
    sent = await read_json(request, schemas.FeedbackSent)
    said = Said(sent.kind, sent.text, sent.power, sent.department, sent.contact, sent.consultation)

    def hear(connection: Connection) -> hearing.Receipt:
        place = find_place(connection, sent.jurisdiction, sent.power or sent.department)
        return hearing.hear(connection, place, said, register_of(request).today())

    receipt = await register_of(request).write(hear)
    told = {"number": receipt.number, "secret": receipt.secret, "status": FeedbackStatus.RECEIVED.value}
    return _answer(told, 201)


@router.post(
    "/status",
    **asking(operation("feedback_status", "查询办理情况", (), schemas.FeedbackOwn), schemas.FeedbackAsked),
)
async def status(request: Request) -> Response:
    """凭编号和查询码查询；用 POST，使查询码不留在地址中。"""
    read(request, ())
    asked, register = await read_json(request, schemas.FeedbackAsked), register_of(request)
    return _answer(await register.ask(lambda c: hearing.look_up(c, asked.number, asked.secret, register.today())))


@router.post(
    "/forget",
    **asking(operation("forget_feedback_contact", "删除联系方式", (), schemas.FeedbackOwn), schemas.FeedbackAsked),
)
async def forget(request: Request) -> Response:
    """提交人凭编号和查询码删除自己的联系方式。"""
    read(request, ())
    asked, register = await read_json(request, schemas.FeedbackAsked), register_of(request)

    def forget(connection: Connection) -> dict[str, Any]:
        hearing.forget_contact(connection, asked.number, asked.secret)
        return hearing.look_up(connection, asked.number, asked.secret, register.today())

    return _answer(await register.write(forget))


@router.get("", **operation("list_feedback", "公众意见与答复", SHOWN, schemas.FeedbackShownList))
async def list_shown(request: Request) -> Response:
    """经清单管理机构审核公开的意见与答复，新的在前。"""
    asked, register = read(request, SHOWN), register_of(request)
    wanted = Shown(asked.one("power"), asked.one("department"), asked.one("before"), asked.limit())

    def listed(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, asked.one("jurisdiction"), wanted.power or wanted.department)
        return hearing.list_shown(connection, place, wanted, register.today())

    body = orjson.dumps(await register.ask(listed))
    headers = {"ETag": tag_of(body), "Cache-Control": CURRENT}
    if has_it(request, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(body, 200, headers, JSON)


@work.get("", **operation("list_received_feedback", "收到的公众意见", RECEIVED, schemas.FeedbackReceivedList))
async def list_received(request: Request) -> Response:
    """清单管理机构查阅；含未公开的。"""
    asked, register = read(request, RECEIVED), register_of(request)
    caller = await caller_of(request)
    wanted = Received(asked.many("status"), asked.one("before"), asked.limit())

    def listed(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, caller.person.jurisdiction)
        return answering.list_received(connection, place, caller.person, wanted, register.today())

    return _answer(await register.ask(listed))


@work.get("/{id}", **operation("one_received_feedback", "一条公众意见", (), schemas.FeedbackReceivedAlone, "/{id}"))
async def one(request: Request) -> Response:
    """内容，以及现在可以办理的事。"""
    read(request, ())
    caller, identity, register = await caller_of(request), _identity(request), register_of(request)

    def found(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, caller.person.jurisdiction)
        return answering.read_received(connection, place, caller.person, identity, register.today())

    return _answer(await register.ask(found))


@work.post(
    "/{id}/actions",
    **asking(
        operation("handle_feedback", "办理公众意见", (), schemas.FeedbackReceivedAlone, "/{id}/actions"),
        schemas.HandlingSent,
    ),
)
async def handle(request: Request) -> Response:
    """核实、答复、公开、转为调整申请；公开的是审核后的文字，不是原文。"""
    read(request, ())
    caller, identity = await caller_of(request, Scope.DECIDE), _identity(request)
    said = (await read_json(request, schemas.HandlingSent)).model_dump(exclude_none=True)
    return _answer(await register_of(request).write(handling(request, caller, identity, said)))


def handling(
    request: Request, caller: Caller, identity: str, said: Mapping[str, Any]
) -> Callable[[Connection], dict[str, Any]]:
    """One action as a transaction."""
    register = register_of(request)

    def handle(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, caller.person.jurisdiction)
        return answering.handle(connection, place, caller.person, identity, said, register.today())

    return handle


def _identity(request: Request) -> str:
    identity = str(request.path_params["id"])
    if not is_id(identity):
        raise NotFound("没有这条公众意见。")
    return identity


def _answer(told: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(told), status, {"Cache-Control": NEVER}, JSON)
