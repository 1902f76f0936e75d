"""Reminders (到期提醒): once on a working day, what is due soon or overdue, in one letter to each who owes it."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.notifications import DIGEST, Channel
from quanze.domain.roles import Person
from quanze.services.calendars import calendar
from quanze.services.deadlines import Task, tasks
from quanze.services.moments import Place
from quanze.storage import outbox, people
from quanze.storage.database import Database

SOON = 2
"""Working days ahead that a reminder looks."""

FROM = time(8)
"""When the day's reminders go out, where the register is."""


def due_soon(connection: Connection, place: Place, person: Person, zone: ZoneInfo, today: date) -> list[Task]:
    """What a person owes by a day that is near or past."""
    until = calendar(connection).after(today, SOON).day.isoformat()
    return [task for task in tasks(connection, place, person, zone, today) if task.mine and task.due_on <= until]


def waiting(connection: Connection, zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    """Whose reminder of the day is still to be written: jurisdiction and person; nobody's before its time."""
    here = now.astimezone(zone)
    is_time = here.time() >= FROM and calendar(connection).is_working(here.date())
    return outbox.to_remind(connection, here.date()) if is_time else []


def remind(database: Database, place: Place, person: str, zone: ZoneInfo, now: datetime) -> bool:
    """Write a person's reminder where they owe something; only once a day, whoever else is at it."""
    today = now.astimezone(zone).date()
    with database.reading() as connection:
        found = people.person(connection, person)
        owed = bool(found and due_soon(connection, place, found, zone, today))
    with database.writing() as connection:
        first = outbox.remind(connection, person, today)
        if first and owed:
            payload = {"day": today.isoformat()}
            outbox.queue(connection, place.id, Channel.EMAIL, DIGEST, [person], payload, now)
    return first and owed
