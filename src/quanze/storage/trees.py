"""The kept hashes of a log's tree: read for roots and proofs, extended by the writer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from quanze.domain.merkle import Tree, complete_subtrees
from quanze.storage.tables import EntryRow, TreeNode


class StoredHashes:
    """The hash source over one log's stored entries."""

    def __init__(self, connection: Connection, log: int) -> None:
        self._connection = connection
        self._log = log

    def __call__(self, level: int, start: int, stop: int) -> list[bytes]:
        if start >= stop:
            return []
        return self._nodes(level, start, stop) if level else self._leaves(start, stop)

    def _leaves(self, start: int, stop: int) -> list[bytes]:
        query = (
            select(col(EntryRow.leaf))
            .where(col(EntryRow.log) == self._log, col(EntryRow.number) > start, col(EntryRow.number) <= stop)
            .order_by(col(EntryRow.number))
        )
        return list(self._connection.execute(query).scalars())

    def _nodes(self, level: int, start: int, stop: int) -> list[bytes]:
        query = (
            select(col(TreeNode.hash))
            .where(
                col(TreeNode.log) == self._log,
                col(TreeNode.level) == level,
                col(TreeNode.index) >= start,
                col(TreeNode.index) < stop,
            )
            .order_by(col(TreeNode.index))
        )
        return list(self._connection.execute(query).scalars())


def stored_tree(connection: Connection, log: int, size: int) -> Tree:
    """The tree over the first ``size`` entries of a log."""
    return Tree(size, StoredHashes(connection, log))


def extend_tree(connection: Connection, log: int, before: int, leaves: Sequence[bytes]) -> bytes:
    """Keep the subtrees that the inserted ``leaves`` complete, and answer the new root."""
    source = StoredHashes(connection, log)
    nodes = [
        {"log": log, "level": level, "index": index, "hash": value}
        for level, index, value in complete_subtrees(before, leaves, source)
    ]
    if nodes:
        connection.execute(insert(TreeNode), nodes)
    return Tree(before + len(leaves), source).root()
