"""Publishers killed at random moments: the register is then at the last edition they knew of, or at the next one."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from factories import Ledger, add_department, make_jurisdiction, open_register
from quanze.storage.heads import read_head
from storage.audit import audit

HERE = Path(__file__).parent
KILLS_PER_LOG = 20

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@contextmanager
def killer(url: str, longest: float):
    """A function that has a publisher started in a jurisdiction and killed, and answers how many commits it knew."""
    path = os.pathsep.join([str(HERE.parent), *filter(None, sys.path)])
    command = [sys.executable, HERE / "killer.py", url, str(longest)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, **pipes) as program:

        def kill(jurisdiction: str) -> int:
            program.stdin.write(f"{jurisdiction}\n")
            program.stdin.flush()
            return int(program.stdout.readline())

        yield kill
        program.stdin.close()
        assert program.wait(10) == 0


@contextmanager
def opened(url: str, jurisdiction: str):
    """The ledger as it is found on opening, once nobody else is at work in it."""
    database = open_register(url)
    with database.writing() as connection:
        read_head(connection, jurisdiction, lock=True)
    yield Ledger(database, jurisdiction)
    database.close()


def kill_often(url: str, times: int, longest: float) -> int:
    """How many editions survived in all."""
    survived = 0
    with killer(url, longest) as kill:
        for number in range(times):
            if number % KILLS_PER_LOG == 0:
                database = open_register(url)
                jurisdiction, before = make_jurisdiction(database), 0
                database.close()
            commits = kill(jurisdiction)
            with opened(url, jurisdiction) as ledger:
                editions = ledger.head().edition
                assert editions - before in {commits, commits + 1}
                audit(ledger, hashes=number % KILLS_PER_LOG == KILLS_PER_LOG - 1, past=False)
            survived, before = survived + editions - before, editions
    with opened(url, jurisdiction) as ledger:
        assert ledger.publish(add_department()).edition == editions + 1
        audit(ledger)
    return survived


def test_200_kills_on_sqlite_leave_whole_editions(sqlite_url):
    survived = kill_often(sqlite_url, 200, 0.12)
    assert survived > 200, "the publishers hardly got to work"


def test_40_killed_clients_of_postgresql_leave_whole_editions(postgresql_url):
    survived = kill_often(postgresql_url, 40, 0.4)
    assert survived > 20, "the publishers hardly got to work"
