"""The departments of a log as searches need them: found by any name, named and put in order; read once a state.

What is read is kept under the root of the edition that it was read from: another register, another state of it and a
restored backup all have another root.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection

from quanze.domain.organs import core, is_short_for
from quanze.domain.vocabulary import Kind
from quanze.services.kept import Kept
from quanze.services.moments import Moment
from quanze.storage import following, readers
from quanze.storage.found import records_of_kind

_names: Kept[Mapping[str, str]] = Kept(64)
_called: Kept[Mapping[str, Sequence[str]]] = Kept(64)


def names_on(connection: Connection, moment: Moment) -> Mapping[str, str]:
    """What every department was called on the day, in list order."""
    root = following.root_at(connection, moment.place.log, moment.entry)
    return _names.of((root, moment.valid_at), lambda: _names_on(connection, moment))


def _names_on(connection: Connection, moment: Moment) -> Mapping[str, str]:
    ever = records_of_kind(connection, moment.place.log, Kind.DEPARTMENT)
    return readers.names_in_list_order(connection, moment.at, ever)


def organs_called(connection: Connection, moment: Moment, word: str) -> Sequence[str]:
    """The departments that a word names, by any name that they ever had and by the abbreviations that people use."""
    root = following.root_at(connection, moment.place.log)
    known = _called.of(root, lambda: _cores(connection, moment))
    short = core(word, moment.place.name)
    found = known.get(short) or [r for name, records in known.items() if is_short_for(short, name) for r in records]
    return tuple(dict.fromkeys(found))


def _cores(connection: Connection, moment: Moment) -> Mapping[str, Sequence[str]]:
    known: dict[str, list[str]] = {}
    for record, text in readers.texts_of_kind(connection, moment.place.log, Kind.DEPARTMENT):
        body = orjson.loads(text)
        for name in (body["name"], *body["short_names"], *body["outward_names"]):
            known.setdefault(core(name, moment.place.name), []).append(record)
    return known
