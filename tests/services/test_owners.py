"""Whose list a sheet is: the hand, the title, the file name, the rows; and what is added where none fits."""

from __future__ import annotations

import json

import pytest

from factories import Ledger, add_department, change, everything_written
from lists import Bureau, power, problems_of, write_csv, write_xlsx
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind


def departments(bureau):
    """Every department with all its names, by id."""
    with bureau.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT v.record, v.body FROM versions v JOIN records r ON r.id = v.record WHERE r.kind = 'department'"
        ).all()
    return {record: json.loads(body) for record, body in rows}


def owners(imported):
    return [sheet["department"]["name"] for file in imported.report["files"] for sheet in file["sheets"]]


def known(bureau, name="克拉玛依市财政局", **fields):
    record = new_id()
    Ledger(bureau.database, bureau.place.id).load(
        change(Op.ADD, record, "2016-03-01", kind=Kind.DEPARTMENT, fields={"name": name, **fields})
    )
    return record


@pytest.mark.parametrize(
    "name", ["市财政局", "克拉玛依市财政局", "财政局", "新疆维吾尔自治区克拉玛依市财政局", "附件3：市财政局2024年"]
)
def test_a_known_department_is_found_under_all_its_prefixes(bureau, name):
    record = known(bureau)
    imported = bureau.load(bureau.file([power("甲项")], f"{name}权责清单.csv"))
    assert {one["department_id"] for one in bureau.listed()} == {record}
    assert imported.report["new_departments"] == []
    assert (0, "new_department") not in problems_of(imported)


@pytest.mark.parametrize("name", ["市金融工作办公室", "克拉玛依市金融工作办公室", "财金办", "旧财政局"])
def test_outward_short_and_former_names_mean_the_department(bureau, name):
    record = known(bureau, "克拉玛依市旧财政局", outward_names=["市金融工作办公室"], short_names=["财金办"])
    ledger = Ledger(bureau.database, bureau.place.id)
    ledger.load(change(Op.AMEND, record, "2019-01-01", kind=Kind.DEPARTMENT, fields={"name": "克拉玛依市财政局"}))
    imported = bureau.load([power("甲项")], department=name)
    assert owners(imported) == ["克拉玛依市财政局"]
    assert imported.report["new_departments"] == []


def test_a_departments_own_name_goes_before_anothers_outward_name(bureau):
    known(bureau, "克拉玛依市委办公室", outward_names=["克拉玛依市档案局"])
    record = known(bureau, "克拉玛依市档案局")
    bureau.load(bureau.file([power("甲项")], "市档案局权责清单.csv"))
    assert {one["department_id"] for one in bureau.listed()} == {record}


def test_a_living_department_goes_before_an_ended_one_of_its_name(bureau):
    old = known(bureau, "克拉玛依市知识产权局")
    ledger = Ledger(bureau.database, bureau.place.id)
    ledger.load(change(Op.CANCEL, old, "2019-01-01", kind=Kind.DEPARTMENT))
    new = new_id()
    ledger.load(add_department("克拉玛依市知识产权局", new, "2022-01-01"))
    bureau.load([power("甲项")], department="市知识产权局")
    assert {one["department_id"] for one in bureau.listed()} == {new}


def test_the_hand_goes_before_the_title_and_the_title_before_the_file_name(bureau, tmp_path):
    path = write_csv(
        tmp_path / "市教育局权责清单.csv", [power("甲项", 行使主体="市司法局")], "克拉玛依市水务局权责清单"
    )
    assert owners(bureau.load(path, dry_run=True)) == ["克拉玛依市水务局"]
    assert owners(bureau.load(path, dry_run=True, department="市体育局")) == ["克拉玛依市体育局"]
    untitled = write_csv(tmp_path / "市民政局.csv", [power("甲项", 行使主体="市司法局")])
    assert owners(bureau.load(untitled, dry_run=True)) == ["克拉玛依市民政局"]


def test_else_the_commonest_body_that_is_no_generic_name(bureau):
    rows = [power(f"第{n}项", 行使主体="地州市司法局") for n in range(3)]
    rows += [
        power("甲项", 行使主体="克拉玛依市司法局"),
        power("乙项", 行使主体="市司法局"),
        power("丙项", 行使主体="市财政局"),
    ]
    assert owners(bureau.load(bureau.file(rows, "清单.csv"), dry_run=True)) == ["克拉玛依市司法局"]


def test_a_generic_title_names_no_department(bureau, tmp_path):
    rows = [power("甲项", 行使主体="市商务局", 行使层级="市级")]
    path = write_csv(tmp_path / "清单.csv", rows, "地州市商务局权责清单")
    imported = bureau.load(path)
    assert owners(imported) == ["克拉玛依市商务局"]


def test_a_list_that_names_nobody_is_refused_in_one_line(bureau):
    before = everything_written(bureau.database)
    for rows in ([power("甲项")], [power("甲项", 行使主体="商务主管部门")]):
        with pytest.raises(InvalidInput) as refused:
            bureau.load(bureau.file(rows, "清单.csv"))
        assert refused.value.code == "no_department"
        assert "--department" in refused.value.message
        assert "\n" not in refused.value.message
    assert everything_written(bureau.database) == before


@pytest.mark.parametrize("given", ["", " ", "商务主管部门", "各县统计局", "01m84zqsbwe6ac1npezyb2ejeq"])
def test_a_hand_that_names_no_organ_is_refused(bureau, given):
    before = everything_written(bureau.database)
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("甲项")], department=given)
    assert refused.value.code == "unknown_department"
    assert everything_written(bureau.database) == before


def test_a_department_can_be_given_by_its_id(bureau):
    record = known(bureau)
    bureau.load([power("甲项")], department=record)
    assert {one["department_id"] for one in bureau.listed()} == {record}


def test_a_new_department_is_named_in_full_and_noted(bureau):
    imported = bureau.load(bureau.file([power("甲项")], "市委宣传部（新闻出版局、版权局）2024年权责清单.csv"))
    [(record, body)] = departments(bureau).items()
    assert body["name"] == "克拉玛依市委宣传部"
    assert body["outward_names"] == ["新闻出版局", "版权局"]
    assert body["standing"] == "party_organ"
    assert imported.report["new_departments"] == [{"id": record, "name": "克拉玛依市委宣传部"}]
    assert (0, "new_department") in problems_of(imported)
    again = bureau.load([power("乙项")], department="市新闻出版局")
    assert owners(again) == ["克拉玛依市委宣传部"]


def test_an_abbreviated_title_means_the_printed_body(bureau):
    rows = [power("对人防工程的检查", "行政检查", 行使主体="克拉玛依市国防动员办公室")] * 2
    imported = bureau.load(bureau.file(rows[:1], "国动办权责清单公示.csv"))
    assert owners(imported) == ["克拉玛依市国防动员办公室"]
    [body] = departments(bureau).values()
    assert body["short_names"] == ["国动办"]
    assert owners(bureau.load([power("乙项")], department="市国动办", dry_run=True)) == ["克拉玛依市国防动员办公室"]


def test_two_departments_in_one_batch(bureau, tmp_path):
    path = write_xlsx(
        tmp_path / "汇总.xlsx",
        {"甲": [power("甲项")], "乙": [power("乙项")], "丙": [power("丙项", 行使主体="市财政局")]},
        {"甲": "市司法局权责清单", "乙": "市财政局权责清单"},
    )
    imported = bureau.load(path)
    assert owners(imported) == ["克拉玛依市司法局", "克拉玛依市财政局", "克拉玛依市财政局"]
    assert len(departments(bureau)) == 2
    orders = [body["display_order"] for body in departments(bureau).values()]
    assert len(set(orders)) == 2
    gone = bureau.load(write_csv(tmp_path / "市财政局.csv", [power("乙项")]), effective="2025-01-01", complete=True)
    assert [one["name"] for one in gone.report["missing"]] == ["丙项"]
    assert sorted(bureau.names("2025-01-01")) == ["乙项", "甲项"]


@pytest.mark.parametrize(
    ("region", "name", "file", "expected"),
    [
        ("210214", "大连市普兰店区", "区农业农村局权责清单.csv", "大连市普兰店区农业农村局"),
        ("210214", "大连市普兰店区", "普兰店区农业农村局权责清单.csv", "普兰店区农业农村局"),
        ("210214", "大连市普兰店区", "大连市普兰店区市场监督管理局.csv", "大连市普兰店区市场监督管理局"),
        ("211122", "盘山县", "县市场监督管理局权责清单.csv", "盘山县市场监督管理局"),
        ("210000", "辽宁省", "省财政厅权责清单.csv", "辽宁省财政厅"),
        ("650000", "新疆维吾尔自治区", "自治区财政厅权责清单.csv", "新疆维吾尔自治区财政厅"),
    ],
)
def test_other_jurisdictions_prefix_their_organs(database, tmp_path, region, name, file, expected):
    bureau = Bureau(database, tmp_path, region, name)
    assert owners(bureau.load(bureau.file([power("甲项")], file))) == [expected]
    for printed in (expected, name[-1] + expected.split(name[-1], 1)[-1]):
        again = bureau.load([power("甲项")], department=printed)
        assert owners(again) == [expected], printed


def test_jurisdictions_share_nothing(database, tmp_path):
    city, county = Bureau(database, tmp_path / "a"), Bureau(database, tmp_path / "b", "210214", "大连市普兰店区")
    city.load([power("甲项")])
    imported = county.load([power("甲项")], department="区统计局")
    assert imported.report["changes"] == {"add": 1}
    assert owners(imported) == ["大连市普兰店区统计局"]
    assert city.place.log != county.place.log


def test_a_seeds_names_without_the_superior_city_are_known(database, tmp_path):
    bureau = Bureau(database, tmp_path, "210214", "大连市普兰店区")
    record = known(bureau, "普兰店区农业农村局")
    imported = bureau.load(bureau.file([power("甲项")], "区农业农村局权责清单.csv"))
    assert owners(imported) == ["普兰店区农业农村局"]
    assert imported.report["files"][0]["sheets"][0]["department"]["id"] == record
