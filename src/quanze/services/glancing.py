"""One record in force today or on a day, as known now: the plain case of :mod:`quanze.services.consulting`, quickly.

Whatever is not plain is answered None, and consulting answers it; a test holds the two to the same bytes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from quanze.domain.bodies import current_bytes
from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import Kind, Status
from quanze.services.consulting import spliced
from quanze.services.moments import Asked, Moment, Place, parse_day
from quanze.services.shapes import category_label, record_url
from quanze.storage.quick import Stated

_FOREVER = FOREVER.isoformat()


def plain_day(asked: Asked, zone: ZoneInfo) -> date | None:
    """The day meant by whoever names neither jurisdiction nor edition."""
    if asked.known_at is not None or asked.jurisdiction is not None:
        return None
    return parse_day(asked.valid_at, "valid_at") if asked.valid_at is not None else datetime.now(zone).date()


def is_plain(stated: Stated, day: date) -> bool:
    """Whether a record is in force, and everything that it names was stated that day."""
    named = stated.department_name is not None and (not stated.parent or stated.parent_name is not None)
    covered = (stated.coverage_from or "") <= day.isoformat()
    return named and covered and stated.status == Status.ACTIVE and stated.body is not None


def plain_moment(stated: Stated, day: date) -> Moment:
    """The moment at which a record was found."""
    place = Place(stated.jurisdiction, stated.jurisdiction_name, stated.ruleset, bool(stated.demonstration), stated.log)
    return Moment(place, day, stated.edition, stated.entry)


def plain_record(stated: Stated, moment: Moment, kind: Kind, record: str, base_url: str) -> bytes:
    """A plain record, as :func:`quanze.services.consulting.record_on` answers it."""
    envelope: dict[str, Any] = {
        "meta": {**moment.meta(None), "coverage_from": stated.coverage_from},
        "code": stated.code,
        "parent_name": stated.parent_name,
        "category_label": category_label(stated.category),
        "department": {"id": stated.department, "name": stated.department_name},
        "id": record,
        "in_force": True,
        "reason": None,
        "version": stated.version,
        "valid_from": stated.valid_from,
        "valid_to": None if stated.valid_to == _FOREVER else stated.valid_to,
        "successors": [],
        "url": record_url(base_url, kind, record),
    }
    body = stated.body or b""
    return spliced(envelope, current_bytes(kind, body if isinstance(body, bytes) else body.encode()))
