"""A power in the order people ask: what, by whom, how long and how much, on what basis, what against it, who answers.

A field that the list leaves empty is said to be 清单未载明 where people would look for it, and left out elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


_ORDER: tuple[tuple[str, str, Sequence[str]], ...] = (
    ("what", "是什么事项", ("category", "coercion_kind", "counterpart", "authority", "levels", "codes")),
    (
        "who",
        "由谁行使",
        ("implementing_body", "joint_bodies", "handling_office", "consultation_phone", "supervision_phone"),
    ),
    ("how", "多长时间、收不收费", ("statutory_time_limit", "promised_time_limit", "fee")),
    ("basis", "依据是什么", ("legal_basis",)),
    ("remedy", "不服怎么办", ("remedy",)),
    (
        "duties",
        "部门承担什么责任",
        ("duties", "duty_basis", "department_duties", "accountability", "accountability_scope"),
    ),
)
_ALWAYS = frozenset(
    {"implementing_body", "consultation_phone", "supervision_phone", "statutory_time_limit", "fee", "legal_basis"}
    | {"remedy", "duties", "accountability"}
)
_LONG = frozenset({"legal_basis", "duties", "duty_basis", "department_duties", "accountability", "remedy", "authority"})
_REST = ("directory", "source", "mandates", "note")


def sections(power: dict[str, Any]) -> list[Section]:
    """The sections of a power's page."""
    found = [Section(anchor, title, _lines(power, fields)) for anchor, title, fields in _ORDER]
    rest = [line for line in _lines(power, _REST) if line.text] + [
        Line(f"extra.{header}", header, text) for header, text in power["extra"].items()
    ]
    return [*found, Section("more", "清单载明的其他内容", rest)] if rest else found


def _lines(power: dict[str, Any], fields: Sequence[str]) -> list[Line]:
    lines = [_line(power, field) for field in fields]
    return [line for line in lines if line.text or line.field in _ALWAYS]


def _line(power: dict[str, Any], field: str) -> Line:
    value = power.get(field)
    if field == "codes":
        value = [code["value"] for code in value or []]
    text = value_text(value, field) or None
    return Line(field, field_label(field, power["kind"]), text, field in _LONG)
