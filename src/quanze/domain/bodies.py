"""The typed body of each kind of record: what one version says.

A body is stored with every key of its schema, so that a stored text reads complete; ``schema`` numbers the shape of its
kind. Old bytes are never rewritten: :func:`read_body` upgrades them as they are read.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from quanze.domain.canonical import canonical_json
from quanze.domain.discretion import DiscretionStandardBody
from quanze.domain.errors import InvalidInput
from quanze.domain.intermediaries import IntermediaryServiceBody
from quanze.domain.parts import Body, Line, Name
from quanze.domain.powers import CatalogueItemBody, PowerBody
from quanze.domain.text import folded, same_value
from quanze.domain.vocabulary import Kind, Standing, Status


class DepartmentBody(Body):
    """An organ with legal standing (部门)."""

    kind: Literal[Kind.DEPARTMENT] = Field(Kind.DEPARTMENT, title="种类")
    standing: Standing = Field(Standing.WORKING_DEPARTMENT, title="机构性质")
    short_names: list[Name] = Field([], title="简称")
    outward_names: list[Name] = Field([], title="对外名称")
    consultation_phone: Line | None = Field(None, title="咨询电话")
    supervision_phone: Line | None = Field(None, title="监督电话")


BODIES: dict[Kind, type[Body]] = {
    Kind.DEPARTMENT: DepartmentBody,
    Kind.POWER: PowerBody,
    Kind.CATALOGUE_ITEM: CatalogueItemBody,
    Kind.DISCRETION_STANDARD: DiscretionStandardBody,
    Kind.INTERMEDIARY_SERVICE: IntermediaryServiceBody,
}
SCHEMAS: dict[Kind, int] = {kind: body.model_fields["schema_number"].default for kind, body in BODIES.items()}
"""The number of each kind's shape today."""

GROWN: dict[Kind, dict[int, tuple[str, ...]]] = {
    kind: {2: ("inspection", "post_cancellation_supervision")} for kind in (Kind.POWER, Kind.CATALOGUE_ITEM)
}
"""The fields that came with each shape after a kind's first."""

COMPUTED_FIELDS = frozenset({"kind", "schema", "status"})
QUIET_FIELDS = frozenset({"kind", "schema", "display_order"})


@cache
def field_labels(kind: Kind) -> dict[str, str]:
    """The fields of a kind in the order people read them, with their Chinese labels."""
    return {field.alias or name: field.title or name for name, field in BODIES[kind].model_fields.items()}


@cache
def _empty_body(kind: Kind) -> dict[str, Any]:
    """Every key of the schema with its default; required ones are null and must be stated."""
    fields = BODIES[kind].model_fields.items()
    return {(field.alias or name): None if field.is_required() else _plain(field.default) for name, field in fields}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def lay(kind: Kind, base: dict[str, Any] | None, fields: dict[str, Any], status: Status) -> dict[str, Any]:
    """The whole body that results from laying ``fields`` over ``base``.

    Null and blank texts clear, arrays are replaced whole, extra is laid by header; a text that differs from the base
    only in width or white space leaves the base's text.

    Raises InvalidInput, naming the field, where the result is not a body of this kind.
    """
    body = {**_empty_body(kind), **(base or {}), "kind": kind.value, "schema": SCHEMAS[kind], "status": status.value}
    for name, value in fields.items():
        if name in COMPUTED_FIELDS or name not in body:
            raise InvalidInput(f"没有可以填写的字段“{name}”。", code="unknown_field", field=name)
        body[name] = _laid(name, body[name], value, _empty_body(kind)[name])
    return validate(kind, body)


def _laid(name: str, before: Any, value: Any, default: Any) -> Any:
    if value is None or (isinstance(value, str) and not folded(value)):
        return default
    if name == "extra" and isinstance(value, dict):
        return _laid_by_header(before, value)
    return before if same_value(before, value) else value


def _laid_by_header(before: dict[str, Any], columns: dict[str, Any]) -> dict[str, Any]:
    laid = {header: _laid("", before.get(header), text, None) for header, text in columns.items()}
    return {header: text for header, text in {**before, **laid}.items() if text is not None}


def check_fields(kind: Kind, fields: dict[str, Any]) -> None:
    """Raise InvalidInput, naming the field, where a value is none that a body of the kind could ever hold."""
    for name, value in fields.items():
        if name not in _shapes(kind):
            raise InvalidInput(f"没有可以填写的字段“{name[:40]}”。", code="unknown_field", field=name[:200])
        stated = {key: part for key, part in value.items() if part} if isinstance(value, dict) else value
        if stated is None or (isinstance(stated, str) and not folded(stated)):
            continue
        try:
            _shapes(kind)[name].validate_python(stated)
        except ValidationError as error:
            raise _invalid(kind, name, error) from None


@cache
def _shapes(kind: Kind) -> dict[str, TypeAdapter[Any]]:
    """What each field that can be filled in holds."""
    fields = {field.alias or name: field for name, field in BODIES[kind].model_fields.items()}
    return {
        name: TypeAdapter(field.rebuild_annotation()) for name, field in fields.items() if name not in COMPUTED_FIELDS
    }


def _invalid(kind: Kind, name: str, error: ValidationError) -> InvalidInput:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in (name, *first["loc"]))
    label = field_labels(kind).get(name, name)
    message = f"“{label}”填写有误：{reason(first['type'], first['input'])}。"
    return InvalidInput(message, code="invalid_field", field=place)


def validate(kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
    """The body as plain JSON values, checked against its kind's shape."""
    try:
        model = BODIES[kind].model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        label = field_labels(kind).get(str(first["loc"][0]) if first["loc"] else "", name)
        raise InvalidInput(
            f"“{label}”填写有误：{reason(first['type'], first['input'])}。", code="invalid_field", field=name
        ) from None
    return model.model_dump(mode="json", by_alias=True)


_REASONS = {
    "missing": "必须填写",
    "string_type": "应为文字",
    "string_too_short": "必须填写",
    "string_too_long": "文字过长",
    "string_pattern_mismatch": "不是有效的记录标识",
    "string_unicode": "含有无法识别的字符",
    "not_storable": "含有不能保存的空字符",
    "enum": "不在可选值之内",
    "list_type": "应为列表",
    "dict_type": "应为按栏目填写的文字",
    "model_type": "应为分项填写的内容",
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "greater_than_equal": "超出范围",
    "less_than_equal": "超出范围",
    "date_type": "应为日期",
    "date_from_datetime_parsing": "应为有效日期",
    "date_from_datetime_inexact": "应为日期，不含时刻",
    "extra_forbidden": "没有这一栏",
}


def reason(error_type: str, given: object) -> str:
    """What is wrong with a value, in people's words, by the type of pydantic's error."""
    return "必须填写" if given is None else _REASONS.get(error_type, "填写的值不符合要求")


def body_text(body: dict[str, Any]) -> str:
    """The canonical text of a body, as it is stored and hashed."""
    return canonical_json(body)


def read_body(text: str) -> dict[str, Any]:
    """A stored body in today's shape."""
    return _upgraded(orjson.loads(text))


def current_bytes(kind: Kind, text: bytes) -> bytes:
    """A stored body in today's shape, as bytes: those stored, where their shape is today's; else after what came later.

    Not parsed, for it is on the way of every reader. Within texts quotation marks are escaped, and no part that follows
    the number has a key of its name: its last mark is the body's.
    """
    if text.rfind(_mark(kind)) >= 0:
        return text
    before, mark, after = text.rpartition(b'"schema":')
    number, comma, rest = after.partition(b",")
    return b"".join((_lacking(kind, int(number)), before[1:], mark, b"%d" % SCHEMAS[kind], comma, rest))


@cache
def _mark(kind: Kind) -> bytes:
    """What a body of today's shape contains, and no other."""
    return b'"schema":%d,' % SCHEMAS[kind]


@cache
def _lacking(kind: Kind, schema: int) -> bytes:
    """The beginning of a body: what a shape did not have yet."""
    later = [name for number, names in GROWN[kind].items() if number > schema for name in names]
    return orjson.dumps({name: _empty_body(kind)[name] for name in later})[:-1] + b","


def _upgraded(body: dict[str, Any]) -> dict[str, Any]:
    """Shapes have only grown: what an older one lacks was not stated."""
    kind = Kind(body["kind"])
    if body["schema"] == SCHEMAS[kind]:
        return body
    return {**_empty_body(kind), **body, "schema": SCHEMAS[kind]}
