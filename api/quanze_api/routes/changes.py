"""The log in order, for mirrors."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import chronicle
from quanze.services.moments import Moment
from quanze_api import schemas
from quanze_api.answers import current
from quanze_api.contract import operation
from quanze_api.parameters import CLOCKS, KIND, PAGING, SINCE, read

router = APIRouter(prefix="/changes", tags=["变动"])
LIST = (SINCE, KIND, *CLOCKS, *PAGING)


@router.get("", **operation("list_changes", "条目流水，供镜像", LIST, schemas.ChangeList))
async def list_changes(request: Request) -> Response:
    """条目号大于 `since` 的全部条目，按顺序，含各版次的首条；跟进时取最后一条的 `entry` 作为下一次的 `since`。"""
    asking = read(request, LIST)
    page = chronicle.Page(asking.number("since", 0), asking.limit(), asking.kind(), asking.one("cursor"))

    def found(connection: Connection, moment: Moment) -> dict[str, Any]:
        return chronicle.changes(connection, moment, page)

    return await current(request, asking.clocks(), found)
