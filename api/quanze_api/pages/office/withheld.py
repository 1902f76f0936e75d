"""The withheld list at the desks of the few who may see it; that they looked is written down with what they saw."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.permissions import Permission
from quanze.services import withheld_lists
from quanze.services.sessions import Session
from quanze_api.pages.office.bench import Bench, change
from quanze_api.pages.office.desk import allow, show, signed_in
from quanze_api.pages.redlines import redlined
from quanze_api.pages.sections import sections
from quanze_api.parameters import Parameter, read

router = APIRouter(prefix="/office/withheld")
AFTER = Parameter("after", "翻页：上一页最后一项的标识。")


@router.get("")
@signed_in
async def list_withheld(request: Request, session: Session) -> Response:
    """What is withheld today."""
    allow(session, Permission.READ_WITHHELD)
    after = read(request, (AFTER,)).one("after")

    def work(bench: Bench) -> dict[str, Any]:
        found, following = withheld_lists.browse(bench.connection, bench.place, bench.person, bench.today, after)
        return {"found": found, "following": following}

    return show(request, session, "withheld.html", **await change(request, session, work))


@router.get("/{id}")
@signed_in
async def one_withheld(request: Request, session: Session) -> Response:
    """One withheld power with its history."""
    allow(session, Permission.READ_WITHHELD)
    read(request, ())
    identity = str(request.path_params["id"])

    def work(bench: Bench) -> dict[str, Any]:
        found = withheld_lists.open_one(bench.connection, bench.place, bench.person, identity, bench.today)
        return {
            "one": found.row,
            "sections": sections(found.body) if found.body else [],
            "history": redlined(bench.connection, bench.moment, found.history),
        }

    return show(request, session, "withheld_one.html", **await change(request, session, work))
