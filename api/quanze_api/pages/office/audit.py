"""The audit log, for the auditor alone: looked through by day, person and action, and taken along as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.audit import ACTION_LABELS, OUTCOME_LABELS
from quanze.domain.permissions import Permission
from quanze.services import auditing
from quanze.services.auditing import PAGE, Wanted
from quanze.services.moments import parse_day
from quanze.services.sessions import Session
from quanze.services.tabulating import BOM, lines
from quanze_api.pages.office.desk import NEVER_KEPT, allow, show, signed_in
from quanze_api.parameters import Asking, Parameter, read
from quanze_api.register import register_of

router = APIRouter(prefix="/office/audit")
FILTERS = tuple(
    Parameter(name, said)
    for name, said in (
        ("since", "起始日"),
        ("until", "截止日"),
        ("person", "登录名"),
        ("action", "操作"),
        ("outcome", "结果"),
    )
)
BEFORE = Parameter("before", "上一页末条的编号")
HEADERS = ("编号", "时间", "账户", "职务", "操作", "对象", "结果", "来源地址", "详情", "校验码")
MOST_EXPORTED = 100_000


def _wanted(asking: Asking) -> Wanted:
    since, until = asking.one("since"), asking.one("until")
    return Wanted(
        since=parse_day(since, "since") if since else None,
        until=parse_day(until, "until") if until else None,
        person=asking.one("person") or "",
        action=asking.one("action") or "",
        outcome=asking.one("outcome") or "",
        before=asking.number("before", 0) or None,
    )


@router.get("")
@signed_in
async def audit(request: Request, session: Session) -> Response:
    """One page of the log."""
    allow(session, Permission.READ_AUDIT_LOG)
    register, asking = register_of(request), read(request, (*FILTERS, BEFORE)).filled()
    wanted = _wanted(asking)

    def answer(connection: Connection) -> Response:
        found = auditing.search_log(connection, session.person, wanted, register.zone, PAGE + 1)
        return show(
            request,
            session,
            "audit.html",
            lines=found[:PAGE],
            following=found[PAGE - 1].number if len(found) > PAGE else None,
            asked={one.name: asking.one(one.name) or "" for one in FILTERS},
            actions=ACTION_LABELS,
            outcomes=OUTCOME_LABELS,
        )

    return await register.ask(answer)


@router.get("/export.csv")
@signed_in
async def export(request: Request, session: Session) -> Response:
    """The same as a table, newest first; that it was taken along is itself written down."""
    allow(session, Permission.EXPORT_AUDIT_LOG)
    register, asking = register_of(request), read(request, FILTERS).filled()
    wanted = replace(_wanted(asking), before=None)

    def answer(connection: Connection) -> bytes:
        found = auditing.search_log(connection, session.person, wanted, register.zone, MOST_EXPORTED)
        said = " ".join(f"{one.name}={asking.one(one.name)}" for one in FILTERS if asking.one(one.name))
        auditing.record(connection, session.person, "export_audit_log", "audit_log", lines=len(found), asked=said)
        return (BOM + lines([HEADERS, *_rows(found)])).encode()

    body = await register.write(answer)
    headers = {**NEVER_KEPT, "Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(body, 200, headers, "text/csv; charset=utf-8")


def _rows(found: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    for line in found:
        yield (
            str(line.number),
            line.at.isoformat(),
            line.account or "",
            line.office or "",
            ACTION_LABELS.get(line.action, line.action),
            line.subject,
            OUTCOME_LABELS.get(line.outcome, line.outcome),
            line.address or "",
            orjson.dumps(line.details).decode() if line.details else "",
            line.digest,
        )
