"""The office's door: cookies, forgery, steps that cannot be skipped, and what a page never gives away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from quanze.domain.access import FREE_ATTEMPTS
from quanze.domain.rates import Rate
from quanze.domain.roles import Role
from quanze.services import staffing
from quanze.storage import people
from registers import Site
from staff import PASSWORD, Browser, code_at, enrol, make_person, words

STAFF_PAGES = [
    "/office",
    "/office/me",
    "/office/accounts",
    "/office/roles",
    "/office/audit",
    "/office/audit/export.csv",
]
STAFF_PAGES += ["/office/password", "/office/one-time-code", "/office/code"]
SUBMISSIONS = [
    "/office/sign-out",
    "/office/password",
    "/office/accounts",
    "/office/me/tokens",
    "/office/roles/x/assign",
]


@pytest.fixture
def office(own_sample, own_site):
    """A browser before the sign-in page, and the database behind it."""
    return Browser(own_site), own_sample.database


def test_a_clerks_way_in_and_out(office, own_sample):
    browser, database = office
    make_person(database, "张三", Role.LIST_OFFICE)
    page = browser.sign_in("张三")
    assert "我的账户" in words(page)
    assert "清单管理机构" in words(page)
    assert "已退出" in words(browser.send("/office/sign-out"))
    assert browser.go("/office/me").url.path == "/office/sign-in"


def test_who_is_not_signed_in_is_sent_to_the_door_and_comes_back(office):
    browser, database = office
    make_person(database, "张三")
    for path in STAFF_PAGES:
        answer = browser.ask("GET", path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/office/sign-in"), path
    browser.go("/office/me")
    answer = browser.ask(
        "POST",
        "/office/sign-in",
        data={"csrf": browser.hidden("csrf"), "next": browser.hidden("next"), "login": "张三", "password": PASSWORD},
    )
    assert answer.headers["location"] == "/office/me"


@pytest.mark.parametrize("path", SUBMISSIONS)
def test_nothing_is_submitted_without_a_session(office, path):
    assert office[0].ask("POST", path, data={"csrf": "x"}).headers["location"] == "/office/sign-in"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/powers", "/office/../x", "/office\\@e"]
)
def test_the_way_back_never_leads_elsewhere(office, elsewhere):
    browser, database = office
    make_person(database, "张三")
    browser.go("/office/sign-in")
    data = {"csrf": browser.hidden("csrf"), "next": elsewhere, "login": "张三", "password": PASSWORD}
    assert browser.ask("POST", "/office/sign-in", data=data).headers["location"] == "/office"


def test_one_answer_to_wrong_name_wrong_password_and_locked_account(office):
    browser, database = office
    make_person(database, "张三")
    said = []
    for login in ["没有此人", *["张三"] * (FREE_ATTEMPTS + 1)]:
        answer = browser.sign_in(login, "wrong-wrong-wrong")
        assert answer.status_code == 401
        said.append(words(answer))
    assert len(set(said)) == 1
    assert browser.sign_in("张三").status_code == 401


def test_the_password_never_comes_back_in_a_page(office):
    browser, database = office
    make_person(database, "张三")
    assert "sEcret-sEcret" not in browser.sign_in("张三", "sEcret-sEcret").text


def test_one_address_may_not_try_name_after_name(own_sample):
    """Beside the lock of each account: the answer is the same whoever is tried, and others are not held up."""
    site = Site(own_sample.url, sign_in_limit=Rate(3, 3600))
    browser = Browser(site)
    make_person(own_sample.database, "张三")
    for name in ("甲", "乙", "丙"):
        assert browser.sign_in(name, "wrong-wrong-wrong").status_code == 401
    refused = [browser.sign_in(name, PASSWORD) for name in ("张三", "没有此人")]
    assert [answer.status_code for answer in refused] == [429, 429]
    assert "请求过于频繁" in words(refused[0])
    assert int(refused[0].headers["retry-after"]) > 0
    assert len({re.sub(r"[0-9]+ 秒", "", words(answer)) for answer in refused}) == 1
    assert browser.ask("GET", "/office/sign-in").status_code == 200
    site.close()


def test_an_expired_password_leads_to_the_page_that_changes_it(own_sample):
    site = Site(own_sample.url, password_days=90)
    browser, database = Browser(site), own_sample.database
    make_person(database, "张三")
    assert "已到使用期限" in words(browser.sign_in("张三"))
    assert browser.ask("GET", "/office/me").headers["location"] == "/office/password"
    browser.go("/office/password")
    given = {"old": PASSWORD, "new": "a whole new sentence", "repeated": "a whole new sentence"}
    assert "密码已修改" in words(browser.send("/office/password", **given))
    assert browser.ask("GET", "/office/me").status_code == 200
    site.close()


# Cookies


def test_cookies_are_for_us_alone(office):
    browser, database = office
    make_person(database, "张三")
    browser.sign_in("张三")
    browser.cookies.clear()
    browser.go("/office/sign-in")
    data = {"csrf": browser.hidden("csrf"), "login": "张三", "password": PASSWORD, "next": "/office"}
    answer = browser.ask("POST", "/office/sign-in", data=data)
    [line] = [line for line in answer.headers.get_list("set-cookie") if "session" in line]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(line.split("; "))
    assert "Domain" not in line
    assert "Max-Age" not in line


def test_by_https_no_other_host_can_set_them(own_sample):
    site = Site(own_sample.url, base_url="https://qzqd.example.gov.cn")
    browser = Browser(site)
    make_person(own_sample.database, "张三")
    browser.sign_in("张三")
    assert set(browser.cookies) == {"__Host-quanze-session", "__Host-quanze-form"}
    answer = browser.ask("GET", "/office/sign-in")
    browser.cookies.clear()
    answer = browser.ask("GET", "/office/sign-in")
    assert "Secure" in answer.headers["set-cookie"]
    site.close()


def test_signing_in_gives_a_new_cookie_whatever_the_browser_had(office):
    browser, database = office
    make_person(database, "张三")
    browser.cookies["quanze-session"] = "planted"
    browser.sign_in("张三")
    assert browser.cookies["quanze-session"] != "planted"


def test_a_public_page_knows_nobody(office):
    """So that public pages may be kept by every cache."""
    browser, database = office
    make_person(database, "张三")
    before = browser.ask("GET", "/powers").text
    browser.sign_in("张三")
    answer = browser.ask("GET", "/powers")
    assert answer.text == before
    assert "set-cookie" not in answer.headers


# Forgery


def test_a_form_from_elsewhere_is_refused(office):
    browser, database = office
    make_person(database, "张三")
    browser.sign_in("张三")
    token = browser.hidden("csrf")
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        answer = browser.ask("POST", "/office/sign-out", data={"csrf": token}, headers=headers)
        assert answer.status_code == 403, headers
    for wrong in ("", "x", token[:-1], "汉字"):
        assert browser.ask("POST", "/office/sign-out", data={"csrf": wrong}).status_code == 403
    assert browser.ask("GET", "/office/me").status_code == 200
    same = {"origin": "http://test", "sec-fetch-site": "same-origin"}
    assert browser.ask("POST", "/office/sign-out", data={"csrf": token}, headers=same).status_code == 303


def test_the_door_itself_is_guarded(office):
    browser, database = office
    make_person(database, "张三")
    browser.go("/office/sign-in")
    data = {"login": "张三", "password": PASSWORD}
    assert browser.ask("POST", "/office/sign-in", data=data).status_code == 403
    browser.go("/office/sign-in")
    token = browser.hidden("csrf")
    browser.cookies.clear()
    assert browser.ask("POST", "/office/sign-in", data={**data, "csrf": token}).status_code == 403


def test_anothers_token_does_not_do(office, own_site):
    browser, database = office
    other = Browser(own_site)
    for one, name in ((browser, "张三"), (other, "李四")):
        make_person(database, name)
        one.sign_in(name)
    assert browser.ask("POST", "/office/sign-out", data={"csrf": other.hidden("csrf")}).status_code == 403


def test_a_submission_too_large_or_of_no_form_is_refused(office):
    browser, database = office
    make_person(database, "张三")
    browser.sign_in("张三")
    for body in (b"csrf=" + b"x" * 70_000, b"\xff\xfe", b"&".join([b"a=b"] * 3_000)):
        assert browser.ask("POST", "/office/sign-out", content=body).status_code == 400


# Headers


@pytest.mark.parametrize("path", ["/office/sign-in", *STAFF_PAGES])
def test_no_page_is_kept_framed_or_scripted(office, path):
    browser, database = office
    browser.sign_in_as(database, make_person(database, "审计", Role.AUDITOR))
    answer = browser.ask("GET", path)
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers.get_list("cache-control")) == 1
    if answer.headers.get("content-type", "").startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]* src=)|<[^>]* on[a-z]+=", answer.text)
        assert " style=" not in answer.text


def test_a_public_server_has_no_office(own_sample):
    from quanze.settings import Settings
    from quanze_api.app import create_app

    app = create_app(Settings(database_url=own_sample.url, public_only=True))
    assert not [route for route in app.routes if getattr(route, "path", "").startswith("/office")]
    app.state.register.close()


# Steps


def test_an_initial_password_is_changed_before_anything_else(office):
    browser, database = office
    person = make_person(database, "张三")
    with database.writing() as connection:
        initial = staffing.reset_password(connection, None, person.id)
    assert "请先换成" in words(browser.sign_in("张三", initial))
    for path in STAFF_PAGES[1:6]:
        assert browser.ask("GET", path).headers["location"] == "/office/password", path
    browser.go("/office/password")
    again = browser.send("/office/password", old=initial, new="a whole new sentence", repeated="another one")
    assert "不一致" in words(again)
    assert "密码已修改" in words(
        browser.send("/office/password", old=initial, new="a whole new sentence", repeated="a whole new sentence")
    )
    assert browser.ask("GET", "/office/me").status_code == 200


def test_a_publisher_enrols_a_second_factor_and_gives_it_from_then_on(office):
    browser, database = office
    person = make_person(database, "公布", Role.PUBLISHER)
    page = browser.sign_in("公布")
    assert "请先启用" in words(page)
    assert "<svg" in page.text
    assert browser.ask("GET", "/office/me").headers["location"] == "/office/one-time-code"
    page = browser.go("/office/one-time-code")
    secret, signed = words(page).split("密钥 ")[1].split()[0], browser.hidden("secret")
    assert "不符" in words(browser.send("/office/one-time-code", secret=signed, code="12345x"))
    done = browser.send("/office/one-time-code", secret=signed, code=code_at(secret, datetime.now(UTC)))
    assert "动态口令已启用" in words(done)
    with database.reading() as connection:
        assert secret not in people.credentials(connection, person=person.id).totp_secret
    browser.send("/office/sign-out")
    assert "请输入手机" in words(browser.sign_in("公布"))
    for path in STAFF_PAGES[1:6]:
        assert browser.ask("GET", path).headers["location"] == "/office/code", path
    with database.writing() as connection:
        people.change_account(connection, person.id, totp_used=0)  # the code above may still be the current one
    browser.go("/office/code")
    assert browser.send("/office/code", code="000000x").status_code == 401
    assert "正在登录的设备" in words(browser.give_code(secret))


def test_nobody_enrols_a_secret_that_another_session_was_shown(office, own_site):
    browser, other = office[0], Browser(own_site)
    signed = {}
    for one, name in ((browser, "甲"), (other, "乙")):
        make_person(office[1], name, Role.PUBLISHER)
        signed[name] = words(one.sign_in(name)).split("密钥 ")[1].split()[0], one.hidden("secret")
    secret, theirs = signed["乙"]
    answer = browser.send("/office/one-time-code", secret=theirs, code=code_at(secret, datetime.now(UTC)))
    assert answer.status_code == 400


def test_a_session_ends_by_the_clock(office):
    browser, database = office
    make_person(database, "张三")
    browser.sign_in("张三")
    assert browser.ask("GET", "/office/me").status_code == 200
    past = datetime.now(UTC) - timedelta(minutes=31)
    with database.writing() as connection:
        connection.execute(text("UPDATE sessions SET last_seen_at = :past"), {"past": past.replace(tzinfo=None)})
    assert browser.ask("GET", "/office/me").status_code == 303


def test_a_session_in_use_is_kept_alive(office):
    browser, database = office
    make_person(database, "张三")
    browser.sign_in("张三")
    past = datetime.now(UTC) - timedelta(minutes=20)
    with database.writing() as connection:
        connection.execute(text("UPDATE sessions SET last_seen_at = :past"), {"past": past.replace(tzinfo=None)})
    browser.ask("GET", "/office/me")
    with database.reading() as connection:
        [seen] = [one.last_seen_at for one in connection.execute(text("SELECT last_seen_at FROM sessions"))]
    assert str(seen) > str((past + timedelta(minutes=10)).replace(tzinfo=None))


def test_enrolling_again_asks_for_the_old_code(office):
    browser, database = office
    person = make_person(database, "张三")
    old = enrol(database, person)
    browser.sign_in("张三")
    browser.give_code(old)
    page = browser.go("/office/one-time-code")
    assert "原动态口令" in words(page)
    secret, signed = words(page).split("密钥 ")[1].split()[0], browser.hidden("secret")
    now = datetime.now(UTC)
    assert browser.send("/office/one-time-code", secret=signed, code=code_at(secret, now)).status_code == 400


# Single sign-on, as far as it needs no provider


def test_without_a_provider_there_is_no_single_sign_on(office):
    browser, _ = office
    assert "统一身份认证" not in words(browser.go("/office/sign-in"))
    assert browser.ask("GET", "/office/sso").status_code == 404
    assert browser.ask("GET", "/office/sso/callback?code=x&state=y").status_code == 404
