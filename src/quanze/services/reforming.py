"""Reforms (机构改革): a plan becomes one reviewable, future-dated proposal, with the lists before and after it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from quanze.domain.changes import Change
from quanze.domain.errors import InvalidInput
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.reforms import Plan
from quanze.domain.roles import Person
from quanze.domain.rules.counts import Count
from quanze.domain.vocabulary import CATEGORY_LABELS, Category, Kind
from quanze.services import auditing
from quanze.services.checking import check_changes, severities_of
from quanze.services.moments import Place
from quanze.services.proposals import read
from quanze.services.proposing import draft
from quanze.services.reform_changes import changes_of
from quanze.services.reform_lists import goings
from quanze.storage import organs_held, readers
from quanze.storage.heads import read_head
from quanze.storage.readers import At


def read_plan(text: str) -> Plan:
    """A plan as TOML or JSON. Raises InvalidInput, naming the place that is wrong."""
    try:
        stated = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        return Plan.model_validate(stated)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"改革方案的 {where} 有误：{first['msg']}", code="bad_plan") from None
    except ValueError as error:
        raise InvalidInput(f"改革方案不是 TOML 或 JSON：{error}", code="bad_plan") from None


def plan_changes(connection: Connection, place: Place, plan: Plan, today: date) -> list[Change]:
    """The change-set that a plan comes to; a reform is published before its day. Raises InvalidInput."""
    if plan.on <= today:
        raise InvalidInput(f"移交日期 {plan.on.isoformat()} 已到或已过；机构改革须在此前公布。", code="bad_plan")
    changes = changes_of(connection, place, plan)
    if not changes:
        raise InvalidInput("改革方案没有写明任何调整。", code="bad_plan")
    return changes


def store(connection: Connection, place: Place, plan: Plan, changes: Sequence[Change]) -> str:
    """Store a reform as a draft that the list office takes on; answers its id."""
    return draft(connection, place.id, plan.title, None, changes)


def propose(connection: Connection, place: Place, person: Person, plan: Plan, today: date) -> str:
    """The same by somebody of the list office, whose part in it is to propose. Raises Forbidden."""
    require(person, Permission.WRITE_PROPOSALS, Subject(place.id))
    changes = plan_changes(connection, place, plan, today)
    proposal = draft(connection, place.id, plan.title, None, changes, person=person)
    auditing.record(connection, person, "proposal.draft", proposal, department=None)
    return proposal


def looked_at(connection: Connection, place: Place, changes: Sequence[Change], today: date) -> dict[str, Any]:
    """The preview with what goes and comes on each organ's list."""
    told, going = preview(connection, place, changes, today), goings(connection, place, changes, today)
    return {**told, "departments": [{**one, "going": going.get(one["id"])} for one in told["departments"]]}


def preview(connection: Connection, place: Place, changes: Sequence[Change], today: date) -> dict[str, Any]:
    """The lists before and after: by department, by category, how many powers move, and what stands against it."""
    day = max((change.effective_from for change in changes), default=today)
    at = At(place.log, day, read_head(connection, place.id).entry)
    checked = check_changes(connection, place.id, changes, today, severities=severities_of(place.ruleset))
    counts, names = checked.counts, _names(connection, at, changes, checked.counts)
    removed = sum(count.removed for count in counts)
    transferred = [change.id for change in changes if change.to_department and change.id]
    moved = len(organs_held.counted_on(connection, at, transferred))
    before, after = sum(count.before for count in counts), sum(count.after for count in counts)
    return {
        "before": before,
        "after": after,
        "moved": moved,
        "ended": removed - moved,
        "begun": after - before + removed - moved,
        "unchanged": before - removed,
        "departments": [{"id": one, "name": names.get(one), **_sums(own)} for one, own in _by_department(counts)],
        "categories": [
            {"value": category.value, "label": CATEGORY_LABELS[category], **_sums(own)}
            for category in Category
            if (own := [count for count in counts if count.category == category])
        ],
        "findings": [finding.told() for finding in checked.findings],
    }


def preview_of(connection: Connection, place: Place, person: Person, proposal: str, today: date) -> dict[str, Any]:
    """The same for a stored proposal that the person may see."""
    return preview(connection, place, read(connection, place, person, proposal).changes(today), today)


def _by_department(counts: Iterable[Count]) -> list[tuple[str, list[Count]]]:
    grouped: dict[str, list[Count]] = {}
    for count in counts:
        grouped.setdefault(count.department, []).append(count)
    return list(grouped.items())


def _sums(counts: Sequence[Count]) -> dict[str, int]:
    parts = ("before", "added", "removed", "after")
    return {part: sum(getattr(count, part) for count in counts) for part in parts}


def _names(connection: Connection, at: At, changes: Sequence[Change], counts: Sequence[Count]) -> Mapping[str, str]:
    """What the departments are called; those that the changes make or rename, as they will be."""
    eve = At(at.log, at.day - timedelta(days=1), at.entry)
    found = readers.names(connection, eve, {count.department for count in counts})
    organs = [change for change in changes if change.kind is Kind.DEPARTMENT]
    made = {change.id: str(change.fields["name"]) for change in organs if change.id and "name" in change.fields}
    made |= {part.id: str(part.fields["name"]) for change in organs for part in change.into if part.id}
    return found | {record: name for record, name in made.items() if record}
