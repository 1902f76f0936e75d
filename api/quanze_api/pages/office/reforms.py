"""Reforms (机构改革) on a page: a plan is read from a file or built step by step, looked at, and made a proposal.

The plan in the making travels in the form: nothing is kept until it is a proposal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import InvalidInput
from quanze.domain.permissions import Permission
from quanze.domain.reforms import HANDED_OVER
from quanze.services import reform_lists, reforming
from quanze.services.moments import parse_day
from quanze.services.reform_lists import Sought
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office import reform_steps
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, change, identity_of, look, typed
from quanze_api.pages.office.desk import allow, go, show, signed_in, submitted
from quanze_api.pages.office.reform_steps import KINDS, Steps

router = APIRouter(prefix="/office")
LARGEST_PLAN = 4 * 1024 * 1024
MOST = 500
"""How many powers are offered to be ticked."""


@dataclass(slots=True)
class Making:
    """A plan in the making, with what was looked up for it."""

    heading: dict[str, str]
    steps: Steps
    offered: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The plan as a file."""
        return reform_steps.plan_text(self.heading, self.steps)


def _making(form: Form) -> Making:
    return Making(reform_steps.heading_of(form), reform_steps.steps_of(form))


async def _reform(
    request: Request, session: Session, problem: str | None = None, making: Making | None = None
) -> Response:
    allow(session, Permission.WRITE_PROPOSALS)
    form = typed(request)
    now = making or _making(form)

    def read(bench: Bench) -> dict[str, Any]:
        names = list(reform_lists.organs(bench.connection, bench.place, _day(now, bench.today)).values())
        return {
            "organs": names,
            "targets": list(dict.fromkeys([*names, *reform_steps.made_in(now.steps)])),
            "townships": reform_lists.townships(names),
        }

    found = await look(request, session, read)
    done = [
        (f"{kind}:{number}", KINDS[kind], reform_steps.told(kind, step))
        for kind, rows in now.steps.items()
        for number, step in enumerate(rows)
    ]
    return show(
        request,
        session,
        "office/reforms.html",
        problem=problem,
        typed=form if making is None or making.offered else Form({}),
        making=now,
        steps=done,
        scopes=reform_steps.SCOPES,
        handed_over=HANDED_OVER,
        most=MOST,
        **found,
    )


def _day(making: Making, today: date) -> date:
    """The hand-over day where one was typed that is one."""
    try:
        return parse_day(making.heading["on"], "on")
    except InvalidInput:
        return today


router.get("/reforms")(signed_in(_reform))


@router.post("/reforms/file")
@submitted(_reform, largest=LARGEST_PLAN)
async def read_file(request: Request, session: Session, form: Form) -> Response:
    """A plan that was written as a file, uploaded or pasted."""
    file = form.file("file")
    try:
        text = file.content.decode("utf-8-sig") if file is not None and file.content else form.text("plan")
    except UnicodeDecodeError:
        raise InvalidInput("方案文件不是 UTF-8 文本。", code="bad_plan", field="file") from None
    if not text.strip():
        raise InvalidInput("请选择或粘贴方案文件（TOML 或 JSON）。", code="missing_part", field="plan")
    return await _reform(request, session, making=Making(*reform_steps.taken_apart(reforming.read_plan(text))))


@router.post("/reforms")
@submitted(_reform, largest=LARGEST_TEXT)
async def build(request: Request, session: Session, form: Form) -> Response:
    """One more step, one less, powers to tick, a look at the lists, or the proposal."""
    allow(session, Permission.WRITE_PROPOSALS)
    making, (doing, _, what) = _making(form), form.line("do").partition(":")
    if doing == "propose":
        return await _propose(request, session, making)
    if doing == "add" and what in KINDS:
        step = await look(request, session, lambda bench: _step(bench, form, making, what))
        making.steps[what].append(step)
    elif doing == "drop":
        _drop(making.steps, what)
    elif doing == "list":
        making.offered = {what: await look(request, session, lambda bench: _offered(bench, form, making, what))}
    elif doing == "preview":
        making.preview = await look(request, session, lambda bench: _looked_at(bench, making))
    return await _reform(request, session, making=making)


def _step(bench: Bench, form: Form, making: Making, kind: str) -> reform_steps.Step:
    def powers() -> list[str]:
        prefix = "transfer" if kind == "transfers" else "take_back"
        rows = _found(bench, form, making, prefix)
        if not rows:
            raise InvalidInput("没有符合条件的事项，请修改条件。", code="bad_plan", field=f"{prefix}_text")
        return list(dict.fromkeys(row.record if prefix == "transfer" else row.name for row in rows))

    return reform_steps.step_in(form, kind, powers)


def _found(bench: Bench, form: Form, making: Making, prefix: str) -> list[Any]:
    """The powers that a form's filter means."""
    day = _day(making, bench.today)
    origins = form.many(f"{prefix}_from")
    if prefix == "take_back" and not origins:
        origins = reform_lists.townships(reform_lists.organs(bench.connection, bench.place, day).values())
    sought = Sought(tuple(form.many(f"{prefix}_category")), form.line(f"{prefix}_code"), form.line(f"{prefix}_text"))
    return reform_lists.held(bench.connection, bench.place, origins, day, sought)


def _offered(bench: Bench, form: Form, making: Making, prefix: str) -> list[tuple[str, str, str, str]]:
    """Powers to tick: value, name, category, code; below, one line for all of a name."""
    if prefix not in {"transfer", "take_back"}:
        return []
    rows = _found(bench, form, making, prefix)
    by_value = {row.record if prefix == "transfer" else row.name: row for row in rows}
    return [(value, row.name, row.category, row.code or "") for value, row in by_value.items()]


def _drop(steps: Steps, what: str) -> None:
    kind, _, number = what.partition(":")
    if kind in steps and number.isdecimal() and len(number) < len("100000") and int(number) < len(steps[kind]):
        del steps[kind][int(number)]


def _looked_at(bench: Bench, making: Making) -> dict[str, Any]:
    """The lists before and after the plan."""
    changes = reforming.plan_changes(bench.connection, bench.place, reforming.read_plan(making.text), bench.today)
    return reforming.looked_at(bench.connection, bench.place, changes, bench.today)


async def _propose(request: Request, session: Session, making: Making) -> Response:
    def work(bench: Bench) -> str:
        plan = reforming.read_plan(making.text)
        return reforming.propose(bench.connection, bench.place, bench.person, plan, bench.today)

    return go(request, f"/office/proposals/{await change(request, session, work)}", done="reformed")


@router.get("/proposals/{id}/preview")
@signed_in
async def preview(request: Request, session: Session) -> Response:
    """The lists before and after a proposal, for whoever may see it."""
    identity = identity_of(request)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        changes = proposal.changes(bench.today)
        told = reforming.looked_at(bench.connection, bench.place, changes, bench.today)
        return {"title": proposal.row.title, "identity": identity, "told": told}

    found = await look(request, session, read)
    return show(request, session, "office/preview.html", **found)
