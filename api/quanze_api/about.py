"""Which software answers: its version is part of every entity tag, for an upgrade may say the same thing otherwise."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

NAME = "quanze"
API_VERSION = "1.0"
"""The contract's version: it grows within /api/v1, and nothing in it changes."""


def _installed_version() -> str:
    try:
        return version(NAME)
    except PackageNotFoundError:
        return "unknown"


VERSION = _installed_version()
