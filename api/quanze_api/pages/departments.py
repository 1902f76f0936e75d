"""Departments: the organs of a jurisdiction, and each one's list as it stood on a day."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import departments
from quanze.services.cursors import MOST
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.linked import beside
from quanze_api.parameters import CLOCKS

router = APIRouter(prefix="/departments", include_in_schema=False)


@router.get("")
async def list_departments(request: Request) -> Response:
    """All departments."""

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        return {"found": departments.list_departments(connection, frame.moment, limit=MOST)}

    return await page(request, "departments.html", CLOCKS, read)


@router.get("/{id}")
async def department(request: Request) -> Response:
    """One department with its list."""
    identity = request.path_params["id"]

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        base_url = frame.register.base_url
        text = departments.department_on(connection, frame.moment, identity, base_url)
        chapters = departments.department_list(connection, frame.moment, identity)
        others = beside(connection, frame.moment, identity)
        return {"department": orjson.loads(text), "chapters": chapters, "others": others}

    return await page(request, "department.html", CLOCKS, read, identity)
