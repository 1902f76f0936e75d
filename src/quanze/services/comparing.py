"""A department's new list against its old one: rows find their records, differences become typed changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import lay, read_body
from quanze.domain.changes import Cause, Change, Op
from quanze.domain.diffs import field_changes
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.matching import Candidate, Match, match
from quanze.domain.text import folded
from quanze.domain.vocabulary import LIVING, Kind, Status
from quanze.services.owners import RANK_GAP
from quanze.storage import readers

Body = dict[str, Any]
RowKey = tuple[int, int, int]
"""A row of a batch: number of the file, number of the sheet, physical row."""

NEW = "new"
"""What a person writes beside a row that is none of the old records."""

_NO_TEXT = frozenset({"kind", "status", "name", "category", "department_id", "parent_id", "disclosure", "legal_basis"})
"""Fields that are strings and yet not what a power says; name and basis are compared by themselves."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a published list, as the body fields that it states."""

    key: RowKey
    name: str
    parent: str | None
    has_parent_column: bool
    fields: Body

    def candidate(self) -> Candidate:
        """The row as matching sees it."""
        return _candidate(self.key, {**self.fields, "name": self.name}, self.parent or "")


@dataclass(slots=True)
class OldRecord:
    """A record of the register with its row and text on the day, or the nearest ones."""

    id: str
    shown: Any
    body: Body
    on_day: Any | None

    @property
    def living(self) -> bool:
        """Whether the list states it on the day."""
        return self.on_day is not None and self.on_day.status in LIVING

    def listed(self, day: date) -> bool:
        """Whether it is on the list, or comes later: neither ended nor gone."""
        return self.shown.valid_to > day and self.shown.status in LIVING


@dataclass(slots=True)
class Comparison:
    """What a department's new list changes. ``missing`` are listed on the day and absent from the new list."""

    department: str
    kind: Kind
    changes: list[Change] = field(default_factory=list)
    matches: dict[RowKey, tuple[str, str, float]] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a batch is compared: the day, the cause, whether absence means cancellation, a person's matches."""

    effective_from: date
    cause: Cause
    complete: bool = False
    given: Mapping[RowKey, str] = field(default_factory=dict)


def compare(connection: Connection, department: str, kind: Kind, rows: Sequence[ListedRow], terms: Terms) -> Comparison:
    """The changes that make a department's list on the day say what the rows say."""
    old = _old_records(connection, department, kind, terms.effective_from)
    powers = {record.id: record for record in old if not record.body["grouping"]}
    parents = {record.body["parent_id"] for record in powers.values()}
    heads = [record for record in old if record.body["grouping"] or record.id in parents]
    groups = _Groups(department, kind, terms, heads)
    comparison = Comparison(department, kind, matches=_match(rows, powers, old, terms))
    ranks = _ranks(rows, comparison.matches, powers)
    for row in rows:
        record_id = comparison.matches[row.key][0]
        fields = {**row.fields, "name": row.name, "department_id": department}
        if row.has_parent_column:
            fields["parent_id"] = groups.parent_of(row, ranks[row.key])
        comparison.changes += _row_changes(kind, terms, powers.get(record_id), record_id, fields, ranks[row.key])
    _absences(comparison, powers, terms)
    comparison.changes = [*groups.begun, *comparison.changes, *groups.ended(powers, comparison.changes)]
    return comparison


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


def _candidate(key: Any, body: Body, parent: str, *, listed: bool = True) -> Candidate:
    extra = body.get("extra") or {}
    texts = [value for name, value in sorted(body.items()) if isinstance(value, str) and name not in _NO_TEXT]
    return Candidate(
        key=key,
        name=body["name"],
        category=body["category"],
        levels=frozenset(body.get("levels") or ()),
        codes=frozenset(f"{code['scheme']}:{code['value']}" for code in body.get("codes") or ()),
        parent=parent,
        basis=body.get("legal_basis") or "",
        text="\n".join([*texts, *(text for _, text in sorted(extra.items()) if text)]),
        listed=listed,
    )


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
        [_old_candidate(record, names, terms.effective_from) for record in free],
    )
    by_row: dict[Any, Match] = {one.row: one for one in found}
    return {row.key: _found(given.get(row.key), by_row.get(row.key)) for row in rows}


def _old_candidate(record: OldRecord, names: Mapping[str, str], day: date) -> Candidate:
    parent = names.get(record.body["parent_id"] or "", "")
    return _candidate(record.id, record.body, parent, listed=record.listed(day))


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
        return [_change(Op.ADD, kind, terms, record_id, {name: v for name, v in entering.items() if v is not None})]
    said = lay(kind, old.body, fields, Status(old.body["status"]))
    changed = {change["field"].split(".", 1)[0] for change in field_changes(old.body, said)}
    if not changed:
        return []
    op = Op.RECLASSIFY if "category" in changed else Op.AMEND
    stated = {name: value for name, value in fields.items() if name in changed}
    return [_change(op, kind, terms, record_id, stated, base=old.on_day.version if old.on_day else None)]


def _change(op: Op, kind: Kind, terms: Terms, record: str, fields: Body, base: int | None = None) -> Change:
    return Change(
        op=op,
        kind=kind,
        id=record,
        base_version=base,
        fields=fields,
        effective_from=terms.effective_from,
        cause=terms.cause,
    )


def _absences(comparison: Comparison, powers: Mapping[str, OldRecord], terms: Terms) -> None:
    """Absence is not cancellation: what is missing is named, and ends only where the batch is the whole list."""
    kept = {record for record, _, _ in comparison.matches.values()}
    absent = [record for record in powers.values() if record.living and record.id not in kept]
    comparison.missing = [{"id": record.id, "name": record.body["name"]} for record in absent]
    if terms.complete and comparison.kind is Kind.POWER:
        comparison.changes += [_change(Op.CANCEL, comparison.kind, terms, record.id, {}) for record in absent]


def _ranks(
    rows: Sequence[ListedRow], matches: Mapping[RowKey, tuple[str, str, float]], powers: Mapping[str, OldRecord]
) -> dict[RowKey, int]:
    """Each row's place in display order: a listed record keeps its own, a new one goes between its neighbours."""
    known = {}
    for row in rows:
        old = powers.get(matches[row.key][0])
        if old is not None and old.living and old.body["display_order"] is not None:
            known[row.key] = int(old.body["display_order"])
    ranks: dict[RowKey, int] = {}
    runs = [[row.key for row in run] for _, run in groupby(rows, key=lambda row: row.key in known)]
    before = 0
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


class _Groups:
    """The grouping records (主项) of a department: found by level, category and name, begun once, ended when empty.

    A power that has sub-items already is a 主项, too; only what merely groups ends with its last item.
    """

    def __init__(self, department: str, kind: Kind, terms: Terms, old: Sequence[OldRecord]) -> None:
        self._department = department
        self._kind = kind
        self._terms = terms
        self._old = {record.id: record for record in old}
        best_last = sorted(old, key=lambda record: (record.living, record.body["grouping"]))
        self._by_key = {self._key(record.body, record.body["name"]): record.id for record in best_last}
        self._used: set[str] = set()
        self.begun: list[Change] = []

    @staticmethod
    def _key(body: Body, name: str) -> tuple[Any, ...]:
        return frozenset(body.get("levels") or ()), body["category"], folded(name)

    def parent_of(self, row: ListedRow, rank: int) -> str | None:
        """The grouping record that a row stands under, begun where the list has none on the day."""
        if row.parent is None:
            return None
        record = self._find(row.fields, row.parent)
        old = self._old.get(record)
        if record not in self._used and (old is None or not old.living):
            self.begun.append(_change(Op.ADD, self._kind, self._terms, record, self._fields(row, rank)))
        self._used.add(record)
        return record

    def _find(self, fields: Body, name: str) -> str:
        """The group of this name; a row that states no level belongs to the group of any level."""
        key = self._key(fields, name)
        if "levels" not in fields:
            key = next((other for other in self._by_key if other[1:] == key[1:]), key)
        return self._by_key.setdefault(key, new_id())

    def _fields(self, row: ListedRow, rank: int) -> Body:
        fields = {name: row.fields[name] for name in ("category", "levels") if row.fields.get(name)}
        head = {"name": row.parent, "department_id": self._department, "grouping": True, "display_order": rank}
        return {**head, **fields}

    def ended(self, powers: Mapping[str, OldRecord], changes: Sequence[Change]) -> list[Change]:
        """The cancellations of groups whose last item leaves with these changes."""
        leaving = {change.id for change in changes if change.op is Op.CANCEL or "parent_id" in change.fields}
        listed = [record for record in powers.values() if record.living and record.body["parent_id"] in self._old]
        held = {record.body["parent_id"] for record in listed if record.id not in leaving} | self._used
        emptied = {record.body["parent_id"] for record in listed if record.id in leaving} - held
        return [
            _change(Op.CANCEL, self._kind, self._terms, group, {})
            for group in sorted(emptied)
            if self._old[group].living and self._old[group].body["grouping"]
        ]
