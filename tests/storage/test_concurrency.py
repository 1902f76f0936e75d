"""Many writers and readers at once: numbers without gaps, commits in order, no lost update."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import pytest
from sqlalchemy import text

from factories import Ledger, add_department, change, edition, everything_written, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.errors import StaleVersion
from quanze.storage.database import Database
from quanze.storage.writer import publish
from storage.audit import audit
from writers import EDITIONS, SPAWN, Looks, publish_many, publish_many_from_outside

WRITERS = 4
LOGGED = text("SELECT position, log, number FROM entries ORDER BY position")
HEADS = text("SELECT id, entry, edition FROM logs")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def snapshot(database: Database) -> tuple[list, dict]:
    with database.reading() as connection:
        heads = {row.id: (row.entry, row.edition) for row in connection.execute(HEADS)}
        return [tuple(row) for row in connection.execute(LOGGED)], heads


class Watcher(threading.Thread):
    """Reads again and again while others write; keeps what it saw of the order."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.done = threading.Event()
        self.looks = Looks()
        self.seen: list[tuple[list, dict]] = []

    def run(self) -> None:
        while not self.done.is_set():
            self.seen.append(snapshot(self.database))
            self.looks.add()

    def __enter__(self) -> Self:
        self.start()
        self.looks.wait_for(1)
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.join()


def check_what_was_seen(seen) -> None:
    """Every reading is a beginning of the next one, dense in positions and in the numbers of each log."""
    assert len({len(entries) for entries, _ in seen}) > 2, "nothing was seen while others wrote"
    before: list = []
    for entries, heads in seen:
        assert entries[: len(before)] == before, "an entry appeared before one that had been seen"
        assert [position for position, _, _ in entries] == [*range(1, len(entries) + 1)]
        for log, (last, _) in heads.items():
            assert [number for _, of, number in entries if of == log] == [*range(1, last + 1)]
        before = entries


@pytest.mark.parametrize("jurisdictions", [1, 2])
def test_threads_publish_without_gaps_and_nobody_sees_a_later_entry_first(fresh, jurisdictions):
    ledgers = [Ledger(fresh, make_jurisdiction(fresh)) for _ in range(jurisdictions)]
    with Watcher(fresh) as watcher, ThreadPoolExecutor(WRITERS) as pool:
        work = [pool.submit(publish_many, ledgers[n % jurisdictions], f"第{n}", watcher.looks) for n in range(WRITERS)]
        got = [(n % jurisdictions, task.result()) for n, task in enumerate(work)]
    for number, ledger in enumerate(ledgers):
        mine = [edition for of, editions in got for edition in editions if of == number]
        assert sorted(mine) == [*range(1, WRITERS * EDITIONS // jurisdictions + 1)]
        audit(ledger, past=False)
    assert all(editions == sorted(editions) for _, editions in got)
    check_what_was_seen([*watcher.seen, snapshot(fresh)])


@pytest.mark.parametrize("jurisdictions", [1, 2])
def test_processes_publish_without_gaps_and_nobody_sees_a_later_entry_first(fresh, jurisdictions):
    url = fresh.url.render_as_string(hide_password=False)
    ledgers = [Ledger(fresh, make_jurisdiction(fresh)) for _ in range(jurisdictions)]
    with Watcher(fresh) as watcher:
        writers = [
            SPAWN.Process(target=publish_many_from_outside, args=(url, log.jurisdiction, f"第{n}", watcher.looks))
            for n, log in enumerate((ledgers * 3)[:3])
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert sum(ledger.head().edition for ledger in ledgers) == 3 * EDITIONS
    for ledger in ledgers:
        audit(ledger, past=False)
    check_what_was_seen([*watcher.seen, snapshot(fresh)])


def race(writers):
    """What came of several calls let loose at one moment: results and errors."""
    barrier = threading.Barrier(len(writers))

    def run(writer):
        barrier.wait()
        try:
            return writer()
        except StaleVersion as error:
            return error

    with ThreadPoolExecutor(len(writers)) as pool:
        return [task.result() for task in [pool.submit(run, writer) for writer in writers]]


def test_of_writers_that_read_the_same_version_one_wins(fresh):
    ledger = Ledger(fresh, make_jurisdiction(fresh))
    power = ledger.found_power(ledger.found_department())
    for version in range(1, 9):
        before = everything_written(fresh)["versions"]
        names = [f"第{version}次的{writer}" for writer in "甲乙丙"]
        amendments = [
            change(
                Op.AMEND,
                power,
                "2018-01-01" if version == 1 else "2019-01-01",
                fields={"name": name},
                base_version=version,
            )
            for name in names
        ]
        results = race([lambda asked=asked: ledger.publish(asked) for asked in amendments])
        stale = [result for result in results if isinstance(result, StaleVersion)]
        assert len(stale) == len(names) - 1
        assert all(error.details["version"] == version + 1 for error in stale)
        winner = next(name for name, result in zip(names, results, strict=True) if not isinstance(result, StaleVersion))
        assert ledger.stated(power, "2020-01-01")["name"] == winner
        assert everything_written(fresh)["versions"] == before + 1
    audit(ledger)


def publish_on(connection, ledger) -> None:
    publish(connection, ledger.jurisdiction, edition(), [add_department()])


def publish_and_fail(ledger) -> None:
    with ledger.database.writing() as connection:
        publish_on(connection, ledger)
        raise ZeroDivisionError


def test_a_writer_that_gives_up_leaves_no_trace_and_no_lock(fresh):
    ledger = Ledger(fresh, make_jurisdiction(fresh))
    before = everything_written(fresh)
    with pytest.raises(ZeroDivisionError):
        publish_and_fail(ledger)
    assert everything_written(fresh) == before
    assert ledger.publish(add_department()).edition == 1


def test_a_reader_does_not_see_what_is_not_committed(fresh):
    ledger = Ledger(fresh, make_jurisdiction(fresh))
    with fresh.writing() as connection:
        publish_on(connection, ledger)
        assert snapshot(fresh)[0] == []
    assert len(snapshot(fresh)[0]) == 2
