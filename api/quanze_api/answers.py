"""Answers of the API: one conditional read each, with the headers that let a cache and a client do their part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.identities import is_id
from quanze.domain.vocabulary import Kind
from quanze.services.glancing import is_plain, plain_day, plain_moment, plain_record
from quanze.services.indexing import Standing
from quanze.services.moments import Asked, Moment, resolve
from quanze.storage.following import public_leaf
from quanze_api import caching
from quanze_api.register import Register, Written, path_within, register_of

Read = Callable[[Connection, Moment], "dict[str, Any] | bytes"]
JSON = "application/json"


async def current(request: Request, asked: Asked, read: Read, record: str | None = None) -> Response:
    """A current resource: the moment is resolved first, and only where the caller lacks it is anything else read."""
    register = register_of(request)

    def answer(connection: Connection) -> Response:
        moment = resolve(connection, asked, register.zone, record)
        headers = current_headers(request, register, moment)
        if caching.has_it(request, headers["ETag"]):
            return Response(None, 304, headers)
        return _json(request, register, headers, read(connection, moment))

    return await (register.glance if record else register.ask)(answer)


Search = Callable[[Connection, Standing, Moment], dict[str, Any]]


async def searched(request: Request, asked: Asked, search: Search) -> Response:
    """A current resource that the index answers: its tag names where the index stands, too."""
    register = register_of(request)

    def answer(connection: Connection, standing: Standing) -> Response:
        moment = resolve(connection, asked, register.zone)
        headers = current_headers(request, register, moment, public_leaf(connection, standing.position))
        if caching.has_it(request, headers["ETag"]):
            return Response(None, 304, headers)
        return _found(request, register, headers, standing, lambda: search(connection, standing, moment))

    return await register.search(answer)


def _found(
    request: Request, register: Register, headers: Mapping[str, str], standing: Standing, search: Callable[[], Any]
) -> Response:
    """An answer of the index; what has the tag of one found before, over the same log, is not looked for again."""

    def written() -> Written:
        found = search()
        return orjson.dumps(found), found["next"]

    body, following = register.found.of((headers["ETag"], standing.leaf), written)
    return Response(body, 200, {**headers, "Link": links(request, register, following)}, JSON)


async def glanced(request: Request, asked: Asked, kind: Kind, record: str) -> Response | None:
    """The plain case of one record, answered from one statement; None where :func:`current` must answer."""
    register = register_of(request)
    day = plain_day(asked, register.zone)
    stated = await register.stated(record, kind, day) if day and is_id(record) else None
    if day is None or stated is None or not is_plain(stated, day):
        return None
    moment = plain_moment(stated, day)
    headers = current_headers(request, register, moment)
    if caching.has_it(request, headers["ETag"]):
        return Response(None, 304, headers)
    headers["Link"] = links(request, register)
    return Response(plain_record(stated, moment, kind, record, register.base_url), 200, headers, JSON)


def current_headers(request: Request, register: Register, moment: Moment, index: str | None = None) -> dict[str, str]:
    """What a current resource says of how long it holds."""
    tag = caching.current_tag(request, moment, register.base_url, index)
    return {"ETag": tag, "Cache-Control": caching.CURRENT, **robots(moment)}


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
        return _json(request, register, headers, found)

    return await register.glance(answer)


def _json(request: Request, register: Register, headers: Mapping[str, str], found: dict[str, Any] | bytes) -> Response:
    """An answer with its Link header; a page of a list links to the next one."""
    if isinstance(found, bytes):
        return Response(found, 200, {**headers, "Link": links(request, register)}, JSON)
    following = links(request, register, found.get("next"))
    return Response(orjson.dumps(found), 200, {**headers, "Link": following}, JSON)


def robots(moment: Moment) -> Mapping[str, str]:
    """A demonstration is no official list, and search engines shall not take it for one."""
    return {"X-Robots-Tag": "noindex"} if moment.place.demonstration else {}


def links(request: Request, register: Register, cursor: str | None = None) -> str:
    """The Link header: this address, its description, and the next page where there is one."""
    scope = request.scope
    path, query = path_within(scope), scope["query_string"]
    if not _SAFE.fullmatch(path):
        path = quote(path, safe=_MARKS)
    address = f"{register.base_url}{path}"
    asked = f"?{quote(query, safe=_MARKS + '%?')}" if query else ""
    found = f'<{address}{asked}>; rel="self", <{register.base_url}/openapi.json>; rel="describedby"; type="{JSON}"'
    return f'{found}, <{address}?{_with_cursor(request, cursor)}>; rel="next"' if cursor else found


_MARKS = "/:@!$&'()*+,;=-._~"
_SAFE = re.compile(r"[A-Za-z0-9/._-]*")


def _with_cursor(request: Request, cursor: str) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "since")]
    return urlencode([*others, ("cursor", cursor)])


def computed(request: Request, body: bytes) -> Response:
    """An answer that is cheap to make: its tag is a digest of itself."""
    tag = caching.tag_of(body)
    headers = {"ETag": tag, "Cache-Control": caching.CURRENT}
    if caching.has_it(request, tag):
        return Response(None, 304, headers)
    return Response(body, 200, {**headers, "Link": links(request, register_of(request))}, JSON)
