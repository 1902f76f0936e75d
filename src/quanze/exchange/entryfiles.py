"""Standards and services as tables: the columns of published lists, a row for each circumstance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quanze.domain.vocabulary import (
    DISPOSITION_LABELS,
    PARTY_LABELS,
    PRICING_LABELS,
    STANDARD_FORM_LABELS,
)
from quanze.exchange.listfiles import POWERS, Record, Table, text_of
from quanze.exchange.listings import LISTING_LABELS, Listing

_STANDARD = {"name": "违法行为", "document": "裁量文件", "violated_provisions": "违反条款", "legal_basis": "处罚依据"}
_TIER = {"label": "裁量阶次", "circumstances": "适用情形", "standard": "裁量标准"}
_LENIENCY = {
    "form": "清单类型",
    "conditions": "适用条件",
    "first_offence_window": "初次违法认定期间",
    "correction_period": "改正期限",
    "supervision": "监管措施",
}
_NOTE = {"note": "备注"}
_SERVICE = {
    "name": "中介服务事项名称",
    "approvals": "审批事项名称",
    "legal_basis": "设定依据",
    "provider": "实施机构",
    "provider_nature": "机构性质",
    "provider_qualification": "资质要求",
    "result": "服务成果",
    "time_limit": "服务时限",
    "pricing": "定价方式",
    "fee": "收费标准",
    "commissioned_by": "委托主体",
    "paid_by": "费用承担",
    "disposition": "处理决定",
}
_LABELS: dict[str, dict[str, str]] = {
    "form": {form.value: label for form, label in STANDARD_FORM_LABELS.items()},
    "pricing": {pricing.value: label for pricing, label in PRICING_LABELS.items()},
    "commissioned_by": {party.value: label for party, label in PARTY_LABELS.items()},
    "paid_by": {party.value: label for party, label in PARTY_LABELS.items()},
    "disposition": {disposition.value: label for disposition, label in DISPOSITION_LABELS.items()},
}


def _rows(columns: dict[str, str], record: Record) -> list[list[str]]:
    """A row for each circumstance of a standard, else one; what a row only repeats is left blank.

    A closed value that was not understood stands in its column as it was printed.
    """
    kept = record.get("extra") or {}
    rows = [{name: _cell(name, row.get(name)) for name in columns} for row in _rows_said(record)]
    rows[0] |= {name: kept[columns[name]] for name in _LABELS if columns.get(name) in kept}
    return [list(row.values()) for row in rows]


def _rows_said(record: Record) -> Iterator[Record]:
    whole = {**record, "document": record.get("parent_name")}
    groups = record.get("groups") or []
    apart = len(groups) > 1 and any(group["basis"] for group in groups)
    for group in groups:
        whole |= {"legal_basis": group["basis"]} if apart else {}
        for tier in group["tiers"]:
            whole |= {"label": tier["label"], "standard": tier["text"], "note": tier["note"] or whole.get("note")}
            for circumstance in tier["circumstances"] or [None]:
                yield {**whole, "circumstances": circumstance}
                whole = {}
    for dimension in record.get("dimensions") or ():
        yield {**whole, "label": dimension["name"], "standard": dimension["content"]}
        whole = {}
    if whole.get("name"):
        yield whole


def _cell(name: str, value: Any) -> str:
    if name in _LABELS:
        return _LABELS[name].get(value, "")
    if name == "approvals":
        return "\n".join(value or ())
    return text_of(name, value)


def _table(listing: Listing, columns: dict[str, str]) -> Table:
    return Table(LISTING_LABELS[listing], columns, lambda record: _rows(columns, record))


TABLES: dict[Listing, Table] = {
    Listing.POWERS: POWERS,
    Listing.DISCRETION: _table(Listing.DISCRETION, {**_STANDARD, **_TIER, **_NOTE}),
    Listing.NO_PENALTY: _table(Listing.NO_PENALTY, {**_STANDARD, **_LENIENCY, **_NOTE}),
    Listing.INTERMEDIARY: _table(Listing.INTERMEDIARY, {**_SERVICE, **_NOTE}),
}
"""How each kind of list goes out, in columns that it is read back from."""

STANDARDS = _table(Listing.DISCRETION, {**_STANDARD, **_TIER, **_LENIENCY, **_NOTE})
"""Standards of all forms in one table."""
