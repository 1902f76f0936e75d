"""From where one asks: which jurisdiction's list, on which day, as known after which edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.entries import day_text
from quanze.domain.errors import InvalidInput, NotFound
from quanze.domain.spans import FOREVER
from quanze.storage import readers
from quanze.storage.readers import At
from quanze.storage.tables import EditionRow

_NUMBERED = re.compile(r"(edition|entry):([0-9]{1,9})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1, 9999)
"""Years in which any instant has a day in every zone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction and its public log."""

    id: str
    name: str
    ruleset: str
    demonstration: bool
    log: int

    @property
    def notice(self) -> str | None:
        """What everyone must be told who reads its lists."""
        return "演示数据，非官方清单" if self.demonstration else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A resolved pair of clocks in one jurisdiction; ``edition`` 0 is the empty register."""

    place: Place
    valid_at: date
    edition: int
    entry: int

    @property
    def at(self) -> At:
        """The same, as storage looks."""
        return At(self.place.log, self.valid_at, self.entry)

    @property
    def notice(self) -> str | None:
        """What everyone must be told who reads this list."""
        return self.place.notice

    def meta(self, coverage_from: date | None, index_entry: int | None = None) -> dict[str, Any]:
        """What every answer echoes."""
        return {
            "jurisdiction": self.place.id,
            "valid_at": self.valid_at.isoformat(),
            "known_at": f"edition:{self.edition}",
            "entry": self.entry,
            "index_entry": index_entry,
            "coverage_from": day_text(coverage_from),
            **({"notice": self.notice} if self.notice else {}),
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """The clocks as a caller words them; None leaves a default to the register."""

    jurisdiction: str | None = None
    valid_at: str | None = None
    known_at: str | None = None


def places_of(connection: Connection) -> list[Place]:
    """All jurisdictions."""
    return [Place(*row) for row in readers.jurisdictions(connection)]


def find_place(connection: Connection, jurisdiction: str | None, record: str | None = None) -> Place:
    """The jurisdiction meant by an id or a region code, else the one that a record is of, else the only one."""
    places = places_of(connection)
    if jurisdiction is None:
        return _only(_holding(connection, places, record) if record and len(places) > 1 else places)
    ids = {jurisdiction, *readers.jurisdictions_by_code(connection, jurisdiction)}
    found = [place for place in places if place.id in ids]
    if not found:
        raise InvalidInput("没有这个地区（jurisdiction）。", code="unknown_jurisdiction", parameter="jurisdiction")
    return _only(found)


def _holding(connection: Connection, places: Sequence[Place], record: str) -> Sequence[Place]:
    """The one place whose public log has the record: a record's address is lasting, and names no jurisdiction."""
    log = readers.log_of(connection, record)
    found = [place for place in places if place.log == log]
    if not found:
        raise NotFound("没有这条记录。")
    return found


def _only(places: Sequence[Place]) -> Place:
    if not places:
        raise NotFound("登记簿中还没有地区：请先运行 quanze init。", code="no_jurisdiction")
    if len(places) > 1:
        raise InvalidInput(
            "登记簿中有多个地区，请用 jurisdiction 指明。", code="jurisdiction_needed", parameter="jurisdiction"
        )
    return places[0]


def resolve(connection: Connection, asked: Asked, zone: ZoneInfo, record: str | None = None) -> Moment:
    """The moment that a caller means; asking for a record means its jurisdiction. Raises InvalidInput."""
    return resolve_in(connection, find_place(connection, asked.jurisdiction, record), asked, zone)


def resolve_in(connection: Connection, place: Place, asked: Asked, zone: ZoneInfo) -> Moment:
    """The moment that a caller means in a jurisdiction. Raises InvalidInput, naming the parameter."""
    edition = _known(connection, place.log, asked.known_at)
    number, entry = (edition.number, edition.tree_size) if edition else (0, 0)
    return Moment(place, _valid(asked, edition, zone), number, entry)


def _known(connection: Connection, log: int, known_at: str | None) -> EditionRow | None:
    if known_at is None:
        return readers.last_edition(connection, log)
    numbered = _NUMBERED.fullmatch(known_at)
    if numbered is None:
        return readers.edition_by_instant(connection, log, parse_instant(known_at, "known_at"))
    number = int(numbered[2])
    if numbered[1] == "entry":
        return readers.edition_by_entry(connection, log, number)
    edition = readers.edition(connection, log, number)
    if edition is None and number:
        raise InvalidInput(f"没有第 {number} 版次（known_at）。", code="unknown_edition", parameter="known_at")
    return edition


def _valid(asked: Asked, edition: EditionRow | None, zone: ZoneInfo) -> date:
    if asked.valid_at is not None:
        return parse_day(asked.valid_at, "valid_at")
    if asked.known_at is None or edition is None:
        return datetime.now(zone).date()
    if _NUMBERED.fullmatch(asked.known_at):
        return edition.effective_from
    return parse_instant(asked.known_at, "known_at").astimezone(zone).date()


def edition_numbered(text: str) -> int | None:
    """The number in ``edition:N``, or None for any other text."""
    numbered = _NUMBERED.fullmatch(text)
    return int(numbered[2]) if numbered and numbered[1] == "edition" else None


def parse_day(text: str, parameter: str) -> date:
    """A civil date, YYYY-MM-DD."""
    try:
        if _DAY.fullmatch(text) and (day := date.fromisoformat(text)) < FOREVER:
            return day
    except ValueError:
        pass
    raise InvalidInput(
        f"“{text[:40]}”不是有效日期（{parameter}），请写成 2024-01-31 的形式。", code="bad_date", parameter=parameter
    )


def parse_instant(text: str, parameter: str) -> datetime:
    """An instant with its offset; a naive one is refused."""
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or not _YEARS.start < instant.year < _YEARS.stop:
        raise InvalidInput(
            f"“{text[:40]}”无法识别（{parameter}）：请写 edition:N、entry:N 或带时区的时刻。",
            code="bad_instant",
            parameter=parameter,
        )
    return instant
