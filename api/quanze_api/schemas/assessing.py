"""The shapes of 裁量基准查询: what is asked, and what the standards say of it. Money is in fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from quanze.domain.assessments import Fit
from quanze.domain.lighter import Lighter
from quanze.domain.parts import EXACT, RecordId
from quanze.domain.penalties import Subject
from quanze.domain.vocabulary import StandardForm, TierEffect
from quanze_api.schemas.shared import Answer, Echo

MOST = 100
Fen = Annotated[int, Field(ge=0, le=EXACT)]
Word = Annotated[str, Field(min_length=1, max_length=2_000)]


class AssessmentAsked(BaseModel):
    """The facts as somebody states them; what is left out stays open. Nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    jurisdiction: str | None = None
    power: RecordId | None = Field(None, description="处罚事项的标识；与 standard 二选一。")
    standard: RecordId | None = Field(None, description="裁量基准的标识。")
    acted_on: date = Field(description="违法行为发生（终了）之日。")
    decided_on: date | None = Field(None, description="作出决定之日；默认今天。")
    subject: Subject | None = Field(None, description="处罚对象。")
    amounts: dict[Word, Fen] = Field({}, max_length=MOST, description="基数及其金额（分），如 货值金额。")
    units: dict[Word, Fen] = Field({}, max_length=MOST, description="计量单位及其数量，如 平方米。")
    days: int | None = Field(None, ge=0, le=36_600, description="按日计算的天数。")
    circumstances: list[Word] = Field([], max_length=MOST, description="裁量基准所列适用情形的原文。")


class Interval(Answer):
    """An interval in fen; an open end is null."""

    minimum: int | None
    maximum: int | None
    minimum_inclusive: bool
    maximum_inclusive: bool


class FineAssessed(Answer):
    """One fine of a tier, in words and in money where every fact that it needs was stated."""

    text: str
    subject: Subject | None
    money: Interval | None
    wanting: str | None = Field(description="折算成金额还缺的事实。")


class TierAssessed(Answer):
    """A tier, and whether the facts chose it, leave it possible or exclude it."""

    label: str | None
    fit: Fit
    effect: TierEffect
    effect_label: str
    circumstances: list[str]
    text: str | None
    fines: list[FineAssessed]
    sanctions: list[str]
    orders: list[str]
    note: str | None


class GroupAssessed(Answer):
    """A group; ``range`` spans the tiers that remain."""

    situation: str | None
    subject: Subject | None
    excluded: bool
    basis: str | None
    bracket: list[str]
    range: Interval | None
    tiers: list[TierAssessed]


class StandardText(Answer):
    """Which text of a standard it is."""

    version: int
    valid_from: date
    valid_to: date | None
    document: dict[str, Any] | None
    legal_basis: str | None


class StandardTextAssessed(StandardText):
    """A text of a standard under the facts; one that was removed (``removed``) has no groups."""

    removed: bool
    groups: list[GroupAssessed]


class StandardAssessed(Answer):
    """A standard by its text of the day of the act and by that of the decision, and which of them is the lighter."""

    id: str
    name: str
    url: str
    applies: Lighter | None
    applies_label: str
    on_act_day: StandardTextAssessed | None
    on_decision_day: StandardTextAssessed | None
    left_to_judgement: list[str]


class GroundTold(Answer):
    """A statutory ground for no penalty or a lesser one."""

    effect: str
    effect_label: str
    text: str
    basis: str


class GroundListed(StandardText):
    """An entry of a published list of acts that are not, or less, penalised."""

    id: str
    name: str
    form: StandardForm
    form_label: str
    conditions: str | None
    first_offence_window: str | None
    correction_period: str | None
    stated_on_act_day: bool
    stated_on_decision_day: bool
    url: str


class LimitationPeriod(Answer):
    """After how long an act that was not found out is no longer punished."""

    years: int
    matters: str
    ends_on: date | None
    over_on_decision_day: bool
    basis: str


class LimitationTold(Answer):
    """The limitation periods, and from when they run."""

    from_when: str
    periods: list[LimitationPeriod]


class Unstated(Answer):
    """Why no standard was found."""

    reason: str
    message: str


class Assessment(Answer):
    """What the published standards say of the stated facts: for reference, no basis of any decision."""

    meta: Echo
    notice: str
    acted_on: date
    decided_on: date
    grounds: list[GroundTold]
    listed_grounds: list[GroundListed]
    limitation: LimitationTold
    old_and_lighter: str
    standards: list[StandardAssessed]
    explanation: Unstated | None
