"""The installation's description of itself as an answer."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from quanze_api.schemas.shared import Answer


class RegionCode(Answer):
    """A dated code of a jurisdiction."""

    scheme: str
    value: str
    valid_from: date | None
    valid_to: date | None


class CoveredDepartment(Answer):
    """A department and the first day of its list."""

    id: str
    name: str
    coverage_from: date | None


class JurisdictionSummary(Answer):
    """A government whose lists these are."""

    id: str
    name: str
    demonstration: bool
    assessments: bool = Field(description="是否开放裁量基准查询（POST /api/v1/assessments）。")
    notice: str | None = None
    region_codes: list[RegionCode]
    entry: int
    edition: int
    coverage_from: date | None
    departments: list[CoveredDepartment]


class Software(Answer):
    """Which software answers."""

    name: str
    version: str
    api: str


class Limits(Answer):
    """How much may be asked at once."""

    default: int
    maximum: int
    read_limit: str | None


class Search(Answer):
    """Which engine answers searches, and how far its index has read."""

    engine: Literal["tantivy", "whoosh"]
    index_entry: int | None = Field(description="检索索引所及的位置（全部地区条目的提交次序）；尚未建立时为 null。")


class Meta(Answer):
    """What this installation is."""

    software: Software
    zone: str
    today: date
    digest_algorithm: str
    limits: Limits
    search: Search
    jurisdictions: list[JurisdictionSummary]


class Health(Answer):
    """Whether the register can be read."""

    status: Literal["ok"]
