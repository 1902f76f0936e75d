"""The shapes of proposals: what is sent, and what they say of themselves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from quanze_api.schemas.checking import FindingItem
from quanze_api.schemas.shared import DIGEST, Answer, DepartmentReference


class Sent(BaseModel):
    """What programs send: nothing else is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProposalSent(Sent):
    """A draft. A change without a day of its own takes effect on ``effective_from``, else with its edition."""

    title: str
    department: str | None = Field(None, description="部门标识或全称；只属一个部门的经办人可省略。")
    changes: list[dict[str, Any]] = Field(description="各项调整，见 ChangeSet。")
    effective_from: date | None = None
    caused_on: date | None = Field(None, description="调整事由发生之日，办理期限由此起算。")


class ActionSent(BaseModel):
    """One action. Which of these must be said, the answer's ``actions`` tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: str
    digest: str | None = Field(None, description="您所看到的申请内容的校验码。")
    opinion: str | None = None
    conclusion: str | None = None
    result: str | None = None
    answers: list[dict[str, Any]] | None = None
    points: list[Any] | None = None
    consulted: list[str] | None = None
    settlement: str | None = None
    body: str | None = None
    meeting: str | None = None
    date: str | None = None
    minutes: str | None = None
    conditions: list[Any] | None = None
    number: str | None = Field(None, description="备案文号。")
    until: str | None = Field(None, description="公开征求意见的截止日期，当日仍可提出。")
    notice: str | None = Field(None, description="征求意见公告的内容，向社会公开。")
    attachments: list[dict[str, Any]] | None = None


class EditionSent(Sent):
    """An edition to be: what it says, and the approved proposals that it takes up."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: str = Field(examples=["公告"])
    document_number: str | None = None
    proposals: list[str]
    effective_from: date
    decided_on: date | None = None
    issuing_organs: list[str] = []
    counts: list[dict[str, Any]] = Field(
        [],
        description="公告所载数量：{department, category, before, added, removed, after}；不符时不予公布。",
    )


class Receipt(Answer):
    """What came of sending a proposal."""

    id: str
    state: str
    digest: str = DIGEST
    findings: list[FindingItem]


class ProposalSummary(Answer):
    """A proposal in a list."""

    id: str
    title: str
    department: DepartmentReference | None
    state: str
    state_label: str
    digest: str = DIGEST
    edition: int | None
    created_at: str
    updated_at: str
    entered_at: str


class ProposalList(Answer):
    """Proposals, newest first."""

    items: list[ProposalSummary]
    next: str | None


class ProposalAlone(ProposalSummary):
    """A proposal, whole."""

    revision: int
    effective_from: date | None
    caused_on: date | None
    by_list_office: bool
    consulted: list[str]
    conditions: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    findings: list[FindingItem]
    steps: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    consultations: list[dict[str, Any]] = Field(description="各次公开征求意见，新的在前。")
    editable: bool


class Issued(Answer):
    """An edition that went out; one of which all is withheld has no address."""

    log: Literal["public", "withheld"]
    number: int
    entry: int
    root: str = DIGEST
    counts: dict[str, int]
    changes: dict[str, int]
    url: str | None


class AttachmentKept(Answer):
    """A file that was handed in."""

    digest: str = DIGEST
    media_type: str
    size: int
