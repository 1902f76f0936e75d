"""Signing in and out: name and password, then whatever the account still lacks."""

from __future__ import annotations

from datetime import UTC, datetime

import segno
from anyio import to_thread
from fastapi import APIRouter
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import InvalidInput, QuanzeError
from quanze.domain.roles import BUSINESS
from quanze.services import one_time_codes, sessions, signing_in
from quanze.services.sessions import Session
from quanze.storage import readers
from quanze_api.callers import (
    FORM,
    HASHING,
    access_of,
    check_csrf,
    check_origin,
    form_token,
    remember_address,
    session_of,
    set_cookie,
)
from quanze_api.forms import Form, read_form
from quanze_api.pages.office.desk import (
    HOME,
    go,
    go_with,
    leave,
    local,
    problem_of,
    show,
    signed_in,
    submitted,
)
from quanze_api.register import register_of

router = APIRouter(prefix="/office")
ENROL_WITHIN = 15 * 60


@router.get("")
async def front(request: Request) -> Response:
    """The first section that one may see."""
    return await _front(request)


@signed_in
async def _front(request: Request, session: Session) -> Response:
    return go(request, "/office/inbox" if session.person.roles & BUSINESS else "/office/me")


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """The form; whoever is signed in goes on."""
    session = await session_of(request)
    if session is not None:
        return go(request, HOME)
    return _form(request, local(request.query_params.get("next", "")))


def _form(request: Request, following: str, login: str = "", error: QuanzeError | None = None) -> Response:
    token = form_token(request)
    said = problem_of(error) if error else {}
    answer = show(
        request, None, "sign_in.html", token=token, login=login, following=following, sso=access_of(request).sso, **said
    )
    set_cookie(request, answer, FORM, token)
    return answer


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Name and password."""
    check_origin(request)
    remember_address(request)
    form = await read_form(request)
    check_csrf(request.cookies.get(access_of(request).cookie_name(FORM), ""), form.text("csrf"))
    following, login, password = local(form.text("next")), form.line("login"), form.text("password")
    database, limits = register_of(request).database, access_of(request).limits
    browser, now = request.headers.get("user-agent", ""), datetime.now(UTC)
    try:
        cookie = await to_thread.run_sync(
            lambda: signing_in.sign_in(database, login, password, now, limits, browser), limiter=HASHING
        )
    except QuanzeError as error:
        return _form(request, following, login[:64], error)
    return go_with(request, cookie, following)


@router.post("/sign-out")
@submitted()
async def sign_out(request: Request, session: Session, _form: Form) -> Response:
    """Out."""
    await register_of(request).write(lambda connection: sessions.sign_out(connection, session))
    return leave(request)


async def _code(request: Request, session: Session, problem: str | None = None) -> Response:
    return show(request, session, "code.html", problem=problem)


router.get("/code")(signed_in(_code))


@router.post("/code")
@submitted(_code)
async def give_code(request: Request, session: Session, form: Form) -> Response:
    """The second factor."""
    database, seal = register_of(request).database, access_of(request).seal
    cookie = await to_thread.run_sync(
        lambda: one_time_codes.give(database, seal, session, form.line("code"), datetime.now(UTC))
    )
    return go_with(request, cookie, HOME)


async def _password(request: Request, session: Session, problem: str | None = None) -> Response:
    return show(request, session, "password.html", problem=problem)


router.get("/password")(signed_in(_password))


@router.post("/password")
@submitted(_password)
async def change_password(request: Request, session: Session, form: Form) -> Response:
    """A new password for the old one."""
    old, new = form.text("old"), form.text("new")
    if new != form.text("repeated"):
        raise InvalidInput("两次输入的新密码不一致。", code="bad_value")
    database = register_of(request).database
    cookie = await to_thread.run_sync(
        lambda: signing_in.change_password(database, session, old, new, datetime.now(UTC)), limiter=HASHING
    )
    return go_with(request, cookie, "/office/me", done="password")


async def _enrol(request: Request, session: Session, problem: str | None = None) -> Response:
    """A fresh secret as a QR code; it is kept in the form, signed for this session, until a code proves it."""
    secret = one_time_codes.new_secret()
    signed = (await _signer(request, session)).dumps(secret)
    address = one_time_codes.enrolment_address(secret, session.login)
    code = Markup(segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2))  # noqa: S704 - our own
    return show(request, session, "enrol.html", problem=problem, qr=code, secret=secret, signed=signed)


router.get("/one-time-code")(signed_in(_enrol))


@router.post("/one-time-code")
@submitted(_enrol)
async def enrol(request: Request, session: Session, form: Form) -> Response:
    """The secret is taken into use by a code of it; one that is replaced is proved by a code of its own first."""
    try:
        secret = (await _signer(request, session)).loads(form.text("secret"), max_age=ENROL_WITHIN)
    except BadSignature:
        raise InvalidInput("二维码已过期，请重新扫描。", code="bad_code") from None
    database, seal = register_of(request).database, access_of(request).seal
    codes = form.line("code"), form.line("old_code")
    cookie = await to_thread.run_sync(
        lambda: one_time_codes.enrol(database, seal, session, secret, *codes, datetime.now(UTC))
    )
    return go_with(request, cookie, "/office/me", done="enrolled")


async def _signer(request: Request, session: Session) -> URLSafeTimedSerializer:
    key = await register_of(request).glance(readers.secret)
    return URLSafeTimedSerializer(key, salt=f"one-time-code {session.id}")
