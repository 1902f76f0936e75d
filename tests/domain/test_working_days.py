"""Working days: the first day is not counted, a period ends on a day that is worked, unknown years are provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, builds, dates, dictionaries, integers

from quanze.domain.errors import InvalidInput
from quanze.domain.working_days import Calendar, Declared, read_arrangements, state_council

DAYS = dates(date(2015, 1, 1), date(2026, 12, 1))
COUNTS = integers(0, 40)
CALENDARS = builds(
    Calendar.of, dictionaries(dates(date(2015, 1, 1), date(2027, 12, 31)), builds(Declared, booleans()), max_size=60)
)


def test_the_day_on_which_it_begins_is_not_counted():
    assert state_council().after(date(2026, 3, 2), 1) == (date(2026, 3, 3), False)
    assert state_council().after(date(2026, 3, 6), 1).day == date(2026, 3, 9), "over a week-end"


def test_holidays_are_left_out_and_days_worked_instead_are_counted():
    assert state_council().after(date(2026, 9, 30), 2).day == date(2026, 10, 9)
    assert state_council().after(date(2026, 9, 30), 3).day == date(2026, 10, 10), "a Saturday that is worked"
    assert state_council().after(date(2024, 2, 9), 1).day == date(2024, 2, 18), "a Sunday that is worked"


def test_a_year_without_an_arrangement_makes_it_provisional():
    known = state_council()
    unknown = max(known.years) + 1
    assert known.after(date(unknown - 1, 12, 28), 10).provisional
    assert not known.after(date(unknown - 1, 3, 2), 10).provisional
    assert known.after(date(unknown, 3, 2), 5).provisional
    assert {2004, 2026} <= known.years


def test_the_arrangements_that_come_along_are_whole():
    known = state_council()
    assert known.years == set(range(min(known.years), max(known.years) + 1))
    for year in known.years:
        days = [(day, said) for day, said in known.declared.items() if day.year == year]
        assert 7 <= sum(not said.is_working and day.weekday() < 5 for day, said in days) <= 25
        assert all(day.weekday() >= 5 for day, said in days if said.is_working)
        assert all(said.note for _, said in days)


def test_one_day_declared_here_does_not_make_its_year_known():
    closed = date(2027, 5, 4)
    known = state_council().over({closed: Declared(False, "停电")})
    assert not known.is_working(closed)
    assert 2027 not in known.years


@given(CALENDARS, DAYS, COUNTS)
def test_it_never_ends_on_a_day_off(calendar, start, days):
    due = calendar.after(start, days).day
    assert due == start if days == 0 else calendar.is_working(due)


@given(CALENDARS, DAYS, COUNTS)
def test_more_days_end_later(calendar, start, days):
    assert calendar.after(start, days).day < calendar.after(start, days + 1).day


@given(CALENDARS, DAYS, COUNTS)
def test_a_later_start_never_ends_earlier(calendar, start, days):
    assert calendar.after(start, days).day <= calendar.after(start + timedelta(days=1), days).day


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_days_and_more_days_are_all_of_them(calendar, start, some, more):
    assert calendar.after(calendar.after(start, some).day, more).day == calendar.after(start, some + more).day


@given(CALENDARS, DAYS, COUNTS)
def test_what_is_added_is_what_lies_between(calendar, start, days):
    assert calendar.between(start, calendar.after(start, days).day) == days
    assert calendar.between(calendar.after(start, days).day, start) == 0


def test_an_arrangement_is_read_as_governments_write_it():
    found = read_arrangements('[2027]\noff."元旦" = ["01-01"]\non."元旦" = ["01-03"]')
    assert found == {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 3): (True, "元旦")}


@pytest.mark.parametrize(
    "text", ["nonsense", "[x]\noff.a = ['01-01']", "[2027]\noff.a = ['02-30']", "[2027]\noff.a = 1", "off = 1"]
)
def test_what_is_no_arrangement_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        read_arrangements(text)
    assert refused.value.code == "bad_holidays"
