"""Typed changes: the truth from which every rendering of a change is made."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from quanze.domain.parts import EXACT, Line, Part, RecordId, Text
from quanze.domain.vocabulary import Kind


class Op(StrEnum):
    """The typed operations."""

    ADD = "add"
    UNDERTAKE = "undertake"
    CLAIM = "claim"
    AMEND = "amend"
    CANCEL = "cancel"
    DEVOLVE = "devolve"
    TAKE_BACK = "take_back"
    DELEGATE = "delegate"
    EMPOWER = "empower"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER = "transfer"
    RECLASSIFY = "reclassify"
    SUSPEND = "suspend"
    RESUME = "resume"
    CORRECT = "correct"
    REDACT = "redact"
    PUBLISH = "publish"


OP_LABELS: dict[Op, str] = {
    Op.ADD: "新增",
    Op.UNDERTAKE: "承接",
    Op.CLAIM: "认领",
    Op.AMEND: "变更要素",
    Op.CANCEL: "取消",
    Op.DEVOLVE: "下放",
    Op.TAKE_BACK: "收回",
    Op.DELEGATE: "委托",
    Op.EMPOWER: "赋权",
    Op.MERGE: "合并",
    Op.SPLIT: "拆分",
    Op.TRANSFER: "划转",
    Op.RECLASSIFY: "转为",
    Op.SUSPEND: "暂停实施",
    Op.RESUME: "恢复实施",
    Op.CORRECT: "更正",
    Op.REDACT: "依法移除",
    Op.PUBLISH: "公布",
}


class CauseType(StrEnum):
    """Why a list changes (调整事由)."""

    LAW_ENACTED = "law_enacted"
    LAW_AMENDED = "law_amended"
    LAW_REPEALED = "law_repealed"
    SUPERIOR_DECISION = "superior_decision"
    FUNCTIONS_ADJUSTED = "functions_adjusted"
    REFORM = "reform"
    CORRECTION = "correction"
    OWN_INITIATIVE = "own_initiative"
    LOAD = "load"


CAUSE_LABELS: dict[CauseType, str] = {
    CauseType.LAW_ENACTED: "法律法规规章制定",
    CauseType.LAW_AMENDED: "法律法规规章修改",
    CauseType.LAW_REPEALED: "法律法规规章废止",
    CauseType.SUPERIOR_DECISION: "上级决定取消、下放或调整",
    CauseType.FUNCTIONS_ADJUSTED: "部门职能调整",
    CauseType.REFORM: "机构改革",
    CauseType.CORRECTION: "更正",
    CauseType.OWN_INITIATIVE: "自行清理规范",
    CauseType.LOAD: "清单载入",
}


class Cause(Part):
    """The reason of a change: its type, in words, and what it refers to (a title, an article, a document number)."""

    type: CauseType
    text: Text = ""
    ref: Line | None = None


class NewRecord(Part):
    """A record that an operation brings into being."""

    id: RecordId | None = None
    fields: dict[str, Any] = {}


class Change(Part):
    """One typed operation on a list; ``fields`` holds only what changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    op: Op
    kind: Kind = Kind.POWER
    id: RecordId | None = None
    base_version: int | None = Field(None, ge=1, le=EXACT)
    fields: dict[str, Any] = {}
    effective_from: date
    effective_to: date | None = None
    keep_later: bool = False
    partial: bool = False
    into: list[NewRecord] = []
    from_: list[RecordId] = Field([], alias="from")
    to_department: RecordId | None = None
    cause: Cause
