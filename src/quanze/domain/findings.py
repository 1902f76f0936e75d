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
from quanze.domain.rules import changes, codes, neighbours, texts
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import LIVING, Kind, Severity

Look = Callable[[Subject, Surroundings], Iterable[Remark]]


class Aspect(StrEnum):
    """What a rule looks at: a text as it is to be stated, or the change that is asked."""

    TEXT = "text"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; ``fields`` are those whose touching makes an old fault the change's own."""

    code: str
    severity: Severity
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
_ALL = frozenset(Kind)
_BASIS = ("legal_basis", "category", "grouping")

TEXT_RULES: tuple[Rule, ...] = (
    Rule("basis_missing", _E, "没有实施依据", texts.without_basis, ("legal_basis", "grouping")),
    Rule("body_missing", _N, "没有行使主体", texts.without_body, ("implementing_body", "grouping")),
    Rule("duties_missing", _W, "缺责任一半", texts.without_duties, ("duties", "grouping")),
    Rule("duty_basis_missing", _N, "责任事项没有依据", texts.without_duty_basis, ("duties", "duty_basis")),
    Rule("accountability_missing", _N, "没有追责情形", texts.without_accountability, ("duties", "accountability")),
    Rule("basis_level", _E, "依据的效力级别不够", texts.unfit_level, (*_BASIS, "coercion_kind")),
    Rule("basis_level_advised", _N, "依据的效力级别偏低", texts.weak_level, _BASIS),
    Rule("temporary_license", _N, "只有政府规章的许可", texts.temporary_license, _BASIS),
    Rule("basis_tag", _W, "依据标注与文件不符", texts.mistagged_basis, ("legal_basis",)),
    Rule("basis_untitled", _W, "依据没有文件名称", texts.untitled_basis, ("legal_basis",)),
    Rule("article_missing", _W, "依据没有条款", texts.without_article, ("legal_basis",)),
    Rule("marks_unpaired", _N, "书名号不成对", texts.broken_marks, ("legal_basis",)),
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
    Rule("department_gone", _E, "部门不在机构序列内", neighbours.department_gone, ("department_id",)),
    Rule("department_duplicate", _W, "部门重复", neighbours.duplicate_department, ("name",), _ORGANS),
)

CHANGE_RULES: tuple[Rule, ...] = tuple(
    replace(rule, aspect=Aspect.CHANGE)
    for rule in (
        Rule("cause_missing", _W, "没有调整理由", changes.unexplained, kinds=_ALL),
        Rule("cause_unnamed", _W, "事由没有指明文件", changes.law_unnamed, kinds=_ALL),
        Rule("dated_back", _N, "施行日期早于今天", changes.dated_back, kinds=_ALL),
        Rule("dated_far", _W, "施行日期过远", changes.far_off, kinds=_ALL),
        Rule("ends_by_itself", _N, "到期自动失效", changes.for_a_time, kinds=_ALL),
        Rule("children_left", _E, "主项结束而子项仍在", changes.children_left, kinds=_ITEMS),
        Rule("powers_left", _W, "部门撤销而事项仍在", changes.powers_left, kinds=_ORGANS),
        Rule("list_shrinks", _W, "清单大幅减少", changes.list_shrinks, kinds=_ALL),
        Rule("empower_undecided", _W, "赋权没有省级决定", changes.empowered_without_decision),
        Rule("mandate_missing", _E, "委托没有受托组织", changes.delegated_without_mandate),
        Rule("source_missing", _N, "承接没有来源", changes.undertaken_from_nowhere),
    )
)

RULES: dict[str, Rule] = {rule.code: rule for rule in (*TEXT_RULES, *CHANGE_RULES)}
"""Every rule by its code: what a ruleset may give another severity."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at subjects by the rules of a ruleset: ``severities`` are its rows that differ from the table."""

    around: Surroundings
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def examine(self, subject: Subject, change: int | None = None) -> Iterator[Finding]:
        """Everything that the rules say of a subject."""
        changed = field_changes(subject.before, subject.after) if subject.before else ()
        touched = {one["field"] for one in changed}
        for rule in _rules_for(subject):
            old = self._fields_found_before(rule, subject) if subject.before else frozenset()
            for remark in rule.look(subject, self.around):
                known = remark.field in old and not touched & set(rule.fields)
                severity = Severity.NOTICE if known else self.severities.get(rule.code, rule.severity)
                yield Finding(
                    rule.code,
                    severity,
                    remark.message,
                    change,
                    remark.field,
                    subject.record,
                    subject.after["name"],
                )

    def _fields_found_before(self, rule: Rule, subject: Subject) -> frozenset[str | None]:
        """The fields on which a rule already had something to say of the text as it was."""
        if rule.aspect is Aspect.CHANGE or subject.before is None:
            return frozenset()
        return frozenset(remark.field for remark in rule.look(replace(subject, after=subject.before), self.around))


def _rules_for(subject: Subject) -> Iterator[Rule]:
    """A text that leaves the list is looked at no more; what is asked always is."""
    living = subject.after["status"] in LIVING
    if living:
        yield from (rule for rule in TEXT_RULES if subject.kind in rule.kinds)
    if subject.change is not None:
        yield from (rule for rule in CHANGE_RULES if subject.kind in rule.kinds)
