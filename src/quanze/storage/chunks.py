"""Asking for many keys at once, a chunk at a time: no statement per key, no statement without end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select

CHUNK = 400


def rows_in(connection: Connection, query: Select[*tuple[Any, ...]], column: Any, values: Iterable[Any]) -> list[Any]:
    """The rows of a query whose column (or tuple of columns) is one of the values."""
    ordered = sorted(set(values))
    chunks = [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]
    return [row for chunk in chunks for row in connection.execute(query.where(column.in_(chunk)))]
