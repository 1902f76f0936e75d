"""The table of changes (调整对照表): each item before and after, its basis in the words of the law, and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quanze.domain.changes import CAUSE_LABELS, CauseType, Op
from quanze.domain.diffs import field_changes
from quanze.domain.vocabulary import Kind
from quanze.domain.words import field_label, named_text, value_text
from quanze.exchange.papers.paper import Cell, Table
from quanze.services.dossiers import Dossier, op_words, shown_body
from quanze.services.drafted import Body, Drafted

HEADERS = ("序号", "事项名称", "调整类型", "调整前", "调整后", "依据原文", "理由")
_WIDTHS = (3, 8, 5, 14, 14, 14, 8)
_UNTOLD = frozenset(
    {"kind", "schema", "status", "name", "display_order", "disclosure", "legal_basis", "grouping", "extra"}
)
NONE = "（无）"
_ENDINGS = {
    Op.CANCEL: "取消，不再列入清单",
    Op.DEVOLVE: "下放，不再列入本级清单",
    Op.TRANSFER: "划出，不再列入本级清单",
}


def comparison_table(dossier: Dossier) -> Table:
    """Every change of a proposal, one row each."""
    return Table(HEADERS, [_row(number, one, dossier) for number, one in enumerate(dossier.changes, start=1)], _WIDTHS)


def _row(number: int, one: Drafted, dossier: Dossier) -> list[Cell]:
    after = one.texts[0].after if one.texts else None
    said = shown_body(one) or {}
    return [
        number,
        one.name,
        op_words(one.op, after, one.kind),
        _before(one, dossier),
        _after(one, dossier),
        value_text(said.get("legal_basis")) or NONE,
        reason(one.raw["cause"]),
    ]


def reason(cause: Mapping[str, Any]) -> str:
    """Why, in one line: the kind of cause, the words, the document."""
    words = "：".join(filter(None, [CAUSE_LABELS[CauseType(cause["type"])], cause.get("text")]))
    return f"{words}（{cause['ref']}）" if cause.get("ref") else words


def _before(one: Drafted, dossier: Dossier) -> str:
    if one.op is Op.MERGE:
        return "\n".join(dossier.names.get(record, record) for record in one.raw["from"])
    if one.keeps:
        return _fields(one, "before", dossier)
    if one.op is Op.CLAIM and one.sources:
        return f"指导目录事项：{one.sources[0]['name']}"
    return _whole(one.before, one.kind, dossier) if one.before and not _begins(one) else NONE


def _begins(one: Drafted) -> bool:
    return bool(one.texts) and one.op is not Op.SPLIT


def _after(one: Drafted, dossier: Dossier) -> str:
    if one.op is Op.SPLIT:
        return "\n".join(_part(text.after, one.kind, dossier) for text in one.texts)
    if one.keeps:
        return _fields(one, "after", dossier)
    if one.texts:
        return _whole(one.texts[0].after, one.kind, dossier)
    return _ENDINGS.get(one.op, op_words(one.op, None))


def _part(body: Body, kind: Kind, dossier: Dossier) -> str:
    return f"{body.get('name', '')}（{_whole(body, kind, dossier, separator='；')}）"


def _fields(one: Drafted, end: str, dossier: Dossier) -> str:
    """The fields that change, as they were or as they shall be; of an operation that changes none, its own word."""
    changed = [field for field in field_changes(one.before, one.texts[0].after) if field["field"] != "status"]
    lines = (_line(field["field"], field[end], one.kind, dossier, empty=NONE) for field in changed)
    return "\n".join(lines) or (op_words(one.op, None) if end == "after" else "现行")


def _whole(body: Body, kind: Kind, dossier: Dossier, separator: str = "\n") -> str:
    """Everything that a text says beside its name and its basis, which have columns of their own."""
    lines = (_line(name, value, kind, dossier) for name, value in _told(body))
    return separator.join(filter(None, lines)) or NONE


def _told(body: Body) -> Iterable[tuple[str, Any]]:
    yield from ((name, value) for name, value in body.items() if name not in _UNTOLD)
    yield from ((f"extra.{header}", value) for header, value in (body.get("extra") or {}).items())


def _line(name: str, value: Any, kind: Kind, dossier: Dossier, empty: str = "") -> str:
    text = named_text(value, name, dossier.names)
    return f"{field_label(name, kind)}：{text or empty}" if text or empty else ""
