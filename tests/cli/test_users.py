"""``quanze user`` as the operator runs it: the secret alone on the last line, refusals in one, nothing asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from lists import STATISTICS, power, write_csv

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own


@pytest.fixture
def loaded(city, tmp_path):
    """A city with one department."""
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    city.done("import", path, "--publish", "--effective", "2024-01-01")
    return city


def rows(command, query):
    with closing(sqlite3.connect(command.folder / "quanze.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_the_password_is_alone_on_the_last_line(loaded):
    out = loaded.done("user", "add", "张三", "--role", "clerk", "--department", "统计局")
    first, password = out.splitlines()
    assert "张三" in first
    assert "部门经办人" in first
    assert password not in first
    assert len(password) >= 16
    assert not password.startswith("qz_")
    [(hashed, change)] = rows(loaded, "SELECT password_hash, must_change_password FROM accounts")
    assert (hashed.startswith("$argon2id$"), change) == (True, 1)
    assert rows(loaded, "SELECT count(*) FROM audit_log WHERE account = '命令行'") == [(2,)]


def test_an_office_has_a_name_that_is_listed_and_may_change(loaded):
    loaded.done("user", "add", "吴审查", "--role", "legal_office", "--office", "某区法制办")
    assert "合法性审核机构（某区法制办）" in loaded.done("user", "list")
    loaded.done("user", "assign", "吴审查", "--role", "legal_office", "--office", "某区司法局")
    assert "合法性审核机构（某区司法局）" in loaded.done("user", "list")
    kept = rows(loaded, "SELECT office, ended_at IS NULL FROM assignments ORDER BY began_at")
    assert kept == [("某区法制办", 0), ("某区司法局", 1)]


def test_with_token_only_the_token(loaded):
    token = loaded.done("user", "add", "公布员", "--role", "publisher", "--token").splitlines()[-1]
    assert token.startswith("qz_")
    assert rows(loaded, "SELECT password_hash FROM accounts") == [(None,)]
    [(prefix, scopes)] = rows(loaded, "SELECT prefix, scopes FROM tokens")
    assert token.startswith(prefix)
    assert "publish" in scopes
    assert token not in str(rows(loaded, "SELECT * FROM tokens"))
    another = loaded.done("user", "token", "公布员", "--scope", "read", "--days", "30").splitlines()[-1]
    assert another.startswith("qz_")
    assert another != token


def test_with_token_a_known_person_gets_one_more_role_and_token(loaded):
    """One person with two roles stays one person: four eyes look at persons."""
    first = loaded.done("user", "add", "张三", "--role", "list_office", "--token").splitlines()[-1]
    second = loaded.done("user", "add", "张三", "--role", "publisher", "--token").splitlines()[-1]
    assert first != second
    assert rows(loaded, "SELECT count(*), count(DISTINCT person) FROM tokens") == [(2, 1)]
    assert rows(loaded, "SELECT count(*) FROM persons") == [(1,)]
    assert "同一人" in loaded("user", "add", "张三", "--role", "auditor", "--token").refusal
    assert "已有账户" in loaded("user", "add", "张三", "--role", "legal_office").refusal


def test_a_department_may_be_an_id(loaded):
    [(identity,)] = rows(loaded, "SELECT id FROM records WHERE kind = 'department'")
    loaded.done("user", "add", "张三", "--role", "department_head", "--department", identity)
    assert rows(loaded, "SELECT role, department FROM assignments") == [("department_head", identity)]


def test_refusals_are_one_line_and_leave_nothing(loaded):
    for arguments, because in (
        (("--role", "clerk"), "部门"),
        (("--role", "clerk", "--department", "公安局"), "公安局"),
        (("--role", "auditor", "--role", "publisher"), "同一人"),
        (("--role", "publisher", "--service"), "服务账户"),
    ):
        assert because in loaded("user", "add", "张三", *arguments).refusal
    assert rows(loaded, "SELECT count(*) FROM accounts") == [(0,)]
    loaded.done("user", "add", "张三", "--role", "publisher")
    assert "已有账户" in loaded("user", "add", "张三", "--role", "publisher").refusal
    for command in ("disable", "reset", "token"):
        assert "王五" in loaded("user", command, "王五").refusal
    assert loaded("user", "add", "李四", "--role", "king").code == 2
    assert loaded("user", "add", "李四").code == 2


def test_accounts_are_listed_disabled_and_reset(loaded):
    loaded.done("user", "add", "审计", "--role", "auditor")
    loaded.done("user", "add", "接口", "--role", "clerk", "--department", "统计局", "--service")
    loaded.done("user", "disable", "审计")
    lines = loaded.done("user", "list").splitlines()
    assert any("审计管理员" in line and "停用" in line for line in lines)
    assert any("服务账户" in line for line in lines)
    loaded.done("user", "enable", "审计")
    assert len(loaded.done("user", "reset", "审计", "--one-time-code").splitlines()[-1]) >= 16
    loaded.done("user", "link", "审计", "https://id.example.gov.cn", "42")
    assert loaded.done("fsck") == "登记簿一致。\n"


def test_staff_go_into_a_backup_and_the_log_survives_an_older_one(loaded, tmp_path):
    loaded.done("user", "add", "张三", "--role", "publisher")
    loaded.done("backup", "b.gz")
    loaded.done("user", "add", "李四", "--role", "publisher")
    before = rows(loaded, "SELECT number, digest FROM audit_log")
    loaded.done("restore", "b.gz")
    assert rows(loaded, "SELECT login FROM accounts") == [("张三",)]
    assert rows(loaded, "SELECT number, digest FROM audit_log") == before
    assert loaded.done("fsck") == "登记簿一致。\n"
