"""Powers as a reform sees them: what an organ holds, found by filters, and what goes and comes on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from quanze.domain.changes import Change, Op
from quanze.domain.reforms import is_township
from quanze.domain.vocabulary import Kind
from quanze.services.moments import Place
from quanze.storage import drafts, organs_held, readers
from quanze.storage.heads import read_head
from quanze.storage.readers import At


@dataclass(frozen=True, slots=True)
class Sought:
    """Which powers are meant: of categories, with a code that begins so, with all these words in the name."""

    categories: tuple[str, ...] = ()
    code: str = ""
    text: str = ""

    @property
    def by_category_alone(self) -> bool:
        """Whether a plan can say it without naming every power."""
        return bool(self.categories) and not (self.code or self.text)

    def means(self, row: Any) -> bool:
        """Whether a power is meant."""
        return (
            (not self.categories or row.category in self.categories)
            and (row.code or "").startswith(self.code)
            and all(word in row.name for word in self.text.split())
        )


def organs(connection: Connection, place: Place, day: date) -> dict[str, str]:
    """The organs that there are on a day: id and name."""
    return organs_held.organs_on(connection, At(place.log, day, read_head(connection, place.id).entry))


def townships(names: Iterable[str]) -> list[str]:
    """Those of the organs that are townships' and streets', by their names."""
    return [name for name in names if is_township(name)]


def held(connection: Connection, place: Place, of: Iterable[str], day: date, sought: Sought) -> list[Any]:
    """The powers of some organs, by their names, that are meant; each once."""
    at = At(place.log, day, read_head(connection, place.id).entry)
    named = set(of)
    records = [record for record, name in organs(connection, place, day).items() if name in named]
    rows = organs_held.held_by(connection, at, records)
    found = {row.record: row for row in rows if row.kind == Kind.POWER and sought.means(row)}
    return sorted(found.values(), key=lambda row: (row.category or "", row.code or "", row.name, row.record))


@dataclass(slots=True)
class Going:
    """What leaves an organ's list and what comes onto it, by name."""

    out: list[str]
    into: list[str]


def goings(connection: Connection, place: Place, changes: Sequence[Change], today: date) -> dict[str, Going]:
    """What changes on the list of each organ."""
    day = max((change.effective_from for change in changes), default=today)
    at = At(place.log, day, read_head(connection, place.id).entry)
    powers = [change for change in changes if change.kind is Kind.POWER]
    records = {record for change in powers for record in (change.id, *change.from_) if record}
    owners = {row.record: row.department for row in drafts.owners_on(connection, at, records)}
    names = readers.names(connection, at, records)
    found: defaultdict[str, Going] = defaultdict(lambda: Going([], []))
    for change in powers:
        name = str(change.fields.get("name") or names.get(change.id or "", ""))
        owner = owners.get(change.id or "", "")
        if change.op in {Op.TRANSFER, Op.CANCEL}:
            found[owner].out.append(name)
        arrives = change.to_department or (change.op is Op.TAKE_BACK and (change.fields.get("department_id") or owner))
        if arrives:
            found[str(arrives)].into.append(name)
    return dict(found)
