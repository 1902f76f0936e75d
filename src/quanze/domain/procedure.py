"""The way of a proposal (调整申请): its states, and who may move it, as rows of a ruleset (办理规则).

A ruleset is a file of rows in :mod:`quanze.domain.rulesets`; nothing about who reviews what is written in code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from quanze.domain.changes import Op
from quanze.domain.errors import Forbidden, InvalidInput, NotNow
from quanze.domain.permissions import Subject, of_a_consulted_department, of_the_department, of_the_jurisdiction
from quanze.domain.roles import Person, Role
from quanze.domain.vocabulary import Category, Severity


class State(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    AWAITING_REPLY = "awaiting_reply"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONSULTING = "consulting"
    IN_LEGALITY_REVIEW = "in_legality_review"
    IN_LIST_REVIEW = "in_list_review"
    IN_PUBLIC_COMMENT = "in_public_comment"
    AWAITING_DECISION = "awaiting_decision"
    APPROVED = "approved"
    PUBLISHED = "published"
    FILED = "filed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


STATE_LABELS: dict[State, str] = {
    State.DRAFT: "草稿",
    State.AWAITING_REPLY: "待部门回复",
    State.SUBMITTED: "已提交",
    State.RETURNED: "已退回",
    State.CONSULTING: "征求意见中",
    State.IN_LEGALITY_REVIEW: "合法性审查中",
    State.IN_LIST_REVIEW: "归口审核中",
    State.IN_PUBLIC_COMMENT: "公开征求意见中",
    State.AWAITING_DECISION: "待决定",
    State.APPROVED: "已批准待公布",
    State.PUBLISHED: "已公布",
    State.FILED: "已备案",
    State.REJECTED: "不予调整",
    State.WITHDRAWN: "已撤回",
    State.SUPERSEDED: "已被其他调整取代",
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""States in which those who propose may change the text."""

ISSUED = frozenset({State.PUBLISHED, State.FILED})
"""States of what is in an edition."""

ENDED = ISSUED | {State.REJECTED, State.WITHDRAWN}


class Action(StrEnum):
    """What moves a proposal, apart from its publication."""

    SUBMIT = "submit"
    REPLY = "reply"
    ACCEPT = "accept"
    GIVE_OPINION = "give_opinion"
    CLOSE_CONSULTATION = "close_consultation"
    REVIEW = "review"
    CONSOLIDATE = "consolidate"
    OPEN_COMMENT = "open_comment"
    CLOSE_COMMENT = "close_comment"
    RECORD_DECISION = "record_decision"
    RETURN = "return"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    REBASE = "rebase"
    ASSESS_COMPETITION = "assess_competition"
    CLEAR_CONFIDENTIALITY = "clear_confidentiality"
    FILE = "file"


ACTION_LABELS: dict[str, str] = {
    Action.SUBMIT: "提交",
    Action.REPLY: "回复意见",
    Action.ACCEPT: "受理",
    Action.GIVE_OPINION: "反馈意见",
    Action.CLOSE_CONSULTATION: "结束征求意见",
    Action.REVIEW: "出具合法性审查意见",
    Action.CONSOLIDATE: "归口审核通过",
    Action.OPEN_COMMENT: "公开征求意见",
    Action.CLOSE_COMMENT: "结束公开征求意见",
    Action.RECORD_DECISION: "登记决定",
    Action.RETURN: "退回",
    Action.WITHDRAW: "撤回",
    Action.REJECT: "不予调整",
    Action.REBASE: "按现行清单重新拟定",
    Action.ASSESS_COMPETITION: "公平竞争审查",
    Action.CLEAR_CONFIDENTIALITY: "保密审查",
    Action.FILE: "备案",
    "draft": "起草",
    "edit": "修改",
    "comment": "批注",
    "hand_in": "交回盖章件",
    "publish": "公布",
    "supersede": "被取代",
}


class Duty(StrEnum):
    """What a person's part in a proposal is; nobody has two in one (four eyes, by person)."""

    PROPOSE = "propose"
    CONSULT = "consult"
    LIST = "list"
    LEGALITY = "legality"
    DECIDE = "decide"


DUTY_LABELS: dict[Duty, str] = {
    Duty.PROPOSE: "提出",
    Duty.CONSULT: "反馈意见",
    Duty.LIST: "归口审核",
    Duty.LEGALITY: "合法性审查",
    Duty.DECIDE: "决定和公布",
}
CONCLUSION_LABELS: dict[str, str] = {
    "no_objection": "无意见",
    "comments": "有修改意见",
    "objection": "不同意",
    "lawful": "合法",
    "lawful_if_amended": "修改后合法",
    "unlawful": "不合法",
    "passed": "通过",
    "passed_in_principle": "原则通过",
    "deferred": "缓议",
    "refused": "不通过",
    "no_restriction": "不具有排除、限制竞争的效果",
    "restriction": "具有排除、限制竞争的效果",
    "may_be_public": "可以公开",
    "not_public": "不宜公开",
}


ADVERSE = frozenset({"restriction", "not_public"})
"""Conclusions of a required review that leave it undone."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a ruleset's conditions may ask about a proposal; ``done`` are the actions on its present text."""

    state: State
    ops: frozenset[Op] = frozenset()
    categories: frozenset[str] = frozenset()
    affected: frozenset[str] = frozenset()
    objections: frozenset[str] = frozenset()
    conditions_open: bool = False
    by_list_office: bool = False
    done: frozenset[str] = frozenset()
    of_no_department: bool = False


GOVERNMENT_OPS = frozenset(
    {Op.ADD, Op.CANCEL, Op.DEVOLVE, Op.UNDERTAKE, Op.CLAIM, Op.TAKE_BACK, Op.EMPOWER, Op.MERGE, Op.SPLIT, Op.TRANSFER}
)
"""Operations that bring a power onto the list or off it, or move it to another organ: the government's to decide."""

CONDITIONS: Mapping[str, Callable[[Case], bool]] = {
    "others_affected": lambda case: bool(case.affected),
    "no_open_objection": lambda case: not case.objections,
    "government_decides": lambda case: not case.ops.isdisjoint(GOVERNMENT_OPS),
    "conditions_open": lambda case: case.conditions_open,
    "of_no_department": lambda case: case.of_no_department,
    "licenses_alone": lambda case: case.categories == {Category.LICENSE},
    "not_licenses_alone": lambda case: case.categories != {Category.LICENSE},
}
RELATIONS: Mapping[str, Callable[[Person, Subject, Case], bool]] = {
    "of_the_jurisdiction": lambda person, subject, _case: of_the_jurisdiction(person, subject),
    "of_the_department": lambda person, subject, _case: of_the_department(person, subject),
    "of_a_consulted_department": lambda person, subject, _case: of_a_consulted_department(person, subject),
    "for_a_late_department": lambda _person, _subject, case: case.by_list_office,
}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Row):
    """One row: who may do what in which states, where it leads (nowhere: the state stays), and on what conditions.

    ``after`` names the reviews that must have been made of this very text, ``days`` how long what it begins lasts at
    least.
    """

    action: Action
    roles: frozenset[Role]
    who: str = "of_the_jurisdiction"
    duty: Duty
    from_: frozenset[State] = Field(alias="from")
    to: State | None = None
    when: tuple[str, ...] = ()
    conclusions: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    after: tuple[Action, ...] = ()
    days: int = Field(0, ge=0)

    def model_post_init(self, _context: Any) -> None:
        """Refuse words that nothing stands for. Raises ValueError."""
        unknown = (
            {*self.when} - CONDITIONS.keys()
            | {self.who} - RELATIONS.keys()
            | self.conclusions - CONCLUSION_LABELS.keys()
        )
        if unknown or not {*self.needs} <= NEEDS.keys():
            raise ValueError(f"unknown words: {sorted(unknown | ({*self.needs} - NEEDS.keys()))}")

    def applies(self, case: Case) -> bool:
        """Whether the row's state and conditions are met."""
        return case.state in self.from_ and all(CONDITIONS[name](case) for name in self.when)

    def is_of(self, person: Person, subject: Subject, case: Case) -> bool:
        """Whether the row is this person's."""
        theirs = of_the_jurisdiction(person, subject) and RELATIONS[self.who](person, subject, case)
        programs_may = self.duty is Duty.PROPOSE
        return bool(person.roles & self.roles) and theirs and (programs_may or not person.service)


NEEDS: dict[str, str] = {
    "opinion": "理由或意见（opinion）",
    "settlement": "分歧的处理结果（settlement）",
    "points": "需要答复的问题（points）",
    "body": "决定机关（body）",
    "date": "决定日期（date）",
    "conditions": "需要落实的会议意见（conditions）",
    "number": "备案文号（number）",
    "until": "截止日期（until）",
    "notice": "征求意见公告的内容（notice）",
}


class Deadline(_Row):
    """By when something is owed: so many working days after what begins them; ``trigger`` is the state that owes it."""

    name: str
    trigger: str
    from_: str = Field(alias="from")
    to: str
    days: int = Field(gt=0)


class Ruleset(_Row):
    """An arrangement of who reviews what (办理规则)."""

    name: str
    title: str
    basis: str
    rules: tuple[Rule, ...]
    deadlines: tuple[Deadline, ...] = ()
    severities: dict[str, Severity] = {}
    publish_after: tuple[Action, ...] = ()

    def options(self, case: Case) -> Iterator[Rule]:
        """The rows that apply now, whoever asks."""
        return (rule for rule in self.rules if rule.applies(case))

    def allowed(self, person: Person, subject: Subject, case: Case, duty: str | None) -> list[Rule]:
        """The rows that a person may take now; ``duty`` is the part that the person already has in the proposal."""
        own = [rule for rule in self.options(case) if rule.is_of(person, subject, case) and duty in (None, rule.duty)]
        return [rule for rule in own if case.done.issuperset(rule.after)]

    def choose(self, action: str, person: Person, subject: Subject, case: Case, given: Mapping[str, Any]) -> Rule:
        """The row that an action takes. Raises NotNow, Forbidden, or InvalidInput where something must be said."""
        named = [rule for rule in self.options(case) if rule.action == action]
        if not named:
            label = ACTION_LABELS.get(action, action)
            raise NotNow(f"“{STATE_LABELS[case.state]}”的调整申请现在不能“{label}”。", code="not_now")
        own = [rule for rule in named if rule.is_of(person, subject, case)]
        if not own:
            raise Forbidden("这一步不由您办理。", code="not_yours")
        rule = _complete(_concluding(own, given.get("conclusion")), given)
        require_done(rule.after, case)
        return rule


def require_done(after: Iterable[Action], case: Case) -> None:
    """Raise NotNow where a review of the present text is still owed."""
    for action in after:
        if action not in case.done:
            raise NotNow(f"须先办理“{ACTION_LABELS[action]}”。", code="not_now")


def _concluding(rules: list[Rule], conclusion: object) -> Rule:
    """The first row with the conclusion."""
    fitting = [rule for rule in rules if not rule.conclusions or conclusion in rule.conclusions]
    if fitting:
        return fitting[0]
    known = [name for name in CONCLUSION_LABELS for rule in rules if name in rule.conclusions]
    words = "、".join(f"{name}（{CONCLUSION_LABELS[name]}）" for name in dict.fromkeys(known))
    raise InvalidInput(f"请写明结论（conclusion）：{words}。", code="conclusion_needed", field="conclusion")


def _complete(rule: Rule, given: Mapping[str, Any]) -> Rule:
    for name in rule.needs:
        if not given.get(name):
            raise InvalidInput(f"“{ACTION_LABELS[rule.action]}”须写明{NEEDS[name]}。", code="missing_part", field=name)
    return rule


@cache
def ruleset(name: str) -> Ruleset:
    """A ruleset that comes with quanze. Raises InvalidInput for any other name."""
    if name not in names():
        raise InvalidInput(f"没有名为“{name}”的办理规则。", code="unknown_ruleset", parameter="ruleset")
    text = files("quanze.domain.rulesets").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return Ruleset.model_validate({"name": name, **tomllib.loads(text)})


@cache
def names() -> tuple[str, ...]:
    """The rulesets there are."""
    found = (path.name for path in files("quanze.domain.rulesets").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))
