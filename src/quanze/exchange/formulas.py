"""Recognises formula text that would start a program: such a file is refused, and nothing in it is ever computed."""

from __future__ import annotations

import re

_STRING = re.compile(r'"[^"]*"')
_CALLS = re.compile(
    r"\b(?:DDE|DDEAUTO|CALL|EXEC|REGISTER(?:\.ID)?|WEBSERVICE|IMPORTXML|IMPORTDATA)\s*\(", re.IGNORECASE
)


def starts_a_program(formula: str) -> bool:
    """Whether a formula (without its leading sign) asks another program or the network for its value."""
    bare = _STRING.sub('""', formula)
    server, bar, topic = bare.partition("|")
    return (bool(bar) and bool(server.strip(" '")) and "!" in topic) or _CALLS.search(bare) is not None


def is_hostile_cell(text: str) -> bool:
    """Whether a plain-text cell would start a program once a spreadsheet opens it (an apostrophe before it disarms)."""
    stripped = text.lstrip(" \t\r\n\ufeff")
    return stripped[:1] in ("=", "+", "-", "@") and starts_a_program(stripped[1:])
