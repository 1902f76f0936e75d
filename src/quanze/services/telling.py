"""What a proposal says of itself to whoever may see it: its text, its findings, its steps, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlmodel import col

from quanze.domain.editions import instant_text
from quanze.domain.entries import day_text
from quanze.domain.errors import InvalidInput
from quanze.domain.findings import Finding
from quanze.domain.procedure import ACTION_LABELS, CONCLUSION_LABELS, ENDED, STATE_LABELS, Action, State, ruleset
from quanze.domain.roles import OF_A_DEPARTMENT, Person, Role
from quanze.services import consultations
from quanze.services.cursors import LIMIT, check_limit
from quanze.services.examining import findings_of
from quanze.services.moments import Place
from quanze.services.proceeding import allowed
from quanze.services.proposals import Proposal, read, writable
from quanze.storage import drafts, readers
from quanze.storage.heads import read_head
from quanze.storage.proceedings import ConsultedRow, ProposalRow
from quanze.storage.readers import At


def receipt(connection: Connection, place: Place, proposal: Proposal, today: date) -> dict[str, Any]:
    """What whoever sent a proposal gets back."""
    findings = [one.told() for one in findings_of(connection, place, proposal, today)]
    return {"id": proposal.id, "state": proposal.state.value, "digest": proposal.row.digest, "findings": findings}


def whole(connection: Connection, place: Place, person: Person, proposal: Proposal, today: date) -> dict[str, Any]:
    """The proposal as it stands: everything that this person may know of it."""
    steps = drafts.steps(connection, proposal.id)
    findings: Sequence[Finding] = []
    if proposal.state not in ENDED:
        findings = findings_of(connection, place, proposal, today)
    names = _names(connection, place, [proposal.row.department, *(one.department for one in steps)], today)
    return {
        **summary(proposal.row, names),
        "revision": proposal.row.revision,
        "effective_from": day_text(proposal.row.effective_from),
        "caused_on": day_text(proposal.row.caused_on),
        "by_list_office": proposal.row.by_list_office,
        "consulted": sorted(proposal.consulted),
        "conditions": proposal.row.conditions or [],
        "changes": proposal.row.changes,
        "findings": [one.told() for one in findings],
        "steps": [_step(one, names) for one in steps],
        "actions": _actions(connection, place, person, proposal, today),
        "consultations": consultations.told_to_staff(connection, proposal, today),
        "editable": proposal.state in {State.DRAFT, State.RETURNED} and writable(person, proposal),
    }


def summary(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A proposal in a list."""
    return {
        "id": row.id,
        "title": row.title,
        "department": {"id": row.department, "name": names.get(row.department)} if row.department else None,
        "state": row.state,
        "state_label": STATE_LABELS[State(row.state)],
        "digest": row.digest,
        "edition": row.edition,
        "created_at": instant_text(row.created_at),
        "updated_at": instant_text(row.updated_at),
        "entered_at": instant_text(row.entered_at or row.created_at),
    }


def _names(connection: Connection, place: Place, departments: Sequence[str | None], today: date) -> dict[str, str]:
    at = At(place.log, today, read_head(connection, place.id).entry)
    return readers.names(connection, at, {one for one in departments if one})


def _step(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "action": row.action,
        "action_label": ACTION_LABELS.get(row.action, row.action),
        "from": row.from_state,
        "to": row.to_state,
        "person": row.person_name,
        "office": names.get(row.department or "") or row.office,
        "conclusion": row.conclusion,
        "conclusion_label": CONCLUSION_LABELS.get(row.conclusion or ""),
        "opinion": row.opinion,
        "details": row.details,
        "attachments": row.attachments,
        "digest": row.digest,
        "at": instant_text(row.at),
    }


def _actions(
    connection: Connection, place: Place, person: Person, proposal: Proposal, today: date
) -> list[dict[str, Any]]:
    """What this person may do now: each action once, with the conclusions it may have and what must be said; of
    several rows the first that fits is taken, here as there.
    """
    found: dict[str, dict[str, Any]] = {}
    for rule in allowed(connection, place, person, proposal, today):
        needs = [] if rule.conclusions else list(rule.needs)
        known = found.setdefault(
            rule.action,
            {"action": rule.action.value, "label": ACTION_LABELS[rule.action], "conclusions": {}, "needs": needs},
        )
        for name, label in CONCLUSION_LABELS.items():
            if name in rule.conclusions:
                known["conclusions"].setdefault(name, {"label": label, "needs": list(rule.needs)})
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Listed:
    """Which proposals are asked for; ``mine``: those that wait for this person. ``before`` is where a page ended."""

    states: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    mine: bool = False
    before: str | None = None
    limit: int = LIMIT


def list_proposals(connection: Connection, place: Place, person: Person, wanted: Listed, today: date) -> dict[str, Any]:
    """Proposals that the person may see, newest first."""
    check_limit(wanted.limit)
    for state in wanted.states:
        if state not in set(State):
            raise InvalidInput(f"没有状态“{state[:40]}”（state）。", code="unknown_state", parameter="state")
    conditions = [visible(person), *_asked(wanted)]
    if wanted.mine:
        conditions.append(_waiting(place, person))
    rows = drafts.proposals(connection, place.id, conditions, wanted.limit + 1)
    shown = rows[: wanted.limit]
    names = _names(connection, place, [row.department for row in shown], today)
    more = len(rows) > wanted.limit
    return {"items": [summary(row, names) for row in shown], "next": shown[-1].id if more else None}


def _asked(wanted: Listed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(col(ProposalRow.state).in_(wanted.states))
    if wanted.departments:
        found.append(col(ProposalRow.department).in_(wanted.departments))
    if wanted.before:
        found.append(col(ProposalRow.id) < wanted.before)
    return found


def visible(person: Person) -> ColumnElement[bool]:
    """What :func:`quanze.services.proposals.readable` says, as a condition."""
    own = col(ProposalRow.department).in_(sorted(person.departments(*OF_A_DEPARTMENT)))
    begun = col(ProposalRow.by_list_office).is_(True) if Role.LIST_OFFICE in person.roles else own
    draft = col(ProposalRow.state) == State.DRAFT.value
    offices = person.roles & _READERS
    submitted = col(ProposalRow.state) != State.DRAFT.value
    seen = submitted if offices else and_(submitted, or_(own, _consulted(person)))
    return or_(and_(draft, or_(own, begun)), seen)


_READERS = frozenset({Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.DECISION_RECORDER, Role.PUBLISHER})


def _consulted(person: Person) -> ColumnElement[bool]:
    """Proposals on which one of the person's departments was asked."""
    asked = select(col(ConsultedRow.proposal)).where(
        col(ConsultedRow.department).in_(sorted(person.departments(*OF_A_DEPARTMENT)))
    )
    return col(ProposalRow.id).in_(asked)


def _waiting(place: Place, person: Person) -> ColumnElement[bool]:
    """Proposals in a state in which the ruleset has something to do for one of the person's roles."""
    rules = ruleset(place.ruleset).rules
    routine = {
        rule for rule in rules if rule.action not in {"withdraw", "return", "reject"} and rule.roles & person.roles
    }
    states = sorted({state.value for rule in routine for state in rule.from_})
    return col(ProposalRow.state).in_(sorted(states))


_EXITS = frozenset({Action.WITHDRAW, Action.RETURN, Action.REJECT})


def open_proposal(connection: Connection, place: Place, person: Person, identity: str, today: date) -> dict[str, Any]:
    """One proposal, whole."""
    return whole(connection, place, person, read(connection, place, person, identity), today)
