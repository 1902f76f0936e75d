"""Checking a change-set: what is sent, and what is found."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from quanze.domain.changes import Change
from quanze.domain.vocabulary import Severity
from quanze_api.schemas.shared import Answer

MOST_CHANGES = 20_000


class ChangeSet(BaseModel):
    """Changes as a proposal holds them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    changes: Annotated[list[Change], Field(max_length=MOST_CHANGES)]


class FindingItem(Answer):
    """A rule's word (校验提示)."""

    code: str = Field(description="规则代码，见 docs/checks.md。", examples=["basis_missing"])
    severity: Severity = Field(description="error 须改正；warning 须逐条答复；notice 仅供参考。")
    change: int | None = Field(description="涉及第几项调整，从 0 起；null 为整批。")
    field: str | None = Field(description="涉及的字段。")
    message: str
    id: str | None = Field(description="涉及的记录。")
    name: str | None = Field(description="该记录的名称。")


class CountItem(Answer):
    """The counted powers of a department in a category: before + added − removed = after."""

    department: str
    category: str
    before: int
    added: int
    removed: int
    after: int


class Validation(Answer):
    """What stands against publishing a change-set; nothing is stored."""

    findings: list[FindingItem]
    summary: dict[str, int] = Field(description="各规则的提示数。")
    counts: list[CountItem] = Field(description="调整前后的事项数，按部门和权力类型。")
    carried_along: list[dict[str, Any]] = Field(
        description="尚缺的连带调整，可直接并入 changes：审批事项取消的，其中介服务一并取消。"
    )
