"""What each operation does to records, as a table, and how one change becomes the statements of a log.

A merge or a split is one change and several statements: every record that ends or begins gets its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from quanze.domain.changes import OP_LABELS, Cause, Change, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import LIVING, Kind, Status


class Effect(StrEnum):
    """What a statement does to its record's life."""

    BEGIN = "begin"
    KEEP = "keep"
    END = "end"
    REDACT = "redact"


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table.

    ``needs`` names the parts of a change that must be there, ``bases`` the statuses a record must have on the day,
    ``becomes`` the status afterwards; ``begins_without_id`` lets a keeping operation make a record where none is named.
    """

    effect: Effect
    becomes: Status
    bases: frozenset[Status] = LIVING
    needs: tuple[str, ...] = ()
    begins_without_id: bool = False


_ENDED = frozenset(Status) - LIVING
_ANY = frozenset(Status)
_ACTIVE = frozenset({Status.ACTIVE})
_SUSPENDED = frozenset({Status.SUSPENDED})
_DEVOLVED = frozenset({Status.ACTIVE, Status.DEVOLVED})

OPERATIONS: dict[Op, Operation] = {
    Op.ADD: Operation(Effect.BEGIN, Status.ACTIVE, _ENDED, ("fields",)),
    Op.UNDERTAKE: Operation(Effect.BEGIN, Status.ACTIVE, _ENDED, ("fields",)),
    Op.CLAIM: Operation(Effect.BEGIN, Status.ACTIVE, _ENDED, ("from_",)),
    Op.AMEND: Operation(Effect.KEEP, Status.ACTIVE, LIVING, ("id", "fields")),
    Op.CANCEL: Operation(Effect.END, Status.CANCELLED, LIVING, ("id",)),
    Op.DEVOLVE: Operation(Effect.END, Status.DEVOLVED, LIVING, ("id",)),
    Op.TAKE_BACK: Operation(Effect.KEEP, Status.ACTIVE, _DEVOLVED, begins_without_id=True),
    Op.DELEGATE: Operation(Effect.KEEP, Status.ACTIVE, LIVING, ("id", "fields")),
    Op.EMPOWER: Operation(Effect.KEEP, Status.ACTIVE, LIVING, ("fields",), begins_without_id=True),
    Op.MERGE: Operation(Effect.END, Status.MERGED, LIVING, ("from_", "fields")),
    Op.SPLIT: Operation(Effect.END, Status.SPLIT, LIVING, ("id", "into")),
    Op.TRANSFER: Operation(Effect.END, Status.TRANSFERRED_OUT, LIVING, ("id",)),
    Op.RECLASSIFY: Operation(Effect.END, Status.RECLASSIFIED, LIVING, ("id",)),
    Op.SUSPEND: Operation(Effect.KEEP, Status.SUSPENDED, _ACTIVE, ("id",)),
    Op.RESUME: Operation(Effect.KEEP, Status.ACTIVE, _SUSPENDED, ("id",)),
    Op.CORRECT: Operation(Effect.KEEP, Status.ACTIVE, _ANY, ("id", "fields")),
    Op.REDACT: Operation(Effect.REDACT, Status.ACTIVE, _ANY, ("id", "base_version")),
}

KEEPS_STATUS = frozenset(
    {Op.AMEND, Op.CORRECT, Op.DELEGATE, Op.EMPOWER, Op.TRANSFER, Op.RECLASSIFY, Op.DEVOLVE, Op.CANCEL}
)
"""Operations that, where they keep a record, leave its status as it was."""

_PART_LABELS = {
    "id": "事项标识（id）",
    "fields": "变更内容（fields）",
    "from_": "来源事项（from）",
    "into": "去向事项（into）",
    "base_version": "版本号（base_version）",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One line to be: a version of one record on [valid_from, valid_to), or a redaction.

    ``status`` None keeps the base's. ``copies`` names a record whose body is the base of a new one (claim).
    """

    op: Op
    kind: Kind
    record: str
    effect: Effect
    status: Status | None
    bases: frozenset[Status]
    fields: dict[str, Any]
    valid_from: date
    valid_to: date | None
    cause: Cause
    base_version: int | None = None
    keep_later: bool = False
    copies: str | None = None
    lineage: dict[str, Any] | None = None


def expand(change: Change) -> list[Statement]:
    """The statements of one change, in the order of their entries. Raises InvalidInput where a part is missing."""
    _require_parts(change)
    _require_new_ids(change)
    return list(_EXPANSIONS.get(change.op, _one)(change))


def _require_parts(change: Change) -> None:
    if change.op not in OPERATIONS:
        raise InvalidInput(f"“{OP_LABELS[change.op]}”不能由调整提出。", code="unknown_operation", field="op")
    for part in OPERATIONS[change.op].needs:
        if not getattr(change, part):
            raise InvalidInput(
                f"操作“{OP_LABELS[change.op]}”缺少{_PART_LABELS[part]}。", code="missing_part", field=part.rstrip("_")
            )


def _require_new_ids(change: Change) -> None:
    """A merge or a split ends the old ids and makes new ones, each once."""
    if change.op not in _EXPANSIONS:
        return
    ids = [record for record in (change.id, *change.from_, *(part.id for part in change.into)) if record]
    if len(set(ids)) < len(ids):
        raise InvalidInput(
            f"“{OP_LABELS[change.op]}”前后的事项应各有自己的标识，不能重复。", code="repeated_id", field="id"
        )


def _one(change: Change) -> Iterator[Statement]:
    operation = OPERATIONS[change.op]
    begins = operation.effect is Effect.BEGIN or (operation.begins_without_id and change.id is None)
    effect = Effect.BEGIN if begins else _lasting(change, operation.effect)
    yield replace(
        _statement(change, change.id or new_id(), effect),
        status=_status(change.op, operation, effect),
        fields=_fields(change),
        base_version=change.base_version,
        copies=change.from_[0] if change.op is Op.CLAIM else None,
        lineage=_lineage(change, from_=change.from_),
    )


def _merge(change: Change) -> Iterator[Statement]:
    new = change.id or new_id()
    for old in change.from_:
        yield replace(_statement(change, old, Effect.END), lineage=_lineage(change, into=[new]))
    yield _beginning(change, new, change.fields, sources=change.from_)


def _split(change: Change) -> Iterator[Statement]:
    old = change.id or ""
    parts = [(part.id or new_id(), part.fields) for part in change.into]
    into = [new for new, _ in parts]
    yield replace(
        _statement(change, old, Effect.END), base_version=change.base_version, lineage=_lineage(change, into=into)
    )
    for new, fields in parts:
        yield _beginning(change, new, fields, sources=[old])


_EXPANSIONS = {Op.MERGE: _merge, Op.SPLIT: _split}


def _beginning(change: Change, record: str, fields: dict[str, Any], sources: list[str]) -> Statement:
    statement = _statement(change, record, Effect.BEGIN)
    return replace(statement, status=Status.ACTIVE, fields=fields, lineage=_lineage(change, from_=sources))


def _statement(change: Change, record: str, effect: Effect) -> Statement:
    """What every statement of a change has in common."""
    operation = OPERATIONS[change.op]
    return Statement(
        op=change.op,
        kind=change.kind,
        record=record,
        effect=effect,
        status=operation.becomes,
        bases=_ENDED if effect is Effect.BEGIN else operation.bases,
        fields={},
        valid_from=change.effective_from,
        valid_to=change.effective_to,
        cause=change.cause,
        keep_later=change.keep_later,
    )


def _lasting(change: Change, effect: Effect) -> Effect:
    """An ending that only narrows, moves within the jurisdiction, or changes the category keeps its record."""
    moves = change.op is Op.TRANSFER and change.to_department
    stays = change.partial or moves or (change.op is Op.RECLASSIFY and change.fields.get("category"))
    return Effect.KEEP if effect is Effect.END and stays else effect


def _status(op: Op, operation: Operation, effect: Effect) -> Status | None:
    if effect is Effect.KEEP and op in KEEPS_STATUS:
        return None
    return Status.ACTIVE if effect is Effect.BEGIN else operation.becomes


def _fields(change: Change) -> dict[str, Any]:
    if change.op is Op.TRANSFER and change.to_department:
        return {**change.fields, "department_id": change.to_department}
    if change.op is Op.CLAIM:
        stated = change.fields.get("source") or {}
        source = {"record": change.from_[0], **stated} if isinstance(stated, dict) else stated
        return {**change.fields, "source": source}
    return change.fields


def _lineage(change: Change, from_: Sequence[str] = (), into: Sequence[str] = ()) -> dict[str, Any] | None:
    """What else an entry must say of its operation: where from, where to, and whether only in part."""
    parts: dict[str, Any] = {
        "from": list(from_),
        "into": list(into),
        "to_department": change.to_department,
        "partial": change.partial,
    }
    return {name: value for name, value in parts.items() if value} or None
