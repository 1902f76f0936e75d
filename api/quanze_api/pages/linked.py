"""What other records have to do with one: a power's standards and services, a standard's powers and document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.domain.vocabulary import Category, Kind
from quanze.services.assessing import is_enabled
from quanze.services.moments import Moment
from quanze.services.shapes import PATHS
from quanze.storage import links, readers, tallies
from quanze.storage.tallies import Counted
from quanze_api.pages.standards import shown_document, shown_groups
from quanze_api.pages.words import NOUNS

Record = dict[str, Any]


def linked(connection: Connection, moment: Moment, record: Record) -> dict[str, Any]:
    """Everything around one record, as its kind has it, on the day looked at."""
    found: dict[str, Any] = dict.fromkeys(("standards", "services", "powers", "definitions"), ())
    kind = Kind(record["kind"])
    found |= {"document": None, "unserved": False, "assessed": _assessed(connection, moment, record)}
    if kind is Kind.POWER:
        return found | _of_power(connection, moment, record)
    if kind is Kind.DISCRETION_STANDARD:
        found |= _of_standard(connection, moment, record)
    return found | {"powers": _powers(connection, moment, record.get("power_ids") or [])}


def _assessed(connection: Connection, moment: Moment, record: Record) -> bool:
    """Whether 裁量基准查询 is offered of it."""
    graded = record["kind"] == Kind.DISCRETION_STANDARD and not record["grouping"] and bool(record["groups"])
    penalty = record["kind"] == Kind.POWER and record["category"] == Category.PENALTY
    return (graded or penalty) and is_enabled(connection, moment.place)


def _of_power(connection: Connection, moment: Moment, power: Record) -> dict[str, Any]:
    standards = stated_naming(connection, moment, Kind.DISCRETION_STANDARD, power["id"])
    services = stated_naming(connection, moment, Kind.INTERMEDIARY_SERVICE, power["id"])
    licensed = power["in_force"] and power["category"] == Category.LICENSE
    return {
        "standards": [{**one, "groups": shown_groups(one)} for one in standards],
        "services": services,
        "unserved": licensed and not services and _lists_services(connection, moment),
    }


def _lists_services(connection: Connection, moment: Moment) -> bool:
    """Whether there is a list of services on the day that can be read whole: else its silence says nothing."""
    listed = tallies.total(connection, moment.at, Counted(Kind.INTERMEDIARY_SERVICE)) > 0
    return listed and not links.some_removed(connection, moment.at, Kind.INTERMEDIARY_SERVICE)


def stated_naming(connection: Connection, moment: Moment, kind: Kind, power: str) -> list[Record]:
    """The records of a kind that name a power on the day, with their texts."""
    rows = links.naming(connection, moment.at, kind, [power])
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    stored = ((row.record, texts.get((row.record, row.version))) for row in rows)
    return [{**read_body(text), "id": id_} for id_, text in stored if text]


def _of_standard(connection: Connection, moment: Moment, standard: Record) -> dict[str, Any]:
    """The document and its definitions: a standard's own, else its document record's."""
    parent = _body_on(connection, moment, standard["parent_id"]) if standard["parent_id"] else {}
    return {
        "document": shown_document(standard["document"] or parent.get("document"), moment.valid_at),
        "definitions": parent.get("definitions") or (),
    }


def _body_on(connection: Connection, moment: Moment, record: str) -> Record:
    """What a record says on the day; nothing where it is not stated then."""
    rows = readers.rows_on(connection, moment.at, [record])
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    return next((read_body(text) for text in texts.values() if text), {})


def _powers(connection: Connection, moment: Moment, ids: list[str]) -> list[Record]:
    """Powers by name, each with its status on the day; none where the list does not state it."""
    names = readers.names(connection, moment.at, ids)
    stated = {row.record: row.status for row in readers.rows_on(connection, moment.at, ids)}
    return [{"id": id_, "name": names[id_], "status": stated.get(id_)} for id_ in ids if id_ in names]


def beside(connection: Connection, moment: Moment, *departments: str) -> list[tuple[str, str, int]]:
    """The lists that stand beside that of powers: where each is, what it is called, how much it holds."""
    counts = tallies.by_kind(connection, moment.at, departments)
    return [(f"/{PATHS[kind]}", NOUNS[kind].item, counts.get(kind, 0)) for kind in links.LINKING]
