"""Powers and catalogue items: lists with filters, and one of them in the order people ask."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.vocabulary import Kind, Status
from quanze.services import consulting, listing
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.shapes import PATHS
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.sections import sections
from quanze_api.parameters import CLOCKS, FILTERS, PAGING
from quanze_api.routes.records import wanted_of

_LIVING = (Status.ACTIVE, Status.SUSPENDED)
LIST = (*FILTERS, *CLOCKS, *PAGING)


def records_pages(kind: Kind) -> APIRouter:
    """The pages of one kind of record."""
    router = APIRouter(prefix=f"/{PATHS[kind]}", include_in_schema=False)

    @router.get("")
    async def records(request: Request) -> Response:
        def read(connection: Connection, frame: Frame) -> dict[str, Any]:
            return _list(connection, frame, kind)

        return await page(request, "records.html", LIST, read)

    @router.get("/{id}")
    async def record(request: Request) -> Response:
        identity = request.path_params["id"]

        def read(connection: Connection, frame: Frame) -> dict[str, Any]:
            return _one(connection, frame, kind, identity)

        return await page(request, "record.html", CLOCKS, read, identity)

    return router


def _list(connection: Connection, frame: Frame, kind: Kind) -> dict[str, Any]:
    base_url, cursor = frame.register.base_url, frame.asking.one("cursor")
    found = listing.list_records(connection, frame.moment, wanted_of(frame.asking, kind), base_url, cursor)
    departments = list_departments(connection, frame.moment, limit=MOST)
    return {"kind": kind.value, "path": f"/{PATHS[kind]}", "found": found, "departments": departments["items"]}


def _one(connection: Connection, frame: Frame, kind: Kind, record: str) -> dict[str, Any]:
    moment, base_url = frame.moment, frame.register.base_url
    power = orjson.loads(consulting.record_on(connection, moment, kind, record, base_url))
    own = (power["department_id"],)  # a sub-item's department is its parent's: one department is read, not all
    wanted = listing.Wanted(kind=kind, parent=record, department=own, status=_LIVING, limit=MOST)
    children = listing.list_records(connection, moment, wanted, base_url)
    versions = consulting.versions_of(connection, moment, kind, record)
    return {
        "kind": kind.value,
        "path": f"/{PATHS[kind]}",
        "power": power,
        "sections": sections(power),
        "children": children["items"],
        "versions": versions,
        "turn": _turn(power, versions),
    }


def _turn(power: dict[str, Any], versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The next day on which the list says something else of the power, and by which operation."""
    unborn = power["reason"] in ("not_yet", "before_coverage")
    day = power["valid_from"] if unborn else power["valid_to"]
    if day is None or power["reason"] == "ended":
        return None
    ops = [version["op"] for version in versions if version["valid_from"] == day]
    return {"day": day, "op": ops[-1] if ops and not unborn else None}
