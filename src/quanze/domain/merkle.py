"""The RFC 6962 hash tree over a log's leaves: roots, inclusion proofs, and their check.

Hashes of complete subtrees are kept for every eighth level only (:data:`STRIDE`): a proof over a million leaves then
reads at most 256 hashes per kept level, and an append writes one hash per 256 leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from quanze.domain.canonical import canonical_json

STRIDE = 8


class HashSource(Protocol):
    """Where a tree reads kept hashes: ``level`` is a multiple of :data:`STRIDE`, 0 being the leaves."""

    def __call__(self, level: int, start: int, stop: int) -> Sequence[bytes]: ...


def leaf_hash(leaf: dict[str, Any]) -> bytes:
    """SHA-256(0x00 ‖ canonical JSON of the leaf)."""
    return hashlib.sha256(b"\x00" + canonical_json(leaf).encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over subtrees of equal height, left to right; the last ones may be missing (MTH of RFC 6962)."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    row = list(hashes)
    while len(row) > 1:
        pairs = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = pairs + row[len(row) & ~1 :]
    return row[0]


class Tree:
    """A tree of the first ``size`` leaves, reading what it needs from its source."""

    def __init__(self, size: int, source: HashSource) -> None:
        self.size = size
        self._source = source

    def root(self) -> bytes:
        """The tree's root hash."""
        return self._range(0, self.size)

    def path(self, index: int) -> list[bytes]:
        """The siblings of leaf ``index`` from the leaf up: its inclusion proof."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        return [self._range(start, stop) for start, stop in reversed(list(_siblings(index, self.size)))]

    def _range(self, start: int, stop: int) -> bytes:
        """The root over leaves [start, stop), an aligned range as RFC 6962 splits it."""
        level = _kept_level(stop - start)
        width = 1 << level
        whole = (stop - start) // width
        hashes = list(self._source(level, start // width, start // width + whole)) if whole else []
        rest = start + whole * width
        if rest < stop:
            hashes.append(self._range(rest, stop))
        return fold(hashes)


def complete_subtrees(before: int, leaves: Sequence[bytes], source: HashSource) -> Iterator[tuple[int, int, bytes]]:
    """The kept (level, index, hash) that appending ``leaves`` to a tree of ``before`` leaves completes, upwards."""
    level, start, new = 0, before, list(leaves)
    while new:
        first = start >> STRIDE << STRIDE
        row = [*source(level, first, start), *new]
        completed = len(row) >> STRIDE
        level, start = level + STRIDE, first >> STRIDE
        new = [fold(row[i << STRIDE : (i + 1) << STRIDE]) for i in range(completed)]
        for offset, value in enumerate(new):
            yield level, start + offset, value


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, or None where there is no such leaf or path (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return None
    node, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            value = node_hash(sibling, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        node, last = node >> 1, last >> 1
    return value if last == 0 else None


def _siblings(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The sibling ranges of a leaf from the root down."""
    start, stop = 0, size
    while stop - start > 1:
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        if index < middle:
            yield middle, stop
            stop = middle
        else:
            yield start, middle
            start = middle


def _kept_level(width: int) -> int:
    """The highest kept level whose subtrees fit into ``width`` leaves."""
    return max(width.bit_length() - 1, 0) // STRIDE * STRIDE
