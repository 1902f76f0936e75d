"""Both engines, each in a folder of its own, over registers on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import open_register
from quanze.search.engines import open_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quanze.search.protocol import SearchIndex
    from quanze.storage.database import Database

ENGINES = ("tantivy", "whoosh")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "tantivy":
        pytest.importorskip("tantivy", reason="the optional engine is not installed")
    return request.param


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(engine: str, index_folder: Path) -> SearchIndex:
    return open_index(index_folder, engine)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = open_register(sqlite_url)
    yield database
    database.close()
