"""A city's register on each database, and the bureau that loads its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import open_register
from lists import Bureau

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quanze.storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_register(database_url)
    yield database
    database.close()


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)
