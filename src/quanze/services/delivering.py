"""Working off the outbox: one process at a time, under a lease; every message at least once, with one id for good.

A message is claimed in the transaction that renews the lease: its next attempt is set before this one is made, so what
a crash interrupts comes again, with the same id. Nothing is sent within a transaction.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from threading import Event
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from quanze.domain.errors import QuanzeError, Unavailable
from quanze.domain.identities import new_id
from quanze.domain.notifications import Channel, is_last, wait_after
from quanze.services import auditing, composing, mailing, outward, reminding, webhooks
from quanze.services.composing import Dropped
from quanze.services.mailing import MailServer, NotSent
from quanze.services.moments import places_of
from quanze.services.outward import NotReached, Resolver
from quanze.services.sealing import Seal
from quanze.storage import leases, outbox
from quanze.storage.database import Database

LEASE = "outbox"
TERM = timedelta(minutes=2)
"""How long a worker that died holds the others up; longer than any one message takes."""

PAUSE_SECONDS = 5
GONE = 410

log = logging.getLogger("quanze")
_random = SystemRandom()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What messages need to leave; ``private``: endpoints may be within the house, and speak plain HTTP."""

    database: Database
    zone: ZoneInfo
    base_url: str
    seal: Seal
    mail: MailServer | None = None
    private: bool = False
    clock: Callable[[], datetime] = _now
    resolver: Resolver = outward.resolve
    trust: ssl.SSLContext | None = None
    holder: str = field(default_factory=new_id)


class Failure(NamedTuple):
    """Why a message did not arrive; ``holds_up``: the recipient or channel for which others need not be tried now."""

    error: str
    holds_up: str | None = None
    final: bool = False
    gone: bool = False


def keep_delivering(delivery: Delivery, stop: Event) -> None:
    """Work off whatever is due, until told to stop; trouble with the database is waited out."""
    while not stop.is_set():
        try:
            work_off(delivery, stop)
        except (QuanzeError, SQLAlchemyError):
            log.exception("the outbox could not be worked off; trying again")
        stop.wait(PAUSE_SECONDS)
    give_back(delivery)


def work_off(delivery: Delivery, stop: Event | None = None) -> int:
    """Write the day's reminders, and deliver everything that is due now; answers how many messages arrived."""
    _remind(delivery)
    arrived, held_up = 0, set[str]()
    while not (stop and stop.is_set()):
        message = _claim(delivery, held_up)
        if message is None:
            break
        failure = _try(delivery, message)
        _settle(delivery, message, failure)
        arrived += failure is None
        held_up |= {failure.holds_up} - {None} if failure else set()  # type: ignore[arg-type]
    if arrived:
        _forget(delivery)
    return arrived


def _forget(delivery: Delivery) -> None:
    """Settled messages go after a while."""
    with delivery.database.writing() as connection:
        outbox.forget(connection, delivery.clock() - outbox.KEPT_FOR)


def _remind(delivery: Delivery) -> None:
    now = delivery.clock()
    with delivery.database.reading() as connection:
        waiting = reminding.waiting(connection, delivery.zone, now)
        places = {place.id: place for place in places_of(connection)} if waiting else {}
    if waiting and _has_lease(delivery):
        for place, person in waiting:
            reminding.remind(delivery.database, places[place], person, delivery.zone, now)


def _has_lease(delivery: Delivery) -> bool:
    with delivery.database.writing() as connection:
        return leases.take(connection, LEASE, delivery.holder, delivery.clock(), TERM)


def give_back(delivery: Delivery) -> None:
    """Let another worker go on at once."""
    try:
        with delivery.database.writing() as connection:
            leases.give_back(connection, LEASE, delivery.holder)
    except (QuanzeError, SQLAlchemyError):
        log.exception("the lease of the outbox was not given back; it runs out by itself")


def _claim(delivery: Delivery, held_up: set[str]) -> Any:
    """The next message that is due, where the lease is ours; a look first, for most of the time nothing is."""
    now = delivery.clock()
    with delivery.database.reading() as connection:
        if outbox.due(connection, now, held_up) is None:
            return None
    with delivery.database.writing() as connection:
        if not leases.take(connection, LEASE, delivery.holder, now, TERM):
            return None
        found = outbox.due(connection, now, held_up)
        if found is not None:
            attempts = found.attempts + 1
            next_at = now + wait_after(attempts, _random.random())
            outbox.change(connection, found.id, attempts=attempts, next_at=next_at)
        return found


def _try(delivery: Delivery, message: Any) -> Failure | None:
    """Send one message; answers why it did not arrive. Whatever is wrong with one must not keep the others."""
    try:
        return _write(delivery, message) if message.channel == Channel.EMAIL else _call(delivery, message)
    except Dropped as dropped:
        return Failure(str(dropped), final=True)
    except Unavailable as error:
        return Failure(error.message, holds_up=message.recipient)
    except Exception:
        log.exception("message %s could not be composed", message.id)
        return Failure("内部错误，详见服务日志", holds_up=message.recipient)


def _write(delivery: Delivery, message: Any) -> Failure | None:
    if delivery.mail is None:
        return Failure("未设置发件服务器（QUANZE_SMTP_URL）", final=True)
    with delivery.database.reading() as connection:
        letter = composing.letter(connection, message, delivery.base_url, delivery.zone, delivery.clock())
    try:
        mailing.send(delivery.mail, letter)
    except NotSent as error:
        return Failure(str(error), holds_up=Channel.EMAIL.value if error.server else message.recipient)
    return None


def _call(delivery: Delivery, message: Any) -> Failure | None:
    now = delivery.clock()
    with delivery.database.reading() as connection:
        call = composing.call(connection, message, delivery.base_url, delivery.seal, now)
    headers = webhooks.headers(call.secrets, message.id, now, call.body)
    try:
        status = outward.post(
            call.url,
            headers,
            call.body,
            private=delivery.private,
            resolver=delivery.resolver,
            trust=delivery.trust,
        )
    except NotReached as error:
        return Failure(str(error), holds_up=message.recipient)
    if 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls success
        return None
    return Failure(f"对方答复 {status}", holds_up=message.recipient, final=status == GONE, gone=status == GONE)


def _settle(delivery: Delivery, message: Any, failure: Failure | None) -> None:
    """Write down how it went."""
    now = delivery.clock()
    with delivery.database.writing() as connection:
        if failure is None:
            outbox.change(connection, message.id, delivered_at=now, last_error=None)
            return
        ended = failure.final or is_last(message.attempts + 1)
        outbox.change(connection, message.id, given_up_at=now if ended else None, last_error=failure.error)
        if failure.gone:
            outbox.change_endpoint(connection, message.recipient, enabled=False)
            said = {"jurisdiction": message.jurisdiction, "account": "系统", "reason": "gone"}
            auditing.record(connection, None, "webhook.disable", f"endpoint:{message.recipient}", **said)
