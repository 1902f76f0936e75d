"""How much one client may ask in how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {"second": 1, "minute": 60, "hour": 3600}
_RATE = re.compile(r"([1-9][0-9]{0,8})(?:/(second|minute|hour))?")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in a window of so many seconds."""

    requests: int
    seconds: int

    @classmethod
    def read(cls, text: str) -> Rate | None:
        """A rate as an operator writes it: 600/minute, or 600 for the same; None where it is none."""
        found = _RATE.fullmatch(text.strip())
        return cls(int(found[1]), _UNITS[found[2] or "minute"]) if found else None
