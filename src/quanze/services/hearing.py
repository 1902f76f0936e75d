"""Hearing citizens (公众意见): taking their word, and what its writer and the public are told of it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, update
from sqlmodel import col

from quanze.domain.editions import instant_text
from quanze.domain.errors import InvalidInput, NotFound, NotNow
from quanze.domain.feedback import (
    ADOPTION_LABELS,
    KIND_LABELS,
    LONGEST_CONTACT,
    LONGEST_TEXT,
    SHORTEST_TEXT,
    STATUS_LABELS,
    FeedbackKind,
    FeedbackStatus,
    new_number,
    new_secret,
    plain,
    proof_of,
    typed,
)
from quanze.domain.identities import is_id, new_id
from quanze.domain.vocabulary import Kind
from quanze.services.consultations import Stage, stage_of
from quanze.services.cursors import LIMIT, check_limit
from quanze.services.moments import Place
from quanze.storage import consultations, feedback, readers
from quanze.storage.feedback import FeedbackRow
from quanze.storage.heads import read_head
from quanze.storage.readers import At


@dataclass(frozen=True, slots=True)
class Said:
    """What a citizen writes: about a power, a department, or on a consultation, by its number; how to reach the writer
    is the writer's choice.
    """

    kind: str
    text: str
    power: str | None = None
    department: str | None = None
    contact: str | None = None
    consultation: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer gets: the number is no secret, the word is; it is told once and kept nowhere."""

    number: str
    secret: str


def hear(connection: Connection, place: Place, said: Said, today: date) -> Receipt:
    """Take a citizen's word. Raises InvalidInput, naming the field, or NotNow where nobody is asked any more."""
    receipt = Receipt(new_number(), new_secret())
    row = {
        "id": new_id(),
        "jurisdiction": place.id,
        "number": receipt.number,
        "proof": proof_of(receipt.number, receipt.secret),
        "kind": _kind(said),
        "record": _listed(connection, place, said.power, Kind.POWER, "power"),
        "department": _listed(connection, place, said.department, Kind.DEPARTMENT, "department"),
        "consultation": _asked(connection, place, said, today),
        "text": plain(said.text, "情况说明（text）", LONGEST_TEXT, SHORTEST_TEXT),
        "contact": plain(said.contact or "", "联系方式（contact）", LONGEST_CONTACT) or None,
        "status": FeedbackStatus.RECEIVED.value,
        "received_at": datetime.now(UTC),
    }
    connection.execute(insert(FeedbackRow), [row])
    return receipt


def _kind(said: Said) -> str:
    if said.kind not in set(FeedbackKind):
        words = "、".join(f"{name}（{label}）" for name, label in KIND_LABELS.items())
        raise InvalidInput(f"请写明所反映的情况（kind）：{words}。", code="bad_value", field="kind")
    if said.kind == FeedbackKind.ITEM_WRONG and not said.power:
        raise InvalidInput("请写明哪一事项有误（power）。", code="missing_part", field="power")
    return said.kind


def _asked(connection: Connection, place: Place, said: Said, today: date) -> int | None:
    """The consultation on which a comment is made. Raises InvalidInput or NotNow."""
    if said.kind != FeedbackKind.COMMENT:
        return None
    if said.consultation is None:
        raise InvalidInput("请写明对哪一次公开征求意见（consultation）。", code="missing_part", field="consultation")
    row = consultations.one(connection, place.id, said.consultation, shared=True)
    if row is None:
        raise InvalidInput(
            f"没有第 {said.consultation} 次公开征求意见（consultation）。",
            code="unknown_consultation",
            field="consultation",
        )
    if stage_of(row, today) is not Stage.OPEN:
        raise NotNow("这次公开征求意见已经结束，不再接收意见。", code="comment_closed")
    return said.consultation


def _listed(connection: Connection, place: Place, record: str | None, kind: Kind, field: str) -> str | None:
    """A record that the public list has or had. Raises InvalidInput for any other."""
    if not record:
        return None
    if not is_id(record) or not readers.exists(connection, place.log, record, kind):
        raise InvalidInput(f"清单中没有所指的{_NOUNS[kind]}（{field}）。", code=f"unknown_{field}", field=field)
    return record


_NOUNS = {Kind.POWER: "事项", Kind.DEPARTMENT: "部门"}


def look_up(connection: Connection, number: str, secret: str, today: date) -> dict[str, Any]:
    """What the writer is told. Raises NotFound alike for a number that is none and a word that is wrong."""
    row = _own(connection, number, secret)
    return {
        **told(row, _subjects(connection, row.jurisdiction, [row], today)),
        "text": row.text,
        "received_at": instant_text(row.received_at),
        "shown": row.shown_text is not None,
        "has_contact": row.contact is not None,
        "edition": feedback.edition_of(connection, row.proposal),
    }


def forget_contact(connection: Connection, number: str, secret: str) -> None:
    """Delete how to reach the writer, as the writer asks. Raises NotFound."""
    row = _own(connection, number, secret)
    connection.execute(update(FeedbackRow).where(col(FeedbackRow.id) == row.id).values(contact=None))


def _own(connection: Connection, number: str, secret: str) -> Any:
    row = feedback.one(connection, col(FeedbackRow.number) == typed(number))
    proof = proof_of(number, secret)
    if row is None or not hmac.compare_digest(row.proof, proof):
        raise NotFound("没有这个编号，或查询码不符；请对照提交时给出的编号和查询码。", code="feedback_not_found")
    return row


@dataclass(frozen=True, slots=True)
class Shown:
    """Which public ones are asked for; ``before`` is where a page ended."""

    power: str | None = None
    department: str | None = None
    before: str | None = None
    limit: int = LIMIT
    consultation: int | None = None


def list_shown(connection: Connection, place: Place, wanted: Shown, today: date) -> dict[str, Any]:
    """What the public may see: reviewed words with their answers, newest first."""
    check_limit(wanted.limit)
    asked = {
        FeedbackRow.record: wanted.power,
        FeedbackRow.department: wanted.department,
        FeedbackRow.consultation: wanted.consultation,
    }
    conditions = [col(column) == value for column, value in asked.items() if value]
    if wanted.before:
        conditions.append(col(FeedbackRow.id) < wanted.before)
    rows = feedback.shown(connection, place.id, conditions, wanted.limit + 1)
    listed = rows[: wanted.limit]
    subjects = _subjects(connection, place.id, listed, today)
    items = [{**told(row, subjects), "text": row.shown_text, "edition": row.edition} for row in listed]
    return {"items": items, "next": listed[-1].id if len(rows) > wanted.limit else None}


def told(row: Any, subjects: Mapping[str, str]) -> dict[str, Any]:
    """What everybody who may see it sees alike."""
    return {
        "number": row.number,
        "kind": row.kind,
        "kind_label": KIND_LABELS[row.kind],
        "power": {"id": row.record, "name": subjects.get(row.record)} if row.record else None,
        "department": {"id": row.department, "name": subjects.get(row.department)} if row.department else None,
        "consultation": row.consultation,
        "adoption": row.adoption,
        "adoption_label": ADOPTION_LABELS.get(row.adoption or ""),
        "status": row.status,
        "status_label": STATUS_LABELS[row.status],
        "answer": row.answer,
        "answered_at": row.answered_at and instant_text(row.answered_at),
    }


def _subjects(connection: Connection, jurisdiction: str, rows: Any, today: date) -> dict[str, str]:
    records = {one for row in rows for one in (row.record, row.department) if one}
    return subjects_of(connection, jurisdiction, records, today)


def subjects_of(connection: Connection, jurisdiction: str, records: set[str], today: date) -> dict[str, str]:
    """What the list calls the records today; one that has left it has no name."""
    head = read_head(connection, jurisdiction)
    return readers.names(connection, At(head.log, today, head.entry), records)


def stamp(connection: Connection, place: Place, record: str | None = None) -> str | None:
    """What changes when the public sees something else, and only then."""
    at = feedback.last_shown(connection, place.id, record)
    return at.isoformat() if at else None
