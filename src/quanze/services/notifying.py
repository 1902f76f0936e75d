"""Telling people and systems what happened to a proposal, in the transaction in which it happens.

A message to a person says no more than which proposal it is about: what it says is read when it leaves, by whoever may
read it then. A message to an endpoint says id, state and title, never the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from quanze.domain.notifications import Channel, moved_to
from quanze.domain.procedure import ENDED, STATE_LABELS, Action, Case, Duty, Rule, State, ruleset
from quanze.domain.roles import Person, Role
from quanze.services.moments import Place, places_of
from quanze.services.proposals import Proposal
from quanze.services.withholding import parted
from quanze.storage import outbox, people
from quanze.storage.heads import WITHHELD
from quanze.storage.outbox import MailboxRow
from quanze.storage.staff import AssignmentRow

_EXITS = frozenset({Action.WITHDRAW, Action.RETURN, Action.REJECT})
"""What somebody may always do, and nobody waits for."""


def moved(connection: Connection, proposal: Proposal, by: Person | None, to: State, asked: Iterable[str]) -> None:
    """Tell that a proposal, here as it was before, comes into a state; ``asked`` are the departments consulted then.

    A draft is its writers' own until it is submitted: of one that never was, nothing is told.
    """
    unseen = State.DRAFT in {proposal.state, to} and to is not State.SUBMITTED and to is not State.AWAITING_REPLY
    if to is proposal.state or unseen:
        return
    now, jurisdiction, event = datetime.now(UTC), proposal.row.jurisdiction, moved_to(to)
    asking = outbox.asking(connection, jurisdiction, event)
    if asking and not withheld(connection, proposal):
        outbox.queue(connection, jurisdiction, Channel.WEBHOOK, event, asking, _told(proposal, to), now)
    waiting = _awaited(connection, proposal, by, to, frozenset(asked))
    _write(connection, proposal, to, waiting, now, awaits=True)
    if to in ENDED:
        _write(connection, proposal, to, _proposers(connection, proposal, by) - waiting, now, awaits=False)


def withheld(connection: Connection, proposal: Proposal) -> bool:
    """Whether any of a proposal is for the withheld log: then not even its title leaves the house."""
    return WITHHELD in parted(connection, proposal.row.jurisdiction, proposal.changes(date.min))


def _told(proposal: Proposal, to: State) -> dict[str, Any]:
    """What a system learns."""
    return {
        "id": proposal.id,
        "title": proposal.row.title,
        "state": to.value,
        "state_label": STATE_LABELS[to],
        "jurisdiction": proposal.row.jurisdiction,
        "path": f"/office/proposals/{proposal.id}",
    }


def _write(
    connection: Connection, proposal: Proposal, to: State, persons: Iterable[str], now: datetime, *, awaits: bool
) -> None:
    payload = {"proposal": proposal.id, "state": to.value, "awaits": awaits}
    outbox.queue(connection, proposal.row.jurisdiction, Channel.EMAIL, moved_to(to), sorted(persons), payload, now)


def _proposers(connection: Connection, proposal: Proposal, by: Person | None) -> set[str]:
    """Those whose proposal it is, and who want e-mail."""
    own = [person for person, duty in proposal.parts.items() if duty == Duty.PROPOSE]
    reached = outbox.reached(connection, proposal.row.jurisdiction, col(MailboxRow.person).in_(own)) if own else []
    return set(reached) - {by.id if by else None}


def _awaited(
    connection: Connection, proposal: Proposal, by: Person | None, to: State, asked: frozenset[str]
) -> set[str]:
    """Who may do what comes next, and wants e-mail; not whoever just acted, nor who has another duty in it."""
    place = next(one for one in places_of(connection) if one.id == proposal.row.jurisdiction)
    rules, publishes = _next(place, to), to is State.APPROVED
    roles = {role for rule in rules for role in rule.roles} | ({Role.PUBLISHER} if publishes else set())
    subject = replace(proposal.subject, consulted=asked)
    case = Case(state=to, by_list_office=proposal.row.by_list_office)
    found = set()
    for person in _holders(connection, place, roles):
        duty = proposal.parts.get(person.id)
        acts = any(rule.is_of(person, subject, case) and duty in (None, rule.duty) for rule in rules)
        issues = publishes and Role.PUBLISHER in person.roles and duty in (None, Duty.DECIDE)
        if (acts or issues) and person != by:
            found.add(person.id)
    return found


def _next(place: Place, state: State) -> list[Rule]:
    """The ruleset's rows out of a state, exits aside; on what conditions is looked at when somebody acts."""
    return [rule for rule in ruleset(place.ruleset).rules if state in rule.from_ and rule.action not in _EXITS]


def _holders(connection: Connection, place: Place, roles: Iterable[Role]) -> Iterable[Person]:
    """The people who hold one of the roles and want e-mail."""
    named = sorted(role.value for role in roles)
    if not named:
        return []
    holding = select(col(AssignmentRow.person)).where(
        col(AssignmentRow.role).in_(named), col(AssignmentRow.ended_at).is_(None)
    )
    reached = outbox.reached(connection, place.id, col(MailboxRow.person).in_(holding))
    return people.persons(connection, reached).values()
