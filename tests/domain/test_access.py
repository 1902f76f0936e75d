"""Locks grow and sessions end: rules over moments that are handed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis.strategies import datetimes, integers, just, lists, timedeltas

from quanze.domain.access import FREE_ATTEMPTS, LONGEST_LOCK, SessionLimits, is_locked, lock_after

MOMENTS = datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=just(UTC))  # noqa: DTZ001 - the zone is added
SPANS = timedeltas(timedelta(0), timedelta(hours=3))


@given(integers(0, 10_000))
def test_a_lock_never_shrinks_with_more_failures_and_never_grows_beyond_an_hour(failures):
    assert lock_after(failures) <= lock_after(failures + 1) <= LONGEST_LOCK
    assert bool(lock_after(failures)) == (failures >= FREE_ATTEMPTS)


@given(MOMENTS, SPANS)
def test_a_lock_holds_until_its_moment(now, span):
    assert is_locked(now + span, now) == (span > timedelta(0))
    assert not is_locked(None, now)


@given(MOMENTS, lists(SPANS, max_size=20))
def test_a_session_lives_while_it_is_used_often_enough_and_no_longer_than_the_limit(created, pauses):
    limits, seen = SessionLimits(), created
    for pause in pauses:
        now = seen + pause
        alive = limits.is_live(created, seen, now)
        assert alive == (pause < limits.idle and now - created < limits.absolute)
        if not alive:
            break
        seen = now


@given(MOMENTS, SPANS)
def test_what_has_ended_never_comes_back(created, later):
    limits = SessionLimits()
    ended = created + limits.idle
    assert not limits.is_live(created, created, ended)
    assert not limits.is_live(created, created, ended + later)


@given(MOMENTS, SPANS)
def test_a_proof_is_fresh_for_a_while(proved, later):
    limits = SessionLimits()
    assert limits.is_fresh(proved, proved + later) == (later < limits.fresh)
