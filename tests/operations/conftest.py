"""A register with a history, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import Ledger, open_register
from operations.history import fill
from quanze.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_register(database_url)
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return fill(database)


@pytest.fixture
def opened() -> Iterator[Callable[[str | Path], Database]]:
    """Opens further databases and closes them in the end."""
    databases: list[Database] = []

    def _open(url: str | Path) -> Database:
        databases.append(Database(url if "://" in str(url) else f"sqlite:///{url}"))
        return databases[-1]

    yield _open
    for database in databases:
        database.close()
