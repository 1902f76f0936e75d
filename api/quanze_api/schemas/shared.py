"""What all answers share: the clocks they echo, the frame of a list, the shape of a failure."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

HEX = r"^[0-9a-f]{64}$"
KNOWN_AT = r"^edition:[0-9]+$"
DIGEST = Field(pattern=HEX, examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
RelationToTotal = Literal["eq", "gte"]


class Answer(BaseModel):
    """Something that quanze says; it may come to say more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Echo(Answer):
    """From where an answer looks: the jurisdiction and the two clocks as they were resolved."""

    jurisdiction: str = Field(description="地区标识。")
    valid_at: date = Field(description="查询日期。")
    known_at: str = Field(description="截至第几次公布。", pattern=KNOWN_AT, examples=["edition:3"])
    entry: int = Field(description="该版次的最后一个条目号。")
    index_entry: int | None = Field(description="检索索引所及的条目号；未用索引时为 null。")
    coverage_from: date | None = Field(description="清单覆盖起始日：此前的情况未知。")
    notice: str | None = Field(None, description="必须告知读者的话；只在演示登记簿中出现。")


class FacetValue(Answer):
    """How many records of a list have a value."""

    value: str
    label: str
    count: int


class Facets(Answer):
    """The facets that were asked for."""

    category: list[FacetValue] | None = None
    department: list[FacetValue] | None = None


class Listing(Answer):
    """What every list has around its items."""

    meta: Echo
    total: int = Field(description="符合条件的总数。")
    total_relation: RelationToTotal = Field(description="eq：total 为确数；gte：至少有这么多。")
    facets: Facets
    next: str | None = Field(description="下一页的 cursor；没有下一页时为 null。")


class DepartmentReference(Answer):
    """A department by its id and its name on the day."""

    id: str
    name: str | None


class Problem(Answer):
    """RFC 9457: what went wrong."""

    type: str = Field(description="稳定的问题类型。", examples=["/problems/unknown_parameter"])
    title: str
    status: int
    detail: str
    code: str = Field(examples=["unknown_parameter"])
    instance: str
    parameter: str | None = Field(None, description="有误的参数。")
    field: str | None = Field(None, description="有误的字段。")
    errors: list[dict[str, Any]] | None = None
    record: str | None = None
    id: str | None = Field(None, description="服务器出错时的编号。")
