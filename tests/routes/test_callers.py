"""Who asks the API: a token in the header, or a session that shows its token against forgery; nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quanze.domain.access import Scope
from quanze.domain.roles import Role
from quanze.services import staffing, tokens
from quanze.storage import people
from staff import Browser, make_person

PROPOSALS = "/api/v1/proposals"


@pytest.fixture
def person(own_sample):
    return make_person(own_sample.database, "清单办", Role.LIST_OFFICE)


def make_token(database, person, **said):
    with database.writing() as connection:
        return tokens.make_token(connection, None, person, "程序", datetime.now(UTC), **said)


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def refused(answer, status, code):
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    return True


def test_a_token_opens_and_its_use_is_written_down(own_site, own_sample, person):
    token = make_token(own_sample.database, person)
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = own_site.get(PROPOSALS, headers={"authorization": f"{scheme} {token}"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
    with own_sample.database.reading() as connection:
        [row] = people.tokens_of(connection, person.id)
    assert row.last_used_at is not None


@pytest.mark.parametrize("token", ["", "qz_x", "x" * 3000])
def test_a_wrong_token_is_a_401_that_says_what_to_send(own_site, person, token):
    answer = own_site.get(PROPOSALS, headers=bearer(token))
    assert refused(answer, 401, "bad_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_nobody_is_a_401(own_site):
    assert refused(own_site.get(PROPOSALS), 401, "not_signed_in")
    assert refused(own_site.get(PROPOSALS, headers={"authorization": "Basic eDp5"}), 401, "not_signed_in")
    assert refused(own_site.get(PROPOSALS, headers={"cookie": "quanze-session=x"}), 401, "not_signed_in")


def test_a_token_ends_with_its_account(own_site, own_sample, person):
    token = make_token(own_sample.database, person)
    with own_sample.database.writing() as connection:
        staffing.set_disabled(connection, None, person.id, disabled=True)
    assert refused(own_site.get(PROPOSALS, headers=bearer(token)), 401, "bad_token")


ASKED = {
    Scope.READ: ("GET", PROPOSALS, None),
    Scope.PROPOSE: ("POST", PROPOSALS, {"title": "调整", "changes": []}),
    Scope.DECIDE: ("POST", f"{PROPOSALS}/00000000000000000000000000/actions", {"action": "review"}),
    Scope.PUBLISH: (
        "POST",
        "/api/v1/editions",
        {"title": "公告", "kind": "announcement", "proposals": [], "effective_from": "2026-01-01"},
    ),
}


@pytest.mark.parametrize("scope", Scope)
def test_a_token_opens_its_scopes_only(own_site, own_sample, person, scope):
    token = make_token(own_sample.database, person, scopes=[scope])
    for asked, (method, path, body) in ASKED.items():
        answer = own_site.request(method, path, headers=bearer(token), json=body)
        closed = answer.status_code == 403 and answer.json()["code"] == "out_of_scope"
        assert closed == (asked is not scope), (asked, answer.text)


def test_who_only_proposes_submits(own_site, own_sample, person):
    for scope, action, closed in ((Scope.PROPOSE, "submit", False), (Scope.DECIDE, "submit", True)):
        token = make_token(own_sample.database, person, scopes=[scope])
        path, body = f"{PROPOSALS}/00000000000000000000000000/actions", {"action": action}
        answer = own_site.request("POST", path, headers=bearer(token), json=body)
        assert (answer.json()["code"] == "out_of_scope") == closed


def test_a_session_reads_and_changes_only_with_its_token_against_forgery(own_site, own_sample, person):
    browser = Browser(own_site)
    browser.sign_in("清单办")
    token = browser.hidden("csrf")
    assert browser.ask("GET", PROPOSALS).status_code == 200
    body = {"title": "调整", "department": own_sample["agriculture"], "changes": []}
    for headers in ({}, {"x-csrf-token": "x"}, {"x-csrf-token": token, "origin": "https://evil.example"}):
        assert refused(browser.ask("POST", PROPOSALS, json=body, headers=headers), 403, "bad_origin")
    answer = browser.ask("POST", PROPOSALS, json=body, headers={"x-csrf-token": token})
    assert answer.status_code not in (401, 403)


def test_a_session_that_still_lacks_something_opens_nothing(own_site, own_sample):
    make_person(own_sample.database, "公布", Role.PUBLISHER)
    browser = Browser(own_site)
    browser.sign_in("公布")
    assert refused(browser.ask("GET", PROPOSALS), 401, "not_signed_in")
