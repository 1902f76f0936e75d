"""A power's text as a form: its fields in the order people ask, each with the box that fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quanze.domain.bodies import field_labels
from quanze.domain.vocabulary import CATEGORY_LABELS, LEVEL_LABELS, Kind, Level
from quanze.domain.words import COERCION_LABELS
from quanze.exchange.values import read_bodies, read_codes
from quanze.services.drafted import Body
from quanze_api.forms import Form

MANDATE = (
    ("trustee", "受托组织"),
    ("document", "委托文件"),
    ("matters", "委托事项"),
    ("from", "委托起"),
    ("to", "委托止"),
)


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form; ``shape`` is how it is typed: line, text, names, codes, choice, levels, mandate."""

    field: str
    shape: str = "text"
    choices: Mapping[Any, str] | None = None


GROUPS: Sequence[tuple[str, Sequence[Box]]] = (
    (
        "事项",
        (
            Box("name", "line"),
            Box("category", "choice", CATEGORY_LABELS),
            Box("coercion_kind", "choice", COERCION_LABELS),
            Box("codes", "codes"),
            Box("counterpart", "line"),
            Box("authority"),
            Box("levels", "levels", LEVEL_LABELS),
        ),
    ),
    (
        "由谁行使",
        (Box("implementing_body", "line"), Box("joint_bodies", "names"), Box("handling_office", "line")),
    ),
    ("依据", (Box("legal_basis"),)),
    (
        "责任",
        (
            Box("duties"),
            Box("duty_basis"),
            Box("accountability_scope"),
            Box("accountability"),
            Box("department_duties"),
        ),
    ),
    (
        "时限、收费与救济",
        (
            Box("statutory_time_limit", "line"),
            Box("promised_time_limit", "line"),
            Box("fee"),
            Box("remedy"),
            Box("consultation_phone", "line"),
            Box("supervision_phone", "line"),
            Box("service_guide_url", "line"),
        ),
    ),
    ("委托与备注", (Box("mandates", "mandate"), Box("note"))),
)
SHORT_GROUPS: Sequence[tuple[str, Sequence[Box]]] = (("内容", (Box("name", "line"), Box("note"))),)


def groups_of(kind: Kind) -> Sequence[tuple[str, Sequence[Box]]]:
    """The boxes of a kind; organs have few."""
    return SHORT_GROUPS if kind is Kind.DEPARTMENT else GROUPS


def labels_of(kind: Kind) -> Mapping[str, str]:
    """What the fields are called."""
    return field_labels(kind)


def bulk_fields(kind: Kind = Kind.POWER) -> dict[str, str]:
    """The fields that may be changed over many powers at once: plain texts."""
    boxes = [box for _, group in GROUPS for box in group if box.shape in {"line", "text"} and box.field != "name"]
    return {box.field: field_labels(kind)[box.field] for box in boxes}


def value_of(body: Body, box: Box) -> Any:
    """What stands in a box."""
    value = body.get(box.field)
    if box.shape == "names":
        return "\n".join(value or [])
    if box.shape == "codes":
        return "\n".join(str(code.get("value", "")) for code in value or [])
    if box.shape == "levels":
        return list(value or [])
    if box.shape == "mandate":
        return (value or [{}])[0]
    return value or ""


def said(form: Form, prefix: str, kind: Kind, body: Body) -> dict[str, Any]:
    """The fields that a form states, typed as a body has them."""
    found: dict[str, Any] = {}
    for _, boxes in groups_of(kind):
        for box in boxes:
            if form.has(f"{prefix}{box.field}"):
                found[box.field] = _typed(form, f"{prefix}{box.field}", box, body)
    extra = _extra(form, prefix)
    return {**found, "extra": extra} if extra else found


def _typed(form: Form, name: str, box: Box, body: Body) -> Any:
    text = form.line(name).replace("\r\n", "\n")
    if box.shape == "names":
        return read_bodies(text)
    if box.shape == "codes":
        known = {code.get("value"): code for code in body.get("codes") or [] if isinstance(code, dict)}
        return [known.get(code["value"]) or code for code in read_codes(text)]
    if box.shape == "levels":
        chosen = set(form.many(name))
        return [level.value for level in Level if level in chosen]
    if box.shape == "mandate":
        return _mandates(form, name, body)
    return text or None


def _mandates(form: Form, name: str, body: Body) -> list[dict[str, Any]]:
    """The first mandate as it was typed, and all others as they are."""
    first = {part: form.line(f"{name}.{part}") or None for part, _ in MANDATE}
    others = (body.get("mandates") or [])[1:]
    return [first, *others] if any(first.values()) else list(others)


def _extra(form: Form, prefix: str) -> dict[str, str | None]:
    headers = {name.rsplit(":", 1)[1]: form.text(name) for name in form.names(f"{prefix}header:")}
    return {
        header: form.line(f"{prefix}extra:{number}").replace("\r\n", "\n") or None for number, header in headers.items()
    }
