"""What is found of a proposal is kept for its next step, and looked for again once anything it rests on is another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from offices import SOON, amend, open_offices
from quanze.services import proposals
from quanze.services.checking import check_changes, severities_of
from quanze.services.examining import findings_of
from quanze.storage import people
from staff import place

NEW = {"handling_office": "种业管理科"}


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


def codes(told, severity):
    return {one["code"] for one in told["findings"] if one["severity"] == severity}


def test_another_edition_is_seen_by_a_draft_that_was_looked_at_before(offices, own_sample):
    first, second = (
        offices.propose(who, amend(own_sample["penalty"], **NEW), effective_from=SOON)["id"]
        for who in ("clerk", "head")
    )
    assert codes(offices.open("head", second), "error") == set()
    offices.approve_elements(first)
    assert codes(offices.open("head", second), "error") == set()
    assert offices.issue("publisher", first).status_code == 201
    assert codes(offices.open("head", second), "error")
    assert offices.try_to("head", second, "submit").status_code == 409


def test_another_text_is_looked_at_anew(offices, own_sample):
    draft = offices.propose("clerk", amend(own_sample["penalty"], **NEW), effective_from=SOON)["id"]
    body = {"title": "调整申请", "changes": [amend(own_sample["penalty"], legal_basis=None)], "effective_from": SOON}
    assert "basis_missing" in codes(offices.edit("clerk", draft, body).json(), "error")
    body = {**body, "changes": [amend(own_sample["penalty"], **NEW)]}
    assert codes(offices.edit("clerk", draft, body).json(), "error") == set()


def test_another_day_is_looked_at_anew_and_what_is_kept_is_what_is_found(offices, own_sample):
    draft = offices.propose("clerk", amend(own_sample["penalty"], **NEW), effective_from=SOON)["id"]
    here, soon = place(own_sample.database), date.fromisoformat(SOON)
    with own_sample.database.reading() as connection:
        person = connection.exec_driver_sql("SELECT id FROM persons WHERE name = 'clerk'").scalar_one()
        clerk = people.persons(connection, [person])[person]
        found = proposals.read(connection, here, clerk, draft)
        for today in (soon, soon + timedelta(days=1), soon):
            severities = severities_of(here.ruleset)
            fresh = check_changes(connection, here.id, found.changes(today), today, severities=severities).findings
            kept = findings_of(connection, here, found, today)
            assert list(kept) == fresh
            assert ("dated_back" in {one.code for one in kept}) == (today > soon)
