"""The outbox: what must leave the house after a commit, written in the same transaction; and where it goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Row,
    and_,
    delete,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel, col

from quanze.domain.identities import new_id
from quanze.domain.notifications import Channel
from quanze.storage.staff import AccountRow, PersonRow
from quanze.storage.tables import PLAIN, Moment

OPEN = text("delivered_at IS NULL AND given_up_at IS NULL")


class MessageRow(SQLModel, table=True):
    """One message to one recipient: a person by id (the address is looked up when it leaves), or an endpoint."""

    __tablename__ = "outbox"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id")
    channel: str
    event: str
    recipient: str = Field(sa_type=PLAIN)
    payload: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    attempts: int = 0
    next_at: datetime = Field(sa_type=Moment)
    delivered_at: datetime | None = Field(sa_type=Moment, default=None)
    given_up_at: datetime | None = Field(sa_type=Moment, default=None)
    last_error: str | None = None

    __table_args__ = (
        Index("outbox_due", "next_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("outbox_jurisdiction", "jurisdiction", "id"),
    )


class EndpointRow(SQLModel, table=True):
    """Where a system wants to be told (webhook). ``former_secret`` signs beside the new one until ``former_until``."""

    __tablename__ = "webhook_endpoints"

    id: str = Field(sa_type=PLAIN, primary_key=True)
    jurisdiction: str = Field(sa_type=PLAIN, foreign_key="jurisdictions.id", index=True)
    url: str
    secret: str
    former_secret: str | None = None
    former_until: datetime | None = Field(sa_type=Moment, default=None)
    events: list[str] = Field(sa_type=JSON)
    enabled: bool = True
    made_by: str = Field(sa_type=PLAIN, foreign_key="persons.id")
    made_at: datetime = Field(sa_type=Moment)


class MailboxRow(SQLModel, table=True):
    """Where a person gets e-mail, and whether they want any; ``reminded_on`` is the day of the last reminder."""

    __tablename__ = "mailboxes"

    person: str = Field(sa_type=PLAIN, primary_key=True, foreign_key="persons.id")
    address: str
    wanted: bool = True
    reminded_on: date | None = None


_MESSAGE = tuple(MessageRow.__table__.columns)  # type: ignore[attr-defined]
_ENDPOINT = tuple(EndpointRow.__table__.columns)  # type: ignore[attr-defined]
_IS_OPEN = and_(col(MessageRow.delivered_at).is_(None), col(MessageRow.given_up_at).is_(None))
Found = Row[*tuple[Any, ...]]


def queue(
    connection: Connection,
    jurisdiction: str,
    channel: Channel,
    event: str,
    recipients: Iterable[str],
    payload: Mapping[str, Any],
    now: datetime,
) -> list[str]:
    """Write one message for each recipient; they leave once the transaction is committed. Answers their ids."""
    rows = [
        {
            "id": new_id(),
            "jurisdiction": jurisdiction,
            "channel": channel.value,
            "event": event,
            "recipient": recipient,
            "payload": dict(payload),
            "created_at": now,
            "attempts": 0,
            "next_at": now,
        }
        for recipient in recipients
    ]
    if rows:
        connection.execute(insert(MessageRow), rows)
    return [str(row["id"]) for row in rows]


def asking(connection: Connection, jurisdiction: str, event: str) -> list[str]:
    """The endpoints of a jurisdiction that want to be told of an event."""
    return [row.id for row in endpoints(connection, jurisdiction) if row.enabled and event in row.events]


def due(connection: Connection, now: datetime, held_up: Collection[str] = ()) -> Found | None:
    """The message that is due first; those to recipients or by channels that are held up wait."""
    apart = or_(col(MessageRow.recipient).in_(held_up), col(MessageRow.channel).in_(held_up)) if held_up else false()
    query = select(*_MESSAGE).where(_IS_OPEN, col(MessageRow.next_at) <= now, not_(apart))
    return connection.execute(query.order_by(col(MessageRow.next_at), col(MessageRow.id)).limit(1)).one_or_none()


def change(connection: Connection, message: str, **values: Any) -> None:
    """Write down how a message fares."""
    connection.execute(update(MessageRow).where(col(MessageRow.id) == message).values(**values))


def message(connection: Connection, jurisdiction: str, identity: str) -> Found | None:
    """One message of a jurisdiction."""
    query = select(*_MESSAGE).where(col(MessageRow.id) == identity, col(MessageRow.jurisdiction) == jurisdiction)
    return connection.execute(query).one_or_none()


def last_messages(connection: Connection, jurisdiction: str, limit: int) -> Sequence[Found]:
    """The messages that were written last, with the name of the person or the address of the endpoint."""
    query = (
        select(*_MESSAGE, func.coalesce(col(PersonRow.name), col(EndpointRow.url)).label("to"))
        .outerjoin(PersonRow, col(PersonRow.id) == col(MessageRow.recipient))
        .outerjoin(EndpointRow, col(EndpointRow.id) == col(MessageRow.recipient))
        .where(col(MessageRow.jurisdiction) == jurisdiction)
        .order_by(col(MessageRow.id).desc())
    )
    return connection.execute(query.limit(limit)).all()


def forget(connection: Connection, before: datetime) -> None:
    """Remove what was settled before a moment."""
    settled = func.coalesce(col(MessageRow.delivered_at), col(MessageRow.given_up_at))
    connection.execute(delete(MessageRow).where(settled < before))


def endpoints(connection: Connection, jurisdiction: str) -> Sequence[Found]:
    """The endpoints of a jurisdiction, the oldest first."""
    query = select(*_ENDPOINT).where(col(EndpointRow.jurisdiction) == jurisdiction)
    return connection.execute(query.order_by(col(EndpointRow.id))).all()


def endpoint(connection: Connection, identity: str) -> Found | None:
    """One endpoint, its secrets included."""
    return connection.execute(select(*_ENDPOINT).where(col(EndpointRow.id) == identity)).one_or_none()


def add_endpoint(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new endpoint."""
    connection.execute(insert(EndpointRow), [dict(row)])


def change_endpoint(connection: Connection, identity: str, **values: Any) -> None:
    """Change an endpoint."""
    connection.execute(update(EndpointRow).where(col(EndpointRow.id) == identity).values(**values))


def _reached() -> ColumnElement[bool]:
    """Mailboxes whose owners want mail and may still sign in."""
    return and_(col(MailboxRow.wanted).is_(True), col(AccountRow.disabled).is_(False))


def mailboxes(connection: Connection, jurisdiction: str) -> dict[str, Found]:
    """The mailboxes of a jurisdiction by person."""
    query = select(col(MailboxRow.person), col(MailboxRow.address), col(MailboxRow.wanted))
    query = query.join(PersonRow, col(PersonRow.id) == col(MailboxRow.person))
    return {row.person: row for row in connection.execute(query.where(col(PersonRow.jurisdiction) == jurisdiction))}


def mailbox(connection: Connection, person: str) -> Found | None:
    """A person's mailbox."""
    query = select(col(MailboxRow.address), col(MailboxRow.wanted)).where(col(MailboxRow.person) == person)
    return connection.execute(query).one_or_none()


def address_of(connection: Connection, person: str) -> str | None:
    """Where a person is reached now, if they are."""
    query = select(col(MailboxRow.address)).join(AccountRow, col(AccountRow.person) == col(MailboxRow.person))
    return connection.execute(query.where(col(MailboxRow.person) == person, _reached())).scalar_one_or_none()


def reached(connection: Connection, jurisdiction: str, *conditions: ColumnElement[bool]) -> list[str]:
    """The persons of a jurisdiction who are told by e-mail."""
    query = (
        select(col(MailboxRow.person))
        .join(AccountRow, col(AccountRow.person) == col(MailboxRow.person))
        .join(PersonRow, col(PersonRow.id) == col(MailboxRow.person))
        .where(col(PersonRow.jurisdiction) == jurisdiction, _reached(), *conditions)
    )
    return list(connection.execute(query.order_by(col(MailboxRow.person))).scalars())


def to_remind(connection: Connection, today: date) -> list[tuple[str, str]]:
    """Who was not looked after on a day yet: jurisdiction and person."""
    query = (
        select(col(PersonRow.jurisdiction), col(PersonRow.id))
        .join(MailboxRow, col(MailboxRow.person) == col(PersonRow.id))
        .join(AccountRow, col(AccountRow.person) == col(PersonRow.id))
        .where(_reached(), _not_on(today))
    )
    return [(row.jurisdiction, row.id) for row in connection.execute(query.order_by(col(PersonRow.id)))]


def _not_on(day: date) -> ColumnElement[bool]:
    return or_(col(MailboxRow.reminded_on).is_(None), col(MailboxRow.reminded_on) < day)


def remind(connection: Connection, person: str, today: date) -> bool:
    """Note that somebody is looked after on a day; answers False where that was done already."""
    query = update(MailboxRow).where(col(MailboxRow.person) == person, _not_on(today)).values(reminded_on=today)
    return connection.execute(query).rowcount == 1


def keep_mailbox(connection: Connection, person: str, address: str, *, wanted: bool) -> None:
    """Give a person an address, in place of the one before."""
    values = {"address": address, "wanted": wanted}
    if not connection.execute(update(MailboxRow).where(col(MailboxRow.person) == person).values(**values)).rowcount:
        connection.execute(insert(MailboxRow), [{"person": person, **values}])


def drop_mailbox(connection: Connection, person: str) -> None:
    """Forget a person's address."""
    connection.execute(delete(MailboxRow).where(col(MailboxRow.person) == person))


KEPT_FOR = timedelta(days=30)
"""How long a settled message can be looked at and sent again."""
