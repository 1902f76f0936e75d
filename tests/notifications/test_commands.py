"""Notifications from the command line and from a served registry: each in a process of its own."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

from lists import CommandLine
from quanze.domain.notifications import EDITION_PUBLISHED, TEST, Channel
from quanze.services import endpoints, staffing
from quanze.services.moments import places_of
from quanze.services.sealing import Seal
from quanze.storage import outbox, people
from quanze.storage.database import Database

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def city(tmp_path):
    command = CommandLine(tmp_path, f"sqlite:///{tmp_path}/quanze.sqlite3")
    command.done("init", "--region", "650200", "--name", "克拉玛依市")
    return command


@pytest.fixture
def waiting(city, told):
    """A message to an endpoint that waits in the city's outbox."""
    city.done("user", "add", "系统", "--role", "system_administrator", "--token")
    database = Database(f"sqlite:///{city.folder}/quanze.sqlite3")
    with database.writing() as connection:
        person = people.person(connection, staffing.find_person(connection, "系统"))
        seal = Seal.of(database, None)
        endpoints.add(connection, person, told.url, [EDITION_PUBLISHED], seal, private=True)
        place = places_of(connection)[0].id
        (endpoint,) = outbox.asking(connection, place, EDITION_PUBLISHED)
        outbox.queue(connection, place, Channel.WEBHOOK, TEST, [endpoint], {}, datetime.now(UTC))
    database.close()
    return city


def rows(city, query):
    with closing(sqlite3.connect(city.folder / "quanze.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_deliver_once_sends_what_is_due_and_ends(waiting, told):
    run = waiting("deliver", "--once", QUANZE_WEBHOOK_PRIVATE="1")
    assert (run.code, run.out.strip()) == (0, "已送达 1 条通知。"), run.err
    assert len(told.got) == 1
    assert "已送达 0 条" in waiting.done("deliver", "--once")
    assert rows(waiting, "SELECT count(*) FROM leases") == [(0,)]


def test_within_the_house_nothing_is_reached_unless_that_is_allowed(waiting, told):
    assert "已送达 0 条" in waiting.done("deliver", "--once")
    assert rows(waiting, "SELECT last_error FROM outbox") == [("地址在内部网络，不予连接",)]
    assert told.got == []


@pytest.mark.parametrize(("public", "arrives"), [((), True), (("--public",), False)])
def test_a_served_registry_sends_by_itself_unless_it_is_for_the_public_alone(waiting, told, public, arrives):
    with subprocess.Popen(
        [sys.executable, "-m", "quanze", "serve", "--port", "0", *public],
        cwd=waiting.folder,
        env=waiting.environment(QUANZE_WEBHOOK_PRIVATE="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert any("Uvicorn running" in line for line in process.stderr)
            assert told.arrived.wait(60 if arrives else 1) == arrives
        finally:
            process.terminate()
            process.communicate(timeout=60)
    assert len(told.got) == arrives


def test_an_address_is_given_by_the_operator(city):
    city.done("user", "add", "李四", "--role", "list_office", "--email", "li@example.gov.cn")
    assert rows(city, "SELECT address FROM mailboxes") == [("li@example.gov.cn",)]
    city.done("user", "email", "李四", "si@example.gov.cn")
    assert rows(city, "SELECT address FROM mailboxes") == [("si@example.gov.cn",)]
    city.done("user", "email", "李四")
    assert rows(city, "SELECT address FROM mailboxes") == []
    refused = city("user", "email", "李四", "nobody")
    assert (refused.code, refused.err.count("\n")) == (1, 1)


def test_a_wrong_setting_is_one_line_without_the_password(city):
    for command in (("deliver", "--once"), ("serve", "--port", "0")):
        run = city(*command, QUANZE_SMTP_URL="smtp://u:geheim@mail", QUANZE_MAIL_FROM="")
        assert run.code == 1
        assert "QUANZE_MAIL_FROM" in run.err
        assert not re.search("geheim|Traceback", run.err)
