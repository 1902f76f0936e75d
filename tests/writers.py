"""Writers for races. In a module of its own by its plain name, so that a spawned process can import it."""

from __future__ import annotations

from factories import Ledger, add_department
from quanze.storage.database import Database

EDITIONS = 8


def publish_many(ledger: Ledger, mark: str) -> list[int]:
    """The numbers of the editions that one writer got."""
    return [ledger.publish(add_department(f"{mark}{number}局")).edition for number in range(EDITIONS)]


def publish_many_from_outside(url: str, jurisdiction: str, mark: str) -> None:
    """A writer with a process and a connection of its own."""
    database = Database(url)
    publish_many(Ledger(database, jurisdiction), mark)
    database.close()
