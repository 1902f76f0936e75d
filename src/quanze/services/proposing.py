"""Proposals (调整申请): stored change-sets on their way to an edition; who may see and write them, and their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from quanze.domain.canonical import canonical_json, digest
from quanze.domain.changes import Change
from quanze.domain.errors import EditedMeanwhile, Forbidden, InvalidInput, KeyReused, NotNow, NotSeen
from quanze.domain.identities import is_id, new_id
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.procedure import EDITABLE, Duty, State
from quanze.domain.roles import OF_A_DEPARTMENT, Person, Role
from quanze.domain.storable import check_storable
from quanze.services import auditing
from quanze.services.laying import check_day, laid
from quanze.services.moments import Place
from quanze.services.proposals import Proposal, read, save, take_part, touched, writable
from quanze.storage import people, readers
from quanze.storage.heads import read_head
from quanze.storage.proceedings import ProposalRow, RequestRow, TextRow, TouchRow
from quanze.storage.readers import At

MOST_TITLE = 200
YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes: the changes as they are sent, and when they should take effect where they do not say."""

    title: str
    changes: Sequence[Mapping[str, Any]]
    department: str | None = None
    effective_from: date | None = None
    caused_on: date | None = None


def draft(
    connection: Connection,
    jurisdiction: str,
    title: str,
    department: str | None,
    changes: Sequence[Change],
    *,
    report: dict[str, Any] | None = None,
    person: Person | None = None,
) -> str:
    """Store a draft, one that nobody has signed yet where it comes from the command line, and answer its id; nothing of
    it is public.
    """
    stored = [change.model_dump(mode="json", by_alias=True) for change in changes]
    head = read_head(connection, jurisdiction)
    return _store(
        connection,
        jurisdiction,
        stored,
        head.entry,
        title=title,
        department=department,
        report=report,
        by_list_office=department is None,
        person=person,
    )


def propose(
    connection: Connection, place: Place, person: Person, wanted: Draft, today: date, key: str | None = None
) -> Proposal:
    """Store a person's draft; the same request under the same key makes one. Raises Forbidden, InvalidInput."""
    _check(wanted, today)
    department = _department(connection, place, person, wanted.department, today)
    require(person, Permission.WRITE_PROPOSALS, Subject(place.id, frozenset(filter(None, [department]))))
    request = _digest_of(wanted, department)
    if known := _known_request(connection, person, key, request):
        return read(connection, place, person, known)
    head = read_head(connection, place.id)
    at = At(place.log, wanted.effective_from or today, head.entry)
    stored = laid(connection, at, wanted.changes, department)
    by_list_office = not person.departments(*OF_A_DEPARTMENT) & {department}
    proposal = _store(
        connection,
        place.id,
        stored,
        head.entry,
        title=_title(wanted.title),
        department=department,
        effective_from=wanted.effective_from,
        caused_on=wanted.caused_on,
        by_list_office=by_list_office,
        person=person,
    )
    if key:
        row = {"person": person.id, "key": key, "digest": request, "proposal": proposal, "at": datetime.now(UTC)}
        connection.execute(insert(RequestRow), [row])
    auditing.record(connection, person, "proposal.draft", proposal, department=department)
    return read(connection, place, person, proposal)


def _check(wanted: Draft, today: date) -> None:
    """Raise InvalidInput for what could not be kept, or could not be meant."""
    check_storable([dict(one) for one in wanted.changes], "changes")
    check_storable(wanted.title, "title")
    check_storable(wanted.department, "department")
    check_day(wanted.effective_from, "effective_from")
    check_day(wanted.caused_on, "caused_on")
    if wanted.caused_on and wanted.caused_on.year > today.year + YEARS_AHEAD:
        raise InvalidInput("事由发生之日（caused_on）的年份有误，请核对。", code="bad_date", field="caused_on")


def _digest_of(wanted: Draft, department: str | None) -> str:
    """What makes two requests one: everything that was sent."""
    days = [day.isoformat() if day else None for day in (wanted.effective_from, wanted.caused_on)]
    return digest(canonical_json([wanted.title, department, *days, [dict(one) for one in wanted.changes]]))


def _department(connection: Connection, place: Place, person: Person, value: str | None, today: date) -> str | None:
    """The department that a proposal is for: named by id or name, else the proposer's only one."""
    if value is None:
        own = person.departments(*OF_A_DEPARTMENT)
        return next(iter(own)) if len(own) == 1 else None
    at = At(place.log, today, read_head(connection, place.id).entry)
    if is_id(value) and readers.exists(connection, place.log, value, "department"):
        return value
    named = [row.record for row in readers.bodies_on(connection, at, "department") if row.name == value]
    if not named:
        raise InvalidInput(f"没有部门“{value[:40]}”（department）。", code="unknown_department", field="department")
    return str(named[0])


def _title(title: str) -> str:
    plain = " ".join(title.split())
    if not plain or len(plain) > MOST_TITLE:
        raise InvalidInput(f"标题（title）须填写，不超过 {MOST_TITLE} 字。", code="bad_title", field="title")
    return plain


def _known_request(connection: Connection, person: Person, key: str | None, request: str) -> str | None:
    """The proposal that this request made already. Raises KeyReused where the key was used for another."""
    if key is None:
        return None
    people.lock(connection, person.id)
    query = select(col(RequestRow.digest), col(RequestRow.proposal))
    found = connection.execute(
        query.where(col(RequestRow.person) == person.id, col(RequestRow.key) == key)
    ).one_or_none()
    if found is None:
        return None
    if found.digest != request:
        raise KeyReused("这个 Idempotency-Key 已用于另一份内容，请换一个。", code="key_reused")
    return str(found.proposal)


def _store(
    connection: Connection,
    jurisdiction: str,
    changes: list[dict[str, Any]],
    entry: int,
    *,
    person: Person | None = None,
    **columns: Any,
) -> str:
    proposal, now = new_id(), datetime.now(UTC)
    row = {
        "id": proposal,
        "jurisdiction": jurisdiction,
        "state": State.DRAFT.value,
        "digest": digest(canonical_json(changes)),
        "changes": changes,
        "created_at": now,
        "updated_at": now,
        "entered_at": now,
        "entry": entry,
        "revision": 1,
        "by_list_office": False,
        "report": None,
        **columns,
    }
    connection.execute(insert(ProposalRow), [row])
    _keep(connection, proposal, row["digest"], changes, person, now)
    return proposal


def _keep(
    connection: Connection,
    proposal: str,
    text: str,
    changes: list[dict[str, Any]],
    person: Person | None,
    now: datetime,
    duty: Duty = Duty.PROPOSE,
) -> None:
    """Keep a text, whose it is, and which records it touches."""
    query = select(col(TextRow.digest)).where(col(TextRow.proposal) == proposal, col(TextRow.digest) == text)
    if connection.execute(query).one_or_none() is None:
        saved = {"saved_by": person.id if person else None, "saved_at": now}
        row = {"proposal": proposal, "digest": text, "changes": changes, **saved}
        connection.execute(insert(TextRow), [row])
    if person is not None:
        take_part(connection, proposal, person, duty)
    connection.execute(delete(TouchRow).where(col(TouchRow.proposal) == proposal))
    rows = [{"proposal": proposal, "record": record} for record in sorted(touched(changes))]
    if rows:
        connection.execute(insert(TouchRow), rows)


def edit(
    connection: Connection, place: Place, person: Person, proposal: str, etag: str | None, wanted: Draft, today: date
) -> Proposal:
    """Save a text over the one that the person saw; the same text again changes nothing and resets nothing.

    Raises NotSeen without the text's mark ("*": any), NotNow where it is on its way, EditedMeanwhile where somebody
    saved in between.
    """
    found = read(connection, place, person, proposal, lock=True)
    if etag is None:
        raise NotSeen("请写明所见的是哪一稿（If-Match），以免覆盖他人的修改。", field="If-Match")
    if etag not in ("*", found.etag):
        raise EditedMeanwhile("这份申请已被他人修改，请查看新的内容后再保存。")
    duty = _editing_duty(person, found)
    _check(wanted, today)
    at = At(place.log, wanted.effective_from or today, read_head(connection, place.id).entry)
    stored = laid(connection, at, wanted.changes, found.row.department)
    if duty is Duty.LIST:
        _only_conditions(found, stored)
    values = {
        "title": _title(wanted.title),
        "effective_from": wanted.effective_from,
        "caused_on": wanted.caused_on,
    }
    if stored == found.row.changes and all(getattr(found.row, name) == value for name, value in values.items()):
        return found
    rewrite(connection, found, person, duty, stored, {**values, "entry": at.entry})
    auditing.record(connection, person, "proposal.edit", proposal)
    return read(connection, place, person, proposal)


def rewrite(
    connection: Connection,
    proposal: Proposal,
    person: Person,
    duty: Duty,
    stored: list[dict[str, Any]],
    values: Mapping[str, Any],
) -> None:
    """Give a proposal a text; the person who gives it has a part in the proposal from now on."""
    now, text = datetime.now(UTC), digest(canonical_json(stored))
    own = {"changes": stored, "digest": text, "updated_at": now, "revision": proposal.row.revision + 1}
    save(connection, proposal, {**own, **values})
    if text != proposal.row.digest:
        _keep(connection, proposal.id, text, stored, person, now, duty)


def _editing_duty(person: Person, proposal: Proposal) -> Duty:
    """In whose part the person edits. Raises NotNow or Forbidden."""
    if proposal.state in EDITABLE:
        if not writable(person, proposal):
            raise Forbidden("这份申请由提出部门修改。", code="not_yours")
        return Duty.PROPOSE
    in_principle = proposal.state is State.IN_LIST_REVIEW and proposal.row.conditions
    if not in_principle:
        raise NotNow("这份申请已提交，不能修改；如需修改，请先撤回或等待退回。", code="not_editable")
    if Role.LIST_OFFICE not in person.roles or person.service:
        raise Forbidden("原则通过后的修改由清单管理机构办理。", code="not_yours")
    return Duty.LIST


def _only_conditions(proposal: Proposal, stored: list[dict[str, Any]]) -> None:
    """After 原则通过 only what the meeting named may change: a field of a change, a whole change, or, where it named
    neither, anything. Raises NotNow.
    """
    named = {(condition.get("change"), condition.get("field")) for condition in proposal.row.conditions or ()}
    if (None, None) in named:
        return
    before = proposal.row.changes
    if len(before) != len(stored):
        raise NotNow("会议意见未要求增减调整项目。", code="beyond_conditions")
    for number, (old, new) in enumerate(zip(before, stored, strict=True)):
        for name in _differing(old, new):
            if not {(number, name), (number, None), (None, name)} & named:
                raise NotNow(
                    f"会议意见未涉及第 {number + 1} 项的“{name}”，不能修改。", code="beyond_conditions", field=name
                )


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The parts in which two stored changes differ; a field by its own name."""
    parts = [name for name in old.keys() | new.keys() if name != "fields" and old.get(name) != new.get(name)]
    one, other = old.get("fields") or {}, new.get("fields") or {}
    return sorted([*parts, *(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))])
