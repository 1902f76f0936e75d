"""Answering citizens: the list office reads what they wrote, answers, and lets the public see what it reviewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, update
from sqlmodel import col

from quanze.domain.changes import CauseType, Op
from quanze.domain.editions import instant_text
from quanze.domain.errors import InvalidInput, NotFound, NotNow
from quanze.domain.feedback import (
    ADOPTION_LABELS,
    HANDLING_LABELS,
    LONGEST_ANSWER,
    LONGEST_TEXT,
    MOVES,
    STATUS_LABELS,
    FeedbackKind,
    Handling,
    move,
    plain,
)
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.services import auditing
from quanze.services.cursors import LIMIT, check_limit
from quanze.services.hearing import subjects_of, told
from quanze.services.moments import Place
from quanze.services.proposing import Draft, propose
from quanze.storage import drafts, feedback
from quanze.storage.feedback import FeedbackRow
from quanze.storage.heads import read_head
from quanze.storage.readers import At


@dataclass(frozen=True, slots=True)
class Received:
    """Which ones the list office asks for; ``before`` is where a page ended."""

    statuses: tuple[str, ...] = ()
    before: str | None = None
    limit: int = LIMIT


def list_received(
    connection: Connection, place: Place, person: Person, wanted: Received, today: date
) -> dict[str, Any]:
    """Everything that was written, newest first. Raises Forbidden."""
    _allow(person, place)
    check_limit(wanted.limit)
    conditions: list[ColumnElement[bool]] = []
    for status in wanted.statuses:
        if status not in STATUS_LABELS:
            raise InvalidInput(f"没有状态“{status[:40]}”（status）。", code="unknown_status", parameter="status")
    if wanted.statuses:
        conditions.append(col(FeedbackRow.status).in_(wanted.statuses))
    if wanted.before:
        conditions.append(col(FeedbackRow.id) < wanted.before)
    rows = feedback.received(connection, place.id, conditions, wanted.limit + 1)
    listed = rows[: wanted.limit]
    subjects = _subjects(connection, place, listed, today)
    items = [_whole(row, subjects) for row in listed]
    return {"items": items, "next": listed[-1].id if len(rows) > wanted.limit else None}


def read_received(connection: Connection, place: Place, person: Person, identity: str, today: date) -> dict[str, Any]:
    """One of them, with what may be done now. Raises Forbidden or NotFound."""
    row = _one(connection, place, person, identity)
    actions = [
        {"action": handling.value, "label": HANDLING_LABELS[handling], "needs": list(rule.needs)}
        for handling, rule in MOVES.items()
        if row.status in rule.from_ and row.kind in rule.kinds and _is_due(handling, row)
    ]
    edition = feedback.edition_of(connection, row.proposal)
    return {**_whole(row, _subjects(connection, place, [row], today)), "edition": edition, "actions": actions}


def _is_due(handling: Handling, row: Any) -> bool:
    """Whether there is anything to hide or to forget, and no proposal yet."""
    held = {Handling.HIDE: row.shown_text, Handling.FORGET_CONTACT: row.contact}
    return held.get(handling, "") is not None and not (handling is Handling.PROPOSE and row.proposal)


def handle(
    connection: Connection, place: Place, person: Person, identity: str, said: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Carry out one action. Raises Forbidden, NotFound, NotNow, InvalidInput."""
    row = _one(connection, place, person, identity, lock=True)
    handling, status = move(str(said.get("action") or ""), row.kind, row.status, said)
    if not _is_due(handling, row):
        raise NotNow(f"这条公众意见不需要“{HANDLING_LABELS[handling]}”。", code="not_now")
    values: dict[str, Any] = {"status": status.value, **_VALUES.get(handling, _nothing)(said)}
    if handling is Handling.PROPOSE:
        values["proposal"] = _propose(connection, place, person, row, today)
    if handling in {Handling.SHOW, Handling.HIDE} or row.shown_text is not None:
        values["shown_at"] = datetime.now(UTC)
    connection.execute(update(FeedbackRow).where(col(FeedbackRow.id) == row.id).values(**values))
    auditing.record(connection, person, f"feedback.{handling}", row.number)
    return read_received(connection, place, person, identity, today)


def _nothing(_said: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _answer(said: Mapping[str, Any]) -> dict[str, Any]:
    text = plain(str(said["answer"]), "答复（answer）", LONGEST_ANSWER, 1)
    return {"answer": text, "answered_at": datetime.now(UTC)}


def _respond(said: Mapping[str, Any]) -> dict[str, Any]:
    if said["adoption"] not in ADOPTION_LABELS:
        words = "、".join(f"{name}（{label}）" for name, label in ADOPTION_LABELS.items())
        raise InvalidInput(f"请写明是否采纳（adoption）：{words}。", code="bad_value", field="adoption")
    return {**_answer(said), "adoption": str(said["adoption"])}


def _show(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"shown_text": plain(str(said["shown_text"]), "公开的文字（shown_text）", LONGEST_TEXT, 1)}


_VALUES: Mapping[Handling, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Handling.ANSWER: _answer,
    Handling.RESPOND: _respond,
    Handling.SHOW: _show,
    Handling.HIDE: lambda _said: {"shown_text": None},
    Handling.FORGET_CONTACT: lambda _said: {"contact": None},
}
"""What each action writes, beside where it leads."""


def _propose(connection: Connection, place: Place, person: Person, row: Any, today: date) -> str:
    """A draft that names its source and repeats nothing of what was written: a cause is published with its change."""
    power, department = row.record, row.department
    if power:
        at = At(place.log, today, read_head(connection, place.id).entry)
        owners = drafts.owners_on(connection, at, [power])
        department = owners[0].department if owners else department
    cause = {"type": CauseType.OWN_INITIATIVE.value, "text": f"根据公众意见（编号 {row.number}）核实后调整。"}
    wrong = row.kind == FeedbackKind.ITEM_WRONG
    change = {"op": Op.AMEND.value, "id": power, "cause": cause} if wrong else {"op": Op.ADD.value, "cause": cause}
    title = f"公众意见（编号 {row.number}）所涉调整"
    return propose(connection, place, person, Draft(title, [change], department), today).id


def _one(connection: Connection, place: Place, person: Person, identity: str, *, lock: bool = False) -> Any:
    _allow(person, place)
    row = feedback.one(connection, col(FeedbackRow.id) == identity, lock=lock)
    if row is None or row.jurisdiction != place.id:
        raise NotFound("没有这条公众意见。")
    return row


def _allow(person: Person, place: Place) -> None:
    require(person, Permission.ANSWER_FEEDBACK, Subject(place.id))


def _subjects(connection: Connection, place: Place, rows: Any, today: date) -> dict[str, str]:
    records = {one for row in rows for one in (row.record, row.department) if one}
    return subjects_of(connection, place.id, records, today)


def _whole(row: Any, subjects: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        **told(row, subjects),
        "text": row.text,
        "contact": row.contact,
        "shown_text": row.shown_text,
        "proposal": row.proposal,
        "received_at": instant_text(row.received_at),
    }
