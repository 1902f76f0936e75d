"""The dossier (案卷) of a proposal: all that its papers tell of, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.changes import OP_LABELS, Op
from quanze.domain.findings import Finding
from quanze.domain.procedure import ISSUED, Action
from quanze.domain.vocabulary import CATEGORY_LABELS, KIND_LABELS, Category, Kind
from quanze.domain.words import references
from quanze.services.checking import check_changes, severities_of
from quanze.services.drafted import Body, Drafted, drafted
from quanze.services.moments import Place
from quanze.services.proposals import Proposal
from quanze.services.reconciling import Figures, figures
from quanze.storage import consultations, drafts, readers
from quanze.storage.heads import read_head
from quanze.storage.readers import At

Move = tuple[Op, bool]
"""An operation, and whether its record ends by a merger or a split."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A proposal with everything around it, as of today. Once it is published, the list's numbers are not its own any
    more: ``figures`` is then None.
    """

    place: Place
    proposal: Proposal
    changes: Sequence[Drafted]
    steps: Sequence[Any]
    names: Mapping[str, str]
    figures: Figures | None
    findings: Sequence[Finding]
    today: date
    zone: ZoneInfo
    comments: Sequence[Any] = ()

    @property
    def title(self) -> str:
        """The proposal's title."""
        return str(self.proposal.row.title)

    @property
    def organ(self) -> str:
        """Who proposes."""
        return self.names.get(self.proposal.row.department or "", "清单管理机构")

    @property
    def powers(self) -> list[Drafted]:
        """The changes of powers, without what only groups."""
        told = (one for one in self.changes if one.kind is Kind.POWER)
        return [one for one in told if not (shown_body(one) or {}).get("grouping")]

    @property
    def round(self) -> Sequence[Any]:
        """The steps since the proposal was last submitted: what was said before was said of another text."""
        submitted = [number for number, step in enumerate(self.steps) if step.action == Action.SUBMIT]
        return self.steps[submitted[-1] :] if submitted else self.steps

    def last(self, *actions: str) -> Any | None:
        """The last step of the round that was one of the actions."""
        return next((step for step in reversed(self.round) if step.action in actions), None)

    def day_of(self, step: Any | None) -> date | None:
        """The day of a step, where the register is."""
        moment: datetime | None = step.at if step is not None else None
        return moment.astimezone(self.zone).date() if moment else None


def open_dossier(connection: Connection, place: Place, proposal: Proposal, today: date, zone: ZoneInfo) -> Dossier:
    """Read the dossier of a proposal; who may see it was asked before."""
    changes = drafted(connection, place, proposal, today)
    steps = drafts.steps(connection, proposal.id)
    reckoned, findings = _checked(connection, place, proposal, today)
    named = {proposal.row.department, *proposal.consulted, *(step.department for step in steps)}
    named |= {record for one in changes for record in _named(one)}
    named |= {count.department for count in reckoned.counts} if reckoned else set()
    at = At(place.log, proposal.row.effective_from or today, read_head(connection, place.id).entry)
    names = readers.names(connection, at, [one for one in named if one])
    comments = _comments(connection, proposal)
    return Dossier(place, proposal, changes, steps, names, reckoned, findings, today, zone, comments)


def _comments(connection: Connection, proposal: Proposal) -> Sequence[Any]:
    """What the public said when it was asked last, unless the text was taken away from it."""
    asked = [one for one in consultations.of_proposal(connection, proposal.id) if not one.suspended]
    return consultations.comments(connection, asked[0].jurisdiction, asked[0].number) if asked else ()


def _checked(
    connection: Connection, place: Place, proposal: Proposal, today: date
) -> tuple[Figures | None, Sequence[Finding]]:
    """The numbers that the proposal would come to, and what the rules say of it."""
    if proposal.state in ISSUED:
        return None, []
    changes = proposal.changes(today)
    checked = check_changes(connection, place.id, changes, today, severities=severities_of(place.ruleset))
    return figures(connection, place, changes, checked.counts), checked.findings


def _named(one: Drafted) -> Iterable[str | None]:
    """The records that a change names beside its own."""
    yield one.raw["to_department"]
    yield from one.raw["from"]
    for body in (one.before, *(text.after for text in one.texts)):
        yield from references(body)


def shown_body(one: Drafted) -> Body | None:
    """The text that shows what a change is about: the one that it makes, else the one that it ends."""
    return one.texts[0].after if one.texts else one.before


def moves_of(changes: Iterable[Drafted]) -> Iterable[Move]:
    """The changes record by record."""
    for one in changes:
        if one.op is Op.MERGE:
            yield from ((one.op, True) for _ in one.raw["from"])
        if one.op is Op.SPLIT:
            yield one.op, True
        yield from ((one.op, False) for _ in one.raw["into"] or [None])


def op_words(op: Op, after: Mapping[str, Any] | None, kind: Kind = Kind.POWER) -> str:
    """The kind of a change, as a table says it."""
    category = (after or {}).get("category")
    if op is Op.RECLASSIFY:
        return f"转为{CATEGORY_LABELS[Category(category)]}" if category else "转为其他管理方式"
    return OP_LABELS[op] if kind is Kind.POWER else f"{OP_LABELS[op]}（{KIND_LABELS[kind]}）"
