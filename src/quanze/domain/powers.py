"""What a power says (权责事项), and a superior's offer of one (指导目录事项)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from quanze.domain.parts import Body, Line, Name, Part, RecordId, Text
from quanze.domain.vocabulary import Category, CoercionKind, InspectionForm, Kind, Level


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


class Inspection(Part):
    """How a department inspects (涉企行政检查, 国办发〔2024〕54号): by which standard and at most how often a year."""

    form: InspectionForm | None = Field(None, title="检查类别")
    matters: Text | None = Field(None, title="检查内容")
    method: Text | None = Field(None, title="检查方式")
    standard: Text | None = Field(None, title="检查标准")
    most_a_year: int | None = Field(None, ge=0, le=366, title="年度频次上限")
    frequency: Line | None = Field(None, title="检查频次")


class PowerBody(Body):
    """A power and the duty that goes with it (权责事项)."""

    schema_number: int = Field(2, alias="schema", title="结构版本")
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
    inspection: Inspection | None = Field(None, title="行政检查")
    post_cancellation_supervision: Text | None = Field(None, title="取消后监管措施")


class CatalogueItemBody(PowerBody):
    """A superior's offer (指导目录事项): the shape of a power, and no power of this government until claimed."""

    kind: Literal[Kind.CATALOGUE_ITEM] = Field(Kind.CATALOGUE_ITEM, title="种类")  # type: ignore[assignment]
    directory: Line | None = Field(None, title="指导目录")
