"""What the rules say of a proposal: asked at every step of its way, looked for only where something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from quanze.domain.findings import Finding
from quanze.services.checking import check_changes, severities_of
from quanze.services.kept import Kept
from quanze.services.moments import Place
from quanze.services.proposals import Proposal
from quanze.storage.heads import last_position

MOST_TEXTS = 16
MOST_FINDINGS = 10_000
"""Of one text; with them all, some 50 MB."""

_KEPT: Kept[Sequence[Finding]] = Kept(MOST_TEXTS, lambda found: len(found) <= MOST_FINDINGS)


def findings_of(connection: Connection, place: Place, proposal: Proposal, today: date) -> Sequence[Finding]:
    """What the rules say of a proposal as it stands: of the same text, on the same day, beside lists that say the same,
    the same.
    """
    text = proposal.row.digest, proposal.row.effective_from
    lists = place.id, last_position(connection)
    return _KEPT.of((text, lists, place.ruleset, today), lambda: _found(connection, place, proposal, today))


def _found(connection: Connection, place: Place, proposal: Proposal, today: date) -> Sequence[Finding]:
    changes, severities = proposal.changes(today), severities_of(place.ruleset)
    return tuple(check_changes(connection, place.id, changes, today, severities=severities).findings)
