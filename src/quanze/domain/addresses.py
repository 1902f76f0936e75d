"""Which network addresses are the world's: what somebody else names must not lead into the house."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_CARRIES_ANOTHER = tuple(
    ip_network(text)
    for text in (
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local use
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "::/96",  # IPv4-compatible
        "192.0.0.0/24",  # protocol assignments: DS-Lite, NAT64 discovery
        "192.88.99.0/24",  # the relays of 6to4
    )
)
"""Addresses behind which another one hides."""


def is_public(text: str) -> bool:
    """Whether an address, as a resolver gives it, belongs to a host out in the world."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not _is_special(address)


def _is_special(address: IPv4Address | IPv6Address) -> bool:
    site = isinstance(address, IPv6Address) and address.is_site_local
    hides = any(address.version == one.version and address in one for one in _CARRIES_ANOTHER)
    return site or hides or address.is_multicast or address.is_reserved or address.is_link_local
