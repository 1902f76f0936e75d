"""Two days' lists side by side (两日清单对照), or two editions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services import differing
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.moments import edition_numbered
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.redlines import redlined
from quanze_api.pages.words import NOUNS
from quanze_api.parameters import VALID_AT
from quanze_api.routes.diff import LIST, compared_of

router = APIRouter(prefix="/diff", include_in_schema=False)


@router.get("")
async def diff(request: Request) -> Response:
    """What one list says and the other does not; without ends, the year until the day looked from."""
    return await page(request, "diff.html", (VALID_AT, *LIST), _compared)


def _compared(connection: Connection, frame: Frame) -> dict[str, Any]:
    moment, asking = frame.moment, frame.asking
    to = asking.one("to") or moment.valid_at.isoformat()
    from_ = asking.one("from") or (moment.valid_at - timedelta(days=365)).isoformat()
    compared = compared_of(connection, moment, asking, from_, to)
    found = differing.compare_ends(connection, moment, compared, asking.one("cursor"))
    return {
        "from_": from_,
        "to": to,
        "ends": {**frame.filters, "from": from_, "to": to, "valid_at": None},
        "by_edition": edition_numbered(from_) is not None,
        "found": {**found, "items": redlined(connection, moment, found["items"])},
        "nouns": NOUNS,
        "departments": list_departments(connection, moment, limit=MOST)["items"],
    }
