"""Proposals (调整申请): stored change-sets on their way to an edition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from quanze.domain.canonical import canonical_json, digest
from quanze.domain.changes import Change
from quanze.domain.identities import new_id
from quanze.storage.tables import ProposalRow

DRAFT = "draft"


def draft(
    connection: Connection,
    jurisdiction: str,
    title: str,
    department: str | None,
    changes: Sequence[Change],
    *,
    report: dict[str, Any] | None = None,
) -> str:
    """Store a draft and answer its id; nothing of it is public."""
    proposal, now = new_id(), datetime.now(UTC)
    stored = [change.model_dump(mode="json", by_alias=True) for change in changes]
    row = {
        "id": proposal,
        "jurisdiction": jurisdiction,
        "title": title,
        "department": department,
        "state": DRAFT,
        "digest": digest(canonical_json(stored)),
        "report": report,
        "changes": stored,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(insert(ProposalRow), [row])
    return proposal
