"""What other people's pages load: the element's files, the page for a frame, and how to use both."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter
from markupsafe import Markup, escape
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quanze.domain.errors import NotFound, QuanzeError
from quanze.domain.vocabulary import Kind
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.moments import Asked, places_of, resolve
from quanze_api.caching import CURRENT, FOR_EVER, NEVER
from quanze_api.middleware import page_policy
from quanze_api.pages.frame import Frame, frame_at, unresolved
from quanze_api.pages.rendering import render
from quanze_api.parameters import CLOCKS, FILTERS, PAGING, SEARCH, Asking, read
from quanze_api.problems import status_of
from quanze_api.register import Register, register_of
from quanze_api.routes import records
from quanze_api.widget import script

router = APIRouter(include_in_schema=False)

SCRIPTS = script.every_script()
_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_SHORTLY = "public, max-age=300"
_EMBED = (*SEARCH, *FILTERS, *CLOCKS, *PAGING)
_CHOICE = tuple(parameter for parameter in FILTERS if parameter.name in {"department", "category"})
_HIGHLIGHTED = {"legal_basis": "实施依据", "duties": "责任事项"}


@router.get("/widget/{name}")
async def file(request: Request, name: str) -> Response:
    """A version of the element, or the style of its pages, kept for ever; the plain name leads to the current one."""
    if name == script.PLAIN_NAME:
        address = f"{register_of(request).prefix}/widget/{script.CURRENT.name}"
        return RedirectResponse(address, 302, {**_ANY_ORIGIN, "Cache-Control": _SHORTLY})
    if name == script.STYLE_NAME:
        return Response(script.STYLE, 200, {"Cache-Control": FOR_EVER}, "text/css")
    found = SCRIPTS.get(name)
    if found is None:
        raise NotFound("没有这个文件。")
    return Response(found.content, 200, {**_ANY_ORIGIN, "Cache-Control": FOR_EVER}, "text/javascript")


@router.get("/embed")
async def embed(request: Request) -> Response:
    """The search for a frame in another page, without any script; what it shows is what the API answers."""
    request = _filled(request)
    try:
        asking = read(request, _EMBED)
        answer = await records.list_(request, Kind.POWER)
        if answer.status_code != 200:  # noqa: PLR2004  # the browser has it already
            return _framed(request, answer)
        found = orjson.loads(answer.body)
        text = await _embedded(request, asking, found, None)
        headers = {name: answer.headers[name] for name in ("etag", "x-robots-tag") if name in answer.headers}
        return _framed(request, HTMLResponse(text, 200, {**headers, "Cache-Control": CURRENT}))
    except QuanzeError as error:
        text = await _embedded(request, Asking({}), None, error.message)
        return _framed(request, HTMLResponse(text, status_of(error), {"Cache-Control": NEVER}))


def _filled(request: Request) -> Request:
    """The same request without its empty fields: a form submits every field, filled in or not."""
    fields = [(name, value) for name, value in request.query_params.multi_items() if value]
    return Request({**request.scope, "query_string": urlencode(fields).encode()}, request.receive)


async def _embedded(request: Request, asking: Asking, found: dict[str, Any] | None, problem: str | None) -> str:
    """The page's text; where the register refuses, the page says why inside the frame."""
    register = register_of(request)

    def written(connection: Connection) -> str:
        context: dict[str, Any] = {"frame": None, "departments": [], "notice": "", "prefix": register.prefix}
        if found is None:
            context["notice"] = "".join({place.notice or "" for place in places_of(connection)})
        else:
            meta = found["meta"]  # along a walk, the clocks are the cursor's
            asked = Asked(meta["jurisdiction"], meta["valid_at"], meta["known_at"])
            frame = frame_at(connection, request, asking, resolve(connection, asked, register.zone))
            departments = list_departments(connection, frame.moment, limit=MOST)["items"]
            context |= {"frame": frame, "departments": departments, "notice": frame.moment.notice}
        return render(
            "embed.html",
            **context,
            found=found,
            problem=problem,
            here=lambda cursor=None: _address(request, cursor),
            marked=marked,
            highlighted=_HIGHLIGHTED,
            own_style=script.STYLE_NAME,
        )

    return await register.ask(written)


def _address(request: Request, cursor: str | None) -> str:
    """The page's own address at another place of the walk."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    query = urlencode([*kept, *([("cursor", cursor)] if cursor else [])])
    return f"{register_of(request).prefix}/embed{'?' + query if query else ''}"


def _framed(request: Request, answer: Response) -> Response:
    """The answer, to be framed by the origins that the operator allows, and by none where none is allowed."""
    origins: tuple[str, ...] = request.app.state.embed_origins
    answer.headers["Content-Security-Policy"] = page_policy(frame_ancestors=" ".join(origins) or "'none'")
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if not origins:
        answer.headers["X-Frame-Options"] = "DENY"
    return answer


def marked(text: str) -> Markup:
    """An escaped text with <mark> as markup: all that is not exactly a mark is escaped anew."""
    plain = Markup(text.replace("<mark>", "\ue000").replace("</mark>", "\ue001")).unescape()  # noqa: S704
    shown = str(escape(plain)).replace("\ue000", "<mark>").replace("\ue001", "</mark>")
    return Markup(shown)  # noqa: S704  # escaped in the line above


@router.get("/embedding")
async def embedding(request: Request) -> Response:
    """How to show the registry in one's own page: what to copy, what it obeys, what is promised."""
    register, asking = register_of(request), read(request, (*_CHOICE, *CLOCKS)).filled()

    def written(connection: Connection) -> str:
        places = unresolved(connection, asking.clocks())
        if places:
            return render("places.html", places=places, prefix=register.prefix, path="/embedding")
        frame = frame_at(connection, request, asking, resolve(connection, asking.clocks(), register.zone))
        departments = list_departments(connection, frame.moment, limit=MOST)["items"]
        origins = request.app.state.embed_origins
        return render(
            "embedding.html",
            frame=frame,
            departments=departments,
            origins=origins,
            script=script.CURRENT,
            own_style=script.STYLE_NAME,
            home=_public_address(request, register),
            options=_options(frame),
        )

    policy = page_policy(script=True, style=script.CURRENT.style_hash)
    headers = {"Cache-Control": CURRENT, "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(await register.ask(written), 200, {**headers, "X-Frame-Options": "DENY"})


def _options(frame: Frame) -> dict[str, str]:
    """The attributes that say what was chosen on the page."""
    asking = frame.asking
    chosen = {
        "jurisdiction": frame.place.id if frame.several else None,
        "department": ",".join(asking.many("department")),
        "category": ",".join(asking.many("category")),
        "date": asking.one("valid_at"),
    }
    return {name: value for name, value in chosen.items() if value}


def _public_address(request: Request, register: Register) -> str:
    """Where the world sees the registry: as the operator says, else as the caller came."""
    if register.base_url.startswith(("http://", "https://")):
        return register.base_url
    return f"{request.url.scheme}://{request.url.netloc}{register.prefix}"
