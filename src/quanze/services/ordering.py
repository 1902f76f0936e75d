"""The orders of lists, and pages of them by key: never a row skipped by counting, each page by an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, tuple_
from sqlmodel import col

from quanze.domain.vocabulary import Kind
from quanze.services.moments import Moment
from quanze.services.organs import names_on
from quanze.storage.tables import LIST_ORDER, Projection

if TYPE_CHECKING:
    from quanze.services.listing import Wanted

_ORDERS: dict[str, tuple[Any, ...]] = {
    "list": tuple(col(getattr(Projection, name)) for name in LIST_ORDER[3:]),
    "id": (col(Projection.record),),
    "name": (col(Projection.name), col(Projection.record)),
    "code": (func.coalesce(col(Projection.code), ""), col(Projection.record)),
    "valid_from": (col(Projection.valid_from), col(Projection.record)),
}
SORTS = tuple(_ORDERS)


def page_of(
    connection: Connection,
    moment: Moment,
    query: Select[*tuple[Any, ...]],
    wanted: Wanted,
    after: Sequence[Any] | None,
    total: int,
) -> list[Any]:
    """The rows after a key, and one more to know whether there is a next page; each row ends with its key."""
    if wanted.sort != "list" or wanted.kind is Kind.DEPARTMENT:
        return _rows(connection, query, wanted.sort, after, wanted.limit + 1)
    organs = list(names_on(connection, moment))
    if total <= wanted.limit:
        rank_of = {organ: number for number, organ in enumerate(organs)}
        rows = _rows(connection, query, wanted.sort, None, wanted.limit + 1)
        return sorted(rows, key=lambda row: rank_of.get(row.department, len(organs))) if after is None else []
    return _by_organs(connection, query, wanted, [*organs, ""], after)


def _by_organs(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    wanted: Wanted,
    organs: Sequence[str],
    after: Sequence[Any] | None,
) -> list[Any]:
    """One department's rows after another's, in the order of organs, until the page is full; each by the index."""
    rows: list[Any] = []
    start = organs.index(after[0]) if after and after[0] in organs else 0
    for organ in organs[start:]:
        if wanted.department and organ not in wanted.department:
            continue
        missing = wanted.limit + 1 - len(rows)
        own = query.where(col(Projection.department) == organ)
        rows += _rows(connection, own, wanted.sort, after if after and organ == after[0] else None, missing)
        if len(rows) > wanted.limit:
            break
    return rows


def _rows(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    sort: str,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Any]:
    """Rows by the keys of a sort."""
    order = _ORDERS[sort]
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    keyed = query.add_columns(*(column.label(f"key_{n}") for n, column in enumerate(order)))
    return list(connection.execute(keyed.order_by(*order).limit(limit)).all())


def key_of(wanted: Wanted, after: Sequence[Any] | None) -> Sequence[Any] | None:
    """A cursor's key as the database compares it."""
    return [date.fromisoformat(after[0]), *after[1:]] if after and wanted.sort == "valid_from" else after


def plain_key(row: Any, wanted: Wanted) -> list[Any]:
    """A row's key as a cursor holds it."""
    return [value.isoformat() if isinstance(value, date) else value for value in row_key(row, wanted.sort)]


def row_key(row: Any, sort: str) -> list[Any]:
    """A row's key in an order, as :func:`page_of` reads it."""
    return [getattr(row, f"key_{n}") for n in range(len(_ORDERS[sort]))]
