"""Changes as a proposal stores them: checked in shape, new records with ids, each with the version that it is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from quanze.domain.bodies import check_fields
from quanze.domain.changes import Change, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.operations import OPERATIONS, Effect
from quanze.services.proposals import dated
from quanze.storage import drafts
from quanze.storage.readers import At

MOST_CHANGES = 5_000
YEARS = range(1949, 3000)


def laid(
    connection: Connection, at: At, raw: Sequence[Mapping[str, Any]], department: str | None
) -> list[dict[str, Any]]:
    """The changes as they are stored: checked in shape, new records with ids, each with the version that it is over."""
    if len(raw) > MOST_CHANGES:
        raise InvalidInput(
            f"一份申请最多 {MOST_CHANGES} 项调整，请分为几份。", code="too_many_changes", field="changes"
        )
    changes = [_parsed(one, number, at.day) for number, one in enumerate(raw)]
    bases = stated_versions(connection, at, changes)
    return [_complete(one, change, base, department) for one, change, base in zip(raw, changes, bases, strict=True)]


def stated_versions(connection: Connection, at: At, changes: Sequence[Change]) -> list[int | None]:
    """The version that each change is over: what the list says of its record on its own day. A second change of one
    record is over the first and has none.
    """
    firsts: dict[str, Change] = {}
    for change in changes:
        if change.id and change.op is not Op.MERGE:
            firsts.setdefault(change.id, change)
    by_day: defaultdict[date, set[str]] = defaultdict(set)
    for record, change in firsts.items():
        by_day[change.effective_from].add(record)
    stated: dict[str, int] = {}
    for day, records in by_day.items():
        stated |= drafts.versions_on(connection, replace(at, day=day), records)
    return [stated.get(one.id) if one.id and firsts.get(one.id) is one else None for one in changes]


def _parsed(raw: Mapping[str, Any], number: int, day: date) -> Change:
    try:
        _check_days(raw)
        change = dated(raw, day)
    except (ValidationError, TypeError) as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else ""
        raise InvalidInput(
            f"第 {number + 1} 项调整的{where or '内容'}填写有误，请对照接口说明修改。",
            code="bad_change",
            field=f"changes.{number}.{where}".rstrip("."),
        ) from None
    check_day(change.effective_from, f"changes.{number}.effective_from")
    check_day(change.effective_to, f"changes.{number}.effective_to")
    _check_fields(change, number)
    return change


def check_day(day: date | None, place: str) -> None:
    """Raise InvalidInput for a day on which no list can take effect: a slip of the pen, or the end of all calendars."""
    if day is not None and day.year not in YEARS:
        raise InvalidInput(f"日期 {day} 的年份有误，请核对。", code="bad_date", field=place)


def _check_fields(change: Change, number: int) -> None:
    """What no list could ever say is not kept for later: whoever reads a proposal need not expect it."""
    if change.op not in OPERATIONS:
        raise InvalidInput(
            f"第 {number + 1} 项调整：不能由调整提出。", code="unknown_operation", field=f"changes.{number}.op"
        )
    for fields in (change.fields, *(part.fields for part in change.into)):
        try:
            check_fields(change.kind, fields)
        except InvalidInput as error:
            place = f"changes.{number}.fields.{error.details['field']}"
            raise InvalidInput(f"第 {number + 1} 项调整：{error.message}", code=error.code, field=place) from None


def _check_days(raw: Mapping[str, Any]) -> None:
    """Days are written as texts; a number would be read as seconds. Raises TypeError."""
    for name in ("effective_from", "effective_to"):
        if not isinstance(raw.get(name), date | str | None):
            raise TypeError(name)


def _complete(raw: Mapping[str, Any], change: Change, base: int | None, department: str | None) -> dict[str, Any]:
    stored = change.model_dump(mode="json", by_alias=True)
    stored["effective_from"] = stored["effective_from"] if raw.get("effective_from") else None
    operation = OPERATIONS.get(change.op)
    nameless = operation is not None and operation.begins_without_id  # an id would mean a record that there is already
    begins = nameless or (operation is not None and (operation.effect is Effect.BEGIN or change.op is Op.MERGE))
    if begins and change.id is None:
        stored["id"] = None if nameless else new_id()
        if change.kind == "power" and department and change.op is not Op.MERGE:
            stored["fields"] = {"department_id": department, **stored["fields"]}
    for part in stored["into"]:
        part["id"] = part["id"] or new_id()
    if change.base_version is None:
        stored["base_version"] = base
    return stored
