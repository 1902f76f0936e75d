"""The environment, read once into one frozen object; only the entry points read it and hand on what others need."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

DEFAULT_DATABASE_URL = "sqlite:///quanze.sqlite3"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told from outside (docs/operations.md lists each variable)."""

    database_url: str = DEFAULT_DATABASE_URL
    search_index: Path = Path("search_index")
    search_engine: str = "auto"
    base_url: str = ""
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    secret: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that QUANZE_* variables state; what they leave out has its default."""
        return cls(
            database_url=environment.get("QUANZE_DATABASE_URL") or DEFAULT_DATABASE_URL,
            search_index=Path(environment.get("QUANZE_SEARCH_INDEX") or "search_index"),
            search_engine=environment.get("QUANZE_SEARCH_ENGINE") or "auto",
            base_url=(environment.get("QUANZE_BASE_URL") or "").rstrip("/"),
            zone=ZoneInfo(environment.get("QUANZE_ZONE") or "Asia/Shanghai"),
            secret=environment.get("QUANZE_SECRET") or None,
        )
