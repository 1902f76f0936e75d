"""Findings (校验提示): what the rules say of a list and of changes to it, and which of it blocks.

A finding of a proposal blocks (error) or needs a recorded answer (warning) only where the change causes it or touches
what the rule looks at; what the list already said before is a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from quanze.domain.diffs import field_changes
from quanze.domain.rules import (
    changes,
    clauses,
    codes,
    discretion,
    inspections,
    intermediaries,
    neighbours,
    texts,
    tiers,
)
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import LIVING, Kind, Severity

Look = Callable[[Subject, Surroundings], Iterable[Remark]]


class Aspect(StrEnum):
    """What a rule looks at: a text as it is to be stated, one that has left the list, or the change that is asked."""

    TEXT = "text"
    ENDED = "ended"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; ``fields`` are those whose touching makes an old fault the change's own.

    A rule without a severity is off until a ruleset gives it one.
    """

    code: str
    severity: Severity | None
    label: str
    look: Look
    fields: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset({Kind.POWER})
    aspect: Aspect = Aspect.TEXT


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's word on a record, or on the ``change`` (its place in the change-set, from 0) that concerns it."""

    code: str
    severity: Severity
    message: str
    change: int | None = None
    field: str | None = None
    record: str | None = None
    name: str | None = None

    def told(self) -> dict[str, Any]:
        """The finding as the contract has it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "change": self.change,
            "field": self.field,
            "message": self.message,
            "id": self.record,
            "name": self.name,
        }


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTICE
_ITEMS = frozenset({Kind.POWER, Kind.CATALOGUE_ITEM})
_ORGANS = frozenset({Kind.DEPARTMENT})
_STANDARDS = frozenset({Kind.DISCRETION_STANDARD})
_SERVICES = frozenset({Kind.INTERMEDIARY_SERVICE})
_LINKED = _STANDARDS | _SERVICES
_BASED = frozenset({Kind.POWER}) | _SERVICES
_HELD = frozenset({Kind.POWER}) | _LINKED
_ALL = frozenset(Kind)
_BASIS = ("legal_basis", "category", "grouping")

TEXT_RULES: tuple[Rule, ...] = (
    Rule("basis_missing", _E, "没有实施依据", texts.without_basis, ("legal_basis", "grouping"), _BASED),
    Rule("body_missing", _N, "没有行使主体", texts.without_body, ("implementing_body", "grouping")),
    Rule("duties_missing", _W, "缺责任一半", texts.without_duties, ("duties", "grouping")),
    Rule("duty_basis_missing", _N, "责任事项没有依据", texts.without_duty_basis, ("duties", "duty_basis")),
    Rule("accountability_missing", _N, "没有追责情形", texts.without_accountability, ("duties", "accountability")),
    Rule("basis_level", _E, "依据的效力级别不够", texts.unfit_level, (*_BASIS, "coercion_kind")),
    Rule("basis_level_advised", _N, "依据的效力级别偏低", texts.weak_level, _BASIS),
    Rule("temporary_license", _N, "只有政府规章的许可", texts.temporary_license, _BASIS),
    Rule("basis_tag", _W, "依据标注与文件不符", texts.mistagged_basis, ("legal_basis",), _BASED),
    Rule("basis_untitled", _W, "依据没有文件名称", texts.untitled_basis, ("legal_basis",), _BASED),
    Rule("article_missing", _W, "依据没有条款", texts.without_article, ("legal_basis",), _BASED),
    Rule("marks_unpaired", _N, "书名号不成对", texts.broken_marks, ("legal_basis",), _BASED),
    Rule("coercion_kind_missing", _N, "未分措施与执行", texts.coercion_kind_unsaid, ("category", "coercion_kind")),
    Rule("order_no_penalty", _W, "责令改正列为处罚", texts.order_as_penalty, ("name", "category")),
    Rule("generic_body", _W, "行使主体不是具体机关", texts.generic_body, ("implementing_body",)),
    Rule("generic_department", _W, "部门名称不是具体机关", texts.generic_department, ("name",), _ORGANS),
    Rule("remedy_superior", _W, "复议仍指向上级部门", texts.superior_review, ("remedy",)),
    Rule("mandate_incomplete", _W, "委托不完整", texts.mandate_without_terms, ("mandates",)),
    Rule("mandate_backwards", _E, "委托期限颠倒", texts.mandate_backwards, ("mandates",)),
    Rule("mandate_expired", _W, "委托已到期", texts.mandate_expired, ("mandates",)),
    Rule("code_malformed", _W, "编码位数不符", codes.malformed, ("codes",)),
    Rule("code_category", _W, "编码类型位不符", codes.of_other_category, ("codes", "category")),
    Rule("code_check_digit", _N, "编码校验位不对", codes.wrong_check_digit, ("codes",)),
    Rule("code_duplicate", _W, "编码重复", codes.duplicated, ("codes", "department_id")),
    Rule(
        "power_duplicate",
        _W,
        "事项重复",
        neighbours.duplicate_power,
        ("name", "category", "department_id", "parent_id"),
    ),
    Rule(
        "violation_shared",
        _W,
        "两个部门处罚同一违法行为",
        neighbours.shared_violation,
        ("name", "category", "department_id"),
    ),
    Rule("parent_gone", _E, "主项不在清单内", neighbours.parent_gone, ("parent_id",)),
    Rule(
        "parent_mismatch",
        _W,
        "主项与子项不符",
        neighbours.parent_elsewhere,
        ("parent_id", "department_id", "category"),
    ),
    Rule("group_empty", _W, "主项没有子项", neighbours.empty_group, ("grouping",)),
    Rule("group_count", _W, "主项数目不符", neighbours.miscounted_group, ("name", "grouping")),
    Rule("department_gone", _E, "部门不在机构序列内", neighbours.department_gone, ("department_id",), _HELD),
    Rule("department_duplicate", _W, "部门重复", neighbours.duplicate_department, ("name",), _ORGANS),
    Rule("inspection_cap_missing", _N, "没有检查频次上限", inspections.without_cap, ("inspection", "counterpart")),
    Rule("inspection_frequency", _W, "检查频次前后不一", inspections.frequency_mismatch, ("inspection",)),
    Rule("standard_missing", _N, "有裁量而无基准", discretion.without_standard, ("legal_basis", "category")),
    Rule("service_unlisted", _N, "要求的服务未列入清单", intermediaries.unlisted_service, ("extra",)),
)

_TIERS = ("groups",)
_WORDED = ("groups", "legal_basis")

STANDARD_RULES: tuple[Rule, ...] = tuple(
    replace(rule, kinds=_STANDARDS)
    for rule in (
        Rule("document_missing", _W, "没有裁量文件", discretion.without_document, ("document", "parent_id")),
        Rule("document_gone", _E, "裁量文件不在清单内", discretion.document_gone, ("parent_id",)),
        Rule("document_expired", _W, "裁量文件已失效", discretion.expired, ("document", "parent_id")),
        Rule("power_unlinked", _N, "没有对应事项", discretion.without_power, ("power_ids", "grouping")),
        Rule("law_repealed", _E, "依据已废止", discretion.law_repealed, ("legal_basis",)),
        Rule("bracket_missing", _E, "没有法定幅度", discretion.without_bracket, _TIERS),
        Rule("tier_category", _E, "不是处罚而分处罚阶次", discretion.graded_otherwise, ("category", "groups")),
        Rule("amount_backwards", _E, "下限高于上限", tiers.backwards, _TIERS),
        Rule("tier_outside", _E, "超出法定幅度", tiers.outside, _TIERS),
        Rule("tier_unit", _E, "与法定幅度不是同一计算", tiers.otherwise_counted, _TIERS),
        Rule("tier_overlap", _E, "阶次重叠", tiers.overlapping, _TIERS),
        Rule("tier_order", _E, "阶次轻重颠倒", tiers.unordered, _TIERS),
        Rule("tier_gap", _W, "阶次之间有空档", tiers.gaps, _TIERS),
        Rule("tier_touching", None, "阶次首尾相接", tiers.touching, _TIERS),
        Rule("tier_few", None, "阶次过少", tiers.few, _TIERS),
        Rule("tier_proportion", None, "阶次比例不符", tiers.out_of_proportion, _TIERS),
        Rule("tier_amount_mismatch", _E, "文字与数额不一", clauses.otherwise_worded, _TIERS),
        Rule("tier_unread", _N, "文字未能识别", clauses.unread, _TIERS),
        Rule("bracket_unread", _W, "法定幅度与原文不符", clauses.bracket_unread, _WORDED),
        Rule("penalty_unfounded", _W, "处罚种类没有依据", clauses.penalty_unfounded, _WORDED),
        Rule("addition_missing", _W, "缺应当并处的处罚", clauses.addition_left_out, _TIERS),
    )
)

_HOLDER = ("power_ids", "department_id")
_COST = ("commissioned_by", "paid_by", "disposition")

SERVICE_RULES: tuple[Rule, ...] = tuple(
    replace(rule, kinds=_SERVICES)
    for rule in (
        Rule("approval_missing", _E, "没有审批事项", intermediaries.without_approval, ("power_ids", "approvals")),
        Rule("approval_unconfirmed", _W, "审批事项未关联", intermediaries.approval_unconfirmed, ("power_ids",)),
        Rule("approval_gone", _E, "审批事项已取消", intermediaries.approval_gone, ("power_ids",)),
        Rule("approval_elsewhere", _W, "审批事项属于另一部门", intermediaries.approval_elsewhere, _HOLDER),
        Rule("service_basis_level", _E, "依据只有规范性文件", intermediaries.unfit_level, ("legal_basis",)),
        Rule("service_basis_local", _E, "依据只有地方立法", intermediaries.local_level, ("legal_basis",)),
        Rule("service_unnamed", _W, "依据未提到该服务", intermediaries.unnamed_in_basis, ("name", "legal_basis")),
        Rule("service_paid", _E, "部门委托而申请人付费", intermediaries.paid_by_applicant, _COST),
        Rule("service_disposed", _W, "与处理决定不符", intermediaries.disposed_of, ("disposition", "commissioned_by")),
        Rule("service_unpriced", _N, "没有定价方式", intermediaries.unpriced, ("fee", "pricing")),
    )
)


def _told_by_the_judge(_subject: Subject, _around: Surroundings) -> tuple[Remark, ...]:
    """The judge alone knows what the other rules found."""
    return ()


IDLE_EXEMPTION = Rule("exemption_idle", _N, "校验例外已不适用", _told_by_the_judge, ("exemptions",), _LINKED)
LINKED_RULES: tuple[Rule, ...] = (
    Rule("linked_power_gone", _W, "关联事项已不在清单内", discretion.power_gone, ("power_ids",), _LINKED),
    IDLE_EXEMPTION,
)
_ENDED = Aspect.ENDED
ENDED_RULES: tuple[Rule, ...] = (
    Rule("supervision_unstated", _N, "取消许可无监管措施", inspections.ended_unsupervised, aspect=_ENDED),
)

CHANGE_RULES: tuple[Rule, ...] = tuple(
    replace(rule, aspect=Aspect.CHANGE)
    for rule in (
        Rule("cause_missing", _W, "没有调整理由", changes.unexplained, kinds=_ALL),
        Rule("cause_unnamed", _W, "事由没有指明文件", changes.law_unnamed, kinds=_ALL),
        Rule("dated_back", _N, "施行日期早于今天", changes.dated_back, kinds=_ALL),
        Rule("dated_far", _W, "施行日期过远", changes.far_off, kinds=_ALL),
        Rule("ends_by_itself", _N, "到期自动失效", changes.for_a_time, kinds=_ALL),
        Rule("children_left", _E, "主项结束而子项仍在", changes.children_left, kinds=_ITEMS | _STANDARDS),
        Rule("services_left", _E, "审批取消而中介服务仍在", intermediaries.services_left),
        Rule("standards_left", _W, "事项结束而裁量基准仍在", intermediaries.standards_left),
        Rule("supervision_missing", _W, "取消许可没有监管措施", inspections.cancelled_unsupervised),
        Rule("powers_left", _W, "部门撤销而事项仍在", changes.powers_left, kinds=_ORGANS),
        Rule("list_shrinks", _W, "清单大幅减少", changes.list_shrinks, kinds=_ALL),
        Rule("empower_undecided", _W, "赋权没有省级决定", changes.empowered_without_decision),
        Rule("mandate_missing", _E, "委托没有受托组织", changes.delegated_without_mandate),
        Rule("source_missing", _N, "承接没有来源", changes.undertaken_from_nowhere),
    )
)

_STATED = (*TEXT_RULES, *STANDARD_RULES, *SERVICE_RULES, *LINKED_RULES)
RULES: dict[str, Rule] = {rule.code: rule for rule in (*_STATED, *ENDED_RULES, *CHANGE_RULES)}
"""Every rule by its code: what a ruleset may give another severity."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at subjects by the rules of a ruleset: ``severities`` are its rows that differ from the table."""

    around: Surroundings
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def examine(self, subject: Subject, change: int | None = None) -> Iterator[Finding]:
        """Everything that the rules say of a subject; what its record exempts comes as a notice, with the reason."""
        reasons = {one["code"]: one["reason"] for one in subject.after.get("exemptions") or ()}
        used = set()
        for finding in self._found(subject, change):
            reason = reasons.get(finding.code) if RULES[finding.code].aspect is Aspect.TEXT else None
            used |= {finding.code} if reason else set()
            yield _excused(finding, reason)
        idle = [code for code in reasons if code not in used]
        for code in idle if subject.after["status"] in LIVING else ():
            remark = Remark(f"校验例外“{code}”已不适用；请删去。", "exemptions")
            yield self._finding(IDLE_EXEMPTION, remark, _N, subject, change)

    def _found(self, subject: Subject, change: int | None) -> Iterator[Finding]:
        touched = {one["field"] for one in field_changes(subject.before, subject.after)} if subject.before else set()
        for rule in _rules_for(subject):
            severity = self.severities.get(rule.code, rule.severity)
            if severity is None:
                continue
            remarks = list(rule.look(subject, self.around))
            old = self._fields_found_before(rule, subject) if remarks else frozenset()
            for remark in remarks:
                known = remark.field in old and not touched & set(rule.fields)
                yield self._finding(rule, remark, Severity.NOTICE if known else severity, subject, change)

    def _finding(self, rule: Rule, remark: Remark, severity: Severity, subject: Subject, change: int | None) -> Finding:
        return Finding(rule.code, severity, remark.message, change, remark.field, subject.record, subject.after["name"])

    def _fields_found_before(self, rule: Rule, subject: Subject) -> frozenset[str | None]:
        """The fields on which a rule already had something to say of the text as it was."""
        if rule.aspect is Aspect.CHANGE or subject.before is None:
            return frozenset()
        return frozenset(remark.field for remark in rule.look(replace(subject, after=subject.before), self.around))


def _excused(finding: Finding, reason: str | None) -> Finding:
    """A finding that was looked at and stays."""
    if reason is None or finding.severity is Severity.NOTICE:
        return finding
    return replace(finding, severity=Severity.NOTICE, message=f"{finding.message}（已作校验例外：{reason}）")


def _rules_for(subject: Subject) -> Iterator[Rule]:
    """A text that leaves the list is looked at no more; what is asked always is."""
    if subject.after["status"] in LIVING:
        yield from _of_kind(_STATED, subject)
    elif subject.change is None:
        yield from _of_kind(ENDED_RULES, subject)
    if subject.change is not None:
        yield from _of_kind(CHANGE_RULES, subject)


def _of_kind(rules: Iterable[Rule], subject: Subject) -> Iterator[Rule]:
    return (rule for rule in rules if subject.after["kind"] in rule.kinds)
