"""Rules on what is asked: whether a change is explained, dated, and leaves the list whole."""

from __future__ import annotations

from collections.abc import Iterator

from quanze.domain.changes import CAUSE_LABELS, OP_LABELS, CauseType, Op
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import Kind

_LAWS = frozenset({CauseType.LAW_ENACTED, CauseType.LAW_AMENDED, CauseType.LAW_REPEALED})
_DATED_BACK = frozenset({Op.CORRECT, Op.REDACT})


def unexplained(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A change that says neither why nor what it refers to."""
    cause = subject.change.cause if subject.change else None
    if cause and cause.type is not CauseType.LOAD and not (cause.text.strip() or (cause.ref or "").strip()):
        yield Remark("没有说明调整理由；请写明事由，并注明所依据的法律或文件。", "cause")


def law_unnamed(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A change because of a law or a decision that names none."""
    cause = subject.change.cause if subject.change else None
    if cause is None or cause.type not in _LAWS | {CauseType.SUPERIOR_DECISION}:
        return
    if not (cause.ref or "").strip() and "《" not in cause.text and "号" not in cause.text:
        yield Remark(f"事由为“{CAUSE_LABELS[cause.type]}”，没有写明是哪部法律或哪份文件；请注明名称或文号。", "cause")


def dated_back(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A change that takes effect before today, and is no correction."""
    change = subject.change
    if change and change.op not in _DATED_BACK and change.effective_from < around.today:
        yield Remark(
            f"施行日期 {change.effective_from} 早于今天；确需追溯的请说明理由，更正文字请用“更正”。",
            "effective_from",
        )


def far_off(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A change dated years ahead: rather a slip of the pen."""
    change = subject.change
    if change and change.effective_from.year > around.today.year + 3:
        yield Remark(f"施行日期 {change.effective_from} 在三年以后；请核对年份。", "effective_from")


def for_a_time(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A change that ends by itself."""
    change = subject.change
    if change and change.effective_to and change.op is not Op.CORRECT:
        yield Remark(
            f"本项“{OP_LABELS[change.op]}”只到 {change.effective_to} 为止，其后清单不再载明该文本；请确认。",
            "effective_to",
        )


def children_left(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A group that ends while its sub-items stay, or a document while its standards do."""
    children = around.children(subject) if subject.ends else []
    if children and subject.kind is Kind.DISCRETION_STANDARD:
        yield Remark(
            f"该文件下还有 {len(children)} 项裁量基准（“{children[0].name}”等）；请一并取消，或改列新的裁量文件。",
            "parent_id",
        )
    elif children:
        yield Remark(
            f"该主项下还有 {len(children)} 个子项（“{children[0].name}”等）；请一并调整子项，或先改变其主项。",
            "parent_id",
        )


def powers_left(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A department that ends while powers stay on its list."""
    powers = around.of_department(subject) if subject.ends and subject.kind is Kind.DEPARTMENT else []
    if powers:
        yield Remark(
            f"“{subject.after['name']}”还有 {len(powers)} 项事项（“{powers[0].name}”等）；请一并划转或取消。",
            "department_id",
        )


def list_shrinks(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A change-set that takes most of a department's list; said once, of the first power that goes."""
    for loss in around.losses.get(subject.record, ()):
        organ = around.organs.get(loss.department)
        name = f"“{organ.name}”" if organ else "该部门"
        yield Remark(
            f"{name}清单现有 {loss.before} 项，本次调整减少 {loss.lost} 项；请核对是否漏报，未列入不等于取消。"
        )


def empowered_without_decision(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Empowerment that names no provincial decision (行政处罚法 art. 24)."""
    change = subject.change
    if change and change.op is Op.EMPOWER and not (change.cause.ref or "").strip():
        yield Remark(
            "赋权须由省、自治区、直辖市决定（《行政处罚法》第二十四条）；请在事由中注明决定的名称或文号。", "cause"
        )


def delegated_without_mandate(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A delegation whose text names no trustee."""
    if subject.change and subject.change.op is Op.DELEGATE and not subject.after.get("mandates"):
        yield Remark("委托没有写明受委托的组织；请填写委托情况（mandates）。", "mandates")


def undertaken_from_nowhere(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A power taken over from above without saying by which document."""
    change = subject.change
    if change and change.op is Op.UNDERTAKE and not subject.after.get("source") and not change.cause.ref:
        yield Remark("承接的事项没有写明来源；请填写来源（source）或下放决定的文号。", "source")
