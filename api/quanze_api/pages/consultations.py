"""Consultations on pages: what is put before the public, as it stood, and what became of what people said."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import consultations, hearing
from quanze.services.consultations import Stage
from quanze.services.hearing import Shown
from quanze.services.moments import Moment
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.office.changes_shown import shown
from quanze_api.parameters import JURISDICTION, Asking, Parameter
from quanze_api.register import register_of
from quanze_api.routes.consultations import BEFORE, LIST, wanted
from quanze_api.routes.records import number_of

router = APIRouter(prefix="/consultations", include_in_schema=False)
FROM = Parameter("from", "从第几项调整起。")
PAGE = 50
"""How many changes a page shows."""


@router.get("")
async def list_consultations(request: Request) -> Response:
    """Those open and those ended, the newest first."""

    def read_page(connection: Connection, frame: Frame) -> dict[str, Any]:
        listed = wanted(frame.asking)
        return {"found": consultations.list_consultations(connection, frame.place, listed, frame.register.today())}

    return await page(request, "consultations.html", LIST, read_page, stamp=partial(_stamp, request, None))


def _stamp(request: Request, number: int | None, connection: Connection, moment: Moment) -> str:
    return consultations.stamp(connection, moment.place, register_of(request).today(), number)


@router.get("/{n}")
async def one(request: Request) -> Response:
    """One consultation with its changes and the comments that were reviewed."""
    number = number_of(request)

    def read_page(connection: Connection, frame: Frame) -> dict[str, Any]:
        place, today = frame.place, frame.register.today()
        row = consultations.find(connection, place, number)
        changes, start = consultations.frozen(connection, place, row), _start(frame.asking)
        at = consultations.known_then(place, row)
        heard = Shown(before=frame.asking.one("before"), consultation=number)
        return {
            "one": consultations.read_consultation(connection, place, number, today),
            "changes": shown(connection, Moment(place, at.day, 0, at.entry), changes[start : start + PAGE]),
            "start": start,
            "page": PAGE,
            "heard": hearing.list_shown(connection, place, heard, today),
            "is_open": consultations.stage_of(row, today) is Stage.OPEN,
        }

    declared = (FROM, BEFORE, JURISDICTION)
    return await page(request, "consultation.html", declared, read_page, stamp=partial(_stamp, request, number))


def _start(asking: Asking) -> int:
    asked = asking.one("from") or ""
    return int(asked) // PAGE * PAGE if asked.isdecimal() and len(asked) < len("100000") else 0
