"""The lists before and after a proposal, for whoever may see it."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import NotFound
from quanze.domain.identities import is_id
from quanze.services import reforming
from quanze.services.moments import find_place
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import NEVER
from quanze_api.callers import caller_of
from quanze_api.contract import operation
from quanze_api.parameters import read
from quanze_api.register import register_of

router = APIRouter(prefix="/proposals", tags=["调整申请"])


@router.get(
    "/{id}/preview", **operation("preview_proposals", "调整前后的清单数目", (), schemas.Preview, "/{id}/preview")
)
async def preview(request: Request) -> Response:
    """按部门和权力类型列出调整前后的事项数，以及划转、结束、新增和不变的项数。"""
    read(request, ())
    caller, identity, register = await caller_of(request), str(request.path_params["id"]), register_of(request)
    if not is_id(identity):
        raise NotFound("没有这份调整申请，或不在您的查阅范围内。")

    def counted(connection: Connection) -> dict[str, Any]:
        place = find_place(connection, caller.person.jurisdiction)
        return reforming.preview_of(connection, place, caller.person, identity, register.today())

    return Response(orjson.dumps(await register.ask(counted)), 200, {"Cache-Control": NEVER}, JSON)
