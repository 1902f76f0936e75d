"""Papers over HTTP: printed for whoever may read what they tell, and taken back sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.access import Scope
from quanze.domain.editions import EditionKind
from quanze.domain.errors import InvalidInput, NotFound
from quanze.exchange.papers.pages import STYLE_SOURCE
from quanze.exchange.papers.paper import Form, Paper
from quanze.exchange.scans import EXTENSIONS, LARGEST
from quanze.services import attaching, papers
from quanze.services.issuing import Issue
from quanze.services.kept import Kept
from quanze.services.moments import Place, parse_day, resolve
from quanze.services.papers import MEDIA_TYPES, Printed, printed
from quanze.services.tokens import Caller
from quanze_api import caching, schemas
from quanze_api.answers import JSON, current_headers
from quanze_api.callers import caller_of
from quanze_api.contract import downloading, operation, uploading
from quanze_api.middleware import page_policy
from quanze_api.parameters import CLOCKS, Asking, Parameter, read
from quanze_api.register import Register, register_of
from quanze_api.routes.proposals import identity_of, place_of
from quanze_api.routes.records import number_of
from quanze_api.uploads import read_body

public = APIRouter(tags=["清单版次"])
work = APIRouter(tags=["调整申请"])
FORMS = tuple(MEDIA_TYPES.values())
BUSINESS = (Scope.PROPOSE, Scope.DECIDE)
LONGEST_KEPT = 500_000
NAME = Parameter("name", "文件名，供下载时使用。", free=True)
TO_BE = (
    Parameter("proposal", "拟公布的调整申请；可重复。", many=True, required=True),
    Parameter("title", "公告标题。", free=True),
    Parameter("document_number", "文号。", free=True),
    Parameter("issuing_organ", "发布机关；可重复。", many=True, free=True),
    Parameter("effective_from", "施行日期；默认为今天。", {"type": "string", "format": "date"}),
    Parameter("decided_on", "决定日期。", {"type": "string", "format": "date"}),
)


_NOTICES: Kept[Printed] = Kept(64, lambda file: len(file.content) <= LONGEST_KEPT)
"""The notices printed last: everybody asks for the newest."""


@public.get(
    "/editions/{n}/notice.{form}", **downloading("notice_editions", "一个版次的公告", CLOCKS, "/{n}/{form}", FORMS)
)
async def notice_of_edition(request: Request) -> Response:
    """公告正文、数量变化表和调整事项目录：docx、xlsx 或 html。"""
    asking, number, form = read(request, CLOCKS), number_of(request), _form(request)
    register = register_of(request)

    def found(connection: Connection) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone)
        headers = current_headers(request, register, moment)
        if caching.has_it(request, headers["ETag"]):
            return Response(None, 304, headers)

        def print_() -> Printed:
            return printed(papers.notice_of_edition(connection, moment, number, register.zone), form)

        return _sent(_NOTICES.of(headers["ETag"], print_), form, headers)

    return await register.ask(found)


@work.get("/notice.{form}", **downloading("notice_to_be", "拟公布版次的公告", TO_BE, "/{form}", FORMS))
async def notice_to_be(request: Request) -> Response:
    """几份调整申请合为一个版次时的公告，供公布前核对数量。"""
    asking, form = read(request, TO_BE), _form(request)

    def made(connection: Connection, place: Place, register: Register, caller: Caller) -> Paper:
        wanted = _issue(asking, place, register.today())
        return papers.notice_to_be(connection, place, caller.person, wanted, register.today())

    return await _print(request, form, made)


def _issue(asking: Asking, place: Place, today: date) -> Issue:
    effective, decided = asking.one("effective_from"), asking.one("decided_on")
    return Issue(
        title=asking.one("title") or f"关于调整{place.name}权责清单的公告",
        kind=EditionKind.ANNOUNCEMENT,
        proposals=asking.many("proposal"),
        effective_from=parse_day(effective, "effective_from") if effective else today,
        document_number=asking.one("document_number"),
        decided_on=parse_day(decided, "decided_on") if decided else None,
        issuing_organs=asking.many("issuing_organ"),
    )


@work.get(
    "/proposals/{id}/papers/{paper}.{form}",
    **downloading("papers_proposals", "调整申请的文书", (), "/{id}/{paper}/{form}", FORMS),
)
async def paper_of_proposal(request: Request) -> Response:
    """调整申请、调整对照表、征求意见及采纳情况表、合法性审查意见书、公告。"""
    read(request, ())
    identity, form, name = identity_of(request), _form(request), str(request.path_params["paper"])

    def made(connection: Connection, place: Place, register: Register, caller: Caller) -> Paper:
        return papers.paper_of_proposal(
            connection, place, caller.person, identity, name, register.today(), register.zone
        )

    return await _print(request, form, made)


Made = Callable[[Connection, Place, Register, Caller], Paper]


async def _print(request: Request, form: Form, made: Made) -> Response:
    register, caller = register_of(request), await caller_of(request)

    def made_and_printed(connection: Connection) -> Printed:
        return printed(made(connection, place_of(connection, caller), register, caller), form)

    return _sent(await register.ask(made_and_printed), form, {"Cache-Control": caching.NEVER})


def _form(request: Request) -> Form:
    try:
        return Form(request.path_params["form"])
    except ValueError:
        raise NotFound("文书可取 docx、xlsx 或 html。") from None


def _sent(file: Printed, form: Form, headers: dict[str, str]) -> Response:
    """A paper: a page is shown, any other file is saved."""
    if form is Form.PAGE:
        policy = page_policy(style=STYLE_SOURCE)
        return Response(file.content, 200, {**headers, "Content-Security-Policy": policy}, file.media_type)
    return Response(file.content, 200, {**headers, **saved_as(file.name)}, file.media_type)


def saved_as(name: str) -> dict[str, str]:
    """The header with which a browser saves a file under its name."""
    plain, dot, ending = name.rpartition(".")
    ascii_name = f"paper{dot}{ending}" if plain else "paper"
    return {"Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"}


@work.post("/attachments", **uploading(operation("create_attachments", "提交附件", (), schemas.AttachmentKept)))
async def hand_in(request: Request) -> Response:
    """请求内容就是文件本身（PDF、JPG、PNG、DOCX、XLSX、OFD，20 MB 以内）；答复的 digest 写入所办事项的 attachments。"""
    read(request, ())
    register, caller = register_of(request), await caller_of(request, *BUSINESS)
    content = await _content(request)
    kept = await register.write(lambda connection: attaching.hand_in(connection, caller.person, content))
    return Response(orjson.dumps(kept), 201, {"Cache-Control": caching.NEVER}, JSON)


@work.post(
    "/proposals/{id}/papers/{paper}/scan",
    **uploading(operation("hand_in_papers", "交回盖章的文书", (NAME,), schemas.AttachmentKept, "/{id}/{paper}")),
)
async def hand_in_paper(request: Request) -> Response:
    """请求内容就是扫描件本身；作为一个步骤记入办理经过，不改变申请的状态。"""
    asking, identity, paper = read(request, (NAME,)), identity_of(request), str(request.path_params["paper"])
    register, caller = register_of(request), await caller_of(request, *BUSINESS)
    content = await _content(request)
    name = asking.one("name") or ""

    def taken(connection: Connection) -> dict[str, Any]:
        place = place_of(connection, caller)
        return attaching.hand_in_paper(connection, place, caller.person, identity, paper, name, content)

    kept = await register.write(taken)
    return Response(orjson.dumps(kept), 201, {"Cache-Control": caching.NEVER}, JSON)


async def _content(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise InvalidInput("请直接发送文件内容，不要用表单。", code="unknown_file", field="file")
    return await read_body(request, LARGEST)


@work.get(
    "/proposals/{id}/attachments/{digest}",
    **downloading("attachments_proposals", "调整申请的附件", (), "/{id}/{digest}", EXTENSIONS),
)
async def attachment(request: Request) -> Response:
    """下载附件：只有可以查阅该申请的人能下载。"""
    read(request, ())
    identity, digest = identity_of(request), str(request.path_params["digest"])
    register, caller = register_of(request), await caller_of(request)
    file = await register.ask(
        lambda connection: attaching.attachment(
            connection, place_of(connection, caller), caller.person, identity, digest
        )
    )
    guarded = {"Cache-Control": caching.NEVER, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(file.content, 200, {**guarded, **saved_as(file.name)}, file.media_type)
