"""When two names mean one power: signs and the words around a violation carry no meaning.

The replacements are data, since the database finds the claims of other departments by the same ones.
"""

from __future__ import annotations

import re

from quanze.domain.text import folded

FRAME = (
    *((sign, "") for sign in "，,、。（）() "),
    *((word, "") for word in ("行政处罚", "处罚", "行为", "进行", "的", "对")),
)
"""What is taken away from a penalty's name, in this order, until the violation remains."""

LEAST = 4
"""A shorter remainder names no violation."""

_SIGNS = re.compile(r"[\W_]")


def power_key(name: str) -> str:
    """A name without signs and spaces."""
    return _SIGNS.sub("", folded(name)) or name


def violation_key(name: str) -> str | None:
    """The violation that a penalty's name speaks of, if it speaks of one."""
    for words, instead in FRAME:
        name = name.replace(words, instead)
    return name if len(name) >= LEAST else None
