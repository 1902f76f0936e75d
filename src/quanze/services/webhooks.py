"""Webhooks as Standard Webhooks has them: what is sent, and how the receiver knows that it is ours."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import orjson

from quanze.domain.editions import instant_text
from quanze.domain.errors import InvalidInput

PREFIX = "whsec_"
_KEY_BYTES = 32
_LONGEST_URL = 500
_URL = re.compile(r"[!-~]+")


def new_secret() -> str:
    """A fresh secret, as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """One signature over a message's id, the second in which it is sent, and its body."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise InvalidInput("Webhook 的密钥不是 whsec_ 开头的 Base64。", code="bad_secret") from None
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(keys: Iterable[str], identity: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """What goes before the body; each of several secrets signs, so that a receiver may change to the new one."""
    timestamp = int(sent_at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "quanze",
        "webhook-id": identity,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, identity, timestamp, body) for key in keys),
    }


def body(event: str, happened_at: datetime, data: dict[str, Any]) -> bytes:
    """What is sent: the same bytes at every attempt."""
    return orjson.dumps({"type": event, "timestamp": instant_text(happened_at), "data": data})


def checked_url(text: str, *, private: bool) -> str:
    """An address that messages may go to. Raises InvalidInput."""
    url = text.strip()
    parts = _split(url)
    if parts is None:
        raise InvalidInput("地址有误，请写成 https://example.gov.cn/hook。", code="bad_url", field="url")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInput("地址中不能含有用户名、密码或 # 片段。", code="bad_url", field="url")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise InvalidInput("地址须以 https:// 开头。", code="bad_url", field="url")
    return url


def _split(url: str) -> SplitResult | None:
    if len(url) > _LONGEST_URL or not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
