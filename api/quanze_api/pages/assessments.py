"""裁量基准查询 on a page: one standard or power is chosen, the facts go by POST, and nothing of them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quanze.domain.amounts import FEN, Amount, Measure
from quanze.domain.assessments import NOTICE
from quanze.domain.errors import InvalidInput, NotFound, QuanzeError
from quanze.domain.penalties import SUBJECT_LABELS, Connector
from quanze.domain.quantities import interval_words
from quanze.domain.vocabulary import Kind
from quanze.services import consulting
from quanze.services.assessing import is_enabled
from quanze.services.moments import resolve
from quanze_api import schemas
from quanze_api.caching import NEVER
from quanze_api.forms import Form, read_form
from quanze_api.pages.frame import Frame, frame_at
from quanze_api.pages.linked import stated_naming
from quanze_api.pages.rendering import render
from quanze_api.parameters import JURISDICTION, NAMED_POWER, Asking, Parameter, read
from quanze_api.problems import status_of
from quanze_api.register import register_of
from quanze_api.routes.assessments import assessing

router = APIRouter(prefix="/assessments", include_in_schema=False)
STANDARD = Parameter("standard", "裁量基准标识。")
LARGEST = 1024 * 1024
"""Bytes: the circumstances that were ticked come back in their own words."""

_YUAN = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_NUMBER = re.compile(r"[0-9]{1,9}")
CHOSEN = ("power", "standard", "jurisdiction")


@dataclass(slots=True)
class Wanted:
    """What a form asks of the facts: bases in yuan, units, days, and every circumstance by its group and tier."""

    bases: dict[str, None] = field(default_factory=dict)
    units: dict[str, None] = field(default_factory=dict)
    days: bool = False
    groups: list[dict[str, Any]] = field(default_factory=list)


@router.get("")
async def form_page(request: Request) -> Response:
    """What is chosen, and what may be said of it."""
    return await _page(request, read(request, (NAMED_POWER, STANDARD, JURISDICTION)).filled())


@router.post("")
async def answer_page(request: Request) -> Response:
    """The answer, with the form below it as it was filled in."""
    form = await read_form(request, LARGEST)
    asking = Asking({name: [form.line(name)] for name in CHOSEN if form.line(name)})
    try:
        asked = _asked(form)
        register = register_of(request)
        found = await register.ask(assessing(register, asked))
    except InvalidInput as error:
        return await _page(request, asking, form, error=error)
    return await _page(request, asking, form, found)


def _asked(form: Form) -> schemas.AssessmentAsked:
    """The facts of a form. Raises InvalidInput, saying which is none."""
    said = {name: form.line(name) for name in (*CHOSEN, "acted_on", "decided_on", "subject") if form.line(name)}
    facts = {
        "amounts": {name: _fen(form.line(f"amount:{name}"), name) for name in _stated(form, "amount:")},
        "units": {name: _number(form.line(f"unit:{name}"), name) for name in _stated(form, "unit:")},
        "days": _number(form.line("days"), "天数") if form.line("days") else None,
        "circumstances": form.many("circumstance"),
    }
    if "acted_on" not in said:
        raise InvalidInput("请填写违法行为发生的日期。", code="missing_part", field="acted_on")
    try:
        return schemas.AssessmentAsked.model_validate({**said, **facts})
    except ValidationError:
        raise InvalidInput("填写的内容有误，请核对日期和数字。", code="invalid_input") from None


def _stated(form: Form, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in form.names(prefix) if form.line(name)]


def _fen(text: str, name: str) -> int:
    """Yuan as people type them, in fen."""
    found = _YUAN.fullmatch(text.replace(",", "").replace("，", ""))
    if not found:
        raise InvalidInput(f"“{name}”应为金额（元），最多两位小数。", code="bad_amount", field=name)
    return int(found[1]) * FEN + int((found[2] or "").ljust(2, "0"))


def _number(text: str, name: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidInput(f"“{name}”应为整数。", code="bad_number", field=name)
    return int(text)


async def _page(
    request: Request,
    asking: Asking,
    form: Form | None = None,
    found: dict[str, Any] | None = None,
    error: QuanzeError | None = None,
) -> Response:
    """A page that nobody keeps. Raises NotFound where the jurisdiction does not offer it."""
    register = register_of(request)
    record = asking.one("power") or asking.one("standard")

    def answer(connection: Connection) -> Response:
        frame = frame_at(connection, request, asking, resolve(connection, asking.clocks(), register.zone, record))
        if not is_enabled(connection, frame.place):
            raise NotFound("本地区没有开放裁量基准查询。", code="not_offered")
        chosen = _chosen(connection, frame, asking)
        context: dict[str, Any] = {"chosen": chosen, "form": form or Form({}), "found": found}
        context |= {"notice": NOTICE, "subjects": SUBJECT_LABELS, "money": _money, "problem": error and error.message}
        status = status_of(error) if error else 200
        headers = {"Cache-Control": NEVER, "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
        return HTMLResponse(render("assessments.html", frame=frame, **context), status, headers)

    return await register.ask(answer)


def _chosen(connection: Connection, frame: Frame, asking: Asking) -> dict[str, Any] | None:
    """The power or standard that is asked about, and what its standards want to know."""
    power, standard = asking.one("power"), asking.one("standard")
    kind, record = (Kind.POWER, power) if power else (Kind.DISCRETION_STANDARD, standard)
    if record is None:
        return None
    stated = orjson.loads(consulting.record_on(connection, frame.moment, kind, record, frame.register.base_url))
    bodies = stated_naming(connection, frame.moment, Kind.DISCRETION_STANDARD, record) if power else [stated]
    return {"kind": kind.value, "record": stated, "wanted": _wanted(bodies)}


def _wanted(standards: Iterable[Mapping[str, Any]]) -> Wanted:
    wanted = Wanted()
    for standard in standards:
        for group in standard["groups"]:
            for tier in group["tiers"]:
                for amount in tier["amounts"]:
                    _want(wanted, Amount.model_validate(amount))
            wanted.groups.append({"standard": standard["name"], **group})
    return wanted


def _want(wanted: Wanted, amount: Amount) -> None:
    """The facts without which an amount cannot be told in money."""
    if amount.connector is Connector.SURCHARGE:
        return
    bases = (amount.base, amount.condition.base if amount.condition else None)
    wanted.bases |= dict.fromkeys(filter(None, bases))
    wanted.units |= dict.fromkeys(filter(None, (amount.per_unit,)))
    wanted.days = wanted.days or amount.per_day


def _money(interval: Mapping[str, Any] | None) -> str:
    """An interval of money in words; nothing where it is not known."""
    if interval is None:
        return ""
    low, high = interval["minimum"], interval["maximum"]
    above, below = not interval["minimum_inclusive"], not interval["maximum_inclusive"]
    return interval_words(low, high, Measure.MONEY, above=above, below=below)
