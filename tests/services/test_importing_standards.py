"""Standards, no-penalty lists and services come in: as records of their kind, in their document, twice as once."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lists import problems_of
from quanze.exchange.listings import Listing
from quanze.services.documents import Stated

if TYPE_CHECKING:
    from collections.abc import Sequence

BUREAU = "克拉玛依市生态环境局"
HEADER = ["序号", "违法行为", "法律依据", "裁量阶次", "适用情形", "裁量标准", "备注"]
BASIS = (
    "《甲法》第九条：违反本法规定，乱排的，责令改正，处一万元以上五万元以下罚款；"
    "情节严重的，处五万元以上十万元以下罚款。"
)
ROWS = [
    ["1", "乱排", BASIS, "轻微", "及时改正", "不予处罚", ""],
    ["", "", "", "较轻", "初次", "责令改正，处一万元以上三万元以下罚款", ""],
    ["", "", "", "严重", "屡次", "处五万元以上十万元以下罚款，并处没收违法所得", ""],
    ["2", "瞒报", "《甲法》第十条：瞒报的，给予警告，可以并处二千元以下罚款。", "一般", "瞒报", "警告", ""],
]
TITLE = "克拉玛依市生态环境局行政处罚裁量权基准"
PAGE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "discretion" / "jmzyclb.xls"


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, title: str = TITLE) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[title], header, *rows])
    return path


@pytest.fixture
def load(bureau, tmp_path):
    """Loads rows of a standard (or of another list) as one edition."""

    def _load(rows=ROWS, *, listing=Listing.DISCRETION, header=HEADER, title=TITLE, **said):
        return bureau.load(write(tmp_path / "清单.csv", rows, header, title), listing=listing, **said)

    return _load


def bodies(bureau, kind="discretion_standard"):
    return [one["body"] for one in bureau.changes() if one["kind"] == kind]


def test_a_standard_is_a_document_and_its_standards_with_amounts(bureau, load):
    told = load().report
    assert (told["violations"], told["rows"], told["powers"], told["changes"]) == (2, 4, 0, {"add": 2})
    assert [department["name"] for department in told["new_departments"]] == [BUREAU]
    document, first, second = bodies(bureau)
    assert (document["name"], document["grouping"]) == (TITLE, True)
    assert document["document"]["issuing_organs"] == [BUREAU]
    assert document["document"]["from"] == "2024-01-01"
    assert {first["parent_id"], second["parent_id"]} == {bureau.changes()[1]["record"]}
    [group] = first["groups"]
    assert [(one["minimum"], one["maximum"]) for one in group["bracket"]] == [
        (1_000_000, 5_000_000),
        (5_000_000, 10_000_000),
    ]
    assert [tier["effect"] for tier in group["tiers"]] == ["no_penalty", "within", "within"]
    light, grave = group["tiers"][1:]
    assert (light["label"], light["circumstances"], light["text"]) == (
        "较轻",
        ["初次"],
        "责令改正，处一万元以上三万元以下罚款",
    )
    assert [(one["minimum"], one["maximum"]) for one in light["amounts"]] == [(1_000_000, 3_000_000)]
    assert light["orders"] == ["责令改正"]
    assert [one["kind"] for one in grave["sanctions"]] == ["confiscate_gains"]
    assert (first["form"], first["category"], first["power_ids"]) == ("graded", "administrative_penalty", [])
    assert bureau.differences() == []


def test_the_same_again_changes_nothing_and_an_amended_tier_is_an_amendment(bureau, load):
    load()
    assert load().report["changes"] == {}
    assert load(effective="2025-01-01").report["changes"] == {}
    changed = [list(row) for row in ROWS]
    changed[1][5] = "责令改正，处一万元以上二万元以下罚款"
    told = load(changed, effective="2025-01-01").report
    assert (told["changes"], told["missing"]) == ({"amend": 1}, [])
    [body] = bodies(bureau)
    assert body["groups"][0]["tiers"][1]["amounts"][0]["maximum"] == 2_000_000


def test_what_a_document_leaves_out_is_missing_and_stays(bureau, load):
    load()
    told = load(ROWS[:3], effective="2025-01-01").report
    assert ([one["name"] for one in told["missing"]], told["changes"]) == (["瞒报"], {})


def test_the_same_violations_in_another_document_are_other_standards(bureau, load):
    load()
    told = load(title="克拉玛依市生态环境局行政处罚裁量权基准（固体废物）").report
    assert (told["changes"], told["missing"]) == ({"add": 2}, [])
    document, *standards = bodies(bureau)
    assert document["name"] == "克拉玛依市生态环境局行政处罚裁量权基准（固体废物）"
    orders = [one["display_order"] for one in standards]
    assert min(orders) > 2048
    assert load().report["changes"] == {}


def test_what_a_person_says_of_the_document_goes_before_what_the_file_says(bureau, load):
    load(stated=Stated("裁量基准（2024年版）", "克环〔2024〕3号"))
    document, *_ = bodies(bureau)
    assert (document["name"], document["document"]["document_number"]) == ("裁量基准（2024年版）", "克环〔2024〕3号")
    load(stated=Stated("裁量基准（2024年版）", "克环〔2024〕5号"), effective="2024-06-01")
    [amended] = bodies(bureau)
    assert (amended["document"]["document_number"], amended["document"]["from"]) == ("克环〔2024〕5号", "2024-01-01")


def test_a_list_says_of_itself_what_it_is_called_and_how_long_it_applies(bureau, load):
    remarks = [
        ["说明：1.本清单自2024年3月1日起施行，有效期五年（克环规〔2024〕1号）。2.“初次违法”是指两年内第一次违法。"]
    ]
    header = ["违法行为", "处罚依据", "适用条件", "改正期限"]
    rows = [["未亮照", "《甲条例》第二条", "初次且及时改正", "15日"], *remarks]
    load(rows, listing=Listing.NO_PENALTY, header=header, title="克拉玛依市生态环境局首违不罚事项清单")
    document, item = bodies(bureau)
    assert document["document"] == {
        "title": "克拉玛依市生态环境局首违不罚事项清单",
        "document_number": "克环规〔2024〕1号",
        "issuing_organs": [BUREAU],
        "issued_on": None,
        "from": "2024-03-01",
        "to": "2029-03-01",
    }
    assert document["definitions"] == [{"term": "初次违法", "meaning": "两年内第一次违法"}]
    assert (item["form"], item["conditions"], item["correction_period"]) == (
        "first_offence_exemption",
        "初次且及时改正",
        "15日",
    )


def test_a_no_penalty_list_that_does_not_say_which_is_told(load):
    header = ["违法行为", "处罚依据", "适用条件"]
    told = load(
        [["未亮照", "《甲条例》", "轻微"]], listing=Listing.NO_PENALTY, header=header, title="克拉玛依市生态环境局清单"
    )
    assert problems_of(told) == [(0, "new_department"), (3, "form_unclear")]


def test_a_standard_of_other_powers_than_penalties_has_dimensions(bureau, load):
    header = ["事项名称", "裁量类型", "设定依据", "裁量因素", "裁量标准"]
    rows = [["取水许可", "行政许可", "《甲法》第一条", "水资源论证", "年取水五万立方米以上须提交"]]
    load(rows, header=header, title="克拉玛依市生态环境局行政许可裁量权基准")
    _, standard = bodies(bureau)
    assert (standard["form"], standard["category"], standard["groups"]) == ("dimensions", "administrative_license", [])
    assert standard["dimensions"] == [{"name": "适用情形", "content": "水资源论证\n年取水五万立方米以上须提交"}]
    assert load(rows, header=header, title="克拉玛依市生态环境局行政许可裁量权基准").report["changes"] == {}


SERVICES = ["中介服务事项名称", "审批事项名称", "审批部门", "设定依据", "收费标准", "委托主体", "处理决定"]


def test_services_go_to_the_departments_that_approve(bureau, load):
    rows = [
        [
            "水土保持方案编制",
            "水土保持方案审批、取水许可",
            "市水利局",
            "《甲法》第一条",
            "市场调节价",
            "申请人",
            "保留",
        ],
        ["环评报告编制", "环评审批", "市生态环境局", "《乙法》第二条", "按合同", "谁用谁托", "保留"],
    ]
    title = "克拉玛依市行政审批中介服务事项清单"
    told = load(rows, listing=Listing.INTERMEDIARY, header=SERVICES, title=title)
    assert (told.report["services"], told.report["approvals"]) == (2, 3)
    assert {code for _, code in problems_of(told)} == {"new_department", "unknown_value"}
    water, environment = bodies(bureau, "intermediary_service")
    assert (water["approvals"], water["pricing"]) == (["水土保持方案审批", "取水许可"], "market")
    assert environment["extra"] == {"委托主体": "谁用谁托"}
    assert water["department_id"] != environment["department_id"]
    assert load(rows, listing=Listing.INTERMEDIARY, header=SERVICES, title=title).report["changes"] == {}
    rows[1][5] = "申请人"
    again = load(rows, listing=Listing.INTERMEDIARY, header=SERVICES, title=title, effective="2025-01-01")
    assert again.report["changes"] == {"amend": 1}
    assert bodies(bureau, "intermediary_service")[0]["extra"] == {}
    assert bureau.differences() == []


def test_unread_amounts_and_brackets_that_are_unclear_are_told_with_their_rows(load):
    rows = [
        ["1", "乱排", "《甲法》第九条", "一般", "初次", "处一万元以上二万元以下罚款", ""],
        ["2", "瞒报", "《甲法》第十条：瞒报的，处五千元以下罚款。", "一般", "初次", "按每增加一次加收一万元", ""],
    ]
    told = problems_of(load(rows))
    assert (3, "bracket_unclear") in told
    assert (4, "amount_unread") in told


def test_a_draft_keeps_the_standards_for_people_to_decide(bureau, tmp_path):
    path = write(tmp_path / "清单.csv", ROWS)
    imported = bureau.draft(path, listing=Listing.DISCRETION)
    assert imported.proposal
    assert imported.report["changes"] == {"add": 2}
    assert bureau.listed() == []


def test_the_real_standard_comes_in_whole_and_a_second_time_as_no_change(bureau):
    if not PAGE.exists():
        pytest.skip(f"the real discretion standard is not here: {PAGE}")
    said = {"listing": Listing.DISCRETION, "department": BUREAU, "stated": Stated(TITLE)}
    told = bureau.load(PAGE, **said).report
    assert (told["violations"], told["rows"], told["changes"]) == (165, 872, {"add": 165})
    assert [(one["violations"], one["rows"]) for one in told["files"][0]["sheets"]] == [
        (4, 18), (25, 148), (26, 129), (27, 125), (4, 30), (24, 203), (14, 62), (6, 32), (4, 12), (17, 62), (11, 38),
        (3, 13),
    ]  # fmt: skip
    stated = [body for body in bodies(bureau) if not body["grouping"]]
    tiers = [tier for body in stated for group in body["groups"] for tier in group["tiers"]]
    assert sum(len(tier["circumstances"]) for tier in tiers) == 872
    assert not [one for sheet in told["files"][0]["sheets"] for one in sheet["problems"] if one["severity"] == "error"]
    assert bureau.load(PAGE, **said).report["changes"] == {}
    assert bureau.differences() == []
