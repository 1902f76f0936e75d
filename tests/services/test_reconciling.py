"""An edition goes out only where before + added − removed = after, counted in two ways that do not know each other."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from factories import add_power, change
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput, Refused
from quanze.domain.rules.counts import Count
from quanze.services.checking import check_changes
from quanze.services.moments import places_of
from quanze.services.reconciling import confirm, figures_of_edition, reconcile
from quanze.storage import readers

DAY = "2019-01-01"
LICENSE = "administrative_license"
PENALTY = "administrative_penalty"


@pytest.fixture
def place(ledger):
    with ledger.database.reading() as connection:
        return next(one for one in places_of(connection) if one.id == ledger.jurisdiction)


@pytest.fixture
def listed(ledger, department):
    """Two penalties and a licence here, a penalty elsewhere."""
    names = ("对甲的处罚", "对乙的处罚")
    found = [ledger.found_power(department, name) for name in names]
    ledger.found_power(department, "丙许可", category=LICENSE)
    ledger.found_power(ledger.found_department("市场监督管理局"), "对丁的处罚")
    return found


def moved(connection, place, changes):
    return check_changes(connection, place.id, changes, changes[0].effective_from).counts


def told(figures):
    return [(one.category, one.before, one.added, one.removed, one.after) for one in figures.counts]


def some_changes(department, listed):
    return [
        change(Op.CANCEL, listed[0], DAY),
        change(Op.RECLASSIFY, listed[1], DAY, fields={"category": LICENSE}),
        add_power(department, "对戊的处罚", since=DAY),
    ]


def test_the_numbers_of_changes_before_and_after(ledger, place, department, listed):
    changes = some_changes(department, listed)
    with ledger.database.reading() as connection:
        found = reconcile(connection, place, changes, moved(connection, place, changes))
    assert told(found) == [(LICENSE, 1, 1, 0, 2), (PENALTY, 2, 1, 2, 1)]
    assert found.others == {PENALTY: 1}
    assert found.total == Count("", "", 4, 2, 2)
    assert [(one.category, one.before, one.after) for one in found.by_category] == [(LICENSE, 1, 2), (PENALTY, 3, 2)]


def test_what_was_reckoned_is_what_the_list_became_and_what_the_log_tells(ledger, place, department, listed):
    changes = some_changes(department, listed)
    with ledger.database.reading() as connection:
        expected = reconcile(connection, place, changes, moved(connection, place, changes))
    edition = ledger.publish(*changes).edition
    with ledger.database.reading() as connection:
        confirm(connection, place, expected)
        row = readers.edition(connection, place.log, edition)
        assert figures_of_edition(connection, place.log, row) == expected


def test_a_later_edition_changes_nothing_of_what_an_earlier_one_tells(ledger, place, department, listed):
    edition = ledger.publish(change(Op.CANCEL, listed[0], DAY)).edition
    with ledger.database.reading() as connection:
        row = readers.edition(connection, place.log, edition)
        before = figures_of_edition(connection, place.log, row)
    ledger.publish(change(Op.CANCEL, listed[1], DAY), add_power(department, "对己的处罚", since=DAY))
    with ledger.database.reading() as connection:
        assert figures_of_edition(connection, place.log, row) == before


def test_another_list_than_reckoned_is_refused(ledger, place, department, listed):
    changes = [change(Op.CANCEL, listed[0], DAY)]
    with ledger.database.reading() as connection:
        expected = reconcile(connection, place, changes, moved(connection, place, changes))
    ledger.publish(*changes, add_power(department, "对庚的处罚", since=DAY))
    with ledger.database.reading() as connection, pytest.raises(Refused, match="数量不平") as refused:
        confirm(connection, place, expected)
    assert refused.value.code == "counts_do_not_reconcile"


def test_damaged_totals_are_noticed_before_anything_is_written(ledger, place, department, listed):
    changes = [change(Op.CANCEL, listed[0], DAY)]
    damage = text(
        "UPDATE tallies SET delta = delta + 1 WHERE log = :log AND department = :department AND category = :c"
    )
    with ledger.database.writing() as connection:
        connection.execute(damage, {"log": place.log, "department": department, "c": PENALTY})
    with ledger.database.reading() as connection, pytest.raises(Refused, match="调整前") as refused:
        reconcile(connection, place, changes, moved(connection, place, changes))
    assert refused.value.code == "counts_do_not_reconcile"


def stated(count, **others):
    said = {"department": count.department, "category": count.category, "before": count.before, "added": count.added}
    return {**said, "removed": count.removed, "after": count.after, **others}


def test_the_numbers_that_a_notice_states_are_those_of_the_list(ledger, place, department, listed):
    changes = some_changes(department, listed)
    with ledger.database.reading() as connection:
        counts = moved(connection, place, changes)
        right = [stated(one) for one in reconcile(connection, place, changes, counts).counts]
        assert reconcile(connection, place, changes, counts, right)
        for name in ("before", "added", "removed", "after"):
            wrong = [{**right[0], name: right[0][name] + 1}, *right[1:]]
            with pytest.raises(InvalidInput) as refused:
                reconcile(connection, place, changes, counts, wrong)
            assert refused.value.code == "counts_differ"
        with pytest.raises(InvalidInput):
            reconcile(connection, place, changes, counts, [{**right[0], "department": "another"}])


def test_where_a_power_was_long_ago_is_not_counted(ledger, place, department, listed):
    """It was another department's, which penalises the same violation still: that department's list is not read."""
    other = ledger.found_department("应急管理局")
    name = "对未按规定贮存危险化学品的处罚"
    power = ledger.found_power(department, name)
    for each in (name, "对无证作业的处罚"):
        ledger.found_power(other, each)
    ledger.publish(change(Op.TRANSFER, power, "2017-01-01", to_department=other))
    ledger.publish(change(Op.TRANSFER, power, "2018-01-01", to_department=department))
    changes = [change(Op.CANCEL, power, DAY)]
    with ledger.database.reading() as connection:
        found = reconcile(connection, place, changes, moved(connection, place, changes))
    assert {one.department for one in found.counts} == {department}
    ledger.publish(*changes)
    with ledger.database.reading() as connection:
        confirm(connection, place, found)
