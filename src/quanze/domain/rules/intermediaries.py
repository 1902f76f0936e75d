"""Rules on intermediary services: what they are asked for by, on what basis, at whose cost; and on what ends with them.

国办发〔2015〕31号: what no list has may be no condition of an approval, a normative document may set no service, a
department pays for what it commissions, and a cancelled approval takes its services along.
"""

from __future__ import annotations

from collections.abc import Iterator

from quanze.domain.rules.instruments import LawLevel, instruments
from quanze.domain.rules.subjects import Listed, Remark, Subject, Surroundings
from quanze.domain.vocabulary import DISPOSITION_LABELS, Category, Disposition, Kind, Party

_L = LawLevel
CENTRAL_LEVELS = frozenset({_L.LAW, _L.ADMINISTRATIVE_REGULATION, _L.STATE_COUNCIL_DECISION, _L.DEPARTMENTAL_RULE})
LOCAL_LEVELS = frozenset({_L.LOCAL_REGULATION, _L.LOCAL_GOVERNMENT_RULE})
"""Levels that some provinces let services rest on: a ruleset's severity of the rule says whether this one does."""

REPORTS = tuple(
    f"{what}报告"
    for what in (
        "检测",
        "检验",
        "评估",
        "评价",
        "鉴定",
        "鉴证",
        "论证",
        "审计",
        "验资",
        "测绘",
        "勘察",
        "监测",
        "安全评价",
    )
)
"""What an applicant brings that is usually made for a fee by others."""

_MATERIALS = ("材料", "条件")
_ASKING = frozenset({Category.LICENSE, Category.CONFIRMATION, Category.OTHER})
_ENDS = ("编制", "服务", "技术", "报告", "报告书", "报告表", "出具", "文件", "的", "项目")
_ENDED = frozenset({Disposition.NOT_REQUIRED, Disposition.CANCELLED})


def without_approval(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service that belongs to no approval."""
    if not subject.after["power_ids"] and not subject.after["approvals"]:
        yield Remark(
            "没有写明对应的审批事项；中介服务只能作为审批事项的受理条件，请关联审批事项，或取消。", "power_ids"
        )


def approval_unconfirmed(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service whose approvals are only printed."""
    if not subject.after["power_ids"] and subject.after["approvals"]:
        yield Remark(
            f"审批事项“{subject.after['approvals'][0]}”只有名称，没有关联清单中的事项；请确认对应的事项。", "power_ids"
        )


def approval_gone(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A service none of whose approvals is on the list."""
    named = subject.after["power_ids"]
    if named and not any(around.listed(power, subject.day) for power in named):
        yield Remark("对应的审批事项已不在清单之内；审批事项取消的，中介服务应一并取消。", "power_ids")


def approval_elsewhere(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A service that only other departments' approvals ask for."""
    found = [line for power in subject.after["power_ids"] if (line := around.listed(power, subject.day))]
    if found and all(line.department != subject.after["department_id"] for line in found):
        yield Remark(f"对应的审批事项“{found[0].name}”属于另一部门；请核对审批部门。", "department_id")


def unfit_level(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service that rests on what may set none anywhere."""
    if _rests_outside(subject, CENTRAL_LEVELS | LOCAL_LEVELS):
        yield Remark(
            "设定依据只有规范性文件；中介服务须以法律、行政法规、国务院决定或部门规章为依据（国办发〔2015〕31号），请取消或补充依据。",
            "legal_basis",
        )


def local_level(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service that rests on the province's own law, which only some provinces allow."""
    if not _rests_outside(subject, CENTRAL_LEVELS | LOCAL_LEVELS) and _rests_outside(subject, CENTRAL_LEVELS):
        yield Remark(
            "设定依据只有地方性法规或地方政府规章；国办发〔2015〕31号只允许法律、行政法规、国务院决定和部门规章，"
            "本省另有规定的请说明。",
            "legal_basis",
        )


def _rests_outside(subject: Subject, levels: frozenset[LawLevel]) -> bool:
    """Whether every instrument of the basis certainly stands at another level; what is done away with needs none."""
    if subject.after["disposition"] in _ENDED:
        return False
    named = instruments(subject.after["legal_basis"] or "")
    return bool(named) and not any(instrument.levels & levels for instrument in named)


def paid_by_applicant(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service that the department commissions and the applicant pays."""
    body = subject.after
    by_department = body["commissioned_by"] == Party.DEPARTMENT or body["disposition"] == Disposition.BY_DEPARTMENT
    if by_department and body["paid_by"] == Party.APPLICANT:
        yield Remark("由审批部门委托，费用却由申请人承担；审批部门委托的技术服务应由其承担费用，请改正。", "paid_by")


def unnamed_in_basis(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A basis that does not speak of the service."""
    basis, core = subject.after["legal_basis"] or "", _core(subject.after["name"])
    pairs = {core[place : place + 2] for place in range(len(core) - 1)}
    kept = subject.after["disposition"] not in _ENDED
    if kept and basis and pairs and sum(pair in basis for pair in pairs) * 2 < len(pairs):
        yield Remark(
            f"设定依据中没有提到“{subject.after['name']}”；请核对依据，写明规定该项服务的条文。", "legal_basis"
        )


def _core(name: str) -> str:
    """The name without the words that services are called by."""
    trimmed = next((name.removesuffix(end) for end in _ENDS if name.endswith(end) and len(name) > len(end) + 1), name)
    return trimmed if trimmed == name else _core(trimmed)


def disposed_of(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A service that a clean-up did away with or gave to the department, and that the list has as before."""
    body = subject.after
    disposition = Disposition(body["disposition"])
    handed_over = disposition is Disposition.BY_DEPARTMENT and body["commissioned_by"] == Party.APPLICANT
    if disposition in _ENDED or handed_over:
        now = "委托主体仍为申请人" if handed_over else "清单仍列为现行"
        yield Remark(f"处理决定为“{DISPOSITION_LABELS[disposition]}”，{now}；请按处理决定调整。", "disposition")


def unpriced(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A fee of which nobody says how it is set."""
    if subject.after["fee"] and not subject.after["pricing"]:
        yield Remark("填写了收费标准，没有写明定价方式；请注明市场调节价、政府指导价或政府定价。", "pricing")


def unlisted_service(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A power whose materials ask for a report that others make, and that no service is listed for."""
    body = subject.after
    if body["category"] not in _ASKING or body["grouping"]:
        return
    materials = "\n".join(text for header, text in body["extra"].items() if any(one in header for one in _MATERIALS))
    asked = next((report for report in REPORTS if report in materials), None)
    if asked and not around.naming(subject.record, subject.day, Kind.INTERMEDIARY_SERVICE):
        yield Remark(
            f"申请材料或条件中有“{asked}”，清单中没有对应的中介服务事项；未列入清单的，不得作为受理条件，请核对。",
            "extra",
        )


def services_left(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """An approval that ends while services stay that no other approval asks for."""
    left = [line for line in _left(subject, around, Kind.INTERMEDIARY_SERVICE) if _orphaned(line, subject, around)]
    if left:
        yield Remark(f"该事项结束后，中介服务{_named(left)}不再对应任何审批事项；请一并取消，或改为对应其他事项。")


def standards_left(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A power that ends while standards still name it."""
    if left := _left(subject, around, Kind.DISCRETION_STANDARD):
        yield Remark(f"裁量基准{_named(left)}仍对应该事项；请一并取消，或改为对应其他事项。")


def _left(subject: Subject, around: Surroundings, kind: Kind) -> list[Listed]:
    ends = subject.ends and subject.kind is Kind.POWER
    return around.naming(subject.record, subject.day, kind) if ends else []


def _orphaned(line: Listed, subject: Subject, around: Surroundings) -> bool:
    return not any(around.listed(power, subject.day) for power in line.names)


def _named(lines: list[Listed]) -> str:
    return "、".join(f"“{line.name}”" for line in lines)
