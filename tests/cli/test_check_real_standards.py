"""The faults that a real workbook of standards has are found, and nothing is said of tiers that are right."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

BUREAU = "江门市生态环境局"
OVERLAPPING = {
    "将危险废物提供或者委托给无经营许可证的单位从事经营活动的",
    "需要配套建设的环境保护设施未建成、未经验收或者验收不合格，建设项目即投入生产或者使用",
    "建造放射性污染防治设施、放射防护设施，或者防治防护设施未经验收合格，主体工程即投入生产或者使用的",
    "转运污染土壤，未将运输时间、方式、线路和污染土壤数量、去向、最终处置措施等提前报所在地和接收地生态环境主管部门的",
}
"""Rows 71 to 73 and 43 of 固废污染防治法, 15 of 放射污染防治法, 122 of 土壤污染防治法."""


def test_the_overlaps_of_a_real_workbook_are_found_and_only_they(city, shared_data):
    workbook = shared_data / "discretion" / "jmzyclb.xls"
    city.done(
        *("import", workbook, "--kind", "discretion", "--department", BUREAU, "--publish", "--effective", "2023-01-01")
    )
    found = json.loads(city.done("check", "--on", "2024-01-01", "--json"))
    assert {one["name"] for one in found["items"] if one["code"] == "tier_overlap"} == OVERLAPPING
    assert not found["summary"].keys() & {"tier_outside", "tier_unit", "tier_order", "tier_gap", "tier_amount_mismatch"}
