"""A department's new list against its old one: rows find their records, differences become typed changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import lay, read_body
from quanze.domain.changes import Change, Op
from quanze.domain.diffs import field_changes
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.matching import Match, match
from quanze.domain.text import folded
from quanze.domain.vocabulary import Kind, Status
from quanze.services.documents import Head
from quanze.services.grouping import Groups
from quanze.services.listed import Body, ListedRow, OldRecord, RowKey, Terms
from quanze.services.owners import RANK_GAP
from quanze.storage import readers

NEW = "new"
"""What a person writes beside a row that is none of the old records."""

_CLASSIFIED = frozenset({Kind.POWER, Kind.CATALOGUE_ITEM})
"""The kinds that a change of category makes another kind of power."""


@dataclass(slots=True)
class Comparison:
    """What a department's new list changes. ``missing`` are listed on the day and absent from the new list."""

    department: str
    kind: Kind
    changes: list[Change] = field(default_factory=list)
    matches: dict[RowKey, tuple[str, str, float]] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)


def compare(
    connection: Connection,
    department: str,
    kind: Kind,
    rows: Sequence[ListedRow],
    terms: Terms,
    heads: Mapping[str, Head] = MappingProxyType({}),
) -> Comparison:
    """The changes that make a department's list on the day say what the rows say; ``heads`` are documents by title."""
    old = _old_records(connection, department, kind, terms.effective_from)
    powers = {record.id: record for record in _concerned(kind, rows, old, terms)}
    parents = {record.body.get("parent_id") for record in powers.values()}
    groups = Groups(
        department, kind, terms, [one for one in old if one.body.get("grouping") or one.id in parents], heads
    )
    comparison = Comparison(department, kind, matches=_match(rows, powers, old, terms))
    ranks = _ranks(rows, comparison.matches, powers, _last_rank(old, powers))
    for row in rows:
        record_id = comparison.matches[row.key][0]
        fields = {**row.fields, "name": row.name, "department_id": department}
        if row.key in terms.links:
            fields["power_ids"] = list(terms.links[row.key])
        if row.has_parent_column:
            fields["parent_id"] = groups.parent_of(row, ranks[row.key])
        comparison.changes += _row_changes(kind, terms, powers.get(record_id), record_id, fields, ranks[row.key])
    _absences(comparison, powers, terms)
    comparison.changes = [*groups.begun, *comparison.changes, *groups.ended(powers, comparison.changes)]
    return comparison


def _concerned(kind: Kind, rows: Sequence[ListedRow], old: Sequence[OldRecord], terms: Terms) -> list[OldRecord]:
    """The records that a list speaks of: all of the department's, but of standards only those of its documents."""
    entries = [record for record in old if not record.body.get("grouping")]
    if kind is not Kind.DISCRETION_STANDARD:
        return entries
    titles = {folded(row.parent or "") for row in rows}
    named = {record.id for record in old if folded(str(record.body["name"])) in titles}
    given = set(terms.given.values())
    return [record for record in entries if record.body["parent_id"] in named or record.id in given]


def _last_rank(old: Sequence[OldRecord], powers: Mapping[str, OldRecord]) -> int:
    """Behind what the list does not speak of, where it speaks of nothing that is listed yet."""
    others = (record.body["display_order"] or 0 for record in old if record.id not in powers)
    return 0 if powers else max(others, default=0)


def _old_records(connection: Connection, department: str, kind: Kind, day: date) -> list[OldRecord]:
    rows = readers.department_rows(connection, department, kind)
    by_record = {record: list(found) for record, found in groupby(rows, key=lambda row: row.record)}
    shown = {record: _on_or_near(found, day) for record, found in by_record.items()}
    ours = {record: row for record, row in shown.items() if row.department == department}
    texts = readers.version_texts(connection, [(record, row.version) for record, row in ours.items()])
    return [
        OldRecord(record, row, read_body(text), row if row.valid_from <= day < row.valid_to else None)
        for record, row in sorted(ours.items(), key=lambda item: (item[1].display_order, item[0]))
        if (text := texts[record, row.version]) is not None
    ]


def _on_or_near(rows: Sequence[Any], day: date) -> Any:
    """The row of the day, else the last one before it, else the first after it."""
    earlier = [row for row in rows if row.valid_from <= day]
    return earlier[-1] if earlier else rows[0]


def _match(
    rows: Sequence[ListedRow], powers: Mapping[str, OldRecord], old: Iterable[OldRecord], terms: Terms
) -> dict[RowKey, tuple[str, str, float]]:
    """For each row its record, how it was found, and the score; a row that is no old record gets a fresh id."""
    given = {row.key: terms.given[row.key] for row in rows if row.key in terms.given}
    _check_given(given, powers)
    taken = set(given.values())
    names = {record.id: str(record.body["name"]) for record in old}
    free = [record for record in powers.values() if record.id not in taken]
    found = match(
        [row.candidate() for row in rows if row.key not in given],
        [record.candidate(names, terms.effective_from) for record in free],
    )
    by_row: dict[Any, Match] = {one.row: one for one in found}
    return {row.key: _found(given.get(row.key), by_row.get(row.key)) for row in rows}


def _check_given(given: Mapping[RowKey, str], powers: Mapping[str, OldRecord]) -> None:
    """A person's matches name records of this very list, each once."""
    seen: set[str] = set()
    for (_, _, row), record in given.items():
        if record != NEW and record not in powers:
            raise InvalidInput(f"匹配文件给第 {row} 行指定的 {record} 不是该部门的事项。", code="unknown_match")
        if record in seen:
            raise InvalidInput(f"匹配文件把 {record} 指定给了不止一行。", code="repeated_match")
        seen |= {record} - {NEW}


def _found(given: str | None, found: Match | None) -> tuple[str, str, float]:
    if given is not None and given != NEW:
        return given, "given", 1.0
    if found is not None:
        return str(found.record), found.how, found.score
    return new_id(), NEW, 0.0


def _row_changes(
    kind: Kind, terms: Terms, old: OldRecord | None, record_id: str, fields: Body, rank: int
) -> list[Change]:
    """None where the record says it already; an amendment where it is listed that day; else it enters the list."""
    if old is None or not old.living:
        entering = {**fields, "display_order": rank}
        return [terms.change(Op.ADD, kind, record_id, {name: v for name, v in entering.items() if v is not None})]
    said = lay(kind, old.body, fields, Status(old.body["status"]))
    changed = {change["field"].split(".", 1)[0] for change in field_changes(old.body, said)}
    if not changed:
        return []
    op = Op.RECLASSIFY if "category" in changed and kind in _CLASSIFIED else Op.AMEND
    stated = {name: value for name, value in fields.items() if name in changed}
    return [terms.change(op, kind, record_id, stated, base=old.on_day.version if old.on_day else None)]


def _absences(comparison: Comparison, powers: Mapping[str, OldRecord], terms: Terms) -> None:
    """Absence is not cancellation: what is missing is named, and ends only where the batch is the whole list."""
    kept = {record for record, _, _ in comparison.matches.values()}
    absent = [record for record in powers.values() if record.living and record.id not in kept]
    comparison.missing = [{"id": record.id, "name": record.body["name"]} for record in absent]
    if terms.complete and comparison.kind is Kind.POWER:
        comparison.changes += [terms.change(Op.CANCEL, comparison.kind, record.id, {}) for record in absent]


def _ranks(
    rows: Sequence[ListedRow],
    matches: Mapping[RowKey, tuple[str, str, float]],
    powers: Mapping[str, OldRecord],
    before: int,
) -> dict[RowKey, int]:
    """Each row's place in display order: a listed record keeps its own, a new one goes between its neighbours."""
    known = {}
    for row in rows:
        old = powers.get(matches[row.key][0])
        if old is not None and old.living and old.body["display_order"] is not None:
            known[row.key] = int(old.body["display_order"])
    ranks: dict[RowKey, int] = {}
    runs = [[row.key for row in run] for _, run in groupby(rows, key=lambda row: row.key in known)]
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        behind = known[following[0]] if following and following[0] in known else None
        places = [known[key] for key in run] if run[0] in known else _between(before, behind, len(run))
        ranks.update(zip(run, places, strict=True))
        before = places[-1]
    return ranks


def _between(before: int, behind: int | None, number: int) -> list[int]:
    """So many ranks between two neighbours, evenly; behind the last one in whole gaps."""
    if behind is None or behind <= before:
        return [before + RANK_GAP * (n + 1) for n in range(number)]
    return [before + (behind - before) * (n + 1) // (number + 1) for n in range(number)]
