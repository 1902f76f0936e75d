"""Texts as terms: dictionary words for meaning, pairs of neighbours for what no dictionary knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import rjieba

from quanze.search.normal import normal

_WORD = re.compile(r"\w")
_RUN = re.compile(r"[^\W_]+")
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff_]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_JOINT = "|"


def words(text: str) -> list[str]:
    """The dictionary words of a normal text, longer ones together with the words inside them."""
    return [word for word in rjieba.cut_for_search(text) if word.isalnum() or _WORD.search(word)]


def whole_words(text: str) -> list[str]:
    """The dictionary words of a text, each once, none inside another: how a query is read."""
    return [word for word in rjieba.cut(normal(text)) if _WORD.search(word)]


def pairs(text: str) -> list[str]:
    """Every Chinese character, or other word, with its neighbour: 满3年 is 满|3, 3|年 and, before a mark, 年|."""
    found: list[str] = []
    for units in _runs(text):
        found += map(_JOINT.join, zip(units, [*units[1:], ""], strict=True))
    return found


@lru_cache(maxsize=8192)
def phrase(text: str) -> tuple[tuple[str, ...], str]:
    """What finds a text within longer ones: pairs in a row, and how a last pair begins that may go on in any way."""
    text = normal(text)
    runs = _runs(text)
    if not runs:
        return (), ""
    found = tuple(pairs(text))
    return (found[:-1], "") if len(runs[-1]) > 1 else (found[:-1], found[-1])


def _runs(text: str) -> list[Sequence[str]]:
    """What stands between marks and spaces in a normal text, each run as its characters and words."""
    return [run if _HAN_RUN.fullmatch(run) else _UNIT.findall(run) for run in _RUN.findall(text)]
