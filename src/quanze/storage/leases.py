"""Leases: of several processes one does a thing at a time, and one that dies holds nobody up for long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col

from quanze.storage.staff import PASSING
from quanze.storage.tables import PLAIN, Moment


class LeaseRow(SQLModel, table=True):
    """Who does something, and until when nobody else may."""

    __tablename__ = "leases"

    name: str = Field(sa_type=PLAIN, primary_key=True)
    holder: str = Field(sa_type=PLAIN)
    until: datetime = Field(sa_type=Moment)

    __table_args__ = ({"info": PASSING},)


def take(connection: Connection, name: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Take a lease that is free or has run out, or one's own anew. Answers whether one has it."""
    free = or_(col(LeaseRow.holder) == holder, col(LeaseRow.until) <= now)
    values = {"holder": holder, "until": now + term}
    taken = connection.execute(update(LeaseRow).where(col(LeaseRow.name) == name, free).values(**values)).rowcount
    return bool(taken) or _begin(connection, name, values)


def _begin(connection: Connection, name: str, values: dict[str, object]) -> bool:
    """The first lease of a name."""
    if connection.execute(select(col(LeaseRow.name)).where(col(LeaseRow.name) == name)).first():
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(LeaseRow), [{"name": name, **values}])
    except IntegrityError:
        return False
    return True


def give_back(connection: Connection, name: str, holder: str) -> None:
    """Let another one have it at once."""
    connection.execute(delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder))
