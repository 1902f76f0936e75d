"""Identities of records: opaque, globally unique, sortable by birth, without dots; never made from a name or a code."""

from __future__ import annotations

import re
import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26
_SHAPE = re.compile(rf"[{ALPHABET}]{{{_LENGTH}}}")


def new_id() -> str:
    """A fresh id: 48 bits of time in milliseconds, then 80 random bits, in 26 characters of Crockford's base 32."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def is_id(text: str) -> bool:
    """Whether the text has the shape of an id."""
    return _SHAPE.fullmatch(text) is not None
