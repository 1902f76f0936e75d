"""A notice of very many items tells the same numbers by sums, and lists as many items as anybody reads."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from factories import add_power
from quanze.domain.vocabulary import Category
from quanze.services import announcing, notices, reconciling
from quanze.services.moments import places_of
from quanze.services.notices import notice
from quanze.storage import readers

MANY = 40


@pytest.fixture
def told(ledger, department, monkeypatch):
    """The notice of an edition, told in full or, where so many entries are large, in sums."""
    powers = [add_power(department, f"对第{n}种违法行为的处罚") for n in range(MANY)]
    licenses = [add_power(department, f"第{n}种许可", category=Category.LICENSE) for n in range(3)]
    ledger.publish(*powers)
    number = ledger.publish(*licenses).edition
    assert number > 1

    def tell(edition, large):
        monkeypatch.setattr(reconciling, "MOST_TOLD", 0 if large else 10_000)
        with ledger.database.reading() as connection:
            place = next(one for one in places_of(connection) if one.id == ledger.jurisdiction)
            row = readers.edition(connection, place.log, edition)
            return notice(announcing.announcement_of_edition(connection, place, row, ZoneInfo("Asia/Shanghai")))

    return tell


@pytest.mark.parametrize("edition", [2, 3])
def test_a_large_edition_tells_the_same_where_nothing_left(told, edition):
    whole, large = told(edition, large=False), told(edition, large=True)
    assert whole == large


def test_of_very_many_items_the_first_are_listed(told, monkeypatch):
    for module in (notices, announcing):
        monkeypatch.setattr(module, "MOST_LISTED", MANY - 5)
    for large in (True, False):
        paper = told(2, large=large)
        assert len(paper.tables[-1].rows) == MANY - 5
        assert paper.annexes[-1].blocks[-1].text == f"本表列前{MANY - 5}项，其余见权责清单登记簿。"
