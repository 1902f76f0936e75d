"""What a comparison is about: the rows of a published list, the records of the register, and under which terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quanze.domain.changes import Cause, Change, Op
from quanze.domain.matching import Candidate
from quanze.domain.vocabulary import LIVING, Kind

Body = dict[str, Any]
RowKey = tuple[int, int, int]
"""A row of a batch: number of the file, number of the sheet, physical row."""

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

    def candidate(self, names: Mapping[str, str], day: date) -> Candidate:
        """The record as matching sees it."""
        parent = names.get(self.body.get("parent_id") or "", "")
        return _candidate(self.id, self.body, parent, listed=self.listed(day))

    @property
    def living(self) -> bool:
        """Whether the list states it on the day."""
        return self.on_day is not None and self.on_day.status in LIVING

    def listed(self, day: date) -> bool:
        """Whether it is on the list, or comes later: neither ended nor gone."""
        return self.shown.valid_to > day and self.shown.status in LIVING


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a batch is compared: the day, the cause, whether absence means cancellation, and a person's
    word on which record a row is (``given``) and which powers it belongs to (``links``).
    """

    effective_from: date
    cause: Cause
    complete: bool = False
    given: Mapping[RowKey, str] = field(default_factory=dict)
    links: Mapping[RowKey, Sequence[str]] = field(default_factory=dict)

    def change(self, op: Op, kind: Kind, record: str, fields: Body, base: int | None = None) -> Change:
        """A change under these terms."""
        return Change(
            op=op,
            kind=kind,
            id=record,
            base_version=base,
            fields=fields,
            effective_from=self.effective_from,
            cause=self.cause,
        )


def _candidate(key: Any, body: Body, parent: str, *, listed: bool = True) -> Candidate:
    extra = body.get("extra") or {}
    texts = [value for name, value in sorted(body.items()) if isinstance(value, str) and name not in _NO_TEXT]
    return Candidate(
        key=key,
        name=body["name"],
        category=body.get("category") or "",
        levels=frozenset(body.get("levels") or ()),
        codes=frozenset(f"{code['scheme']}:{code['value']}" for code in body.get("codes") or ()),
        parent=parent,
        basis=body.get("legal_basis") or "",
        text="\n".join([*texts, *(text for _, text in sorted(extra.items()) if text)]),
        listed=listed,
    )
