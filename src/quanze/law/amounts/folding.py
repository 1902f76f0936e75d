"""A text in one width and without white space, each of its signs knowing its place in the raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2236: ord(":"), 0x3002: ord("。")}
_MARKS = {",": "，", ";": "；", ":": "："}
_STOPS = frozenset("。；：，、:;,.")
_ASIDE = re.compile(
    r"(?<=[\u4e00-\u9fff])\((?![一二三四五六七八九十\d]+\)|[不均]?包?含)[^()元倍罚%‰]{1,40}\)(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])\([^()\d一二三四五六七八九十含括，。；：]{1,4}\)"
)
_SPACES = re.compile(r"[\s\u200b\ufeff]")
_THOUSANDS = re.compile(r"(?<![\d,，])\d{1,3}(?:[,，]\d{3}){1,4}(?![\d,，])")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text over the raw one."""

    raw: str
    text: str
    places: tuple[int, ...]

    def start(self, at: int) -> int:
        """Where a sign of the folded text stands in the raw one."""
        return self.places[at] if at < len(self.places) else len(self.raw)

    def words(self, start: int, end: int) -> str:
        """The raw text of a stretch of the folded one."""
        return self.raw[self.start(start) : self.places[end - 1] + 1] if start < end else ""


def fold(raw: str) -> Folded:
    """Fold a text; asides without a sum go (屠宰厂（场）), line breaks but those that end a sentence or a heading."""
    raw = _NOT_STORABLE.sub(" ", raw)
    wide = raw.translate(_WIDTH)
    grouping = {at for found in _THOUSANDS.finditer(wide) for at in range(*found.span()) if wide[at] in ",，"}
    asides = {at for found in _ASIDE.finditer(wide) for at in range(*found.span())}
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(wide):
        kept = _kept(sign, signs[-1] if signs else "\n")
        if kept and at not in grouping and at not in asides:
            signs.append(kept)
            places.append(at)
    return Folded(raw, "".join(signs), tuple(places))


def _kept(sign: str, before: str) -> str:
    if sign == "\n":
        return sign if before in _STOPS else ""
    if _SPACES.fullmatch(sign):
        return ""
    return _MARKS.get(sign, sign)
