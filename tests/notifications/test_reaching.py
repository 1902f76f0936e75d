"""What others name is reached only where it may be: out in the world, as it was looked at, signed, and not for long."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.receivers import certificate, hook
from quanze.domain.addresses import is_public
from quanze.domain.errors import InvalidInput
from quanze.domain.notifications import EDITION_PUBLISHED
from quanze.services import composing, endpoints, outward, webhooks
from quanze.services.delivering import work_off
from quanze.services.outward import NotReached

INTERNAL = """
127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.7
192.88.99.1 :: ::1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::1 2002:7f00:1::
2001:0:1::1 100::1 nonsense 127.1
"""
WORLD = "8.8.8.8 1.1.1.1 114.114.114.114 223.5.5.5 2001:4860:4860::8888 2400:3200::1 ::ffff:8.8.8.8"
OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


@pytest.mark.parametrize("address", INTERNAL.split())
def test_an_address_within_is_not_the_worlds(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", WORLD.split())
def test_an_address_out_there_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], []]
)
def test_a_name_that_leads_within_is_not_connected_to(told, addresses):
    port = int(told.url.rsplit(":", 1)[1].partition("/")[0])
    with pytest.raises(NotReached, match=r"内部网络|没有地址"):
        outward.post(f"http://rebinding.example:{port}/", {}, b"{}", resolver=lambda *_: addresses)
    assert told.got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1"])
def test_nor_is_an_address_within_however_it_is_written(told, host):
    port = int(told.url.rsplit(":", 1)[1].partition("/")[0])
    with pytest.raises(NotReached, match=r"内部网络|无法解析|无法连接"):
        outward.post(f"http://{host}:{port}/", {}, b"{}")
    assert told.got == []


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(told):
    """A second answer would be another host's."""
    port = int(told.url.rsplit(":", 1)[1].partition("/")[0])
    answers = [["127.0.0.1"]]
    status = outward.post(f"http://once.example:{port}/x", {}, b"{}", private=True, resolver=lambda *_: answers.pop())
    assert (status, answers) == (200, [])
    path, headers, _ = told.got[0]
    assert (path, headers["host"]) == ("/x", f"once.example:{port}")


def test_no_redirect_is_followed(told):
    told.status = 302
    assert outward.post(told.url, {}, b"{}", private=True) == 302


def test_over_tls_the_name_is_asked_for_and_checked_whatever_address_it_has(tmp_path):
    server, pem = certificate("hooks.example.test", tmp_path)
    trust = ssl.create_default_context(cafile=pem)
    with hook(server) as told:
        port = int(told.url.rsplit(":", 1)[1].partition("/")[0])
        to_us = {"private": True, "resolver": lambda *_: ["127.0.0.1"], "trust": trust}
        assert outward.post(f"https://hooks.example.test:{port}/", {}, b"{}", **to_us) == 200
        assert told.names == ["hooks.example.test"]
        with pytest.raises(NotReached, match="无法连接"):
            outward.post(f"https://other.example.test:{port}/", {}, b"{}", **to_us)
        with pytest.raises(NotReached, match="无法连接"):
            outward.post(f"https://hooks.example.test:{port}/", {}, b"{}", private=True, resolver=to_us["resolver"])
        assert len(told.got) == 1


def test_whoever_answers_drop_by_drop_is_left(monkeypatch):
    monkeypatch.setattr(outward, "SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                try:
                    while not stop.wait(0.05):
                        connection.sendall(b"x-more: 1\r\n")
                except OSError:
                    pass

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(NotReached, match="没有答复"):
            outward.post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, b"{}", private=True)
        stop.set()
        thread.join(10)


def test_the_signature_is_that_of_the_standard():
    """The example of the Standard Webhooks specification."""
    secret, identity = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    signed = webhooks.signature(secret, identity, 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def documented():
    """The receiver's part, as docs/operations.md shows it."""
    blocks = OPERATIONS.read_text(encoding="utf-8").split("```python\n")[1:]
    block = next(one.split("```")[0] for one in blocks if "def verified" in one)
    names: dict = {}
    exec(block, names)  # noqa: S102 - our own page
    return names["verified"]


def test_a_receiver_checks_it_as_the_page_says(town, told):
    endpoint, secret = town.endpoint(told.url, EDITION_PUBLISHED)
    with town.sample.database.writing() as connection:
        _, newer = endpoints.rotate(connection, town.administrator, endpoint, town.delivery.seal)
    town.sample.ledger.found_department("新机关")
    town.put_off()
    assert work_off(town.delivery) == 1
    _, headers, body = told.got[0]
    verified, now = documented(), town.clock().timestamp()
    for right in (secret, newer):
        assert verified(right, headers, body, now)
    assert not verified(webhooks.new_secret(), headers, body, now)
    assert not verified(newer, headers, body.replace(b"published", b"withdrawn"), now)
    assert not verified(newer, headers | {"webhook-id": "other"}, body, now)
    assert not verified(newer, headers, body, now + 600), "too old"
    assert json.loads(body)["data"]["title"]


def test_the_former_secret_signs_for_a_day_and_no_longer(town, told):
    endpoint, _ = town.endpoint(told.url, EDITION_PUBLISHED)
    with town.sample.database.writing() as connection:
        endpoints.rotate(connection, town.administrator, endpoint, town.delivery.seal)
    town.sample.ledger.found_department("新机关")
    town.put_off()
    work_off(town.delivery)
    town.clock.now = datetime.now(UTC) + composing.OLD_SECRET_FOR
    town.sample.ledger.found_department("更新的机关")
    town.clock.goes(seconds=60)
    work_off(town.delivery)
    assert [len(headers["webhook-signature"].split()) for _, headers, _ in told.got] == [2, 1]


def test_secrets_are_sealed_in_the_database(town, told):
    _, secret = town.endpoint(told.url, EDITION_PUBLISHED)
    with town.sample.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT secret FROM webhook_endpoints").scalar_one()
    assert secret.removeprefix("whsec_") not in kept


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "https://", "https:///x", "https://u:p@example.org/", "//x"),
        *("https://example.org/#x", "https://exa mple.org/", "https://example.org/\r\nx: y", "javascript:alert(1)"),
        *("https://example.org:99999/", "https://[::1/", "https://例子.cn/", "https://example.org/" + "x" * 500, ""),
    ],
)
def test_what_is_no_address_of_a_system_is_refused(url):
    with pytest.raises(InvalidInput):
        webhooks.checked_url(url, private=False)


def test_within_the_house_plain_http_goes_too():
    assert webhooks.checked_url(" http://10.0.0.1:8080/x?y=z ", private=True) == "http://10.0.0.1:8080/x?y=z"
    assert ipaddress.ip_address("10.0.0.1").is_private
