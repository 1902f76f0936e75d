"""The typed body of each kind of record: what one version says.

A body is stored with every key of its schema, so that a stored text reads complete; ``schema`` numbers the shape. Old
bytes are never rewritten: :func:`read_body` upgrades them as they are read.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from quanze.domain.canonical import canonical_json
from quanze.domain.errors import InvalidInput
from quanze.domain.text import folded, same_value
from quanze.domain.vocabulary import Category, CoercionKind, Disclosure, Kind, Level, Standing, Status

SCHEMA = 1
LONG_TEXT = 200_000
SHORT_TEXT = 2_000

EXACT = 2**53 - 1
"""The largest integer that every reader of JSON reads as it is (RFC 8785)."""


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("not_storable", "NUL")
    return text


def _stated(text: str) -> str:
    if not folded(text):
        raise PydanticCustomError("missing", "blank")
    return text


RecordId = Annotated[str, Field(pattern=r"^[0-9a-hjkmnp-tv-z]{26}$")]
Text = Annotated[str, Field(max_length=LONG_TEXT), AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=SHORT_TEXT), AfterValidator(_storable)]
Name = Annotated[str, Field(min_length=1, max_length=SHORT_TEXT), AfterValidator(_storable), AfterValidator(_stated)]


class Part(BaseModel):
    """A piece of a body: closed, and never a float."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(Part):
    """A code of some scheme; codes are attributes and never identity."""

    scheme: Name
    value: Name


class Source(Part):
    """Where a claimed or undertaken power comes from."""

    record: RecordId | None = None
    jurisdiction: Line | None = None
    level: Level | None = None
    document: Line | None = None


class Mandate(Part):
    """A written entrustment (行政处罚法 art. 20): the holder keeps the power, the trustee exercises it for a term."""

    trustee: Name
    document: Line | None = None
    matters: Text | None = None
    from_: date | None = Field(None, alias="from")
    to: date | None = None


class Body(Part):
    """What every kind of record says."""

    schema_number: int = Field(SCHEMA, alias="schema", title="结构版本")
    status: Status = Field(Status.ACTIVE, title="状态")
    name: Name = Field(title="名称")
    codes: list[Code] = Field([], title="编码")
    note: Text | None = Field(None, title="备注")
    display_order: int | None = Field(None, ge=-EXACT, le=EXACT, title="排序")
    disclosure: Disclosure = Field(Disclosure.PUBLIC, title="是否公示")
    extra: dict[Name, Text] = Field({}, title="其他栏目")


class DepartmentBody(Body):
    """An organ with legal standing (部门)."""

    kind: Literal[Kind.DEPARTMENT] = Field(Kind.DEPARTMENT, title="种类")
    standing: Standing = Field(Standing.WORKING_DEPARTMENT, title="机构性质")
    short_names: list[Name] = Field([], title="简称")
    outward_names: list[Name] = Field([], title="对外名称")
    consultation_phone: Line | None = Field(None, title="咨询电话")
    supervision_phone: Line | None = Field(None, title="监督电话")


class PowerBody(Body):
    """A power and the duty that goes with it (权责事项)."""

    kind: Literal[Kind.POWER] = Field(Kind.POWER, title="种类")
    name: Name = Field(title="事项名称")
    category: Category = Field(title="权力类型")
    coercion_kind: CoercionKind | None = Field(None, title="强制种类")
    parent_id: RecordId | None = Field(None, title="主项")
    grouping: bool = Field(False, title="仅作分组")
    department_id: RecordId = Field(title="部门")
    implementing_body: Text | None = Field(None, title="行使主体")
    joint_bodies: list[Name] = Field([], title="共同实施部门")
    handling_office: Text | None = Field(None, title="承办机构")
    levels: list[Level] = Field([], title="行使层级")
    authority: Text | None = Field(None, title="实施权限")
    counterpart: Text | None = Field(None, title="实施对象")
    legal_basis: Text | None = Field(None, title="实施依据")
    department_duties: Text | None = Field(None, title="部门职责")
    duties: Text | None = Field(None, title="责任事项")
    duty_basis: Text | None = Field(None, title="责任事项依据")
    accountability_scope: Text | None = Field(None, title="追责对象范围")
    accountability: Text | None = Field(None, title="追责情形")
    statutory_time_limit: Text | None = Field(None, title="法定办理时限")
    promised_time_limit: Text | None = Field(None, title="承诺办理时限")
    fee: Text | None = Field(None, title="收费依据及标准")
    remedy: Text | None = Field(None, title="救济渠道")
    consultation_phone: Line | None = Field(None, title="咨询电话")
    supervision_phone: Line | None = Field(None, title="监督电话")
    service_guide_url: Line | None = Field(None, title="办事指南网址")
    source: Source | None = Field(None, title="来源")
    mandates: list[Mandate] = Field([], title="委托情况")


class CatalogueItemBody(PowerBody):
    """A superior's offer (指导目录事项): the shape of a power, and no power of this government until claimed."""

    kind: Literal[Kind.CATALOGUE_ITEM] = Field(Kind.CATALOGUE_ITEM, title="种类")  # type: ignore[assignment]
    directory: Line | None = Field(None, title="指导目录")


BODIES: dict[Kind, type[Body]] = {
    Kind.DEPARTMENT: DepartmentBody,
    Kind.POWER: PowerBody,
    Kind.CATALOGUE_ITEM: CatalogueItemBody,
}

COMPUTED_FIELDS = frozenset({"kind", "schema", "status"})
QUIET_FIELDS = frozenset({"kind", "schema", "display_order"})

_UPGRADES: dict[tuple[Kind, int], Any] = {}


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
    return value.value if isinstance(value, (Kind, Status, Disclosure, Standing)) else value


def lay(kind: Kind, base: dict[str, Any] | None, fields: dict[str, Any], status: Status) -> dict[str, Any]:
    """The whole body that results from laying ``fields`` over ``base``.

    Null and blank texts clear, arrays are replaced whole, extra is laid by header; a text that differs from the base
    only in width or white space leaves the base's text.

    Raises InvalidInput, naming the field, where the result is not a body of this kind.
    """
    body = {**_empty_body(kind), **(base or {}), "kind": kind.value, "schema": SCHEMA, "status": status.value}
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
    body: dict[str, Any] = json.loads(text)
    kind = Kind(body["kind"])
    while body["schema"] < SCHEMA:
        body = _UPGRADES[kind, body["schema"]](body)
    return body
