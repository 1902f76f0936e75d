"""The audit log: one line for everything, no secrets, no change, and only the auditor reads."""

from __future__ import annotations

import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factories import make_jurisdiction
from quanze.domain.errors import Forbidden
from quanze.domain.roles import Role
from quanze.services import auditing
from quanze.services.auditing import Wanted, record, search_log
from quanze.storage import audit_log, fsck
from staff import make_person

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def auditor(database):
    make_jurisdiction(database)
    return make_person(database, "审计", Role.AUDITOR)


def write(database, person, action, subject="x", outcome="done", **details):
    with database.writing() as connection:
        return record(connection, person, action, subject, outcome, **details)


def search(database, auditor, **wanted):
    with database.reading() as connection:
        return search_log(connection, auditor, Wanted(**wanted), ZONE)


def differences(database):
    with database.reading() as connection:
        return list(audit_log.differences(connection))


def test_a_line_says_who_in_what_office_did_what_and_from_where(database, auditor):
    token = auditing.called_from.set("192.0.2.7")
    try:
        number = write(database, auditor, "submit", "proposal:1", digest="abc", count=3, note="汉字", nothing=None)
    finally:
        auditing.called_from.reset(token)
    line = search(database, auditor)[0]
    assert (line.number, line.account, line.office) == (number, "审计", "auditor")
    assert (line.action, line.subject, line.outcome, line.address) == ("submit", "proposal:1", "done", "192.0.2.7")
    assert line.details == {"digest": "abc", "count": 3, "note": "汉字", "nothing": None}
    assert line.jurisdiction == auditor.jurisdiction


def test_secrets_are_left_out_whoever_hands_them_in(database, auditor):
    names = ("password", "new_password", "api_token", "totp_secret", "csrf", "session_cookie")
    write(database, auditor, "x", **dict.fromkeys(names, "s3cret"), level="open")
    assert search(database, auditor)[0].details == {"level": "open"}


def test_numbers_have_no_gap_even_after_what_was_rolled_back(database, auditor):
    first = write(database, auditor, "one")
    with database.engine.connect().execution_options(quanze_writes=True) as connection:
        record(connection, auditor, "never", "x")
        connection.rollback()
    assert write(database, auditor, "two") == first + 1
    assert differences(database) == []


def test_writers_at_once_take_turns(database, auditor):
    threads = [threading.Thread(target=write, args=(database, auditor, f"act{n}")) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [line.number for line in search(database, auditor)]
    assert numbers == list(range(len(numbers), 0, -1))
    assert differences(database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET outcome = 'done'",
        "UPDATE audit_log SET digest = digest",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE number = 1",
        "INSERT INTO audit_log SELECT * FROM audit_log WHERE true ON CONFLICT (number) DO UPDATE SET action = 'x'",
    ],
)
def test_no_line_is_changed_or_lost(database, auditor, statement):
    with pytest.raises(DBAPIError, match=r"(?i)append-only|unique"), database.writing() as connection:
        connection.execute(text(statement))
    assert differences(database) == []


def test_not_even_by_replacing_or_truncating(database, auditor):
    statement = (
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log" if database.is_sqlite else "TRUNCATE audit_log"
    )
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(text(statement))


TAMPERINGS = {
    "a word": "UPDATE audit_log SET outcome = 'done ' WHERE number = 2",
    "a detail": "UPDATE audit_log SET details = '{}' WHERE number = 2",
    "a moment": "UPDATE audit_log SET at = '2020-01-01 00:00:00' WHERE number = 2",
    "a digest": "UPDATE audit_log SET digest = 'x' WHERE number = 2",
    "a line gone": "DELETE FROM audit_log WHERE number = 2",
    "the first line gone": "DELETE FROM audit_log WHERE number = 1",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_is_changed_behind_the_triggers_is_named(database, auditor, what):
    for action in ("one", "two", "three"):
        write(database, auditor, action)
    with database.writing() as connection:
        if database.is_sqlite:
            for end in ("no_update", "no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER audit_log_{end}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_log DISABLE TRIGGER ALL")
        assert connection.execute(text(TAMPERINGS[what])).rowcount
    [line] = differences(database)
    assert "审计日志" in line
    with database.reading() as connection:
        assert list(fsck.differences(connection)) == [line]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_only_the_auditor_reads(database, auditor, role):
    from quanze.domain.roles import OF_A_DEPARTMENT, Assignment, Person

    held = Assignment(role, "farm" if role in OF_A_DEPARTMENT else None)
    with pytest.raises(Forbidden):
        search(database, Person("p", "张三", auditor.jurisdiction, (held,)))


def test_an_auditor_sees_the_own_jurisdiction_and_nameless_attempts(database, auditor):
    from quanze.domain.roles import Person

    stranger = Person("p", "远人", make_jurisdiction(database, "别处"))
    write(database, stranger, "theirs")
    write(database, None, "nobodys")
    actions = {line.action for line in search(database, auditor)}
    assert "nobodys" in actions
    assert "theirs" not in actions


def test_lines_are_found_by_day_person_action_and_outcome(database, auditor):
    write(database, auditor, "one", outcome="refused")
    write(database, None, "two", jurisdiction=auditor.jurisdiction, account="命令行")
    today = datetime.now(ZONE).date()

    def actions(**wanted):
        return {line.action for line in search(database, auditor, **wanted)}

    assert actions(outcome="refused") == {"one"}
    assert actions(action="two") == {"two"}
    assert actions(person="审计") == {"one"}
    assert actions(person=auditor.id) == {"one"}
    assert {"one", "two"} <= actions(since=min(today, datetime.now(ZONE).date()))
    assert actions(until=date(2020, 1, 1)) == set()
    assert actions(before=2) == {"create_account"}


def test_a_person_keeps_the_name_of_then(database, auditor):
    write(database, auditor, "then")
    with database.writing() as connection:
        connection.execute(text("UPDATE accounts SET login = '改名'"))
    write(database, auditor, "now")
    assert [line.account for line in search(database, auditor)][:2] == ["改名", "审计"]
