"""How long an answer holds: what is immutable for a year, what is current only until the register moves on."""

from __future__ import annotations

from hashlib import blake2b

from starlette.requests import Request

from quanze.services.moments import Moment
from quanze_api.about import VERSION

CURRENT = "public, max-age=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"


def current_tag(
    request: Request, moment: Moment, base_url: str, index: str | None = None, stamp: str | None = None
) -> str:
    """The strong tag of a current resource: its address, the day, the entry, the software that words it, what the
    index that answers has read of public logs, and a stamp of what else it shows.
    """
    scope = request.scope
    place = (moment.place.id, moment.valid_at, moment.entry, index, VERSION, base_url, stamp)
    said = f"{scope['path']}?{scope['query_string'].decode('latin-1')} {place}"
    return f'"{blake2b(said.encode(), digest_size=16).hexdigest()}"'


def has_it(request: Request, tag: str) -> bool:
    """Whether the caller already holds the answer with this tag (RFC 9110, weak comparison)."""
    held = request.headers.get("if-none-match")
    if held is None:
        return False
    return held.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in held.split(","))


def tag_of(body: bytes) -> str:
    """The strong tag of some bytes."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'
