"""Lists and differences as CSV, made row by row while they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.vocabulary import Kind
from quanze.services import differing, listing, searching, tabulating
from quanze.services.cursors import MOST
from quanze.services.indexing import Standing
from quanze.services.moments import Moment, resolve
from quanze.storage.following import public_leaf
from quanze_api import caching
from quanze_api.answers import current_headers
from quanze_api.contract import Table, table
from quanze_api.pages.redlines import redlined
from quanze_api.pages.words import label
from quanze_api.parameters import CLOCKS, FILTERS, SEARCH, Asking, read
from quanze_api.register import Register, register_of
from quanze_api.routes.diff import ENDS, compared_of
from quanze_api.routes.records import filters_of, question_of, wanted_of

router = APIRouter()
LIST = (*SEARCH, *FILTERS, *CLOCKS)
ENTRIES = (*filters_of(Kind.DISCRETION_STANDARD), *CLOCKS)
DIFF_HEADERS = ("操作", "事项名称", "标识", "栏目", "调整前", "调整后", "施行日期", "版次", "原因")
PAGE = 200

Rows = Callable[[Connection], Iterator[str]]


@router.get("/powers.csv", tags=["事项"], **table("powers_csv", "事项列表（CSV）", LIST))
async def powers(request: Request) -> Response:
    """整份清单或筛选结果；带 q、law 或 article 时为检索所得的前 1000 条。"""
    asking, register = read(request, LIST), register_of(request)
    wanted = replace(wanted_of(asking, Kind.POWER), limit=MOST)
    question = question_of(asking)
    if question is None:
        listing.check(wanted)

        def listed(connection: Connection) -> Response:
            moment = resolve(connection, asking.clocks(), register.zone)
            listing.departments_meant(connection, moment, wanted.department)
            return sent_table(request, moment, "powers", lambda c: tabulating.list_table(c, moment, wanted))

        return await register.ask(listed)

    def searched(connection: Connection, standing: Standing) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone)
        found = searching.search_records(connection, standing, moment, wanted, question, register.base_url)
        records = [item["id"] for item in found["items"]]
        index = public_leaf(connection, standing.position)
        return sent_table(request, moment, "powers", lambda c: tabulating.found_table(c, moment, records), index)

    return await register.search(searched)


@router.get("/discretion-standards.csv", tags=["裁量基准"], **table("standards_csv", "裁量基准列表（CSV）", ENTRIES))
async def standards(request: Request) -> Response:
    """每种适用情形一行。"""
    return await _entries(request, Kind.DISCRETION_STANDARD, "discretion-standards")


@router.get(
    "/intermediary-services.csv", tags=["中介服务事项"], **table("services_csv", "中介服务事项列表（CSV）", ENTRIES)
)
async def services(request: Request) -> Response:
    """每项中介服务一行。"""
    return await _entries(request, Kind.INTERMEDIARY_SERVICE, "intermediary-services")


async def _entries(request: Request, kind: Kind, name: str) -> Response:
    asking, register = read(request, ENTRIES), register_of(request)
    wanted = replace(wanted_of(asking, kind), limit=MOST)
    listing.check(wanted)

    def listed(connection: Connection) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone)
        listing.departments_meant(connection, moment, wanted.department)
        return sent_table(request, moment, name, lambda c: tabulating.list_table(c, moment, wanted))

    return await register.ask(listed)


@router.get("/diff.csv", tags=["变动"], **table("diff_csv", "两日（或两版次）清单对照（CSV）", ENDS))
async def diff(request: Request) -> Response:
    """每个有变化的栏目一行。"""
    asking, register = read(request, ENDS), register_of(request)
    from_, to = asking.needed("from"), asking.needed("to")

    def answer(connection: Connection) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone)
        compared = replace(compared_of(connection, moment, asking, from_, to), limit=PAGE)
        first = differing.compare_ends(connection, moment, replace(compared, limit=1))
        _ = first  # refuses bad ends before anything is sent
        return sent_table(request, moment, "diff", lambda c: _diff_rows(c, moment, compared))

    return await register.ask(answer)


def _diff_rows(connection: Connection, moment: Moment, compared: differing.Compared) -> Iterator[str]:
    yield tabulating.heading(moment, DIFF_HEADERS)
    for items in differing.all_items(connection, moment, compared):
        lined = redlined(connection, moment, items, compared.kind)
        yield tabulating.lines(row for item in lined for row in _item_rows(item))


def _item_rows(item: dict[str, Any]) -> Iterator[list[str]]:
    cause = (item["cause"] or {}).get("text") or ""
    edition = str(item["edition"] or "")
    told = [item["effective_from"] or "", edition, cause]
    own = [label(item["op"], "op"), item["name"] or "", item["id"]]
    for line in item["redline"] or [{"label": "", "before": "", "after": ""}]:
        yield [*own, line["label"], line["before"], line["after"], *told]


def sent_table(request: Request, moment: Moment, name: str, rows: Rows, index: str | None = None) -> Response:
    """A table, unless the caller has it. It is read in a transaction of its own, at the entry of the moment."""
    register: Register = register_of(request)
    headers = current_headers(request, register, moment, index)
    if caching.has_it(request, headers["ETag"]):
        return Response(None, 304, headers)
    disposition = f'attachment; filename="{name}-{moment.valid_at.isoformat()}.csv"'

    def stream() -> Iterator[str]:
        with register.database.reading() as connection:
            yield from rows(connection)

    return Table(stream(), 200, {**headers, "Content-Disposition": disposition})


__all__ = ["Asking", "router"]
