"""裁量基准查询: what the standards of a power, or one standard, say of stated facts. Nothing that is asked is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from quanze.domain.vocabulary import Kind, StandardForm
from quanze.services.assessed import Both, Stated, ground_told, last_of, limitation_told, listed_ground, standard_told
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
    then = _standards(connection, replace(moment, valid_at=inquiry.acted_on), inquiry)
    now = _standards(connection, replace(moment, valid_at=inquiry.decided_on), inquiry)
    graded = {record: both for record, both in _both(then, now) if _form(both) is StandardForm.GRADED}
    listed = {record: both for record, both in _both(then, now) if _form(both) in LISTED_GROUNDS}
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
        "explanation": None if graded else _nothing(covered, inquiry),
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
    if inquiry.decided_on < inquiry.acted_on:
        raise InvalidInput("决定日期不能早于违法行为发生日期（decided_on）。", code="bad_date", field="decided_on")
    kind = Kind.POWER if inquiry.power else Kind.DISCRETION_STANDARD
    record = inquiry.power or inquiry.standard or ""
    if not readers.exists(connection, place.log, record, kind):
        raise NotFound("清单中没有这一事项或裁量基准。", code="not_found", record=record)


def _standards(connection: Connection, moment: Moment, inquiry: Inquiry) -> dict[str, Stated]:
    """The standards of the question on a day, by record, in display order."""
    kind = Kind.DISCRETION_STANDARD
    if inquiry.power:
        rows = links.naming(connection, moment.at, kind, [inquiry.power])
    else:
        rows = [row for row in readers.rows_on(connection, moment.at, [inquiry.standard or ""]) if not row.grouping]
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    bodies = {row.record: body for row in rows if (body := _body(texts[row.record, row.version]))}
    documents = _documents(connection, moment, bodies.values())
    return {row.record: _stated(row, bodies[row.record], documents) for row in rows if row.record in bodies}


def _body(text: str | None) -> DiscretionStandardBody | None:
    return DiscretionStandardBody.model_validate(read_body(text)) if text else None


def _documents(
    connection: Connection, moment: Moment, bodies: Iterable[DiscretionStandardBody]
) -> dict[str, dict[str, Any]]:
    """The documents that standards stand in, by the record that groups them."""
    rows = readers.rows_on(connection, moment.at, {body.parent_id for body in bodies if body.parent_id})
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    return {record: read_body(text) for (record, _), text in texts.items() if text}


def _stated(row: Any, body: DiscretionStandardBody, documents: Mapping[str, Mapping[str, Any]]) -> Stated:
    document = documents.get(body.parent_id or "", {}).get("document")
    own = body.document.model_dump(mode="json", by_alias=True) if body.document else None
    return Stated(row.record, row.version, row.valid_from, row.valid_to, body, own or document)


def _both(then: Mapping[str, Stated], now: Mapping[str, Stated]) -> Iterator[tuple[str, Both]]:
    return ((record, (then.get(record), now.get(record))) for record in dict.fromkeys([*then, *now]))


def _form(both: Both) -> StandardForm:
    return last_of(both).body.form


def _nothing(covered: date | None, inquiry: Inquiry) -> dict[str, str]:
    if covered is None or inquiry.decided_on < covered:
        return {"reason": "before_coverage", "message": f"{covered or FOREVER} 之前的情况登记簿没有记载，不能答复。"}
    return {
        "reason": "not_stated",
        "message": "清单未载明与此对应的分阶次裁量基准；这不表示没有处罚依据，也不表示不予处罚，"
        "幅度以法律、法规、规章为准。",
    }
