"""Letters: handed in to a real mail server, one id for good, nothing smuggled in, no secret told."""

from __future__ import annotations

import base64
import logging
import threading
from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from notifications.receivers import certificate, post
from offices import SOON, amend
from quanze.domain.errors import InvalidInput
from quanze.domain.notifications import DIGEST, email_address
from quanze.services import delivering, reminding
from quanze.services.delivering import work_off
from quanze.services.mailing import Letter, MailServer, NotSent, send, written
from quanze.settings import Settings

SENDER = "权责清单 <list@example.gov.cn>"


@pytest.fixture
def letter(clock):
    return Letter("01abc", "legal@example.gov.cn", "〔合法性审查中〕调整", "您好。\n.\n", clock())


@pytest.fixture
def server(mail):
    return MailServer.of(f"smtp://127.0.0.1:{mail.port}", SENDER)


def test_a_letter_is_plain_chinese_text(mail, server, letter):
    send(server, letter)
    recipients, got = mail.got[0]
    assert recipients == ["legal@example.gov.cn"]
    assert (got["from"], got["subject"]) == (SENDER, "〔合法性审查中〕调整")
    assert (got["message-id"], got["auto-submitted"]) == ("<01abc@example.gov.cn>", "auto-generated")
    assert got.get_content_type() == "text/plain"
    assert got.get_content() == "您好。\r\n.\r\n"


def test_nothing_is_smuggled_into_the_headers(server, letter, clock):
    hostile = "题\r\nBcc: thief@example.org\r\n\r\n正文\x00\x0b\u2028"
    message = written(server, Letter("01abc", "a@example.org", hostile, hostile, clock()))
    lines = message.as_bytes().split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert not [line for line in lines if line.lower().startswith("bcc")]
    assert str(make_header(decode_header(message["subject"]))) == "题 Bcc: thief@example.org 正文"
    assert message["bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "a@", "@b", "a b@example.org", "a@b@c", "a@example.org\r\nBcc: x@example.org", "名@example.org"),
        *(
            '"a b"@example.org',
            "a@-example.org",
            "a..b@example.org",
            "a@example.org,b@example.org",
            "x" * 250 + "@a.cn",
        ),
        *("A <a@example.org>", "a@[127.0.0.1]", ".a@example.org"),
    ],
)
def test_what_is_no_plain_address_is_refused(address):
    with pytest.raises(InvalidInput):
        email_address(address)


@pytest.mark.parametrize("address", ["a@example.gov.cn", " zhang.san+list@sub.example.org ", "a@localhost"])
def test_what_is_one_is_taken(address):
    assert email_address(address) == address.strip()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail", ("mail", 25, None, None, False, False)),
        ("smtps://mail", ("mail", 465, None, None, True, False)),
        ("smtp://u%40x:p%3Aw@mail:587?starttls", ("mail", 587, "u@x", "p:w", False, True)),
    ],
)
def test_the_servers_address_says_everything(url, told):
    server = MailServer.of(url, SENDER)
    assert (server.host, server.port, server.user, server.password, server.tls, server.starttls) == told
    assert "p:w" not in repr(server)


@pytest.mark.parametrize("url", ["mail:25", "http://mail", "smtp://", "smtp://mail?tls", "smtp://mail:x", "smtp://m/p"])
def test_an_address_that_says_nothing_is_refused_without_repeating_it(url):
    with pytest.raises(InvalidInput) as refused:
        MailServer.of(url.replace("//", "//user:geheim@"), SENDER)
    assert "geheim" not in refused.value.message


@pytest.mark.parametrize("sender", ["", "nobody", "权责清单 <x y@z>"])
def test_a_server_needs_a_sender(sender):
    with pytest.raises(InvalidInput):
        MailServer.of("smtp://mail", sender)


def test_the_settings_are_read_from_the_environment():
    said = {"QUANZE_SMTP_URL": "smtp://mail", "QUANZE_MAIL_FROM": "a@b.cn", "QUANZE_WEBHOOK_PRIVATE": "1"}
    settings = Settings.from_environment(said)
    assert (settings.smtp_url, settings.mail_from, settings.webhook_private) == ("smtp://mail", "a@b.cn", True)
    assert MailServer.of(Settings.from_environment({}).smtp_url, "") is None


def test_a_recipient_that_is_refused_is_not_the_servers_fault(mail, server, letter):
    mail.refuses = True
    with pytest.raises(NotSent) as refused:
        send(server, letter)
    assert not refused.value.server


def test_a_server_that_is_away_is_no_secret_but_its_password_is(letter, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSent) as away:
        send(MailServer.of("smtp://user:geheim@127.0.0.1:1", SENDER), letter)
    assert away.value.server
    assert "geheim" not in str(away.value) + caplog.text


def test_over_tls_with_a_name_and_a_password_and_trust_in_its_certificate(letter, tmp_path, monkeypatch):
    trust, pem = certificate("localhost", tmp_path)
    with post(trust) as office:
        server = MailServer.of(f"smtps://list:geheim@localhost:{office.port}", SENDER)
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            send(server, letter)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        send(server, letter)
        assert base64.b64decode(office.proofs[0]) == b"\0list\0geheim"
        with pytest.raises(NotSent, match="用户名或密码") as refused:
            send(server, letter)
        assert "geheim" not in str(refused.value)
        assert len(office.got) == 1


@pytest.fixture
def late(town):
    """A proposal that the list office let lie, seen long after."""
    changes = amend(town.sample["penalty"], handling_office="种业管理科")
    identity = town.offices.propose("clerk", changes, title="调整种子处罚", effective_from=SOON)["id"]
    town.offices.submit("clerk", identity)
    town.clock.goes(days=400)
    while not is_working(town):
        town.clock.goes(days=1)
    return identity


def is_working(town):
    with town.sample.database.reading() as connection:
        return reminding.calendar(connection).is_working(town.clock().date())


def test_once_a_working_day_each_gets_one_letter_of_what_they_owe(town, mail, late):
    for name in ("clerk", "list", "list2", "legal"):
        town.give_address(name)
    assert work_off(town.delivery) == 2
    assert work_off(town.delivery) == 0
    assert sorted(recipients[0] for recipients, _ in mail.got) == ["list2@example.gov.cn", "list@example.gov.cn"]
    got = mail.to("list@example.gov.cn")[0]
    assert got["subject"].startswith("待办提醒：1 项临近到期，其中 1 项已逾期")
    assert f"/office/proposals/{late}" in got.get_content()
    town.clock.goes(hours=3)
    assert work_off(town.delivery) == 0
    day = town.clock().date()
    while True:
        town.clock.goes(days=1)
        if is_working(town):
            break
        assert work_off(town.delivery) == 0, "nobody works today"
    assert town.clock().date() > day
    assert work_off(town.delivery) == 2


def test_before_the_office_opens_nobody_is_reminded(town, mail, late):
    town.give_address("list")
    town.clock.now = town.clock.now.replace(hour=23) - timedelta(days=1)  # seven in the morning there
    assert work_off(town.delivery) == 0
    town.clock.goes(hours=1)
    assert work_off(town.delivery) == 1


def test_two_who_write_reminders_at_once_write_one(town, late):
    town.give_address("list")
    with town.sample.database.reading() as connection:
        waiting = reminding.waiting(connection, town.delivery.zone, town.clock())
        places = {place.id: place for place in delivering.places_of(connection)}
    ((place, person),) = waiting
    given = (town.sample.database, places[place], person, town.delivery.zone, town.clock())
    threads = [threading.Thread(target=reminding.remind, args=given) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.event for row in town.messages()] == [DIGEST]


def test_what_was_done_in_between_is_not_reminded_of(town, mail, late):
    town.give_address("list")
    delivering._remind(town.delivery)
    town.offices.act("list", late, "accept")
    assert work_off(town.delivery) == 0
    assert [row.last_error for row in town.messages() if row.event == DIGEST] == ["已没有临近到期的待办"]


def test_without_a_server_nothing_is_kept_waiting(town, late):
    town.give_address("list")
    work_off(replace(town.delivery, mail=None))
    (row,) = town.messages()
    assert row.given_up_at
    assert "QUANZE_SMTP_URL" in row.last_error
