"""``quanze check``: the findings of a whole list, for people and for programs."""

from __future__ import annotations

import json

import pytest

from lists import power, write_csv

WHOLE = {
    "行使主体": "克拉玛依市统计局",
    "责任事项": "1.立案责任",
    "责任事项依据": "《行政处罚法》",
    "追责情形": "不履行",
}
LAW = "【法律】《中华人民共和国统计法》\n第四十一条　予以罚款。"


@pytest.fixture
def listed(either_city):
    """A city with the lists of two departments, one of them with faults."""
    whole = [power("对拒绝统计调查的处罚", 实施依据=LAW, **WHOLE)]
    faulty = [
        power("对弄虚作假的处罚", 实施依据=LAW, **{**WHOLE, "责任事项": ""}),
        power("对虚报瞒报的处罚", 实施依据="", **{**WHOLE, "行使主体": "地州市财政局"}),
    ]
    for name, rows in (("克拉玛依市统计局", whole), ("克拉玛依市财政局", faulty)):
        path = write_csv(either_city.folder / f"{name}权责清单.csv", rows)
        either_city.done("import", path, "--publish", "--effective", "2024-01-01")
    return either_city


def test_findings_are_listed_by_department_and_counted(listed):
    told = listed.done("check").splitlines()
    assert told[0] == "克拉玛依市财政局"
    assert "  [警告] 对弄虚作假的处罚｜只有权力、没有责任：请填写责任事项。" in told
    assert "  [错误] 对虚报瞒报的处罚｜没有填写实施依据；请写明设定该事项的法律、法规、规章及条款。" in told
    assert "共 3 条校验提示。" in told
    assert "  1\t错误\t没有实施依据（basis_missing）" in told


def test_programs_get_items_and_a_summary(listed):
    told = json.loads(listed.done("check", "--json"))
    assert told["summary"] == {"basis_missing": 1, "duties_missing": 1, "generic_body": 1}
    [faulty] = told["departments"]
    assert (faulty["name"], faulty["summary"]) == ("克拉玛依市财政局", told["summary"])
    assert {item["department"]["name"] for item in told["items"]} == {"克拉玛依市财政局"}
    keys = {"code", "severity", "change", "field", "message", "id", "name", "department"}
    assert all(item.keys() == keys and item["change"] is None for item in told["items"])


def test_one_department_or_another_day_may_be_asked_for(listed):
    assert json.loads(listed.done("check", "--json", "--department", "克拉玛依市统计局"))["items"] == []
    assert len(json.loads(listed.done("check", "--json", "--department", "克拉玛依市财政局"))["items"]) == 3
    assert json.loads(listed.done("check", "--json", "--on", "2020-01-01"))["summary"] == {}
    refused = listed("check", "--department", "没有的局")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "没有的局" in refused.err
