"""A migrated register on each database, and a jurisdiction to publish in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import Ledger, make_jurisdiction, open_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quanze.storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_register(database_url)
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def department(ledger: Ledger) -> str:
    """A department on the list since spring 2016: the log's first edition."""
    return ledger.found_department()
