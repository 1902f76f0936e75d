"""Signing in: one answer to all who guess, locks that grow, codes that work once, sessions that end. The clock is
handed in; nothing sleeps.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers, lists, tuples
from sqlalchemy import text

from factories import make_jurisdiction, open_register
from quanze.domain.access import FREE_ATTEMPTS, SessionLimits, lock_after
from quanze.domain.errors import InvalidInput, NotSignedIn, Refused, Unavailable
from quanze.domain.passwords import REMEMBERED
from quanze.domain.roles import Role
from quanze.services import one_time_codes, sessions, signing_in, staffing
from quanze.services.sealing import Seal
from quanze.services.sessions import Step
from quanze.storage import audit_log, people
from staff import LIMITS, NOW, PASSWORD, code_at, enrol, make_person, session_for

WRONG = "wrong-wrong-wrong-1"


@pytest.fixture
def person(database):
    make_jurisdiction(database)
    return make_person(database, "张三")


@pytest.fixture
def seal(tmp_path):
    return Seal(tmp_path / "quanze.key")


@pytest.fixture
def publisher(database):
    make_jurisdiction(database)
    return make_person(database, "公布", Role.PUBLISHER)


def try_in(database, name, password, now=NOW):
    """The cookie, or None where not let in."""
    try:
        return signing_in.sign_in(database, name, password, now, LIMITS, "a browser")
    except NotSignedIn:
        return None


def found(database, cookie, now=NOW):
    with database.reading() as connection:
        return sessions.session_of(connection, cookie, now, LIMITS)


def lines(database):
    with database.reading() as connection:
        return [(row.action, row.outcome, row.details) for row in audit_log.lines(connection, [])]


def test_name_and_password_let_in_however_they_are_typed(database, person):
    for name, password in (("张三", PASSWORD), (" 张三 ", PASSWORD), ("张三", "ｃorrect-horse-battery-9")):
        session = found(database, try_in(database, name, password))
        assert (session.person.id, session.pending) == (person.id, None)
    assert lines(database)[0] == ("sign_in", "done", {"way": "password"})


def test_everybody_else_gets_the_same_answer(database, person):
    with database.writing() as connection:
        staffing.set_disabled(connection, None, make_person_in(connection, "停用"), disabled=True)
    messages = set()
    for name, password in (("张三", WRONG), ("没有此人", PASSWORD), ("停用", PASSWORD), ("", ""), ("a\x00", "x" * 500)):
        with pytest.raises(NotSignedIn) as caught:
            signing_in.sign_in(database, name, password, NOW, LIMITS)
        messages.add((caught.value.message, caught.value.code))
    assert len(messages) == 1


def make_person_in(connection, name):
    from quanze.services.moments import places_of

    return staffing.create_account(connection, None, places_of(connection)[0], name).person.id


def test_an_unknown_name_costs_a_comparison_too(database, person, monkeypatch):
    compared = []
    real = PasswordHasher.verify

    def verify(self, hashed, password):
        compared.append(hashed)
        return real(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for name in ("张三", "没有此人", ""):
        assert try_in(database, name, WRONG) is None
    assert len(compared) == 3
    assert all(hashed.startswith("$argon2id$") for hashed in compared)


def test_nothing_secret_is_written_down(database, person):
    try_in(database, WRONG, WRONG)
    cookie = try_in(database, "张三", PASSWORD)
    with database.reading() as connection:
        tables = ("accounts", "sessions", "audit_log")
        everything = str([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
    for secret in (PASSWORD, WRONG, cookie):
        assert secret not in everything


def test_too_many_failures_lock_even_the_right_password_out_until_the_lock_ends(database, person):
    for _ in range(FREE_ATTEMPTS):
        assert try_in(database, "张三", WRONG) is None
    lock = lock_after(FREE_ATTEMPTS)
    assert try_in(database, "张三", PASSWORD, NOW + lock / 2) is None
    assert try_in(database, "张三", WRONG, NOW + lock / 2) is None
    assert try_in(database, "张三", PASSWORD, NOW + lock)
    with database.reading() as connection:
        assert people.account_of(connection, person.id).failed_attempts == 0


def test_the_security_administrator_unlocks(database, person):
    for _ in range(FREE_ATTEMPTS):
        try_in(database, "张三", WRONG)
    with database.writing() as connection:
        staffing.unlock(connection, None, person.id)
    assert try_in(database, "张三", PASSWORD)


def test_guesses_made_at_once_are_all_counted(database, person):
    """Each is compared before any is counted, and still no more than the free ones count for nothing."""
    ready = threading.Barrier(8)

    def guess():
        ready.wait()
        try_in(database, "张三", WRONG)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert try_in(database, "张三", PASSWORD) is None
    reasons = [details["reason"] for action, outcome, details in lines(database) if outcome == "refused"]
    assert reasons.count("wrong") == FREE_ATTEMPTS
    assert reasons.count("locked") == 4


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def one_account(tmp_path_factory):
    """An account for many rounds: the rule is the same on each database, so one does."""
    database = open_register(f"sqlite:///{tmp_path_factory.mktemp('locks')}/q.db")
    make_jurisdiction(database)
    yield database, make_person(database, "张三")
    database.close()


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(steps=lists(tuples(integers(0, 1), integers(0, 4_000)), min_size=1, max_size=14))
def test_locks_follow_the_rule_whatever_is_tried_when(one_account, steps):
    """The account against a model of three lines, with the clock handed in."""
    database, person = one_account
    with database.writing() as connection:
        fresh = {"password_hash": CHEAP.hash(PASSWORD), "failed_attempts": 0, "locked_until": None}
        people.change_account(connection, person.id, **fresh)
    now, failures, until = NOW, 0, NOW
    for right, seconds in steps:
        now += timedelta(seconds=seconds)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(signing_in, "HASHER", CHEAP)
            entered = try_in(database, "张三", PASSWORD if right else WRONG, now)
        assert bool(entered) == (bool(right) and now >= until)
        if now >= until:
            failures = 0 if right else failures + 1
            until = now + lock_after(failures)


def test_an_outdated_hash_is_renewed_on_the_way_in(database, person):
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with database.writing() as connection:
        people.change_account(connection, person.id, password_hash=old)
    assert try_in(database, "张三", PASSWORD)
    with database.reading() as connection:
        stored = people.credentials(connection, person=person.id).password_hash
    assert stored != old
    assert try_in(database, "张三", PASSWORD)


def test_a_session_ends_when_idle_and_at_the_limit(database, person):
    cookie = try_in(database, "张三", PASSWORD)
    assert found(database, cookie, NOW + LIMITS.idle - timedelta(seconds=1))
    assert found(database, cookie, NOW + LIMITS.idle) is None
    now = NOW
    while now < NOW + LIMITS.absolute:
        session = found(database, cookie, now)
        assert session
        with database.writing() as connection:
            sessions.see(connection, session.id, now)
        now += LIMITS.idle / 2
    assert found(database, cookie, NOW + LIMITS.absolute) is None


def test_ended_sessions_are_cleared_away(database, person):
    session_for(database, person)
    session_for(database, person, NOW + LIMITS.absolute * 2)
    with database.reading() as connection:
        assert len(people.sessions_of(connection, person.id)) == 1


def test_a_cookie_is_kept_nowhere_and_a_wrong_one_is_nobody(database, person):
    cookie, session = session_for(database, person)
    assert session.id != cookie
    for wrong in ("", session.id, cookie[:-1], cookie.lower()):
        assert found(database, wrong) is None


def test_signing_out_ends_this_session_and_nobody_elses(database, person):
    (cookie, session), (other, _) = session_for(database, person), session_for(database, person)
    stranger, theirs = session_for(database, make_person(database, "李四"))
    with database.writing() as connection:
        sessions.end_one(connection, session, theirs.id)
        sessions.sign_out(connection, session)
    assert found(database, cookie) is None
    assert found(database, other)
    assert found(database, stranger)


# The second factor


def test_roles_that_need_a_second_factor_open_nothing_before_it(database, seal, publisher):
    cookie = try_in(database, "公布", PASSWORD)
    session = found(database, cookie)
    assert session.pending is Step.ENROL
    secret = one_time_codes.new_secret()
    rotated = one_time_codes.enrol(database, seal, session, secret, code_at(secret, NOW), "", NOW)
    assert found(database, rotated).pending is None
    assert found(database, cookie) is None
    again = found(database, try_in(database, "公布", PASSWORD))
    assert again.pending is Step.ONE_TIME_CODE


def test_a_role_given_later_asks_for_the_second_factor_at_once(database, person):
    from quanze.domain.roles import Assignment

    cookie, session = session_for(database, person)
    assert session.pending is None
    with database.writing() as connection:
        staffing.assign(connection, None, person.id, Assignment(Role.PUBLISHER))
    assert found(database, cookie).pending is Step.ENROL


def test_a_code_works_once_and_clocks_may_be_a_step_wrong(database, seal, publisher):
    secret = enrol(database, publisher)
    for steps in (-1, 0, 1):
        _, session = session_for(database, publisher)
        code = code_at(secret, NOW, steps)
        cookie = one_time_codes.give(database, seal, session, f" {code[:3]} {code[3:]}", NOW)
        assert found(database, cookie).pending is None
        _, session = session_for(database, publisher)
        with pytest.raises(NotSignedIn):
            one_time_codes.give(database, seal, session, code, NOW)
    for steps in (-2, 2):
        _, session = session_for(database, publisher)
        with pytest.raises(NotSignedIn):
            one_time_codes.give(database, seal, session, code_at(secret, NOW + timedelta(hours=3), steps), NOW)


def test_wrong_codes_lock_and_the_right_password_does_not_forget_them(database, seal, publisher):
    secret = enrol(database, publisher)
    for _ in range(FREE_ATTEMPTS):
        session = found(database, try_in(database, "公布", PASSWORD))
        with pytest.raises(NotSignedIn):
            one_time_codes.give(database, seal, session, "000000x", NOW)
    assert try_in(database, "公布", PASSWORD) is None
    with pytest.raises(NotSignedIn):
        one_time_codes.give(database, seal, session, code_at(secret, NOW), NOW)
    later = NOW + lock_after(FREE_ATTEMPTS)
    session = found(database, try_in(database, "公布", PASSWORD, later), later)
    assert one_time_codes.give(database, seal, session, code_at(secret, later), later)


def test_a_new_secret_is_proved_by_itself_and_by_the_old_one(database, seal, publisher):
    old, new = enrol(database, publisher), one_time_codes.new_secret()
    _, session = session_for(database, publisher)
    for code, before in (("123456x", code_at(old, NOW)), (code_at(new, NOW), ""), (code_at(new, NOW), "1")):
        with pytest.raises(InvalidInput):
            one_time_codes.enrol(database, seal, session, new, code, before, NOW)
    one_time_codes.enrol(database, seal, session, new, code_at(new, NOW), code_at(old, NOW), NOW)
    with database.reading() as connection:
        kept = people.credentials(connection, person=publisher.id).totp_secret
    assert new not in kept
    assert seal.unseal(kept) == new


@pytest.mark.parametrize("code", ["", "１２３", "六位数字", "\x00", "9" * 500])
def test_what_is_no_code_is_wrong_and_nothing_worse(database, seal, publisher, code):
    enrol(database, publisher)
    _, session = session_for(database, publisher)
    with pytest.raises(NotSignedIn):
        one_time_codes.give(database, seal, session, code, NOW)


def kept_secret(database, person):
    with database.reading() as connection:
        return people.credentials(connection, person=person.id).totp_secret


def test_a_secret_from_before_there_was_a_key_works_and_is_sealed_when_it_is_used(database, seal, publisher):
    secret = enrol(database, publisher)
    assert kept_secret(database, publisher) == secret
    _, session = session_for(database, publisher)
    one_time_codes.give(database, seal, session, code_at(secret, NOW), NOW)
    kept = kept_secret(database, publisher)
    assert secret not in kept
    _, session = session_for(database, publisher)
    assert one_time_codes.give(database, seal, session, code_at(secret, NOW, 1), NOW)
    assert kept_secret(database, publisher) == kept


def test_where_no_key_was_put_old_secrets_still_let_in_and_new_ones_are_refused(database, publisher):
    secret, nowhere = one_time_codes.new_secret(), Seal(None)
    _, session = session_for(database, publisher)
    with pytest.raises(Unavailable, match="QUANZE_KEY_FILE"):
        one_time_codes.enrol(database, nowhere, session, secret, code_at(secret, NOW), "", NOW)
    secret = enrol(database, publisher)
    assert one_time_codes.give(database, nowhere, session, code_at(secret, NOW), NOW)
    assert kept_secret(database, publisher) == secret


# Changing the password


def test_a_changed_password_signs_out_everywhere_else_and_rotates_the_cookie(database, person):
    (cookie, session), (other, _) = session_for(database, person), session_for(database, person)
    rotated = signing_in.change_password(database, session, PASSWORD, "a whole new sentence", NOW)
    assert (found(database, cookie), found(database, other)) == (None, None)
    assert found(database, rotated).csrf != session.csrf
    assert try_in(database, "张三", PASSWORD) is None
    assert try_in(database, "张三", "a whole new sentence")


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        (WRONG, "a whole new sentence", "当前密码不正确"),
        (PASSWORD, "short", "至少"),
        (PASSWORD, PASSWORD, "不能与原密码相同"),
        (PASSWORD, "我是张三我的密码没人知道", "姓名"),
    ],
)
def test_a_password_is_changed_by_its_owner_to_a_good_one_only(database, person, old, new, because):
    _, session = session_for(database, person)
    with pytest.raises(Refused, match=because):
        signing_in.change_password(database, session, old, new, NOW)
    assert try_in(database, "张三", PASSWORD)


def test_guessing_the_old_password_from_a_session_locks_too(database, person):
    _, session = session_for(database, person)
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Refused):
            signing_in.change_password(database, session, WRONG, "a whole new sentence", NOW)
    with pytest.raises(Refused, match="锁定"):
        signing_in.change_password(database, session, PASSWORD, "a whole new sentence", NOW)


# Passwords that have been used for long, or before

MONTHS = SessionLimits(password=timedelta(days=90))


def pending(database, cookie, now, limits):
    with database.reading() as connection:
        return sessions.session_of(connection, cookie, now, limits).pending


def test_a_password_ends_after_its_days_and_a_new_one_begins_them_anew(database, person):
    cookie, session = session_for(database, person)
    fresh = signing_in.change_password(database, session, PASSWORD, "a whole new sentence", NOW)
    later = NOW + MONTHS.password
    assert pending(database, fresh, NOW, MONTHS) is None
    cookie = try_in(database, "张三", "a whole new sentence", later - timedelta(seconds=1))
    assert pending(database, cookie, later - timedelta(seconds=1), MONTHS) is None
    assert pending(database, cookie, later, MONTHS) is Step.EXPIRED
    assert pending(database, cookie, later, LIMITS) is None
    session = found(database, cookie, later)
    cookie = signing_in.change_password(database, session, "a whole new sentence", "another whole sentence", later)
    assert pending(database, cookie, later, MONTHS) is None


def test_a_password_of_unknown_age_has_ended_where_passwords_end(database, person):
    cookie, _ = session_for(database, person)
    assert pending(database, cookie, NOW, MONTHS) is Step.EXPIRED
    assert pending(database, cookie, NOW, LIMITS) is None


def test_the_last_passwords_do_not_come_back_and_older_ones_may(database, person):
    used = [PASSWORD, *(f"a whole new sentence {number}" for number in range(REMEMBERED))]
    cookie, _ = session_for(database, person)
    for old, new in pairwise(used):
        cookie = signing_in.change_password(database, found(database, cookie), old, new, NOW)
    session = found(database, cookie)
    for former in used[-REMEMBERED:-1]:
        with pytest.raises(Refused, match="用过"):
            signing_in.change_password(database, session, used[-1], former, NOW)
    assert signing_in.change_password(database, session, used[-1], used[0], NOW)


def test_a_password_that_was_reset_does_not_come_back_either(database, person):
    with database.writing() as connection:
        given = staffing.reset_password(connection, None, person.id)
    _, session = session_for(database, person)
    with pytest.raises(Refused, match="用过"):
        signing_in.change_password(database, session, given, PASSWORD, NOW)
