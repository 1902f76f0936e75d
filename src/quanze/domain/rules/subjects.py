"""What rules look at: a record's text or a change of it, and what stands around it on the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from quanze.domain.amounts import Bracket, Reading
from quanze.domain.changes import Change
from quanze.domain.rules.counts import Loss
from quanze.domain.rules.wording import power_key, violation_key
from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import LIVING, Category, Kind, Standing, Status

Body = dict[str, Any]


class Grammar(NamedTuple):
    """How penalty clauses are read: a tier's or bracket's words, and a basis as the brackets of its articles."""

    penalty: Callable[[str], Reading]
    brackets: Callable[[str], list[Bracket]]


class Remark(NamedTuple):
    """What a rule says of its subject: in a sentence, and on which field."""

    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as it is to be stated from ``day`` on; ``before`` is what the list stated, ``change`` what is asked.

    ``ends`` says that the change takes the record off the list; outside a proposal there is neither change nor before.
    """

    record: str
    day: date
    after: Body
    before: Body | None = None
    change: Change | None = None
    ends: bool = False

    @property
    def kind(self) -> Kind:
        """What kind of record it is."""
        return Kind(self.after["kind"])


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list as neighbours see it: enough to compare names, codes and places in the list.

    ``names`` are the powers that a standard or a service is linked to.
    """

    record: str
    name: str
    kind: Kind
    status: Status
    department: str = ""
    category: str | None = None
    parent: str | None = None
    grouping: bool = False
    code: str | None = None
    valid_from: date = date.min
    valid_to: date = FOREVER
    names: tuple[str, ...] = ()

    def living_on(self, day: date) -> bool:
        """Whether the list of a day has it in force or resting."""
        return self.status in LIVING and self.valid_from <= day < self.valid_to


@dataclass(frozen=True, slots=True)
class Organ:
    """A department as far as rules care."""

    name: str
    standing: Standing = Standing.WORKING_DEPARTMENT


@dataclass(slots=True)
class Surroundings:
    """What is on the list beside the subjects once all changes are laid: found by name, code, parent, claim or link.

    ``documents`` are what the records that standards stand in say of themselves; ``repealed`` are laws that are no
    more, by short title (it waits for the law library: nothing fills it yet); without a ``grammar`` nothing is read.
    """

    today: date
    organs: Mapping[str, Organ] = field(default_factory=dict)
    losses: dict[str, list[Loss]] = field(default_factory=lambda: defaultdict(list))
    """What the whole change-set takes from departments, by the first record that it takes."""

    claims: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, Body] = field(default_factory=dict)
    repealed: Mapping[str, date] = field(default_factory=dict)
    grammar: Grammar | None = None
    _by_record: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[tuple[str, str | None, str], list[Listed]] = field(default_factory=lambda: defaultdict(list))
    _by_code: dict[tuple[str, str], list[Listed]] = field(default_factory=lambda: defaultdict(list))
    _by_parent: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    _by_department: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    _by_named: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))

    def take(self, lines: Iterable[Listed]) -> None:
        """Make lines of the list findable."""
        for line in lines:
            self._by_record[line.record].append(line)
            self._by_name[line.department, line.category, power_key(line.name)].append(line)
            self._by_department[line.department].append(line)
            if line.code:
                self._by_code[line.department, line.code].append(line)
            if line.parent:
                self._by_parent[line.parent].append(line)
            for power in line.names:
                self._by_named[power].append(line)

    def take_claims(self, lines: Iterable[Listed]) -> None:
        """Make penalties findable by the violation that they speak of."""
        for line in lines:
            if line.category == Category.PENALTY and not line.grouping and (claim := violation_key(line.name)):
                self.claims[claim].append(line)

    def listed(self, record: str | None, day: date) -> Listed | None:
        """A record on the list of a day."""
        return next((line for line in self._by_record.get(record or "", ()) if line.living_on(day)), None)

    def namesakes(self, subject: Subject) -> list[Listed]:
        """Other records of the department and category that are called the same."""
        body = subject.after
        key = body.get("department_id") or "", body.get("category"), power_key(body["name"])
        return _alike(self._by_name.get(key, ()), subject)

    def with_code(self, subject: Subject, code: str) -> list[Listed]:
        """Other records of the department that have the code."""
        return _alike(self._by_code.get((subject.after.get("department_id") or "", code), ()), subject)

    def children(self, subject: Subject) -> list[Listed]:
        """The sub-items of a record."""
        return _others(self._by_parent.get(subject.record, ()), subject)

    def naming(self, record: str | None, day: date, kind: Kind) -> list[Listed]:
        """The standards or services of a power on the list of a day."""
        return [line for line in self._by_named.get(record or "", ()) if line.kind is kind and line.living_on(day)]

    def of_department(self, subject: Subject) -> list[Listed]:
        """The powers of a department."""
        return _others(self._by_department.get(subject.record, ()), subject)

    def claimed_by_others(self, subject: Subject) -> list[Listed]:
        """The penalties of other departments for the same violation."""
        found = _alike(self.claims.get(violation_key(subject.after["name"]) or "", ()), subject)
        return [line for line in found if line.department != subject.after["department_id"]]


def _others(lines: Iterable[Listed], subject: Subject) -> list[Listed]:
    """The lines of other records that the list has on the subject's day."""
    return [line for line in lines if line.record != subject.record and line.living_on(subject.day)]


def _alike(lines: Iterable[Listed], subject: Subject) -> list[Listed]:
    return [line for line in _others(lines, subject) if line.kind is subject.kind]
