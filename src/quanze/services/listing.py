"""Lists of records on a day: filtered, counted, faceted, and walked by keyset without ever skipping rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select
from sqlmodel import col

from quanze.domain.bodies import field_labels
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.vocabulary import CATEGORY_LABELS, STATUS_LABELS, Category, Kind, Status
from quanze.services.cursors import LIMIT, Cursors, check_limit, cursors_of
from quanze.services.moments import Moment
from quanze.services.ordering import SORTS, key_of, page_of, plain_key, row_key
from quanze.services.organs import names_on
from quanze.services.shapes import summary
from quanze.storage import links, readers, tallies
from quanze.storage.tables import Projection
from quanze.storage.tallies import Counted

FACETS = ("category", "department")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; repeated values are alternatives. ``department`` holds ids."""

    kind: Kind = Kind.POWER
    category: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    parent: str | None = None
    power: str | None = None
    facet: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    sort: str = "list"
    limit: int = LIMIT

    def identity(self) -> dict[str, Any]:
        """What must stay the same along a walk."""
        names = ("category", "department", "status", "parent")
        own = {"power": self.power} if self.power else {}
        plain = {name: _plain(getattr(self, name)) for name in names}
        return {"kind": self.kind.value, "sort": self.sort, **plain, **own}

    @property
    def few(self) -> bool:
        """Whether the list is of one item's sub-items, or of what names one power: few enough to be counted."""
        return bool(self.parent or self.power)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def check(wanted: Wanted) -> None:
    """Refuse values that no list has. Raises InvalidInput, naming the parameter."""
    _known("category", wanted.category, CATEGORY_LABELS)
    _known("status", wanted.status, STATUS_LABELS)
    _known("facet", wanted.facet, FACETS)
    _known("sort", [wanted.sort], SORTS)
    _known("fields", wanted.fields, {*_ITEM_FIELDS, *field_labels(wanted.kind)})
    if wanted.parent is not None and not is_id(wanted.parent):
        raise InvalidInput("主项标识无效（parent）。", code="unknown_parent", parameter="parent")
    if wanted.power is not None and not is_id(wanted.power):
        raise InvalidInput("事项标识无效（power）。", code="unknown_power", parameter="power")
    check_limit(wanted.limit)


_ITEM_FIELDS = frozenset(
    {"id", "code", "name", "parent_id", "parent_name", "category", "category_label", "department", "status"}
    | {"in_force", "version", "valid_from", "valid_to", "url"}
)


def _known(parameter: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    for value in values:
        if value not in set(allowed):
            raise InvalidInput(
                f"参数 {parameter} 不接受“{value[:40]}”。", code=f"unknown_{parameter}", parameter=parameter
            )


def list_records(
    connection: Connection, moment: Moment, wanted: Wanted, base_url: str, cursor: str | None = None
) -> dict[str, Any]:
    """One page of a list with its total, facets and the cursor of the next page."""
    check(wanted)
    cursors = cursors_of(connection)
    moment, after = cursors.resume(moment, wanted.identity(), cursor)
    departments = departments_meant(connection, moment, wanted.department)
    wanted = replace(wanted, department=departments)
    query = readers.list_query(moment.at, wanted.kind, _filters(wanted))
    total = _total(connection, moment, query, wanted)
    rows = page_of(connection, moment, query, wanted, key_of(wanted, after), total)
    names = readers.names(connection, moment.at, _referenced(rows))
    items = [summary(row, names, wanted.kind, base_url) for row in rows[: wanted.limit]]
    return {
        "meta": moment.meta(readers.coverage_from(connection, moment.at, departments)),
        "total": total,
        "total_relation": "eq",
        "items": selected(connection, items, wanted),
        "facets": _facets(connection, moment, query, wanted),
        "next": _next(cursors, moment, wanted, rows),
    }


def walk(connection: Connection, moment: Moment, wanted: Wanted) -> Iterator[list[Any]]:
    """Every row of a list in its order, a page at a time."""
    wanted = replace(wanted, department=departments_meant(connection, moment, wanted.department))
    query = readers.list_query(moment.at, wanted.kind, _filters(wanted))
    total = _total(connection, moment, query, wanted)
    after: Sequence[Any] | None = None
    while rows := page_of(connection, moment, query, wanted, after, total):
        yield rows[: wanted.limit]
        if len(rows) <= wanted.limit:
            return
        after = row_key(rows[wanted.limit - 1], wanted.sort)


def page_among(
    connection: Connection, moment: Moment, wanted: Wanted, records: Sequence[str], after: Sequence[Any] | None
) -> tuple[list[str], list[Any] | None]:
    """One page of some records (at most some ten thousand) in the order asked for, and the key of its last row where
    there are more.
    """
    query = readers.list_query(moment.at, wanted.kind, [*_filters(wanted), col(Projection.record).in_(records)])
    rows = page_of(connection, moment, query, wanted, key_of(wanted, after), len(records))
    page = [row.record for row in rows[: wanted.limit]]
    return page, plain_key(rows[wanted.limit - 1], wanted) if len(rows) > wanted.limit else None


def departments_meant(connection: Connection, moment: Moment, values: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of departments given by id or by their whole name on the day. Raises InvalidInput for any other."""
    ids = [value for value in values if is_id(value) and readers.exists(connection, moment.place.log, value, _ORGAN)]
    names = set(values) - set(ids)
    if not names:
        return tuple(ids)
    named = {row.name: row.record for row in readers.bodies_on(connection, moment.at, _ORGAN) if row.name in names}
    for name in values:
        if name in names and name not in named:
            raise InvalidInput(
                f"没有部门“{name[:40]}”（department）。", code="unknown_department", parameter="department"
            )
    return tuple(dict.fromkeys([*ids, *named.values()]))


_ORGAN = Kind.DEPARTMENT


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    statuses = set(wanted.status) or {Status.ACTIVE}
    filters: list[Any] = [col(Projection.counted).is_(True)]
    if statuses != {Status.ACTIVE}:
        filters = [col(Projection.grouping).is_(False), col(Projection.status).in_(statuses)]
    if wanted.category:
        filters.append(col(Projection.category_rank).in_([rank(value) for value in wanted.category]))
    if wanted.department:
        filters.append(col(Projection.department).in_(wanted.department))
    if wanted.parent:
        filters.append(col(Projection.parent) == wanted.parent)
    if wanted.power:
        filters.append(links.naming_one(wanted.power))
    return filters


def rank(category: str) -> int:
    """A category's place in statutory order, from 1."""
    return list(Category).index(Category(category)) + 1


def _referenced(rows: Iterable[Any]) -> list[str]:
    return [record for row in rows for record in (row.department, row.parent) if record]


def _next(cursors: Cursors, moment: Moment, wanted: Wanted, rows: Sequence[Any]) -> str | None:
    if len(rows) <= wanted.limit:
        return None
    return cursors.following(moment, wanted.identity(), plain_key(rows[wanted.limit - 1], wanted))


def selected(connection: Connection, items: list[dict[str, Any]], wanted: Wanted) -> list[dict[str, Any]]:
    """The items with only the fields asked for; fields of the body are read where one is asked for."""
    if not wanted.fields:
        return items
    fields = dict.fromkeys(("id", *wanted.fields))
    if not fields.keys() <= _ITEM_FIELDS:
        texts = readers.version_texts(connection, [(item["id"], item["version"]) for item in items])
        items = [{**orjson.loads(texts[item["id"], item["version"]] or "{}"), **item} for item in items]
    return [{name: item.get(name) for name in fields} for item in items]


def _total(connection: Connection, moment: Moment, query: Select[*tuple[Any, ...]], wanted: Wanted) -> int:
    """How many rows the list has."""
    if wanted.few:
        return readers.count(connection, query)
    return tallies.total(connection, moment.at, _counted(wanted))


def _counted(wanted: Wanted) -> Counted:
    statuses = wanted.status or (Status.ACTIVE,)
    return Counted(wanted.kind, statuses, categories=wanted.category, departments=wanted.department)


def _facets(
    connection: Connection, moment: Moment, query: Select[*tuple[Any, ...]], wanted: Wanted
) -> dict[str, list[dict[str, Any]]]:
    """Counts of the values that a list holds."""
    return facet_values(
        connection, moment, {name: _facet(connection, moment, query, wanted, name) for name in wanted.facet}
    )


def _facet(
    connection: Connection, moment: Moment, query: Select[*tuple[Any, ...]], wanted: Wanted, name: str
) -> dict[str, int]:
    if wanted.few:
        return readers.facet(connection, query, col(getattr(Projection, name)))
    return _SUMS[name](connection, moment.at, _counted(wanted))


_SUMS = {"category": tallies.by_category, "department": tallies.by_department}


def facet_values(
    connection: Connection, moment: Moment, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, list[dict[str, Any]]]:
    """Counts by category and department with the words that people read, in list order."""
    labels: dict[str, Mapping[str, str]] = {}
    if "category" in counts:
        labels["category"] = {str(category): label for category, label in CATEGORY_LABELS.items()}
    if "department" in counts:
        labels["department"] = names_on(connection, moment)
    return {name: _labelled(known, counts[name]) for name, known in labels.items()}


def _labelled(labels: Mapping[str, str], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "count": counts[value]} for value, label in labels.items() if value in counts
    ]
