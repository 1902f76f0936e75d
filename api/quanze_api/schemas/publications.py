"""Editions and the entries of the log as answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import ConfigDict, Field

from quanze.domain.changes import Cause, Op
from quanze.domain.editions import Attachment
from quanze_api.schemas.shared import DIGEST, Answer, Echo, Listing


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


class Step(Answer):
    """One entry between the two ends."""

    op: Op
    entry: int
    edition: int
    effective_from: date | None
    cause: Cause | None


class Difference(Answer):
    """One record that differs: its net change, and the steps between."""

    model_config = ConfigDict(populate_by_name=True)

    op: Op
    kind: str
    id: str
    name: str | None
    version_from: int | None = Field(description="起点的版本号；起点没有时为 null。")
    version_to: int | None = Field(description="终点的版本号；终点没有时为 null。")
    fields: list[FieldChange]
    effective_from: date | None
    edition: int | None
    cause: Cause | None
    from_: list[str] | None = Field(None, alias="from", description="沿革：来自。")
    into: list[str] | None = Field(None, description="沿革：去向。")
    steps: list[Step]


class ComparedEcho(Echo):
    """From where two ends are compared."""

    before_coverage: bool | None = Field(None, description="起点早于清单覆盖起始日：其后首次载明的一律为新增。")


class Differences(Answer):
    """The difference of two days or two editions."""

    meta: ComparedEcho
    summary: dict[str, int] = Field(description="全部差异的数目，按操作。")
    total: int
    items: list[Difference]
    next: str | None = Field(description="下一页的 cursor；没有下一页时为 null。")
