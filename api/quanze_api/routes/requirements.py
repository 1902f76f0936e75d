"""What the list of intermediary services states of an approval, and of what an applicant was told to bring."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services.moments import Moment
from quanze.services.requirements import Asked, look_up
from quanze_api import schemas
from quanze_api.answers import current
from quanze_api.contract import operation
from quanze_api.parameters import APPROVAL, CLOCKS, NAMED_POWER, SERVICE, Asking, read
from quanze_api.register import register_of

router = APIRouter(prefix="/requirements", tags=["中介服务事项"])
ASKED = (NAMED_POWER, APPROVAL, SERVICE)
"""What is asked beside the clocks."""


@router.get(
    "", **operation("requirements", "办事要交的中介服务，清单是否载明", (*ASKED, *CLOCKS), schemas.Requirements)
)
async def requirements(request: Request) -> Response:
    """答复只说清单载明或者未载明；清单未载明不等于没有法律依据。"""
    asking, base_url = read(request, (*ASKED, *CLOCKS)), register_of(request).base_url

    def found(connection: Connection, moment: Moment) -> dict[str, Any]:
        return look_up(connection, moment, asked_of(asking), base_url)

    return await current(request, asking.clocks(), found)


def asked_of(asking: Asking) -> Asked:
    """What somebody was told to bring, as they say it."""
    return Asked(*((asking.one(name) or "").strip() or None for name in ("service", "power", "approval")))
