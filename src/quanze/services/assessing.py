"""裁量基准查询: what the standards of a power, or one standard, say of stated facts. Nothing that is asked is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, update
from sqlmodel import col

from quanze.domain.assessments import NOTICE, Facts
from quanze.domain.bodies import read_body
from quanze.domain.discretion import DiscretionStandardBody
from quanze.domain.errors import InvalidInput, NotFound
from quanze.domain.grounds import LAW, grounds_on
from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import LIVING, Kind, StandardForm
from quanze.services.assessed import (
    REMOVED,
    Both,
    Stated,
    body_of,
    ground_told,
    limitation_told,
    listed_ground,
    standard_told,
)
from quanze.services.moments import Moment, Place
from quanze.storage import links, readers
from quanze.storage.tables import Jurisdiction

OLD_AND_LIGHTER = (
    f"{LAW}第三十七条：适用违法行为发生时的规定；"
    "作出决定时规定已修改，且新的规定处罚较轻或者不认为是违法的，适用新的规定。"
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: a power or one standard, the day of the act, the day of the decision, and the facts."""

    acted_on: date
    decided_on: date
    power: str | None = None
    standard: str | None = None
    facts: Facts = field(default_factory=Facts)


def is_enabled(connection: Connection, place: Place) -> bool:
    """Whether a jurisdiction offers 裁量基准查询."""
    return readers.assesses(connection, place.id)


def enable(connection: Connection, place: Place, *, enabled: bool) -> None:
    """Offer it, or no longer."""
    row = update(Jurisdiction).where(col(Jurisdiction.id) == place.id)
    connection.execute(row.values(assessments=enabled))


def assess_act(connection: Connection, moment: Moment, inquiry: Inquiry, base_url: str) -> dict[str, Any]:
    """What the standards say. Raises NotFound where the jurisdiction does not offer it, InvalidInput for what cannot be
    asked.
    """
    _check(connection, moment.place, inquiry)
    days = [replace(moment, valid_at=day) for day in (inquiry.acted_on, inquiry.decided_on)]
    records = _asked_about(connection, days, inquiry)
    then, now = (_standards(connection, day, records) for day in days)
    every = {record: (then.get(record), now.get(record)) for record in records}
    told = {record: both for record, both in every.items() if any(one and one.body for one in both)}
    graded = {record: both for record, both in told.items() if _form(both) is StandardForm.GRADED}
    listed = {record: both for record, both in told.items() if _form(both) in LISTED_GROUNDS}
    removed = any(one and not one.body for both in every.values() for one in both)
    covered = readers.coverage_from(connection, moment.at)
    return {
        "meta": moment.meta(covered),
        "notice": NOTICE,
        "acted_on": inquiry.acted_on.isoformat(),
        "decided_on": inquiry.decided_on.isoformat(),
        "grounds": [ground_told(one) for one in grounds_on(inquiry.decided_on)],
        "listed_grounds": [listed_ground(record, both, base_url) for record, both in listed.items()],
        "limitation": limitation_told(inquiry.acted_on, inquiry.decided_on),
        "old_and_lighter": OLD_AND_LIGHTER,
        "standards": [standard_told(record, both, inquiry.facts, base_url) for record, both in graded.items()],
        "explanation": None if graded else _nothing(covered, inquiry, removed=removed),
    }


LISTED_GROUNDS = frozenset(
    {StandardForm.NO_PENALTY, StandardForm.FIRST_OFFENCE, StandardForm.MITIGATED, StandardForm.LIGHTER}
)


def _check(connection: Connection, place: Place, inquiry: Inquiry) -> None:
    if not is_enabled(connection, place):
        raise NotFound("本地区没有开放裁量基准查询。", code="not_offered")
    if (inquiry.power is None) == (inquiry.standard is None):
        raise InvalidInput(
            "请指明一项处罚事项（power）或一项裁量基准（standard）。", code="missing_part", field="power"
        )
    if FOREVER in (inquiry.acted_on, inquiry.decided_on):
        raise InvalidInput(f"日期应早于 {FOREVER.isoformat()}（acted_on、decided_on）。", code="bad_date")
    if inquiry.decided_on < inquiry.acted_on:
        raise InvalidInput("决定日期不能早于违法行为发生日期（decided_on）。", code="bad_date", field="decided_on")
    kind = Kind.POWER if inquiry.power else Kind.DISCRETION_STANDARD
    record = inquiry.power or inquiry.standard or ""
    if not readers.exists(connection, place.log, record, kind):
        raise NotFound("清单中没有这一事项或裁量基准。", code="not_found", record=record)


def _asked_about(connection: Connection, days: Iterable[Moment], inquiry: Inquiry) -> list[str]:
    """The standards of the question, in display order: of a power, those that name it on either day, for a link that
    was stated later says nothing of when the standard was.
    """
    if inquiry.standard:
        return [inquiry.standard]
    kind, power = Kind.DISCRETION_STANDARD, [inquiry.power or ""]
    return list(dict.fromkeys(row.record for day in days for row in links.naming(connection, day.at, kind, power)))


def _standards(connection: Connection, moment: Moment, records: Iterable[str]) -> dict[str, Stated]:
    """What is stated of some standards on a day; one whose text was removed is stated without it."""
    rows = [row for row in readers.rows_on(connection, moment.at, records) if not row.grouping and row.status in LIVING]
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    bodies = {row.record: _body(texts[row.record, row.version]) for row in rows}
    documents = _documents(connection, moment, filter(None, bodies.values()))
    return {row.record: _stated(row, bodies[row.record], documents) for row in rows}


def _body(text: str | None) -> DiscretionStandardBody | None:
    return DiscretionStandardBody.model_validate(read_body(text)) if text else None


def _documents(
    connection: Connection, moment: Moment, bodies: Iterable[DiscretionStandardBody]
) -> dict[str, dict[str, Any]]:
    """The documents that standards stand in, by the record that groups them."""
    rows = readers.rows_on(connection, moment.at, {body.parent_id for body in bodies if body.parent_id})
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    return {record: read_body(text) for (record, _), text in texts.items() if text}


def _stated(row: Any, body: DiscretionStandardBody | None, documents: Mapping[str, Mapping[str, Any]]) -> Stated:
    document = documents.get(body.parent_id or "", {}).get("document") if body else None
    own = body.document.model_dump(mode="json", by_alias=True) if body and body.document else None
    return Stated(row.record, row.version, row.valid_from, row.valid_to, body, own or document)


def _form(both: Both) -> StandardForm:
    return body_of(both).form


def _nothing(covered: date | None, inquiry: Inquiry, *, removed: bool) -> dict[str, str]:
    if removed:
        return {"reason": "removed", "message": f"清单载明过与此对应的裁量基准，{REMOVED}，不能答复。"}
    if covered is None or inquiry.decided_on < covered:
        return {"reason": "before_coverage", "message": f"{covered or FOREVER} 之前的情况登记簿没有记载，不能答复。"}
    return {
        "reason": "not_stated",
        "message": "清单未载明与此对应的分阶次裁量基准；这不表示没有处罚依据，也不表示不予处罚，"
        "幅度以法律、法规、规章为准。",
    }
