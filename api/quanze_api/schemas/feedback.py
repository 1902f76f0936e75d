"""The shapes of citizens' word: what is sent, what its writer, the public and the list office are told."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from quanze.domain.feedback import Adoption, FeedbackKind, FeedbackStatus, Handling
from quanze_api.schemas.proposing import Sent
from quanze_api.schemas.shared import Answer, DepartmentReference

MOST = 999_999_999


class FeedbackSent(Sent):
    """A citizen's word. How to reach the writer is the writer's choice, is shown to nobody else and can be deleted."""

    kind: FeedbackKind
    text: str = Field(description="情况说明，10 至 2000 字；经审核后才会公开。")
    power: str | None = Field(None, description="事项标识；反映事项有误时必填。")
    department: str | None = Field(None, description="部门标识。")
    contact: str | None = Field(None, description="联系方式，可不填；从不公开，可随时删除。")
    consultation: int | None = Field(None, ge=1, le=MOST, description="第几次公开征求意见；提出意见时必填。")
    jurisdiction: str | None = Field(None, description="地区标识或区划代码；登记簿中只有一个地区时可省略。")


class FeedbackReceipt(Answer):
    """Number and word: the word is told once and kept nowhere."""

    number: str = Field(examples=["K7M3-2Q9X"])
    secret: str = Field(examples=["4D8R-W0ZC-7HJ2"])
    status: FeedbackStatus


class FeedbackAsked(Sent):
    """With which the writer asks again."""

    number: str
    secret: str


class FeedbackTold(Answer):
    """What everybody who may see it sees alike."""

    number: str
    kind: FeedbackKind
    kind_label: str
    power: DepartmentReference | None
    department: DepartmentReference | None
    consultation: int | None = Field(description="第几次公开征求意见。")
    adoption: Adoption | None = Field(description="采纳情况。")
    adoption_label: str | None
    status: FeedbackStatus
    status_label: str
    answer: str | None
    answered_at: str | None
    edition: int | None = Field(description="由此作出的调整所在的版次。")
    text: str


class FeedbackOwn(FeedbackTold):
    """What the writer is told."""

    received_at: str
    shown: bool
    has_contact: bool


class FeedbackShownList(Answer):
    """Reviewed words with their answers, newest first."""

    items: list[FeedbackTold]
    next: str | None


class FeedbackReceived(Answer):
    """One of them as the list office reads it."""

    id: str
    number: str
    kind: FeedbackKind
    kind_label: str
    power: DepartmentReference | None
    department: DepartmentReference | None
    consultation: int | None
    adoption: Adoption | None
    adoption_label: str | None
    status: FeedbackStatus
    status_label: str
    text: str
    contact: str | None
    shown_text: str | None
    answer: str | None
    answered_at: str | None
    proposal: str | None
    received_at: str


class FeedbackReceivedAlone(FeedbackReceived):
    """The same with what may be done now."""

    edition: int | None
    actions: list[dict[str, object]]


class FeedbackReceivedList(Answer):
    """Everything that was written, newest first."""

    items: list[FeedbackReceived]
    next: str | None


class HandlingSent(BaseModel):
    """One action of the list office."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Handling
    answer: str | None = None
    adoption: Adoption | None = Field(None, description="采纳情况，理由写在 answer 中。")
    shown_text: str | None = Field(None, description="公开的文字：隐去个人信息后的意见内容。")
