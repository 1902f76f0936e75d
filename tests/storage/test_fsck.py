"""fsck says nothing of a sound register, and names whatever is changed behind the triggers' back."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from factories import Ledger, add_power, change, make_jurisdiction
from quanze.domain.changes import Op
from quanze.storage.fsck import differences
from quanze.storage.heads import WITHHELD


@pytest.fixture
def power(fresh):
    """A power with a history, in a register with kept tree nodes, two logs and a removed text."""
    ledger = Ledger(fresh, make_jurisdiction(fresh))
    bureau = ledger.found_department()
    ledger.publish(*(add_power(bureau, f"事项{number}") for number in range(260)))
    power = ledger.found_power(bureau)
    ledger.publish(change(Op.AMEND, power, "2020-01-01", fields={"name": "改名"}))
    ledger.publish(change(Op.CORRECT, power, "2018-01-01", fields={"note": "更正"}))
    Ledger(fresh, ledger.jurisdiction, WITHHELD).found_power(bureau, disclosure="withheld")
    return power


def found(database):
    with database.reading() as connection:
        return list(differences(connection))


def tamper(database, *statements, **values):
    """Change what the triggers guard, as somebody with the file or the superuser's password could."""
    tables = ("entries", "versions", "editions", "records", "tree_nodes")
    with database.writing() as connection:
        if database.is_sqlite:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            switches = [f"DROP TRIGGER {name}" for name in names]
        else:
            switches = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        for statement in (*switches, *statements):
            connection.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})


def test_a_sound_register_has_no_differences(fresh, power):
    assert found(fresh) == []


def test_a_register_with_a_removed_text_has_no_differences(fresh, power):
    ledger = Ledger(fresh, next(iter(_jurisdictions(fresh))))
    ledger.publish(change(Op.REDACT, power, "2024-01-01", base_version=1))
    assert found(fresh) == []


def _jurisdictions(database):
    with database.reading() as connection:
        return connection.execute(text("SELECT id FROM jurisdictions")).scalars().all()


FIRST_LEAF = "SELECT leaf FROM entries WHERE log = 1 AND number = 1"
TAMPERED = {
    "a text": "UPDATE versions SET body = replace(body, '改名', '改姓') WHERE record = :power AND number = 2",
    "a text and its digest": "UPDATE versions SET digest = '00' WHERE record = :power AND number = 1",
    "a text removed without an order": "UPDATE versions SET body = NULL WHERE record = :power AND number = 1",
    "a day": "UPDATE entries SET valid_from = '2019-01-01' WHERE record = :power AND version = 2",
    "an operation": "UPDATE entries SET op = 'cancel' WHERE record = :power AND version = 2",
    "an entry's digest": "UPDATE entries SET digest = '00' WHERE record = :power AND version = 2",
    "a leaf": f"UPDATE entries SET leaf = ({FIRST_LEAF}) WHERE log = 1 AND number = 2",
    "a position": "UPDATE entries SET position = position + 1000 WHERE log = 1 AND number = 269",
    "a missing last entry": "DELETE FROM entries WHERE record = :power AND version = 3",
    "a root": f"UPDATE editions SET root = ({FIRST_LEAF}) WHERE log = 1 AND number = 2",
    "a title": "UPDATE editions SET title = '另一个标题' WHERE log = 1 AND number = 2",
    "stated counts": "UPDATE editions SET counts = '{}' WHERE log = 1 AND number = 3",
    "a count of changes": "UPDATE editions SET changes = '{}' WHERE log = 1 AND number = 3",
    "an instant": "UPDATE editions SET published_at = '2001-01-01 00:00:00' WHERE log = 1 AND number = 2",
    "a kind": "UPDATE records SET kind = 'department' WHERE id = :power",
    "a kept hash": f"UPDATE tree_nodes SET hash = ({FIRST_LEAF})",
    "a missing kept hash": "DELETE FROM tree_nodes",
    "a head": "UPDATE logs SET entry = entry + 1 WHERE id = 1",
    "a head's edition": "UPDATE logs SET edition = edition - 1 WHERE id = 1",
    "a row's day": "UPDATE projection SET valid_to = '2019-06-01' WHERE record = :power AND version = 3",
    "a row's end": "UPDATE projection SET entry_to = entry_to - 1 WHERE record = :power AND entry_to < 9999",
    "a row's name": "UPDATE projection SET name = '改姓' WHERE record = :power AND version = 2",
    "a row's status": "UPDATE projection SET status = 'cancelled' WHERE record = :power AND version = 2",
    "a row uncounted": "UPDATE projection SET counted = false WHERE record = :power AND version = 2",
    "a missing row": "DELETE FROM projection WHERE record = :power AND version = 2",
    "the next position": "UPDATE installation SET position = position - 1",
}


def test_without_its_triggers_a_register_is_still_sound(fresh, power):
    tamper(fresh)
    assert found(fresh) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_found(fresh, power, what):
    tamper(fresh, TAMPERED[what], power=power)
    assert found(fresh), f"{what} was not found"


def test_a_stray_version_is_found(fresh, power):
    tamper(fresh, "INSERT INTO versions (record, number, digest, body) VALUES (:power, 9, 'x', '{}')", power=power)
    assert found(fresh)


def test_a_stray_row_is_found(fresh, power):
    columns = "record, valid_to, entry_to, log, kind, version, counted, department, category_rank, display_order, "
    columns += "category, status, grouping, parent, code, name"
    stray = f"INSERT INTO projection ({columns}, valid_from, entry_from) SELECT {columns}, '2010-01-01', 7 "
    tamper(fresh, f"{stray} FROM projection WHERE record = :power AND version = 2", power=power)
    assert found(fresh)
