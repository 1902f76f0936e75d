"""What is owed by when, for those who are known."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import deadlines
from quanze.services.moments import find_place
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import NEVER
from quanze_api.callers import caller_of
from quanze_api.contract import operation
from quanze_api.parameters import read
from quanze_api.register import register_of

router = APIRouter(prefix="/tasks", tags=["待办"])


@router.get("", **operation("list_tasks", "待办与期限", (), schemas.Board))
async def board(request: Request) -> Response:
    """本人可以查阅的调整申请上，谁在何日之前应当办理什么；按期限先后。"""
    read(request, ())
    caller, register = await caller_of(request), register_of(request)

    def owed(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, caller.person.jurisdiction)
        return deadlines.board(connection, place, caller.person, register.zone, register.today())

    return Response(orjson.dumps(await register.ask(owed)), 200, {"Cache-Control": NEVER}, JSON)
