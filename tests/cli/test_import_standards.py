"""``quanze import --kind …`` and back out: standards, no-penalty lists, services, and links that a person confirms."""

from __future__ import annotations

import csv
import json

import pytest

from lists import power, write_csv

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

BUREAU = "克拉玛依市生态环境局"
STANDARDS = [
    ["行政处罚裁量权基准"],
    ["违法行为", "法律依据", "裁量阶次", "适用情形", "裁量标准"],
    ["超标排污", "《甲法》第九条：超标排污的，处一万元以上五万元以下罚款。", "较轻", "初次", "处一万元罚款"],
    ["", "", "较重", "再次", "处一万元以上五万元以下罚款"],
]
SERVICES = [
    ["克拉玛依市行政审批中介服务事项清单"],
    ["中介服务事项名称", "审批事项名称", "审批部门", "委托主体", "处理决定"],
    ["排污评估", "排污许可证核发", "市生态环境局", "申请人", "保留"],
]


def write(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_standards_come_in_are_linked_by_a_person_and_go_out(city, tmp_path):
    powers = [power("对超标排污的处罚", 实施依据="《甲法》第九条"), power("排污许可证核发", "行政许可")]
    load = ("--department", BUREAU, "--publish", "--effective", "2024-01-01")
    city.done("import", write_csv(tmp_path / "权责清单.csv", powers), *load)
    path = write(tmp_path / "基准.csv", STANDARDS)
    proposed = city.folder / "links.csv"
    standard = ("import", path, "--kind", "discretion", *load)
    out = city.done(*standard, "--title", "裁量基准", "--propose-links", proposed, "--report", "r.json")
    assert "读出违法行为 1 项，共 2 行。" in out
    assert "新增 1 项" in out
    report = json.loads((city.folder / "r.json").read_text(encoding="utf-8"))
    assert [(link["power_name"], link["how"]) for link in report["links"]] == [("对超标排污的处罚", "article")]
    lines = proposed.read_text(encoding="utf-8-sig").splitlines()
    proposed.write_text("\n".join([lines[0], *(f"{line}是" for line in lines[1:])]), encoding="utf-8")
    assert "变更要素 1 项" in city.done(*standard, "--title", "裁量基准", "--links", proposed)
    services = ("import", write(tmp_path / "中介.csv", SERVICES), "--kind", "intermediary", "--publish")
    assert "对应审批事项 1 项" in city.done(*services, "--effective", "2024-01-01")
    for kind in ("discretion", "intermediary"):
        city.done("export", "--kind", kind, "--format", "csv", f"{kind}.csv")
        back = ("import", city.folder / f"{kind}.csv", "--kind", kind, "--publish", "--effective", "2024-01-01")
        assert "无需改变" in city.done(*back)
    assert city.done("fsck") == "登记簿一致。\n"


def test_what_does_not_fit_is_refused(city, tmp_path):
    path = write(tmp_path / "基准.csv", STANDARDS)
    assert "--department" in city("import", path, "--kind", "discretion").refusal
    assert "中介服务事项清单" in city("import", path, "--kind", "intermediary", "--department", BUREAU).refusal
    assert city("import", path, "--kind", "discretion", "--complete").code == 2
    (tmp_path / "links.csv").write_text("file,sheet,row\n", encoding="utf-8")
    links = ("--department", BUREAU, "--links", tmp_path / "links.csv")
    assert "power" in city("import", path, "--kind", "discretion", *links).refusal
