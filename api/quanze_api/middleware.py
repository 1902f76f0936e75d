"""What every answer gets, whatever route wrote it: pure ASGI, for a layer here is paid by every request."""

from __future__ import annotations

import logging
from secrets import token_hex

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quanze_api.errors import failure
from quanze_api.register import path_within

log = logging.getLogger("quanze_api")

METHODS = "GET, HEAD, OPTIONS"


def page_policy(*, frame_ancestors: str = "'none'", script: bool = False, style: str = "") -> str:
    """What a page may load, and who may frame it: nothing from elsewhere, no script, nobody, unless it says so."""
    styles = f"'self' {style}".strip()
    own = "; script-src 'self'; connect-src 'self'" if script else ""
    return (
        f"default-src 'none'; style-src {styles}; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame_ancestors}{own}"
    )


PAGE_POLICY = page_policy()


class Courtesy:
    """HEAD for every GET, CORS for everyone who reads, the browser's guards, and a calm word when all else fails."""

    def __init__(self, app: ASGIApp, prefix: str = "") -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = {**scope, "root_path": scope.get("root_path") or self.prefix}
        reply = _Reply(scope, send)
        if scope["method"] == "OPTIONS" and reply.is_api:
            await reply.options()
            return
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self.app(asked, receive, reply.send)
        except Exception as error:
            if reply.started:
                raise
            await _apologise(Request(scope, receive), error, reply.send)


async def _apologise(request: Request, error: Exception, send: Send) -> None:
    """Log what happened under a fresh number, and tell the caller the number only."""
    number = token_hex(6)
    log.error("error %s at %s", number, request.url.path, exc_info=error)
    answer = await failure(request, 500, "internal", f"服务器出错，编号 {number}。", {"id": number})
    await answer(request.scope, request.receive, send)


class _Reply:
    """Sends an answer on, with the headers that all answers have, and without a body to HEAD."""

    __slots__ = ("_head", "_send", "is_api", "started")

    def __init__(self, scope: Scope, send: Send) -> None:
        path = path_within(scope)
        self._send = send
        self._head = scope["method"] == "HEAD"
        self.is_api = path.startswith(("/api/", "/openapi.json"))
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._add_headers(message)
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _add_headers(self, message: Message) -> None:
        headers: list[tuple[bytes, bytes]] = message["headers"]
        headers.append((b"x-content-type-options", b"nosniff"))
        if self.is_api:
            headers += _CROSS_ORIGIN
        elif _is_page(headers):
            headers += _PAGE
        if message["status"] == 405:  # noqa: PLR2004
            MutableHeaders(raw=headers)["allow"] = METHODS if self.is_api else "GET, HEAD"

    async def options(self) -> None:
        """Answer a preflight, or whoever asks what may be done here."""
        headers = [(b"allow", METHODS.encode()), (b"content-length", b"0"), *_PREFLIGHT]
        await self.send({"type": "http.response.start", "status": 204, "headers": headers})
        await self.send({"type": "http.response.body", "body": b""})


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether an answer is a page, and none that has stated its own policy."""
    said = dict(headers)
    return said.get(b"content-type", b"").startswith(b"text/html") and b"content-security-policy" not in said


_CROSS_ORIGIN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Link, ETag, Retry-After, RateLimit, RateLimit-Policy"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", METHODS.encode()),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"3600"),
]
_PAGE = [
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
]
