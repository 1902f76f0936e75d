"""Demonstration accounts: one of each role, new passwords at every start, and none in a register in earnest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from quanze.domain.errors import Refused
from quanze.domain.roles import ROLE_LABELS, Role
from quanze.services import staffing
from quanze.services.demonstrating import CAST, hire
from quanze.services.moments import places_of
from staff import Browser, code_at, words

TODAY = date(2024, 6, 1)


def place_in(sample):
    with sample.database.reading() as connection:
        return places_of(connection)[0]


def test_whoever_is_printed_can_sign_in(own_sample, own_site):
    staff = hire(own_sample.database, place_in(own_sample), TODAY)
    assert {one.role for one in staff} == set(ROLE_LABELS.values())
    assert len({one.password for one in staff}) == len(staff)
    for one in staff:
        browser = Browser(own_site)
        browser.sign_in(one.login, one.password)
        if one.code_key:
            browser.send("/office/code", code=code_at(one.code_key, datetime.now(UTC)))
        assert one.role in words(browser.go("/office/me"))


def test_a_second_start_changes_the_passwords_and_nobody_else(own_sample):
    place = place_in(own_sample)
    first, second = (hire(own_sample.database, place, TODAY) for _ in range(2))
    assert [one.login for one in first] == [one.login for one in second]
    assert not {one.password for one in first} & {one.password for one in second}
    with own_sample.database.reading() as connection:
        assert len(staffing.accounts_in(connection, place.id)) == len(CAST)


def test_two_departments_are_at_work(own_sample):
    held = {one.login: one.department for one in hire(own_sample.database, place_in(own_sample), TODAY)}
    assert held["clerk"] == held["head"] != held["clerk2"]


def test_offices_act_in_names_of_their_own(own_sample):
    place = place_in(own_sample)
    hire(own_sample.database, place, TODAY)
    with own_sample.database.reading() as connection:
        named = {one.login: one.person.office(set(Role)) for one in staffing.accounts_in(connection, place.id)}
    assert named["legal"] == f"{place.name}司法局"
    assert named["recorder"] == named["publisher"] == f"{place.name}人民政府办公室"
    assert named["clerk"] == "部门经办人"


def test_a_register_in_earnest_has_no_such_accounts(own_sample):
    with own_sample.database.writing() as connection:
        connection.exec_driver_sql("UPDATE jurisdictions SET demonstration = 0")
    with pytest.raises(Refused):
        hire(own_sample.database, place_in(own_sample), TODAY)
