"""Editions: every publication with its root, and what it changed."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.vocabulary import Kind
from quanze.services import chronicle
from quanze.services.moments import Moment
from quanze_api import schemas
from quanze_api.answers import current
from quanze_api.contract import operation
from quanze_api.parameters import CLOCKS, KIND, PAGING, read
from quanze_api.routes.records import number_of

router = APIRouter(prefix="/editions", tags=["清单版次"])
LIST = (*CLOCKS, KIND, *PAGING)
ONE = (*CLOCKS, KIND)
CHANGES = (*CLOCKS, KIND, *PAGING)


@router.get("", **operation("list_editions", "清单版次列表", LIST, schemas.EditionList))
async def list_editions(request: Request) -> Response:
    """按版次编号；`changes` 只计事项，`kind` 可改计另一类记录。"""
    asking = read(request, LIST)
    listed = partial(
        chronicle.list_editions,
        cursor=asking.one("cursor"),
        limit=asking.limit(),
        kind=asking.kind() or Kind.POWER,
    )
    return await current(request, asking.clocks(), listed)


@router.get("/{n}", **operation("one_editions", "一个清单版次", ONE, schemas.EditionAlone, "/{n}"))
async def one(request: Request) -> Response:
    """版次的公布信息、数量与校验码（root）。"""
    asking, number = read(request, ONE), number_of(request)
    kind = asking.kind() or Kind.POWER

    def found(connection: Connection, moment: Moment) -> dict[str, Any]:
        return chronicle.edition(connection, moment, number, kind)

    return await current(request, asking.clocks(), found)


@router.get("/{n}/changes", **operation("changes_editions", "一个版次的变动", CHANGES, schemas.ChangeList, "/{n}"))
async def changes(request: Request) -> Response:
    """该版次的每一条变动及其逐栏修改对照。"""
    asking, number = read(request, CHANGES), number_of(request)
    page = chronicle.Page(0, asking.limit(), asking.kind(), asking.one("cursor"))

    def found(connection: Connection, moment: Moment) -> dict[str, Any]:
        return chronicle.edition_changes(connection, moment, number, page)

    return await current(request, asking.clocks(), found)
