"""Texts as terms: dictionary words for meaning, pairs of neighbours for what no dictionary knows."""

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

from quanze.search.normal import normal

_WORD = re.compile(r"\w")
_RUN = re.compile(r"[^\W_]+")
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff_]+")
_JOINT = "|"


def words(text: str) -> list[str]:
    """The dictionary words of a text, longer ones together with the words inside them."""
    return [word for word in rjieba.cut_for_search(normal(text)) if _WORD.search(word)]


def whole_words(text: str) -> list[str]:
    """The dictionary words of a text, each once, none inside another: how a query is read."""
    return [word for word in rjieba.cut(normal(text)) if _WORD.search(word)]


def pairs(text: str) -> list[str]:
    """Every Chinese character, or other word, with its neighbour: 满3年 is 满|3, 3|年 and, before a mark, 年|."""
    return [_JOINT.join(pair) for run in _runs(text) for pair in pairwise([*run, ""])]


def phrase(text: str) -> tuple[list[str], str]:
    """What finds a text within longer ones: pairs in a row, and how a last pair begins that may go on in any way."""
    runs = _runs(text)
    if not runs:
        return [], ""
    found = pairs(text)
    return (found[:-1], "") if len(runs[-1]) > 1 else (found[:-1], found[-1])


def _runs(text: str) -> list[list[str]]:
    """What stands between marks and spaces, each run as its characters and words."""
    return [_UNIT.findall(run) for run in _RUN.findall(normal(text))]
