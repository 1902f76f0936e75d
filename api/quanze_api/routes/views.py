"""Views over powers as CSV: inspections of enterprises, and what watches over cancelled powers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import inspecting, listing
from quanze.services.listing import Wanted
from quanze.services.moments import Moment, resolve
from quanze_api.contract import table
from quanze_api.parameters import CLOCKS, FILTERS, Asking, read
from quanze_api.register import register_of
from quanze_api.routes.tables import sent_table

router = APIRouter(tags=["事项"])
DEPARTMENT = next(one for one in FILTERS if one.name == "department")
ASKED = (DEPARTMENT, *CLOCKS)

Table = Callable[[Connection, Moment, Wanted], Iterator[str]]


@router.get("/inspections.csv", **table("inspections_csv", "涉企行政检查事项（CSV）", ASKED))
async def inspections(request: Request) -> Response:
    """由谁检查、查什么、怎样查、按什么标准、一年至多几次。"""
    return await _table(request, "inspections", inspecting.INSPECTIONS, inspecting.inspections_table)


@router.get("/cancelled-powers.csv", **table("cancelled_powers_csv", "已取消事项的取消后监管（CSV）", ASKED))
async def cancelled_powers(request: Request) -> Response:
    """已取消的事项，和取消后的监管措施。"""
    return await _table(request, "cancelled-powers", inspecting.CANCELLED, inspecting.cancelled_table)


def narrowed(view: Wanted, asking: Asking) -> Wanted:
    """A view of some departments."""
    return replace(view, department=asking.many("department"), limit=asking.limit())


async def _table(request: Request, name: str, view: Wanted, make: Table) -> Response:
    asking, register = read(request, ASKED), register_of(request)
    wanted = narrowed(view, asking)

    def answer(connection: Connection) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone)
        listing.departments_meant(connection, moment, wanted.department)
        return sent_table(request, moment, name, lambda c: make(c, moment, wanted))

    return await register.ask(answer)
