"""Views: inspections of enterprises, what watches over cancelled powers, and “may they require this of me?”."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.telling import inspection_facts
from quanze.services import inspecting, requirements
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.listing import Wanted
from quanze.services.requirements import Asked
from quanze_api.pages.frame import Frame, page
from quanze_api.parameters import CLOCKS, PAGING
from quanze_api.routes.requirements import ASKED, asked_of
from quanze_api.routes.views import DEPARTMENT, narrowed

router = APIRouter(include_in_schema=False)
LIST = (DEPARTMENT, *CLOCKS, *PAGING)


@router.get("/inspections")
async def inspections(request: Request) -> Response:
    """Who inspects enterprises, what, by which standard, at most how often a year."""

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        found = _view(connection, frame, inspecting.INSPECTIONS)
        for item in found["items"]:
            item["facts"] = dict(inspection_facts((item["body"] or {}).get("inspection") or {})) if _says(item) else {}
        return {"found": found, "departments": _departments(connection, frame)}

    return await page(request, "inspections.html", LIST, read)


@router.get("/cancelled-powers")
async def cancelled_powers(request: Request) -> Response:
    """Cancelled powers, and what watches over what they were about."""

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        found = _view(connection, frame, inspecting.CANCELLED)
        return {"found": found, "departments": _departments(connection, frame)}

    return await page(request, "cancelled.html", LIST, read)


@router.get("/requirements")
async def required(request: Request) -> Response:
    """What the list of intermediary services states of what one was told to bring."""

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        asked, base_url = asked_of(frame.asking), frame.register.base_url
        found = requirements.look_up(connection, frame.moment, asked, base_url) if asked != Asked() else None
        return {"asked": asked, "found": found}

    return await page(request, "requirements.html", (*ASKED, *CLOCKS), read)


def _view(connection: Connection, frame: Frame, view: Wanted) -> dict[str, Any]:
    wanted = narrowed(view, frame.asking)
    return inspecting.view(connection, frame.moment, wanted, frame.register.base_url, frame.asking.one("cursor"))


def _departments(connection: Connection, frame: Frame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list_departments(connection, frame.moment, limit=MOST)["items"]
    return found


def _says(item: dict[str, Any]) -> bool:
    return bool((item["body"] or {}).get("inspection"))
