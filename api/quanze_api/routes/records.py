"""Lists of records, one record, its versions and their proofs: the same addresses for every kind of record."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import NotFound
from quanze.domain.vocabulary import KIND_LABELS, Kind
from quanze.services import consulting, listing, proving, recounting, searching
from quanze.services.indexing import Standing
from quanze.services.moments import Moment
from quanze.services.ordering import SORTS
from quanze.services.shapes import PATHS
from quanze.storage.links import LINKING
from quanze_api import schemas
from quanze_api.answers import current, glanced, immutable, searched
from quanze_api.contract import operation
from quanze_api.direct import Direct
from quanze_api.parameters import (
    CLOCKS,
    EDITION,
    FILTERS,
    JURISDICTION,
    NAMED_POWER,
    PAGING,
    RELEVANCE,
    SEARCH,
    SHAPE,
    Asking,
    Parameter,
    read,
)
from quanze_api.register import register_of

VERSIONS = (*CLOCKS, *PAGING)
VERSION = (JURISDICTION,)
PROOF = (JURISDICTION, EDITION)

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
ANSWERS: dict[Kind, type[schemas.OnDay]] = {
    Kind.POWER: schemas.PowerOnDay,
    Kind.CATALOGUE_ITEM: schemas.PowerOnDay,
    Kind.DISCRETION_STANDARD: schemas.StandardOnDay,
    Kind.INTERMEDIARY_SERVICE: schemas.ServiceOnDay,
}
"""What each kind of record answers of itself on a day."""


def filters_of(kind: Kind) -> tuple[Parameter, ...]:
    """By what a list of a kind can be narrowed."""
    return (*FILTERS, NAMED_POWER) if kind in LINKING else FILTERS


def list_parameters(kind: Kind) -> tuple[Parameter, ...]:
    """What a list of a kind may be asked."""
    return (*SEARCH, *filters_of(kind), *CLOCKS, *SHAPE, *PAGING)


def add_records(app: FastAPI, prefix: str, kind: Kind) -> None:
    """The addresses of one kind of record, put straight into the application: a router between costs 30 µs a call."""
    noun, name = PATHS[kind], KIND_LABELS[kind]
    routes = (
        ("/{id}", one, f"一个{name}，按查询日期", CLOCKS, ANSWERS[kind]),
        ("", list_, f"{name}列表", list_parameters(kind), schemas.RecordList),
        ("/{id}/history", history, f"{name}的沿革：每次变动，最近的在前", VERSIONS, schemas.ChangeList),
        ("/{id}/versions", versions, f"{name}的各个版本", VERSIONS, schemas.VersionList),
        ("/{id}/versions/{n}", version, f"{name}的一个版本（永不改变）", VERSION, schemas.StoredVersion),
        ("/{id}/versions/{n}/proof", proof, "该版本在登记簿中的存证", PROOF, schemas.Proof),
    )
    for path, function, summary, parameters, answer in routes:
        what = operation(f"{function.__name__.strip('_')}_{noun}", summary, parameters, answer, path)
        address, endpoint = f"{prefix}/{noun}{path}", _of_kind(function, kind)
        app.router.add_api_route(address, endpoint, tags=[name], route_class_override=Direct, **what)


def _of_kind(function: Any, kind: Kind) -> Any:
    async def endpoint(request: Request) -> Response:
        answer: Response = await function(request, kind)
        return answer

    endpoint.__doc__ = function.__doc__
    return endpoint


async def list_(request: Request, kind: Kind) -> Response:
    """默认只列查询日期现行、且不只作分组的记录；`status` 可以放宽。按游标翻页，翻页期间日期与版次不变。

    带 `q`、`law` 或 `article` 时由检索索引答复，按相关程度排序；没有结果时 `explanation` 说明原因和相近的记录。
    """
    asking = read(request, list_parameters(kind))
    wanted, base_url = wanted_of(asking, kind), register_of(request).base_url
    question = question_of(asking)
    if question is not None:

        def search(connection: Connection, standing: Standing, moment: Moment) -> dict[str, Any]:
            return searching.search_records(
                connection, standing, moment, wanted, question, base_url, asking.one("cursor")
            )

        return await searched(request, asking.clocks(), search)

    def listed(connection: Connection, moment: Moment) -> dict[str, Any]:
        return listing.list_records(connection, moment, wanted, base_url, asking.one("cursor"))

    return await current(request, asking.clocks(), listed)


def question_of(asking: Asking) -> searching.Question | None:
    """What the index is asked, if it is."""
    text, law, article = (asking.one(name) for name in ("q", "law", "article"))
    if not (text or "").strip() and law is None and article is None:
        return None
    return searching.Question(text or "", law, article)


def wanted_of(asking: Asking, kind: Kind) -> listing.Wanted:
    """What a list is asked for."""
    asked_of_index = question_of(asking) is not None
    return listing.Wanted(
        kind=kind,
        category=asking.many("category"),
        department=asking.many("department"),
        status=asking.many("status"),
        parent=asking.one("parent"),
        power=asking.one("power"),
        facet=asking.many("facet"),
        fields=asking.many("fields"),
        sort=asking.one("sort") or (RELEVANCE if asked_of_index else SORTS[0]),
        limit=asking.limit(),
    )


async def one(request: Request, kind: Kind) -> Response:
    """在其时段之外也答复：`in_force` 为 false，`reason` 说明原因，正文取最近的版本。"""
    asked, record = read(request, CLOCKS).clocks(), request.path_params["id"]
    at_once = await glanced(request, asked, kind, record)
    if at_once is not None:
        return at_once
    base_url = register_of(request).base_url

    def found(connection: Connection, moment: Moment) -> bytes:
        return consulting.record_on(connection, moment, kind, record, base_url)

    return await current(request, asked, found, record)


async def versions(request: Request, kind: Kind) -> Response:
    """按条目顺序；版本号依条目而定，与日期无关。"""
    asking, record = read(request, VERSIONS), request.path_params["id"]
    list_versions = partial(consulting.list_versions, limit=asking.limit(), cursor=asking.one("cursor"))

    def listed(connection: Connection, moment: Moment) -> dict[str, Any]:
        return list_versions(connection, moment, kind, record)

    return await current(request, asking.clocks(), listed, record)


async def history(request: Request, kind: Kind) -> Response:
    """登记簿中关于该记录的全部条目，最近的在前，各带逐栏的前后内容、原因与沿革。"""
    asking, record = read(request, VERSIONS), request.path_params["id"]
    recount = partial(recounting.history, limit=asking.limit(), cursor=asking.one("cursor"))

    def told(connection: Connection, moment: Moment) -> dict[str, Any]:
        return recount(connection, moment, kind, record)

    return await current(request, asking.clocks(), told, record)


async def version(request: Request, kind: Kind) -> Response:
    """所存原文，一字不改；`digest` 是正文规范化 JSON 的 SHA-256。"""
    asking, record, number = read(request, VERSION), request.path_params["id"], number_of(request)

    def found(connection: Connection, moment: Moment) -> tuple[str, bytes]:
        log = moment.place.log
        entry = consulting.version_entry(connection, log, kind, record, number)
        return entry.digest, consulting.version(connection, log, kind, record, number)

    return await immutable(request, asking.clocks(), found, record)


async def proof(request: Request, kind: Kind) -> Response:
    """RFC 6962 存在证明：任何人不用本软件即可验证，也可用 `quanze verify`。"""
    asking, record, number = read(request, PROOF), request.path_params["id"], number_of(request)
    edition = asking.number("edition", 0, 1) or None

    def found(connection: Connection, moment: Moment) -> tuple[str, dict[str, Any]]:
        proven = proving.proof(connection, moment, kind, record, number, edition)
        return f"{proven['leaf']['digest']}-{proven['tree_size']}", proven

    return await immutable(request, asking.clocks(), found, record)


def number_of(request: Request, name: str = "n") -> int:
    """A whole number in the path; anything else is an address that does not exist."""
    text: str = request.path_params[name]
    if not _NUMBER.fullmatch(text):
        raise NotFound("没有这个编号。")
    return int(text)
