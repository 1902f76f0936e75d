"""The package's word tables, read once from the TOML files beside the code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def header_synonyms() -> dict[str, Any]:
    """Which column header means which field (header_synonyms.toml)."""
    return _load("header_synonyms.toml")


@cache
def value_synonyms() -> dict[str, Any]:
    """What short cells say: categories, levels, marks for nothing (value_synonyms.toml)."""
    return _load("value_synonyms.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("quanze.exchange").joinpath(name).read_text(encoding="utf-8"))
