"""The database itself refuses to change or lose what was published, whoever asks."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factories import Ledger, add_department, add_power, change, everything_written, make_jurisdiction, open_register
from quanze.domain.changes import Op
from storage.audit import audit

APPEND_ONLY = "is append-only"
TWICE = "(?i)unique|append-only"
TABLES = ["entries", "versions", "editions", "records", "tree_nodes"]
COLUMNS = {
    "entries": ["op", "digest", "leaf", "position", "valid_to", "cause"],
    "versions": ["digest", "body", "number"],
    "editions": ["root", "title", "published_at"],
    "records": ["kind", "log"],
    "tree_nodes": ["hash"],
}


@pytest.fixture
def full(ledger: Ledger, department) -> Ledger:
    """A ledger with rows in every table, tree nodes too."""
    ledger.publish(*(add_power(department, f"事项{number}") for number in range(260)))
    return ledger


def refuse(ledger: Ledger, statement: str, because: str = APPEND_ONLY, **values) -> None:
    before = everything_written(ledger.database)
    with pytest.raises(DBAPIError, match=because), ledger.database.writing() as connection:
        connection.execute(text(statement), values)
    assert everything_written(ledger.database) == before


def test_no_published_row_is_updated(full):
    for table, columns in COLUMNS.items():
        for column in columns:
            refuse(full, f"UPDATE {table} SET {column} = {column}")
    audit(full, past=False)


def test_no_published_row_is_deleted(full):
    for table in TABLES:
        refuse(full, f"DELETE FROM {table}")
        refuse(full, f"DELETE FROM {table} WHERE 1 = 1")


def test_no_table_is_truncated(postgresql_url):
    database = open_register(postgresql_url)
    ledger = Ledger(database, make_jurisdiction(database))
    ledger.publish(add_department())
    for table in TABLES:
        refuse(ledger, f"TRUNCATE {table} CASCADE")
    database.close()


def test_no_row_is_replaced_by_an_insert_with_the_same_key(full):
    insert = "INSERT OR REPLACE" if full.database.is_sqlite else "INSERT"
    for table in TABLES:
        refuse(full, f"{insert} INTO {table} SELECT * FROM {table}", TWICE)


UPSERTS = {
    "entries": ("log, number", "op = 'x'"),
    "versions": ("record, number", "body = 'x'"),
    "editions": ("log, number", "title = 'x'"),
    "records": ("id", "kind = 'x'"),
    "tree_nodes": ('log, level, "index"', "log = 7"),
}


def test_no_row_is_changed_by_an_upsert(full):
    for table, (key, values) in UPSERTS.items():
        refuse(full, f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {values}")


REST_OF_EDITIONS = (
    "kind, title, issuing_organs, published_at, effective_from, counts, changes, attachments, first_entry, root, "
    "recorded_at"
)

# A REPLACE also deletes what shares another key with the new row, and a rowid is a key.
SIDE_DOORS = {
    "entries by position": (
        "entries",
        "log, number + 100000 AS number, position, edition, kind, digest, op, leaf",
    ),
    "editions by size": ("editions", f"log, number + 100000 AS number, tree_size, {REST_OF_EDITIONS}"),
    "versions by rowid": ("versions", "rowid, record, number + 100000 AS number, digest, body"),
    "entries by rowid": (
        "entries",
        "rowid, log, number + 100000 AS number, position + 100000 AS position, edition, kind, digest, op, leaf",
    ),
    "tree nodes by rowid": ("tree_nodes", 'rowid, log, level + 8 AS level, "index", hash'),
    "records by rowid": ("records", "rowid, 'x' || id AS id, kind, log"),
}


def test_no_row_is_replaced_through_another_key(sqlite_url):
    database = open_register(sqlite_url)
    ledger = Ledger(database, make_jurisdiction(database))
    bureau = ledger.found_department()
    ledger.publish(*(add_power(bureau, f"事项{number}") for number in range(260)))
    for table, columns in SIDE_DOORS.values():
        names = ", ".join(re.sub(r".* AS ", "", part) for part in columns.split(", "))
        refuse(ledger, f"INSERT OR REPLACE INTO {table} ({names}) SELECT {columns} FROM {table} LIMIT 1")
    database.close()


def test_the_writer_still_appends(full, department):
    full.found_power(department)
    audit(full, past=False)


def test_no_record_has_two_current_rows_from_one_day(full, department):
    statement = "INSERT INTO projection SELECT * FROM projection WHERE record = :record"
    refuse(full, statement, TWICE, record=department)
    columns = "record, valid_from, valid_to, entry_to, log, kind, version, counted, department, category_rank, "
    columns += "display_order, category, status, grouping, parent, code, name"
    statement = f"INSERT INTO projection ({columns}, entry_from) SELECT {columns}, entry_from + 1 FROM projection"
    refuse(full, f"{statement} WHERE record = :record", TWICE, record=department)


@pytest.mark.parametrize("ends", ["valid_to = valid_from", "entry_to = entry_from", "entry_to = 1"])
def test_a_projection_row_is_never_empty(full, department, ends):
    refuse(full, f"UPDATE projection SET {ends} WHERE record = :record", "(?i)check", record=department)


# Redaction: the one exception


@pytest.fixture
def redacted(ledger, department):
    """A power with three texts, of which the second was removed by order."""
    power = ledger.found_power(department, "张三的事项")
    for year in (2018, 2020):
        ledger.publish(change(Op.AMEND, power, f"{year}-01-01", fields={"name": f"{year}年的名称"}))
    ledger.publish(change(Op.REDACT, power, "2024-01-01", base_version=2))
    return power


def test_a_redaction_removes_the_named_text_and_no_other(ledger, redacted):
    texts = ledger.versions(redacted)
    assert [text and text["name"] for text in texts] == ["张三的事项", None, "2020年的名称"]
    audit(ledger)


def test_a_redaction_keeps_digest_and_proof_and_is_an_entry_of_its_own(ledger, redacted):
    entry = ledger.entries()[-1]
    amended = next(e for e in ledger.entries() if (e.record, e.version, e.op) == (redacted, 2, "amend"))
    assert (entry.op, entry.record, entry.version, entry.digest) == ("redact", redacted, 2, amended.digest)
    assert (entry.valid_from, entry.valid_to) == (None, None)


def test_a_redaction_takes_the_name_out_of_every_list(ledger, redacted):
    rows = ledger._query("SELECT version, name, code FROM projection WHERE record = :record", record=redacted)
    assert {row.version for row in rows} == {1, 2, 3}
    assert all((row.name == "（已依法移除）") == (row.version == 2) for row in rows)


def test_a_redaction_states_nothing_anew(ledger, redacted):
    days = ledger._query(
        "SELECT version FROM projection WHERE record = :r AND valid_from <= '2019-01-01' "
        "AND valid_to > '2019-01-01' AND entry_to > 9000",
        r=redacted,
    )
    assert [row.version for row in days] == [2]


@pytest.mark.parametrize("version", [1, 3])
def test_a_text_that_no_redaction_names_stays(ledger, redacted, version):
    refuse(ledger, "UPDATE versions SET body = NULL WHERE record = :record AND number = :n", record=redacted, n=version)


@pytest.mark.parametrize("values", ["body = 'x'", "body = NULL, digest = 'x'", "body = NULL, number = 9"])
def test_a_redacted_text_is_removed_and_nothing_else(ledger, redacted, values):
    refuse(ledger, f"UPDATE versions SET {values} WHERE record = :record AND number = 2", record=redacted)


def test_a_redacted_version_is_not_deleted(ledger, redacted):
    refuse(ledger, "DELETE FROM versions WHERE record = :record AND number = 2", record=redacted)
