"""What staff did, written down in the transaction in which it happened, and read by the auditor alone."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, or_, select
from sqlmodel import col

from quanze.domain.audit import SECRETS, Outcome
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.storage import audit_log
from quanze.storage.staff import AccountRow, AuditRow

called_from: ContextVar[str | None] = ContextVar("called_from", default=None)
"""The network address of whoever is being served; whoever identifies a caller sets it."""

LONGEST = 500
PAGE = 50


def record(
    connection: Connection,
    person: Person | None,
    action: str,
    subject: str,
    outcome: str = Outcome.DONE,
    **details: Any,
) -> int:
    """Write one line and answer its number. ``details`` are texts and numbers, never secrets; call it last in a
    transaction, since others who record wait for its end.
    """
    line = {
        "at": datetime.now(UTC),
        "jurisdiction": details.pop("jurisdiction", person.jurisdiction if person else None),
        "person": person.id if person else None,
        "account": details.pop("account", None) or _account(connection, person),
        "office": _office(person),
        "action": str(action),
        "subject": subject[:LONGEST],
        "outcome": str(outcome),
        "address": details.pop("address", called_from.get()),
        "details": {name: _plain(value) for name, value in details.items() if not _is_secret(name)},
    }
    return audit_log.append(connection, line)


def _account(connection: Connection, person: Person | None) -> str | None:
    """The account's name as it is at this moment; a person without an account is named."""
    if person is None:
        return None
    query = select(col(AccountRow.login)).where(col(AccountRow.person) == person.id)
    return connection.execute(query).scalar_one_or_none() or person.name


def _office(person: Person | None) -> str | None:
    """What the person holds at this moment."""
    if person is None:
        return None
    held = (f"{one.role}@{one.department}" if one.department else str(one.role) for one in person.assignments)
    return " ".join(held) or None


def _is_secret(name: str) -> bool:
    return any(part in name for part in SECRETS)


def _plain(value: Any) -> Any:
    """A detail as JSON has it: texts and whole numbers."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)[:LONGEST]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the auditor looks for; ``before`` is the number that the last page ended with."""

    since: date | None = None
    until: date | None = None
    person: str = ""
    action: str = ""
    outcome: str = ""
    before: int | None = None


def search_log(
    connection: Connection, auditor: Person, wanted: Wanted, zone: ZoneInfo, limit: int | None = PAGE
) -> list[Row[*tuple[Any, ...]]]:
    """Lines of the auditor's jurisdiction, newest first, and those that belong to none (an unknown name signing in)."""
    require(auditor, Permission.READ_AUDIT_LOG, Subject(auditor.jurisdiction))
    return list(audit_log.lines(connection, _conditions(auditor, wanted, zone), limit))


def _conditions(auditor: Person, wanted: Wanted, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    where = [or_(col(AuditRow.jurisdiction) == auditor.jurisdiction, col(AuditRow.jurisdiction).is_(None))]
    if wanted.since:
        where.append(col(AuditRow.at) >= _start(wanted.since, zone))
    if wanted.until:
        where.append(col(AuditRow.at) < _start(wanted.until + timedelta(days=1), zone))
    if wanted.person:
        where.append(or_(col(AuditRow.account) == wanted.person, col(AuditRow.person) == wanted.person))
    for column, value in ((AuditRow.action, wanted.action), (AuditRow.outcome, wanted.outcome)):
        if value:
            where.append(col(column) == value)
    if wanted.before is not None:
        where.append(col(AuditRow.number) < wanted.before)
    return where


def _start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins where the register is."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)
