"""Entries: the lines of a jurisdiction's append-only log, and the leaves that its hash tree is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from quanze.domain.merkle import leaf_hash
from quanze.domain.spans import FOREVER

HEADER_KIND = "edition"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. A header (kind ``edition``, op ``publish``) has neither record nor version nor interval."""

    number: int
    edition: int
    kind: str
    op: str
    digest: str
    record: str | None = None
    version: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    cause: dict[str, Any] | None = None
    lineage: dict[str, Any] | None = None

    def leaf(self, jurisdiction: str, log: str) -> dict[str, Any]:
        """The object that is hashed: every key present, null where absent, an open end null."""
        return {
            "jurisdiction": jurisdiction,
            "log": log,
            "number": self.number,
            "record": self.record,
            "kind": self.kind,
            "version": self.version,
            "digest": self.digest,
            "op": self.op,
            "valid_from": day_text(self.valid_from),
            "valid_to": day_text(self.valid_to),
            "cause": self.cause,
            "lineage": self.lineage,
            "edition": self.edition,
        }

    def leaf_hash(self, jurisdiction: str, log: str) -> bytes:
        """The entry's leaf in the hash tree."""
        return leaf_hash(self.leaf(jurisdiction, log))


def day_text(day: date | None) -> str | None:
    """A civil date as JSON says it; an open end is null."""
    return None if day is None or day == FOREVER else day.isoformat()
