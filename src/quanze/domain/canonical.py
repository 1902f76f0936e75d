"""Canonical JSON (RFC 8785) and the digests over it: what is hashed must read the same everywhere and forever."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

DIGEST_ALGORITHM = "sha-256"


def canonical_json(value: Any) -> str:
    """The one text of a JSON value: sorted keys, no white space, no floats in what we store."""
    return rfc8785.dumps(value).decode()


def digest(text: str) -> str:
    """The digest of a canonical text, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()
