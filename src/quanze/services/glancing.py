"""One record in force today or on a day, as known now: the plain case of :mod:`quanze.services.consulting`, quickly.

Whatever is not plain is answered None, and consulting answers it; a test holds the two to the same bytes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import Kind, Status
from quanze.services.consulting import spliced_bytes
from quanze.services.moments import Asked, Moment, Place, parse_day
from quanze.services.shapes import category_label, record_url
from quanze.storage.quick import QuickReader

_FOREVER = FOREVER.isoformat()


def plain_moment(reader: QuickReader, asked: Asked, zone: ZoneInfo) -> Moment | None:
    """The moment meant by whoever names neither jurisdiction nor edition, where there is one jurisdiction."""
    if asked.known_at is not None or asked.jurisdiction is not None:
        return None
    head = reader.only_head()
    if head is None:
        return None
    day = parse_day(asked.valid_at, "valid_at") if asked.valid_at is not None else datetime.now(zone).date()
    id_, name, ruleset, demonstration, log, edition, entry = head
    return Moment(Place(id_, name, ruleset, bool(demonstration), log), day, edition, entry)


def plain_record(reader: QuickReader, moment: Moment, kind: Kind, record: str, base_url: str) -> bytes | None:
    """The record on the moment's day, as :func:`quanze.services.consulting.record_on` answers it."""
    day = moment.valid_at.isoformat()
    stated = reader.stated(moment.place.log, moment.entry, day, kind, record)
    if stated is None or stated.body is None or stated.status != Status.ACTIVE:
        return None
    department = reader.name(stated.department, day, moment.entry)
    parent = reader.name(stated.parent, day, moment.entry) if stated.parent else None
    covered = reader.coverage_from(stated.department, moment.entry)
    if department is None or (stated.parent and parent is None) or (covered or "") > day:
        return None
    envelope: dict[str, Any] = {
        "meta": moment.meta(date.fromisoformat(covered) if covered else None),
        "code": stated.code,
        "parent_name": parent,
        "category_label": category_label(stated.category),
        "department": {"id": stated.department, "name": department},
        "id": record,
        "in_force": True,
        "reason": None,
        "version": stated.version,
        "valid_from": stated.valid_from,
        "valid_to": None if stated.valid_to == _FOREVER else stated.valid_to,
        "successors": [],
        "url": record_url(base_url, kind, record),
    }
    return spliced_bytes(envelope, stated.body)
