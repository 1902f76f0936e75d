"""Which log a change belongs in: what is withheld (不公示) has a log of its own, unseen from the public one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from quanze.domain.changes import Change, Op
from quanze.domain.vocabulary import Disclosure
from quanze.storage import drafts
from quanze.storage.heads import PUBLIC, WITHHELD


def parted(connection: Connection, jurisdiction: str, changes: Sequence[Change]) -> dict[str, list[int]]:
    """The places of the changes, by the log that they belong in: a record's own, for a new one what it says of itself.

    A record never leaves its log; whatever tries to is refused by the writer of that log.
    """
    named = {record for change in changes for record in (change.id, *change.from_) if record}
    logs = drafts.logs_of(connection, jurisdiction, named)
    parts: dict[str, list[int]] = {PUBLIC: [], WITHHELD: []}
    for number, change in enumerate(changes):
        log = _log_of(change, logs)
        parts[log].append(number)
        if change.id:
            logs.setdefault(change.id, log)
    return {log: numbers for log, numbers in parts.items() if numbers}


def _log_of(change: Change, logs: Mapping[str, str]) -> str:
    homes = {logs[record] for record in _continued(change) if record in logs}
    begins = not homes and change.fields.get("disclosure") == Disclosure.WITHHELD
    return WITHHELD if begins or WITHHELD in homes else PUBLIC


def _continued(change: Change) -> Iterator[str]:
    """The records that a change goes on with; what is claimed stays where it is offered, for everybody."""
    if change.id:
        yield change.id
    if change.op is not Op.CLAIM:
        yield from change.from_
