"""The plain case is answered by another way than the rest, and must say the same thing to the byte."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from quanze.domain.changes import Op
from registers import FUTURE

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = ["", "2016-03-01", "2015-12-31", "2018-06-01", "2019-01-01", FUTURE, "nonsense"]


@pytest.mark.parametrize("day", DAYS)
def test_the_quick_way_says_what_the_general_way_says(site, sample, day):
    """Whoever names the jurisdiction is answered by the general way."""
    place = site.json("/api/v1/meta")["jurisdictions"][0]["id"]
    for name, record in sample.ids.items():
        for noun in ("powers", "catalogue-items"):
            path = f"/api/v1/{noun}/{record}?valid_at={day}" if day else f"/api/v1/{noun}/{record}?"
            quick, general = site.get(path.rstrip("?")), site.get(f"{path}&jurisdiction={place}".replace("?&", "?"))
            assert (quick.status_code, quick.content) == (general.status_code, general.content), name


@contextmanager
def counted(site) -> Iterator[list[str]]:
    """What the application asks of its database through SQLAlchemy; the embedded one's driver is asked directly."""
    engine, asked = site.app.state.register.database.engine, []

    def listen(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


def test_the_plain_case_costs_one_statement(site, sample):
    path = f"/api/v1/powers/{sample.ids['license']}?valid_at=2018-06-01"
    with counted(site) as asked:
        assert site.json(path)["version"] == 1
    assert len(asked) == (0 if site.app.state.register.quick else 1)


def test_whoever_has_it_is_told_so_at_the_same_cost(site, sample):
    path = f"/api/v1/powers/{sample.ids['license']}?valid_at=2018-06-01"
    tag = site.get(path).headers["etag"]
    with counted(site) as asked:
        assert site.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert len(asked) == (0 if site.app.state.register.quick else 1)


def test_the_quick_reader_sees_what_was_just_published(own_site, own_sample):
    from factories import change

    path = f"/api/v1/powers/{own_sample['check']}"
    before = own_site.get(path)
    own_sample.ledger.publish(change(Op.AMEND, own_sample["check"], "2024-06-02", fields={"fee": "收费"}))
    after = own_site.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.json()["fee"]) == (200, "收费")
