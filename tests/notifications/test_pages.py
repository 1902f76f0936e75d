"""Notifications on pages: set up by the system administrator, an address by oneself, everything in the audit log."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from quanze.domain.notifications import EDITION_PUBLISHED
from quanze.domain.roles import Assignment, Role
from quanze.services.delivering import work_off
from quanze.services.mailing import MailServer
from quanze.storage import audit_log, outbox
from registers import Site
from staff import PASSWORD, Browser, make_person, words


@pytest.fixture
def site(own_sample):
    """The application with a mail server, and endpoints within the house."""
    site = Site(own_sample.url)
    mail = MailServer.of("smtp://127.0.0.1:1", "list@example.gov.cn")
    site.app.state.delivery = replace(site.app.state.delivery, mail=mail, private=True)
    yield site
    site.close()


@pytest.fixture
def database(own_sample):
    return own_sample.database


@pytest.fixture
def sit(site, database):
    def sit(name, *held):
        return Browser(site).sign_in_as(database, make_person(database, name, *held))

    return sit


@pytest.fixture
def administrator(sit):
    browser = sit("系统", Role.SYSTEM_ADMINISTRATOR)
    browser.go("/office/notifications")
    return browser


def lines(database):
    with database.reading() as connection:
        return list(audit_log.lines(connection, []))


def button(page, action):
    return re.search(rf'action="(/office/notifications/[a-z0-9/]+/{action})"', page.text)[1]


def test_an_endpoint_from_its_secret_to_its_end(administrator, database, site, told):
    made = administrator.send("/office/notifications", url=told.url, event=[EDITION_PUBLISHED, "proposal.submitted"])
    secret = re.search(r'class="secret"><code>(whsec_[^<]+)<', made.text)[1]
    page = administrator.go("/office/notifications")
    assert told.url in page.text
    assert secret not in page.text
    page = administrator.send(button(page, "test"))
    assert "待发送" in words(page)
    assert work_off(site.app.state.delivery) == 1
    assert told.got[0][1]["webhook-id"]
    page = administrator.go("/office/notifications")
    assert "已送达" in words(page)
    assert "重新排入" in words(administrator.send(button(page, "resend")))
    assert work_off(site.app.state.delivery) == 1
    assert len(set(told.ids)) == 1
    page = administrator.go("/office/notifications")
    newer = re.search(r"<code>(whsec_[^<]+)<", administrator.send(button(page, "rotate")).text)[1]
    assert newer != secret
    assert "新旧密钥并用" in words(administrator.go("/office/notifications"))
    page = administrator.send(button(page, "disable"))
    assert "已停用" in words(page)
    page = administrator.send(button(page, "enable"))
    assert "已恢复" in words(page)
    actions = [line.action for line in lines(database)]
    wanted = {"webhook.add", "webhook.test", "message.resend", "webhook.rotate", "webhook.disable", "webhook.enable"}
    assert wanted <= set(actions)
    assert secret not in "".join(str(line.details) for line in lines(database))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "ftp://example.org", "event": EDITION_PUBLISHED}, "https://"),
        ({"url": "https://example.org/"}, "至少选择一种"),
        ({"url": "https://example.org/", "event": "proposal.draft"}, "至少选择一种"),
    ],
)
def test_what_does_not_do_is_refused_on_the_page(administrator, fields, said):
    answer = administrator.send("/office/notifications", **fields)
    assert answer.status_code == 400
    assert said in words(answer)


@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.LIST_OFFICE, Role.PUBLISHER])
def test_it_is_the_system_administrators_alone(sit, role):
    assert sit("某人", role).ask("GET", "/office/notifications").status_code == 403


def test_anothers_endpoint_and_message_are_not_found(administrator, database):
    for path in ("/office/notifications/none/test", "/office/notifications/messages/none/resend"):
        assert administrator.ask("POST", path, data={"csrf": administrator.hidden("csrf")}).status_code == 404


def test_a_failure_can_be_seen(administrator, site, told):
    administrator.send("/office/notifications", url=told.url, event=EDITION_PUBLISHED)
    administrator.send(button(administrator.go("/office/notifications"), "test"))
    told.status = 500
    work_off(site.app.state.delivery)
    assert "对方答复 500（已试 1 次）" in words(administrator.go("/office/notifications"))


def test_ones_own_address_is_set_switched_off_and_taken_back(sit, own_sample, database, administrator):
    browser = sit("张三", Assignment(Role.CLERK, own_sample["agriculture"]))

    def save(**fields):
        browser.go("/office/me")
        return browser.send("/office/me/mailbox", **{"password": PASSWORD, "wanted": "1", **fields})

    wrong = save(email="zhang@example.gov.cn", password="wrong")
    assert "当前密码不正确" in words(wrong)
    assert "邮箱地址有误" in words(save(email="zhang"))
    page = save(email="zhang@example.gov.cn")
    assert "通知发往 zhang@example.gov.cn" in words(page)
    assert "zhang@example.gov.cn" in words(administrator.go("/office/accounts"))
    assert "现已关闭" in words(save(email="zhang@example.gov.cn", wanted=""))
    assert "未留邮箱" in words(save(email=""))
    with database.reading() as connection:
        assert outbox.mailboxes(connection, own_sample.ledger.jurisdiction) == {}
    written = [line for line in lines(database) if "mailbox" in line.action]
    assert [line.action for line in written] == ["clear_mailbox", "set_mailbox", "set_mailbox", "set_mailbox"]
    assert "zhang@" not in "".join(str(line.details) for line in written)


def test_without_a_mail_server_nobody_is_asked_for_an_address(own_sample, own_site, database):
    browser = Browser(own_site).sign_in_as(database, make_person(database, "李四", Role.LIST_OFFICE))
    assert "邮件通知" not in words(browser.go("/office/me"))
    refused = browser.send("/office/me/mailbox", email="li@example.gov.cn", password=PASSWORD)
    assert "未设置发件服务器" in words(refused)
