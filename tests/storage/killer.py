"""A program that has publishers killed: ``killer.py URL SECONDS``, then per line of input a jurisdiction to publish in.

For each line it forks a publisher, lets it publish edition after edition, kills it at a random moment within so many
seconds, and prints how many editions the publisher had been told were committed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count

import psycopg  # noqa: F401 - imported before the fork, so that no publisher spends its short life on it

from factories import Ledger, add_department, change
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze.storage.database import Database


def publish_until_killed(url: str, jurisdiction: str, told: int) -> None:
    """Found departments and rename them in the same edition; say each commit over the pipe."""
    ledger = Ledger(Database(url), jurisdiction)
    for number in count():
        founded = [add_department(f"第{number}{letter}局") for letter in "甲乙"]
        renamed = change(Op.AMEND, founded[0].id, "2019-01-01", kind=Kind.DEPARTMENT, fields={"name": f"{number}局"})
        ledger.publish(*founded, renamed)
        os.write(told, b".")


def kill_one(url: str, jurisdiction: str, moment: float) -> int:
    """The number of commits that a publisher knew of when it was killed."""
    heard, told = os.pipe()
    publisher = os.fork()
    if publisher == 0:
        publish_until_killed(url, jurisdiction, told)
    os.close(told)
    time.sleep(moment)
    os.kill(publisher, signal.SIGKILL)
    os.waitpid(publisher, 0)
    commits = 0
    while heard_now := os.read(heard, 65536):
        commits += len(heard_now)
    os.close(heard)
    return commits


def main() -> None:
    url, longest = sys.argv[1:]
    moments = random.Random(2024)
    for line in sys.stdin:
        commits = kill_one(url, line.strip(), moments.uniform(0, float(longest)))
        sys.stdout.write(f"{commits}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
