"""Failures as answers: RFC 9457 for programs, a page in plain words for people; never a stack trace."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError, TimeoutError  # noqa: A004  # the pool's
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quanze.domain.errors import QuanzeError
from quanze.services.moments import places_of
from quanze_api.caching import NEVER
from quanze_api.pages.rendering import render
from quanze_api.problems import BY_STATUS, CATALOGUE, status_of, title_of
from quanze_api.register import path_within, register_of

PROBLEM_JSON = "application/problem+json"
log = logging.getLogger("quanze_api")

UNAUTHORIZED = 401
SERVER_ERRORS = 500
MACHINE_PATHS = ("/api/", "/openapi.json", "/healthz")


def install(app: FastAPI) -> None:
    """Let every failure that a route raises end here."""
    app.add_exception_handler(QuanzeError, _refused)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in (OperationalError, TimeoutError):
        app.add_exception_handler(kind, _unavailable)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, QuanzeError)  # noqa: S101  # what the handler is installed for
    status = status_of(error)
    headers = {"WWW-Authenticate": 'Bearer realm="quanze"'} if status == UNAUTHORIZED and for_machines(request) else {}
    return await failure(request, status, error.code, error.message, error.details, headers)


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what the handler is installed for
    status = error.status_code
    code = BY_STATUS.get(status, "invalid_input" if status < SERVER_ERRORS else "internal")
    return await failure(
        request, status, code, _DETAILS.get(status, title_of(code, status)), {}, dict(error.headers or {})
    )


_DETAILS = {404: "没有这个地址。", 405: "这个地址不支持这种请求方法。"}


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("the database does not answer", exc_info=error)
    return await failure(request, 503, "unavailable", "数据库暂时没有应答，请稍后重试。", {}, {"Retry-After": "5"})


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what the handler is installed for
    found = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
    return await failure(request, 400, "invalid_input", "请求内容不符合接口说明。", {"errors": found})


async def failure(
    request: Request,
    status: int,
    code: str,
    detail: str,
    details: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> Response:
    """One failure, as whoever asks can read it."""
    shown = {**(headers or {}), "Cache-Control": NEVER}
    if not for_machines(request):
        return HTMLResponse(await _page(request, status, code, detail), status, shown)
    problem = {
        "type": f"/problems/{code}",
        "title": title_of(code, status),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.url.path,
        **{name: value for name, value in details.items() if name in _TOLD},
    }
    return Response(orjson.dumps(problem), status, shown, PROBLEM_JSON)


async def _page(request: Request, status: int, code: str, detail: str) -> str:
    """The failure as a page; it says what a demonstration must say as long as the register can be asked."""
    register = register_of(request)
    notices: set[str | None] = set()
    with suppress(Exception):
        notices = await register.glance(lambda connection: {place.notice for place in places_of(connection)})
    problem = CATALOGUE.get(code)
    return render(
        "error.html",
        status=status,
        title=title_of(code, status),
        detail=detail,
        help=problem.help if problem and problem.help not in detail else "",
        notice="".join(filter(None, notices)),
        prefix=register.prefix,
    )


_TOLD = frozenset({"parameter", "field", "errors", "record", "id"})


def for_machines(request: Request) -> bool:
    """Whether a program asks: by the address, or by accepting JSON and no page."""
    path = path_within(request.scope)
    accept = request.headers.get("accept", "")
    return path.startswith(MACHINE_PATHS) or path == "/api" or ("json" in accept and "text/html" not in accept)
