"""The shapes of answers, as the contract documents them.

Routes write these shapes themselves, without a model between; the tests hold every answer against them. What an answer
always has, has no default here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from quanze.domain.bodies import DepartmentBody, PowerBody
from quanze.domain.changes import Cause, Op
from quanze.domain.editions import Attachment
from quanze.domain.vocabulary import Category, Kind, Standing, Status

HEX = r"^[0-9a-f]{64}$"
KNOWN_AT = r"^edition:[0-9]+$"
DIGEST = Field(pattern=HEX, examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
RelationToTotal = Literal["eq", "gte"]
Reason = Literal["not_yet", "ended", "before_coverage", "suspended"]


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


class RecordSummary(Answer):
    """A record in a list. With `fields=` an item has its id and the named fields only."""

    id: str
    code: str | None = None
    name: str | None = None
    parent_id: str | None = None
    parent_name: str | None = None
    category: Category | None = None
    category_label: str | None = None
    department: DepartmentReference | None = None
    status: Status | None = None
    in_force: bool | None = None
    version: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    url: str | None = None


class RecordList(Listing):
    """A page of records."""

    items: list[RecordSummary]


class Successor(Answer):
    """What an ended record became."""

    id: str
    name: str | None
    op: Op


class OnDay(Answer):
    """What every record says of itself on a day."""

    meta: Echo
    id: str
    in_force: bool
    reason: Reason | None = Field(description="不在施行中的原因；施行中为 null。")
    version: int
    valid_from: date
    valid_to: date | None = Field(description="第一个不再载明的日子；null 为至今。")
    successors: list[Successor]
    url: str


class PowerOnDay(PowerBody, OnDay):
    """A power as the list stated it on the day, with every field of its body."""

    model_config = ConfigDict(extra="ignore", frozen=True, title="PowerOnDay")

    kind: Literal[Kind.POWER, Kind.CATALOGUE_ITEM]  # type: ignore[assignment]  # catalogue items have the same shape
    code: str | None
    parent_name: str | None
    category_label: str
    directory: str | None = Field(None, description="指导目录；只有指导目录事项有。")
    department: DepartmentReference | None


class Related(Answer):
    """A department that another came from or went into."""

    id: str
    name: str | None
    op: Op


class Lineage(Answer):
    """Where a department came from and what it went into (沿革)."""

    model_config = ConfigDict(populate_by_name=True)

    from_: list[Related] = Field(alias="from")
    into: list[Related]


class DepartmentOnDay(DepartmentBody, OnDay):
    """A department on the day, with every field of its body."""

    model_config = ConfigDict(extra="ignore", frozen=True, title="DepartmentOnDay")

    powers: int = Field(description="查询日期现行的事项数。")
    categories: list[FacetValue]
    coverage_from: date | None
    lineage: Lineage


class DepartmentSummary(Answer):
    """A department in the list of organs."""

    id: str
    name: str
    standing: Standing
    standing_label: str
    valid_from: date
    valid_to: date | None
    powers: int
    coverage_from: date | None


class DepartmentList(Listing):
    """Departments in the order of organs (机构序列)."""

    items: list[DepartmentSummary]


class VersionSummary(Answer):
    """A version in the list of versions; its status is null where its text was removed."""

    number: int
    status: Status | None
    op: Op
    valid_from: date
    valid_to: date | None
    entry: int
    edition: int
    digest: str = DIGEST


class VersionList(Listing):
    """The versions of a record, in the order of their entries."""

    items: list[VersionSummary]


class StoredVersion(Answer):
    """One version as it was stored."""

    record: str
    kind: Kind
    number: int
    digest: str = DIGEST
    entry: int
    edition: int
    op: Op
    body: dict[str, Any] = Field(description="所存正文，一字不改。")


class Leaf(Answer):
    """The object that is hashed: every key present, null where absent."""

    jurisdiction: str
    log: Literal["public", "withheld"]
    number: int
    record: str | None
    kind: str
    version: int | None
    digest: str = DIGEST
    op: Op
    valid_from: date | None
    valid_to: date | None
    cause: Cause | None
    lineage: dict[str, Any] | None
    edition: int


class Proof(Answer):
    """An RFC 6962 inclusion proof; all hashes are lower-case hex."""

    leaf: Leaf
    index: int
    tree_size: int
    path: list[str]
    root: str = DIGEST


class EditionSummary(Answer):
    """One approved publication."""

    number: int
    kind: str = Field(examples=["公告"])
    title: str
    document_number: str | None
    issuing_organs: list[str]
    decided_on: date | None
    written_on: date | None
    published_at: datetime
    effective_from: date
    counts: dict[str, int] = Field(description="施行后的事项数，按权力类型。")
    attachments: list[Attachment]
    digest_algorithm: str
    changes: dict[str, int] = Field(description="变动数，按操作。")
    first_entry: int
    tree_size: int
    root: str = DIGEST


class EditionAlone(EditionSummary):
    """One edition."""

    meta: Echo


class EditionList(Listing):
    """Editions, by number."""

    items: list[EditionSummary]


class FieldChange(Answer):
    """A field that says something else."""

    field: str
    before: Any
    after: Any


class ChangeItem(Answer):
    """One entry of the log as a typed change; an edition's first entry has the edition's metadata."""

    entry: int
    edition: int
    op: Op
    kind: str
    id: str | None
    name: str | None
    version: int | None
    digest: str = DIGEST
    valid_from: date | None
    valid_to: date | None
    cause: Cause | None
    lineage: dict[str, Any] | None
    fields: list[FieldChange]
    metadata: EditionSummary | None = None


class ChangeList(Listing):
    """Entries in order."""

    items: list[ChangeItem]


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


class Meta(Answer):
    """What this installation is."""

    software: Software
    zone: str
    today: date
    digest_algorithm: str
    limits: Limits
    jurisdictions: list[JurisdictionSummary]


class Health(Answer):
    """Whether the register can be read."""

    status: Literal["ok"]


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
