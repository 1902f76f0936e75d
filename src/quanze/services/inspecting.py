"""Inspections of enterprises (涉企行政检查) and what watches over cancelled powers: views over powers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.domain.telling import day_words, inspection_facts
from quanze.domain.vocabulary import Category, Kind, Status
from quanze.services import listing
from quanze.services.listing import Wanted
from quanze.services.moments import Moment
from quanze.services.tabulating import heading, lines
from quanze.storage import readers

INSPECTIONS = Wanted(kind=Kind.POWER, category=(Category.INSPECTION,))
CANCELLED = Wanted(kind=Kind.POWER, status=(Status.CANCELLED,))
FACTS = ("检查类别", "检查内容", "检查方式", "检查标准", "年度频次上限", "检查频次")
PAGE = 500
NOT_STATED = "清单未载明"

Texts = dict[str, dict[str, Any]]


def view(
    connection: Connection, moment: Moment, wanted: Wanted, base_url: str, cursor: str | None = None
) -> dict[str, Any]:
    """A page of a view: the list's own answer, each item with its text."""
    found = listing.list_records(connection, moment, wanted, base_url, cursor)
    texts = _texts(connection, [(item["id"], item["version"]) for item in found["items"]])
    return {**found, "items": [{**item, "body": texts.get(item["id"])} for item in found["items"]]}


def _texts(connection: Connection, versions: Sequence[tuple[str, int]]) -> Texts:
    stored = readers.version_texts(connection, versions)
    return {record: read_body(text) for (record, _), text in stored.items() if text}


def inspections_table(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[str]:
    """The inspections of a day as CSV."""
    yield heading(moment, ("序号", "检查事项", "检查主体", *FACTS, "检查依据", "标识"))
    for number, row, body, organ in _walked(connection, moment, wanted):
        facts = dict(inspection_facts(body["inspection"])) if body.get("inspection") else {}
        told = [facts.get(label, "") for label in FACTS]
        yield lines([[str(number), row.name, organ, *told, body.get("legal_basis") or "", row.record]])


def cancelled_table(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[str]:
    """The cancelled powers of a day, with what watches over them, as CSV."""
    yield heading(moment, ("序号", "事项名称", "部门", "取消日期", "取消后监管措施", "标识"))
    for number, row, body, organ in _walked(connection, moment, wanted):
        watched = body.get("post_cancellation_supervision") or ""
        yield lines([[str(number), row.name, organ, day_words(row.valid_from), watched, row.record]])


def _walked(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[tuple[int, Any, dict[str, Any], str]]:
    number = 0
    for rows in listing.walk(connection, moment, replace(wanted, limit=PAGE)):
        names = readers.names(connection, moment.at, [row.department for row in rows])
        texts = _texts(connection, [(row.record, row.version) for row in rows])
        for row in rows:
            number += 1
            yield number, row, texts.get(row.record, {}), names.get(row.department, "")
