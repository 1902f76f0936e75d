"""Who asks: a bearer token or a session cookie, and whether a change really comes from one of our own pages."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import Scope, SessionLimits
from quanze.domain.errors import Forbidden, NotSignedIn
from quanze.services import auditing, sessions, tokens
from quanze.services.sealing import Seal
from quanze.services.sessions import Session
from quanze.services.single_sign_on import Provider
from quanze.services.tokens import Caller
from quanze_api.register import register_of

HASHING = CapacityLimiter(4)
"""Comparing a password takes 64 MiB: so many at once, and the others wait without keeping a reader waiting."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Access:
    """How people get in: how long sessions live, under which address the world sees us, what seals our secrets."""

    limits: SessionLimits
    base_url: str
    seal: Seal
    sso: Provider | None = None

    @property
    def is_secure(self) -> bool:
        """Whether the world reaches us by https only."""
        return self.base_url.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """The name of a cookie; by https one that no other host can have set."""
        return f"__Host-quanze-{name}" if self.is_secure else f"quanze-{name}"


SESSION, FORM, JOURNEY = "session", "form", "sso"


def access_of(request: Request) -> Access:
    """How people get in here."""
    access: Access = request.app.state.access
    return access


async def caller_of(request: Request, *scopes: Scope) -> Caller:
    """Who asks, by token or by session. Raises NotSignedIn, and Forbidden where a token opens none of the scopes (to
    read for what reads, to propose for what changes, if none is named); a session that changes anything must show its
    token against forgery in the header X-CSRF-Token.
    """
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith(BEARER):
        caller = await _bearer(request, authorization[len(BEARER) :].strip())
        caller.require(*scopes or (Scope.READ if request.method in SAFE_METHODS else Scope.PROPOSE,))
        return caller
    session = await session_of(request)
    if session is None or session.pending:
        raise NotSignedIn("需要登录，或者在 Authorization 头中附上令牌。")
    if request.method not in SAFE_METHODS:
        check_origin(request)
        check_csrf(session.csrf, request.headers.get(CSRF_HEADER, ""))
    return Caller(session.person)


async def _bearer(request: Request, token: str) -> Caller:
    remember_address(request)
    register, now = register_of(request), datetime.now(UTC)
    caller = await register.ask(lambda connection: tokens.caller_of(connection, token, now))
    if caller is None:
        raise NotSignedIn("令牌无效、已过期或已吊销。", code="bad_token")
    if tokens.is_stale(caller, now):
        await register.write(lambda connection: tokens.use(connection, str(caller.token), now))
    return caller


async def session_of(request: Request) -> Session | None:
    """The session that a request's cookie names, where it still counts; its use is written down."""
    remember_address(request)
    access, register, now = access_of(request), register_of(request), datetime.now(UTC)
    cookie = request.cookies.get(access.cookie_name(SESSION))
    if not cookie:
        return None
    session = await register.ask(lambda connection: sessions.session_of(connection, cookie, now, access.limits))
    if session is not None and sessions.is_stale(session, now):
        identity = session.id
        await register.write(lambda connection: sessions.see(connection, identity, now))
    return session


def remember_address(request: Request) -> None:
    """Let the audit log know from where this request comes."""
    auditing.called_from.set(request.client.host if request.client else None)


def check_origin(request: Request) -> None:
    """Refuse a submission from another site's page, as far as the browser says. Raises Forbidden."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in {None, "same-origin", "none"} or (origin is not None and origin not in _origins(request)):
        raise Forbidden("这次提交不是从本系统的页面发出的，未予办理。", code="bad_origin")


def _origins(request: Request) -> set[str]:
    """Under which origins our own pages are seen: the public address, else the one that the browser asked."""
    base = urlsplit(access_of(request).base_url)
    if base.scheme:
        return {f"{base.scheme}://{base.netloc}".lower()}
    return {f"{request.url.scheme}://{request.headers.get('host', '')}".lower()}


def check_csrf(expected: str, given: str) -> None:
    """Refuse a submission without the token that only our own page has. Raises Forbidden."""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Forbidden("页面已过期，请返回刷新后重新提交。", code="bad_origin")


def form_token(request: Request) -> str:
    """The token of a form that is shown before anybody is signed in: kept in a cookie of its own."""
    return request.cookies.get(access_of(request).cookie_name(FORM)) or secrets.token_urlsafe(24)


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Give the browser a cookie that scripts cannot read, and that goes when the browser closes."""
    access = access_of(request)
    response.set_cookie(
        access.cookie_name(name), value, path="/", secure=access.is_secure, httponly=True, samesite="lax"
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    access = access_of(request)
    response.delete_cookie(access.cookie_name(name), path="/", secure=access.is_secure, httponly=True, samesite="lax")
