"""When an account is locked, how long a session lives, and what a token opens: plain rules over moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FREE_ATTEMPTS = 5
"""So many failures in a row lock an account; the failures before them cost nothing."""

FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
"""Each further failure doubles the lock, up to this: long enough for guessing, short enough against mischief."""


def lock_after(failures: int) -> timedelta:
    """How long so many failures in a row lock an account."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(failures - FREE_ATTEMPTS, 32)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether a lock holds."""
    return locked_until is not None and now < locked_until


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lives: since it was last used, and at most; ``fresh``: how long a proof counts as recent;
    ``password``: how long a password may be used, None: as long as one likes.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    fresh: timedelta = timedelta(minutes=15)
    password: timedelta | None = None

    def is_live(self, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
        """Whether a session still counts."""
        return now < created_at + self.absolute and now < last_seen_at + self.idle

    def is_fresh(self, proved_at: datetime, now: datetime) -> bool:
        """Whether the person proved to be there a moment ago."""
        return now < proved_at + self.fresh

    def is_expired(self, password_set_at: datetime | None, now: datetime) -> bool:
        """Whether a password has been used for too long, or nobody knows since when."""
        if self.password is None:
            return False
        return password_set_at is None or password_set_at + self.password <= now


class Scope(StrEnum):
    """What a token opens; a session opens everything that its person may do."""

    READ = "read"
    PROPOSE = "propose"
    DECIDE = "decide"
    PUBLISH = "publish"


SCOPE_LABELS: Mapping[Scope, str] = {
    Scope.READ: "读取草稿与待办",
    Scope.PROPOSE: "提出和修改调整申请",
    Scope.DECIDE: "办理审核、征求意见与决定登记",
    Scope.PUBLISH: "公布版次",
}
ALL_SCOPES = frozenset(Scope)
