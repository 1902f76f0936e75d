"""Asking for many keys at once, a chunk at a time: no statement per key, no statement without end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Tuple, and_

CHUNK = 400


def rows_in(connection: Connection, query: Select[*tuple[Any, ...]], column: Any, values: Iterable[Any]) -> list[Any]:
    """The rows of a query whose column (or tuple of columns) is one of the values."""
    ordered = sorted(set(values))
    chunks = [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]
    return [row for chunk in chunks for row in connection.execute(query.where(_one_of(column, chunk)))]


def _one_of(column: Any, chunk: list[Any]) -> ColumnElement[bool]:
    """A tuple is asked for by its first column, too: SQLite finds tuples by reading the whole table."""
    if not isinstance(column, Tuple):
        return column.in_(chunk)  # type: ignore[no-any-return]
    return and_(next(iter(column.clauses)).in_(sorted({value[0] for value in chunk})), column.in_(chunk))
