"""Departments: the list of organs, and one of them with its lineage and coverage."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import departments
from quanze.services.moments import Moment
from quanze_api import schemas
from quanze_api.answers import current
from quanze_api.contract import operation
from quanze_api.parameters import CLOCKS, PAGING, read
from quanze_api.register import register_of

router = APIRouter(prefix="/departments", tags=["部门"])
LIST = (*CLOCKS, *PAGING)


@router.get("", **operation("list_departments", "部门列表，按机构序列", LIST, schemas.DepartmentList))
async def list_departments(request: Request) -> Response:
    """查询日期现有的部门，各带事项数与清单覆盖起始日。"""
    asking = read(request, LIST)
    listed = partial(departments.list_departments, limit=asking.limit(), cursor=asking.one("cursor"))
    return await current(request, asking.clocks(), listed)


@router.get("/{id}", **operation("one_departments", "一个部门，按查询日期", CLOCKS, schemas.DepartmentOnDay, "/{id}"))
async def one(request: Request) -> Response:
    """部门的正文、沿革、清单覆盖起始日与事项数。"""
    asking, department = read(request, CLOCKS), request.path_params["id"]
    base_url = register_of(request).base_url

    def found(connection: Connection, moment: Moment) -> bytes | dict[str, Any]:
        return departments.department_on(connection, moment, department, base_url)

    return await current(request, asking.clocks(), found, department)
