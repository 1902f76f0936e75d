"""Loading lists that had been published before: in order, out of order, and before the department's list began."""

from __future__ import annotations

import pytest

from factories import add_department, add_power, change
from quanze.domain.changes import Op
from quanze.domain.errors import Refused
from quanze.domain.identities import new_id
from storage.audit import audit


@pytest.fixture
def bureau(ledger):
    return ledger.found_department(since="2010-01-01")


def name_on(ledger, record, day, edition=None):
    body = ledger.stated(record, day, edition)
    return body and body["name"]


def test_the_first_load_states_its_list_from_its_day_on(ledger, bureau):
    power = add_power(bureau, since="2016-03-01")
    ledger.load(power)
    assert [name_on(ledger, power.id, day) for day in ("2016-02-29", "2016-03-01", "2199-01-01")] == [
        None,
        "对违法行为的处罚",
        "对违法行为的处罚",
    ]


def test_a_load_before_the_departments_list_ends_where_that_begins(ledger, bureau):
    listed = add_power(bureau, "两年都有", since="2019-05-01")
    ledger.load(listed)
    older, dropped = add_power(bureau, "旧名", listed.id, since="2016-03-01"), add_power(bureau, "后来没有")
    ledger.load(older, dropped)
    assert name_on(ledger, listed.id, "2019-04-30") == "旧名"
    assert name_on(ledger, listed.id, "2019-05-01") == "两年都有"
    assert name_on(ledger, dropped.id, "2019-04-30") == "后来没有"
    assert name_on(ledger, dropped.id, "2019-05-01") is None
    audit(ledger)


def test_a_load_before_the_list_touches_nothing_later_even_where_it_says_until_when(ledger, bureau):
    ledger.load(add_power(bureau, since="2019-05-01"))
    power = add_power(bureau, "旧", since="2016-03-01", until="2020-01-01")
    ledger.load(power)
    assert name_on(ledger, power.id, "2019-04-30") == "旧"
    assert name_on(ledger, power.id, "2019-05-01") is None


def test_an_end_before_the_list_begins_is_kept(ledger, bureau):
    ledger.load(add_power(bureau, since="2019-05-01"))
    power = add_power(bureau, "旧", since="2016-03-01", until="2017-01-01")
    ledger.load(power)
    assert name_on(ledger, power.id, "2016-12-31") == "旧"
    assert name_on(ledger, power.id, "2017-01-01") is None


def test_each_department_has_a_beginning_of_its_own(ledger, bureau):
    police = ledger.found_department("公安局", since="2010-01-01")
    ledger.load(add_power(bureau, since="2019-05-01"))
    early = add_power(police, "治安处罚", since="2016-03-01")
    ledger.load(early)
    assert name_on(ledger, early.id, "2024-01-01") == "治安处罚"


def test_a_load_on_or_after_the_first_day_is_open(ledger, bureau):
    ledger.load(add_power(bureau, since="2016-03-01"))
    same_day, later = add_power(bureau, "同日", since="2016-03-01"), add_power(bureau, "其后", since="2018-01-01")
    ledger.load(same_day, later)
    assert name_on(ledger, same_day.id, "2024-01-01") == "同日"
    assert name_on(ledger, later.id, "2024-01-01") == "其后"


def test_an_announcement_before_the_list_is_no_load_and_stays_open(ledger, bureau):
    ledger.load(add_power(bureau, since="2019-05-01"))
    power = add_power(bureau, "补列", since="2016-03-01")
    ledger.publish(power)
    assert name_on(ledger, power.id, "2024-01-01") == "补列"


def test_a_load_keeps_later_texts_without_being_told(ledger, bureau):
    power = add_power(bureau, "原名", since="2016-03-01")
    ledger.load(power)
    ledger.publish(change(Op.AMEND, power.id, "2022-01-01", fields={"name": "新名"}))
    ledger.load(change(Op.AMEND, power.id, "2019-05-01", fields={"name": "中间的名"}))
    names = [name_on(ledger, power.id, f"{year}-06-01") for year in (2018, 2020, 2023)]
    assert names == ["原名", "中间的名", "新名"]
    audit(ledger)


def test_a_load_may_found_the_department_that_it_lists(ledger):
    bureau = add_department(since="2016-03-01")
    power = add_power(bureau.id, since="2016-03-01")
    ledger.load(bureau, power)
    assert name_on(ledger, power.id, "2024-01-01") == "对违法行为的处罚"


def test_a_department_known_from_a_later_list_is_loaded_before_it(ledger):
    bureau = add_department("农业农村局", since="2019-05-01")
    ledger.load(bureau)
    ledger.load(add_department("农业局", bureau.id, since="2010-01-01"))
    assert name_on(ledger, bureau.id, "2019-04-30") == "农业局"
    assert name_on(ledger, bureau.id, "2019-05-01") == "农业农村局"


def test_older_editions_do_not_learn_of_a_list_loaded_late(ledger, bureau):
    power = add_power(bureau, "两年都有", since="2019-05-01")
    before = ledger.load(power).edition
    after = ledger.load(add_power(bureau, "旧名", power.id, since="2016-03-01")).edition
    assert name_on(ledger, power.id, "2017-01-01", before) is None
    assert name_on(ledger, power.id, "2017-01-01", after) == "旧名"


def test_a_load_does_not_list_twice_what_is_listed(ledger, bureau):
    power = add_power(bureau, since="2016-03-01")
    ledger.load(power)
    with pytest.raises(Refused) as caught:
        ledger.load(add_power(bureau, "同一事项", power.id, since="2018-01-01"))
    assert caught.value.code == "already_listed"


def test_a_large_list_is_loaded_in_one_edition(ledger, bureau):
    """More records than one query of the writer asks for."""
    powers = [add_power(bureau, f"事项{number}", new_id()) for number in range(900)]
    published = ledger.load(*powers)
    assert published.counts == {"administrative_penalty": 900}
    again = [change(Op.AMEND, power.id, "2020-01-01", fields={"note": "清理"}) for power in powers]
    assert ledger.publish(*again).changes == {"power": {"amend": 900}}
    audit(ledger, past=False)
