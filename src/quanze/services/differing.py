"""Two days, or two editions, side by side: one netted item a record, with the steps between.

Between days, what both lists state is compared, as known at one edition. Between editions, everything entered after the
first up to the second is told, whatever its dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.domain.changes import Op
from quanze.domain.diffs import field_changes
from quanze.domain.entries import day_text
from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import LIVING, Kind
from quanze.services.cursors import LIMIT, check_limit, cursors_of
from quanze.services.moments import Moment, edition_numbered, parse_day
from quanze.storage import differences, readers


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared: two ends as a caller words them, and what to leave out."""

    from_: str
    to: str
    kind: Kind = Kind.POWER
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    record: str | None = None
    limit: int = LIMIT

    def identity(self) -> dict[str, Any]:
        """What must stay the same along a walk."""
        lists = {"departments": list(self.departments), "categories": list(self.categories)}
        return {"from": self.from_, "to": self.to, "kind": self.kind, "record": self.record, **lists}


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that differs: its rows at both ends (None: not listed), and the entries between."""

    record: str
    before: Any | None
    after: Any | None
    steps: Sequence[Any] = field(default_factory=list)

    @property
    def shown(self) -> Any:
        """The row that names it."""
        return self.after if self.after is not None else self.before

    @property
    def op(self) -> str:
        """The single operation where one brought the far end about; else what it comes to: some powers just run out."""
        if len(self.steps) == 1 and self.after is not None and self.steps[0].version == self.after.version:
            return str(self.steps[0].op)
        if self.before is None:
            return Op.ADD
        return Op.CANCEL if self.after is None or self.after.status not in LIVING else Op.AMEND

    def order(self) -> list[Any]:
        """Its place: list order."""
        row = self.shown
        return [row.department, row.category_rank, row.display_order, self.record]


def compare_ends(
    connection: Connection, moment: Moment, compared: Compared, cursor: str | None = None
) -> dict[str, Any]:
    """The difference of two ends, a page of items under the summary of all. Raises InvalidInput for mixed ends."""
    check_limit(compared.limit)
    cursors = cursors_of(connection)
    moment, after = cursors.resume(moment, compared.identity(), cursor)
    found, before_coverage = _differences(connection, moment, compared)
    found = sorted((one for one in found if _wanted(one, compared)), key=Difference.order)
    page = [one for one in found if after is None or one.order() > after][: compared.limit + 1]
    more = len(page) > compared.limit
    page = page[: compared.limit]
    coverage = readers.coverage_from(connection, moment.at, compared.departments)
    return {
        "meta": moment.meta(coverage) | ({"before_coverage": True} if before_coverage else {}),
        "summary": _summary(found),
        "total": len(found),
        "items": _items(connection, page, compared.kind),
        "next": cursors.following(moment, compared.identity(), page[-1].order()) if more else None,
    }


def _differences(connection: Connection, moment: Moment, compared: Compared) -> tuple[list[Difference], bool]:
    one, other = edition_numbered(compared.from_), edition_numbered(compared.to)
    if (one is None) != (other is None):
        raise InvalidInput("from 与 to 须同为日期，或同为 edition:N。", code="mixed_ends", parameter="to")
    if one is not None and other is not None:
        return _between_editions(connection, moment, compared.kind, one, other), False
    after, until = parse_day(compared.from_, "from"), parse_day(compared.to, "to")
    coverage = readers.coverage_from(connection, moment.at, compared.departments)
    found = _between_days(connection, moment, compared.kind, after, until)
    return found, coverage is not None and after < coverage


def _between_days(connection: Connection, moment: Moment, kind: Kind, after: date, until: date) -> list[Difference]:
    if until < after:
        raise InvalidInput("from 不能晚于 to。", code="ends_reversed", parameter="from")
    head = readers.last_edition(connection, moment.place.log)
    known = head.tree_size if head else 0
    records = differences.records_with_boundaries(connection, moment.at, kind, after, until, known)
    before = differences.rows_on(connection, replace(moment, valid_at=after).at, records)
    behind = differences.rows_on(connection, replace(moment, valid_at=until).at, records)
    steps = differences.entries_effective(connection, moment.at, records, after, until)
    found = [
        Difference(
            record, _listed(before.get(record)), _told(before.get(record), behind.get(record)), steps.get(record, [])
        )
        for record in records
    ]
    return [one for one in found if _differs(one)]


def _listed(row: Any | None) -> Any | None:
    return row if row is not None and row.status in LIVING else None


def _told(before: Any | None, after: Any | None) -> Any | None:
    """The row at the far end; an ending is told where the record was listed before."""
    return after if _listed(before) is not None else _listed(after)


def _differs(one: Difference) -> bool:
    if one.before is None or one.after is None:
        return one.before is not None or one.after is not None
    return bool(one.before.version != one.after.version)


def _between_editions(connection: Connection, moment: Moment, kind: Kind, one: int, other: int) -> list[Difference]:
    if other < one:
        raise InvalidInput("from 不能晚于 to。", code="ends_reversed", parameter="from")
    ends = [_tree_size(connection, moment, number) for number in (one, other)]
    steps = differences.entries_between(connection, moment.place.log, kind, *ends)
    old, new = (differences.last_versions(connection, moment.place.log, end, steps) for end in ends)
    rows = differences.rows_of_versions(connection, [*old.items(), *new.items()])
    return [
        Difference(record, rows.get((record, old.get(record, 0))), rows.get((record, new[record])), entries)
        for record, entries in steps.items()
    ]


def _tree_size(connection: Connection, moment: Moment, number: int) -> int:
    """The entries that an edition ends with; edition 0 is the empty register."""
    if number == 0:
        return 0
    edition = readers.edition(connection, moment.place.log, number)
    if edition is None or edition.number > moment.edition:
        raise InvalidInput(f"没有第 {number} 版次。", code="unknown_edition", parameter="to")
    return edition.tree_size


def _wanted(one: Difference, compared: Compared) -> bool:
    """Whether either end is in the departments and categories asked for; grouping records are nobody's change."""
    rows = [row for row in (one.before, one.after) if row is not None]
    departments, categories = {row.department for row in rows}, {row.category for row in rows}
    return bool(
        rows
        and not one.shown.grouping
        and (not compared.departments or departments & set(compared.departments))
        and (not compared.categories or categories & set(compared.categories))
        and compared.record in (None, one.record)
    )


def _summary(found: Iterable[Difference]) -> dict[str, int]:
    return dict(sorted(Counter(str(one.op) for one in found).items()))


def _items(connection: Connection, page: Sequence[Difference], kind: Kind) -> list[dict[str, Any]]:
    ends = {(row.record, row.version) for one in page for row in (one.before, one.after) if row is not None}
    texts = readers.version_texts(connection, ends)
    bodies = {key: read_body(text) for key, text in texts.items() if text is not None}
    return [_item(one, bodies, kind) for one in page]


def all_items(connection: Connection, moment: Moment, compared: Compared) -> Iterator[list[dict[str, Any]]]:
    """Every item of the difference of two ends, a page at a time."""
    found, _ = _differences(connection, moment, compared)
    found = sorted((one for one in found if _wanted(one, compared)), key=Difference.order)
    for start in range(0, len(found), compared.limit):
        yield _items(connection, found[start : start + compared.limit], compared.kind)


def _item(one: Difference, bodies: Mapping[tuple[str, int], Any], kind: Kind) -> dict[str, Any]:
    before, after = (
        bodies.get((one.record, row.version)) if row is not None else None for row in (one.before, one.after)
    )
    last = one.steps[-1] if one.steps else None
    lineage = {
        name: ids for step in one.steps for name, ids in (step.lineage or {}).items() if name in ("from", "into")
    }
    return {
        "op": one.op,
        "kind": kind,
        "id": one.record,
        "name": one.shown.name,
        "version_from": one.before.version if one.before is not None else None,
        "version_to": one.after.version if one.after is not None else None,
        "fields": field_changes(before, after),
        "effective_from": day_text(last.valid_from) if last else None,
        "edition": last.edition if last else None,
        "cause": last.cause if last else None,
        **lineage,
        "steps": [_step(step) for step in one.steps],
    }


def _step(entry: Any) -> dict[str, Any]:
    return {
        "op": entry.op,
        "entry": entry.number,
        "edition": entry.edition,
        "effective_from": day_text(entry.valid_from),
        "cause": entry.cause,
    }
