"""Records as answers: in lists, alone on a day, version by version, proven."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from quanze.domain.bodies import DepartmentBody
from quanze.domain.changes import Cause, Op
from quanze.domain.discretion import DiscretionStandardBody
from quanze.domain.intermediaries import IntermediaryServiceBody
from quanze.domain.powers import PowerBody
from quanze.domain.vocabulary import Category, Kind, Standing, Status
from quanze_api.schemas.shared import DIGEST, Answer, DepartmentReference, Echo, FacetValue, Listing

Reason = Literal["not_yet", "ended", "before_coverage", "suspended"]


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
    highlights: dict[str, str] | None = Field(
        None, description="检索时：命中的字段，已转义的文字，命中处以 <mark> 标出。"
    )


class Explanation(Answer):
    """Why nothing was found, and what is near."""

    reason: Literal["other_days", "other_filters", "nothing_matched"] = Field(
        description="other_days：别的日期的清单载明；other_filters：不加所选条件则有；nothing_matched：没有相符的。"
    )
    see: list[RecordSummary]


class RecordList(Listing):
    """A page of records."""

    items: list[RecordSummary]
    explanation: Explanation | None = Field(None, description="检索没有结果时：原因与相近的记录。")


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


class StandardOnDay(DiscretionStandardBody, OnDay):
    """A discretion standard as it was stated on the day, with every field of its body."""

    model_config = ConfigDict(extra="ignore", frozen=True, title="StandardOnDay")

    code: str | None
    parent_name: str | None
    category_label: str
    department: DepartmentReference | None


class ServiceOnDay(IntermediaryServiceBody, OnDay):
    """An intermediary service as the list stated it on the day, with every field of its body."""

    model_config = ConfigDict(extra="ignore", frozen=True, title="ServiceOnDay")

    code: str | None
    parent_name: str | None
    category_label: str | None
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
