"""Stating spans against a naive grid: a list of days, each with the version stated on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.errors import InvalidInput
from quanze.domain.spans import FOREVER, Span, after, next_start, place, span_on

ORIGIN = date(2016, 1, 1)
DAYS = 12


def on(number):
    """Day ``number`` of the grid; the day after the last one stands for the open end."""
    return FOREVER if number == DAYS else ORIGIN + timedelta(days=number)


def grid(rows):
    """The versions stated on each day; refuses two on one day."""
    versions = [[row.version for row in rows if row.holds(on(number))] for number in range(DAYS)]
    assert all(len(found) <= 1 for found in versions), "two texts on one day"
    return [found[0] if found else None for found in versions]


ends = st.tuples(st.integers(0, DAYS - 1), st.integers(1, DAYS)).filter(lambda pair: pair[0] < pair[1])
histories = st.lists(ends, max_size=8)


def told(history):
    """Rows and naive grid after stating versions 1, 2, … one after the other."""
    rows, days = [], [None] * DAYS
    for version, (start, stop) in enumerate(history, start=1):
        rows = after(rows, place(rows, Span(version, on(start), on(stop))))
        days[start:stop] = [version] * (stop - start)
    return rows, days


@given(histories)
def test_a_day_says_what_was_stated_on_it_last(history):
    rows, days = told(history)
    assert grid(rows) == days


@given(histories)
def test_rows_are_never_empty_and_never_meet_themselves(history):
    rows, _ = told(history)
    assert all(row.valid_from < row.valid_to for row in rows)
    ends_of = {(row.version, row.valid_to) for row in rows}
    assert not any((row.version, row.valid_from) in ends_of for row in rows), "one row was cut in two for nothing"


@given(histories, ends)
def test_only_overlapped_rows_close_and_their_remains_keep_their_version(history, interval):
    rows, days = told(history)
    start, stop = interval
    placement = place(rows, Span(99, on(start), on(stop)))
    assert placement.stated == Span(99, on(start), on(stop))
    assert {row.version for row in placement.closed} == {version for version in days[start:stop] if version}
    assert all(row in rows for row in placement.closed)
    opened = sum((row.valid_to - row.valid_from).days for row in placement.opened[:-1])
    closed = sum((row.valid_to - row.valid_from).days for row in placement.closed)
    covered = sum((min(r.valid_to, on(stop)) - max(r.valid_from, on(start))).days for r in placement.closed)
    assert opened == closed - covered


def test_touching_rows_are_left_alone():
    before, behind = Span(1, on(0), on(3)), Span(2, on(5), on(9))
    placement = place([before, behind], Span(3, on(3), on(5)))
    assert placement.closed == ()
    assert placement.opened == (Span(3, on(3), on(5)),)


def test_a_nested_statement_leaves_both_sides():
    placement = place([Span(1, on(0), FOREVER)], Span(2, on(3), on(5)))
    assert placement.opened == (Span(1, on(0), on(3)), Span(1, on(5), FOREVER), Span(2, on(3), on(5)))


def test_a_statement_over_everything_leaves_nothing():
    rows = [Span(1, on(2), on(3)), Span(2, on(3), on(7)), Span(1, on(7), FOREVER)]
    placement = place(rows, Span(3, on(0), FOREVER))
    assert set(placement.closed) == set(rows)
    assert placement.opened == (Span(3, on(0), FOREVER),)


def test_both_halves_of_one_version_close_where_both_are_overlapped():
    halves = [Span(1, on(0), on(3)), Span(2, on(3), on(5)), Span(1, on(5), FOREVER)]
    rows = after(halves, place(halves, Span(3, on(2), on(6))))
    assert grid(rows) == [1, 1, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(("start", "stop"), [(5, 5), (6, 5)])
def test_an_empty_interval_is_refused(start, stop):
    with pytest.raises(InvalidInput, match="时间段为空") as caught:
        place([], Span(1, on(start), on(stop)))
    assert caught.value.code == "empty_interval"


def test_nothing_is_stated_from_the_end_of_time():
    with pytest.raises(InvalidInput):
        place([], Span(1, FOREVER))


@given(histories, st.integers(0, DAYS - 1))
def test_the_row_of_a_day_is_the_one_that_holds_it(history, number):
    rows, days = told(history)
    row = span_on(rows, on(number))
    assert (row and row.version) == days[number]


@given(histories, st.integers(0, DAYS - 1))
def test_the_next_start_is_the_next_day_on_which_another_text_begins(history, number):
    rows, days = told(history)
    later = (n for n in range(number + 1, DAYS) if days[n] is not None and days[n] != days[n - 1])
    assert next_start(rows, on(number)) == on(next(later, DAYS))
