"""What a notice announces: read from the log for a published edition, from proposals for one that is to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.changes import Op
from quanze.domain.editions import EDITION_KIND_LABELS, EditionKind
from quanze.domain.errors import InvalidInput, NotNow
from quanze.domain.procedure import ENDED, Action
from quanze.domain.roles import Person
from quanze.domain.vocabulary import LIVING, Kind, Status
from quanze.domain.words import day_words
from quanze.services.checking import check_changes
from quanze.services.dossiers import Move, moves_of, op_words, shown_body
from quanze.services.drafted import Drafted, drafted
from quanze.services.issuing import Issue
from quanze.services.moments import Place
from quanze.services.notices import MOST_LISTED, Announcement, Item
from quanze.services.proposals import Proposal, dated, read
from quanze.services.reconciling import Figures, figures, figures_of_edition, is_large
from quanze.services.withholding import parted
from quanze.storage import differences, drafts, readers
from quanze.storage.heads import PUBLIC, read_head
from quanze.storage.proceedings import ProposalRow
from quanze.storage.readers import At
from quanze.storage.tables import EditionRow, EntryRow

UNPUBLISHED = "拟稿，尚未公布"
MOST_PROPOSALS = 200
_FORMS: Mapping[str, str] = {
    EditionKind.ANNOUNCEMENT: "调整情况公告",
    EditionKind.NOTICE: "调整情况通知",
    EditionKind.CORRECTION: "更正情况公告",
}
"""What a notice says that it does; a load published whole lists."""

_PASSED = frozenset({"passed", "passed_in_principle"})
_PAIRS = frozenset({Op.MERGE, Op.SPLIT})


def announcement_of_edition(connection: Connection, place: Place, edition: EditionRow, zone: ZoneInfo) -> Announcement:
    """What a published edition announces, from what is public."""
    entries = _entries(connection, place, edition)
    rows = differences.rows_of_versions(connection, [(one.record, one.version) for one in entries])
    told = [(one, rows[one.record, one.version]) for one in entries if (one.record, one.version) in rows]
    told = [(one, row) for one, row in told if not row.grouping]
    found = figures_of_edition(connection, place.log, edition)
    at = At(place.log, edition.effective_from, edition.tree_size)
    names = _names(connection, at, found, (row.department for _, row in told))
    number = col(ProposalRow.edition) == edition.number
    proposals = [row.id for row in drafts.proposals(connection, place.id, [number], MOST_PROPOSALS)]
    return Announcement(
        title=edition.title,
        jurisdiction=place.name,
        effective_from=edition.effective_from,
        form=_FORMS.get(edition.kind, "公布"),
        figures=found,
        moves=_stated_moves(edition) if is_large(edition) else Counter(_move(Op(one.op), row) for one, row in told),
        items=[_item(one, row, names) for one, row in told],
        names=names,
        document_number=edition.document_number,
        organs=tuple(edition.issuing_organs),
        decided=_decided(connection, proposals, edition.decided_on),
        signed_on=edition.written_on or edition.published_at.astimezone(zone).date(),
        number=edition.number,
        root=edition.root.hex(),
        notices=tuple(filter(None, [place.notice, _loaded(edition)])),
    )


def _entries(connection: Connection, place: Place, edition: EditionRow) -> list[Any]:
    """The edition's entries on powers: all of them, or as many of a large one as its table lists."""
    own = [col(EntryRow.edition) == edition.number, col(EntryRow.kind) == Kind.POWER, col(EntryRow.op) != Op.REDACT]
    limit = MOST_LISTED + 1 if is_large(edition) else None
    return [one for one in readers.entries(connection, place.log, *own, limit=limit) if one.version]


def _stated_moves(edition: EditionRow) -> Counter[Move]:
    """The operations as the edition counted them itself."""
    return Counter({(Op(op), False): number for op, number in edition.changes.get(Kind.POWER, {}).items()})


def _loaded(edition: EditionRow) -> str | None:
    """A load records lists that had gone out before: its paper is no notice of anybody's."""
    return EDITION_KIND_LABELS[EditionKind.LOAD] if edition.kind == EditionKind.LOAD else None


def _move(op: Op, row: Any) -> Move:
    return op, op in _PAIRS and row.status not in LIVING


def _item(entry: Any, row: Any, names: Mapping[str, str]) -> Item:
    department = names.get(row.department, "")
    return Item(
        department, row.name, row.category, op_words(Op(entry.op), {"category": row.category}), entry.valid_from
    )


def _names(connection: Connection, at: At, found: Figures, departments: Iterable[str]) -> Mapping[str, str]:
    """The departments that are told of, in the order of organs."""
    every = {one.department for one in found.counts} | {*departments}
    return readers.names_in_list_order(connection, at, every - {""})


def _decided(connection: Connection, proposals: Iterable[str], decided_on: date | None) -> str:
    """Who decided, where and when, as the decisions were recorded; else the day alone."""
    steps = [step for proposal in proposals for step in drafts.steps(connection, proposal)]
    passed = [one for one in steps if one.action == Action.RECORD_DECISION and one.conclusion in _PASSED]
    meetings = dict.fromkeys(_meeting(one.details) for one in passed)
    if meetings:
        return f"经{'、'.join(meetings)}审议通过，"
    return f"经{day_words(decided_on)}研究决定，" if decided_on else ""


def _meeting(details: Mapping[str, Any]) -> str:
    body, meeting = str(details.get("body") or ""), str(details.get("meeting") or "会议")
    return f"{body}{day_words(details['date'])}{meeting.removeprefix(body)}"


def announcement_of_proposals(
    connection: Connection, place: Place, person: Person, wanted: Issue, today: date
) -> Announcement:
    """What an edition of some proposals would announce: of what is withheld, nothing. Raises NotFound for a proposal
    that the person may not see, NotNow for one that has ended, InvalidInput where none is named.
    """
    proposals = _proposals(connection, place, person, wanted)
    told = [pair for one in proposals for pair in _told(connection, place, one, wanted.effective_from)]
    public = parted(connection, place.id, [dated(one.raw, day) for one, day in told]).get(PUBLIC, [])
    told = [told[number] for number in public]
    changes = [dated(one.raw, day) for one, day in told]
    found = figures(connection, place, changes, check_changes(connection, place.id, changes, today).counts)
    powers = [(one, day, shown_body(one) or {}) for one, day in told if one.kind is Kind.POWER]
    powers = [(one, day, body) for one, day, body in powers if not body.get("grouping")]
    at = At(place.log, wanted.effective_from, read_head(connection, place.id).entry)
    names = _names(connection, at, found, (body.get("department_id") or "" for *_, body in powers))
    return Announcement(
        title=wanted.title,
        jurisdiction=place.name,
        effective_from=wanted.effective_from,
        form=_FORMS.get(wanted.kind, "公布"),
        figures=replace(found, moved=sum(_moved(one) for one, *_ in powers)),
        moves=Counter(moves_of(one for one, *_ in powers)),
        items=[_draft_item(*power, names) for power in powers],
        names=names,
        document_number=wanted.document_number,
        organs=tuple(wanted.issuing_organs),
        decided=_decided(connection, [one.id for one in proposals], wanted.decided_on),
        notices=tuple(filter(None, [place.notice, UNPUBLISHED])),
    )


def _proposals(connection: Connection, place: Place, person: Person, wanted: Issue) -> list[Proposal]:
    named = sorted(set(wanted.proposals))
    if not 0 < len(named) <= MOST_PROPOSALS:
        raise InvalidInput(
            f"请选择要公布的调整申请（proposal），不超过 {MOST_PROPOSALS} 份。", code="missing_part", field="proposal"
        )
    found = [read(connection, place, person, identity) for identity in named]
    for one in found:
        if one.state in ENDED:
            raise NotNow(f"“{one.row.title}”已办结，不能再拟公告。", code="not_approved", id=one.id)
    return found


def _told(connection: Connection, place: Place, proposal: Proposal, day: date) -> list[tuple[Drafted, date]]:
    """The changes of a proposal, each with the day on which it would take effect."""
    day = proposal.row.effective_from or day
    changes = drafted(connection, place, proposal, day)
    return [(one, dated(one.raw, day).effective_from) for one in changes]


def _moved(one: Drafted) -> bool:
    """Whether a counted record goes to another department or category."""
    before, after = (_place(body) for body in (one.before, one.texts[0].after if one.texts else None))
    return one.keeps and None not in {before, after} and before != after


def _place(body: Mapping[str, Any] | None) -> tuple[Any, Any] | None:
    counted = body is not None and body.get("status", Status.ACTIVE) == Status.ACTIVE
    return (body.get("department_id"), body.get("category")) if body is not None and counted else None


def _draft_item(one: Drafted, day: date, body: Mapping[str, Any], names: Mapping[str, str]) -> Item:
    department, category = names.get(body.get("department_id") or "", ""), body.get("category")
    return Item(department, one.name, category, op_words(one.op, body), day)
