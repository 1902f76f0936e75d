"""What the application reads from: one database, one zone, one public address; and the one way to run a read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.types import Scope

from quanze.search.engines import engine_meant, open_index
from quanze.services.indexing import Follower, Standing
from quanze.services.kept import Kept
from quanze.storage.database import Database
from quanze.storage.quick import QuickReader, Stated, stated

Answer = TypeVar("Answer")
Written = tuple[bytes, str | None]
"""An answer in bytes, and the cursor of the page after it."""

MOST_FOUND = 500
LONGEST_FOUND = 100_000


def _answers_found() -> Kept[Written]:
    """The last answers of the index, 50 MB of them at most."""
    return Kept(MOST_FOUND, lambda written: len(written[0]) <= LONGEST_FOUND)


@dataclass(frozen=True, slots=True)
class Register:
    """An open register, as routes and pages see it."""

    database: Database
    zone: ZoneInfo
    base_url: str
    quick: QuickReader | None
    follower: Follower
    engine: str
    found: Kept[Written] = field(default_factory=_answers_found)

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

    async def stated(self, record: str, kind: str, day: date) -> Stated | None:
        """What one record says on a day: the one read that need not even be a transaction."""
        if self.quick is not None:
            return self.quick.stated(record, kind, day)
        return await self.ask(lambda connection: stated(connection, record, kind, day))

    async def write(self, function: Callable[[Connection], Answer]) -> Answer:
        """A change, in one transaction: always in a thread."""

        def change() -> Answer:
            with self.database.writing() as connection:
                return function(connection)

        return await to_thread.run_sync(change)

    async def search(self, function: Callable[[Connection, Standing], Answer]) -> Answer:
        """A read that asks the index, which is brought up to the log first: always in a thread."""

        def question(standing: Standing) -> Answer:
            return self.read(lambda connection: function(connection, standing))

        return await to_thread.run_sync(self.follower.ask, question)

    def close(self) -> None:
        """Give all connections back."""
        if self.quick is not None:
            self.quick.close()
        self.database.close()


def open_register(url: str, zone: ZoneInfo, base_url: str, search_index: Path, engine: str) -> Register:
    """The register in a database, and its index; nothing is connected or opened yet."""
    database = Database(url)
    follower = Follower(database, lambda: open_index(search_index, engine))
    return Register(database, zone, base_url, QuickReader.of(database), follower, engine_meant(engine))


def path_within(scope: Scope) -> str:
    """The path that a request asks for, without the prefix that everything lives under."""
    path, prefix = str(scope["path"]), str(scope.get("root_path", ""))
    rest = path.removeprefix(prefix)
    return (rest or "/") if prefix and path.startswith(prefix) and rest[:1] in ("", "/") else path


def register_of(request: Request) -> Register:
    """The register that a request asks."""
    register: Register = request.app.state.register
    return register
