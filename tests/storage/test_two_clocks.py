"""Random histories through the one write path, against a model that paints days in a list."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from factories import Ledger, change, edition, everything_written, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.editions import EditionKind
from quanze.domain.errors import QuanzeError
from quanze.domain.identities import new_id
from quanze.storage.fsck import differences
from storage.audit import audit
from storage.clock_model import DAYS, LIVING, NEEDS, Asked, Clocks, Refusal, Said, on

if TYPE_CHECKING:
    from datetime import date

    from quanze.storage.database import Database

RECORDS = 3
KINDS = {"load": EditionKind.LOAD, "news": EditionKind.ANNOUNCEMENT}
NAMES = st.sampled_from(["甲", "乙", "丙"])
MOSTLY = st.sampled_from([True, True, True, True, False])


def draw_change(data: st.DataObject, clocks: Clocks) -> Asked:
    """A change that mostly fits what is said on its first day, so that histories grow; sometimes any change at all."""
    record, start = data.draw(st.integers(0, RECORDS - 1)), data.draw(st.integers(0, DAYS - 1))
    before = clocks.cells[record][start]
    fitting = [op for op, statuses in NEEDS.items() if before and before.status in statuses]
    fits = data.draw(MOSTLY)
    others = data.draw(st.sampled_from(["甲", "乙", "丙"]).filter(lambda name: not before or name != before.name))
    return Asked(
        op=data.draw(st.sampled_from(fitting or ["add"] if fits else ["add", *NEEDS])),
        record=record,
        start=start,
        stop=data.draw(st.none() | st.none() | st.integers(start + 1 if fits else 0, DAYS)),
        name=others if fits else data.draw(NAMES),
        keep_later=data.draw(MOSTLY),
        base=before.version if before and data.draw(st.booleans()) else None if fits else 999,
    )


ROWS = text(
    "SELECT record, version, valid_from, valid_to, entry_from, entry_to, name, status FROM projection "
    "WHERE log = :log AND kind = 'power'"
)
TEXTS = text("SELECT v.record, v.number, v.body FROM versions v JOIN records r ON r.id = v.record WHERE r.log = :log")


class Histories(RuleBasedStateMachine):
    """Publishes random editions, right and wrong ones, and reads every edition back on every day."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    @initialize()
    def open(self) -> None:
        self.ledger = Ledger(self.database, make_jurisdiction(self.database))
        bureaus = [self.ledger.found_department(name, "2010-01-01") for name in ("农业农村局", "公安局")]
        self.records = [new_id() for _ in range(RECORDS)]
        self.model = Clocks([bureaus[0], bureaus[0], bureaus[1]])
        self.first_edition = self.ledger.head().edition + 1

    @rule(kind=st.sampled_from(["news", "news", "load"]), count=st.sampled_from([1, 1, 2, 3]), data=st.data())
    def publish(self, kind: str, count: int, data: st.DataObject) -> None:
        changes = self._draw(kind, count, data)
        said = [self._change(asked) for asked in changes]
        try:
            self.model.publish(kind, changes)
        except Refusal as refusal:
            self._is_refused(kind, said, refusal.codes)
        else:
            self.ledger.publish(*said, metadata=edition(on(0), KINDS[kind]))

    def _draw(self, kind: str, count: int, data: st.DataObject) -> list[Asked]:
        """Changes for one edition, each drawn after what the ones before it would have done."""
        trial, changes = copy.deepcopy(self.model), []
        for _ in range(count):
            changes.append(draw_change(data, trial))
            with suppress(Refusal):
                trial.publish(kind, changes[-1:])
        return changes

    def _is_refused(self, kind, said, codes) -> None:
        before = everything_written(self.database)
        with pytest.raises(QuanzeError) as caught:
            self.ledger.publish(*said, metadata=edition(on(0), KINDS[kind]))
        assert caught.value.code in codes
        assert everything_written(self.database) == before

    def _change(self, asked: Asked):
        record = self.records[asked.record]
        fields = {"name": asked.name} if asked.op in {"add", "amend", "correct"} else {}
        if asked.op == "add":
            fields |= {"category": "other_power", "department_id": self.model.departments[asked.record]}
        parts = {"fields": fields, "keep_later": asked.keep_later, "base_version": asked.base}
        until = None if asked.stop is None else on(asked.stop)
        return change(Op(asked.op), record, on(asked.start), until=until, **parts)

    @invariant()
    def every_edition_still_says_what_it_said(self) -> None:
        if not hasattr(self, "model"):
            return
        with self.database.reading() as connection:
            log = {"log": self.ledger.head().log}
            rows = list(connection.execute(ROWS, log))
            texts = {(record, number): json.loads(body) for record, number, body in connection.execute(TEXTS, log)}
        sizes = [row.tree_size for row in self.ledger.editions()][self.first_edition - 1 :]
        assert len(sizes) == len(self.model.editions)
        for size, expected in zip(sizes, self.model.editions, strict=True):
            known = [row for row in rows if row.entry_from <= size < row.entry_to]
            assert [self._days(known, record, texts) for record in self.records] == expected

    def _days(self, known, record, texts) -> list[Said | None]:
        mine = [row for row in known if row.record == record]
        return [_said([row for row in mine if _holds(row, on(number))], texts) for number in range(DAYS + 1)]

    @invariant()
    def the_database_finds_the_living_as_the_model_does(self) -> None:
        """The current rows of a day by SQL, as a list is read."""
        if not hasattr(self, "model"):
            return
        query = text(
            "SELECT record FROM projection WHERE log = :log AND kind = 'power' AND entry_to > :entry "
            "AND valid_from <= :day AND valid_to > :day AND status IN ('active', 'suspended')"
        )
        head = self.ledger.head()
        with self.database.reading() as connection:
            for number in range(DAYS + 1):
                values = {"log": head.log, "entry": head.entry, "day": on(number)}
                found = sorted(connection.execute(query, values).scalars())
                living = [
                    r
                    for r, cells in zip(self.records, self.model.cells, strict=True)
                    if cells[number] and cells[number].status in LIVING
                ]
                assert found == sorted(living)

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            audit(self.ledger)


def _holds(row, day: date) -> bool:
    return str(row.valid_from) <= day.isoformat() < str(row.valid_to)


def _said(rows, texts) -> Said | None:
    assert len(rows) <= 1, "two texts on one day"
    if not rows:
        return None
    body = texts[rows[0].record, rows[0].version]
    assert (body["name"], body["status"]) == (rows[0].name, rows[0].status)
    return Said(rows[0].version, body["name"], body["status"])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_edition_says_on_every_day_what_a_list_of_days_says(database):
    share = 2 if database.is_sqlite else 6
    examples = settings().max_examples // share
    run_state_machine_as_test(
        lambda: Histories(database), settings=settings(max_examples=examples, stateful_step_count=15, deadline=None)
    )
    with database.reading() as connection:
        assert list(differences(connection)) == [], "fsck disagrees with what was written"
