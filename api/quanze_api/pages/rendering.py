"""Templates and what all of them may use."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quanze.domain.vocabulary import CATEGORY_LABELS, STATUS_LABELS
from quanze.domain.words import day_words
from quanze.services.shapes import PATHS
from quanze_api.pages import words

FOLDER = Path(__file__).resolve().parents[1]
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript"}


def _asset(name: str, ending: str) -> tuple[str, bytes]:
    """A file under a name that changes with its content, so that it may be kept for ever."""
    content = (FOLDER / "static" / f"{name}.{ending}").read_bytes()
    return f"{name}.{blake2b(content, digest_size=6).hexdigest()}.{ending}", content


STYLE, OFFICE_STYLE, OFFICE_SCRIPT = _asset("quanze", "css"), _asset("office", "css"), _asset("office", "js")
ASSETS = dict((STYLE, OFFICE_STYLE, OFFICE_SCRIPT))
"""Everything that pages load, by name."""

_FILTERS = {
    "label": words.label,
    "day": day_words,
    "instant": words.instant,
    "short": words.short,
    "moment": words.moment,
    "field_label": words.any_field_label,
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
    environment.globals |= {"categories": CATEGORY_LABELS, "statuses": STATUS_LABELS, "style": STYLE[0]}
    environment.globals |= {"paths": {kind.value: f"/{path}/" for kind, path in PATHS.items()}}
    environment.globals |= {"office_style": OFFICE_STYLE[0], "office_script": OFFICE_SCRIPT[0]}
    return environment


def render(template: str, **context: Any) -> str:
    """A page."""
    return _environment().get_template(template).render(**context)
