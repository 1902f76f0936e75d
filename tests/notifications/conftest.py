"""A government at work on either database, a mail server, a system that is told, and what notifications leave with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from notifications.receivers import Clock, Hook, Post, hook, post
from offices import Offices, open_offices
from quanze.domain.roles import Role
from quanze.services import endpoints, mailboxes
from quanze.services.delivering import Delivery
from quanze.services.mailing import MailServer
from quanze.services.sealing import Seal
from quanze.storage import people
from quanze.storage.outbox import MessageRow
from registers import ZONE, Sample, Site, make_sample
from staff import make_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quanze.domain.roles import Person


@pytest.fixture
def told() -> Iterator[Hook]:
    with hook() as server:
        yield server


@pytest.fixture
def mail() -> Iterator[Post]:
    with post() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclass
class Town:
    """Everybody at work, and what they do about notifications."""

    sample: Sample
    offices: Offices
    delivery: Delivery
    administrator: Person
    clock: Clock

    def give_address(self, name: str, address: str | None = None, *, wanted: bool = True) -> None:
        with self.sample.database.writing() as connection:
            account = people.credentials(connection, login=name)
            person = people.persons(connection, [account.person])[account.person]
            mailboxes.keep(connection, None, person, address or f"{name}@example.gov.cn", wanted=wanted)

    def endpoint(self, url: str, *events: str) -> tuple[str, str]:
        """A new endpoint and its secret."""
        with self.sample.database.writing() as connection:
            secret = endpoints.add(connection, self.administrator, url, events, self.delivery.seal, private=True)
        return self.outbox_endpoints()[-1], secret

    def outbox_endpoints(self) -> list[str]:
        with self.sample.database.reading() as connection:
            return list(connection.exec_driver_sql("SELECT id FROM webhook_endpoints ORDER BY id").scalars())

    def messages(self) -> list[Any]:
        with self.sample.database.reading() as connection:
            return list(connection.execute(select(MessageRow.__table__).order_by(MessageRow.id)))

    def put_off(self) -> None:
        """Let the clock of the tests be later than whatever was just written."""
        self.clock.now = max([self.clock.now, *(row.next_at for row in self.messages())])


@pytest.fixture
def town(database_url: str, mail: Post, clock: Clock, tmp_path: Path) -> Iterator[Town]:
    sample = make_sample(database_url)
    site = Site(database_url)
    offices = open_offices(sample, site)
    administrator = make_person(sample.database, "系统", Role.SYSTEM_ADMINISTRATOR)
    delivery = Delivery(
        database=sample.database,
        zone=ZONE,
        base_url="https://list.example.gov.cn",
        seal=Seal.of(sample.database, tmp_path / "key"),
        mail=MailServer.of(f"smtp://127.0.0.1:{mail.port}", "权责清单 <list@example.gov.cn>"),
        private=True,
        clock=clock,
    )
    yield Town(sample, offices, delivery, administrator, clock)
    site.close()
    sample.database.close()
