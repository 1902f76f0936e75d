"""The words that people say for what lists say, and the words that ask without naming anything; both are data."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

from quanze.search.normal import normal


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """For each word the other words of its groups."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in _table("synonyms.toml")["groups"]:
        words = [normal(word) for word in group]
        for word in words:
            found[word].update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}


@cache
def empty_words() -> frozenset[str]:
    """Words that a question may hold and no list is asked about: 怎么, 什么, 我."""
    return frozenset(word for line in _table("empty_words.toml")["words"] for word in line.split())


def _table(name: str) -> dict[str, list[str]]:
    return tomllib.loads(files("quanze.search").joinpath(name).read_text(encoding="utf-8"))
