"""A first list comes in, and the same list again: what is added, grouped, reported, and left alone."""

from __future__ import annotations

import pytest

from factories import everything_written
from lists import STATISTICS, Bureau, by_name, matches_of, power, problems_of, write_csv, write_xlsx
from quanze.domain.errors import InvalidInput
from quanze.services.batches import read_batch

BASIS = "《中华人民共和国统计法》第四十一条"


def test_a_first_list_is_added_in_its_own_order(bureau):
    rows = [power(f"对第{n}种行为的处罚", 实施依据=BASIS, 行使主体="市统计局") for n in (3, 1, 2)]
    imported = bureau.load(rows)
    assert bureau.names() == ["对第3种行为的处罚", "对第1种行为的处罚", "对第2种行为的处罚"]
    assert imported.report["powers"] == 3
    assert imported.report["changes"] == {"add": 3}
    assert imported.report["missing"] == []
    assert imported.publication.edition == imported.report["edition"] == 1
    assert [d["name"] for d in imported.report["new_departments"]] == [STATISTICS]
    assert (0, "new_department") in problems_of(imported)
    assert {how for how, _ in matches_of(imported).values()} == {"new"}
    assert bureau.differences() == []


def test_the_same_list_again_changes_nothing(bureau):
    rows = [
        power("统计调查", 子项名称="1.基本单位调查", 实施依据=BASIS),
        power("统计调查", 子项名称="2.价格调查", 实施依据=BASIS),
        power("统计检查", "行政检查", 子项名称="", 实施依据="", 廉政风险点="高"),
    ]
    bureau.load(rows)
    before = everything_written(bureau.database)
    again = bureau.load(rows)
    assert again.publication is None
    assert (again.report["changes"], again.report["missing"]) == ({}, [])
    assert {how for how, _ in matches_of(again).values()} == {"name"}
    assert everything_written(bureau.database) == before


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_report_says_what_was_read(bureau, tmp_path, suffix):
    rows = [power("甲项处罚", 职权编码="1001", 廉政风险点="高"), power("乙项检查", "行政检查", 职权编码="1002")]
    path = tmp_path / f"{STATISTICS}权责清单.{suffix}"
    write_csv(path, rows) if suffix == "csv" else write_xlsx(path, {"Sheet1": rows})
    report = bureau.load(path).report
    [file] = report["files"]
    [sheet] = file["sheets"]
    assert (file["file"], len(file["sha256"]), "duplicate_of" in file) == (path.name, 64, False)
    assert sheet["header_row"] == 1
    assert sheet["columns"] == {"seq": "序号", "item": "事项名称", "category": "权力类型", "code": "职权编码"}
    assert sheet["unmapped"] == ["廉政风险点"]
    assert sheet["powers"] == 2
    assert sheet["by_category"] == {"administrative_penalty": 1, "administrative_inspection": 1}
    assert [match["row"] for match in sheet["matches"]] == [2, 3]
    assert by_name(bureau.listed())["甲项处罚"]["extra"] == {"廉政风险点": "高"}


def test_sub_items_stand_under_a_group_made_once(bureau):
    rows = [
        power("统计调查", 子项名称="1.基本单位调查"),
        power("统计调查", 子项名称="（二）价格调查"),
        power("统计调查", "行政检查", 子项名称="现场检查"),
        power("统计登记", 子项名称=""),
    ]
    imported = bureau.load(rows)
    assert bureau.groups() == [("add", "统计调查"), ("add", "统计调查")], "one for each category"
    assert imported.report["powers"] == 4
    assert imported.report["changes"] == {"add": 4}
    listed = by_name(bureau.listed())
    assert list(listed) == ["基本单位调查", "价格调查", "统计登记", "现场检查"], "groups are not counted"
    assert listed["基本单位调查"]["parent_id"] == listed["价格调查"]["parent_id"] != listed["现场检查"]["parent_id"]
    assert listed["基本单位调查"]["parent_name"] == "统计调查"
    assert listed["统计登记"]["parent_id"] is None


def test_levels_part_groups_of_one_name(bureau):
    rows = [power("统计调查", 子项名称="抽样", 行使层级=level) for level in ("市级", "县级", "市级")]
    bureau.load([*rows, power("另一项", 子项名称="", 行使层级="市级")])
    assert bureau.groups() == [("add", "统计调查")] * 2
    by_level = {}
    for one in bureau.listed():
        if one["parent_id"]:
            by_level.setdefault(one["levels"][0], set()).add(one["parent_id"])
    assert {len(parents) for parents in by_level.values()} == {1}
    assert by_level["municipal"] != by_level["county"]


def test_a_row_that_is_not_for_the_public_is_not_published(bureau):
    rows = [power("公开项", 是否公示="是"), power("内部项", 是否公示="否")]
    imported = bureau.load(rows)
    assert bureau.names() == ["公开项"]
    assert (3, "withheld_row") in problems_of(imported)
    assert imported.report["powers"] == 1
    assert imported.report["files"][0]["sheets"][0]["powers"] == 2
    assert not [change for change in bureau.changes() if "内部项" in change["body"]["name"]]


def test_a_row_with_a_field_too_long_is_a_problem_and_the_others_come_in(bureau):
    rows = [power("甲" * 2001), power("好的一项", 监督电话="0990-6231116")]
    imported = bureau.load(rows)
    assert bureau.names() == ["好的一项"]
    assert (2, "invalid_field") in problems_of(imported)
    with pytest.raises(InvalidInput, match="完整清单"):
        bureau.load(rows, complete=True)


def test_a_copy_of_a_file_is_reported_whole_and_applied_once(bureau, tmp_path):
    first = write_csv(tmp_path / "克拉玛依市统计局权责清单.csv", [power("甲项"), power("乙项")])
    copy = tmp_path / "克拉玛依市财政局权责清单.csv"
    copy.write_bytes(first.read_bytes())
    imported = bureau.load(first, copy)
    assert sorted(bureau.names()) == ["乙项", "甲项"]
    original, duplicate = imported.report["files"]
    assert "duplicate_of" not in original
    assert duplicate["duplicate_of"] == original["file"]
    assert duplicate["sha256"] == original["sha256"]
    assert duplicate["sheets"][0]["powers"] == 2
    assert imported.report["powers"] == 2
    assert [one["name"] for one in imported.report["new_departments"]] == [STATISTICS], "a copy makes no department"


def test_one_edition_for_all_files_with_their_digests(bureau, tmp_path):
    files = [
        write_csv(tmp_path / f"{organ}权责清单.csv", [power(f"{organ}的检查", "行政检查")])
        for organ in ("市财政局", "克拉玛依市统计局")
    ]
    imported = bureau.load(*files, title="2024年清单", document_number="克政发〔2024〕5号")
    assert {one["department_id"] for one in bureau.listed()} == {d["id"] for d in imported.report["new_departments"]}
    with bureau.database.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT kind, title, document_number, attachments FROM editions").all()
    assert row[:3] == ("load", "2024年清单", "克政发〔2024〕5号")
    for path in files:
        assert path.name in str(row[3]) or path.name.encode("unicode_escape").decode() in str(row[3])


def test_two_sheets_of_one_department_are_one_list(bureau, tmp_path):
    path = write_xlsx(
        tmp_path / f"{STATISTICS}权责清单.xlsx",
        {"行政处罚（1项）": [power("甲项")], "行政检查": [power("乙项", "行政检查")], "Sheet3": []},
    )
    imported = bureau.load(path, complete=True)
    assert bureau.names() == ["甲项", "乙项"]
    again = bureau.load(path, complete=True)
    assert (again.publication, again.report["missing"]) == (None, [])
    assert len(imported.report["files"][0]["sheets"]) >= 2


def test_an_empty_sheet_makes_no_department(bureau, tmp_path):
    path = write_xlsx(
        tmp_path / "清单.xlsx",
        {"甲": [power("甲项")], "乙": []},
        {"甲": f"{STATISTICS}权责清单", "乙": "克拉玛依市教育局权责清单"},
    )
    imported = bureau.load(path)
    assert [one["name"] for one in imported.report["new_departments"]] == [STATISTICS]
    assert imported.report["files"][0]["sheets"][1]["powers"] == 0


def test_a_dry_run_reports_and_writes_nothing(bureau):
    before = everything_written(bureau.database)
    imported = bureau.load([power("甲项")], dry_run=True)
    assert imported.report["changes"] == {"add": 1}
    assert imported.publication is None
    assert everything_written(bureau.database) == before


def test_a_draft_is_stored_and_nothing_is_public(bureau):
    before = everything_written(bureau.database)
    imported = bureau.draft([power("甲项"), power("乙项")])
    assert everything_written(bureau.database) == before
    with bureau.database.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT id, state, department, digest FROM proposals").all()
    assert (row[0], row[1]) == (imported.proposal, "draft")
    assert row[2] == imported.report["new_departments"][0]["id"]
    assert len(row[3]) == 64
    assert bureau.listed() == []


def test_a_file_name_that_is_no_text_is_refused(bureau, tmp_path):
    path = tmp_path / "清单\udcff.csv"
    write_csv(path, [power("甲项")])
    with pytest.raises(InvalidInput, match="文件名"):
        read_batch([path])


def test_a_catalogue_is_offered_beside_the_list(bureau, tmp_path):
    path = write_xlsx(
        tmp_path / "市林业和草原局权责清单指导目录.xlsx",
        {
            "地州级": [power("对毁林的处罚", 行使主体="克拉玛依市林业和草原局", 行使层级="市级")],
            "区县级": [power("对毁林的处罚", 行使主体="县市区林业和草原局", 行使层级="县级")] * 2,
        },
    )
    imported = bureau.load(path, complete=True)
    assert (imported.report["powers"], imported.report["catalogue_items"]) == (1, 2)
    assert imported.report["changes"] == {"add": 1}
    assert [sheet["kind"] for sheet in imported.report["files"][0]["sheets"]] == ["power", "catalogue_item"]
    assert (0, "directory_sheet") in problems_of(imported)
    offered = [change for change in bureau.changes() if change["kind"] == "catalogue_item"]
    assert {change["body"]["directory"] for change in offered} == {path.name}
    assert len(bureau.listed()) == 1
    assert bureau.load(path, complete=True).publication is None


LEVELS = {"650000": ("新疆维吾尔自治区", "省级"), "650200": ("克拉玛依市", "市级"), "210214": ("普兰店区", "县级")}


@pytest.mark.parametrize("region", LEVELS)
@pytest.mark.parametrize("stated", ["省级", "市级", "县级"])
def test_a_sheet_of_another_level_is_a_directory(database, tmp_path, region, stated):
    name, own = LEVELS[region]
    bureau = Bureau(database, tmp_path, region, name)
    imported = bureau.load([power(f"第{n}项", 行使层级=stated) for n in range(3)])
    expected = (3, 0) if stated == own else (0, 3)
    assert (imported.report["powers"], imported.report["catalogue_items"]) == expected


def test_the_title_does_not_make_a_directory_and_most_rows_do(bureau):
    rows = [power(f"第{n}项", 行使层级="市级" if n < 2 else "县级", 行使主体="市统计局") for n in range(4)]
    path = bureau.file(rows, f"{STATISTICS}权责清单指导目录.csv")
    imported = bureau.load(path)
    assert (imported.report["powers"], imported.report["catalogue_items"]) == (4, 0)
    assert [code for _, code in problems_of(imported)].count("other_level") == 2


def test_generic_bodies_of_another_level_make_a_directory_and_own_ones_a_finding(bureau):
    theirs = bureau.load([power(f"第{n}项", 行使主体="县市区统计局") for n in range(3)], dry_run=True)
    assert theirs.report["catalogue_items"] == 3
    ours = bureau.load([power(f"第{n}项", 行使主体="地州市统计局") for n in range(3)], dry_run=True)
    assert (ours.report["powers"], [code for _, code in problems_of(ours)].count("generic_body")) == (3, 1)


def test_a_whole_list_is_refused_while_a_row_is_not_for_the_public(bureau):
    bureau.load([power("甲项"), power("乙项")])
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("甲项", 是否公示="是"), power("乙项", 是否公示="否")], complete=True)
    assert refused.value.code == "withheld_rows"
    assert bureau.names() == ["甲项", "乙项"]
