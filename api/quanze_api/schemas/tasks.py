"""The shapes of what is owed by when."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from quanze_api.schemas.shared import Answer, DepartmentReference


class TaskItem(Answer):
    """Something owed by a day: by a department, else by an office."""

    proposal: str
    title: str
    name: str = Field(examples=["归口受理"])
    action: str
    department: DepartmentReference | None
    office: str | None
    began_on: date = Field(description="期限由此起算，当日不计入。")
    due_on: date
    overdue_days: int = Field(description="已逾期的工作日数；未逾期为 0。")
    provisional: bool = Field(description="所涉年份的节假日安排尚未公布，暂按星期推算。")
    mine: bool


class FeedbackTask(Answer):
    """A citizen's word that waits for its answer; shown to those who answer."""

    feedback: str
    number: str
    name: str = Field(examples=["答复公众意见"])
    status: str
    office: str
    began_on: date = Field(description="收到之日，不计入期限。")
    due_on: date
    overdue_days: int = Field(description="已逾期的工作日数；未逾期为 0。")
    provisional: bool = Field(description="所涉年份的节假日安排尚未公布，暂按星期推算。")


class Debtor(Answer):
    """How much a department or an office owes."""

    id: str | None
    name: str | None
    owed: int
    overdue: int


class Board(Answer):
    """Everything that is owed, the most urgent first."""

    items: list[TaskItem]
    feedback: list[FeedbackTask]
    debtors: list[Debtor]
