"""The demonstration's reform of 2019, said as a plan, comes to the lists that its third edition states."""

from __future__ import annotations

import shutil
from zoneinfo import ZoneInfo

import pytest

from conftest import PROJECT
from factories import day, edition, open_register
from quanze.domain.editions import EditionKind
from quanze.services import reforming
from quanze.services.moments import places_of
from quanze.services.seeding import seed
from quanze.storage import organs_held
from quanze.storage.heads import read_head
from quanze.storage.readers import At
from quanze.storage.writer import publish

SEED = PROJECT / "data" / "seed"
ZONE = ZoneInfo("Asia/Shanghai")
REFORM, EVE, BEFORE = day("2019-04-01"), day("2019-03-31"), day("2019-03-20")


def seeded(folder, path, editions):
    """A register with the first editions of the seed."""
    shutil.copytree(SEED, folder)
    for one in sorted((folder / "editions").iterdir())[editions:]:
        shutil.rmtree(one)
    database = open_register(f"sqlite:///{path}")
    seed(database, folder, ZONE)
    return database


def listed(database, on):
    """Each power on a day with its organ's name, and the organs."""
    with database.reading() as connection:
        place = places_of(connection)[0]
        at = At(place.log, on, read_head(connection, place.id).entry)
        organs = organs_held.organs_on(connection, at)
        rows = organs_held.held_by(connection, at, organs)
        return {row.record: organs[row.department] for row in rows if row.valid_from <= on}, set(organs.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reform")


def test_the_plan_and_the_edition_come_to_the_same(folder):
    planned = seeded(folder / "two", folder / "two.sqlite3", 2)
    stated = seeded(folder / "three", folder / "three.sqlite3", 3)
    before, _ = listed(planned, EVE)
    with planned.writing() as connection:
        place = places_of(connection)[0]
        plan = reforming.read_plan((SEED / "reform-2019.toml").read_text(encoding="utf-8"))
        changes = reforming.plan_changes(connection, place, plan, BEFORE)
        told = reforming.preview(connection, place, changes, BEFORE)
        assert not [one for one in told["findings"] if one["code"] in {"stale_version", "wrong_status", "not_found"}]
        metadata = edition(REFORM, EditionKind.ANNOUNCEMENT)
        publish(connection, place.id, metadata, changes)
    ours, our_organs = listed(planned, REFORM)
    theirs, their_organs = listed(stated, REFORM)
    assert our_organs == their_organs
    ended_otherwise = {record for record in before if record in ours and record not in theirs}
    assert len(ended_otherwise) == 1, "what the edition cancels beside the reform"
    assert {record: ours[record] for record in before if record in theirs} == {
        record: theirs[record] for record in before if record in theirs
    }
    gone = [record for record in before if record not in theirs and record not in ended_otherwise]
    assert not [record for record in gone if record in ours]
    assert told["moved"] > 100
    for one in told["departments"]:
        assert one["before"] + one["added"] - one["removed"] == one["after"]
    planned.close()
    stated.close()
