"""``search``, ``reindex`` and ``diff``: a line a finding, or what the API would answer."""

from __future__ import annotations

import json
import shutil

import pytest

from lists import CommandLine
from registers import Site, make_sample

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The sample register's own command line."""
    folder = tmp_path_factory.mktemp("office")
    sample = make_sample(f"sqlite:///{folder}/quanze.sqlite3")
    yield CommandLine(folder, sample.url)
    sample.database.close()


@pytest.fixture(scope="module")
def site(office):
    site = Site(office.url)
    yield site
    site.close()


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("search", "种子", "--json"), "powers?q=种子"),
        (("search", "旧法违法行为", "--on", "2018-01-01", "--json"), "powers?q=旧法违法行为&valid_at=2018-01-01"),
        (("search", '"绝无此事"', "--json"), "powers?q=%22绝无此事%22"),
        (("diff", "--from", "2018-12-31", "--to", "2019-12-31", "--json"), "diff?from=2018-12-31&to=2019-12-31"),
        (("diff", "--from", "edition:0", "--to", "edition:5", "--json"), "diff?from=edition:0&to=edition:5"),
    ],
)
def test_json_is_what_the_api_answers(office, site, arguments, path):
    assert json.loads(office.done(*arguments)) == site.json(f"/api/v1/{path}")


def test_what_is_found_is_said_in_lines(office):
    assert "共 3 项" in office.done("search", "种子")
    nothing = office.done("search", '"旧法违法行为"')
    assert "另一日期的清单载明" in nothing
    assert "清单未载明不等于没有法律授权" in nothing
    assert "取消 1" in office.done("diff", "--from", "2018-12-31", "--to", "2019-12-31")


def test_the_index_is_built_anew(office):
    found = office.done("search", "种子")
    shutil.rmtree(office.folder / "search_index")
    assert "检索索引已重建" in office.done("reindex")
    assert office.done("search", "种子") == found


def test_what_cannot_be_asked_is_refused_in_a_line(office):
    assert "--from" in office("diff", "--to", "2019-01-01").err
    assert "from" in office("diff", "--from", "2019-02-01", "--to", "2019-01-01").refusal
    assert "日期" in office("search", "种子", "--on", "昨天").refusal
    unknown = office("search", "种子", QUANZE_SEARCH_ENGINE="lucene")
    assert "QUANZE_SEARCH_ENGINE" in unknown.refusal


def test_an_empty_register_is_searched_and_indexed_too(city):
    assert "共 0 项" in city.done("search", "种子")
    assert "重建" in city.done("reindex")
    assert city.done("diff", "--from", "2019-01-01", "--to", "2020-01-01") == "共 0 项不同。\n"
