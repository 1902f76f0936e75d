"""What is owed by when (待办): a ruleset's deadlines over the proposals as they stand. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.procedure import EDITABLE, ENDED, Action, Deadline, Rule, Ruleset, State, ruleset
from quanze.domain.roles import OF_A_DEPARTMENT, ROLE_LABELS, Person, Role
from quanze.domain.working_days import Calendar
from quanze.services.answers_owed import answers_owed
from quanze.services.calendars import calendar
from quanze.services.moments import Place
from quanze.services.telling import visible
from quanze.storage import drafts, owed, readers
from quanze.storage.heads import read_head
from quanze.storage.proceedings import ProposalRow
from quanze.storage.readers import At

MOST = 1_000
"""Open proposals that a board looks at; a government with more has another problem."""

CAUSE = "cause"
"""The trigger of what is owed before anything was submitted."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something owed by a day: by a department, else by an office. ``overdue_days`` counts working days."""

    proposal: str
    title: str
    name: str
    action: str
    department: dict[str, str | None] | None
    office: str | None
    began_on: str
    due_on: str
    overdue_days: int
    provisional: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """What days are reckoned with: the calendar, where the register is, and what day it is there."""

    days: Calendar
    zone: ZoneInfo
    today: date


@dataclass(frozen=True, slots=True)
class _Case:
    """One proposal as deadlines see it."""

    row: Any
    steps: Sequence[Any]
    asked: frozenset[str]

    @property
    def state(self) -> State:
        return State(self.row.state)

    def last(self, action: str) -> Any:
        """The last step of an action."""
        return next((one for one in reversed(self.steps) if one.action == action), None)

    def triggers(self, deadline: Deadline) -> bool:
        """Whether the deadline runs now."""
        if deadline.trigger == CAUSE:
            return self.state in EDITABLE and self.row.caused_on is not None and self.last(Action.SUBMIT) is None
        return deadline.trigger == self.state

    def began(self, deadline: Deadline, zone: ZoneInfo) -> date:
        """The day that is not counted."""
        if deadline.from_ == "caused_on" and self.row.caused_on:
            return self.row.caused_on  # type: ignore[no-any-return]
        step = self.last(deadline.from_)
        moment: datetime = step.at if step else self.row.entered_at or self.row.created_at
        return moment.astimezone(zone).date()

    def owing(self, deadline: Deadline, rules: Sequence[Rule]) -> set[str]:
        """The departments that owe it; none where it is an office's."""
        if deadline.to == Action.GIVE_OPINION:
            return set(self.asked) - self._heard()
        theirs = any(rule.who == "of_the_department" for rule in rules)
        return {self.row.department} - {None} if theirs else set()

    def _heard(self) -> set[str]:
        """The departments that gave their opinion since they were asked last."""
        asked = self.last(Action.ACCEPT)
        since = asked.number if asked else 0
        return {one.department for one in self.steps if one.action == Action.GIVE_OPINION and one.number > since}


def tasks(
    connection: Connection, place: Place, person: Person, zone: ZoneInfo, today: date, proposal: str | None = None
) -> list[Task]:
    """What is owed on the proposals that a person may see, or on one of them; the most urgent first."""
    clock, rules = Clock(calendar(connection), zone, today), ruleset(place.ruleset)
    found = [
        (case, deadline, department, roles)
        for case in _cases(connection, place, person, proposal)
        for deadline in rules.deadlines
        if case.triggers(deadline)
        for department, roles in _debtors(case, deadline, rules)
    ]
    names = _names(connection, place, {department for _, _, department, _ in found if department}, today)
    told = [_task(*debt, names, person, clock) for debt in found]
    return sorted(told, key=lambda task: (task.due_on, task.proposal, str(task.department)))


def deadlines_of(
    connection: Connection, place: Place, person: Person, proposal: str, zone: ZoneInfo, today: date
) -> list[Task]:
    """What is owed on one proposal."""
    return tasks(connection, place, person, zone, today, proposal)


def board(connection: Connection, place: Place, person: Person, zone: ZoneInfo, today: date) -> dict[str, Any]:
    """Everything that is owed, and how much of it each department and office owes."""
    found = tasks(connection, place, person, zone, today)
    answers = answers_owed(connection, place, person, zone, today)
    debtors: dict[str, dict[str, Any]] = {}
    owing = [(task.department or {"id": None, "name": task.office}, task.overdue_days) for task in found]
    owing += [({"id": None, "name": one.office}, one.overdue_days) for one in answers]
    for who, overdue_days in owing:
        debtor = debtors.setdefault(str(who), {**who, "owed": 0, "overdue": 0})
        debtor["owed"] += 1
        debtor["overdue"] += overdue_days > 0
    return {
        "items": [asdict(task) for task in found],
        "feedback": [asdict(one) for one in answers],
        "debtors": list(debtors.values()),
    }


def _cases(connection: Connection, place: Place, person: Person, proposal: str | None) -> Iterator[_Case]:
    owing = {deadline.trigger for deadline in ruleset(place.ruleset).deadlines}
    open_ = sorted(state.value for state in State if state not in ENDED or state in owing)
    conditions = [visible(person), col(ProposalRow.state).in_(open_)]
    if proposal is not None:
        conditions.append(col(ProposalRow.id) == proposal)
    rows = drafts.proposals(connection, place.id, conditions, MOST)
    ids = [row.id for row in rows]
    steps, asked = owed.steps_of(connection, ids), owed.asked_of(connection, ids)
    for row in rows:
        yield _Case(row, steps.get(row.id, []), frozenset(asked.get(row.id, ())))


def _debtors(case: _Case, deadline: Deadline, rules: Ruleset) -> Iterator[tuple[str | None, frozenset[Role]]]:
    """Who owes it: departments by name, else an office by the roles that may do it."""
    own = _rows(case, deadline, rules)
    departments = case.owing(deadline, own)
    if departments:
        yield from ((department, OF_A_DEPARTMENT) for department in sorted(departments))
    elif deadline.to != Action.GIVE_OPINION:
        roles = frozenset(role for rule in own for role in rule.roles)
        yield None, roles or frozenset({Role.PUBLISHER})


def _rows(case: _Case, deadline: Deadline, rules: Ruleset) -> list[Rule]:
    """The ruleset's rows for what is owed; where the list office began, its own row goes first."""
    named = [rule for rule in rules.rules if rule.action == deadline.to and case.state in rule.from_]
    late = [rule for rule in named if rule.who == "for_a_late_department"]
    if case.row.by_list_office and late:
        return late
    return [rule for rule in named if rule not in late]


def _task(
    case: _Case,
    deadline: Deadline,
    department: str | None,
    roles: frozenset[Role],
    names: Mapping[str, str],
    person: Person,
    clock: Clock,
) -> Task:
    began = case.began(deadline, clock.zone)
    due = clock.days.after(began, deadline.days)
    own = department in person.departments(*OF_A_DEPARTMENT) if department else bool(roles & person.roles)
    office = None if department else "、".join(label for role, label in ROLE_LABELS.items() if role in roles)
    return Task(
        proposal=case.row.id,
        title=case.row.title,
        name=deadline.name,
        action=deadline.to,
        department={"id": department, "name": names.get(department)} if department else None,
        office=office,
        began_on=began.isoformat(),
        due_on=due.day.isoformat(),
        overdue_days=clock.days.between(due.day, clock.today),
        provisional=due.provisional,
        mine=own,
    )


def _names(connection: Connection, place: Place, departments: set[str], today: date) -> dict[str, str]:
    at = At(place.log, today, read_head(connection, place.id).entry)
    return readers.names(connection, at, departments)
