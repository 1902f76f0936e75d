"""Writers for races. In a module of its own by its plain name, so that a spawned process can import it."""

from __future__ import annotations

import multiprocessing

from factories import Ledger, add_department
from quanze.storage.database import Database

EDITIONS = 8
SPAWN = multiprocessing.get_context("spawn")


class Looks:
    """How often a reader has looked; shared between threads and processes."""

    def __init__(self) -> None:
        self._changed = SPAWN.Condition()
        self._count = SPAWN.Value("L", 0)

    def add(self) -> None:
        with self._changed:
            self._count.value += 1
            self._changed.notify_all()

    def wait_for(self, more: int) -> None:
        """Until that many looks have ended from now on."""
        with self._changed:
            enough = self._count.value + more
            assert self._changed.wait_for(lambda: self._count.value >= enough, 60), "nobody looks"


def publish_many(ledger: Ledger, mark: str, looks: Looks) -> list[int]:
    """The numbers of the editions that one writer got. Halfway it waits until a reader has begun and ended a look."""
    first = [_publish(ledger, mark, number) for number in range(EDITIONS // 2)]
    looks.wait_for(2)  # the first may have begun before
    return first + [_publish(ledger, mark, number) for number in range(EDITIONS // 2, EDITIONS)]


def _publish(ledger: Ledger, mark: str, number: int) -> int:
    return ledger.publish(add_department(f"{mark}{number}局")).edition


def publish_many_from_outside(url: str, jurisdiction: str, mark: str, looks: Looks) -> None:
    """A writer with a process and a connection of its own."""
    database = Database(url)
    publish_many(Ledger(database, jurisdiction), mark, looks)
    database.close()
