"""Citizens' word on pages: written in a form, looked up with a word, handled at the list office's desk."""

from __future__ import annotations

import re

import pytest

from quanze.domain.roles import Role
from staff import Browser, make_person, words

TEXT = "去办证时收了<b>二百元</b>，清单写的是不收费。我是王五。"


@pytest.fixture
def citizen(own_site):
    return Browser(own_site)


@pytest.fixture
def power(own_sample):
    return own_sample["penalty"]


def write(citizen, power, **parts):
    page = citizen.go(f"/powers/{power}")
    assert "此事项有误" in page.text
    citizen.go(f"/feedback/new?power={power}")
    said = {"power": power, "text": TEXT, "contact": "13800000000", "homepage": "", **parts}
    return citizen.send("/feedback", **said)


def receipt(answer):
    assert answer.status_code == 201, answer.text
    number, secret = re.findall(r"<dd><code>([0-9A-Z-]+)</code>", answer.text)
    return {"number": number, "secret": secret}


def test_a_citizen_writes_and_asks_again(citizen, power):
    answer = write(citizen, power)
    own = receipt(answer)
    assert answer.headers["cache-control"] == "no-store"
    citizen.go("/feedback/status")
    told = citizen.send("/feedback/status", **own)
    assert "已收到" in told.text
    assert "&lt;b&gt;二百元&lt;/b&gt;" in told.text, "escaped"
    assert "13800000000" not in told.text
    forgotten = citizen.send("/feedback/forget", **own)
    assert "未留存" in forgotten.text
    citizen.go("/feedback/status")
    wrong = citizen.send("/feedback/status", **{**own, "secret": "wrong"})
    assert (wrong.status_code, "查询码不符" in wrong.text) == (404, True)


def test_what_is_refused_is_asked_again_and_nothing_typed_is_lost(citizen, power):
    short = write(citizen, power, text="太短了")
    assert short.status_code == 400
    assert "不少于 10 字" in short.text
    assert "太短了" in short.text
    assert "13800000000" in short.text
    trapped = write(citizen, power, homepage="https://spam.example")
    assert (trapped.status_code, "请留空" in trapped.text) == (400, True)


def test_a_form_from_elsewhere_is_not_taken(own_site, citizen, power):
    citizen.go(f"/feedback/new?power={power}")
    forged = citizen.ask("POST", "/feedback", data={"csrf": "guessed", "power": power, "text": TEXT})
    assert forged.status_code == 403
    other = own_site.request("POST", "/feedback", data={"csrf": "x", "power": power, "text": TEXT})
    assert other.status_code == 403


def test_a_power_that_is_not_listed_is_told_from_the_department_and_from_home(own_sample, citizen):
    farm = own_sample["agriculture"]
    for path in ("/", f"/departments/{farm}"):
        page = citizen.go(path)
        assert "/feedback/new" in page.text
    form = citizen.go(f"/feedback/new?department={farm}")
    assert f'value="{farm}" selected' in form.text
    receipt(citizen.send("/feedback", department=farm, text=TEXT, contact="", homepage=""))
    assert citizen.go("/feedback/new?power=0000000000000000000000000z").status_code == 404


def test_the_list_office_answers_and_what_it_reviewed_is_shown(own_sample, own_site, citizen, power):
    own = receipt(write(citizen, power))
    officer = Browser(own_site).sign_in_as(
        own_sample.database, make_person(own_sample.database, "编办小李", Role.LIST_OFFICE)
    )
    listed = officer.go("/office/feedback")
    assert own["number"] in listed.text
    one = re.search(r"/office/feedback/([0-9a-z]{26})", listed.text)
    assert one
    page = officer.go(one[0])
    assert "13800000000" in page.text
    assert "&lt;b&gt;" in page.text
    officer.send(one[0], action="answer", answer="经核实不收费，已退还。")
    assert "已答复" in words(officer.go(one[0]))
    assert own["number"] not in citizen.go("/feedback").text
    officer.send(one[0], action="show", shown_text="反映收费问题")
    shown = citizen.go(f"/powers/{power}").text
    assert "反映收费问题" in shown
    assert "王五" not in shown
    assert "经核实不收费" in citizen.go("/feedback").text
    officer.send(one[0], action="propose")
    assert officer.last is not None
    assert "/office/proposals/" in str(officer.last.request.url)


def test_nobody_else_sees_the_desk(own_sample, own_site):
    lawyer = Browser(own_site).sign_in_as(
        own_sample.database, make_person(own_sample.database, "司法小张", Role.LEGAL_OFFICE)
    )
    assert lawyer.go("/office/feedback").status_code == 403
    assert own_site.get("/office/feedback").status_code == 303
