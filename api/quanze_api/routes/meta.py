"""What this installation is, whether it is well, and what it promises."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection, text
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.canonical import DIGEST_ALGORITHM
from quanze.services.cursors import LIMIT, MOST
from quanze.services.describing import indexed, jurisdictions
from quanze_api import schemas
from quanze_api.about import API_VERSION, NAME, VERSION
from quanze_api.answers import JSON, computed
from quanze_api.caching import NEVER
from quanze_api.contract import document, operation
from quanze_api.parameters import read
from quanze_api.register import register_of

router = APIRouter(tags=["说明"])
unversioned = APIRouter(tags=["说明"])


@router.get("/meta", **operation("meta", "本登记簿的说明", (), schemas.Meta))
async def meta(request: Request) -> Response:
    """软件版本、各地区及其部门与清单覆盖起始日、限制、校验码算法。"""
    read(request, ())
    register = register_of(request)

    def described(connection: Connection) -> dict[str, Any]:
        return {
            "software": {"name": NAME, "version": VERSION, "api": API_VERSION},
            "zone": str(register.zone),
            "today": register.today().isoformat(),
            "digest_algorithm": DIGEST_ALGORITHM,
            "limits": {"default": LIMIT, "maximum": MOST, "read_limit": None},
            "search": {"engine": register.engine, "index_entry": indexed(connection, register.follower.position())},
            "jurisdictions": jurisdictions(connection, register.zone),
        }

    return computed(request, orjson.dumps(await register.ask(described)))


@unversioned.get("/healthz", **operation("health", "是否正常", (), schemas.Health))
async def healthz(request: Request) -> Response:
    """能够读取数据库即为正常。"""
    read(request, ())
    await register_of(request).glance(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    return Response(b'{"status":"ok"}', 200, {"Cache-Control": NEVER}, JSON)


@unversioned.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The contract (OpenAPI 3.1)."""
    read(request, ())
    return computed(request, orjson.dumps(document(request.app)))
