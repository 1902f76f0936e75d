"""Reaching hosts that somebody else named: only out in the world, at the very address that was looked at, and not for
long.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpcore
import httpx

from quanze.domain.addresses import is_public

SECONDS = 10
"""How long one request may take, from the first word to the last."""

Options = Iterable[httpcore.SOCKET_OPTION]
Resolver = Callable[[str, int], list[str]]


class NotReached(Exception):
    """Nothing was said, or nothing understood: in words for whoever set the address."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    private: bool = False,
    resolver: Resolver = resolve,
    trust: ssl.SSLContext | None = None,
) -> int:
    """Send a body and answer the status; no redirect is followed and nothing else of the answer is read.

    ``private`` lets it reach hosts within the house. Raises NotReached.
    """
    network = _Checked(time.monotonic() + SECONDS, private=private, resolver=resolver)
    trust = trust or httpx.create_ssl_context()
    try:
        with (
            httpcore.ConnectionPool(ssl_context=trust, network_backend=network) as pool,
            pool.stream("POST", url, headers=[*headers.items()], content=body, extensions=_PATIENCE) as answer,
        ):
            return int(answer.status)
    except httpcore.TimeoutException:
        raise NotReached(f"{SECONDS} 秒内没有答复") from None
    except httpcore.ConnectError as error:
        raise NotReached(f"无法连接：{_reason(error)}") from None
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.UnsupportedProtocol):
        raise NotReached("连接中断，或答复不是 HTTP") from None


_PATIENCE = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)}


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


class _Checked(httpcore.NetworkBackend):
    """Looks a host up once, refuses what is not the world's, and connects to what it found."""

    def __init__(self, deadline: float, *, private: bool, resolver: Resolver) -> None:
        self._deadline, self._private, self._resolver = deadline, private, resolver
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers."""
        failed: Exception = NotReached("域名没有地址")
        for address in self._addresses(host, port):
            try:
                stream = self._plain.connect_tcp(address, port, _left(self._deadline, timeout))
                return _Hurried(stream, self._deadline)
            except httpcore.ConnectError as error:
                failed = error
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError):
            raise NotReached("域名无法解析") from None
        if not self._private and not all(map(is_public, found)):
            raise NotReached("地址在内部网络，不予连接")
        return found


class _Hurried(httpcore.NetworkStream):
    """A connection with one deadline for everything, however slowly the other side goes on."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Hurried(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)
