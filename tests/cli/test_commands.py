"""The other commands as people run them: an outcome in a line, a refusal in a line, exit codes 0, 1 and 2."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing

import pytest

from lists import STATISTICS, CommandLine, power, write_csv

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

COMMANDS = ("init", "import", "serve", "fsck", "migrate", "backup", "restore", "verify", "export", "demo")


@pytest.fixture
def loaded(city, tmp_path):
    """A city with one list."""
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项", 备注="=1+1"), power("乙项", "行政检查")])
    city.done("import", path, "--publish", "--effective", "2024-01-01")
    return city


def test_help_and_unknown_commands(quanze):
    assert all(command in quanze.done("--help") for command in COMMANDS)
    for arguments in (
        ("fly",),
        ("export",),
        ("backup",),
        ("export", "--format", "pdf", "a.pdf"),
        ("serve", "--port", "x"),
    ):
        outcome = quanze(*arguments)
        assert (outcome.code, outcome.out) == (2, ""), arguments
        assert outcome.err


def test_init_begins_a_register_once(either_city):
    again = either_city.done("init", "--region", "650200", "--name", "克拉玛依市")
    assert "无需改变" in again
    assert "650200" in either_city("init", "--region", "650200", "--name", "别的市").refusal
    assert "已建立" in either_city.done("init", "--region", "210214", "--name", "大连市普兰店区")
    assert either_city.done("fsck") == "登记簿一致。\n"
    assert "jurisdiction" in either_city("export", "--format", "csv", "a.csv").refusal
    either_city.done("export", "--format", "csv", "a.csv", "--jurisdiction", "210214")


@pytest.mark.parametrize(
    ("region", "name", "ruleset"),
    [
        ("65", "市", "standard"),
        ("六五零二零零", "市", "standard"),
        ("６５０２００", "市", "standard"),
        ("650200", " ", "standard"),
        ("650200", "市", "wild"),
    ],
)
def test_init_refuses_what_is_no_jurisdiction(quanze, region, name, ruleset):
    assert quanze("init", "--region", region, "--name", name, "--ruleset", ruleset).refusal
    with closing(sqlite3.connect(quanze.folder / "quanze.sqlite3")) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert not tables or connection.execute("SELECT count(*) FROM jurisdictions").fetchone() == (0,)


NEEDS_A_REGISTER = [
    ("fsck",),
    ("backup", "b.gz"),
    ("export", "--format", "csv", "a.csv"),
    ("import", "a.csv"),
    ("serve", "--port", "0"),
]


def test_without_a_register_every_command_says_what_to_do(quanze):
    for arguments in NEEDS_A_REGISTER:
        assert "quanze init" in quanze(*arguments).refusal, arguments


def test_a_schema_of_another_release_is_refused(city):
    with closing(sqlite3.connect(city.folder / "quanze.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for arguments in (*NEEDS_A_REGISTER, ("migrate",)):
        assert "9999" in city(*arguments).refusal, arguments


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/quanze.sqlite3",
        "postgresql://nobody@127.0.0.1:1/nothing",
        "mysql://x/y",
        "nonsense",
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line(folder, url):
    assert CommandLine(folder, url)("fsck").refusal


def test_a_file_that_is_no_database_is_one_line(quanze):
    (quanze.folder / "quanze.sqlite3").write_bytes(b"hello, this is no database at all " * 100)
    assert quanze("fsck").refusal


def test_migrate_says_that_there_is_nothing_to_do(city):
    assert city.done("migrate") == "数据库结构已是最新。\n"


def test_fsck_names_the_first_difference(loaded):
    with closing(sqlite3.connect(loaded.folder / "quanze.sqlite3")) as connection:
        connection.execute("UPDATE projection SET name = '别的' WHERE name = '甲项'")
        connection.commit()
    line = loaded("fsck").refusal
    assert "登记簿不一致" in line
    assert "投影" in line


def test_a_backup_goes_from_one_database_to_another(either_city, tmp_path, request):
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    either_city.done("import", path, "--publish", "--effective", "2024-01-01")
    assert "已备份" in either_city.done("backup", "b.gz")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = CommandLine(elsewhere, f"sqlite:///{elsewhere}/other.sqlite3")
    assert "校验一致" in other.done("restore", either_city.folder / "b.gz")
    write_csv(path, [power("甲项"), power("乙项")])
    assert "新增 1 项" in other.done("import", path, "--publish", "--effective", "2025-01-01")
    other.done("backup", "newer.gz")
    assert "较短" in other("restore", either_city.folder / "b.gz").refusal
    assert "校验一致" in either_city.done("restore", elsewhere / "newer.gz")
    assert either_city.done("fsck") == "登记簿一致。\n"


def test_a_restore_that_is_refused_leaves_everything(loaded):
    loaded.done("backup", "b.gz")
    good = (loaded.folder / "b.gz").read_bytes()
    before = loaded.done("export", "--format", "ndjson", "a.ndjson"), (loaded.folder / "a.ndjson").read_bytes()
    for name, data in {
        "cut.gz": good[: len(good) // 2],
        "text.gz": b"hello",
        "odd.gz": gzip.compress(b"[1]\n"),
    }.items():
        (loaded.folder / name).write_bytes(data)
        assert loaded("restore", name).refusal
    assert loaded("restore", "none.gz").refusal
    after = loaded.done("export", "--format", "ndjson", "a.ndjson"), (loaded.folder / "a.ndjson").read_bytes()
    assert after == before


def test_where_nothing_can_be_written_is_one_line(loaded):
    (loaded.folder / "folder").mkdir()
    for arguments in (
        ("backup", "no/such/b.gz"),
        ("backup", "folder"),
        ("export", "--format", "csv", "no/such/a.csv"),
        ("export", "--format", "xlsx", "folder"),
    ):
        assert loaded(*arguments).refusal, arguments
    assert not list(loaded.folder.glob("*.part"))


def test_export_by_day_and_department(loaded):
    assert "已导出 2 项" in loaded.done("export", "--format", "csv", "a.csv", "--department", STATISTICS)
    text = (loaded.folder / "a.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "已导出 0 项" in loaded.done("export", "--format", "xlsx", "a.xlsx", "--on", "2023-12-31")
    assert "市教育局" in loaded("export", "--format", "csv", "b.csv", "--department", "市教育局").refusal
    assert "--on" in loaded("export", "--format", "csv", "b.csv", "--on", "2024-13-01").refusal
    assert not (loaded.folder / "b.csv").exists()
