"""Numbers as lists and statutes write them, exactly: 一百五十, 两万, 1.5万, 20,000; what is no number is none."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = "〇零一二两三四五六七八九"
_VALUE = {"〇": 0, "零": 0, "两": 2} | {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_SCALE = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_MYRIADS = (("亿", _SCALE["亿"]), ("万", _SCALE["万"]))

_ARABIC = re.compile(r"(\d+)(?:\.(\d+))?")
_POINT = re.compile(rf"([{DIGITS}十]+)点([{DIGITS}]+)")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)([十百千])")
_SECTION = re.compile(r"(?:(.)千)?(零)?(?:(.)百)?(零)?(?:(.)?(十))?(零)?(.)?")

LONGEST = 24
"""No sum that a text states has more signs; a longer run of digits is no number."""


def number(text: str) -> Fraction | None:
    """The value of a number without its unit, or none where it is not well formed (一万五, 十十三)."""
    if not 0 < len(text) <= LONGEST:
        return None
    for name, scale in _MYRIADS:
        head, sign, tail = text.partition(name)
        if sign:
            return _with_myriads(head, scale, tail)
    return _small(text)


def _with_myriads(head: str, scale: int, tail: str) -> Fraction | None:
    """A number with 万 or 亿: what is before it counts so many, what is after it must be less than one of it."""
    many = number(head)
    if many is None or many == 0:
        return None
    if not tail:
        return many * scale
    gap = tail[0] in "零〇"
    rest = number(tail[1:] if gap else tail)
    if rest is None or rest >= scale or many.denominator != 1 or (rest < scale // 10 and not gap):
        return None
    return many * scale + rest


def _small(text: str) -> Fraction | None:
    """A number below ten thousand in words, or any in digits."""
    if arabic := _ARABIC.fullmatch(text):
        return _decimal(arabic[1], arabic[2] or "")
    if scaled := _SCALED.fullmatch(text):
        many = number(scaled[1])
        return many and many * _SCALE[scaled[2]]
    if pointed := _POINT.fullmatch(text):
        whole = _section(pointed[1])
        return None if whole is None else whole + _decimal("0", "".join(str(_VALUE[sign]) for sign in pointed[2]))
    plain = _section(text)
    return None if plain is None else Fraction(plain)


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def _section(text: str) -> int | None:
    """Four places in words: each but the last with its scale, 零 where places are passed over."""
    if text in {"零", "〇"}:
        return 0
    found = _SECTION.fullmatch(text.replace("〇", "零"))
    if found is None:
        return None
    thousands, _, hundreds, _, tens, ten, _, ones = found.groups()
    signs = [sign for sign in (thousands, hundreds, tens, ones) if sign is not None]
    if any(sign not in _VALUE or _VALUE[sign] == 0 for sign in signs):
        return None
    if _passes_over(text, ten):
        return None
    places = ((thousands, 1_000), (hundreds, 100), (tens or ("一" if ten else None), 10), (ones, 1))
    return sum(_VALUE[sign] * scale for sign, scale in places if sign is not None) or None


def _passes_over(text: str, ten: str | None) -> bool:
    """Whether the last digit stands under a passed place without 零: 一百五 may be 150 or 105 to a reader."""
    bare = text.replace("〇", "零")
    return len(bare) > 1 and bare[-1] in _VALUE and not (ten and bare[-2] == "十") and bare[-2] != "零"


def spelled(value: int) -> str:
    """A whole number in words, as statutes write it: 150 is 一百五十, 20000 is 二万."""
    if value == 0:
        return "零"
    for name, scale in _MYRIADS:
        if value >= scale:
            many, rest = divmod(value, scale)
            gap = "零" if 0 < rest < scale // 10 else ""
            return spelled(many) + name + gap + (spelled(rest) if rest else "")
    return _spelled_section(value)


def _spelled_section(value: int) -> str:
    text = ""
    for name, scale in (("千", 1_000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, scale)
        if digit:
            text += "一二三四五六七八九"[digit - 1] + name
        elif text and value and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text
