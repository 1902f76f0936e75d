"""The front page, the style sheet, and what each error code means."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quanze.domain.errors import NotFound
from quanze.services import chronicle, listing
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze_api.caching import CURRENT, FOR_EVER
from quanze_api.pages.editions import changed_beside
from quanze_api.pages.frame import Frame, page, unresolved
from quanze_api.pages.linked import beside
from quanze_api.pages.rendering import ASSETS, MEDIA_TYPES, render
from quanze_api.parameters import CLOCKS, read
from quanze_api.problems import CATALOGUE
from quanze_api.register import register_of

router = APIRouter(include_in_schema=False)
LATEST = 5


@router.get("/")
async def home(request: Request) -> Response:
    """What this is, whose lists it holds, and what was published last."""
    register, asked = register_of(request), read(request, CLOCKS).filled().clocks()
    places = await register.ask(lambda connection: unresolved(connection, asked))
    if places:
        text = render("places.html", places=places, prefix=register.prefix)
        return HTMLResponse(text, 200, {"Cache-Control": CURRENT})
    return await page(request, "home.html", CLOCKS, _home)


def _home(connection: Connection, frame: Frame) -> dict[str, Any]:
    moment = frame.moment
    wanted = listing.Wanted(facet=("category",), limit=1, sort="id")  # the counts alone are shown
    powers = listing.list_records(connection, moment, wanted, frame.register.base_url)
    latest = chronicle.list_editions(connection, moment, limit=LATEST, newest_first=True)
    return {
        "beside": changed_beside(connection, moment, latest["items"]),
        "others": beside(connection, moment),
        "powers": powers,
        "departments": list_departments(connection, moment, limit=MOST),
        "editions": latest,
    }


@router.get("/static/{name}")
async def static(request: Request) -> Response:
    """Style sheets and scripts, under names that change with them."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise NotFound("没有这个文件。")
    return Response(ASSETS[name], 200, {"Cache-Control": FOR_EVER}, MEDIA_TYPES[name.rpartition(".")[2]])


@router.get("/problems/{code}")
async def problem(request: Request) -> Response:
    """What an error code means and what helps."""
    code = request.path_params["code"]
    if code not in CATALOGUE:
        raise NotFound("没有这个错误代码。")
    text = render("problem.html", code=code, problem=CATALOGUE[code], prefix=register_of(request).prefix)
    return HTMLResponse(text, 200, {"Cache-Control": CURRENT})
