"""Which powers standards and services are proposed to belong to, and that only a person's word links them."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from lists import ZONE, power
from quanze.domain.errors import InvalidInput
from quanze.exchange.listings import Listing
from quanze.services.batches import read_batch
from quanze.services.linking import propose_links
from quanze.services.links_file import COLUMNS, read_links, write_links
from quanze.services.moments import Asked, resolve

BUREAU = "克拉玛依市生态环境局"
POWERS = [
    power("对超标排放水污染物的处罚", 实施依据="【法律】《中华人民共和国水污染防治法》第八十三条：……"),
    power("对未取得排污许可证排放水污染物行为的行政处罚", 实施依据="《水污染防治法》\n第八十三条 ……"),
    power("对拒绝现场检查的处罚", 实施依据="《中华人民共和国水污染防治法》第81条"),
    power("对不按规定申报的处罚", 实施依据="《丁条例》第三条"),
    power("排污许可证核发", "行政许可", 实施依据="《排污许可管理条例》第二条"),
    power("排污单位检查", "行政检查", 实施依据="《中华人民共和国水污染防治法》第八十三条"),
]
HEADER = ["违法行为", "法律依据", "适用情形", "裁量标准"]
STANDARDS = [
    ["超标排放水污染物的", "《中华人民共和国水污染防治法》（2017年修正）第八十三条第（二）项", "初次", "处十万元罚款"],
    ["未依法取得排污许可证排放水污染物的", "《中华人民共和国水污染防治法》第八十三条", "初次", "处十万元罚款"],
    ["以拖延等方式阻碍检查", "《中华人民共和国水污染防治法》第八十一条", "初次", "处二万元罚款"],
    ["不按规定申报", "《戊办法》第九条", "初次", "警告"],
    ["无照经营", "《己条例》第一条", "初次", "警告"],
]


@pytest.fixture
def standards(tmp_path):
    path = tmp_path / "裁量.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["行政处罚裁量权基准"], HEADER, *STANDARDS])
    return path


@pytest.fixture
def loaded(bureau, standards):
    """The report of standards that came in beside the powers of their department."""
    bureau.load(POWERS, department=BUREAU)
    return bureau.load(standards, listing=Listing.DISCRETION, department=BUREAU).report


def test_articles_and_names_find_the_powers_and_the_best_comes_first(loaded):
    best = {}
    for link in loaded["links"]:
        best.setdefault(link["name"], (link["power_name"], link["how"]))
    assert best == {
        "超标排放水污染物的": ("对超标排放水污染物的处罚", "article"),
        "未依法取得排污许可证排放水污染物的": ("对未取得排污许可证排放水污染物行为的行政处罚", "article"),
        "以拖延等方式阻碍检查": ("对拒绝现场检查的处罚", "article"),
        "不按规定申报": ("对不按规定申报的处罚", "name"),
    }
    assert all(0 < link["score"] <= 1 for link in loaded["links"])


def test_nothing_is_linked_before_a_person_says_so(bureau, loaded):
    assert loaded["links"]
    assert all(one["body"]["power_ids"] == [] for one in bureau.changes() if one["kind"] == "discretion_standard")


def test_confirmed_lines_link_and_are_not_proposed_again(bureau, loaded, standards, tmp_path):
    path = tmp_path / "links.csv"
    assert write_links(path, loaded) == len(loaded["links"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    first = lines[0]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows([{**line, "confirmed": "是" if line is first else ""} for line in lines])
    batch = read_batch([standards], None, Listing.DISCRETION)
    links = read_links(path, batch)
    assert list(links.values()) == [[first["power"]]]
    told = bureau.load(standards, listing=Listing.DISCRETION, department=BUREAU, links=links).report
    assert told["changes"] == {"amend": 1}
    assert first["power"] in [power for one in bureau.changes() for power in one["body"].get("power_ids", ())]
    again = bureau.load(standards, listing=Listing.DISCRETION, department=BUREAU).report
    assert again["changes"] == {}
    assert (first["name"], first["power"]) not in [(link["name"], link["power"]) for link in again["links"]]
    assert bureau.differences() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("裁量.csv,裁量,3,这不是标识,是", "事项标识"),
        ("裁量.csv,裁量,3,01m84zqsbzzjev2c4gh4mn0jb5,也许", "confirmed"),
        ("裁量.csv,裁量,99,01m84zqsbzzjev2c4gh4mn0jb5,是", "第 99 行"),
    ],
)
def test_a_file_of_links_that_makes_no_sense_is_refused_with_its_line(standards, tmp_path, line, said):
    path = tmp_path / "links.csv"
    path.write_text(f"file,sheet,row,power,confirmed\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_links(path, read_batch([standards], None, Listing.DISCRETION))


def test_a_link_to_what_is_no_power_is_refused_and_nothing_is_written(bureau, standards):
    with pytest.raises(InvalidInput) as refused:
        bureau.load(
            standards, listing=Listing.DISCRETION, department=BUREAU, links={(0, 0, 3): ["01m84zqsbzzjev2c4gh4mn0jb5"]}
        )
    assert refused.value.code == "unknown_reference"


def test_services_find_approvals_by_name_and_never_penalties(bureau):
    bureau.load(POWERS, department=BUREAU)
    with bureau.database.reading() as connection:
        moment = resolve(connection, Asked(valid_at="2024-06-01"), ZONE)
        body = {"name": "检测", "department_id": "x", "approvals": ["排污许可证核发（含延续）", "对不按规定申报的处罚"]}
        links = propose_links(connection, moment, {"r": body})
    assert [(link.record, link.name, link.how) for link in links] == [("r", "排污许可证核发", "name")]


def test_powers_of_the_day_only_are_proposed(bureau, standards):
    bureau.load(POWERS, department=BUREAU)
    bureau.load(POWERS[:1], department=BUREAU, complete=True, effective=date(2025, 1, 1).isoformat())
    told = bureau.load(standards, listing=Listing.DISCRETION, department=BUREAU, effective="2025-06-01").report
    assert {link["power_name"] for link in told["links"]} == {"对超标排放水污染物的处罚"}
