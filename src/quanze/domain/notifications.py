"""What is told outside of the pages: events, the channels that carry them, and when a message is tried again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from quanze.domain.errors import InvalidInput
from quanze.domain.procedure import STATE_LABELS, State


class Channel(StrEnum):
    """How a message leaves."""

    EMAIL = "email"
    WEBHOOK = "webhook"


CHANNEL_LABELS: Mapping[str, str] = {Channel.EMAIL: "邮件", Channel.WEBHOOK: "Webhook"}

EDITION_PUBLISHED = "edition.published"
DIGEST = "digest"
TEST = "test"


def moved_to(state: State) -> str:
    """The event of a proposal that came into a state."""
    return f"proposal.{state.value}"


WEBHOOK_EVENTS: Mapping[str, str] = {
    EDITION_PUBLISHED: "公布新版次（公开信息）",
    **{moved_to(state): f"调整申请：{label}" for state, label in STATE_LABELS.items() if state is not State.DRAFT},
}
"""What an endpoint may ask for. A draft is its writers' own: nothing tells of it."""

EVENT_LABELS: Mapping[str, str] = {**WEBHOOK_EVENTS, DIGEST: "到期提醒", TEST: "测试消息"}

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after each attempt the next one comes (Standard Webhooks' schedule); after the last of them, none does."""

JITTER = 0.1
"""By how much of itself a wait is drawn out, so that what failed together does not come back together."""


def wait_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts; ``chance`` is drawn from 0 to 1."""
    wait = RETRIES[min(attempts, len(RETRIES)) - 1]
    return wait * (1 + JITTER * chance)


def is_last(attempts: int) -> bool:
    """Whether nothing follows so many attempts."""
    return attempts > len(RETRIES)


LONGEST_ADDRESS = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_HOST}")


def email_address(text: str) -> str:
    """An e-mail address as it may stand in a header. Raises InvalidInput."""
    found = text.strip()
    if len(found) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(found):
        raise InvalidInput("邮箱地址有误，请写成 name@example.gov.cn。", code="bad_email", field="email")
    return found
