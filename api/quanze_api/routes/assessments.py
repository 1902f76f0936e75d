"""裁量基准查询 over HTTP: asked by POST, so that no address and no log holds what was asked; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.assessments import Facts
from quanze.domain.text import folded
from quanze.services.assessing import Inquiry, assess_act
from quanze.services.moments import Asked, resolve
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import NEVER
from quanze_api.contract import asking, operation
from quanze_api.json_bodies import read_json
from quanze_api.parameters import read
from quanze_api.register import Register, register_of

router = APIRouter(prefix="/assessments", tags=["裁量基准"])


@router.post(
    "",
    **asking(operation("assess", "裁量基准查询", (), schemas.Assessment), schemas.AssessmentAsked),
)
async def assess(request: Request) -> Response:
    """仅供参考，不作为行政处罚决定依据。先列不予、从轻、减轻处罚的事由和追诉期限，再列可能适用的裁量阶次。

    地区没有开放的答 404。所提交的内容不保存。
    """
    read(request, ())
    asked, register = await read_json(request, schemas.AssessmentAsked), register_of(request)
    told = await register.ask(assessing(register, asked))
    return Response(orjson.dumps(told), 200, {"Cache-Control": NEVER}, JSON)


def assessing(register: Register, asked: schemas.AssessmentAsked) -> Callable[[Connection], dict[str, Any]]:
    """One question as a read."""
    facts = Facts(
        subject=asked.subject,
        amounts=asked.amounts,
        units=asked.units,
        days=asked.days,
        circumstances=frozenset(folded(text) for text in asked.circumstances),
    )
    decided_on = asked.decided_on or register.today()
    inquiry = Inquiry(asked.acted_on, decided_on, asked.power, asked.standard, facts)

    def assess(connection: Connection) -> dict[str, Any]:
        clocks = Asked(asked.jurisdiction, valid_at=inquiry.acted_on.isoformat())
        moment = resolve(connection, clocks, register.zone, asked.power or asked.standard)
        return assess_act(connection, moment, inquiry, register.base_url)

    return assess
