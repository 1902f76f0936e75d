"""The way to the government's own sign-on and back."""

from __future__ import annotations

from datetime import UTC, datetime

from anyio import to_thread
from fastapi import APIRouter
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quanze.domain.errors import NotFound, NotSignedIn
from quanze.services import single_sign_on
from quanze.services.single_sign_on import Journey, Provider
from quanze.storage import readers
from quanze_api.callers import JOURNEY, access_of, drop_cookie, remember_address, set_cookie
from quanze_api.pages.office.desk import NEVER_KEPT, go_with, local
from quanze_api.register import register_of

router = APIRouter(prefix="/office/sso")
BACK_WITHIN = 10 * 60


def _provider(request: Request) -> Provider:
    provider = access_of(request).sso
    if provider is None:
        raise NotFound("没有配置统一身份认证。")
    return provider


def _redirect_uri(request: Request) -> str:
    register = register_of(request)
    base = register.base_url or f"{request.url.scheme}://{request.headers.get('host', '')}{register.prefix}"
    return f"{base}/office/sso/callback"


async def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(await register_of(request).glance(readers.secret), salt="single sign-on")


@router.get("")
async def set_out(request: Request) -> Response:
    """Off to the provider."""
    provider, following = _provider(request), local(request.query_params.get("next", ""))
    address, journey = await to_thread.run_sync(
        lambda: single_sign_on.set_out(provider, _redirect_uri(request), following)
    )
    answer = RedirectResponse(address, 303, NEVER_KEPT)
    set_cookie(request, answer, JOURNEY, (await _signer(request)).dumps(journey.as_dict()))
    return answer


@router.get("/callback")
async def come_back(request: Request) -> Response:
    """Back, and in where an administrator has said who this is."""
    provider = _provider(request)
    remember_address(request)
    journey = await _journey(request)
    arrived_at = f"{_redirect_uri(request)}?{request.url.query}"
    claims = await to_thread.run_sync(
        lambda: single_sign_on.come_back(provider, _redirect_uri(request), journey, arrived_at)
    )
    now, limits, browser = datetime.now(UTC), access_of(request).limits, request.headers.get("user-agent", "")
    cookie = await register_of(request).write(
        lambda connection: single_sign_on.enter(connection, provider, claims, now, limits, browser)
    )
    if cookie is None:
        raise NotSignedIn(
            f"您的统一身份（{claims['sub']}）尚未与本系统的账户关联，或者账户已停用；请联系系统管理员。",
            code="not_linked",
        )
    answer = go_with(request, cookie, local(journey.following))
    drop_cookie(request, answer, JOURNEY)
    return answer


async def _journey(request: Request) -> Journey:
    kept = request.cookies.get(access_of(request).cookie_name(JOURNEY), "")
    try:
        return Journey(**(await _signer(request)).loads(kept, max_age=BACK_WITHIN))
    except BadSignature:
        raise NotSignedIn("登录已超时，请重新登录。", code="not_let_in") from None
