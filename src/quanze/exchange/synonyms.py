"""The package's word tables, read once from the TOML files beside the code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from quanze.exchange.listings import Listing

_HEADERS = {
    Listing.POWERS: "header_synonyms.toml",
    Listing.DISCRETION: "header_synonyms_discretion.toml",
    Listing.NO_PENALTY: "header_synonyms_no_penalty.toml",
    Listing.INTERMEDIARY: "header_synonyms_intermediary.toml",
}


@cache
def header_synonyms(listing: Listing) -> dict[str, Any]:
    """Which column header of such a list means which field."""
    return _load(_HEADERS[listing])


@cache
def persons() -> dict[str, Any]:
    """Which headers of any list name people."""
    return dict(header_synonyms(Listing.POWERS)["persons"])


@cache
def value_synonyms() -> dict[str, Any]:
    """What short cells say: categories, levels, marks for nothing (value_synonyms.toml)."""
    return _load("value_synonyms.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("quanze.exchange").joinpath(name).read_text(encoding="utf-8"))
