"""Two days, or two editions, side by side."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.vocabulary import Kind
from quanze.services import differing, listing
from quanze.services.moments import Moment
from quanze_api import schemas
from quanze_api.answers import current
from quanze_api.contract import operation
from quanze_api.parameters import FILTERS, FROM, JURISDICTION, KIND, KNOWN_AT, PAGING, POWER, TO, Asking, read

router = APIRouter(prefix="/diff", tags=["变动"])
NARROWED = (KIND, *(one for one in FILTERS if one.name in ("department", "category")), POWER)
ENDS = (FROM, TO, *NARROWED, JURISDICTION, KNOWN_AT)
LIST = (*ENDS, *PAGING)


@router.get("", **operation("diff", "两日（或两版次）清单对照", LIST, schemas.Differences))
async def diff(request: Request) -> Response:
    """两个日期：两日清单所载明内容的净差异。两个版次：其间录入的全部变动，不论施行日期。每条记录一项。"""
    asking = read(request, LIST)
    from_, to = asking.needed("from"), asking.needed("to")

    def found(connection: Connection, moment: Moment) -> dict[str, Any]:
        compared = compared_of(connection, moment, asking, from_, to)
        return differing.compare_ends(connection, moment, compared, asking.one("cursor"))

    return await current(request, asking.clocks(), found)


def compared_of(connection: Connection, moment: Moment, asking: Asking, from_: str, to: str) -> differing.Compared:
    """What is to be compared. Raises InvalidInput for what no list has."""
    kind, power = asking.kind() or Kind.POWER, asking.one("power")
    categories = asking.many("category")
    listing.check(listing.Wanted(category=categories))
    if power is not None and not is_id(power):
        raise InvalidInput("事项标识无效（power）。", code="unknown_power", parameter="power")
    departments = listing.departments_meant(connection, moment, asking.many("department"))
    return differing.Compared(from_, to, kind, departments, categories, power, asking.limit())
