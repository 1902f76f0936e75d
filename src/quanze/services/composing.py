"""What a message says, read at the moment in which it leaves: to people in words, to systems as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.errors import NotFound
from quanze.domain.notifications import DIGEST
from quanze.domain.procedure import STATE_LABELS, State
from quanze.domain.roles import Person
from quanze.services import proposals, webhooks
from quanze.services.deadlines import Task
from quanze.services.mailing import Letter
from quanze.services.moments import Place, places_of
from quanze.services.notifying import withheld
from quanze.services.reminding import due_soon
from quanze.services.sealing import Seal
from quanze.storage import outbox, people

FAREWELL = "本邮件由权责清单工作台自动发出，请勿回复。如不再需要，可在“我的账户”中关闭邮件通知。"
OLD_SECRET_FOR = timedelta(days=1)
"""How long a secret still signs beside the one that took its place."""


class Dropped(Exception):
    """A message that nobody is to get any more, and why."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent to an endpoint."""

    url: str
    secrets: tuple[str, ...]
    body: bytes


def call(connection: Connection, message: Any, base_url: str, seal: Seal, now: datetime) -> Call:
    """A message to an endpoint, the same bytes at every attempt. Raises Dropped where the endpoint is disabled."""
    endpoint = outbox.endpoint(connection, message.recipient)
    if endpoint is None or not endpoint.enabled:
        raise Dropped("接收地址已停用")
    keys = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until > now:
        keys.append(endpoint.former_secret)
    body = webhooks.body(message.event, message.created_at, _data(connection, message, base_url))
    return Call(endpoint.url, tuple(map(seal.unseal, keys)), body)


def _data(connection: Connection, message: Any, base_url: str) -> dict[str, Any]:
    """What is told, with an address in place of a path; of several jurisdictions it names the one that is meant."""
    data = dict(message.payload)
    path = data.pop("path", None)
    if path is None:
        return data
    several = len(places_of(connection)) > 1
    return {**data, "url": f"{base_url}{path}" + (f"?jurisdiction={message.jurisdiction}" if several else "")}


def letter(connection: Connection, message: Any, base_url: str, zone: ZoneInfo, now: datetime) -> Letter:
    """A message to a person. Raises Dropped where they want none or may not read what it is about."""
    address = outbox.address_of(connection, message.recipient)
    person = people.person(connection, message.recipient)
    if address is None or person is None:
        raise Dropped("收件人已停用，或未留邮箱、不再接收邮件")
    place = next(one for one in places_of(connection) if one.id == message.jurisdiction)
    if message.event == DIGEST:
        subject, text = _digest(connection, place, person, base_url, zone, now)
    else:
        subject, text = _moved(connection, place, person, message.payload, base_url)
    return Letter(message.id, address, subject, f"{person.name}：\n\n{text}\n\n{FAREWELL}\n", message.created_at)


def _moved(
    connection: Connection, place: Place, person: Person, payload: dict[str, Any], base_url: str
) -> tuple[str, str]:
    title = _title(connection, place, person, payload["proposal"])
    label = STATE_LABELS[State(payload["state"])]
    said = "等待您办理" if payload["awaits"] else "特此告知"
    where = f"{base_url}/office/proposals/{payload['proposal']}"
    return f"〔{label}〕{title}", f"调整申请“{title}”进入“{label}”，{said}。\n\n请登录工作台查看：\n{where}"


def _title(connection: Connection, place: Place, person: Person, proposal: str) -> str:
    """What a proposal is called where letters may be read by others on their way."""
    try:
        found = proposals.read(connection, place, person, proposal)
    except NotFound:
        raise Dropped("收件人已无权查阅该申请") from None
    return "（涉及不公示事项）" if withheld(connection, found) else str(found.row.title)


def _digest(
    connection: Connection, place: Place, person: Person, base_url: str, zone: ZoneInfo, now: datetime
) -> tuple[str, str]:
    owed = due_soon(connection, place, person, zone, now.astimezone(zone).date())
    if not owed:
        raise Dropped("已没有临近到期的待办")
    late = sum(task.overdue_days > 0 for task in owed)
    lines = "\n".join(_line(task, _title(connection, place, person, task.proposal), base_url) for task in owed)
    subject = f"待办提醒：{len(owed)} 项临近到期" + (f"，其中 {late} 项已逾期" if late else "")
    return subject, f"以下待办临近到期或已逾期：\n\n{lines}\n\n全部待办：\n{base_url}/office/inbox"


def _line(task: Task, title: str, base_url: str) -> str:
    late = f"，已逾期 {task.overdue_days} 个工作日" if task.overdue_days else ""
    return f"· {title}：{task.name}，{task.due_on} 到期{late}\n  {base_url}/office/proposals/{task.proposal}"
