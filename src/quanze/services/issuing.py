"""Publishing what was approved: proposals become one edition, and whatever they overtake is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from quanze.domain.changes import Change
from quanze.domain.editions import EditionKind, EditionMetadata
from quanze.domain.errors import Forbidden, InvalidInput, NotNow
from quanze.domain.findings import Finding
from quanze.domain.procedure import ENDED, Action, Duty, State, require_done, ruleset
from quanze.domain.roles import Person, Role
from quanze.domain.rules.counts import Count
from quanze.domain.vocabulary import Severity
from quanze.services import auditing
from quanze.services.checking import check_changes, severities_of
from quanze.services.laying import check_day
from quanze.services.moments import Place
from quanze.services.proceeding import Deed, case_of, write_down
from quanze.services.proposals import Proposal, read, save, take_part, touched
from quanze.services.reconciling import confirm, reconcile
from quanze.services.withholding import parted
from quanze.storage import drafts
from quanze.storage.heads import PUBLIC, read_head
from quanze.storage.writer import Publication, publish

OVERTAKEN = tuple(state.value for state in State if state not in ENDED | {State.DRAFT, State.SUPERSEDED})
"""States in which a proposal is told that another edition came first; a draft shows it when it is opened."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What an edition is to say, and which proposals it takes up."""

    title: str
    kind: str
    proposals: Sequence[str]
    effective_from: date
    document_number: str | None = None
    decided_on: date | None = None
    issuing_organs: Sequence[str] = ()
    counts: Sequence[Mapping[str, Any]] = ()


def issue(connection: Connection, place: Place, person: Person, wanted: Issue, today: date) -> Publication:
    """Publish approved proposals as one edition; where all of it is withheld, the public log stands as it stood.

    Raises Forbidden, NotNow where one is not approved or does not stand any more, InvalidInput where the edition's own
    words are wrong; then nothing is written.
    """
    if Role.PUBLISHER not in person.roles or person.service or person.jurisdiction != place.id:
        raise Forbidden("公布由公布人办理。", code="not_yours")
    check_day(wanted.effective_from, "effective_from")
    read_head(connection, place.id, lock=True)
    proposals = _approved(connection, place, person, wanted, today)
    _check_apart(proposals)
    changes = [change for proposal in proposals for change in _changes(proposal, wanted)]
    figures = reconcile(connection, place, changes, _check(connection, place, changes, today), wanted.counts)
    public = {
        proposal.id for proposal in proposals if PUBLIC in parted(connection, place.id, _changes(proposal, wanted))
    }
    publications = _write(connection, place, _metadata(wanted, proposals, connection), changes)
    confirm(connection, place, figures)
    first = publications[0]
    for proposal in proposals:
        _publish(connection, person, proposal, first.edition if proposal.id in public else None)
    _supersede(connection, place, proposals, first.edition if first.log == PUBLIC else None)
    for one in publications:
        auditing.record(connection, person, "edition.publish", str(one.edition), log=one.log, root=one.root)
    return first


def _write(
    connection: Connection, place: Place, metadata: EditionMetadata, changes: Sequence[Change]
) -> list[Publication]:
    """The public edition first; what is withheld is an edition of its own log, and no part of the public one."""
    parts = parted(connection, place.id, changes)
    return [
        publish(connection, place.id, metadata, [changes[number] for number in numbers], log=log)
        for log, numbers in parts.items()
    ]


def _check_apart(proposals: Sequence[Proposal]) -> None:
    """Raise NotNow where two proposals are about one record: nobody has reviewed what both together come to."""
    owners: dict[str, Proposal] = {}
    for proposal in proposals:
        for record in sorted(touched(proposal.row.changes)):
            other = owners.setdefault(record, proposal)
            if other is not proposal:
                raise NotNow(
                    f"“{other.row.title}”与“{proposal.row.title}”涉及同一事项，不能在同一版次公布；"
                    "请先公布其中一份，另一份按现行清单重新拟定后再办理。",
                    code="same_record",
                    record=record,
                )


def _approved(connection: Connection, place: Place, person: Person, wanted: Issue, today: date) -> list[Proposal]:
    """The proposals, locked; each approved with this very text, none of them this person's to propose or review."""
    if not wanted.proposals:
        raise InvalidInput("请选择要公布的调整申请（proposals）。", code="missing_part", field="proposals")
    found = []
    for identity in sorted(set(wanted.proposals)):
        proposal = read(connection, place, person, identity, lock=True)
        if proposal.state is not State.APPROVED:
            raise NotNow(f"“{proposal.row.title}”尚未批准，不能公布。", code="not_approved", id=identity)
        last = drafts.steps(connection, identity)[-1]
        if last.to_state != State.APPROVED or last.digest != proposal.row.digest:
            raise NotNow(f"“{proposal.row.title}”批准后内容有变，须重新办理。", code="other_digest", id=identity)
        require_done(ruleset(place.ruleset).publish_after, case_of(connection, place, proposal, today))
        take_part(connection, identity, person, Duty.DECIDE)
        found.append(proposal)
    return found


def _changes(proposal: Proposal, wanted: Issue) -> Sequence[Change]:
    """A change's own day wins over the edition's."""
    day = proposal.row.effective_from or wanted.effective_from
    return proposal.changes(day)


def _check(connection: Connection, place: Place, changes: Sequence[Change], today: date) -> Sequence[Count]:
    """The last look before the writer: errors found now, all of them, in place of the writer's first refusal. Answers
    how the public list's numbers move.
    """
    checked = check_changes(connection, place.id, changes, today, severities=severities_of(place.ruleset))
    errors: list[Finding] = [one for one in checked.findings if one.severity is Severity.ERROR]
    if errors:
        raise NotNow(
            f"清单已有变化，或几份申请互相冲突，不能公布：{errors[0].message}",
            code="findings_open",
            errors=[one.told() for one in errors],
        )
    return checked.counts


def _metadata(wanted: Issue, proposals: Sequence[Proposal], connection: Connection) -> EditionMetadata:
    try:
        if EditionKind(wanted.kind) is EditionKind.LOAD:
            raise InvalidInput("按程序公布的版次不能是“载入”（kind）。", code="bad_edition", field="kind")
        return EditionMetadata(
            kind=EditionKind(wanted.kind),
            title=wanted.title,
            document_number=wanted.document_number,
            issuing_organs=list(wanted.issuing_organs),
            decided_on=wanted.decided_on or _decided_on(connection, proposals),
            published_at=datetime.now(UTC),
            effective_from=wanted.effective_from,
        )
    except ValidationError as error:
        field = str(error.errors(include_url=False)[0]["loc"][0])
        raise InvalidInput(f"版次信息填写有误（{field}）。", code="bad_edition", field=field) from None
    except ValueError:
        raise InvalidInput("公布形式（kind）应为公告、通知或更正。", code="bad_edition", field="kind") from None


def _decided_on(connection: Connection, proposals: Sequence[Proposal]) -> date | None:
    """The day of the last decision that any of the proposals has."""
    steps = [one for proposal in proposals for one in drafts.steps(connection, proposal.id)]
    days = [str(one.details["date"]) for one in steps if one.action == Action.RECORD_DECISION]
    return date.fromisoformat(max(days)) if days else None


def _publish(connection: Connection, person: Person, proposal: Proposal, edition: int | None) -> None:
    details = {"edition": edition}
    deed = Deed("publish", State.PUBLISHED, person.office({Role.PUBLISHER}), Duty.DECIDE, details)
    write_down(connection, proposal, person, deed)
    _move(connection, proposal, State.PUBLISHED, edition=edition)


def _supersede(connection: Connection, place: Place, published: Sequence[Proposal], edition: int | None) -> None:
    """Tell every other proposal on the same records that the list it was laid over has changed."""
    records = {record for proposal in published for record in touched(proposal.row.changes)}
    for identity in drafts.touching(connection, place.id, records, OVERTAKEN):
        row = drafts.proposal(connection, place.id, identity, lock=True)
        if row is not None:
            overtaken = Proposal(row)
            write_down(
                connection, overtaken, None, Deed("supersede", State.SUPERSEDED, "", details={"edition": edition})
            )
            _move(connection, overtaken, State.SUPERSEDED)


def _move(connection: Connection, proposal: Proposal, to: State, **more: Any) -> None:
    now = datetime.now(UTC)
    values = {"state": to.value, "entered_at": now, "updated_at": now, "revision": proposal.row.revision + 1, **more}
    save(connection, proposal, values)
