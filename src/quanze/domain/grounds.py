"""What comes before any amount: grounds for no or a lesser penalty, and the limitation period, as the law had them.

Rows of 行政处罚法: its text of 2017 (in what is stated here, like those before it) and that of 2021, in force from
2021-07-15 on. The text of the day of the decision counts; the older one is no lighter.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from quanze.domain.spans import FOREVER

LAW = "《中华人民共和国行政处罚法》"
FIRST = date(1996, 10, 1)
REVISED = date(2021, 7, 15)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which no penalty, or a lesser one, is given; in force on ``[since, until)``."""

    effect: str
    text: str
    article: str
    since: date = REVISED
    until: date = FOREVER

    @property
    def basis(self) -> str:
        """The law and its article."""
        return f"{LAW}{self.article}"


EFFECTS = {
    "no_penalty": "不予行政处罚",
    "may_no_penalty": "可以不予行政处罚",
    "lesser": "应当从轻或者减轻行政处罚",
    "may_lesser": "可以从轻或者减轻行政处罚",
}
GROUNDS = (
    Ground("no_penalty", "违法行为轻微并及时改正，没有造成危害后果。", "第三十三条第一款"),
    Ground("may_no_penalty", "初次违法且危害后果轻微并及时改正。", "第三十三条第一款"),
    Ground("no_penalty", "当事人有证据足以证明没有主观过错（法律、行政法规另有规定的除外）。", "第三十三条第二款"),
    Ground("no_penalty", "违法时不满十四周岁。", "第三十条"),
    Ground("no_penalty", "精神病人、智力残疾人在不能辨认或者不能控制自己行为时违法。", "第三十一条"),
    Ground("may_lesser", "尚未完全丧失辨认或者控制自己行为能力的精神病人、智力残疾人违法。", "第三十一条"),
    Ground("lesser", "违法时已满十四周岁不满十八周岁。", "第三十条"),
    Ground("lesser", "主动消除或者减轻违法行为危害后果。", "第三十二条第一项"),
    Ground("lesser", "受他人胁迫或者诱骗实施违法行为。", "第三十二条第二项"),
    Ground("lesser", "主动供述行政机关尚未掌握的违法行为。", "第三十二条第三项"),
    Ground("lesser", "配合行政机关查处违法行为有立功表现。", "第三十二条第四项"),
    Ground("no_penalty", "违法行为轻微并及时纠正，没有造成危害后果。", "第二十七条第二款", FIRST, REVISED),
    Ground("no_penalty", "违法时不满十四周岁。", "第二十五条", FIRST, REVISED),
    Ground("no_penalty", "精神病人在不能辨认或者不能控制自己行为时违法。", "第二十六条", FIRST, REVISED),
    Ground("lesser", "违法时已满十四周岁不满十八周岁。", "第二十五条", FIRST, REVISED),
    Ground("lesser", "主动消除或者减轻违法行为危害后果。", "第二十七条第一款第一项", FIRST, REVISED),
    Ground("lesser", "受他人胁迫有违法行为。", "第二十七条第一款第二项", FIRST, REVISED),
    Ground("lesser", "配合行政机关查处违法行为有立功表现。", "第二十七条第一款第三项", FIRST, REVISED),
)


@dataclass(frozen=True, slots=True)
class Limitation:
    """A period after which an act that was not found out is no longer punished; ``ends_on`` is its last day."""

    years: int
    matters: str
    article: str
    ends_on: date | None = None

    @property
    def basis(self) -> str:
        """The law and its article."""
        return f"{LAW}{self.article}"


FROM_WHEN = (
    "期限从违法行为发生之日起计算；违法行为有连续或者继续状态的，从行为终了之日起计算。"
    "法律另有规定的，依其规定（如治安管理处罚为六个月）。"
)


def grounds_on(day: date) -> list[Ground]:
    """The grounds that are law on a day."""
    return [ground for ground in GROUNDS if ground.since <= day < ground.until]


def limitations(act: date, decided: date) -> Iterator[Limitation]:
    """The periods for an act, by the law of the day of the decision."""
    if decided < FIRST:
        return
    if decided < REVISED:
        yield Limitation(2, "一般违法行为", "第二十九条", _after(act, 2))
        return
    yield Limitation(2, "一般违法行为", "第三十六条", _after(act, 2))
    yield Limitation(5, "涉及公民生命健康安全、金融安全且有危害后果的", "第三十六条", _after(act, 5))


def _after(day: date, years: int) -> date:
    """The same day so many years later; the last day of February where there is no other."""
    year = min(day.year + years, date.max.year)
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
