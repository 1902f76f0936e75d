"""What a cancelled approval takes along: the intermediary services that nothing else on the list asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from quanze.domain.changes import Change, Op
from quanze.domain.vocabulary import LIVING, Kind
from quanze.services.moments import Place
from quanze.storage import neighbours
from quanze.storage.rows import Row


def carried_along(connection: Connection, place: Place, changes: Sequence[Change]) -> list[Change]:
    """The cancellations that a change-set still owes: of services all of whose approvals it ends, on the day when the
    last of them does. What the change-set speaks of itself is left to it.
    """
    ends = {change.id: change for change in changes if change.id and _ends_approval(change)}
    if not ends:
        return []
    since = min(change.effective_from for change in ends.values())
    linking = neighbours.linking(connection, [place.log], since, ends)
    named = {power for _, names in linking for power in names}
    powers = neighbours.neighbours(connection, [place.log], since, (), named)
    spoken_of = {change.id for change in changes}
    return list(_owed([one for one in linking if one[0].record not in spoken_of], ends, powers))


def _ends_approval(change: Change) -> bool:
    return change.op is Op.CANCEL and change.kind is Kind.POWER and not change.partial


def _owed(
    linking: Iterable[tuple[Row, tuple[str, ...]]], ends: dict[str, Change], powers: Sequence[Row]
) -> Iterator[Change]:
    for row, names in linking:
        last = max((ends[power] for power in names if power in ends), key=lambda end: end.effective_from)
        if not _listed(row, last.effective_from) or row.shown.kind != Kind.INTERMEDIARY_SERVICE:
            continue
        others = [power for power in powers if power.record in names and power.record not in ends]
        if not any(_listed(power, last.effective_from) for power in others):
            name = next((power.shown.name for power in powers if power.record == last.id), "")
            yield _cancelled(row, last, name)


def _listed(row: Row, day: date) -> bool:
    return row.shown.status in LIVING and row.span.holds(day)


def _cancelled(service: Row, end: Change, approval: str) -> Change:
    """The service ends with its approval, for the same reason."""
    text = f"审批事项“{approval}”取消，所需中介服务一并取消。"
    return Change(
        op=Op.CANCEL,
        kind=Kind.INTERMEDIARY_SERVICE,
        id=service.record,
        effective_from=end.effective_from,
        cause=end.cause.model_copy(update={"text": text}),
    )
