"""What surrounds every page: where one looks from, and how to go on looking from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quanze.services.indexing import Standing
from quanze.services.moments import Asked, Moment, Place, places_of, resolve
from quanze.storage import readers
from quanze.storage.following import public_leaf
from quanze_api import caching
from quanze_api.answers import robots
from quanze_api.pages.rendering import render
from quanze_api.parameters import Asking, Parameter, read
from quanze_api.register import Register, path_within, register_of
from quanze_api.routes.records import question_of


@dataclass(frozen=True, slots=True)
class Frame:
    """One page's outlook; ``several`` says that the installation holds more than one jurisdiction."""

    register: Register
    path: str
    asking: Asking
    moment: Moment
    several: bool
    published_at: str | None
    coverage_from: date | None
    standing: Standing | None = None

    @property
    def place(self) -> Place:
        """The jurisdiction."""
        return self.moment.place

    @property
    def today(self) -> str:
        """Today where the register is."""
        return self.register.today().isoformat()

    @property
    def is_today(self) -> bool:
        """Whether the list is looked at as of today."""
        return self.moment.valid_at.isoformat() == self.today

    @property
    def is_latest(self) -> bool:
        """Whether everything published so far is taken into account."""
        return self.asking.one("known_at") is None

    @property
    def before_coverage(self) -> bool:
        """Whether nothing is known of the day."""
        return self.coverage_from is None or self.moment.valid_at < self.coverage_from

    def link(self, path: str, **others: Any) -> str:
        """An address within the register that keeps looking from the same moment; None drops a parameter."""
        kept = {name: self.asking.one(name) for name in ("valid_at", "known_at")}
        kept["jurisdiction"] = self.place.id if self.several else None
        asked = {name: value for name, value in (kept | others).items() if value not in (None, "", [])}
        query = urlencode(asked, doseq=True, safe=":")
        return f"{self.register.prefix}{path}{'?' + query if query else ''}"

    def here(self, **others: Any) -> str:
        """This page with some parameters changed."""
        return self.link(self.path, **(self.filters | others))

    def twin(self, path: str | None = None, **others: Any) -> str:
        """The same for machines."""
        return self.link(f"/api/v1{path or self.path}", **(self.filters if path is None else {}), **others)

    @property
    def filters(self) -> dict[str, Any]:
        """The parameters of the list shown, without the clocks and the place in the walk."""
        names = (
            "q",
            "law",
            "article",
            "from",
            "to",
            "power",
            "approval",
            "service",
            "category",
            "department",
            "status",
            "parent",
            "kind",
            "sort",
            "limit",
        )
        return {name: list(self.asking.many(name)) for name in names if self.asking.many(name)}


Read = Callable[[Connection, Frame], dict[str, Any]]
Stamp = Callable[[Connection, Moment], str | None]
"""What of a page changes beside the register, as a text that changes with it."""


def _unstamped(_connection: Connection, _moment: Moment) -> None:
    return None


async def page(
    request: Request,
    template: str,
    declared: Sequence[Parameter],
    read_page: Read,
    record: str | None = None,
    stamp: Stamp = _unstamped,
) -> Response:
    """One page: the moment is resolved, and unless the browser has the page already, it is read and written."""
    register, asking = register_of(request), read(request, declared).filled()

    def answer(connection: Connection, standing: Standing | None = None) -> Response:
        moment = resolve(connection, asking.clocks(), register.zone, record)
        index = public_leaf(connection, standing.position) if standing else None
        tag = caching.current_tag(request, moment, register.base_url, index, stamp(connection, moment))
        headers = {"ETag": tag, "Cache-Control": caching.CURRENT, **robots(moment)}
        if caching.has_it(request, tag):
            return Response(None, 304, headers)
        frame = replace(frame_at(connection, request, asking, moment), standing=standing)
        found = read_page(connection, frame)
        return HTMLResponse(render(template, frame=frame, **found), 200, headers)

    return await (register.search(answer) if question_of(asking) else register.ask(answer))


def frame_at(connection: Connection, request: Request, asking: Asking, moment: Moment) -> Frame:
    """The frame of a page."""
    edition = readers.edition(connection, moment.place.log, moment.edition) if moment.edition else None
    return Frame(
        register=register_of(request),
        path=path_within(request.scope),
        asking=asking,
        moment=moment,
        several=len(places_of(connection)) > 1,
        published_at=edition.published_at.isoformat() if edition else None,
        coverage_from=readers.coverage_from(connection, moment.at),
    )


def unresolved(connection: Connection, asked: Asked) -> list[Place]:
    """The jurisdictions to choose from where none was named and there is not exactly one."""
    places = places_of(connection)
    return places if asked.jurisdiction is None and len(places) != 1 else []
