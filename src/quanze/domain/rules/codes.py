"""Codes: whether one has the form of its scheme, says the power's category, and ends in the right check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import CATEGORY_LABELS, Category

FORMS = {
    "basic_12": (re.compile(r"\d{12}"), "12 位数字"),
    "implementation_31": (re.compile(r"[0-9A-Z]{18}\d{13}"), "31 位：信用代码 18 位、层级 1 位、基本编码 12 位"),
    "handling_33": (re.compile(r"[0-9A-Z]{18}\d{15}"), "33 位：实施编码 31 位、序号 2 位"),
}
"""The national schemes (GB/T 39554.1-2020); a code of another scheme is the place's own."""

_TYPES = dict(zip((f"{number:02}" for number in range(1, 10)), Category, strict=False))
"""The type digits that all provinces read alike; 10 and above differ from place to place."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = 18
_BASIC = slice(19, 31)


def malformed(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A code that does not have the form of its scheme."""
    for code in subject.after["codes"]:
        form = FORMS.get(code["scheme"])
        if form and not form[0].fullmatch(code["value"]):
            yield Remark(f"编码“{code['value']}”与其编码规则不符，应为{form[1]}；请核对。", "codes")


def of_other_category(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A national code whose type digits name another category."""
    for code in subject.after["codes"]:
        basic = _basic(code)
        said = _TYPES.get(basic[2:4]) if basic else None
        if said and said != subject.after["category"]:
            stated = CATEGORY_LABELS[Category(subject.after["category"])]
            yield Remark(
                f"编码“{code['value']}”的类型位为 {basic[2:4]}（{CATEGORY_LABELS[said]}），与权力类型“{stated}”不符；"
                "请核对编码或类型。",
                "codes",
            )


def _basic(code: dict[str, str]) -> str:
    form = FORMS.get(code["scheme"])
    if form is None or not form[0].fullmatch(code["value"]):
        return ""
    return code["value"] if code["scheme"] == "basic_12" else code["value"][_BASIC]


def wrong_check_digit(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A national code whose credit code (GB 32100-2015) does not hold its own check digit."""
    for code in subject.after["codes"]:
        if len(code["value"]) > _CREDIT_CODE and FORMS.get(code["scheme"]) and malformed_credit(code["value"][:18]):
            yield Remark(f"编码“{code['value']}”前 18 位（统一社会信用代码）的校验位不对；请核对是否录错。", "codes")


def malformed_credit(code: str) -> bool:
    """Whether 18 characters are no unified social credit code."""
    if len(code) != _CREDIT_CODE or any(letter not in _ALPHABET for letter in code):
        return True
    total = sum(_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:-1]))
    return code[-1] != _ALPHABET[-total % 31]


def duplicated(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A code that another power of the department has; a sub-item may repeat its group's."""
    family = {subject.record, subject.after.get("parent_id")}
    for code in subject.after["codes"]:
        others = [line for line in around.with_code(subject, code["value"]) if line.record not in family]
        for other in [line for line in others if line.parent != subject.record][:1]:
            yield Remark(f"编码“{code['value']}”与本部门“{other.name}”相同；请为其中一项更换编码。", "codes")
