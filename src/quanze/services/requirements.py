"""“May they require this of me?”: what the list of intermediary services states of an approval, and of a service.

The answer is about the list: 清单载明 or 清单未载明, never that something may, or may not, be required.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
from quanze.storage.found import listed_names
from quanze.storage.tables import Projection

SHORTEST, WHOLE = 2, 4
"""So many signs tell something; and so many tell enough for a name that says less than what was asked."""

NEAR = 50.0
"""From which likeness of whole names on another service is worth a look."""

MOST, MOST_NEAR = 50, 10
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
    rows = _rows(connection, moment)
    stated = _stated(connection, moment, rows)
    found = [one for one in stated if _fits(one, asked)]
    others = [] if found else _nearby(stated, asked)
    removed = len(rows) - len(stated)
    answer = LISTED if found else NOT_LISTED if stated and not removed else UNKNOWN
    items = [_item(one, base_url) for one in _nearest(found, asked.service)[:MOST]]
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at)),
        "power": power,
        "answer": answer,
        "statement": _statement(moment, answer, found, removed),
        "caution": None if found else ABSENCE,
        "items": items,
        "elsewhere": [_item(one, base_url) for one in others],
    }


def _power(connection: Connection, moment: Moment, power: str) -> dict[str, Any]:
    names = listed_names(connection, moment.at, Kind.POWER, [power]) if is_id(power) else {}
    if power not in names:
        raise InvalidInput("没有这个事项（power）。", code="unknown_power", parameter="power")
    return {"id": power, "name": names[power]}


def _rows(connection: Connection, moment: Moment) -> Sequence[Any]:
    """Every service that is stated on the day, also those whose texts were removed."""
    query = readers.list_query(moment.at, Kind.INTERMEDIARY_SERVICE, [col(Projection.counted).is_(True)])
    return connection.execute(query.order_by(col(Projection.display_order), col(Projection.record))).all()


def _stated(connection: Connection, moment: Moment, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Each service with its text, the powers that it names, and its department."""
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
    return _is_for(service, asked) and (not asked.service or _is_called(service, asked.service))


def _is_for(service: dict[str, Any], asked: Asked) -> bool:
    """Whether a service is for the approval that was asked for."""
    if asked.power is not None and asked.power not in service["power_ids"]:
        return False
    return not asked.approval or any(means(asked.approval, name) for name in _approvals(service))


def _approvals(service: dict[str, Any]) -> Iterable[str]:
    yield from service["approvals"]
    yield from (power["name"] for power in service["powers"] if power["name"])


def _is_called(service: dict[str, Any], words: str) -> bool:
    """Whether a service, or what comes of it, is called so."""
    whole = f"{service['name']}{service['result'] or ''}"
    return any(means(word, name) for word in _worded(words) for name in (whole, service["result"] or whole))


def _worded(words: str) -> tuple[str, ...]:
    """What was asked, and other words for it."""
    return (words, *synonyms().get(folded(words), ()))


_EVERYWHERE = re.compile(
    r"报告[书表]?|意见书?|证明|证书|合格书|编制|文件|材料|技术|中介服务|服务|(?:行政)?(?:许可|审批|核准|核发|批准|备案|登记)证?"
)
"""What so many names have that it tells nothing of them."""

_WAYS = {
    "评估": "评价", "评价": "评价", "检测": "检验", "检验": "检验", "监测": "检验", "检定": "检验",
    "鉴定": "鉴定", "论证": "论证", "审查": "审查", "评审": "审查", "审核": "审查", "验资": "验资", "审计": "审计",
    "勘验": "勘验", "测绘": "测绘", "设计": "设计",
}  # fmt: skip
"""What is done in a service, by the words for it: 评估 and 评价 are one."""

_WAY = re.compile("|".join(_WAYS))


def means(words: str, name: str) -> bool:
    """Whether a name is what was asked for: alike in what tells services apart, and of the same way to be done.

    环境影响评价 is not 洪水影响评价, and neither is 环境影响审计, however many signs they share.
    """
    asked, known = folded(words), folded(name)
    ways, theirs = ({_WAYS[way] for way in _WAY.findall(text)} for text in (asked, known))
    if ways and theirs and not ways & theirs:
        return False
    telling, of_known = _telling(asked), _telling(known)
    if len(telling) < SHORTEST:
        return bool(ways & theirs) if not telling and ways else asked in known
    shortened = len(telling) > SHORTEST and _stands_within(telling, of_known)
    return telling in known or shortened or (len(of_known) >= WHOLE and of_known in telling)


def _stands_within(short: str, long: str) -> bool:
    """Whether all signs of one stand in the other in their order: 地质灾害评估 for 地质灾害危险性评估."""
    signs = iter(long)
    return all(sign in signs for sign in short)


def _telling(text: str) -> str:
    return _WAY.sub("", _EVERYWHERE.sub("", text))


def _nearest(services: list[dict[str, Any]], words: str | None) -> list[dict[str, Any]]:
    return sorted(services, key=lambda one: -_likeness(one, words)) if words else services


def _likeness(service: dict[str, Any], words: str) -> float:
    """How alike the whole names are."""
    return max(fuzz.ratio(folded(words), folded(name)) for name in (service["name"], service["result"] or ""))


def _nearby(stated: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """What is worth a look where nothing fits: the approval's services, those so called of others, those alike."""
    words = asked.service
    own = [one for one in stated if (asked.power or asked.approval) and _is_for(one, asked)]
    called = [one for one in stated if words and _is_called(one, words)]
    alike = [one for one in stated if words and _likeness(one, words) >= NEAR]
    return list({one["id"]: one for one in (*own, *called, *_nearest(alike, words))}.values())[:MOST_NEAR]


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


def _statement(moment: Moment, answer: str, found: list[dict[str, Any]], removed: int) -> str:
    """The answer in words."""
    day = day_words(moment.valid_at)
    if removed and answer == UNKNOWN:
        return f"{day}的中介服务清单有 {removed} 项的文本已依法移除，其余各项中没有这项中介服务；是否载明，不能答复。"
    if found and all(one["disposition"] in STRUCK for one in found):
        return f"{day}的中介服务清单载明：下列中介服务不再要求申请人提供。"
    return {
        LISTED: f"{day}的中介服务清单载明下列中介服务。",
        NOT_LISTED: f"{day}的中介服务清单未载明这项中介服务。",
        UNKNOWN: f"登记簿中没有{day}的中介服务清单，当时的情况未知。",
    }[answer]
