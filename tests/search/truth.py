"""What an index must find, worked out from every row of the projection, one by one and without any index."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from quanze.search.normal import normal
from quanze.search.protocol import Request
from quanze.search.queries import read_query
from quanze.storage.tables import Log, Projection, Version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from quanze.search.protocol import Found, SearchIndex
    from quanze.storage.database import Database

FIELDS = {
    "name": ["name"],
    "basis": ["legal_basis"],
    "scope": ["department_duties", "authority", "counterpart"],
    "organ": ["implementing_body", "handling_office"],
    "duties": ["duties", "remedy", "fee", "note"],
}
STATUSES = ("active",)


@dataclass(frozen=True)
class Stated:
    """A row with its text."""

    row: Any
    body: dict[str, Any]

    def says(self, text: str, name: str | None = None) -> bool:
        """Whether a field, or any, has exactly these characters in a row."""
        fields = FIELDS.values() if name is None else [FIELDS[name]]
        return any(holds("\n".join(str(self.body.get(f) or "") for f in group), text) for group in fields)


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text; marks and spaces of any kind are one mark, words of letters are whole."""
    wanted = "/".join(_units(phrase)).strip("/·")
    return bool(wanted) and f"/{wanted}/" in f"/{'/'.join(_units(text))}/"


def _units(text: str) -> list[str]:
    """The characters, words of letters as one, and a point for whatever stands between."""
    units = re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[\W_]+", normal(text))
    return ["·" if re.fullmatch(r"[\W_]+", unit) else unit for unit in units]


def rows(database: Database) -> list[Stated]:
    """Every row of every public log."""
    query = (
        select(*Projection.__table__.columns, Version.body)
        .join(Version, (Version.record == Projection.record) & (Version.number == Projection.version))
        .join(Log, Log.id == Projection.log)
        .where(Log.name == "public")
    )
    with database.reading() as connection:
        return [Stated(row, orjson.loads(row.body) if row.body else {}) for row in connection.execute(query)]


def stated(
    found: Iterable[Stated], log: int, day: date, entry: int, *, kind: str = "power", statuses=STATUSES, **filters
) -> list[Stated]:
    """The rows that state a day as known at an entry, of the filters' values."""
    return [
        one
        for one in found
        if one.row.log == log
        and one.row.valid_from <= day < one.row.valid_to
        and one.row.entry_from <= entry < one.row.entry_to
        and one.row.kind == kind
        and not one.row.grouping
        and one.row.status in statuses
        and all(getattr(one.row, name) in values for name, values in filters.items())
    ]


def request(text: str, log: int, day: date | None, entry: int, **more: Any) -> Request:
    """A question to an index that knows no departments by name."""
    said = {"kind": "power", "statuses": STATUSES, "limit": 1000, "facets": ("category", "department"), **more}
    return Request(tree=read_query(text, lambda _: ()).tree, log=log, day=day, entry=entry, **said)


def check(index: SearchIndex, asked: Request, expected: Iterable[Stated]) -> Found:
    """The index finds the expected records, each once, and counts them by category and department."""
    expected = list(expected)
    found = index.find(asked)
    assert sorted(found.records) == sorted(one.row.record for one in expected)
    assert found.total == len(expected)
    for facet in asked.facets:
        assert found.facets[facet] == dict(Counter(getattr(one.row, facet) for one in expected))
    return found


def check_all(index: SearchIndex, database: Database, log: int, days: Iterable[date], entries: Iterable[int]) -> None:
    """The index has exactly the rows of the register, on all these days, as known at all these entries."""
    known = rows(database)
    for day in days:
        for entry in entries:
            check(index, request("", log, day, entry), stated(known, log, day, entry))
