"""Checking a change-set before it is proposed: the same rules, and nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.changes import Change
from quanze.services.carrying import carried_along
from quanze.services.checking import Checked, check_changes, severities_of
from quanze.services.moments import find_place
from quanze_api import schemas
from quanze_api.answers import JSON
from quanze_api.caching import NEVER
from quanze_api.callers import caller_of
from quanze_api.contract import asking, operation
from quanze_api.json_bodies import read_json
from quanze_api.parameters import read
from quanze_api.register import register_of

router = APIRouter(prefix="/validate", tags=["调整申请"])


@router.post("", **asking(operation("validate", "校验一组调整，不保存", (), schemas.Validation), schemas.ChangeSet))
async def validate(request: Request) -> Response:
    """把调整试作一遍，答复全部校验提示和调整前后的事项数；须登录或使用令牌。"""
    read(request, ())
    caller = await caller_of(request)
    sent = await read_json(request, schemas.ChangeSet)
    register = register_of(request)

    def checked(connection: Connection) -> tuple[Checked, list[Change]]:
        place = find_place(connection, caller.person.jurisdiction)
        severities = severities_of(place.ruleset)
        found = check_changes(connection, place.id, sent.changes, register.today(), severities=severities)
        return found, carried_along(connection, place, sent.changes)

    told = _told(*await register.ask(checked))
    return Response(orjson.dumps(told), 200, {"Cache-Control": NEVER}, JSON)


def _told(checked: Checked, carried: Sequence[Change]) -> dict[str, Any]:
    return {
        "findings": [finding.told() for finding in checked.findings],
        "summary": dict(Counter(finding.code for finding in checked.findings)),
        "counts": [
            {
                "department": count.department,
                "category": count.category,
                "before": count.before,
                "added": count.added,
                "removed": count.removed,
                "after": count.after,
            }
            for count in checked.counts
        ],
        "carried_along": [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in carried],
    }
