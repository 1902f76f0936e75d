"""What a basis cites: laws and their articles, read from its raw text; derived, and never part of a stored body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = "一二三四五六七八九十百千零〇两"
_MARK = re.compile(
    rf"《(?P<law>[^《》\n]{{2,80}}(?:〈[^〈〉]*〉[^《》\n]*)?)》"
    rf"|第\s*(?P<article>\d{{1,4}}|[{_DIGITS}]{{1,9}})\s*条(?:之(?P<further>[{_DIGITS}]))?"
    rf"(?:\s*第\s*(?P<paragraph>\d{{1,2}}|[{_DIGITS}]{{1,3}})\s*款)?"
)
_HEADING = re.compile(r"(?:^|[\n】;；。]|\d[.、．])\s*$")
_AMENDS = re.compile(r"关于(?:修改|修订|修正|废止).*的决定$")
_LINE_START = re.compile(r"(?:^|\n)\s*$")
_BETWEEN_TITLE_AND_ARTICLE = re.compile(r"\s*(?:[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）])?[\s,，:：]*")
_NEAR = 40
_BETWEEN_ARTICLES = re.compile(r"\s*(?:[、,，和及与]|以及)\s*")


@dataclass(frozen=True, slots=True)
class Citation:
    """A law, or an article of it, with its place in the raw text; numbers stand as written."""

    law: str
    article: str | None
    paragraph: str | None
    start: int
    end: int


def citations(text: str) -> list[Citation]:
    """The laws that a basis names and the articles that it cites of them, in order.

    An article counts where it follows a title, begins a line under one, or goes on a row of articles; an article named
    within the wording of another (依照本法第二十条) does not, nor does the decision that a note says amended a law.
    """
    return list(_read(text))


def _read(text: str) -> Iterator[Citation]:
    heading = ""
    last: Citation | None = None
    for found in _MARK.finditer(text):
        at_heading = _HEADING.search(text, _shortly_before(found), found.start())
        if found["law"]:
            if _AMENDS.search(found["law"]) and not at_heading:
                continue
            last = Citation(found["law"], None, None, *found.span())
            heading = found["law"] if at_heading or not heading else heading
        else:
            law = _law_of_article(text, found, heading, last)
            if law is None:
                continue
            article = found["article"] + (f"之{found['further']}" if found["further"] else "")
            last = Citation(law, article, found["paragraph"], *found.span())
        yield last


def _law_of_article(text: str, found: re.Match[str], heading: str, last: Citation | None) -> str | None:
    if last is not None:
        between = _BETWEEN_TITLE_AND_ARTICLE if last.article is None else _BETWEEN_ARTICLES
        if between.fullmatch(text, last.end, found.start()):
            return last.law
    return heading if heading and _LINE_START.search(text, _shortly_before(found), found.start()) else None


def _shortly_before(found: re.Match[str]) -> int:
    """From where a line is looked back on: near enough that a basis of any length is read in one pass."""
    return max(0, found.start() - _NEAR)


def short_title(law: str) -> str:
    """A title without the state's name, brackets and spaces, by which a law is looked up."""
    title = re.sub(r"[\s〈〉]", "", law)
    return re.sub(r"[(（][^()（）]*[)）]$", "", title).removeprefix("中华人民共和国")
