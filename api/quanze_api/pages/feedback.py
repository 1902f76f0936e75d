"""Citizens' word on pages: the two forms, the writer's own look-up, and what was reviewed for everyone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quanze.domain.errors import InvalidInput, NotFound, QuanzeError, Refused
from quanze.domain.feedback import LONGEST_CONTACT, LONGEST_TEXT, SHORTEST_TEXT, FeedbackKind
from quanze.domain.vocabulary import Kind
from quanze.services import consultations, hearing
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.hearing import Said, Shown
from quanze.services.moments import Moment, resolve
from quanze.storage import readers
from quanze_api.caching import NEVER
from quanze_api.callers import FORM, access_of, check_csrf, check_origin, form_token, set_cookie
from quanze_api.forms import Form, read_form
from quanze_api.pages.frame import Frame, Read, frame_at, page
from quanze_api.pages.rendering import render
from quanze_api.parameters import JURISDICTION, Asking, Parameter, read
from quanze_api.problems import status_of
from quanze_api.register import register_of
from quanze_api.routes.feedback import BEFORE

router = APIRouter(prefix="/feedback", include_in_schema=False)
ABOUT = (Parameter("power", "事项标识。"), Parameter("department", "部门标识。"))
CONSULTATION = Parameter("consultation", "第几次公开征求意见。")
LONGEST_NUMBER = 9
TRAP = "homepage"
"""A field that people do not see and programs fill in."""


@router.get("")
async def list_shown(request: Request) -> Response:
    """公众意见与答复."""

    def read_page(connection: Connection, frame: Frame) -> dict[str, Any]:
        asked = frame.asking
        wanted = Shown(asked.one("power"), asked.one("department"), asked.one("before"))
        found = hearing.list_shown(connection, frame.place, wanted, frame.register.today())
        return {"found": found, "about": _names(connection, frame, wanted)}

    return await page(request, "feedback.html", (*ABOUT, BEFORE, JURISDICTION), read_page, stamp=all_stamp)


def all_stamp(connection: Connection, moment: Moment) -> str | None:
    """What changes when the public sees something else."""
    return hearing.stamp(connection, moment.place)


@router.get("/new")
async def form_page(request: Request) -> Response:
    """The form: about a power, or about one that is not listed."""
    asking = read(request, (*ABOUT, CONSULTATION, JURISDICTION)).filled()
    power, consultation = asking.one("power"), _number(asking.one("consultation"))
    said = Said(_kind(power, consultation), "", power, asking.one("department"), consultation=consultation)
    return await _form(request, asking, said)


def _kind(power: str | None, consultation: int | None) -> str:
    if consultation is not None:
        return FeedbackKind.COMMENT
    return FeedbackKind.ITEM_WRONG if power else FeedbackKind.POWER_UNLISTED


def _number(text: str | None) -> int | None:
    """The number of a consultation; whatever is none is not found."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise NotFound("没有这次公开征求意见。")
    return int(text)


def _said(form: Form) -> Said:
    """What a form says."""
    power, consultation = form.line("power") or None, _number(form.line("consultation"))
    return Said(
        _kind(power, consultation),
        form.text("text"),
        power,
        form.line("department") or None,
        form.line("contact") or None,
        consultation,
    )


async def _form(request: Request, asking: Asking, said: Said, error: QuanzeError | None = None) -> Response:
    token = form_token(request)

    def read_page(connection: Connection, frame: Frame) -> dict[str, Any]:
        names = _names(connection, frame, said)
        for record, kind in ((said.power, Kind.POWER), (said.department, Kind.DEPARTMENT)):
            if error is None and record and not readers.exists(connection, frame.place.log, record, kind):
                raise NotFound("没有这条记录。")
        asked = consultations.find(connection, frame.place, said.consultation) if said.consultation else None
        departments = [] if said.power or asked else list_departments(connection, frame.moment, limit=MOST)["items"]
        told = {"said": said, "names": names, "departments": departments, "asked": asked}
        return {**told, "token": token, "trap": TRAP, **LENGTHS}

    problem = error.message if error else None
    answer = await _shown(request, "feedback_form.html", asking, read_page, problem, status_of(error) if error else 200)
    set_cookie(request, answer, FORM, token)
    return answer


def _names(connection: Connection, frame: Frame, about: Said | Shown) -> dict[str, str]:
    """What the list calls the power and the department that somebody writes or asks about."""
    records = set(filter(None, (about.power, about.department)))
    return hearing.subjects_of(connection, frame.place.id, records, frame.register.today())


LENGTHS = {"shortest": SHORTEST_TEXT, "longest": LONGEST_TEXT, "longest_contact": LONGEST_CONTACT}


@router.post("")
async def send(request: Request) -> Response:
    """Take it, and tell number and word: once, here."""
    form = await _own_form(request)
    asking = _asking(form)
    said = _said(form)
    try:
        if form.line(TRAP):
            raise InvalidInput("“网址”一栏请留空。", code="bad_value", field=TRAP)
        receipt = await register_of(request).write(
            lambda connection: hearing.hear(
                connection,
                resolve(connection, asking.clocks(), register_of(request).zone, said.power).place,
                said,
                register_of(request).today(),
            )
        )
    except Refused as error:
        return await _form(request, asking, said, error)
    told = {"receipt": receipt, "own": None, "token": form.text("csrf"), "secret": receipt.secret}
    return await _shown(request, "feedback_own.html", asking, lambda _connection, _frame: told, None, 201)


@router.get("/status")
async def status_page(request: Request) -> Response:
    """Number and word are asked for."""
    return await _status(request, read(request, (JURISDICTION,)).filled())


async def _status(request: Request, asking: Asking, error: QuanzeError | None = None) -> Response:
    token = form_token(request)
    told = {"token": token, "receipt": None, "own": None}
    problem, status = (error.message, status_of(error)) if error else (None, 200)
    answer = await _shown(request, "feedback_own.html", asking, lambda _connection, _frame: told, problem, status)
    set_cookie(request, answer, FORM, token)
    return answer


@router.post("/status")
async def status(request: Request) -> Response:
    """Where it stands, for whoever knows the word."""
    return await _told(request, await _own_form(request), forget=False)


@router.post("/forget")
async def forget(request: Request) -> Response:
    """The writer's contact is deleted."""
    return await _told(request, await _own_form(request), forget=True)


async def _told(request: Request, form: Form, *, forget: bool) -> Response:
    register, number, secret = register_of(request), form.line("number")[:40], form.line("secret")[:40]

    def ask(connection: Connection) -> dict[str, Any]:
        if forget:
            hearing.forget_contact(connection, number, secret)
        return hearing.look_up(connection, number, secret, register.today())

    try:
        own = await (register.write(ask) if forget else register.ask(ask))
    except NotFound as error:
        return await _status(request, _asking(form), error)
    told = {"own": own, "receipt": None, "token": form.text("csrf"), "secret": secret}
    return await _shown(request, "feedback_own.html", _asking(form), lambda _connection, _frame: told)


async def _own_form(request: Request) -> Form:
    """What our own page submitted. Raises Forbidden for any other."""
    check_origin(request)
    form = await read_form(request)
    check_csrf(request.cookies.get(access_of(request).cookie_name(FORM), ""), form.text("csrf"))
    return form


def _asking(form: Form) -> Asking:
    place = form.line("jurisdiction")
    return Asking({"jurisdiction": [place]} if place else {})


async def _shown(
    request: Request, template: str, asking: Asking, read_page: Read, problem: str | None = None, status: int = 200
) -> Response:
    """A page that nobody keeps."""
    register = register_of(request)

    def answer(connection: Connection) -> Response:
        about = next(filter(None, (asking.one("power"), asking.one("department"))), None)
        frame = frame_at(connection, request, asking, resolve(connection, asking.clocks(), register.zone, about))
        text = render(template, frame=frame, problem=problem, **read_page(connection, frame))
        return HTMLResponse(text, status, {"Cache-Control": NEVER, "X-Robots-Tag": "noindex"})

    return await register.ask(answer)
