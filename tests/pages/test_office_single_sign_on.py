"""From the office's door to the government's sign-on and back, with a real provider."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quanze.domain.roles import Role
from quanze.services import staffing
from quanze.settings import Settings
from quanze_api.app import create_app
from registers import Site
from signons import consent, running_provider
from staff import Browser, code_at, enrol, make_person, words


@pytest.fixture(scope="module")
def issuer():
    with running_provider() as issuer:
        yield issuer


@pytest.fixture
def office(own_sample, own_site, issuer):
    """A browser before a door that has a sign-on."""
    site = Site(own_sample.url)
    site.app.state.register.close()
    site.app = create_app(
        Settings(database_url=own_sample.url, search_index=site.index, sso=(issuer, "quanze", "secret"))
    )
    yield Browser(site), own_sample.database
    site.close()


def arrive(browser, subject):
    """Through the provider; the answer to the return."""
    there = browser.ask("GET", "/office/sso?next=/office/me")
    assert there.status_code == 303
    back = consent(there.headers["location"], subject)
    assert back.startswith("http://test/office/sso/callback?")
    return browser.ask("GET", back.removeprefix("http://test"))


def link(database, person, issuer, subject):
    with database.writing() as connection:
        staffing.link_identity(connection, None, person.id, issuer, subject)


def test_a_linked_person_comes_in_and_the_door_offers_it(office, issuer):
    browser, database = office
    link(database, make_person(database, "张三", Role.LIST_OFFICE), issuer, "zhang")
    assert "统一身份认证" in words(browser.go("/office/sign-in"))
    answer = arrive(browser, "zhang")
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/me")
    assert "正在登录的设备" in words(browser.go("/office/me"))
    assert "quanze-sso" not in browser.cookies


def test_whoever_is_not_linked_stays_out(office):
    browser, database = office
    make_person(database, "张三")
    answer = arrive(browser, "张三")
    assert answer.status_code == 401
    assert "尚未与本系统的账户关联" in words(answer)
    assert browser.ask("GET", "/office/me").status_code == 303


def test_the_second_factor_is_asked_for_here_as_well(office, issuer):
    browser, database = office
    person = make_person(database, "公布", Role.PUBLISHER)
    link(database, person, issuer, "gong")
    secret = enrol(database, person)
    arrive(browser, "gong")
    assert browser.ask("GET", "/office/me").headers["location"] == "/office/code"
    browser.go("/office/code")
    browser.ask(
        "POST", "/office/code", data={"csrf": browser.hidden("csrf"), "code": code_at(secret, datetime.now(UTC))}
    )
    assert browser.ask("GET", "/office/me").status_code == 200


def test_a_return_into_another_browser_is_refused(office, issuer):
    """Nobody can be signed in to somebody else's account by a link."""
    browser, database = office
    link(database, make_person(database, "张三"), issuer, "zhang")
    there = browser.ask("GET", "/office/sso")
    back = consent(there.headers["location"], "zhang").removeprefix("http://test")
    victim = Browser(browser.site)
    assert victim.ask("GET", back).status_code == 401
    victim.ask("GET", "/office/sso")
    assert victim.ask("GET", back).status_code == 401
    assert "quanze-session" not in victim.cookies
