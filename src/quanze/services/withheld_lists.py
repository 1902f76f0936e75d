"""The withheld list (不公示事项) as the few see it who may: what it states on a day, and what became of each record.

It is a log of its own with its own numbers; departments and groups are public and are named as the public list does.
Whoever looks is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.errors import NotFound
from quanze.domain.identities import is_id
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.domain.vocabulary import Kind
from quanze.services import auditing
from quanze.services.consulting import nearest
from quanze.services.moments import Moment, Place
from quanze.services.recounting import history
from quanze.services.shapes import summary
from quanze.storage import readers
from quanze.storage.heads import WITHHELD, read_head
from quanze.storage.readers import At
from quanze.storage.tables import Projection

PAGE = 100
TOLD = 100
"""How many changes of a record are told."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One withheld record: its row and text on the day (or the nearest), and everything that was entered about it."""

    row: dict[str, Any]
    body: dict[str, Any] | None
    history: list[dict[str, Any]]


def browse(
    connection: Connection, place: Place, person: Person, day: date, after: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """What the withheld list states on a day, a page of it, and after which record the next one goes on."""
    require(person, Permission.READ_WITHHELD, Subject(place.id))
    moment = _moment(connection, place, day)
    beyond = [col(Projection.record) > after] if after and is_id(after) else []
    query = readers.list_query(moment.at, Kind.POWER, beyond).order_by(col(Projection.record)).limit(PAGE + 1)
    rows = connection.execute(query).all()
    names = _names(connection, place, moment, rows)
    shown = [summary(row, names, Kind.POWER, "") for row in rows[:PAGE]]
    auditing.record(connection, person, "read_withheld", "log:withheld")
    return shown, rows[PAGE - 1].record if len(rows) > PAGE else None


def open_one(connection: Connection, place: Place, person: Person, record: str, day: date) -> Withheld:
    """One record of it. Raises NotFound for any other record, public ones too."""
    require(person, Permission.READ_WITHHELD, Subject(place.id))
    moment = _moment(connection, place, day)
    if not is_id(record) or not readers.exists(connection, moment.place.log, record, Kind.POWER):
        raise NotFound("不公示清单中没有这个事项。")
    row, _ = nearest(connection, moment, Kind.POWER, record)
    text = readers.version_text(connection, record, row.version)
    told = history(connection, moment, Kind.POWER, record, limit=TOLD)
    body = read_body(text.body) if text and text.body else None
    names = _names(connection, place, moment, [row])
    auditing.record(connection, person, "read_withheld", f"record:{record}")
    return Withheld(summary(row, names, Kind.POWER, ""), body, told["items"])


def _moment(connection: Connection, place: Place, day: date) -> Moment:
    """The withheld log as it stands now, on a day."""
    head = read_head(connection, place.id, WITHHELD)
    return Moment(replace(place, log=head.log), day, head.edition, head.entry)


def _names(connection: Connection, place: Place, moment: Moment, rows: Sequence[Any]) -> dict[str, str]:
    """What departments and groups are called, in whichever log, as both stand now."""
    named = {name for row in rows for name in (row.department, row.parent) if name}
    last = max(moment.entry, read_head(connection, place.id).entry)
    return readers.names(connection, At(place.log, moment.valid_at, last), named)
