"""Answers of the API: one conditional read each, with the headers that let a cache and a client do their part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.services.moments import Asked, Moment, resolve
from quanze_api import caching
from quanze_api.register import Register, register_of

Read = Callable[[Connection, Moment], "dict[str, Any] | bytes"]
JSON = "application/json"


async def current(request: Request, asked: Asked, read: Read, record: str | None = None) -> Response:
    """A current resource: the moment is resolved first, and only where the caller lacks it is anything else read."""
    register = register_of(request)

    def answer(connection: Connection) -> Response:
        moment = resolve(connection, asked, register.zone, record)
        tag = caching.current_tag(request, moment, register.base_url)
        headers = {"ETag": tag, "Cache-Control": caching.CURRENT, **robots(moment)}
        if caching.has_it(request, tag):
            return Response(None, 304, headers)
        found = read(connection, moment)
        body = found if isinstance(found, bytes) else orjson.dumps(found)
        return Response(body, 200, {**headers, "Link": links(request, register, found)}, JSON)

    return await (register.glance if record else register.ask)(answer)


async def immutable(
    request: Request, asked: Asked, read: Callable[[Connection, Moment], tuple[str, Any]], record: str | None = None
) -> Response:
    """A resource that never changes: its tag is the digest that it is known by."""
    register = register_of(request)

    def answer(connection: Connection) -> Response:
        moment = resolve(connection, asked, register.zone, record)
        digest, found = read(connection, moment)
        headers = {"ETag": f'"{digest}"', "Cache-Control": caching.FOR_EVER, **robots(moment)}
        if caching.has_it(request, headers["ETag"]):
            return Response(None, 304, headers)
        body = found if isinstance(found, bytes) else orjson.dumps(found)
        return Response(body, 200, {**headers, "Link": links(request, register, found)}, JSON)

    return await register.glance(answer)


def robots(moment: Moment) -> Mapping[str, str]:
    """A demonstration is no official list, and search engines shall not take it for one."""
    return {"X-Robots-Tag": "noindex"} if moment.place.demonstration else {}


def links(request: Request, register: Register, found: Any) -> str:
    """The Link header: this address, its description, and the next page where there is one."""
    scope = request.scope
    path = quote(scope["path"].removeprefix(scope.get("root_path", "")), safe="/:@!$&'()*+,;=-._~")
    address = f"{register.base_url}{path}"
    query = quote(scope["query_string"], safe="%&=+:,;/?@!$'()*~-._")
    parts = [f'<{address}{"?" + query if query else ""}>; rel="self"']
    parts.append(f'<{register.base_url}/openapi.json>; rel="describedby"; type="application/json"')
    following = found.get("next") if isinstance(found, dict) else None
    if following:
        parts.append(f'<{address}?{_with_cursor(request, following)}>; rel="next"')
    return ", ".join(parts)


def _with_cursor(request: Request, cursor: str) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "since")]
    return urlencode([*others, ("cursor", cursor)])


def computed(request: Request, body: bytes) -> Response:
    """An answer that is cheap to make: its tag is a digest of itself."""
    tag = caching.tag_of(body)
    headers = {"ETag": tag, "Cache-Control": caching.CURRENT}
    if caching.has_it(request, tag):
        return Response(None, 304, headers)
    return Response(body, 200, {**headers, "Link": links(request, register_of(request), None)}, JSON)
