"""Proposals as they stand: who may see and write them, what they are about, who has which part in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlmodel import col

from quanze.domain.changes import Change
from quanze.domain.errors import Forbidden, NotFound
from quanze.domain.identities import is_id
from quanze.domain.permissions import Permission, Subject, may, of_the_department, of_the_jurisdiction
from quanze.domain.procedure import DUTY_LABELS, Duty, State
from quanze.domain.roles import Person, Role
from quanze.services.moments import Place
from quanze.storage import drafts
from quanze.storage.proceedings import PartRow, ProposalRow


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands, with the parts that people have in it; its changes are parsed once."""

    row: Row[*tuple[Any, ...]]
    parts: Mapping[str, str] = field(default_factory=dict)
    consulted: frozenset[str] = frozenset()
    parsed: dict[date, Sequence[Change]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row.id)

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.row.state)

    @property
    def subject(self) -> Subject:
        """What permissions ask about it."""
        return Subject(
            jurisdiction=self.row.jurisdiction,
            departments=frozenset(filter(None, [self.row.department])),
            consulted=self.consulted,
        )

    def changes(self, day: date) -> Sequence[Change]:
        """The changes; those that state no day of their own take effect on the proposal's, else on ``day``."""
        day = self.row.effective_from or day
        if day not in self.parsed:
            self.parsed[day] = tuple(dated(raw, day) for raw in self.row.changes)
        return self.parsed[day]

    @property
    def etag(self) -> str:
        """What an editor must have seen."""
        return f'"{self.row.revision}-{self.row.digest[:16]}"'


def dated(raw: Mapping[str, Any], day: date) -> Change:
    """A stored change with its day."""
    return Change.model_validate({**raw, "effective_from": raw.get("effective_from") or day})


def read(connection: Connection, place: Place, person: Person, proposal: str, *, lock: bool = False) -> Proposal:
    """A proposal that the person may see; any other does not exist for them. ``lock``: until the transaction ends."""
    row = drafts.proposal(connection, place.id, proposal, lock=lock) if is_id(proposal) else None
    found = _of(connection, row) if row else None
    if found is None or not readable(person, found):
        raise NotFound("没有这份调整申请，或不在您的查阅范围内。")
    return found


def read_again(connection: Connection, place: Place, person: Person, before: Proposal) -> Proposal:
    """A proposal once something was done to it; a text that is still the same is not parsed again."""
    found = read(connection, place, person, before.id)
    return replace(found, parsed=before.parsed) if found.row.digest == before.row.digest else found


def _of(connection: Connection, row: Row[*tuple[Any, ...]]) -> Proposal:
    return Proposal(row, drafts.parts(connection, row.id), frozenset(drafts.consulted(connection, row.id)))


def readable(person: Person, proposal: Proposal) -> bool:
    """Whether a person may see a proposal: until it is submitted it is its writers' own."""
    if proposal.state is State.DRAFT:
        return writable(person, proposal)
    return may(person, Permission.READ_DRAFTS, proposal.subject)


def writable(person: Person, proposal: Proposal) -> bool:
    """Whether a person is of those who write it: its department, or the list office where it began there."""
    own = of_the_department(person, proposal.subject)
    begun = proposal.row.by_list_office and Role.LIST_OFFICE in person.roles
    return of_the_jurisdiction(person, proposal.subject) and (own or begun)


def touched(changes: Iterable[Mapping[str, Any]]) -> set[str]:
    """The records that stored changes are about; those that they would make are among them."""
    return {record for raw in changes for record in _named(raw) if record}


def _named(raw: Mapping[str, Any]) -> Iterable[str | None]:
    return raw.get("id"), *raw.get("from", ()), *(part.get("id") for part in raw.get("into", ()))


def take_part(connection: Connection, proposal: str, person: Person, duty: Duty) -> None:
    """Note a person's duty in a proposal. Raises Forbidden where the person has another one in it."""
    query = select(col(PartRow.duty)).where(col(PartRow.proposal) == proposal, col(PartRow.person) == person.id)
    held = connection.execute(query).scalar_one_or_none()
    if held is None:
        connection.execute(insert(PartRow), [{"proposal": proposal, "person": person.id, "duty": duty.value}])
    elif held != duty:
        label = DUTY_LABELS[Duty(held)]
        raise Forbidden(f"您在本申请中已承担“{label}”，这一步须由另一人办理。", code="four_eyes")


def save(connection: Connection, proposal: Proposal, values: Mapping[str, Any]) -> None:
    """Write columns of a proposal; the caller holds its lock."""
    connection.execute(update(ProposalRow).where(col(ProposalRow.id) == proposal.id).values(**values))
