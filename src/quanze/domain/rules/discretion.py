"""Rules on a discretion standard as a whole: its document, its powers, its laws; and on powers that lack a standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from quanze.domain.rules.brackets import groups_of
from quanze.domain.rules.subjects import Body, Remark, Subject, Surroundings
from quanze.domain.vocabulary import CATEGORY_LABELS, Category, Kind

_TITLE = re.compile(r"《([^《》\n]{2,120})》")
_LEAVES_A_CHOICE = re.compile(r"以上[^。；\n]{0,24}以下|[元倍%％]以下|可以?并?处以?[^。；，\n]{0,20}罚款")
"""Words are enough here, and a thousand times faster than reading the clauses."""


def without_document(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A standard of which nobody can tell which normative document it stands in."""
    document = _document(subject, around)
    if not (document.get("title") or document.get("document_number")):
        yield Remark(
            "没有写明所在的裁量文件；裁量权基准应以规范性文件制定公布（国办发〔2022〕27号），请填写文件名称和文号。",
            "document",
        )


def document_gone(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A standard whose document the list of its day no longer has."""
    parent = subject.after["parent_id"]
    if parent and around.listed(parent, subject.day) is None:
        yield Remark("所在的裁量文件当日不在清单之内；请改为现行文件，或一并取消本项基准。", "parent_id")


def expired(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A standard that outlives the validity of its document; on a whole list that is said once, of the document."""
    said = _document(subject, around) if subject.change else subject.after["document"] or {}
    until = said.get("to")
    if until and date.fromisoformat(until) <= max(subject.day, around.today):
        yield Remark(f"裁量文件已于 {until} 失效；请取消本项基准，或写明延续、修订后的文件。", "document")


def _document(subject: Subject, around: Surroundings) -> Body:
    """What the standard says of its document, else what the document's record says of itself."""
    own = subject.after["document"] or {}
    above = around.documents.get(subject.after["parent_id"] or "", {})
    return {**above, **{name: value for name, value in own.items() if value}}


def without_power(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A standard that no power is linked to."""
    if not subject.after["grouping"] and not subject.after["power_ids"]:
        yield Remark("没有对应的权责事项；请关联清单中的事项，以便按事项查到裁量基准。", "power_ids")


def power_gone(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A link to a power that the list of the day does not have; a service that none is left of is told otherwise."""
    named = subject.after["power_ids"]
    gone = [power for power in named if around.listed(power, subject.day) is None]
    if gone and (len(gone) < len(named) or subject.kind is Kind.DISCRETION_STANDARD):
        yield Remark(
            f"所对应的 {len(named)} 项事项中有 {len(gone)} 项当日不在清单之内；请删去该关联，或一并调整。", "power_ids"
        )


def without_bracket(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Fines in tiers, and no statutory range to hold them against."""
    groups = groups_of(subject)
    for number, group in enumerate(groups, start=1):
        if not group.bracket and any(tier.amounts for tier in group.tiers):
            place = f"第 {number} 组" if len(groups) > 1 else "本项基准"
            yield Remark(f"{place}各阶次写有罚款，没有法定幅度；请按处罚依据填写法定幅度，以便核对。", "groups")


def graded_otherwise(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Tiers of penalties for what is no penalty."""
    category = Category(subject.after["category"])
    punishing = any(tier.amounts or tier.sanctions for group in groups_of(subject) for tier in group.tiers)
    if category is not Category.PENALTY and punishing:
        yield Remark(
            f"权力类型是{CATEGORY_LABELS[category]}，却按处罚阶次写了罚款或其他处罚；请改正权力类型，或改用裁量要素。",
            "category",
        )


def law_repealed(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A basis that was repealed by the day from which the standard is stated."""
    for title in dict.fromkeys(_TITLE.findall(subject.after["legal_basis"] or "")):
        until = around.repealed.get(title.removeprefix("中华人民共和国"))
        if until and until <= subject.day:
            yield Remark(f"处罚依据《{title}》已于 {until} 废止；请改为现行依据，或取消本项基准。", "legal_basis")


def without_standard(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A penalty whose basis leaves a choice, and for which no standard says how it is made."""
    body = subject.after
    if body["category"] != Category.PENALTY or body["grouping"]:
        return
    of_either = (subject.record, body["parent_id"])
    if any(around.naming(record, subject.day, Kind.DISCRETION_STANDARD) for record in of_either):
        return
    if _LEAVES_A_CHOICE.search(body["legal_basis"] or ""):
        yield Remark("实施依据有裁量幅度，清单中没有对应的裁量基准；请制定或关联裁量基准。", "legal_basis")
