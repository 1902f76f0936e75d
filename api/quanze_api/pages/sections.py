"""A record in the order people ask: what, by whom, how long and how much, on what basis, what against it, who answers.

A field that the list leaves empty is said to be 清单未载明 where people would look for it, and left out elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quanze.domain.telling import inspection_facts
from quanze.domain.vocabulary import Kind
from quanze.domain.words import field_label, value_text


@dataclass(frozen=True, slots=True)
class Line:
    """A field with its label; ``text`` None is 清单未载明; ``long`` texts stand on their own."""

    field: str
    label: str
    text: str | None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One question and the fields that answer it."""

    anchor: str
    title: str
    lines: list[Line]


Chapter = tuple[str, str, Sequence[str]]
"""An anchor, a question, the fields that answer it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The chapters of a kind: which fields are missed where they are empty, and which stand behind all others.

    ``kept`` names the chapters that stand for a field that is told in another way than in lines.
    """

    chapters: Sequence[Chapter]
    always: frozenset[str]
    rest: Sequence[str]
    kept: Mapping[str, str] = field(default_factory=dict)


_POWER = Layout(
    chapters=(
        ("what", "是什么事项", ("category", "coercion_kind", "counterpart", "authority", "levels", "codes")),
        (
            "who",
            "由谁行使",
            ("implementing_body", "joint_bodies", "handling_office", "consultation_phone", "supervision_phone"),
        ),
        ("inspection", "怎样检查、一年几次", ("inspection",)),
        ("how", "多长时间、收不收费", ("statutory_time_limit", "promised_time_limit", "fee")),
        ("basis", "依据是什么", ("legal_basis",)),
        ("after", "取消后怎样监管", ("post_cancellation_supervision",)),
        ("remedy", "不服怎么办", ("remedy",)),
        (
            "duties",
            "部门承担什么责任",
            ("duties", "duty_basis", "department_duties", "accountability", "accountability_scope"),
        ),
    ),
    always=frozenset(
        {"implementing_body", "consultation_phone", "supervision_phone", "statutory_time_limit", "fee", "legal_basis"}
        | {"remedy", "duties", "accountability"}
    ),
    rest=("directory", "source", "mandates", "note"),
)
_STANDARD = Layout(
    chapters=(
        ("what", "什么情形适用", ("violated_provisions", "conditions", "first_offence_window", "correction_period")),
        ("tiers", "怎样裁量", ()),
        ("after", "怎样监管", ("supervision",)),
        ("dimensions", "按哪些要素裁量", ("dimensions",)),
        ("basis", "依据是什么", ("legal_basis",)),
        ("words", "用语的含义", ("definitions",)),
    ),
    always=frozenset({"legal_basis"}),
    rest=("codes", "note", "exemptions"),
    kept={"tiers": "groups"},
)
_DOCUMENT = Layout(
    chapters=(("words", "用语的含义", ("definitions",)), ("basis", "依据是什么", ("legal_basis",))),
    always=frozenset(),
    rest=("codes", "note", "exemptions"),
)
_SERVICE = Layout(
    chapters=(
        ("what", "是什么服务", ("approvals", "result", "disposition")),
        ("who", "由谁委托、谁付费、谁提供", ("commissioned_by", "paid_by", "provider", "provider_nature")),
        ("how", "要什么资质、多长时间、怎样收费", ("provider_qualification", "time_limit", "pricing", "fee")),
        ("basis", "依据是什么", ("legal_basis",)),
    ),
    always=frozenset({"approvals", "disposition", "commissioned_by", "paid_by", "provider", "time_limit", "pricing"})
    | {"fee", "legal_basis"},
    rest=("codes", "note", "exemptions"),
)
_LAYOUTS: dict[str, Layout] = {
    Kind.POWER: _POWER,
    Kind.CATALOGUE_ITEM: _POWER,
    Kind.DISCRETION_STANDARD: _STANDARD,
    Kind.INTERMEDIARY_SERVICE: _SERVICE,
}
_LONG = frozenset(
    {"legal_basis", "duties", "duty_basis", "department_duties", "accountability", "remedy", "authority"}
    | {"violated_provisions", "conditions", "supervision", "definitions", "dimensions", "post_cancellation_supervision"}
)


def sections(record: dict[str, Any]) -> list[Section]:
    """The sections of a record's page."""
    layout = _layout(record)
    found = [Section(anchor, title, _lines(record, fields, layout)) for anchor, title, fields in layout.chapters]
    found = [section for section in found if section.lines or record.get(layout.kept.get(section.anchor, ""))]
    rest = [line for line in _lines(record, layout.rest, layout) if line.text] + [
        Line(f"extra.{header}", header, text) for header, text in record["extra"].items()
    ]
    return [*found, Section("more", "清单载明的其他内容", rest)] if rest else found


def _layout(record: dict[str, Any]) -> Layout:
    documented = record["kind"] == Kind.DISCRETION_STANDARD and record["grouping"]
    return _DOCUMENT if documented else _LAYOUTS[record["kind"]]


def _lines(record: dict[str, Any], fields: Sequence[str], layout: Layout) -> list[Line]:
    lines = [line for name in fields for line in _told(record, name)]
    return [line for line in lines if line.text or line.field in layout.always]


def _told(record: dict[str, Any], name: str) -> list[Line]:
    """A field as it is read; the facts of an inspection have labels of their own."""
    value = record.get(name)
    if name == "inspection" and value:
        return [Line(name, label, text) for label, text in inspection_facts(value)]
    return [Line(name, field_label(name, record["kind"]), value_text(value, name) or None, name in _LONG)]
