"""What somebody says with an action, checked before anything is done: short enough, storable, of the right shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quanze.domain.canonical import canonical_json
from quanze.domain.errors import InvalidInput
from quanze.domain.procedure import NEEDS, Action
from quanze.domain.storable import check_storable

LONGEST_TEXT = 10_000
LONGEST_LIST = 4_000_000
"""Characters of JSON: an answer to a warning of each of thousands of changes."""


def said_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the caller says, in the words of the contract: a short answer may stand where a longer text would."""
    check_storable(dict(given), "办理内容")
    said = {name: value for name, value in given.items() if value not in (None, "", [], {})}
    for name, value in said.items():
        if len(value if isinstance(value, str) else canonical_json(value)) > _longest(value):
            raise InvalidInput(f"{name} 过长，请不超过 {_longest(value)} 字。", code="too_long", field=name)
    if "conclusion" not in said:
        short = said.get("result") or (said.get("opinion") if said.get("action") == Action.GIVE_OPINION else None)
        said["conclusion"] = short
    if not isinstance(said.get("action"), str):
        raise InvalidInput("请写明要办理的事（action）。", code="missing_part", field="action")
    return said


def _longest(value: object) -> int:
    return LONGEST_TEXT if isinstance(value, str) else LONGEST_LIST


def day(text: object, field: str = "date") -> date:
    """A day that somebody names. Raises InvalidInput."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise InvalidInput(f"{NEEDS[field]}请写成 2024-01-31 的形式。", code="bad_date", field=field) from None


def conditions(given: object, changes: int) -> list[dict[str, Any]]:
    """What the meeting wants changed: each names a change (from 0), a field, and says what; a text alone names all."""
    found = given if isinstance(given, list) else [given]
    told = [one if isinstance(one, dict) else {"text": str(one)} for one in found]
    return [_condition(one, changes) for one in told]


def _condition(one: Mapping[str, Any], changes: int) -> dict[str, Any]:
    change, name, text = one.get("change"), one.get("field") or None, str(one.get("text") or "").strip()
    known = change is None or (type(change) is int and 0 <= change < changes)
    if not (known and isinstance(name, str | None) and text):
        raise InvalidInput(
            "会议意见（conditions）每条须写明 text；change 应为第几项调整（从 0 起），field 应为栏目名。",
            code="bad_condition",
            field="conditions",
        )
    return {"change": change, "field": name, "text": text[:LONGEST_TEXT]}
