"""What structured fields say, as lines of text: on pages, in redlines and on papers alike, and never as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from quanze.domain.amounts import Amount, Sanction
from quanze.domain.discretion import Definition, Dimension, Document, Exemption, Group
from quanze.domain.penalties import SUBJECT_LABELS, Subject
from quanze.domain.powers import Inspection
from quanze.domain.quantities import amount_words, sanction_words
from quanze.domain.vocabulary import INSPECTION_FORM_LABELS, TIER_EFFECT_LABELS, InspectionForm, TierEffect

Part = Mapping[str, Any]
INDENT = "\u3000"


def day_words(day: str | date | None) -> str:
    """A civil date as people write it; an open end is 至今."""
    if day is None:
        return "至今"
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.year}年{found.month}月{found.day}日"


def term_words(since: str | date | None, until: str | date | None) -> str:
    """A term of which either end may be left open."""
    return f"{f'自{day_words(since)}起' if since else ''}{f'至{day_words(until)}止' if until else ''}"


def group_lines(group: Part) -> list[str]:
    """A group of tiers: its head, then a line for each tier and one for each circumstance."""
    return [group_head(group), *(line for tier in group["tiers"] for line in _tier_lines(tier))]


def group_head(group: Part) -> str:
    """On whom and in which situation, and the statute's own bracket."""
    whom = SUBJECT_LABELS[Subject(group["subject"])] if group["subject"] else ""
    about = "，".join(filter(None, (whom and f"对{whom}", group["situation"])))
    bracket = bracket_words(group)
    return f"{about or '一般情形'}（法定幅度：{bracket or '未载明'}）"


def bracket_words(group: Part) -> str:
    """The statutory bracket: as read, else in the statute's words."""
    return penalty_words(group["bracket"], group["bracket_sanctions"]) or " ".join((group["basis"] or "").split())


def penalty_words(amounts: Iterable[Part], sanctions: Iterable[Part]) -> str:
    """Fines and other penalties in one line."""
    fines = [amount_words(Amount.model_validate(one)) for one in amounts]
    others = (sanction_words(Sanction.model_validate(one)) for one in sanctions)
    return "；".join(dict.fromkeys([*others, *fines]))


def tier_words(tier: Part) -> str:
    """What follows in a tier: how it stands to the bracket, and the penalty in its own words, else as read."""
    effect = TierEffect(tier["effect"])
    said = tier["text"] or penalty_words(tier["amounts"], tier["sanctions"])
    label = TIER_EFFECT_LABELS[effect]
    told_already = effect is TierEffect.WITHIN or label in (said or "") or (tier["label"] or "—") in label
    if told_already and said:
        return str(said)
    return f"{label}：{said}" if said else label


def _tier_lines(tier: Part) -> list[str]:
    note = f"（{tier['note']}）" if tier["note"] else ""
    head = f"{tier['label'] or '（未分阶次）'}：{tier_words(tier)}{note}"
    read = penalty_words(tier["amounts"], tier["sanctions"]) if tier["text"] else ""
    told = [head, *([f"读作：{read}"] if read else []), *(f"适用：{text}" for text in tier["circumstances"])]
    return [f"{INDENT}{told[0]}", *(f"{INDENT * 2}{line}" for line in told[1:])]


def document_words(document: Part) -> str:
    """A document with its number, its organs and its term."""
    title = f"《{document['title'].strip('《》')}》" if document["title"] else ""
    number = f"（{document['document_number']}）" if document["document_number"] else ""
    days = (("issued_on", "发布"), ("from", "起施行"), ("to", "起失效"))
    told = (f"{day_words(document[name])}{word}" for name, word in days if document[name])
    return "，".join(filter(None, (f"{title}{number}", "、".join(document["issuing_organs"]), *told)))


def mandate_words(mandate: Part) -> str:
    """Who was trusted with what, by which document, from when to when."""
    term = term_words(mandate.get("from"), mandate.get("to"))
    about = "，".join(filter(None, (mandate.get("document"), term)))
    matters = (mandate.get("matters") or "").rstrip("。")
    said = f"委托{mandate.get('trustee') or '（受托机关未载明）'}{f'：{matters}' if matters else ''}"
    return f"{said}（{about}）" if about else said


def inspection_lines(inspection: Part) -> list[str]:
    """The facts of an inspection, a line each."""
    return [f"{label}：{text}" for label, text in inspection_facts(inspection)]


def inspection_facts(inspection: Part) -> list[tuple[str, str]]:
    """The facts of an inspection with their labels: of what kind, what, how, by which standard, how often at most."""
    form = inspection["form"]
    most = inspection["most_a_year"]
    told = (
        ("检查类别", INSPECTION_FORM_LABELS[InspectionForm(form)] if form else None),
        ("检查内容", inspection["matters"]),
        ("检查方式", inspection["method"]),
        ("检查标准", inspection["standard"]),
        ("年度频次上限", None if most is None else f"每年不超过{most}次"),
        ("检查频次", inspection["frequency"]),
    )
    return [(label, text) for label, text in told if text]


def _defined(definition: Part) -> list[str]:
    return [f"{definition['term']}：{definition['meaning']}"]


def _dimension(dimension: Part) -> list[str]:
    return [f"{dimension['name']}：{dimension['content']}"]


def _exemption(exemption: Part) -> list[str]:
    return [f"{exemption['code']}：{exemption['reason']}"]


_EACH: dict[str, Callable[[Part], list[str]]] = {
    "groups": group_lines,
    "definitions": _defined,
    "dimensions": _dimension,
    "exemptions": _exemption,
    "mandates": lambda mandate: [mandate_words(mandate)],
}
_WHOLE: dict[str, Callable[[Part], list[str]]] = {
    "document": lambda document: [document_words(document)],
    "inspection": inspection_lines,
}


_SHAPES: dict[str, type[BaseModel]] = {
    "groups": Group,
    "definitions": Definition,
    "dimensions": Dimension,
    "exemptions": Exemption,
    "document": Document,
    "inspection": Inspection,
}


def lines(field: str, value: Any) -> Sequence[str] | None:
    """A structured field as lines of text; None where the field is none, or a draft's value not of its shape."""
    try:
        if field in _EACH and isinstance(value, list):
            return [line for one in value for line in _EACH[field](_whole(field, one))]
        if field in _WHOLE and isinstance(value, Mapping):
            return _WHOLE[field](_whole(field, value))
    except ValidationError:
        return None
    return None


def _whole(field: str, part: Any) -> Part:
    """A part with every key: a draft may leave some out."""
    shape = _SHAPES.get(field)
    return shape.model_validate(part).model_dump(mode="json", by_alias=True) if shape else part
