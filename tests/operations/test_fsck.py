"""fsck names every kind of tampering that the database itself was made to allow."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import text

from factories import SPRING, Ledger, add_department, add_power, change, edition, make_jurisdiction, open_register
from operations.history import differences, fill
from quanze.domain.canonical import canonical_json
from quanze.domain.changes import Op
from quanze.domain.entries import Entry
from quanze.domain.identities import new_id
from quanze.domain.merkle import STRIDE
from quanze.storage import readers
from quanze.storage.heads import WITHHELD


def tamper(database, *statements, **values):
    """Change what nobody may change: triggers away first."""
    with database.writing() as connection:
        if database.is_sqlite:
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            for table in ("entries", "editions", "records", "versions", "tree_nodes", "projection"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            changed = connection.execute(text(statement), values)
            assert changed.rowcount, statement


def scalar(database, query):
    with database.reading() as connection:
        return connection.execute(text(query)).scalar_one()


def test_a_sound_register_has_no_differences(database, ledger):
    assert differences(database) == []


def test_an_empty_register_and_an_unborn_jurisdiction_are_sound(database):
    assert differences(database) == []
    make_jurisdiction(database)
    assert differences(database) == []


FIRST = "(SELECT id FROM logs WHERE name = 'public' ORDER BY id LIMIT 1)"
SECRET = "(SELECT record FROM entries WHERE op = 'redact')"
MERGED = "(SELECT record FROM entries WHERE op = 'merge' ORDER BY number DESC LIMIT 1)"

DOUBLED = (
    "INSERT INTO projection SELECT record, '2000-01-01', entry_from, '2000-02-01', entry_to, log, kind, version, "
    "counted, department, category_rank, display_order, category, status, grouping, parent, code, name FROM projection"
)

TAMPERINGS = {
    "body": ("UPDATE versions SET body = replace(body, '劣种子', '好种子')", "正文与校验码不符"),
    "body that is no JSON": (f"UPDATE versions SET body = '{{' WHERE record = {MERGED}", "正文与校验码不符"),
    "body gone without a redact entry": (
        f"UPDATE versions SET body = NULL WHERE record = {MERGED}",
        "正文与移除条目不符",
    ),
    "body back after a redact entry": (
        f"UPDATE versions SET body = '{{}}' WHERE record = {SECRET} AND number = 1",
        "正文与校验码不符",
    ),
    "digest of a version": (f"UPDATE versions SET digest = '{'0' * 64}' WHERE number = 1", "校验码与条目不符"),
    "digest of an entry": (f"UPDATE entries SET digest = '{'0' * 64}' WHERE log = {FIRST} AND number = 4", "叶值"),
    "op": (f"UPDATE entries SET op = 'undertake' WHERE record = {MERGED}", "叶值"),
    "day": (f"UPDATE entries SET valid_from = '2015-01-01' WHERE record = {MERGED}", "叶值"),
    "end": (f"UPDATE entries SET valid_to = '2030-01-01' WHERE record = {MERGED}", "叶值"),
    "cause": ("UPDATE entries SET cause = '{\"type\": \"load\"}' WHERE op = 'merge'", "叶值"),
    "lineage": ("UPDATE entries SET lineage = NULL WHERE op = 'merge'", "叶值"),
    "record of an entry": (f"UPDATE entries SET record = {SECRET} WHERE record = {MERGED}", "叶值"),
    "version of an entry": (f"UPDATE entries SET version = 2 WHERE record = {MERGED}", "叶值"),
    "edition of an entry": (f"UPDATE entries SET edition = 1 WHERE record = {MERGED}", "叶值"),
    "base": (f"UPDATE entries SET base = 2 WHERE record = {SECRET} AND op = 'amend'", "所依据的版本有误"),
    "leaf": ("UPDATE entries SET leaf = :blob WHERE op = 'amend'", "叶值"),
    "position": (
        f"UPDATE entries SET position = position + 1000 WHERE log = {FIRST} AND number = 2",
        "提交次序",
    ),
    "root": (f"UPDATE editions SET root = :blob WHERE log = {FIRST} AND number = 2", "第 2 版次：由全部条目推算的根"),
    "title": (f"UPDATE editions SET title = '别的' WHERE log = {FIRST} AND number = 2", "第 2 版次：版次信息"),
    "blank title": (f"UPDATE editions SET title = '' WHERE log = {FIRST} AND number = 2", "第 2 版次：版次信息"),
    "kind": (f"UPDATE editions SET kind = '决定' WHERE log = {FIRST} AND number = 2", "第 2 版次：版次信息"),
    "effective day": (f"UPDATE editions SET effective_from = '2001-01-01' WHERE log = {FIRST}", "第 1 版次：版次信息"),
    "publication": (
        f"UPDATE editions SET published_at = '2018-12-21 00:00:00' WHERE log = {FIRST} AND number = 2",
        "第 2 版次：版次信息",
    ),
    "counts": (f"UPDATE editions SET counts = '{{}}' WHERE log = {FIRST} AND number = 1", "第 1 版次：版次信息"),
    "changes": (f"UPDATE editions SET changes = '{{}}' WHERE log = {FIRST} AND number = 2", "第 2 版次：变化数"),
    "coverage": (
        f"UPDATE editions SET covers_from = '2001-01-01' WHERE log = {FIRST} AND number = 1",
        "第 1 版次：事项的最早起始日",
    ),
    "tree size": (f"UPDATE editions SET tree_size = tree_size + 50 WHERE log = {FIRST} AND number = 3", "条目"),
    "first entry": (f"UPDATE editions SET first_entry = 2 WHERE log = {FIRST} AND number = 1", "编号不连续"),
    "edition gone": (f"DELETE FROM editions WHERE log = {FIRST} AND number = 3", "首部记为"),
    "edition gone from the middle": (f"DELETE FROM editions WHERE log = {FIRST} AND number = 2", "编号不连续"),
    "entry gone": (f"DELETE FROM entries WHERE log = {FIRST} AND number = 3", "第 1 版次：条目数"),
    "head's entry": (f"UPDATE logs SET entry = entry - 1 WHERE id = {FIRST}", "首部记为"),
    "head's edition": (f"UPDATE logs SET edition = edition + 1 WHERE id = {FIRST}", "末一版次"),
    "head's publication": (f"UPDATE logs SET published_at = '2030-01-01 00:00:00' WHERE id = {FIRST}", "末一版次"),
    "installation's position": ("UPDATE installation SET position = position + 1", "提交次序"),
    "projection row gone": (f"DELETE FROM projection WHERE record = {MERGED}", "一行缺失"),
    "projection row too many": (f"{DOUBLED} WHERE record = {MERGED}", "一行多出"),
    "projection's name": (f"UPDATE projection SET name = '别的' WHERE record = {MERGED}", "一行与日志不符"),
    "projection's end": (f"UPDATE projection SET valid_to = '2030-01-01' WHERE record = {MERGED}", "一行与日志不符"),
    "projection's knowledge": (f"UPDATE projection SET entry_to = 30 WHERE record = {MERGED}", "一行与日志不符"),
    "projection's counting": (f"UPDATE projection SET counted = NOT counted WHERE record = {MERGED}", "与日志不符"),
    "projection's department": (f"UPDATE projection SET department = '' WHERE record = {MERGED}", "与日志不符"),
    "projection's version": (f"UPDATE projection SET version = 7 WHERE record = {SECRET}", "与日志不符"),
    "record without versions": (
        f"INSERT INTO records (id, kind, log) VALUES ('00000000000000000000000000', 'power', {FIRST})",
        "没有任何版本",
    ),
    "a total": ("UPDATE tallies SET delta = delta + 1 WHERE department = '*'", "清单总数与投影不符"),
    "a total's day": ("UPDATE tallies SET day = '2001-01-01' WHERE department = '*' AND delta > 0", "清单总数"),
    "a lost total": ("DELETE FROM tallies WHERE department = '*'", "清单总数"),
    "record's kind": (f"UPDATE records SET kind = 'department' WHERE id = {MERGED}", "种类或所属日志"),
    "version without an entry": (
        f"INSERT INTO versions (record, number, digest, body) VALUES ({MERGED}, 9, 'x', NULL)",
        "第 9 版没有条目",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_tampering_is_named(database, ledger, what):
    statement, expected = TAMPERINGS[what]
    values = {"blob": b"\x00" * 32} if ":blob" in statement else {}
    tamper(database, statement, **values)
    found = differences(database)
    assert found, what
    assert expected in found[0], found[:3]
    assert "\n" not in found[0]


def test_an_entry_beyond_the_last_edition_is_named(database, ledger):
    columns = "record, kind, version, base, digest, op, valid_from, valid_to, cause, lineage, leaf"
    tamper(
        database,
        f"INSERT INTO entries (log, number, position, edition, {columns}) "
        f"SELECT log, number + 1, 9999, 4, {columns} FROM entries WHERE log = {FIRST} AND number = "
        f"(SELECT max(number) FROM entries WHERE log = {FIRST})",
        "UPDATE installation SET position = 9999",
    )
    assert [line for line in differences(database) if "不属于任何版次" in line]


def test_two_positions_exchanged_are_named(database, ledger):
    tamper(
        database,
        f"UPDATE entries SET position = -1 WHERE log = {FIRST} AND number = 2",
        f"UPDATE entries SET position = 2 WHERE log = {FIRST} AND number = 3",
        f"UPDATE entries SET position = 3 WHERE log = {FIRST} AND number = 2",
    )
    assert "提交次序" in differences(database)[0]


def test_a_text_forged_with_its_digests_is_betrayed_by_the_leaf(database, ledger):
    record = scalar(database, f"SELECT {MERGED}")
    body = json.loads(scalar(database, f"SELECT body FROM versions WHERE record = '{record}'"))
    forged = canonical_json({**body, "name": "对种子的奖励"})
    values = {"body": forged, "digest": hashlib.sha256(forged.encode()).hexdigest(), "record": record}
    tamper(
        database,
        "UPDATE versions SET body = :body, digest = :digest WHERE record = :record",
        "UPDATE entries SET digest = :digest WHERE record = :record",
        "UPDATE projection SET name = '对种子的奖励' WHERE record = :record",
        **values,
    )
    assert "叶值" in differences(database)[0]


def test_a_leaf_forged_too_is_betrayed_by_the_root(database, ledger):
    with database.reading() as connection:
        row = readers.entries(connection, ledger.head().log)[5]
    said = {name: getattr(row, name) for name in Entry.__slots__} | {
        "cause": {"type": "reform", "text": "", "ref": None}
    }
    leaf = Entry(**said).leaf_hash(ledger.jurisdiction, "public")
    statement = "UPDATE entries SET cause = :cause, leaf = :leaf WHERE log = :log AND number = :number"
    values = {"cause": json.dumps(said["cause"]), "leaf": leaf, "log": ledger.head().log, "number": row.number}
    tamper(database, statement, **values)
    found = differences(database)
    assert "推算的根" in found[0]


def test_a_tree_node_is_compared(database, ledger):
    department = ledger.found_department()
    ledger.publish(*[add_power(department, f"第{n}项") for n in range(2**STRIDE)])
    assert differences(database) == []
    tamper(database, f"UPDATE tree_nodes SET hash = :blob WHERE log = {FIRST}", blob=b"\x00" * 32)
    [found] = differences(database)
    assert "哈希树：第 8 层第 0 个结点" in found
    tamper(database, f"DELETE FROM tree_nodes WHERE log = {FIRST}")
    assert "哈希树" in differences(database)[0]


def test_every_log_is_read(database, ledger):
    withheld = Ledger(database, ledger.jurisdiction, WITHHELD).head().log
    tamper(database, f"UPDATE projection SET name = '别的' WHERE log = {withheld}")
    [found] = differences(database)
    assert "投影" in found


@pytest.mark.parametrize("column", ["cause", "lineage", "attachments", "counts"])
def test_what_cannot_even_be_read_is_named(sqlite_url, column):
    database = open_register(sqlite_url)
    fill(database)
    table = "entries" if column in ("cause", "lineage") else "editions"
    tamper(database, f"UPDATE {table} SET {column} = '{{' WHERE number = 1")
    found = differences(database)
    assert "无法读取" in found[-1]
    tamper(database, "UPDATE entries SET valid_from = '2024-99-99' WHERE number = 2")
    assert differences(database)
    database.close()


def test_a_removed_text_is_no_difference_whatever_came_before_and_after(database, ledger):
    """A first version removed, one in the middle, and one under which others stand."""
    department, record = ledger.found_department(), new_id()
    ledger.publish(add_power(department, "一", record, note="甲", grouping=True))
    for day, note in (("2020-01-01", "乙"), ("2021-01-01", "丙")):
        ledger.publish(change(Op.AMEND, record, day, fields={"note": note}))
    for version in (1, 2):
        ledger.publish(change(Op.REDACT, record, SPRING, base_version=version), metadata=edition())
    assert differences(database) == []
    ledger.publish(change(Op.AMEND, record, "2022-01-01", fields={"note": "丁"}))
    ledger.publish(change(Op.CANCEL, record, "2023-01-01"), add_department("第三局"))
    assert differences(database) == []
