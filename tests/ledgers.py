"""Fixtures to publish in: a migrated register on each database, shared by the tests of a process; every test publishes
in a jurisdiction of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import Ledger, make_jurisdiction, open_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quanze.storage.database import Database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        yield from _register(f"sqlite:///{tmp_path_factory.mktemp('register')}/quanze.db")
    else:
        with request.getfixturevalue("postgresql").database("register") as url:
            yield from _register(url)


def _register(url: str) -> Iterator[Database]:
    database = open_register(url)
    yield database
    database.close()


@pytest.fixture
def fresh(database_url: str) -> Iterator[Database]:
    """A migrated register of one's own, for tests that count everything or work from many sides."""
    yield from _register(database_url)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def department(ledger: Ledger) -> str:
    """A department on the list since spring 2016: the log's first edition."""
    return ledger.found_department()
