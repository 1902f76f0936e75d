"""“May they require this of me?”: what the list of intermediary services states of an approval, and of a service.

The answer is about the list: 清单载明 or 清单未载明, never that something may, or may not, be required.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection
from sqlmodel import col

from quanze.domain.bodies import read_body
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.telling import day_words
from quanze.domain.text import folded
from quanze.domain.vocabulary import DISPOSITION_LABELS, PARTY_LABELS, PRICING_LABELS, Disposition, Kind, Party, Pricing
from quanze.search.synonyms import synonyms
from quanze.services.moments import Moment
from quanze.services.shapes import department_reference, record_url
from quanze.storage import readers
from quanze.storage.tables import Projection

ALIKE = 75.0
"""From which likeness on, of 100, a name counts as the one that was asked for."""

MOST = 50
ABSENCE = "清单未载明不等于没有法律依据；是否可以要求，以法律、行政法规、国务院决定和部门规章为准。"
STRUCK = frozenset({Disposition.NOT_REQUIRED, Disposition.CANCELLED})
"""What a clean-up decided that applicants need not bring any more."""

LISTED, NOT_LISTED, UNKNOWN = "listed", "not_listed", "unknown"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was told to bring: the service in their words; the approval by its id, or in their words."""

    service: str | None = None
    power: str | None = None
    approval: str | None = None


def look_up(connection: Connection, moment: Moment, asked: Asked, base_url: str) -> dict[str, Any]:
    """What the list of the day states of it. Raises InvalidInput where nothing was asked, or of no known power."""
    power = _power(connection, moment, asked.power) if asked.power else None
    if not (asked.power or asked.approval or asked.service):
        raise InvalidInput("请写明办理的事项（power）或者所要求的中介服务（service）。", code="missing_parameter")
    stated = _stated(connection, moment)
    found = [one for one in stated if _fits(one, asked)]
    others = [one for one in stated if asked.service and _is_called(one, asked.service)] if not found else []
    answer = LISTED if found else NOT_LISTED if stated else UNKNOWN
    items, elsewhere = (
        [_item(one, base_url) for one in _nearest(some, asked.service)[:MOST]] for some in (found, others)
    )
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "power": power,
        "answer": answer,
        "statement": _statement(moment, answer, found),
        "caution": None if found else ABSENCE,
        "items": items,
        "elsewhere": elsewhere,
    }


def _power(connection: Connection, moment: Moment, power: str) -> dict[str, Any]:
    names = readers.names(connection, moment.at, [power]) if is_id(power) else {}
    if power not in names:
        raise InvalidInput("没有这个事项（power）。", code="unknown_power", parameter="power")
    return {"id": power, "name": names[power]}


def _stated(connection: Connection, moment: Moment) -> list[dict[str, Any]]:
    """Every service that is stated on the day, with its text, the powers that it names, and its department."""
    query = readers.list_query(moment.at, Kind.INTERMEDIARY_SERVICE, [col(Projection.counted).is_(True)])
    rows = connection.execute(query.order_by(col(Projection.display_order), col(Projection.record))).all()
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    bodies = {record: read_body(text) for (record, _), text in texts.items() if text}
    powers = {power for body in bodies.values() for power in body["power_ids"]}
    names = readers.names(connection, moment.at, powers | {row.department for row in rows})
    return [
        {
            **bodies[row.record],
            "id": row.record,
            "department": department_reference(row.department, names),
            "powers": [{"id": id_, "name": names.get(id_)} for id_ in bodies[row.record]["power_ids"]],
        }
        for row in rows
        if row.record in bodies
    ]


def _fits(service: dict[str, Any], asked: Asked) -> bool:
    """Whether a service is the one asked for, of the approval asked for; what was left out fits everything."""
    of_power = asked.power is None or asked.power in service["power_ids"]
    of_approval = not asked.approval or any(_alike(asked.approval, name) >= ALIKE for name in _approvals(service))
    return of_power and of_approval and (not asked.service or _is_called(service, asked.service))


def _approvals(service: dict[str, Any]) -> Iterable[str]:
    yield from service["approvals"]
    yield from (power["name"] for power in service["powers"] if power["name"])


def _is_called(service: dict[str, Any], words: str) -> bool:
    return _likeness(service, words) >= ALIKE


def _likeness(service: dict[str, Any], words: str) -> float:
    return max(_alike(words, name) for name in (service["name"], service["result"] or service["name"]))


def _nearest(services: list[dict[str, Any]], words: str | None) -> list[dict[str, Any]]:
    return sorted(services, key=lambda one: -_likeness(one, words)) if words else services


def _alike(words: str, name: str) -> float:
    """How alike a name is to what was asked, or to another word for it."""
    asked, known = folded(words), folded(name)
    return max(_same(word, known) for word in (asked, *synonyms().get(asked, ())))


def _same(word: str, name: str) -> float:
    return 100.0 if word in name or name in word else fuzz.partial_ratio(word, name)


def _item(service: dict[str, Any], base_url: str) -> dict[str, Any]:
    """A service as an answer tells it: who commissions, who pays, on what basis."""
    disposition, by, payer = Disposition(service["disposition"]), service["commissioned_by"], service["paid_by"]
    return {
        "id": service["id"],
        "name": service["name"],
        "department": service["department"],
        "approvals": service["approvals"],
        "powers": service["powers"],
        "disposition": disposition,
        "disposition_label": DISPOSITION_LABELS[disposition],
        "commissioned_by": by,
        "commissioned_by_label": PARTY_LABELS[Party(by)],
        "paid_by": payer,
        "paid_by_label": PARTY_LABELS[Party(payer)] if payer else None,
        "pricing": service["pricing"],
        "pricing_label": PRICING_LABELS[Pricing(service["pricing"])] if service["pricing"] else None,
        "fee": service["fee"],
        "time_limit": service["time_limit"],
        "legal_basis": service["legal_basis"],
        "said": said(service),
        "url": record_url(base_url, Kind.INTERMEDIARY_SERVICE, service["id"]),
    }


def said(service: dict[str, Any]) -> str:
    """What the list states of a service, in one sentence."""
    name, payer = service["name"], service["paid_by"]
    disposition = Disposition(service["disposition"])
    if disposition in STRUCK:
        return f"清单载明：“{name}”{DISPOSITION_LABELS[disposition]}。"
    by = Party.DEPARTMENT if disposition is Disposition.BY_DEPARTMENT else Party(service["commissioned_by"])
    pays = f"费用由{PARTY_LABELS[Party(payer)]}承担" if payer else "费用由谁承担，清单未载明"
    return f"清单载明：“{name}”由{PARTY_LABELS[by]}委托，{pays}。"


def _statement(moment: Moment, answer: str, found: list[dict[str, Any]]) -> str:
    """The answer in words."""
    day = day_words(moment.valid_at)
    if found and all(one["disposition"] in STRUCK for one in found):
        return f"{day}的中介服务清单载明：下列中介服务不再要求申请人提供。"
    return {
        LISTED: f"{day}的中介服务清单载明下列中介服务。",
        NOT_LISTED: f"{day}的中介服务清单未载明这项中介服务。",
        UNKNOWN: f"登记簿中没有{day}的中介服务清单，当时的情况未知。",
    }[answer]
