"""Checking: what the rules say of a change-set before anyone submits it, and of a whole list as it stands.

Nothing is written: the changes are carried out on a desk by the very code that publishes them, so that whatever would
be refused is found, all of it, and the rules look at the list as it would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from quanze.domain import procedure
from quanze.domain.bodies import read_body
from quanze.domain.changes import Change
from quanze.domain.editions import EditionKind
from quanze.domain.errors import QuanzeError
from quanze.domain.findings import Finding, Judge
from quanze.domain.operations import Effect, Statement, expand
from quanze.domain.rules.counts import Count, Loss, counts, shrinking
from quanze.domain.rules.subjects import Listed, Organ, Subject, Surroundings
from quanze.domain.rules.wording import violation_key
from quanze.domain.vocabulary import Category, Kind, Severity, Standing, Status
from quanze.services import checking_links as links
from quanze.services.withholding import parted
from quanze.storage import neighbours, readers
from quanze.storage.desk import Desk, lay_desk
from quanze.storage.heads import PUBLIC, Head, read_head
from quanze.storage.rows import Row
from quanze.storage.run import EditionRun

NO_OTHERS: Mapping[str, Severity] = {}


def severities_of(ruleset: str) -> Mapping[str, Severity]:
    """The severities that a ruleset gives otherwise than the table of rules."""
    return procedure.ruleset(ruleset).severities


@dataclass(slots=True)
class Checked:
    """What a change-set comes to: the findings, and the counts before and after it."""

    findings: list[Finding] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


@dataclass(slots=True)
class _Trial:
    """A change-set carried out on a desk: the texts that it comes to, and whatever is refused on the way."""

    run: EditionRun
    subjects: list[tuple[int, Subject]] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)


def check_changes(
    connection: Connection,
    jurisdiction: str,
    changes: Sequence[Change],
    today: date,
    *,
    severities: Mapping[str, Severity] = NO_OTHERS,
    log: str | None = None,
) -> Checked:
    """What stands against publishing the changes; where no finding is an error, the writer takes them. Each is checked
    in the log that it belongs in, or all in the one that is named; the counts are the public list's.
    """
    if log is not None:
        return _check_in(connection, jurisdiction, changes, today, severities, log)[0]
    whole, public = Checked(), None
    for name, numbers in (parted(connection, jurisdiction, changes) or {PUBLIC: []}).items():
        own = [changes[number] for number in numbers]
        checked, public = _check_in(connection, jurisdiction, own, today, severities, name, public)
        whole.findings += [_placed(one, numbers) for one in checked.findings]
        whole.counts += checked.counts if name == PUBLIC else []
    whole.findings.sort(key=lambda finding: finding.change or 0)
    return whole


def _placed(finding: Finding, numbers: Sequence[int]) -> Finding:
    """A finding on the change-set that a part of it was taken from."""
    return finding if finding.change is None else replace(finding, change=numbers[finding.change])


def _check_in(
    connection: Connection,
    jurisdiction: str,
    changes: Sequence[Change],
    today: date,
    severities: Mapping[str, Severity],
    log: str,
    public: Desk | None = None,
) -> tuple[Checked, Desk]:
    """One log's part; what is withheld stands beside what the ``public`` part, which is published first, has laid."""
    head = read_head(connection, jurisdiction, log)
    trial = _try(connection, head, changes, public)
    logs = sorted({head.log, read_head(connection, jurisdiction).log})
    rows, names = _rows_around(connection, logs, trial)
    around = _surroundings(connection, trial, rows, names, today)
    reconciled = _counts(trial, rows)
    for record, loss in _losses(trial, reconciled):
        around.losses[record].append(loss)
    judge = Judge(around, severities)
    found = [finding for number, subject in trial.subjects for finding in judge.examine(subject, number)]
    ordered = sorted([*trial.refusals, *found], key=lambda finding: finding.change or 0)
    return Checked(ordered, reconciled), trial.run.desk


def _try(connection: Connection, head: Head, changes: Sequence[Change], public: Desk | None) -> _Trial:
    """Carry every statement out; one that is refused does not hide the next."""
    refusals: list[Finding] = []
    statements: list[tuple[int, Statement]] = []
    for number, change in enumerate(changes):
        try:
            statements += [(number, statement) for statement in expand(change)]
        except QuanzeError as error:
            refusals.append(_refusal(error, number, change.id))
    if not changes:
        refusals.append(Finding("nothing_changed", Severity.ERROR, "没有填写任何调整；请至少写明一项。"))
    desk = lay_desk(connection, head, [statement for _, statement in statements])
    if public:
        desk.stand_beside(public)
    trial = _Trial(EditionRun(head, EditionKind.ANNOUNCEMENT, desk), refusals=refusals)
    for number, statement in statements:
        try:
            trial.subjects += [(number, subject) for subject in _carried_out(trial.run, statement, changes[number])]
        except QuanzeError as error:
            refusals.append(_refusal(error, number, statement.record))
    return trial


def _refusal(error: QuanzeError, number: int, record: str | None) -> Finding:
    field_ = error.details.get("field")
    return Finding(
        error.code,
        Severity.ERROR,
        error.message,
        number,
        field_ if isinstance(field_, str) else None,
        record,
    )


def _carried_out(run: EditionRun, statement: Statement, change: Change) -> Iterator[Subject]:
    """The text that a statement comes to, beside the one that it was laid over; a redaction comes to none."""
    row = run.desk.rows.row_on(statement.record, statement.valid_from)
    before = run.desk.bodies.get((statement.record, row.span.version)) if row else None
    run.carry_out(statement)
    if statement.effect is Effect.REDACT:
        return
    after = run.desk.bodies[statement.record, run.desk.last_versions[statement.record]]
    kept = before if statement.effect is not Effect.BEGIN else None
    yield Subject(statement.record, statement.valid_from, after, kept, change, ends=statement.effect is Effect.END)


Names = dict[tuple[str, int], tuple[str, ...]]
"""The powers that versions of standards and services name."""


def _rows_around(connection: Connection, logs: Sequence[int], trial: _Trial) -> tuple[list[Row], Names]:
    """The lines of the list that rules may compare the subjects with, as they were before, and which name powers; a
    withheld list stands beside the public one.
    """
    subjects = [subject for _, subject in trial.subjects]
    if not subjects:
        return [], {}
    since = min(subject.day for subject in subjects)
    bodies = [body for subject in subjects for body in (subject.after, subject.before) if body]
    departments = {body["department_id"] for body in bodies if body.get("department_id")}
    departments |= {subject.record for subject in subjects if subject.kind is Kind.DEPARTMENT}
    records = {subject.record for subject in subjects} | {b["parent_id"] for b in bodies if b.get("parent_id")}
    violations = {violation_key(body["name"]) for body in bodies if body.get("category") == Category.PENALTY}
    linking = neighbours.linking(connection, logs, since, links.powers_of(subjects))
    records |= links.named_by(subjects).union(*(names for _, names in linking))
    rows = [
        *neighbours.neighbours(connection, logs, since, departments, records),
        *neighbours.organs(connection, logs, since),
        *neighbours.claims(connection, logs, since, filter(None, violations)),
        *(row for row, _ in linking),
    ]
    return rows, {(row.record, row.span.version): names for row, names in linking}


def _surroundings(
    connection: Connection, trial: _Trial, rows: Sequence[Row], names: Names, today: date
) -> Surroundings:
    """The list as it would be: rows of records that the trial touched are the trial's."""
    laid = trial.run.desk.rows.current
    would_be = [row for row in _distinct(rows) if row.record not in laid]
    would_be += [row for own in laid.values() for row in own]
    around = Surroundings(today, _organs(connection, [*rows, *would_be], trial), grammar=links.GRAMMAR)
    around.documents = _documents(connection, trial, would_be)
    lines = [line_of(row, _names(row, names, trial)) for row in would_be]
    around.take(lines)
    around.take_claims(lines)
    return around


def _names(row: Row, names: Names, trial: _Trial) -> tuple[str, ...]:
    """The powers that a row's version names: as it is stored, or as the trial has just laid it."""
    key = (row.record, row.span.version)
    return names.get(key) or tuple(trial.run.desk.bodies.get(key, {}).get("power_ids") or ())


def _documents(connection: Connection, trial: _Trial, rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """The documents that the standards at stake stand in."""
    days = {s.after["parent_id"]: s.day for _, s in trial.subjects if s.kind is Kind.DISCRETION_STANDARD}
    parents = {row.record: row.span.version for row in rows if row.record in days and row.span.holds(days[row.record])}
    return links.documents(connection, parents, trial.run.desk.bodies)


def _distinct(rows: Iterable[Row]) -> Iterable[Row]:
    return {(row.record, row.span.valid_from): row for row in rows}.values()


def line_of(row: Row, names: tuple[str, ...] = ()) -> Listed:
    """A row of the projection as rules see it, with the powers that it names."""
    says = row.shown
    return Listed(
        row.record,
        says.name,
        Kind(says.kind),
        Status(says.status),
        says.department,
        says.category,
        says.parent,
        says.grouping,
        says.code,
        row.span.valid_from,
        row.span.valid_to,
        names,
    )


def _organs(connection: Connection, rows: Sequence[Row], trial: _Trial) -> dict[str, Organ]:
    """The departments by id; the standing is read of those whose powers are at stake."""
    named = {row.record: row for row in rows if row.shown.kind == Kind.DEPARTMENT}
    used = {record for record in named if any(record in _departments(subject) for _, subject in trial.subjects)}
    texts = readers.version_texts(connection, [(record, named[record].span.version) for record in used])
    bodies = trial.run.desk.bodies | {key: read_body(text) for key, text in texts.items() if text}
    return {record: _organ(row.shown.name, bodies.get((record, row.span.version))) for record, row in named.items()}


def _organ(name: str, body: dict[str, Any] | None) -> Organ:
    return Organ(name, Standing(body["standing"])) if body else Organ(name)


def _counts(trial: _Trial, rows: Sequence[Row]) -> list[Count]:
    """The counted powers by department and category on the day when all changes are in force, without them and with."""
    day = max((subject.day for _, subject in trial.subjects), default=date.min)
    laid = trial.run.desk.rows.current
    touched = {department for _, subject in trial.subjects for department in _departments(subject)}
    before = {row.record: _place(row) for row in rows if _counted(row, day)}
    after = {record: place for record, place in before.items() if record not in laid}
    after |= {row.record: _place(row) for own in laid.values() for row in own if _counted(row, day)}
    return [count for count in counts(before, after) if count.department in touched]


def _counted(row: Row, day: date) -> bool:
    return row.shown.counted and row.shown.kind == Kind.POWER and row.span.holds(day)


def _place(row: Row) -> tuple[str, str]:
    return row.shown.department, row.shown.category or ""


def _losses(trial: _Trial, reconciled: Sequence[Count]) -> Iterator[tuple[str, Loss]]:
    """The departments that lose most of their list, each with the first record that it loses."""
    for loss in shrinking(reconciled):
        concerned = (subject for _, subject in trial.subjects if subject.before)
        yield next((s.record for s in concerned if loss.department in _departments(s)), ""), loss


def _departments(subject: Subject) -> set[str]:
    return {body["department_id"] for body in (subject.after, subject.before) if body and "department_id" in body}
