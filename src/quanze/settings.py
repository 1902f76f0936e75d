"""The environment, read once into one frozen object; only the entry points read it and hand on what others need."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from quanze.domain.errors import InvalidInput
from quanze.domain.rates import Rate

DEFAULT_DATABASE_URL = "sqlite:///quanze.sqlite3"
DEFAULT_SEARCH_INDEX = Path("search_index")
FEEDBACK_LIMIT = Rate(10, 3600)
SIGN_IN_LIMIT = Rate(30, 60)
LONGEST_PASSWORD_DAYS = 3650
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
    read_limit: Rate | None = None
    feedback_limit: Rate = FEEDBACK_LIMIT
    sign_in_limit: Rate = SIGN_IN_LIMIT
    public_only: bool = False
    session_idle_minutes: int = 30
    session_hours: int = 12
    password_days: int | None = None
    key_file: Path | None = None
    sso: tuple[str, str, str] | None = None
    smtp_url: str | None = None
    mail_from: str = ""
    webhook_private: bool = False

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
            read_limit=rate(environment, "QUANZE_READ_LIMIT"),
            feedback_limit=rate(environment, "QUANZE_FEEDBACK_LIMIT") or FEEDBACK_LIMIT,
            sign_in_limit=rate(environment, "QUANZE_SIGN_IN_LIMIT") or SIGN_IN_LIMIT,
            public_only=environment.get("QUANZE_PUBLIC") == "1",
            session_idle_minutes=_number(environment, "QUANZE_SESSION_IDLE_MINUTES", 30, 24 * 60),
            session_hours=_number(environment, "QUANZE_SESSION_HOURS", 12, 24),
            password_days=_days(environment, "QUANZE_PASSWORD_DAYS"),
            key_file=Path(named) if (named := environment.get("QUANZE_KEY_FILE")) else None,
            sso=_sso(environment),
            smtp_url=environment.get("QUANZE_SMTP_URL") or None,
            mail_from=environment.get("QUANZE_MAIL_FROM") or "",
            webhook_private=environment.get("QUANZE_WEBHOOK_PRIVATE") == "1",
        )


def _days(environment: Mapping[str, str], name: str) -> int | None:
    return _number(environment, name, 1, LONGEST_PASSWORD_DAYS) if environment.get(name) else None


def _number(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise InvalidInput(f"{name} 应为 1 至 {most} 的整数。", code="bad_setting")
    return int(text)


def _sso(environment: Mapping[str, str]) -> tuple[str, str, str] | None:
    """The sign-on service: issuer, client id, client secret; all of them or none. Raises InvalidInput."""
    names = ("QUANZE_OIDC_ISSUER", "QUANZE_OIDC_CLIENT_ID", "QUANZE_OIDC_CLIENT_SECRET")
    issuer, client_id, client_secret = (environment.get(name) or "" for name in names)
    if not any((issuer, client_id, client_secret)):
        return None
    if not (issuer.startswith(("https://", "http://")) and client_id and client_secret):
        raise InvalidInput(f"{'、'.join(names)} 须一并设置，签发者为 https:// 开头的地址。", code="bad_setting")
    return issuer, client_id, client_secret


def origins(text: str) -> tuple[str, ...]:
    """Origins as an operator lists them: https://www.example.gov.cn https://*.example.gov.cn. Raises InvalidInput."""
    for origin in text.split():
        if not _ORIGIN.fullmatch(origin):
            raise InvalidInput(
                f"QUANZE_EMBED_ORIGINS 中的“{origin[:80]}”不是网站来源，请写成 https://www.example.gov.cn，以空格分隔。",
                code="bad_setting",
            )
    return tuple(dict.fromkeys(text.lower().split()))


def rate(environment: Mapping[str, str], name: str) -> Rate | None:
    """How often one client may do something, or None where nothing is set. Raises InvalidInput."""
    text = environment.get(name) or ""
    found = Rate.read(text)
    if text.strip() and found is None:
        raise InvalidInput(
            f"{name}“{text[:40]}”不是频率，请写成 600/minute（单位可为 second、minute、hour），或不设。",
            code="bad_setting",
        )
    return found
