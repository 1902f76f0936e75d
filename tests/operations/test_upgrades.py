"""Every released schema comes forward with each byte of its history: texts, digests, leaves and roots."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from factories import Ledger, add_power
from operations.history import contents, differences
from operations.released.make_release import hashes
from quanze.domain.errors import Unavailable
from quanze.services.proving import verify
from quanze.storage.backup import restore
from quanze.storage.database import Database
from quanze.storage.schema import current_revision, migrate, newest_revision, require_current
from registers import Site

RELEASED = Path(__file__).parent / "released"
REVISIONS = sorted(path.stem for path in RELEASED.glob("*.sql"))


@pytest.fixture(params=REVISIONS)
def revision(request):
    return request.param


@pytest.fixture
def known(revision):
    return json.loads((RELEASED / f"{revision}.json").read_text(encoding="utf-8"))


@pytest.fixture
def old(revision, tmp_path):
    """A database exactly as that release left it."""
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript((RELEASED / f"{revision}.sql").read_text(encoding="utf-8"))
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def all_known(database):
    with database.reading() as connection:
        return hashes(connection)


def publish_on(database):
    with database.reading() as connection:
        query = "SELECT l.jurisdiction, r.id FROM records r JOIN logs l ON l.id = r.log WHERE r.kind = 'department'"
        jurisdiction, department = connection.execute(text(query)).first()
    Ledger(database, jurisdiction).publish(add_power(department, "升级以后的事项"))


def test_the_first_schema_is_among_them():
    assert "0001" in REVISIONS


def test_the_schema_that_is_written_down_is_the_one_that_is_made(revision, old, tmp_path):
    """A released migration never changes."""
    made = Database(f"sqlite:///{tmp_path}/made.sqlite3")
    migrate(made, revision)
    query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    with old.reading() as one, made.reading() as other:
        hint = "a released migration was changed; if this one is not released yet, write it down anew (make_release.py)"
        assert one.execute(text(query)).all() == other.execute(text(query)).all(), hint
    made.close()


def test_a_released_register_comes_forward_with_every_byte_of_its_history(revision, old, known):
    assert current_revision(old) == revision
    if revision != newest_revision():
        with pytest.raises(Unavailable, match="quanze migrate"):
            require_current(old)
    migrate(old)
    require_current(old)
    kept = all_known(old)
    assert kept == {name: known[name] for name in kept}
    assert differences(old) == []
    publish_on(old)
    assert differences(old) == []
    after = all_known(old)
    assert {key: after["roots"][key] for key in kept["roots"]} == kept["roots"]


def test_a_released_backup_is_restored_by_every_database(revision, database, known):
    restore(database, RELEASED / f"{revision}.backup.gz")
    require_current(database)
    kept = all_known(database)
    assert kept == {name: known[name] for name in kept}
    assert differences(database) == []
    publish_on(database)
    assert differences(database) == []


def test_a_released_backup_is_what_the_released_database_holds(revision, old, opened, tmp_path):
    copy = opened(tmp_path / "copy.sqlite3")
    restore(copy, RELEASED / f"{revision}.backup.gz")
    migrate(old)
    assert contents(copy) == contents(old)


def test_a_text_of_an_older_shape_answers_like_one_of_today_and_stays_as_it_was_stored(old):
    migrate(old)
    with old.reading() as connection:
        query = "SELECT record, version FROM projection WHERE name = '对种子违法行为的处罚' AND status = 'active'"
        record, number = connection.execute(text(query)).first()
    site = Site(str(old.engine.url))
    try:
        where = f"/api/v1/powers/{record}"
        today, later = site.json(where), site.json(where, params={"known_at": "edition:3", "valid_at": "2024-06-01"})
        stored = site.json(f"{where}/versions/{number}")
    finally:
        site.close()
    for answer in (today, later):
        assert (answer["schema"], answer["inspection"], answer["name"]) == (2, None, "对种子违法行为的处罚")
    assert stored["body"]["schema"] == 1
    assert "inspection" not in stored["body"]


def test_an_old_proof_holds_without_any_database(known):
    root = verify(known["proof"])
    assert root in known["roots"].values()
    assert verify({"version": version_of(known), "proof": known["proof"]}) == root


def version_of(known):
    leaf = known["proof"]["leaf"]
    digest, body = known["versions"][f"{leaf['record']}/{leaf['version']}"]
    return {
        "record": leaf["record"],
        "kind": leaf["kind"],
        "number": leaf["version"],
        "digest": digest,
        "entry": leaf["number"],
        "edition": leaf["edition"],
        "op": leaf["op"],
        "body": json.loads(body),
    }
