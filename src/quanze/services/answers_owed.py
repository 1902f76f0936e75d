"""By when citizens are to be answered: the ruleset's row over what came in and waits. Nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.feedback import FeedbackStatus
from quanze.domain.permissions import Permission, Subject, may
from quanze.domain.procedure import Deadline, ruleset
from quanze.domain.roles import ROLE_LABELS, Person, Role
from quanze.domain.working_days import Calendar
from quanze.services.calendars import calendar
from quanze.services.moments import Place
from quanze.storage import feedback
from quanze.storage.feedback import FeedbackRow

TRIGGER = "feedback"
"""The trigger of a ruleset's row for what citizens wrote: from when it was received to its answer."""

WAITING = (FeedbackStatus.RECEIVED, FeedbackStatus.UNDER_REVIEW)
MOST = 1_000


@dataclass(frozen=True, slots=True)
class AnswerOwed:
    """A citizen's word that waits for its answer; ``overdue_days`` counts working days."""

    feedback: str
    number: str
    name: str
    status: str
    office: str
    began_on: str
    due_on: str
    overdue_days: int
    provisional: bool


def answers_owed(connection: Connection, place: Place, person: Person, zone: ZoneInfo, today: date) -> list[AnswerOwed]:
    """What waits for an answer, the most urgent first; nothing for those who do not answer. What is said to a draft
    under public comment is answered with it, by its own day.
    """
    rows = [deadline for deadline in ruleset(place.ruleset).deadlines if deadline.trigger == TRIGGER]
    if not rows or not may(person, Permission.ANSWER_FEEDBACK, Subject(place.id)):
        return []
    waiting = (col(FeedbackRow.status).in_(WAITING), col(FeedbackRow.consultation).is_(None))
    words, days = feedback.received(connection, place.id, waiting, MOST), calendar(connection)
    owed = [_owed(row, deadline, days, zone, today) for row in words for deadline in rows]
    return sorted(owed, key=lambda one: (one.due_on, one.number))


def _owed(row: Any, deadline: Deadline, days: Calendar, zone: ZoneInfo, today: date) -> AnswerOwed:
    began = row.received_at.astimezone(zone).date()
    due = days.after(began, deadline.days)
    return AnswerOwed(
        feedback=row.id,
        number=row.number,
        name=deadline.name,
        status=row.status,
        office=ROLE_LABELS[Role.LIST_OFFICE],
        began_on=began.isoformat(),
        due_on=due.day.isoformat(),
        overdue_days=days.between(due.day, today),
        provisional=due.provisional,
    )
