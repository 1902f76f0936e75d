"""What a diff costs as more changes lie between its ends, the registry staying as large as it is.

`python bench/diff.py [--sizes 2900 50000] [--folder DIR]`

A copy of the registry gets one edition for each number of changes; two editions and two days are then compared, in
process, a page of twenty under the summary of all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import orjson
from common import (
    Registry,
    Words,
    alternate,
    amend,
    arguments,
    edition,
    machine,
    medians,
    publish_changes,
    registry,
    table,
    tell,
    timed,
)

from quanze.services.differing import Compared, compare_ends

NUMBERS = (1, 10, 100, 1_000)
FIRST_DAY = date(2025, 6, 1)
VERSIONS = 3


def comparing(made: Registry, one: str, other: str) -> Callable[[], dict[str, object]]:
    """A diff as the API answers it, all but HTTP."""
    database = made.database()

    def compare() -> dict[str, object]:
        with database.reading() as connection:
            found = compare_ends(connection, made.moment(connection), Compared(one, other))
            orjson.dumps(found)
            return found

    return compare


def main() -> None:
    chosen = arguments(__doc__, (2_900, 50_000))
    machine()
    rows = []
    for size in chosen.sizes:
        made = registry(chosen.folder, size, VERSIONS).copy("diff")
        rows += measure(made, size, chosen.rounds)
        made.remove()
    tell(f"Median of {chosen.rounds} alternating rounds, in process, CPU ms\n")
    table(("powers", "changes", "editions, ms", "days, ms", "editions, ms a change", "days, ms a change"), rows)


def measure(made: Registry, size: int, rounds: int) -> list[list[object]]:
    database, place, words = made.database(), made.place(), Words(13)
    days = [FIRST_DAY + timedelta(days=10 * number) for number in range(len(NUMBERS))]
    measures: dict[str, Callable[[], float]] = {}
    with database.reading() as connection:
        last = made.moment(connection).edition
    for number, (changes, day) in enumerate(zip(NUMBERS, days, strict=True), start=1):
        ids = made.powers(changes, seed=number)
        publish_changes(database, place, edition(day, 0), [amend(id_, words, day, 9) for id_ in ids])
        ends = {
            "editions": (f"edition:{last + number - 1}", f"edition:{last + number}"),
            "days": ((day - timedelta(days=1)).isoformat(), day.isoformat()),
        }
        for name, (one, other) in ends.items():
            compare = comparing(made, one, other)
            if compare()["total"] != changes:
                raise SystemExit(f"{compare()['total']} differences between {one} and {other}, not {changes}")
            measures[f"{name} {changes}"] = partial(timed, compare)
    middle = medians(alternate(measures, rounds))
    return [
        [
            size,
            changes,
            middle[f"editions {changes}"],
            middle[f"days {changes}"],
            middle[f"editions {changes}"] / changes,
            middle[f"days {changes}"] / changes,
        ]
        for changes in NUMBERS
    ]


if __name__ == "__main__":
    main()
