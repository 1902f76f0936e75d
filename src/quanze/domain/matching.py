"""Which row of a new list is which power of the old one: a one-to-one assignment, never of rows to each other.

Rows and records meet within their category and level: first by a common code, then by name, then by similarity of name
and basis. Without a person, a similar pair counts only where each is the other's best and the score reaches
:data:`THRESHOLD`. A record that is on the list goes before one that has left it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from rapidfuzz import fuzz, process

from quanze.domain.text import folded

THRESHOLD = 0.86
"""Names weigh 0.6 and bases 0.4 (names alone where a basis is missing), each by its normalised edit similarity."""

_NAME_WEIGHT = 0.6
_WORTH_READING = 50.0
_NEAREST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One side of a match: a row of a file or a record of the register; ``text`` is whatever else it says."""

    key: Hashable
    name: str
    category: str
    levels: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    parent: str = ""
    basis: str = ""
    text: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the record that it is: ``how`` is code, name, similar or given, ``score`` from 0 to 1."""

    row: Hashable
    record: Hashable
    how: str
    score: float


def match(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[Match]:
    """The one-to-one assignment of rows to records."""
    matches: list[Match] = []
    open_rows, open_records = list(rows), list(records)
    for stage in (_by_code, _by_name, _similar_listed, _similar):
        found = stage(open_rows, open_records)
        matches += found
        matched_rows, matched_records = {m.row for m in found}, {m.record for m in found}
        open_rows = [row for row in open_rows if row.key not in matched_rows]
        open_records = [record for record in open_records if record.key not in matched_records]
    return matches


def _compatible(row: Candidate, record: Candidate) -> bool:
    """Same category; same level, where both state one."""
    if row.category != record.category:
        return False
    return not row.levels or not record.levels or row.levels == record.levels


def _by_code(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[Match]:
    return [
        Match(row.key, record.key, "code", 1.0)
        for row, record in _grouped_pairs(rows, records, lambda candidate: candidate.codes)
    ]


def _by_name(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[Match]:
    return [
        Match(row.key, record.key, "name", 1.0)
        for row, record in _grouped_pairs(rows, records, lambda candidate: [folded(candidate.name)])
    ]


def _grouped_pairs(
    rows: Sequence[Candidate], records: Sequence[Candidate], keys: Callable[[Candidate], Iterable[str]]
) -> list[tuple[Candidate, Candidate]]:
    """Pairs that share a key; where several share one, the assignment that resembles most, then list order."""
    groups: dict[str, tuple[list[Candidate], list[Candidate]]] = defaultdict(lambda: ([], []))
    for side, candidates in enumerate((rows, records)):
        for candidate in candidates:
            for key in keys(candidate):
                groups[key][side].append(candidate)
    pairs: list[tuple[Candidate, Candidate]] = []
    used: set[Hashable] = set()
    for _, (group_rows, group_records) in sorted(groups.items()):
        free_rows = [row for row in group_rows if ("row", row.key) not in used]
        free_records = [record for record in group_records if ("record", record.key) not in used]
        for row, record in _assign(free_rows, free_records):
            used |= {("row", row.key), ("record", record.key)}
            pairs.append((row, record))
    return pairs


def _assign(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """The compatible pairs of a small group that resemble each other most in all, one to one."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - takes 0.4 s, and most commands match nothing

    if len(rows) == len(records) == 1:
        return [(rows[0], records[0])] if _compatible(rows[0], records[0]) else []
    scores = np.array(
        [
            [_closeness(row, record) - 1e-6 * abs(i - j) for j, record in enumerate(records)]
            for i, row in enumerate(rows)
        ]
    ).reshape(len(rows), len(records))
    chosen_rows, chosen_records = linear_sum_assignment(scores, maximize=True)
    chosen = zip(chosen_rows.tolist(), chosen_records.tolist(), strict=True)
    return [(rows[i], records[j]) for i, j in chosen if _compatible(rows[i], records[j])]


def _closeness(row: Candidate, record: Candidate) -> float:
    """How alike two candidates of one name are: still listed, level stated alike, parent, basis, then all else."""
    if not _compatible(row, record):
        return -1000.0
    same_level = float(row.levels == record.levels)
    same_parent = float(folded(row.parent) == folded(record.parent))
    texts = _alike(row.basis, record.basis) + _alike(row.text, record.text) / 2
    return 4 * record.listed + 2 * same_level + 2 * same_parent + texts


def _similar_listed(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[Match]:
    return _similar(rows, [record for record in records if record.listed])


def _similar(rows: Sequence[Candidate], records: Sequence[Candidate]) -> list[Match]:
    scores = _similarities(rows, records)
    if scores.size == 0:
        return []
    best_record, best_row = scores.argmax(axis=1), scores.argmax(axis=0)
    return [
        Match(rows[i].key, records[j].key, "similar", round(float(scores[i, j]), 3))
        for i, j in enumerate(best_record.tolist())
        if best_row[j] == i and scores[i, j] >= THRESHOLD
    ]


def _similarities(rows: Sequence[Candidate], records: Sequence[Candidate]) -> np.ndarray:
    """The scores of pairs; bases, being long, are compared only with the few records whose names are nearest."""
    names = process.cdist(
        [folded(row.name) for row in rows],
        [folded(record.name) for record in records],
        scorer=fuzz.ratio,
        score_cutoff=_WORTH_READING,
    )
    scores = np.zeros(names.shape)
    for i, row in enumerate(rows):
        nearest = (j for j in names[i].argsort()[::-1].tolist() if names[i, j] and _compatible(row, records[j]))
        for j in islice(nearest, _NEAREST):
            scores[i, j] = _score(names[i, j] / 100, row.basis, records[j].basis)
    return scores


def _score(name: float, basis: str, other: str) -> float:
    if not basis or not other:
        return name
    return _NAME_WEIGHT * name + (1 - _NAME_WEIGHT) * _alike(basis, other)


def _alike(one: str, other: str) -> float:
    return fuzz.ratio(folded(one), folded(other)) / 100 if one and other else 0.0
