"""Tokens: shown once, kept as a digest, never more than their person and their scopes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from factories import make_jurisdiction
from quanze.domain.access import ALL_SCOPES, Scope
from quanze.domain.errors import Forbidden, InvalidInput, NotFound
from quanze.domain.roles import Role
from quanze.services import staffing, tokens
from quanze.storage import people
from staff import NOW, make_person


@pytest.fixture
def person(database):
    make_jurisdiction(database)
    return make_person(database, "清单办", Role.LIST_OFFICE)


def make(database, person, by=None, **said):
    with database.writing() as connection:
        return tokens.make_token(connection, by, person, "汇总程序", NOW, **said)


def caller(database, token, now=NOW):
    with database.reading() as connection:
        return tokens.caller_of(connection, token, now)


def test_a_token_is_its_person_and_is_kept_nowhere(database, person):
    token = make(database, person)
    found = caller(database, token)
    assert (found.person, found.scopes) == (person, ALL_SCOPES)
    with database.reading() as connection:
        tables = ("tokens", "audit_log")
        everything = str([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
    assert token not in everything
    assert token[:9] in everything


@pytest.mark.parametrize("wrong", ["", "qz_", "qz_x", "x" * 5000, "\x00"])
def test_a_wrong_token_is_nobody(database, person, wrong):
    make(database, person)
    assert caller(database, wrong) is None


def test_a_token_opens_its_scopes_only(database, person):
    found = caller(database, make(database, person, scopes=[Scope.READ]))
    found.require(Scope.READ)
    for scope in ALL_SCOPES - {Scope.READ}:
        with pytest.raises(Forbidden) as caught:
            found.require(scope)
        assert caught.value.code == "out_of_scope"


def test_a_token_ends_when_it_says_and_when_it_is_revoked(database, person):
    token = make(database, person, expires_at=NOW + timedelta(days=1))
    assert caller(database, token, NOW + timedelta(hours=23))
    assert caller(database, token, NOW + timedelta(days=1)) is None
    with database.writing() as connection:
        [row] = people.tokens_of(connection, person.id)
        tokens.revoke(connection, person, row.id, NOW)
    assert caller(database, token) is None
    with pytest.raises(NotFound), database.writing() as connection:
        tokens.revoke(connection, person, row.id, NOW)


def test_nobody_revokes_anothers_token(database, person):
    token = make(database, person)
    with database.writing() as connection:
        [row] = people.tokens_of(connection, person.id)
    with pytest.raises(NotFound), database.writing() as connection:
        tokens.revoke(connection, _other(database), row.id, NOW)
    assert caller(database, token)


def _other(database):
    from quanze.domain.roles import Person

    return Person("somebody", "旁人", "nowhere")


def test_a_disabled_account_takes_its_tokens_along(database, person):
    token = make(database, person)
    for disabled in (True, False):
        with database.writing() as connection:
            staffing.set_disabled(connection, None, person.id, disabled=disabled)
        assert (caller(database, token) is None) == disabled


def test_what_a_browser_makes_ends_within_a_year_and_only_for_oneself(database, person):
    token = make(database, person, by=person, expires_at=NOW + timedelta(days=9_000))
    assert caller(database, token, NOW + timedelta(days=365))
    assert caller(database, token, NOW + timedelta(days=367)) is None
    with pytest.raises(Forbidden):
        make(database, person, by=_other(database))
    with pytest.raises(InvalidInput):
        make(database, person, by=person, scopes=[])


def test_administrators_make_no_tokens(database, person):
    auditor = make_person(database, "审计", Role.AUDITOR)
    with pytest.raises(Forbidden):
        make(database, auditor, by=auditor)


def test_its_use_is_written_down_once_a_minute(database, person):
    token = make(database, person)
    for seconds, stale in ((0, True), (30, False), (61, True)):
        now = NOW + timedelta(seconds=seconds)
        found = caller(database, token, now)
        assert tokens.is_stale(found, now) == stale
        with database.writing() as connection:
            tokens.use(connection, found.token, now)
