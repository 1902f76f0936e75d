"""A record's text as a form: its fields in the order people ask, each with the box that fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quanze.domain.bodies import field_labels
from quanze.domain.vocabulary import (
    CATEGORY_LABELS,
    DISPOSITION_LABELS,
    LEVEL_LABELS,
    PARTY_LABELS,
    PRICING_LABELS,
    STANDARD_FORM_LABELS,
    Kind,
    Level,
)
from quanze.domain.words import COERCION_LABELS, DISCLOSURE_LABELS
from quanze.exchange.values import read_bodies, read_codes
from quanze.services.drafted import Body
from quanze_api.forms import Form
from quanze_api.pages.office import rows, tiers

_UNSAID = {"grouping": False, "disclosure": "public"}
"""What a text that says nothing of a field means; a new one does not say it either."""


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form; ``shape`` is how it is typed: line, text, names, codes, choice, flag, group, levels,
    rows, tiers, powers. ``blank`` is the word of a choice that says nothing; None: one says something always.
    """

    field: str
    shape: str = "text"
    choices: Mapping[Any, str] | None = None
    blank: str | None = "请选择"


GROUPS: Sequence[tuple[str, Sequence[Box]]] = (
    (
        "事项",
        (
            Box("name", "line"),
            Box("category", "choice", CATEGORY_LABELS),
            Box("coercion_kind", "choice", COERCION_LABELS, "未区分"),
            Box("parent_id", "group", blank="（无主项）"),
            Box("grouping", "flag"),
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
    (
        "检查与取消后监管",
        (Box("inspection", "rows"), Box("post_cancellation_supervision")),
    ),
    (
        "委托、公示与备注",
        (Box("mandates", "rows"), Box("disclosure", "choice", DISCLOSURE_LABELS, None), Box("note")),
    ),
)
STANDARD_GROUPS: Sequence[tuple[str, Sequence[Box]]] = (
    (
        "违法行为（事项）",
        (
            Box("name", "line"),
            Box("category", "choice", CATEGORY_LABELS),
            Box("form", "choice", STANDARD_FORM_LABELS, None),
            Box("parent_id", "group", blank="（无裁量文件）"),
            Box("grouping", "flag"),
            Box("codes", "codes"),
            Box("power_ids", "powers"),
        ),
    ),
    ("依据", (Box("violated_provisions"), Box("legal_basis"))),
    ("裁量幅度和阶次", (Box("groups", "tiers"),)),
    ("裁量要素（处罚以外的裁量）", (Box("dimensions", "rows"),)),
    (
        "不予、减轻处罚的条件",
        (
            Box("conditions"),
            Box("first_offence_window", "line"),
            Box("correction_period", "line"),
            Box("supervision"),
        ),
    ),
    ("裁量文件", (Box("document", "rows"), Box("definitions", "rows"))),
    ("公示与备注", (Box("disclosure", "choice", DISCLOSURE_LABELS, None), Box("note"))),
)
SERVICE_GROUPS: Sequence[tuple[str, Sequence[Box]]] = (
    (
        "中介服务事项",
        (
            Box("name", "line"),
            Box("disposition", "choice", DISPOSITION_LABELS, None),
            Box("codes", "codes"),
            Box("approvals", "names"),
            Box("power_ids", "powers"),
            Box("result", "line"),
        ),
    ),
    ("依据", (Box("legal_basis"),)),
    (
        "委托、付费与机构",
        (
            Box("commissioned_by", "choice", PARTY_LABELS, None),
            Box("paid_by", "choice", PARTY_LABELS, "未载明"),
            Box("provider"),
            Box("provider_nature", "line"),
            Box("provider_qualification"),
        ),
    ),
    ("时限与收费", (Box("time_limit", "line"), Box("pricing", "choice", PRICING_LABELS, "未载明"), Box("fee"))),
    ("公示与备注", (Box("disclosure", "choice", DISCLOSURE_LABELS, None), Box("note"))),
)
SHORT_GROUPS: Sequence[tuple[str, Sequence[Box]]] = (("内容", (Box("name", "line"), Box("note"))),)


_GROUPS = {
    Kind.DEPARTMENT: SHORT_GROUPS,
    Kind.DISCRETION_STANDARD: STANDARD_GROUPS,
    Kind.INTERMEDIARY_SERVICE: SERVICE_GROUPS,
}


def groups_of(kind: Kind) -> Sequence[tuple[str, Sequence[Box]]]:
    """The boxes of a kind."""
    return _GROUPS.get(kind, GROUPS)


def labels_of(kind: Kind) -> Mapping[str, str]:
    """What the fields are called."""
    return field_labels(kind)


def bulk_fields(kind: Kind = Kind.POWER) -> dict[str, str]:
    """The fields that may be changed over many powers at once: plain texts."""
    boxes = [
        box for _, group in groups_of(kind) for box in group if box.shape in {"line", "text"} and box.field != "name"
    ]
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
    if box.shape in _STRUCTURED:
        return _structured(box, value)
    return value or ""


_STRUCTURED = frozenset({"rows", "tiers", "powers"})


def _structured(box: Box, value: Any) -> Any:
    """What stands in the boxes of a field that has several."""
    if box.shape == "rows":
        return rows.shown(box.field, value)
    return tiers.offered(value or []) if box.shape == "tiers" else value or []


def typed_in(form: Form, name: str, box: Box, body: Body) -> Any:
    """What was typed into a box, for a form that is shown again."""
    if box.shape in {"levels", "flag", "powers"}:
        return form.many(name)
    if box.shape == "rows":
        return rows.typed_shown(form, box.field, name)
    return tiers.offered(_typed(form, name, box, body)) if box.shape == "tiers" else form.text(name)


def said(form: Form, prefix: str, kind: Kind, body: Body) -> dict[str, Any]:
    """The fields that a form states, typed as a body has them."""
    found: dict[str, Any] = {}
    for _, boxes in groups_of(kind):
        for box in boxes:
            if form.has(f"{prefix}{box.field}"):
                value = _typed(form, f"{prefix}{box.field}", box, body)
                if box.field in body or value != _UNSAID.get(box.field):
                    found[box.field] = value
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
    if box.shape in _STRUCTURED:
        return _typed_parts(form, name, box, body)
    if box.shape == "flag":
        return bool(form.many(name))
    return text or None


def _typed_parts(form: Form, name: str, box: Box, body: Body) -> Any:
    if box.shape == "rows":
        return rows.typed(form, box.field, name)
    if box.shape == "powers":
        return list(dict.fromkeys(form.many(name)))
    violation = form.line(f"{name.removesuffix(box.field)}name") or str(body.get("name") or "")
    return tiers.typed(form, name, violation, body.get(box.field) or [])


def _extra(form: Form, prefix: str) -> dict[str, str | None]:
    headers = {name.rsplit(":", 1)[1]: form.text(name) for name in form.names(f"{prefix}header:")}
    return {
        header: form.line(f"{prefix}extra:{number}").replace("\r\n", "\n") or None for number, header in headers.items()
    }
