"""What the application reads from: one database, one zone, one public address; and the one way to run a read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request

from quanze.storage.database import Database

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Register:
    """An open register, as routes and pages see it."""

    database: Database
    zone: ZoneInfo
    base_url: str

    @property
    def prefix(self) -> str:
        """The path under which everything lives: empty, or /like/this."""
        return urlsplit(self.base_url).path.rstrip("/")

    def today(self) -> date:
        """Today where the register is."""
        return datetime.now(self.zone).date()

    def read(self, function: Callable[[Connection], Answer]) -> Answer:
        """Run a function in one reading transaction."""
        with self.database.reading() as connection:
            return function(connection)

    async def glance(self, function: Callable[[Connection], Answer]) -> Answer:
        """A read of about 0.1 ms: in the event loop where the database is a local file, else in a thread."""
        if self.database.is_sqlite:
            return self.read(function)
        return await to_thread.run_sync(self.read, function)

    async def ask(self, function: Callable[[Connection], Answer]) -> Answer:
        """Any other read: always in a thread."""
        return await to_thread.run_sync(self.read, function)


def register_of(request: Request) -> Register:
    """The register that a request asks."""
    register: Register = request.app.state.register
    return register
