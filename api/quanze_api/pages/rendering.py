"""Templates and what all of them may use."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quanze.domain.vocabulary import CATEGORY_LABELS, STATUS_LABELS
from quanze_api.pages import words

FOLDER = Path(__file__).resolve().parents[1]
STYLE = (FOLDER / "static" / "quanze.css").read_bytes()
STYLE_NAME = f"quanze.{blake2b(STYLE, digest_size=6).hexdigest()}.css"
"""The style sheet's name changes with its content, so that it may be kept for ever."""

_FILTERS = {
    "label": words.label,
    "day": words.day,
    "instant": words.instant,
    "short": words.short,
    "moment": words.moment,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    environment.globals |= {"categories": CATEGORY_LABELS, "statuses": STATUS_LABELS, "style": STYLE_NAME}
    return environment


def render(template: str, **context: Any) -> str:
    """A page."""
    return _environment().get_template(template).render(**context)
