"""Consultations over HTTP: what the public is asked before a decision, open and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import InvalidInput
from quanze.services import consultations
from quanze.services.consultations import Listed
from quanze.services.moments import find_place
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import CURRENT, has_it, tag_of
from quanze_api.contract import operation
from quanze_api.parameters import JURISDICTION, LIMIT_TO, Asking, Parameter, read
from quanze_api.register import register_of
from quanze_api.routes.records import number_of

router = APIRouter(prefix="/consultations", tags=["公开征求意见"])

BEFORE = Parameter("before", "翻页：上一页答复中的 next。", {"type": "integer", "minimum": 1})
LIST = (BEFORE, LIMIT_TO, JURISDICTION)
ONE = (JURISDICTION,)
LONGEST = 9
"""Digits of a number that there could be."""


def wanted(asking: Asking) -> Listed:
    """Which ones are asked for. Raises InvalidInput."""
    before = asking.one("before")
    if before is not None and not (before.isascii() and before.isdecimal() and len(before) <= LONGEST):
        raise InvalidInput("before 应为上一页答复中的 next。", code="bad_value", parameter="before")
    return Listed(int(before) if before else None, asking.limit())


@router.get("", **operation("list_consultations", "公开征求意见", LIST, schemas.ConsultationList))
async def list_consultations(request: Request) -> Response:
    """正在公开征求意见的和已经结束的调整，新的在前。"""
    asked, register = read(request, LIST), register_of(request)
    listed = wanted(asked)

    def found(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, asked.one("jurisdiction"))
        return consultations.list_consultations(connection, place, listed, register.today())

    return await _answer(request, found)


@router.get("/{n}", **operation("one_consultations", "一次公开征求意见", ONE, schemas.ConsultationAlone, "/{n}"))
async def one(request: Request) -> Response:
    """征求意见时的调整内容（此后的修改不在其中），以及意见的采纳情况。"""
    asked, number, register = read(request, ONE), number_of(request), register_of(request)

    def found(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, asked.one("jurisdiction"))
        return consultations.read_consultation(connection, place, number, register.today())

    return await _answer(request, found)


async def _answer(request: Request, found: Callable[[Connection], dict[str, Any]]) -> Response:
    body = orjson.dumps(await register_of(request).ask(found))
    headers = {"ETag": tag_of(body), "Cache-Control": CURRENT}
    if has_it(request, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(body, 200, headers, JSON)
