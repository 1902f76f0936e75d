"""The days that a government declared to be worked or not, beside and over those that come with quanze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field, SQLModel, col


class HolidayRow(SQLModel, table=True):
    """One day that is not what its weekday says, or that was confirmed to be."""

    __tablename__ = "holidays"

    day: date = Field(primary_key=True)
    is_working: bool
    note: str = ""


def declared(connection: Connection) -> dict[date, tuple[bool, str]]:
    """All declared days: whether worked, and why."""
    query = select(col(HolidayRow.day), col(HolidayRow.is_working), col(HolidayRow.note)).order_by(col(HolidayRow.day))
    return {row.day: (row.is_working, row.note) for row in connection.execute(query)}


def declare(connection: Connection, days: Mapping[date, tuple[bool, str]]) -> None:
    """Declare days, whatever was declared of them before."""
    withdraw(connection, days)
    rows = [{"day": day, "is_working": worked, "note": note} for day, (worked, note) in sorted(days.items())]
    if rows:
        connection.execute(insert(HolidayRow), rows)


def withdraw(connection: Connection, days: Iterable[date]) -> None:
    """Declare nothing of days any more."""
    connection.execute(delete(HolidayRow).where(col(HolidayRow.day).in_(sorted(days))))
