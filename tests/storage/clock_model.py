"""The two clocks as naively as can be: for every edition and record a list of days, each with what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

ORIGIN = date(2020, 1, 1)
DAYS = 8
"""Days of the grid; one more cell after the last stands for every day to come."""


class Said(NamedTuple):
    """What is said of a record on a day."""

    version: int
    name: str
    status: str


Cells = list[Said | None]
LIVING = {"active", "suspended"}
NEEDS = {
    "amend": LIVING,
    "cancel": LIVING,
    "suspend": {"active"},
    "resume": {"suspended"},
    "correct": LIVING | {"cancelled"},
}
BECOMES = {"add": "active", "cancel": "cancelled", "suspend": "suspended", "resume": "active"}


@dataclass(frozen=True)
class Asked:
    """One change: days by their number."""

    op: str
    record: int
    start: int
    stop: int | None
    name: str
    keep_later: bool
    base: int | None

    @property
    def end(self) -> int:
        """The day after the last that is asked for."""
        return DAYS + 1 if self.stop is None else self.stop


def on(number: int) -> date:
    return ORIGIN + timedelta(days=40 * number)


class Refusal(Exception):
    """The codes with which a change may be refused; several may hold at once."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = set(codes)


class Clocks:
    """What a log of a few records should say; each record has a department."""

    def __init__(self, departments: list[str]) -> None:
        self.departments = departments
        self.cells: list[Cells] = [[None] * (DAYS + 1) for _ in departments]
        self.versions = [0] * len(departments)
        self.editions: list[list[Cells]] = []

    def publish(self, kind: str, changes: list[Asked]) -> None:
        """Raises Refusal, and then nothing has happened."""
        kept = [[*cells] for cells in self.cells], [*self.versions]
        coverage = {name: self._coverage(name) for name in set(self.departments)} if kind == "load" else {}
        try:
            for asked in changes:
                self._carry_out(asked, kind, coverage.get(self.departments[asked.record], DAYS + 1))
        except Refusal:
            self.cells, self.versions = kept
            raise
        self.editions.append([[*cells] for cells in self.cells])

    def _coverage(self, department: str) -> int:
        """The first day on which anything of a department is stated."""
        mine = [cells for cells, name in zip(self.cells, self.departments, strict=True) if name == department]
        return next((day for day in range(DAYS + 1) if any(cells[day] for cells in mine)), DAYS + 1)

    def _carry_out(self, asked: Asked, kind: str, coverage: int) -> None:
        cells = self.cells[asked.record]
        before = cells[asked.start]
        stop = self._stop(asked, cells, coverage)
        if codes := self._codes(asked, kind, before, stop):
            raise Refusal(*codes)
        self.versions[asked.record] += 1
        renames = asked.op in {"add", "amend", "correct"}
        said = Said(
            self.versions[asked.record],
            asked.name if renames or before is None else before.name,
            BECOMES.get(asked.op) or (before.status if before else ""),
        )
        cells[asked.start : stop] = [said] * (stop - asked.start)

    def _codes(self, asked: Asked, kind: str, before: Said | None, stop: int) -> set[str]:
        if asked.op == "add":
            codes = {"already_listed"} if before and before.status in LIVING else set()
        elif not self.versions[asked.record]:
            return {"unknown_record"}
        elif before is None:
            return {"not_listed_then"}
        else:
            codes = _misfits(asked, before)
        keeps = asked.keep_later or asked.op == "correct" or kind == "load"
        if not keeps and self._next(asked) < asked.end:
            codes.add("later_version_exists")
        if stop <= asked.start:
            codes.add("empty_interval")
        return codes

    def _stop(self, asked: Asked, cells: Cells, coverage: int) -> int:
        if asked.op == "correct":
            run = next((d for d in range(asked.start, DAYS + 1) if cells[d] != cells[asked.start]), DAYS + 1)
            return run if asked.stop is None else asked.stop
        stop = min(asked.end, self._next(asked))
        return min(stop, coverage) if asked.start < coverage else stop

    def _next(self, asked: Asked) -> int:
        """The day after the change's first on which another text begins."""
        cells = self.cells[asked.record]
        days = range(asked.start + 1, DAYS + 1)
        return next((day for day in days if cells[day] is not None and cells[day] != cells[day - 1]), DAYS + 1)


def _misfits(asked: Asked, before: Said) -> set[str]:
    codes = set()
    if asked.base not in (None, before.version):
        codes.add("stale_version")
    if before.status not in NEEDS[asked.op]:
        codes.add("wrong_status")
    if asked.op in {"amend", "correct"} and asked.name == before.name:
        codes.add("nothing_changed")
    return codes
