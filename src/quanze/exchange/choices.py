"""Reads the closed columns of standards and services, and the approvals that a cell names."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from quanze.exchange.cells import clean_line, clean_text, fold, is_blank, without_number
from quanze.exchange.synonyms import value_synonyms

CHOICES = ("form", "pricing", "commissioned_by", "paid_by", "disposition")
"""The columns whose cells say one of a few things (value_synonyms.toml, ``choices``)."""

_OUTSIDE_BRACKETS = re.compile(r"[、，,；;]+(?![^（(]*[)）])")
_NUMBER = re.compile(r"(?:^|(?<=[^\d.．]))(?:[（(]?\d{1,2}[)）.．、](?!\d)|[\u2460-\u2473])\s*")


def read_choice(name: str, text: str) -> tuple[str | None, bool]:
    """Which of its values a cell means, and whether it says nothing else."""
    key = fold(text).rstrip("。.;；")
    table = _choices(name)
    for value, (labels, _) in table.items():
        if key in labels:
            return value, True
    return next((value for value, (_, phrases) in table.items() if any(word in key for word in phrases)), None), False


def forms_named(text: str) -> list[str]:
    """The forms that the parts of a title name (不予处罚、减轻处罚清单 names two)."""
    parts = re.split(r"[、和及与，,；;\n]", text)
    return list(dict.fromkeys(found for part in parts if (found := read_choice("form", part)[0]) is not None))


@cache
def _choices(name: str) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """For each value its labels and phrases, folded."""
    rows = value_synonyms()["choices"][name].items()
    return {
        value: (frozenset(map(fold, words["labels"])), tuple(map(fold, words.get("phrases", ()))))
        for value, words in rows
    }


def read_approvals(text: str) -> list[str]:
    """The approvals of a cell: its numbered parts or lines, and what 、 parts where each part is an approval's name."""
    names = [name for part in _parts(clean_text(text)) for name in _listed(part)]
    return [name for name in names if not is_blank(name)]


def _parts(text: str) -> list[str]:
    starts = [found.start() for found in _NUMBER.finditer(text)]
    if len(starts) > 1:
        cuts = [0, *starts, len(text)]
        return [without_number(clean_line(text[start:end])) for start, end in pairwise(cuts) if text[start:end].strip()]
    lines = [clean_line(line) for line in text.split("\n") if line.strip()]
    return [without_number(line) for line in lines] if all(map(_is_approval, lines)) else [clean_line(text)]


def _listed(text: str) -> list[str]:
    parts = [part.strip() for part in _OUTSIDE_BRACKETS.split(text) if part.strip()]
    return parts if all(map(_is_approval, parts)) else [text]


def _is_approval(text: str) -> bool:
    bare = re.sub(r"[（(][^（()）]*[)）]$", "", fold(text)).rstrip("。;,、")
    return bare.endswith(tuple(value_synonyms()["approval_ends"]["words"]))
