"""The instruments that a basis rests on, and at which level of law each one stands (效力级别).

What the text itself shows of an instrument (主席令, 国务院令, 人大常委会, 部令 …) goes before the tag that a list puts
in front of it, since tags are often wrong. Where neither decides, an instrument may be of several levels, or of any.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class LawLevel(StrEnum):
    """The levels of law that a basis may stand at."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    STATE_COUNCIL_DECISION = "state_council_decision"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENTAL_RULE = "departmental_rule"
    LOCAL_GOVERNMENT_RULE = "local_government_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    PARTY_DOCUMENT = "party_document"
    STANDARD = "standard"


LAW_LEVEL_LABELS: dict[LawLevel, str] = {
    LawLevel.LAW: "法律",
    LawLevel.ADMINISTRATIVE_REGULATION: "行政法规",
    LawLevel.STATE_COUNCIL_DECISION: "国务院决定",
    LawLevel.LOCAL_REGULATION: "地方性法规",
    LawLevel.DEPARTMENTAL_RULE: "部门规章",
    LawLevel.LOCAL_GOVERNMENT_RULE: "地方政府规章",
    LawLevel.NORMATIVE_DOCUMENT: "规范性文件",
    LawLevel.PARTY_DOCUMENT: "党内法规",
    LawLevel.STANDARD: "标准",
}
ANY_LEVEL = frozenset(LawLevel)

_L = LawLevel
_REGULATIONS = frozenset({_L.ADMINISTRATIVE_REGULATION, _L.LOCAL_REGULATION})
_RULES = frozenset({_L.DEPARTMENTAL_RULE, _L.LOCAL_GOVERNMENT_RULE})
_DOCUMENTS = frozenset({_L.NORMATIVE_DOCUMENT, _L.PARTY_DOCUMENT})
_DECISIONS = frozenset({_L.STATE_COUNCIL_DECISION, _L.ADMINISTRATIVE_REGULATION, _L.NORMATIVE_DOCUMENT})

TAGS: dict[str, frozenset[LawLevel]] = {
    "法律": frozenset({_L.LAW}),
    "法规": _REGULATIONS | {_L.STATE_COUNCIL_DECISION},
    "行政法规": frozenset({_L.ADMINISTRATIVE_REGULATION}),
    "国务院行政法规": frozenset({_L.ADMINISTRATIVE_REGULATION}),
    "地方性法规": frozenset({_L.LOCAL_REGULATION}),
    "地方法规": frozenset({_L.LOCAL_REGULATION}),
    "自治条例": frozenset({_L.LOCAL_REGULATION}),
    "单行条例": frozenset({_L.LOCAL_REGULATION}),
    "规章": _RULES,
    "部门规章": frozenset({_L.DEPARTMENTAL_RULE}),
    "部委规章": frozenset({_L.DEPARTMENTAL_RULE}),
    "国务院部门规章": frozenset({_L.DEPARTMENTAL_RULE}),
    "政府规章": frozenset({_L.LOCAL_GOVERNMENT_RULE}),
    "地方政府规章": frozenset({_L.LOCAL_GOVERNMENT_RULE}),
    "地方规章": frozenset({_L.LOCAL_GOVERNMENT_RULE}),
    "省政府规章": frozenset({_L.LOCAL_GOVERNMENT_RULE}),
    "国务院决定": _DECISIONS,
    "国务院文件": _DECISIONS,
    "规范性文件": frozenset({_L.NORMATIVE_DOCUMENT}),
    "其他规范性文件": frozenset({_L.NORMATIVE_DOCUMENT}),
    "其他文件": frozenset({_L.NORMATIVE_DOCUMENT}),
    "文件": frozenset({_L.NORMATIVE_DOCUMENT}),
    "党内法规": frozenset({_L.PARTY_DOCUMENT}),
    "标准": frozenset({_L.STANDARD}),
}
"""What a list's tag (【法律】) may mean; 法规 and 规章 each cover the state's and the province's."""

_NATIONAL_LAW = re.compile(r"(?<![办方做])法(典)?(（[^（）]*）|\([^()]*\))?$")
_BEFORE_2000 = ANY_LEVEL - {_L.LAW}
_STATE_COUNCIL = re.compile(r"^国务院.*决定$")
_OPENS, _CLOSES = r"\s*[〔\[（(【﹝]\s*", r"\s*[〕\])）】﹞]"
_EVIDENCE: tuple[tuple[re.Pattern[str], frozenset[LawLevel]], ...] = (
    (re.compile(r"全国人民代表大会|全国人大|(?<!政府)主席令"), TAGS["法律"]),
    (re.compile(r"国务院(令|、中央军|第.{1,8}次常务会议|\S{0,6}(批准|发布|公布))"), TAGS["行政法规"]),
    (re.compile(r"人民代表大会|人大常委|人大会"), TAGS["地方性法规"]),
    (re.compile(r"(人民)?政府(第\s*\d+\s*号)?令|人民政府第?\S{1,12}次?\S{0,8}常务会议"), TAGS["政府规章"]),
    (re.compile(r"[部委局署会厅行]\s*(第\s*\d+\s*号)?令|[部委局署]务会"), TAGS["部门规章"]),
    (re.compile(rf"国发{_OPENS}"), _DECISIONS),
    (re.compile(rf"[发办函规字]{_OPENS}19\d\d{_CLOSES}"), _BEFORE_2000),
    (re.compile(rf"[发办函规字]{_OPENS}\d{{4}}{_CLOSES}|[一-龥]\s?[〔\[【﹝]\s?20\d\d\s?[〕\]】﹞]"), _DOCUMENTS),
    (re.compile(r"^\W*(GB|DB|HJ|JGJ|AQ)[/T\d]"), frozenset({_L.STANDARD, _L.NORMATIVE_DOCUMENT})),
)
"""What the note behind a title shows, the most telling first.

Before the 立法法 of 2000 numbered documents were rules, too: of those the tag decides.
"""

_TAG = re.compile(r"[【\[〔［]\s*(" + "|".join(sorted(TAGS, key=len, reverse=True)) + r")\s*[】\]〕］]")
_TITLE = re.compile(
    r"(?:^|[\n】\]〕］;；。]|\d[.、．）)]|[一二三四五六七八九十][、．])[ \t\u3000\"“]*"
    r"《(?P<title>[^《》\n]{2,120}(?:《[^《》\n]{2,120}》[^《》\n]{0,120})?)》"
)
_BESIDE = re.compile(r"[\s\"“\d.、．]*")
_NOTE_ENDS = re.compile(r"\n|第\s*[一二三四五六七八九十百千零〇两\d]+\s*[条项]|【(?!\d)")
_LONGEST_NOTE = 260


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, rule or document that a basis names: the levels that it may be at, and the list's tag."""

    title: str
    levels: frozenset[LawLevel]
    tag: str | None = None
    shown: frozenset[LawLevel] | None = None

    @property
    def label(self) -> str:
        """What it is, in people's words."""
        if self.tag and not self.mistagged:
            return self.tag
        if self.levels == _DECISIONS:
            return LAW_LEVEL_LABELS[LawLevel.STATE_COUNCIL_DECISION]
        return "或".join(label for level, label in LAW_LEVEL_LABELS.items() if level in self.levels)

    @property
    def mistagged(self) -> bool:
        """Whether the tag says what the instrument's own note excludes."""
        return bool(self.tag and self.shown and not self.shown & TAGS[self.tag])


@lru_cache(maxsize=16)
def instruments(basis: str) -> tuple[Instrument, ...]:
    """The instruments that a basis is put on; laws that are only mentioned in a wording are none.

    Kept for a moment: several rules ask for the same text, one after the other.
    """
    tags = list(_TAG.finditer(basis))
    ends = [tag.end() for tag in tags]
    found, used = [], set()
    for title in _TITLE.finditer(basis):
        last = bisect_right(ends, title.start("title") - 1) - 1
        tag = tags[last] if last >= 0 and _stands_beside(basis, tags[last], title) else None
        used.add(last if tag else None)
        found.append(_instrument(basis, tag, title))
    alone = (_instrument(basis, tag, None) for number, tag in enumerate(tags) if number not in used)
    return (*found, *alone)


_Found = re.Match[str]


def _stands_beside(basis: str, tag: _Found, title: _Found) -> bool:
    """Whether only space and a number stand between a tag and a title."""
    return _BESIDE.fullmatch(basis, tag.end(), title.start("title") - 1) is not None


def _instrument(basis: str, tag: _Found | None, title: _Found | None) -> Instrument:
    name = tag[1] if tag else None
    tagged = TAGS.get(name or "", ANY_LEVEL)
    shown = _shown(title["title"], _note(basis, title.end())) if title else None
    levels = tagged if shown in {None, _BEFORE_2000} else shown or tagged
    return Instrument(title["title"] if title else "", levels, name, shown)


def _note(basis: str, start: int) -> str:
    """What follows a title: when it was passed, by whom, under which number."""
    ends = _NOTE_ENDS.search(basis, start, start + _LONGEST_NOTE)
    return basis[start : ends.start() if ends else start + _LONGEST_NOTE]


def _shown(title: str, note: str) -> frozenset[LawLevel] | None:
    """The levels that title and note admit; None where they show nothing."""
    if _NATIONAL_LAW.search(title):
        return frozenset({_L.LAW})
    if _STATE_COUNCIL.search(title):
        return _DECISIONS
    return next((levels for pattern, levels in _EVIDENCE if pattern.search(note)), None)
