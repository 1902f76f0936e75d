"""Where work on proposals is done: the person, the place and the day, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection
from starlette.requests import Request

from quanze.domain.errors import NotFound
from quanze.domain.identities import is_id
from quanze.domain.roles import Person
from quanze.services.moments import Asked, Moment, Place, find_place, resolve_in
from quanze.services.proposals import Proposal, read
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.register import Register, register_of

Answer = TypeVar("Answer")
LARGEST_TEXT = 8 * 1024 * 1024
"""Bytes of a form that holds a power's whole text, percent-encoded."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What everything that is done to a proposal needs."""

    connection: Connection
    place: Place
    person: Person
    register: Register

    @property
    def today(self) -> date:
        """Today where the register is."""
        return self.register.today()

    @property
    def moment(self) -> Moment:
        """The list as it stands today."""
        return resolve_in(self.connection, self.place, Asked(), self.register.zone)

    def proposal(self, identity: str) -> Proposal:
        """A proposal that the person may see."""
        return read(self.connection, self.place, self.person, identity)


Work = Callable[[Bench], Answer]


async def look(request: Request, session: Session, work: Work[Answer]) -> Answer:
    """Read in one transaction."""
    register = register_of(request)
    return await register.ask(lambda connection: work(bench(connection, session, register)))


async def change(request: Request, session: Session, work: Work[Answer]) -> Answer:
    """Write in one transaction."""
    register = register_of(request)
    return await register.write(lambda connection: work(bench(connection, session, register)))


def bench(connection: Connection, session: Session, register: Register) -> Bench:
    """The bench of whoever is signed in."""
    return Bench(connection, find_place(connection, session.person.jurisdiction), session.person, register)


def identity_of(request: Request) -> str:
    """The proposal that an address names."""
    identity = str(request.path_params["id"])
    if not is_id(identity):
        raise NotFound("没有这份调整申请，或不在您的查阅范围内。")
    return identity


def typed(request: Request) -> Form:
    """What was typed into a form that is shown again; empty where it is shown for the first time."""
    form: Form = getattr(request.state, "form", None) or Form({})
    return form
