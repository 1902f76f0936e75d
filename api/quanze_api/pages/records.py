"""Powers and catalogue items: lists with filters, and one of them in the order people ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import segno
from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Connection
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.bodies import read_body
from quanze.domain.vocabulary import Kind, Status
from quanze.services import consulting, hearing, listing, recounting, searching
from quanze.services.cursors import MOST
from quanze.services.departments import list_departments
from quanze.services.hearing import Shown
from quanze.services.listing import FACETS
from quanze.services.moments import Moment
from quanze.services.shapes import PATHS
from quanze.storage import readers, tallies
from quanze.storage.found import listed_names
from quanze.storage.groups import groups_on
from quanze.storage.links import LINKING
from quanze.storage.tables import EditionRow
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.linked import linked
from quanze_api.pages.redlines import redlined
from quanze_api.pages.sections import sections
from quanze_api.pages.standards import shown_groups
from quanze_api.pages.words import NOUNS
from quanze_api.parameters import CLOCKS, PAGING, SEARCH
from quanze_api.routes.records import filters_of, question_of, wanted_of

_LIVING = (Status.ACTIVE, Status.SUSPENDED)
HEARD = 5
"""How many words of citizens a page shows; the others have a page of their own."""

TOLD = 50
"""How many changes a page tells; the rest is in the data."""
TABBED = (Kind.POWER, Kind.DISCRETION_STANDARD, Kind.INTERMEDIARY_SERVICE)
"""The kinds that people look through side by side."""


def records_pages(kind: Kind) -> APIRouter:
    """The pages of one kind of record."""
    router = APIRouter(prefix=f"/{PATHS[kind]}", include_in_schema=False)

    @router.get("")
    async def records(request: Request) -> Response:
        def read(connection: Connection, frame: Frame) -> dict[str, Any]:
            return _list(connection, frame, kind)

        return await page(request, "records.html", (*SEARCH, *filters_of(kind), *CLOCKS, *PAGING), read)

    @router.get("/{id}")
    async def record(request: Request) -> Response:
        identity = request.path_params["id"]

        def read(connection: Connection, frame: Frame) -> dict[str, Any]:
            return _one(connection, frame, kind, identity)

        def stamp(connection: Connection, moment: Moment) -> str | None:
            return hearing.stamp(connection, moment.place, identity)

        return await page(request, "record.html", CLOCKS, read, identity, stamp)

    @router.get("/{id}/print")
    async def printed(request: Request) -> Response:
        identity = request.path_params["id"]

        def read(connection: Connection, frame: Frame) -> dict[str, Any]:
            return _print(connection, frame, kind, identity, str(request.base_url).rstrip("/"))

        return await page(request, "print.html", CLOCKS, read, identity)

    return router


def _list(connection: Connection, frame: Frame, kind: Kind) -> dict[str, Any]:
    base_url, cursor = frame.register.base_url, frame.asking.one("cursor")
    wanted, question = wanted_of(frame.asking, kind), question_of(frame.asking)
    moment = frame.moment
    own: dict[str, Any] = {"kind": kind.value, "path": f"/{PATHS[kind]}", "question": question, "nouns": NOUNS[kind]}
    own |= {
        "tabs": _tabs(connection, frame, question),
        "about": listed_names(connection, moment.at, Kind.POWER, filter(None, [wanted.power])),
    }
    if question is not None and frame.standing is not None:
        wanted = replace(wanted, facet=FACETS)
        found = searching.search_records(connection, frame.standing, moment, wanted, question, base_url, cursor)
        return {**own, "found": found, "departments": [], "texts": _texts(connection, kind, found["items"])}
    found = listing.list_records(connection, moment, wanted, base_url, cursor)
    departments = list_departments(connection, moment, limit=MOST)
    own |= {"texts": _texts(connection, kind, found["items"]), "documents": _documents(connection, moment, wanted)}
    return {**own, "found": found, "departments": departments["items"]}


def _documents(connection: Connection, moment: Moment, wanted: listing.Wanted) -> dict[str, str]:
    """The documents that standards stand in, by name: of the departments asked for, on the list's first page."""
    if wanted.kind is not Kind.DISCRETION_STANDARD or wanted.power or wanted.category or wanted.status:
        return {}
    departments = listing.departments_meant(connection, moment, wanted.department)
    return groups_on(connection, moment.at, wanted.kind, departments or None)


def _tabs(connection: Connection, frame: Frame, question: searching.Question | None) -> list[dict[str, Any]]:
    """The kinds that people look through, each with how much of it there is, or how much of it matches."""
    standing, moment = frame.standing, frame.moment
    counts = tallies.by_kind(connection, moment.at)
    if question is not None and standing is not None:
        counts = searching.count_matches(connection, standing, moment, TABBED, question)
    return [{"path": f"/{PATHS[kind]}", "name": NOUNS[kind].item, "number": counts.get(kind, 0)} for kind in TABBED]


def _texts(connection: Connection, kind: Kind, items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the items of a page say, where their list has columns beyond those of every record."""
    if kind not in LINKING:
        return {}
    stored = readers.version_texts(connection, [(item["id"], item["version"]) for item in items])
    return {record: read_body(text) for (record, _), text in stored.items() if text}


def _one(connection: Connection, frame: Frame, kind: Kind, record: str) -> dict[str, Any]:
    moment, base_url = frame.moment, frame.register.base_url
    power = _read(connection, frame, kind, record)
    own = (power["department_id"],)  # a sub-item's department is its parent's: one department is read, not all
    wanted = listing.Wanted(kind=kind, parent=record, department=own, status=_LIVING, limit=MOST)
    children = listing.list_records(connection, moment, wanted, base_url)
    versions = consulting.versions_of(connection, moment, kind, record)
    return {
        "kind": kind.value,
        "path": f"/{PATHS[kind]}",
        "power": power,
        "nouns": NOUNS[kind],
        "sections": sections(power),
        "groups": shown_groups(power) if kind is Kind.DISCRETION_STANDARD else [],
        "linked": linked(connection, moment, power),
        "children": children["items"],
        "versions": versions,
        "permanent": permanent(frame, kind, record),
        "history": _history(connection, frame, kind, record),
        "turn": _turn(power, versions),
        "heard": hearing.list_shown(connection, moment.place, Shown(record, limit=HEARD), frame.register.today()),
    }


def _read(connection: Connection, frame: Frame, kind: Kind, record: str) -> dict[str, Any]:
    """The record on the day; kinds whose records have no parents and group none say so."""
    found = consulting.record_on(connection, frame.moment, kind, record, frame.register.base_url)
    return {"grouping": False, "parent_id": None, **orjson.loads(found)}


def permanent(frame: Frame, kind: Kind, record: str) -> str:
    """The address under which this text of this day, as known now, is found for ever."""
    moment = frame.moment
    known = f"edition:{moment.edition}"
    return frame.link(f"/{PATHS[kind]}/{record}", valid_at=moment.valid_at.isoformat(), known_at=known)


def _history(connection: Connection, frame: Frame, kind: Kind, record: str) -> dict[str, Any]:
    """The record's changes with their redlines and the editions that made them."""
    told = recounting.history(connection, frame.moment, kind, record, limit=TOLD)
    numbers = {item["edition"] for item in told["items"]}
    log = frame.moment.place.log
    editions = {row.number: row for row in readers.editions(connection, log, [col(EditionRow.number).in_(numbers)])}
    return {**told, "items": redlined(connection, frame.moment, told["items"]), "editions": editions}


def _print(connection: Connection, frame: Frame, kind: Kind, record: str, origin: str) -> dict[str, Any]:
    """One text on paper: what the list said on the day, what published it, and how to check it."""
    moment = frame.moment
    power = _read(connection, frame, kind, record)
    versions = consulting.versions_of(connection, moment, kind, record)
    version = next(one for one in versions if one["number"] == power["version"])
    link = permanent(frame, kind, record)
    whole = f"{origin.removesuffix(frame.register.prefix)}{link}"
    if frame.register.base_url.startswith("http"):
        whole = frame.register.base_url.removesuffix(frame.register.prefix) + link
    return {
        "kind": kind.value,
        "path": f"/{PATHS[kind]}",
        "nouns": NOUNS[kind],
        "power": power,
        "sections": sections(power),
        "groups": shown_groups(power) if kind is Kind.DISCRETION_STANDARD else [],
        "linked": linked(connection, moment, power),
        "version": version,
        "edition": readers.edition(connection, moment.place.log, version["edition"]),
        "address": whole,
        "code": Markup(segno.make(whole, error="m", micro=False).svg_inline(scale=3, border=2)),  # noqa: S704 - our own
    }


def _turn(power: dict[str, Any], versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The next day on which the list says something else of the power, and by which operation."""
    unborn = power["reason"] in ("not_yet", "before_coverage")
    day = power["valid_from"] if unborn else power["valid_to"]
    if day is None or power["reason"] == "ended":
        return None
    ops = [version["op"] for version in versions if version["valid_from"] == day]
    return {"day": day, "op": ops[-1] if ops and not unborn else None}
