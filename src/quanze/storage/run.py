"""One edition in the making: each statement is checked against the register and becomes a version, an entry, rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quanze.domain.bodies import body_text, lay
from quanze.domain.canonical import digest
from quanze.domain.changes import OP_LABELS, Op
from quanze.domain.diffs import field_changes
from quanze.domain.editions import EditionKind
from quanze.domain.entries import Entry
from quanze.domain.errors import InvalidInput, NotFound, NothingChanged, Redacted, Refused, StaleVersion
from quanze.domain.operations import Effect, Statement
from quanze.domain.spans import FOREVER, Span, next_start
from quanze.domain.vocabulary import STATUS_LABELS, Disclosure, Kind, Status
from quanze.storage.desk import REFERENCES, Desk, referred
from quanze.storage.heads import PUBLIC, WITHHELD, Head
from quanze.storage.links import links_of
from quanze.storage.rows import Row, shown


@dataclass(slots=True)
class EditionRun:
    """What an edition will write, gathered statement by statement; the database is not touched here."""

    head: Head
    kind: EditionKind
    desk: Desk
    records: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    bases: dict[int, int] = field(default_factory=dict)
    redacted: list[tuple[str, int]] = field(default_factory=list)
    ops: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def __post_init__(self) -> None:
        self.desk.rows.begin_edition(self.first_entry)

    @property
    def first_entry(self) -> int:
        """The number of the header entry."""
        return self.head.entry + 1

    @property
    def edition(self) -> int:
        """The edition's number."""
        return self.head.edition + 1

    def carry_out(self, statement: Statement) -> None:
        """Check a statement against the register and take its version, entry and rows down."""
        if statement.effect is Effect.REDACT:
            self._redact(statement)
            return
        self._check_identity(statement)
        row = self.desk.rows.row_on(statement.record, statement.valid_from)
        _check_row(statement, row)
        body = self._body(statement, row)
        self._check_references(statement, body)
        self._check_disclosure(statement, body)
        entry = self._state(statement, body, self._span(statement, row, body))
        if row is not None and statement.effect is not Effect.BEGIN:
            self.bases[entry.number] = row.span.version

    def _check_identity(self, statement: Statement) -> None:
        kind = self.desk.kinds.get(statement.record)
        if kind is None and statement.effect is not Effect.BEGIN:
            raise NotFound("登记簿中没有这条记录。", code="unknown_record", record=statement.record)
        if statement.record in self.desk.others:
            raise Refused("这个标识已属于另一份清单的记录。", code="id_taken", record=statement.record)
        if kind is not None and kind != statement.kind:
            raise InvalidInput("记录的种类与调整不符。", code="wrong_kind", record=statement.record)

    def _body(self, statement: Statement, row: Row | None) -> dict[str, Any]:
        base = self._base(statement, row)
        status = statement.status or Status(base["status"] if base else Status.ACTIVE)
        body = lay(statement.kind, base, statement.fields, status)
        if statement.effect is Effect.KEEP and not field_changes(base, body):
            raise NothingChanged(f"“{body['name']}”没有变化。", record=statement.record)
        return body

    def _base(self, statement: Statement, row: Row | None) -> dict[str, Any] | None:
        if statement.copies:
            return self._copied(statement)
        if statement.effect is Effect.BEGIN or row is None:
            return None
        body = self.desk.bodies.get((statement.record, row.span.version))
        if body is None:
            raise Redacted("被调整的文本已依法移除。", record=statement.record)
        return body

    def _copied(self, statement: Statement) -> dict[str, Any]:
        source = statement.copies or ""
        row = self.desk.rows.row_on(source, statement.valid_from)
        body = self.desk.bodies.get((source, row.span.version)) if row else None
        offered = self._referred(source) == Kind.CATALOGUE_ITEM
        if not offered or body is None or body["status"] != Status.ACTIVE:
            raise NotFound("登记簿中没有可供认领的指导目录事项。", code="unknown_record", record=source)
        return {name: value for name, value in body.items() if name != "directory"}

    def _check_references(self, statement: Statement, body: dict[str, Any]) -> None:
        stated = ((name, kind or statement.kind) for name, kind in REFERENCES.items() if name in statement.fields)
        for name, kind in stated:
            targets = referred(body, name)
            if statement.record in targets or any(self._referred(target) != kind for target in targets):
                raise InvalidInput(f"“{body['name']}”所引用的记录不存在。", code="unknown_reference", field=name)

    def _check_disclosure(self, statement: Statement, body: dict[str, Any]) -> None:
        """What was public once cannot be taken back, and what is withheld begins a public life of its own."""
        withheld = body["disclosure"] == Disclosure.WITHHELD
        if withheld and self.head.name == PUBLIC:
            raise Refused(
                f"“{body['name']}”标注为不公示，不能进入公开清单；已公示的事项请取消，同时另行新增一项不公示的事项。",
                code="withheld_in_public",
            )
        if not withheld and self.head.name == WITHHELD and "disclosure" in statement.fields:
            raise Refused(
                f"“{body['name']}”原不公示，不能改为公示；请取消该事项，同时另行新增一项公示的事项。",
                code="made_public",
            )

    def _referred(self, target: str) -> str | None:
        return self.desk.kinds.get(target) or self.desk.others.get(target)

    def _span(self, statement: Statement, row: Row | None, body: dict[str, Any]) -> Span:
        start, spans = statement.valid_from, self.desk.rows.spans(statement.record)
        version = self.desk.last_versions.get(statement.record, 0) + 1
        if statement.op is Op.CORRECT and row is not None:
            return Span(version, start, statement.valid_to or row.span.valid_to)
        end = min(statement.valid_to or FOREVER, next_start(spans, start), self._covered_from(start, body))
        return Span(version, start, end)

    def _covered_from(self, start: date, body: dict[str, Any]) -> date:
        """A load dated before its department's list begins ends where that list begins."""
        covered = self.desk.coverage.get(body.get("department_id") or "", FOREVER)
        return covered if start < covered else FOREVER

    def _state(self, statement: Statement, body: dict[str, Any], span: Span) -> Entry:
        later = next_start(self.desk.rows.spans(statement.record), statement.valid_from)
        keeps_later = statement.keep_later or statement.op is Op.CORRECT or self.kind is EditionKind.LOAD
        if later < (statement.valid_to or FOREVER) and not keeps_later:
            raise Refused(
                f"“{body['name']}”自 {later} 起另有已公布的文本；请先调整该文本，或注明保留（keep_later）。",
                code="later_version_exists",
                record=statement.record,
            )
        entry = self._enter(statement, body, span)
        self.desk.rows.state(statement.record, self.head.log, span, entry.number, shown(body))
        self.desk.last_versions[statement.record] = span.version
        self.desk.bodies[statement.record, span.version] = body
        if not body.get("grouping"):
            self.ops[statement.kind][statement.op] += 1
        return entry

    def _enter(self, statement: Statement, body: dict[str, Any], span: Span) -> Entry:
        text = body_text(body)
        if statement.record not in self.desk.kinds:
            self.desk.kinds[statement.record] = statement.kind
            self.records.append({"id": statement.record, "kind": statement.kind, "log": self.head.log})
        key = {"record": statement.record, "number": span.version}
        self.versions.append({**key, "digest": digest(text), "body": text})
        self.links += links_of(statement.record, span.version, body)
        return self._append(statement, digest(text), span)

    def _append(self, statement: Statement, text_digest: str, span: Span | None, version: int | None = None) -> Entry:
        entry = Entry(
            number=self.first_entry + 1 + len(self.entries),
            edition=self.edition,
            kind=statement.kind,
            op=statement.op,
            digest=text_digest,
            record=statement.record,
            version=span.version if span else version,
            valid_from=span.valid_from if span else None,
            valid_to=span.valid_to if span else None,
            cause=statement.cause.model_dump(mode="json"),
            lineage=statement.lineage,
        )
        self.entries.append(entry)
        return entry

    def _redact(self, statement: Statement) -> None:
        self._check_identity(statement)
        version = (statement.record, statement.base_version or 0)
        if version not in self.desk.digests:
            raise NotFound("登记簿中没有这个版本。", code="unknown_version", record=statement.record)
        self.redacted.append(version)
        self._append(statement, self.desk.digests[version], None, statement.base_version)


def _check_row(statement: Statement, row: Row | None) -> None:
    """The record must be on the list that day with a status that the operation allows, or off it where it begins."""
    status = Status(row.shown.status) if row else None
    if statement.effect is Effect.BEGIN:
        if status is not None and status not in statement.bases:
            raise Refused("该记录当日已在清单之内。", code="already_listed", record=statement.record)
        return
    if row is None or status is None:
        raise Refused(
            f"{statement.valid_from} 的清单未载明该记录，不能“{OP_LABELS[statement.op]}”。",
            code="not_listed_then",
            record=statement.record,
        )
    if statement.base_version is not None and statement.base_version != row.span.version:
        raise StaleVersion(
            f"“{row.shown.name}”已有第 {row.span.version} 版，您依据的是第 {statement.base_version} 版。",
            record=statement.record,
            version=row.span.version,
        )
    if status not in statement.bases:
        raise Refused(
            f"“{row.shown.name}”当日状态为{STATUS_LABELS[status]}，不能“{OP_LABELS[statement.op]}”。",
            code="wrong_status",
            record=statement.record,
        )
