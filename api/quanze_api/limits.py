"""How often one client may ask: named limits, as pure ASGI; what no limit covers passes.

Each node counts for itself, in memory. A client is the address that the server names; a proxy's word for it is taken
by the server, from the proxies that it is told to trust, and nowhere else.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from math import ceil
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quanze.domain.rates import Rate
from quanze_api.errors import failure
from quanze_api.register import path_within

Clock = Callable[[], float]
NEVER_COUNTED = ("/healthz", "/static/")
MOST_CLIENTS = 100_000
_HOME = 8
"""Bytes of an IPv6 address that name a home or an office: whoever has one such network has all addresses in it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A named limit and what it covers: some methods, and some paths, with what is below them where they end in /."""

    name: str
    rate: Rate
    methods: frozenset[str] = frozenset({"GET"})
    paths: tuple[str, ...] = ("/",)

    def covers(self, method: str, path: str) -> bool:
        """Whether a request counts towards this limit."""
        return method in self.methods and any(
            path.startswith(one) if one.endswith("/") else path == one for one in self.paths
        )


class Count(NamedTuple):
    """Where a client stands after a request: what is left of the window's quota (below 0: too many), and until when."""

    left: int
    resets_in: int


class Window:
    """The clients of one limit, each with a window that begins with its first request."""

    def __init__(self, rate: Rate, clock: Clock = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._clients: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, client: str) -> Count:
        """Count one request of a client."""
        now = self._clock()
        self._forget(now)
        began, asked = self._clients.get(client, (now, 0))
        self._clients[client] = (began, asked + 1)
        return Count(self._rate.requests - asked - 1, ceil(began + self._rate.seconds - now))

    def _forget(self, now: float) -> None:
        """Let go of windows that are over, which come first, and of the oldest where there are too many."""
        while self._clients:
            began, _ = next(iter(self._clients.values()))
            if began + self._rate.seconds > now and len(self._clients) < MOST_CLIENTS:
                return
            self._clients.popitem(last=False)


class Limits:
    """Lets a client ask as often as the first limit that covers its request allows, and says what is left."""

    def __init__(self, app: ASGIApp, policies: Sequence[Policy], clock: Clock = time.monotonic) -> None:
        self.app = app
        self._windows = [(policy, Window(policy.rate, clock)) for policy in policies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._covering(scope) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        policy, window = found
        count = window.count(client_of(scope))
        if count.left < 0:
            await _refuse(Request(scope, receive), policy, count, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = [(name.lower().encode(), value.encode()) for name, value in _headers(policy, count).items()]
                message = {**message, "headers": [*message["headers"], *said]}
            await send(message)

        await self.app(scope, receive, told)

    def _covering(self, scope: Scope) -> tuple[Policy, Window] | None:
        method, path = scope["method"], path_within(scope)
        if path.startswith(NEVER_COUNTED):
            return None
        return next((found for found in self._windows if found[0].covers(method, path)), None)


async def _refuse(request: Request, policy: Policy, count: Count, send: Send) -> None:
    headers = {**_headers(policy, count), "Retry-After": str(count.resets_in)}
    detail = f"请求过于频繁，请在 {count.resets_in} 秒后重试。"
    answer = await failure(request, 429, "too_many_requests", detail, {}, headers)
    await answer(request.scope, request.receive, send)


def _headers(policy: Policy, count: Count) -> dict[str, str]:
    """The fields of draft-ietf-httpapi-ratelimit-headers."""
    return {
        "RateLimit-Policy": f'"{policy.name}";q={policy.rate.requests};w={policy.rate.seconds}',
        "RateLimit": f'"{policy.name}";r={max(count.left, 0)};t={count.resets_in}',
    }


def client_of(scope: Scope) -> str:
    """Whom a request is counted for: an IPv4 address, or the network of an IPv6 address."""
    host = str((scope.get("client") or ("",))[0])
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return host
    return str(address.ipv4_mapped or address.packed[:_HOME].hex())
