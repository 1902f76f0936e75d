"""Editions: every publication, what it changed, and the digest that anyone can check it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.vocabulary import KIND_LABELS, LISTED, Kind
from quanze.services import chronicle
from quanze.services.moments import Moment
from quanze.storage import readers
from quanze.storage.tables import EditionRow
from quanze_api.pages.frame import Frame, page
from quanze_api.pages.redlines import redlined
from quanze_api.parameters import CLOCKS, KIND, PAGING
from quanze_api.routes.records import number_of

router = APIRouter(prefix="/editions", include_in_schema=False)
LIST = (*CLOCKS, *PAGING)
ONE = (*CLOCKS, KIND, *PAGING)
CHANGES = 100


@router.get("")
async def list_editions(request: Request) -> Response:
    """All editions, the newest first."""

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        asking = frame.asking
        found = chronicle.list_editions(
            connection, frame.moment, cursor=asking.one("cursor"), limit=asking.limit(), newest_first=True
        )
        return {"found": found, "beside": changed_beside(connection, frame.moment, found["items"])}

    return await page(request, "editions.html", LIST, read)


@router.get("/{n}")
async def edition(request: Request) -> Response:
    """One edition with its changes."""
    number = number_of(request)

    def read(connection: Connection, frame: Frame) -> dict[str, Any]:
        asking = frame.asking
        part = chronicle.Page(0, asking.limit(CHANGES), asking.kind(), asking.one("cursor"))
        changes = chronicle.edition_changes(connection, frame.moment, number, part)
        return {
            "edition": chronicle.edition(connection, frame.moment, number),
            "beside": changed_beside(connection, frame.moment, [{"number": number}]),
            "changes": {**changes, "items": redlined(connection, frame.moment, changes["items"])},
        }

    return await page(request, "edition.html", ONE, read)


def changed_beside(
    connection: Connection, moment: Moment, items: Sequence[Mapping[str, Any]]
) -> dict[int, list[tuple[str, dict[str, int]]]]:
    """What editions changed beside powers: for each of them the kinds in words, with how often what was done."""
    numbers = [item["number"] for item in items]
    rows = readers.editions(connection, moment.place.log, [col(EditionRow.number).in_(numbers)])
    kinds = [kind for kind in LISTED if kind is not Kind.POWER]
    return {
        row.number: [(KIND_LABELS[kind], row.changes[kind]) for kind in kinds if row.changes.get(kind)] for row in rows
    }
