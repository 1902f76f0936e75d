"""Consultations (公开征求意见): a proposal's text put before the public, as it stood, with what became of each comment.

What the public reads is the text of the digest that was seen when it was opened, laid over the list as it was known
then: nothing that was written later, and nothing that offices said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert
from sqlmodel import col

from quanze.domain.changes import CAUSE_LABELS, OP_LABELS, CauseType, Change, Op
from quanze.domain.diffs import field_changes
from quanze.domain.editions import instant_text
from quanze.domain.entries import day_text
from quanze.domain.errors import InvalidInput, NotFound, NotNow
from quanze.domain.feedback import Adoption
from quanze.domain.procedure import Action, Rule
from quanze.domain.vocabulary import Disclosure
from quanze.services.cursors import LIMIT, check_limit
from quanze.services.drafted import Drafted, Text, changes_known
from quanze.services.moments import Place
from quanze.services.proposals import Proposal
from quanze.services.saying import day
from quanze.services.withholding import parted
from quanze.storage import consultations, drafts, feedback, readers
from quanze.storage.consultations import ConsultationRow
from quanze.storage.heads import WITHHELD, read_head
from quanze.storage.readers import At

LONGEST = timedelta(days=366)


class Stage(StrEnum):
    """Where a consultation stands on a day."""

    OPEN = "open"
    DUE = "due"
    CLOSED = "closed"
    SUSPENDED = "suspended"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.OPEN: "正在征求意见",
    Stage.DUE: "征求意见期已满，正在研究",
    Stage.CLOSED: "已结束",
    Stage.SUSPENDED: "已中止",
}
_QUIET = frozenset({"kind", "schema", "status", "display_order", "disclosure"})


def stage_of(row: Any, today: date) -> Stage:
    """Where a consultation stands; its last day still belongs to it."""
    if row.ended_at is not None:
        return Stage.SUSPENDED if row.suspended else Stage.CLOSED
    return Stage.OPEN if today <= row.until else Stage.DUE


# What offices do


def terms(
    connection: Connection, place: Place, proposal: Proposal, rule: Rule, said: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """On what terms the public is asked. Raises NotNow for what the public may not see, InvalidInput for the days."""
    _all_public(connection, place, proposal.changes(today))
    until, least = day(said["until"], "until"), max(rule.days, 1)
    earliest = today + timedelta(days=least)
    if not earliest <= until <= today + LONGEST:
        raise InvalidInput(
            f"公开征求意见不少于 {least} 日、不超过一年：截止日期（until）应不早于 {earliest.isoformat()}。",
            code="bad_date",
            field="until",
        )
    return {"until": until.isoformat()}


def _all_public(connection: Connection, place: Place, changes: Sequence[Change]) -> None:
    """Raise NotNow where anything is withheld, or would be."""
    fields = [one for change in changes for one in (change.fields, *(part.fields for part in change.into))]
    hidden = any(one.get("disclosure") == Disclosure.WITHHELD for one in fields)
    if hidden or WITHHELD in parted(connection, place.id, changes):
        raise NotNow("申请中有不公示的事项，不能公开征求意见；请将这些事项移出，另行办理。", code="withheld_in_comment")


def begin(connection: Connection, place: Place, proposal: Proposal, said: Mapping[str, Any], today: date) -> None:
    """Put the text as it stands before the public."""
    row = {
        "jurisdiction": place.id,
        "number": consultations.next_number(connection, place.id),
        "proposal": proposal.id,
        "digest": proposal.row.digest,
        "entry": read_head(connection, place.id).entry,
        "title": proposal.row.title,
        "department": proposal.row.department,
        "effective_from": proposal.row.effective_from,
        "notice": said["notice"],
        "opened_on": today,
        "until": day(said["until"], "until"),
    }
    connection.execute(insert(ConsultationRow), [row])


def period_over(connection: Connection, proposal: Proposal, today: date) -> bool:
    """Whether the public has had its time."""
    last = consultations.of_proposal(connection, proposal.id)
    return bool(last) and last[0].until < today


def require_answered(connection: Connection, proposal: Proposal, today: date) -> None:
    """Raise NotNow before the last day has passed, or while a comment has no answer."""
    last = next(iter(consultations.of_proposal(connection, proposal.id, lock=True)))
    if last.until >= today:
        raise NotNow(
            f"公开征求意见到{last.until.isoformat()}为止，期满之前不能结束；如需中止，请退回申请。", code="comment_open"
        )
    if waiting := consultations.tally(connection, last.jurisdiction, last.number).get(None):
        raise NotNow(
            f"还有 {waiting} 条公众意见没有答复采纳情况，请先在“公众意见”中逐条办理。", code="comments_unanswered"
        )


def end(connection: Connection, proposal: Proposal, action: str) -> None:
    """The proposal leaves the public's eyes: in order, or (changed, returned, withdrawn, overtaken) suspended."""
    consultations.end(connection, proposal.id, datetime.now(UTC), suspended=action != Action.CLOSE_COMMENT)


def told_to_staff(connection: Connection, proposal: Proposal, today: date) -> list[dict[str, Any]]:
    """The consultations on a proposal, the newest first."""
    return [_head(row, {}, today) for row in consultations.of_proposal(connection, proposal.id)]


# What the public reads


@dataclass(frozen=True, slots=True)
class Listed:
    """Which consultations are asked for; ``before`` is where a page ended."""

    before: int | None = None
    limit: int = LIMIT


def list_consultations(connection: Connection, place: Place, wanted: Listed, today: date) -> dict[str, Any]:
    """The consultations of a jurisdiction, the newest first."""
    check_limit(wanted.limit)
    conditions: list[ColumnElement[bool]] = [col(ConsultationRow.jurisdiction) == place.id]
    if wanted.before is not None:
        conditions.append(col(ConsultationRow.number) < wanted.before)
    rows = consultations.newest(connection, conditions, wanted.limit + 1)
    shown = rows[: wanted.limit]
    at = At(place.log, today, read_head(connection, place.id).entry)
    names = readers.names(connection, at, {row.department for row in shown if row.department})
    following = str(shown[-1].number) if len(rows) > wanted.limit else None
    return {"items": [_head(row, names, today) for row in shown], "next": following}


def find(connection: Connection, place: Place, number: int) -> Any:
    """One consultation. Raises NotFound."""
    row = consultations.one(connection, place.id, number)
    if row is None:
        raise NotFound(f"没有第 {number} 次公开征求意见。")
    return row


def read_consultation(connection: Connection, place: Place, number: int, today: date) -> dict[str, Any]:
    """One consultation: what was asked, the changes as they stood, and, once it ended in order, what became of the
    comments.
    """
    row = find(connection, place, number)
    changes = frozen(connection, place, row)
    names = _names(connection, place, row, changes)
    return {
        **_head(row, names, today),
        "notice": row.notice,
        "digest": row.digest,
        "effective_from": day_text(row.effective_from),
        "changes": [_change(one, names, row) for one in changes],
        "adoption": _adoption(connection, row, today),
    }


def _head(row: Any, names: Mapping[str, str], today: date) -> dict[str, Any]:
    stage = stage_of(row, today)
    return {
        "number": row.number,
        "title": row.title,
        "department": {"id": row.department, "name": names.get(row.department)} if row.department else None,
        "opened_on": row.opened_on.isoformat(),
        "until": row.until.isoformat(),
        "ended_at": row.ended_at and instant_text(row.ended_at),
        "state": stage.value,
        "state_label": STAGE_LABELS[stage],
    }


def known_then(place: Place, row: Any) -> At:
    """From where the text was looked at when it was put before the public."""
    return At(place.log, row.effective_from or row.opened_on, row.entry)


def frozen(connection: Connection, place: Place, row: Any) -> list[Drafted]:
    """The changes as they stood."""
    text = drafts.text(connection, row.proposal, row.digest) or []
    return changes_known(connection, known_then(place, row), text)


def _names(connection: Connection, place: Place, row: Any, changes: Iterable[Drafted]) -> dict[str, str]:
    wanted = {row.department, *(one.raw["to_department"] for one in changes)}
    for one in changes:
        for body in (one.before, *(text.after for text in one.texts)):
            wanted |= {(body or {}).get("department_id")}
    return readers.names(connection, known_then(place, row), {name for name in wanted if name})


def _change(one: Drafted, names: Mapping[str, str], row: Any) -> dict[str, Any]:
    """A change as the public reads it. What is new has no id: nothing can be asked of it yet."""
    said = (one.texts[0].after if one.texts else one.before) or {}
    cause = one.raw["cause"]
    return {
        "op": one.op.value,
        "op_label": OP_LABELS[one.op],
        "kind": one.kind.value,
        "id": one.record if one.before is not None and one.op is not Op.CLAIM else None,
        "name": one.name,
        "department": names.get(said.get("department_id") or ""),
        "to_department": names.get(one.raw["to_department"] or ""),
        "effective_from": one.raw["effective_from"] or day_text(row.effective_from),
        "effective_to": one.raw["effective_to"],
        "cause": {**cause, "label": CAUSE_LABELS[CauseType(cause["type"])]},
        "legal_basis": said.get("legal_basis"),
        "sources": [body["name"] for body in one.sources],
        "texts": [_text(text, keeps=one.keeps) for text in one.texts],
    }


def _text(text: Text, *, keeps: bool) -> dict[str, Any]:
    """What a text says otherwise than the one before it; one that is new, all that it says."""
    fields = text.fields if keeps else field_changes(None, text.after)
    return {"name": text.after.get("name"), "fields": [one for one in fields if one["field"] not in _QUIET]}


def _adoption(connection: Connection, row: Any, today: date) -> dict[str, int] | None:
    """What became of the comments, in numbers; nothing is told of them while they still come in."""
    if stage_of(row, today) is not Stage.CLOSED:
        return None
    found = consultations.tally(connection, row.jurisdiction, row.number)
    return {"received": sum(found.values()), **{name.value: found.get(name, 0) for name in Adoption}}


def stamp(connection: Connection, place: Place, today: date, number: int | None = None) -> str:
    """What changes when the public sees something else of the consultations, or of one."""
    row = consultations.one(connection, place.id, number) if number else None
    rows = [row] if row else consultations.newest(connection, [col(ConsultationRow.jurisdiction) == place.id], 1_000)
    seen = feedback.last_shown(connection, place.id)
    tallies = [_adoption(connection, row, today)] if row else []
    return f"{[(one.number, stage_of(one, today).value) for one in rows]} {seen} {tallies}"
