"""``quanze import`` as a clerk runs it: outcomes in a line, refusals in a line, nothing written by either mistake."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing

import openpyxl
import pytest

from factories import Ledger, add_department, edition, everything_written
from lists import STATISTICS, power, write_csv, write_xlsx
from quanze.storage.database import Database

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

PUBLISH = ("--publish", "--effective", "2024-01-01")


def written(command):
    database = Database(command.url)
    try:
        return everything_written(database)
    finally:
        database.close()


def rows(command, query):
    with closing(sqlite3.connect(command.folder / "quanze.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def files(folder):
    """What lies in a folder, but for SQLite's own helpers."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def test_a_list_is_loaded_and_the_second_time_nothing_changes(either_city, tmp_path):
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项"), power("乙项", "行政检查")])
    outcome = either_city("import", path, *PUBLISH, "--published", "2024-01-05", "--report", "report.json")
    assert outcome.code == 0
    assert "已载入为第 1 版次：新增 2 项" in outcome.out
    report = json.loads((either_city.folder / "report.json").read_text(encoding="utf-8"))
    assert report["root"] in outcome.out
    assert (report["powers"], report["changes"], report["edition"]) == (2, {"add": 2}, 1)
    before = written(either_city)
    again = either_city("import", path, *PUBLISH)
    assert again.code == 0
    assert "无需改变" in again.out
    assert written(either_city) == before
    assert either_city.done("fsck") == "登记簿一致。\n"


def test_a_dry_run_writes_nothing_but_its_report(city, tmp_path):
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    before = written(city)
    out = city.done("import", path, *PUBLISH, "--dry-run", "--report", "r.json")
    assert "仅试读，未写入：新增 1 项" in out
    assert json.loads((city.folder / "r.json").read_text(encoding="utf-8"))["changes"] == {"add": 1}
    assert written(city) == before


def test_without_publish_it_is_a_draft_and_nothing_is_public(city, tmp_path):
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    before = written(city)
    out = city.done("import", path, "--report", "r.json")
    report = json.loads((city.folder / "r.json").read_text(encoding="utf-8"))
    assert f"已存为调整申请草稿 {report['proposal']}" in out
    assert written(city) == before
    assert rows(city, "SELECT id, state FROM proposals") == [(report["proposal"], "draft")]
    city.done("export", "--format", "csv", "all.csv")
    assert len((city.folder / "all.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


@pytest.fixture
def refused_files(tmp_path):
    """Files that are refused whole, by what is wrong with them."""
    good = write_xlsx(tmp_path / "好.xlsx", {"Sheet1": [power("甲项")]}).read_bytes()
    contents = {
        "空.xlsx": b"",
        "乱.xlsx": b"\x00\x01\x02" * 500,
        "截断.xlsx": good[: len(good) // 2],
        "假的.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "公式.csv": "事项名称,权力类型,实施依据\n甲项,行政处罚,\"=cmd|' /C calc'!A0\"\n".encode(),
        "无名.csv": b"a,b,c\n1,2,3\n",
        "页.docx": b"PK\x03\x04" + b"\x00" * 40,
    }
    paths = []
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
        paths.append(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "炸弹.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "0" * 60_000_000)
    formula = openpyxl.Workbook()
    formula.active.append(["事项名称", "权力类型", "实施依据"])
    formula.active.append(["甲项", "行政处罚", '=WEBSERVICE("http://x")'])
    formula.save(tmp_path / "联网.xlsx")
    return [*paths, tmp_path / "炸弹.xlsx", tmp_path / "联网.xlsx", tmp_path / "没有.xlsx", tmp_path]


def test_a_file_that_cannot_be_read_is_refused_in_a_line_and_nothing_is_written(city, tmp_path, refused_files):
    good = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    before, here = written(city), files(city.folder)
    for path in refused_files:
        line = city("import", good, path, *PUBLISH, "--report", "r.json").refusal
        assert path.name in line, line
        assert written(city) == before, path
        assert files(city.folder) == here, path


def test_what_does_not_fit_is_refused_in_a_line_and_nothing_is_written(city, tmp_path):
    good = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    nameless = write_csv(tmp_path / "清单.csv", [power("甲项")])
    broken = write_csv(tmp_path / "市财政局.csv", [power("甲项"), power("乙项", "什么都不是")])
    (tmp_path / "match.csv").write_text("file,sheet,row,id\n没有.csv,x,2,new\n", encoding="utf-8")
    before, here = written(city), files(city.folder)
    for arguments, expected in {
        (nameless, *PUBLISH): "--department",
        (broken, *PUBLISH, "--complete"): "--complete",
        (good, *PUBLISH, "--department", "商务主管部门"): "商务主管部门",
        (good, *PUBLISH, "--match", tmp_path / "match.csv"): "match.csv",
        (good, *PUBLISH, "--match", tmp_path / "none.csv"): "none.csv",
        (good, *PUBLISH, "--published", "2999-01-01"): "晚于现在",
        (good, *PUBLISH, "--published", "0001-01-01"): "--published",
        (good, *PUBLISH, "--published", "昨天"): "昨天",
        (good, "--publish", "--effective", "2024-02-30"): "2024-02-30",
        (good, *PUBLISH, "--decided", "二月"): "二月",
        (good, *PUBLISH, "--title", "题" * 2001): "title",
        (good, *PUBLISH, "--report", "no/such/folder.json"): "--report",
        (good, *PUBLISH, "--report", "."): "--report",
        (good, *PUBLISH, "--jurisdiction", "110000"): "jurisdiction",
    }.items():
        line = city("import", *arguments).refusal
        assert expected in line, line
    assert written(city) == before
    assert files(city.folder) == here
    assert rows(city, "SELECT count(*) FROM proposals") == [(0,)]


def test_how_the_command_is_used_is_exit_code_two(city, tmp_path):
    good = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    for arguments in ((), (good, "--publish"), (good, "--kind", "poems"), (good, "--effectively"), ("--publish",)):
        outcome = city("import", *arguments)
        assert outcome.code == 2, arguments
        assert outcome.err
    assert rows(city, "SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM proposals)") == [(0,)]


def test_a_load_past_the_workflow_names_who_allowed_it(city, tmp_path):
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项")])
    database = Database(city.url)
    with database.reading() as connection:
        jurisdiction = connection.exec_driver_sql("SELECT id FROM jurisdictions").scalar_one()
    Ledger(database, jurisdiction).publish(add_department("克拉玛依市财政局"), metadata=edition("2020-01-01"))
    database.close()
    before = written(city)
    assert "--authorised-by" in city("import", path, *PUBLISH).refusal
    assert written(city) == before
    assert "第 2 版次" in city.done("import", path, *PUBLISH, "--authorised-by", "区编办")
    assert rows(city, "SELECT authorised_by FROM editions") == [(None,), ("区编办",)]


def test_next_years_list_through_the_command_line(city, tmp_path):
    name = f"{STATISTICS}权责清单.csv"
    for year in ("2024", "2025"):
        (tmp_path / year).mkdir()
    old = write_csv(tmp_path / "2024" / name, [power("甲项"), power("乙项"), power("丙项")])
    new = write_csv(tmp_path / "2025" / name, [power("甲项", "行政检查"), power("乙项", 备注="改"), power("丁项")])
    city.done("import", old, *PUBLISH)
    ids = dict(rows(city, "SELECT name, record FROM projection WHERE kind = 'power'"))
    match = tmp_path / "match.csv"
    match.write_text(f"file,sheet,row,id\n{name},{STATISTICS}权责清单,2,{ids['甲项']}\n", encoding="utf-8")
    arguments = ("import", new, "--publish", "--effective", "2025-01-01", "--match", match, "--report", "r.json")
    first = city.done(*arguments, "--dry-run")
    assert "另有 1 项未列入本批，仍保留" in first
    outcome = city.done(*arguments, "--complete")
    assert "未列入本批，予以取消" in outcome
    report = json.loads((city.folder / "r.json").read_text(encoding="utf-8"))
    assert report["changes"] == {"add": 1, "amend": 1, "cancel": 1, "reclassify": 1}
    assert report["missing"] == [{"id": ids["丙项"], "name": "丙项"}]
    assert "无需改变" in city.done(*arguments, "--complete")
    city.done("export", "--format", "csv", "--on", "2025-01-01", "now.csv")
    city.done("export", "--format", "csv", "--on", "2024-12-31", "then.csv")
    now, then = ((city.folder / f"{one}.csv").read_text(encoding="utf-8-sig") for one in ("now", "then"))
    assert [one in now for one in ("甲项", "乙项", "丙项", "丁项")] == [True, True, False, True]
    assert [one in then for one in ("甲项", "乙项", "丙项", "丁项")] == [True, True, True, False]
    city.done("fsck")


def test_problems_stand_on_standard_error_a_line_each(city, tmp_path):
    path = write_csv(
        tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项"), *[power(f"{n}项", "怪类") for n in range(30)]]
    )
    outcome = city("import", path, *PUBLISH)
    assert outcome.code == 0
    lines = outcome.err.splitlines()
    assert len(lines) == 21, "the first twenty, and how many there are"
    assert all(line.strip() for line in lines)
    assert "第" in lines[1]
    assert "读出权责事项 1 项" in outcome.out
