"""How the server starts, and how it says that it cannot."""

from __future__ import annotations

import asyncio

import pytest

from factories import open_register
from quanze.domain.errors import Unavailable
from quanze.settings import Settings
from quanze_api.app import app, create_app
from registers import Site, make_sample


def test_it_ends_with_one_clear_line_where_there_is_no_register(sqlite_url, monkeypatch):
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_url)
    with pytest.raises(SystemExit) as ended:
        app()
    assert str(ended.value) == "quanze: 数据库尚未建立：请先运行 quanze init。"


def test_it_ends_with_one_clear_line_where_there_is_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/quanze.sqlite3")
    with pytest.raises(SystemExit) as ended:
        app()
    assert str(ended.value).startswith("quanze: 无法打开数据库")
    assert "\n" not in str(ended.value)


def test_it_ends_with_one_clear_line_where_there_is_no_such_engine(sqlite_url, monkeypatch):
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("QUANZE_SEARCH_ENGINE", "lucene")
    with pytest.raises(SystemExit) as ended:
        app()
    assert str(ended.value) == "quanze: 没有检索引擎“lucene”（QUANZE_SEARCH_ENGINE）。"


def live(application) -> None:
    """Start an application and end it, as any ASGI server does."""

    async def from_start_to_end() -> None:
        async with application.router.lifespan_context(application):
            pass

    asyncio.run(from_start_to_end())


def test_any_server_refuses_a_database_without_a_register(sqlite_url):
    with pytest.raises(Unavailable):
        live(create_app(Settings(sqlite_url)))


def test_a_register_is_opened_and_closed(sqlite_url):
    sample = make_sample(sqlite_url)
    live(create_app(Settings(sqlite_url)))
    sample.database.close()


def test_a_register_without_a_jurisdiction_says_what_to_do(sqlite_url):
    database = open_register(sqlite_url)
    site = Site(sqlite_url)
    answer = site.get("/")
    assert answer.status_code == 404
    assert "quanze init" in answer.text
    assert site.json("/api/v1/meta")["jurisdictions"] == []
    for path in ("powers", "powers?q=种子", "powers.csv", "diff?from=2018-01-01&to=2019-01-01"):
        assert site.get(f"/api/v1/{path}").json()["code"] == "no_jurisdiction"
    site.close()
    database.close()
