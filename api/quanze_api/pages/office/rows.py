"""Fields that hold parts with names (a document, definitions, dimensions, an inspection, mandates) as rows of boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quanze.domain.vocabulary import INSPECTION_FORM_LABELS
from quanze.exchange.values import read_bodies
from quanze_api.forms import Form

MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a row; ``shape`` is line, text, date, names, number or choice."""

    name: str
    label: str
    shape: str = "line"
    choices: Mapping[Any, str] | None = None


MANDATES = (
    Cell("trustee", "受托组织"),
    Cell("document", "委托文件"),
    Cell("matters", "委托事项"),
    Cell("from", "委托起", "date"),
    Cell("to", "委托止", "date"),
)
DOCUMENT = (
    Cell("title", "文件名称"),
    Cell("document_number", "文号"),
    Cell("issuing_organs", "制定机关（每行一个）", "names"),
    Cell("issued_on", "发布日期", "date"),
    Cell("from", "施行日期", "date"),
    Cell("to", "失效日期（当日起失效）", "date"),
)
DEFINITIONS = (Cell("term", "用语"), Cell("meaning", "含义", "text"))
DIMENSIONS = (Cell("name", "裁量要素"), Cell("content", "裁量标准", "text"))
INSPECTION = (
    Cell("form", "检查类别", "choice", INSPECTION_FORM_LABELS),
    Cell("matters", "检查内容", "text"),
    Cell("method", "检查方式", "text"),
    Cell("standard", "检查标准", "text"),
    Cell("most_a_year", "每年至多几次", "number"),
    Cell("frequency", "检查频次的说明"),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A field of such parts: its cells, what a row is called, and whether there may be several."""

    cells: Sequence[Cell]
    noun: str
    several: bool = True


ROWS: dict[str, Rows] = {
    "mandates": Rows(MANDATES, "份委托"),
    "definitions": Rows(DEFINITIONS, "个用语"),
    "dimensions": Rows(DIMENSIONS, "个要素"),
    "document": Rows(DOCUMENT, "文件", several=False),
    "inspection": Rows(INSPECTION, "检查", several=False),
}


def shown(field: str, value: Any) -> list[dict[str, Any]]:
    """What stands in the boxes, with a row to fill where there may be several."""
    rows = ROWS[field]
    parts: list[Mapping[str, Any]] = list(value or []) if rows.several else [value] if value else []
    filled = [{cell.name: _text(part.get(cell.name)) for cell in rows.cells} for part in parts]
    room = rows.several or not filled
    return [*filled, {cell.name: "" for cell in rows.cells}] if room else filled


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)


def typed(form: Form, field: str, name: str) -> Any:
    """The parts as they were typed; rows that were emptied are left out."""
    rows = ROWS[field]
    found = [part for part in _typed_rows(form, rows, name) if any(part.values())]
    return found if rows.several else next(iter(found), None)


def typed_shown(form: Form, field: str, name: str) -> list[dict[str, Any]]:
    """The boxes as they were typed, those left empty too: for a form that is shown again."""
    return [{cell.name: form.line(f"{row}.{cell.name}") for cell in ROWS[field].cells} for row in _rows(form, name)]


def _rows(form: Form, name: str) -> list[str]:
    return list(dict.fromkeys(part.rsplit(".", 1)[0] for part in form.names(f"{name}.")))


def _typed_rows(form: Form, rows: Rows, name: str) -> list[dict[str, Any]]:
    return [{cell.name: _typed(form, f"{row}.{cell.name}", cell) for cell in rows.cells} for row in _rows(form, name)]


def _typed(form: Form, name: str, cell: Cell) -> Any:
    text = form.line(name).replace("\r\n", "\n")
    if cell.shape == "names":
        return read_bodies(text)
    if cell.shape == "number" and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return text or None
