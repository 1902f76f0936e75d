"""Reading is unlimited unless the operator says otherwise; then every answer says what is left."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from quanze.domain.errors import InvalidInput
from quanze.domain.rates import Rate
from quanze.settings import Settings
from quanze_api import limits
from quanze_api.app import create_app
from quanze_api.limits import Limits, Policy, Window, client_of


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def ask(app, path, client="192.0.2.1", method="GET", **options) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(client, 4321))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as asking:
            return await asking.request(method, path, **options)

    return asyncio.run(answer())


@pytest.fixture
def limited(sample, tmp_path):
    """The application over the sample register, three requests a hour."""
    app = create_app(Settings(sample.url, tmp_path, read_limit=Rate(3, 3600)))
    yield app
    app.state.register.close()


def test_nothing_is_said_of_limits_where_there_is_none(site):
    assert not [name for name in site.get("/api/v1/meta").headers if name.startswith("ratelimit")]


def test_every_answer_says_what_is_left(limited):
    answers = [ask(limited, path) for path in ("/api/v1/meta", "/powers", "/api/v1/powers/none")]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert [answer.headers["ratelimit-policy"] for answer in answers] == ['"read";q=3;w=3600'] * 3
    assert [answer.headers["ratelimit"].split(";t=")[0] for answer in answers] == [f'"read";r={n}' for n in (2, 1, 0)]


def test_who_asks_too_often_is_told_when_to_come_again(limited):
    for _ in range(3):
        ask(limited, "/api/v1/meta")
    refused = ask(limited, "/api/v1/meta")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["code"], refused.json()["type"]) == ("too_many_requests", "/problems/too_many_requests")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    page = ask(limited, "/powers", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "请求过于频繁" in page.text


def test_others_and_the_watchman_are_not_held_up(limited):
    for _ in range(5):
        ask(limited, "/api/v1/meta")
    assert ask(limited, "/api/v1/meta").status_code == 429
    assert ask(limited, "/healthz").status_code == 200
    assert ask(limited, "/api/v1/meta", client="192.0.2.2").status_code == 200


def test_whom_a_header_names_is_not_believed(limited):
    for number in range(3):
        ask(limited, "/api/v1/meta", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert ask(limited, "/api/v1/meta", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429


def test_looking_without_reading_counts_and_asking_what_may_be_done_does_not(limited):
    assert ask(limited, "/api/v1/meta", method="OPTIONS").status_code == 204
    assert ask(limited, "/api/v1/meta", method="HEAD").headers["ratelimit"].startswith('"read";r=2')


@pytest.fixture
def clock():
    return Clock()


def test_a_form_has_a_tighter_limit_of_its_own(clock):
    """The first limit that covers a request counts it."""
    form = Policy("form", Rate(1, 60), frozenset({"POST"}), ("/form",))
    app = Limits(PlainTextResponse("taken"), [form, Policy("read", Rate(3, 60))], clock)
    assert [ask(app, "/form").headers["ratelimit"] for _ in range(2)] == ['"read";r=2;t=60', '"read";r=1;t=60']
    assert ask(app, "/form", method="POST").headers["ratelimit-policy"] == '"form";q=1;w=60'
    assert "ratelimit" not in ask(app, "/elsewhere", method="POST").headers


def test_a_window_ends_on_time(clock):
    window = Window(Rate(2, 60), clock)
    assert [window.count("a") for _ in range(3)] == [(1, 60), (0, 60), (-1, 60)]
    clock.now += 59.5
    assert window.count("a") == (-2, 1)
    clock.now += 0.5
    assert window.count("a") == (1, 60)


def test_what_is_over_is_forgotten_and_never_too_much_remembered(clock, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CLIENTS", 10)
    window = Window(Rate(2, 60), clock)
    for number in range(25):
        window.count(f"client {number}")
    assert len(window._clients) == 10
    clock.now += 60
    window.count("client 24")
    assert len(window._clients) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_a_client_is_an_address_or_a_network(one, other, same):
    assert (client_of({"client": (one, 1)}) == client_of({"client": (other, 2)})) is same


def test_a_server_that_knows_no_address_counts_all_as_one():
    assert client_of({"client": None}) == client_of({}) == ""


@pytest.mark.parametrize(
    ("text", "rate"),
    [("", None), (" ", None), ("600", Rate(600, 60)), ("10/second", Rate(10, 1)), ("9000/hour", Rate(9000, 3600))],
)
def test_the_operator_writes_a_rate(text, rate):
    assert Settings.from_environment({"QUANZE_READ_LIMIT": text}).read_limit == rate


@pytest.mark.parametrize("text", ["0", "-1", "many", "10/day", "1.5/second", "10 / minute", "１０"])
def test_what_is_no_rate_is_refused_by_name(text):
    with pytest.raises(InvalidInput, match="QUANZE_READ_LIMIT") as refused:
        Settings.from_environment({"QUANZE_READ_LIMIT": text})
    assert refused.value.code == "bad_setting"
