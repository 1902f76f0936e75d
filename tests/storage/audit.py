"""A log checked from nothing, with none of quanze's own arithmetic: numbers, hashes, versions, projection."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from vectors.make_vectors import leaf_hash, root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factories import Ledger

OPEN = date(9999, 12, 31)
STILL = 2**62
LEAF = ("number", "record", "kind", "version", "digest", "op", "cause", "lineage", "edition")


def audit(ledger: Ledger, *, hashes: bool = True, past: bool = True) -> None:
    """Everything about a log that must be true after every commit; ``past`` checks the answers of older editions."""
    entries, editions = ledger.entries(), ledger.editions()
    _check_numbers(ledger, entries, editions)
    _check_roots(entries, editions)
    if hashes:
        _check_leaves(ledger, entries)
    _check_versions(ledger, entries)
    sizes = [row.tree_size for row in editions] if past else [len(entries)]
    _check_projection(ledger, entries, sizes)
    _check_totals(ledger, sizes)


def leaf_of(ledger: Ledger, entry: Any) -> dict[str, Any]:
    """The hashed object of an entry, from its columns."""
    said = {name: getattr(entry, name) for name in LEAF}
    ends = {"valid_from": _text(entry.valid_from), "valid_to": _text(entry.valid_to)}
    return {**said, **ends, "jurisdiction": ledger.jurisdiction, "log": ledger.log}


def _text(day: date | None) -> str | None:
    return None if day in (None, OPEN) else day.isoformat()


def _check_numbers(ledger: Ledger, entries: list[Any], editions: list[Any]) -> None:
    head = ledger.head()
    assert [entry.number for entry in entries] == [*range(1, head.entry + 1)]
    assert [row.number for row in editions] == [*range(1, head.edition + 1)]
    runs = defaultdict(list)
    for entry in entries:
        runs[entry.edition].append(entry)
    assert sorted(runs) == [row.number for row in editions]
    for row in editions:
        run = runs[row.number]
        assert (run[0].kind, run[0].op, run[0].record, run[0].version) == ("edition", "publish", None, None)
        assert all(entry.kind != "edition" and entry.record for entry in run[1:])
        assert (run[0].number, run[-1].number) == (row.first_entry, row.tree_size)
    assert head.published_at == (editions[-1].published_at if editions else None)
    assert [row.published_at for row in editions] == sorted(row.published_at for row in editions)


def _check_roots(entries: list[Any], editions: list[Any]) -> None:
    leaves = [bytes(entry.leaf) for entry in entries]
    for row in editions[-3:]:
        assert bytes(row.root) == root(leaves[: row.tree_size])


def _check_leaves(ledger: Ledger, entries: list[Any]) -> None:
    for entry in entries:
        assert bytes(entry.leaf) == leaf_hash(leaf_of(ledger, entry)), f"entry {entry.number}"


def _check_versions(ledger: Ledger, entries: list[Any]) -> None:
    stored = ledger._query(
        "SELECT v.record, v.number, v.digest, v.body FROM versions v JOIN records r ON r.id = v.record "
        "WHERE r.log = :log ORDER BY v.record, v.number"
    )
    entered = {(e.record, e.version): e.digest for e in entries if e.version and e.op != "redact"}
    redacted = {(e.record, e.version) for e in entries if e.op == "redact"}
    assert {(v.record, v.number): v.digest for v in stored} == entered
    for version in stored:
        assert (version.body is None) == ((version.record, version.number) in redacted)
        assert version.body is None or hashlib.sha256(version.body.encode()).hexdigest() == version.digest


def _check_projection(ledger: Ledger, entries: list[Any], sizes: Iterable[int]) -> None:
    rows = ledger._query(
        "SELECT record, version, valid_from, valid_to, entry_from, entry_to FROM projection WHERE log = :log"
    )
    rows = [(r.record, r.version, _day(r.valid_from), _day(r.valid_to), r.entry_from, r.entry_to) for r in rows]
    born = {(entry.record, entry.version): entry.number for entry in entries if entry.op != "redact"}
    for record, version, start, stop, first, last in rows:
        assert start < stop, "an empty row"
        assert first < last, "a row that nobody ever knew"
        assert first <= len(entries), "a row from the future"
        assert last <= len(entries) or last == STILL, "a row ends in the future"
        assert born[record, version] <= first, "a row before its entry"
    for size in sizes:
        known = [row for row in rows if row[4] <= size < row[5]]
        assert _said_by_rows(known) == _said_by_entries(entries[:size])


def _check_totals(ledger: Ledger, sizes: Iterable[int]) -> None:
    """The kept totals of every day and edition are what counting the rows says."""
    columns = "kind, department, grouping, status, COALESCE(category, '')"
    rows = ledger._query(
        f"SELECT {columns}, valid_from, valid_to, entry_from, entry_to FROM projection WHERE log = :log"
    )
    kept = ledger._query(f"SELECT {columns}, day, entry, delta FROM tallies WHERE log = :log")
    days = {_day(row[n]) for row in rows for n in (5, 6)}
    for size, day in product(sizes, days - {OPEN}):
        listed = [r for r in rows if _day(r[5]) <= day < _day(r[6]) and r[7] <= size < r[8]]
        counted = Counter((row[0], department, *row[2:5]) for row in listed for department in (row[1], "*"))
        summed: Counter[Any] = Counter()
        for *group, since, entry, delta in kept:
            summed[tuple(group)] += delta if _day(since) <= day and entry <= size else 0
        assert {group: total for group, total in summed.items() if total} == counted


def _day(stored: Any) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def _said_by_rows(rows: list[Any]) -> dict[str, dict[date, int]]:
    """What is stated from each day on which something changes; refuses two texts on one day."""
    said: dict[str, dict[date, int | None]] = defaultdict(dict)
    for record, version, start, _, *_ in sorted(rows, key=lambda row: row[:1] + row[2:3]):
        assert said[record].get(start) is None, "two texts on one day"
        said[record][start] = version
    for record, _, start, stop, *_ in rows:
        assert not [day for day in said[record] if start < day < stop], "rows overlap"
        if stop < OPEN:
            said[record].setdefault(stop, None)
    return dict(said)


def _said_by_entries(entries: list[Any]) -> dict[str, dict[date, int | None]]:
    """The same from the log: on each day the version that was entered last for it."""
    stated = defaultdict(list)
    for entry in entries:
        if entry.valid_from:
            stated[entry.record].append((entry.valid_from, entry.valid_to, entry.version))
    return {record: _changes(intervals) for record, intervals in stated.items()}


def _changes(intervals: list[tuple[date, date, int]]) -> dict[date, int | None]:
    days = sorted({day for start, stop, _ in intervals for day in (start, stop)} - {OPEN})
    said: dict[date, int | None] = {}
    before = None
    for day in days:
        now = next((version for start, stop, version in reversed(intervals) if start <= day < stop), None)
        if now != before:
            said[day] = now
        before = now
    return said
