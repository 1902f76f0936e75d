"""Where systems are told (webhooks), as the system administrator of a jurisdiction sets it up; and sending again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from quanze.domain.errors import InvalidInput, NotFound, NotNow
from quanze.domain.identities import new_id
from quanze.domain.notifications import TEST, WEBHOOK_EVENTS, Channel
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.services import auditing
from quanze.services.composing import OLD_SECRET_FOR
from quanze.services.sealing import Seal
from quanze.services.webhooks import checked_url, new_secret
from quanze.storage import outbox


def add(
    connection: Connection, by: Person, url: str, events: Iterable[str], seal: Seal, *, private: bool = False
) -> str:
    """Keep a new endpoint and answer its secret, which nobody is shown again."""
    require(by, Permission.MANAGE_NOTIFICATIONS, Subject(by.jurisdiction))
    wanted, secret = sorted(set(events)), new_secret()
    if not wanted or not set(wanted) <= WEBHOOK_EVENTS.keys():
        raise InvalidInput("请至少选择一种要通知的事件。", code="bad_value", field="event")
    row = {
        "id": new_id(),
        "jurisdiction": by.jurisdiction,
        "url": checked_url(url, private=private),
        "secret": seal.seal(secret),
        "events": wanted,
        "enabled": True,
        "made_by": by.id,
        "made_at": datetime.now(UTC),
    }
    outbox.add_endpoint(connection, row)
    _record(connection, by, "webhook.add", str(row["id"]), url=row["url"], events=" ".join(wanted))
    return secret


def rotate(connection: Connection, by: Person, identity: str, seal: Seal) -> tuple[str, str]:
    """A fresh secret; for a day the old one signs beside it. Answers the address and the secret."""
    found, secret = _mine(connection, by, identity), new_secret()
    until = datetime.now(UTC) + OLD_SECRET_FOR
    values = {"secret": seal.seal(secret), "former_secret": found.secret, "former_until": until}
    outbox.change_endpoint(connection, identity, **values)
    _record(connection, by, "webhook.rotate", identity, url=found.url)
    return str(found.url), secret


def set_enabled(connection: Connection, by: Person, identity: str, *, enabled: bool) -> None:
    """Tell an endpoint no more, or again."""
    found = _mine(connection, by, identity)
    outbox.change_endpoint(connection, identity, enabled=enabled)
    _record(connection, by, "webhook.enable" if enabled else "webhook.disable", identity, url=found.url)


def send_test(connection: Connection, by: Person, identity: str) -> None:
    """A message that says nothing, to see whether it arrives."""
    found = _mine(connection, by, identity)
    if not found.enabled:
        raise NotNow("接收地址已停用，请先恢复。", code="disabled")
    payload = {"jurisdiction": by.jurisdiction, "message": "测试消息"}
    outbox.queue(connection, by.jurisdiction, Channel.WEBHOOK, TEST, [identity], payload, datetime.now(UTC))
    _record(connection, by, "webhook.test", identity, url=found.url)


def send_again(connection: Connection, by: Person, message: str) -> None:
    """Put a settled or waiting message at the head of the queue, with all its attempts before it and the same id."""
    require(by, Permission.MANAGE_NOTIFICATIONS, Subject(by.jurisdiction))
    if outbox.message(connection, by.jurisdiction, message) is None:
        raise NotFound("没有这条消息，或已过保存期。")
    now = datetime.now(UTC)
    outbox.change(connection, message, attempts=0, next_at=now, delivered_at=None, given_up_at=None, last_error=None)
    auditing.record(connection, by, "message.resend", f"message:{message}")


def _mine(connection: Connection, by: Person, identity: str) -> Any:
    """An endpoint of the administrator's own jurisdiction. Raises NotFound."""
    require(by, Permission.MANAGE_NOTIFICATIONS, Subject(by.jurisdiction))
    found = outbox.endpoint(connection, identity)
    if found is None or found.jurisdiction != by.jurisdiction:
        raise NotFound("没有这个接收地址。")
    return found


def _record(connection: Connection, by: Person, action: str, identity: str, **details: Any) -> None:
    auditing.record(connection, by, action, f"endpoint:{identity}", **details)
