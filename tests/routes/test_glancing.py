"""The plain case is answered by another way than the rest, and must say the same thing to the byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quanze.domain.changes import Op
from quanze.storage.quick import QuickReader
from registers import FUTURE, Site

DAYS = ["", "?valid_at=2016-03-01", "?valid_at=2015-12-31", "?valid_at=2018-06-01", "?valid_at=2019-01-01"]
DAYS += [f"?valid_at={FUTURE}", "?known_at=edition:1", "?valid_at=nonsense"]


@pytest.fixture
def slow_site(own_sample):
    """The application without its quick reader."""
    site = Site(own_sample.url)
    site.app.state.register = replace(site.app.state.register, quick=None)
    yield site
    site.close()


@pytest.mark.parametrize("query", DAYS)
def test_the_quick_way_says_what_the_general_way_says(own_site, slow_site, own_sample, query):
    for name, record in own_sample.ids.items():
        for noun in ("powers", "catalogue-items"):
            path = f"/api/v1/{noun}/{record}{query}"
            quick, slow = own_site.get(path), slow_site.get(path)
            assert (quick.status_code, quick.content) == (slow.status_code, slow.content), name
            assert quick.headers == slow.headers


def test_the_plain_case_takes_the_quick_way(own_site, own_sample, monkeypatch):
    answered = []
    stated = QuickReader.stated
    monkeypatch.setattr(QuickReader, "stated", lambda *asked: answered.append(stated(*asked)) or answered[-1])
    assert own_site.json(f"/api/v1/powers/{own_sample['license']}?valid_at=2018-06-01")["version"] == 1
    assert [found.version for found in answered] == [1]


def test_the_quick_reader_sees_what_was_just_published(own_site, own_sample):
    from factories import change

    path = f"/api/v1/powers/{own_sample['check']}"
    before = own_site.get(path)
    own_sample.ledger.publish(change(Op.AMEND, own_sample["check"], "2024-06-02", fields={"fee": "收费"}))
    after = own_site.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.json()["fee"]) == (200, "收费")
