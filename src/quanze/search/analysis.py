"""Texts as terms: dictionary words for meaning, pairs of characters for what no dictionary knows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from quanze.search.normal import normal

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"\w")


def words(text: str) -> list[str]:
    """The dictionary words of a text, longer ones together with the words inside them."""
    return [word for word in rjieba.cut_for_search(normal(text)) if _WORD.search(word)]


def whole_words(text: str) -> list[str]:
    """The dictionary words of a text, each once, none inside another: how a query is read."""
    return [word for word in rjieba.cut(normal(text)) if _WORD.search(word)]


def pairs(text: str) -> list[str]:
    """Every two neighbouring characters of each Chinese run, in order; other words whole. A phrase of them is exact."""
    return [term for run in _runs(normal(text)) for term in _pairs_of(run)]


def _runs(text: str) -> Iterable[str]:
    return re.findall(r"[\u3400-\u9fff]+|[a-z0-9]+", text)


def _pairs_of(run: str) -> list[str]:
    if len(run) == 1 or not _HAN_RUN.fullmatch(run):
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
