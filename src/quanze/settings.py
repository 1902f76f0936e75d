"""The environment, read once into one frozen object; only the entry points read it and hand on what others need."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from quanze.domain.errors import InvalidInput

DEFAULT_DATABASE_URL = "sqlite:///quanze.sqlite3"
DEFAULT_SEARCH_INDEX = Path("search_index")
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told from outside (docs/operations.md lists each variable)."""

    database_url: str = DEFAULT_DATABASE_URL
    search_index: Path = DEFAULT_SEARCH_INDEX
    search_engine: str = "auto"
    base_url: str = ""
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    embed_origins: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that QUANZE_* variables state; what they leave out has its default."""
        return cls(
            database_url=environment.get("QUANZE_DATABASE_URL") or DEFAULT_DATABASE_URL,
            search_index=Path(environment.get("QUANZE_SEARCH_INDEX") or DEFAULT_SEARCH_INDEX),
            search_engine=environment.get("QUANZE_SEARCH_ENGINE") or "auto",
            base_url=(environment.get("QUANZE_BASE_URL") or "").rstrip("/"),
            zone=ZoneInfo(environment.get("QUANZE_ZONE") or "Asia/Shanghai"),
            embed_origins=origins(environment.get("QUANZE_EMBED_ORIGINS") or ""),
        )


def origins(text: str) -> tuple[str, ...]:
    """Origins as an operator lists them: https://www.example.gov.cn https://*.example.gov.cn. Raises InvalidInput."""
    for origin in text.split():
        if not _ORIGIN.fullmatch(origin):
            raise InvalidInput(
                f"QUANZE_EMBED_ORIGINS 中的“{origin[:80]}”不是网站来源，请写成 https://www.example.gov.cn，以空格分隔。",
                code="bad_setting",
            )
    return tuple(dict.fromkeys(text.lower().split()))
