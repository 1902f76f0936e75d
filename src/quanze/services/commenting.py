"""Comments (批注) on a field of a proposal: steps that move nothing, kept with the text that they were written on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import field_labels
from quanze.domain.errors import Forbidden, InvalidInput, NotNow
from quanze.domain.procedure import ENDED
from quanze.domain.roles import BUSINESS, Person
from quanze.domain.vocabulary import Kind
from quanze.services.moments import Place
from quanze.services.proceeding import Deed, write_down
from quanze.services.proposals import read

COMMENT = "comment"
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a change, or of one field of it."""

    change: int
    field: str | None
    text: str


def comment(connection: Connection, place: Place, person: Person, proposal: str, said: Comment) -> None:
    """Write a comment, as whoever may read the proposal may; it gives no part in it. Raises InvalidInput, NotNow."""
    found = read(connection, place, person, proposal, lock=True)
    if person.service or not person.roles & BUSINESS:
        raise Forbidden("批注由参与办理的人员填写。", code="not_yours")
    if found.state in ENDED:
        raise NotNow("这份申请已办结，不能再批注。", code="not_now")
    if not said.text or len(said.text) > LONGEST:
        raise InvalidInput(f"请写明批注内容，不超过 {LONGEST} 字。", code="missing_part", field="text")
    if not 0 <= said.change < len(found.row.changes):
        raise InvalidInput("没有这一项调整。", code="bad_value", field="change")
    if said.field and not _is_field(said.field):
        raise InvalidInput("没有这一栏。", code="bad_value", field="field")
    about = {"change": said.change, "record": found.row.changes[said.change]["id"], "field": said.field}
    office = person.office(person.roles)
    deed = Deed(COMMENT, found.state, office, None, about, {"opinion": said.text})
    write_down(connection, found, person, deed)


def _is_field(name: str) -> bool:
    """Whether some kind of record has the field."""
    return name.startswith("extra.") or any(name in field_labels(kind) for kind in Kind)


def comments_on(steps: Iterable[Mapping[str, Any]], number: int, record: str | None) -> list[Mapping[str, Any]]:
    """The comments on a change, told as steps; they follow its record when changes before it come and go."""
    return [one for one in steps if one["action"] == COMMENT and _is_about(one["details"], number, record)]


def _is_about(details: Mapping[str, Any], number: int, record: str | None) -> bool:
    return bool(details["record"] == record if record else details["change"] == number)
