"""Sixteen workbooks of one city as published: every power of every sheet, and cells compared with what Excel shows."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict

import pytest

from quanze.domain.vocabulary import CATEGORY_LABELS, Category, Level
from quanze.exchange.files import read_file
from quanze.exchange.readings import Severity


@pytest.fixture(scope="module")
def readings(request):
    from pathlib import Path

    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "power-lists"
    if not folder.is_dir():
        pytest.skip(f"the real power lists are not here: {folder}")
    return {path.name: read_file(path) for path in sorted(folder.glob("*.xls*"))}


def find(readings, beginning):
    """The item rows of the first sheet of the one file whose name begins so, by physical row."""
    [name] = [
        name for name in readings if beginning in name and "(1)" not in name.replace("财政局2025年权责清单 (1)", "")
    ]
    return {item.row: item for item in readings[name].sheets[0].items}


def test_every_sheet_holds_the_powers_that_a_person_counted(readings, power_lists):
    expected = defaultdict(dict)
    with (power_lists / "expected.csv").open(encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            expected[row["file"]][row["sheet"]] = row
    for file, sheets in expected.items():
        read = {sheet.sheet: sheet for sheet in readings[file].sheets}
        assert read.keys() == sheets.keys(), file
        for name, row in sheets.items():
            counts = Counter(item.category for item in read[name].items)
            assert len(read[name].items) == int(row["powers"]), (file, name)
            labelled = {label: counts[category] for category, label in CATEGORY_LABELS.items()}
            assert labelled == {label: int(row[label]) for label in labelled}, (file, name)


def test_no_real_row_is_refused(readings):
    problems = [(n, p) for n, r in readings.items() for s in r.sheets for p in s.problems]
    assert not [(n, p) for n, p in problems if p.severity is not Severity.NOTICE]


def test_all_sixteen_files_are_read_in_seconds(power_lists):
    started = time.perf_counter()
    for path in power_lists.glob("*.xls*"):
        read_file(path)
    assert time.perf_counter() - started < 8  # 0.9 s alone on two cores


def test_the_two_copies_of_the_archives_list_have_one_digest(readings):
    copies = [reading.sha256 for name, reading in readings.items() if "档案局" in name]
    assert len(copies) == 2
    assert len(set(copies)) == 1


def test_emergency_management_spreads_each_item_over_merged_rows(readings):
    items = find(readings, "应急管理局")
    first = items[3]
    assert (first.item, first.sub_item, first.last_row) == ("生产、储存危险化学品建设项目安全条件审查", None, 5)
    assert first.fields["implementing_body"] == "市应急管理局"
    assert first.fields["handling_office"] == "危化科"
    assert first.fields["levels"] == [Level.MUNICIPAL]
    assert first.fields["authority"].startswith("负责全地州市本级不涉及重点监管危险化学品、重点监管危险化工工艺")
    assert first.fields["legal_basis"].startswith("【法规】《危险化学品安全管理条例》（2011年3月2日国务院令第591号公布")
    assert first.fields["legal_basis"].endswith("重大危险源的危险化学品建设项目安全条件审查；")
    assert first.fields["department_duties"].split("\n") == [
        "1.负责权限内建设项目安全条件审查",
        "2.对被审查建设项目的建设活动进行监督管理",
        "3.对未经安全条件审查擅自建设行为进行查处",
    ]
    assert first.fields["note"] is None


def test_emergency_management_sub_items_take_the_item_from_the_merge(readings):
    items = find(readings, "应急管理局")
    coal, other = items[6], items[9]
    assert (coal.item, coal.sub_item) == ("矿山建设项目安全设施设计审查", "煤矿建设项目安全设施设计审查")
    assert (other.item, other.sub_item) == ("矿山建设项目安全设施设计审查", "非煤矿山建设项目安全设施设计审查")
    assert other.fields["authority"].split("\n") == [
        "负责本地州市下列项目安全设施设计审查：",
        "（1）年生产能力100万吨以下（不含设计边坡高度150米及以上）的露天开采金属非金属矿山建设项目；",
        "（2）地质勘探单位的坑探项目；",
    ]


def test_emergency_management_ends_with_an_item_over_nine_rows_and_one_over_one(readings):
    items = find(readings, "应急管理局")
    fire, flood = items[644], items[653]
    assert (fire.item, fire.last_row, fire.fields["handling_office"]) == ("森林火灾调查评估", 652, "科信科")
    assert (flood.item, flood.category) == ("水旱灾害核实统计", Category.OTHER)
    assert flood.fields["handling_office"] == "防灾减灾救灾科、科信科"


def test_development_and_reform_names_its_other_title_where_the_list_does(readings):
    items = find(readings, "发展和改革委员会")
    assert items[5].item == "固定资产投资项目节能审查"
    assert items[5].last_row == 6
    assert items[5].fields["levels"] == [Level.MUNICIPAL]
    assert items[5].fields["authority"] == "负责本级固定资产投资项目节能审查"
    assert items[5].fields["legal_basis"].startswith("【法律】《中华人民共和国节约能源法》（1997年11月1日")
    assert items[25].fields["implementing_body"] == "克拉玛依市发展和改革委员会（粮食和物资储备局）"
    assert items[35].item == "对违反粮食运输相关规定的处罚"
    assert items[115].fields["implementing_body"] == "地州市发展和改革委员会"
    assert items[115].category is Category.REWARD


def test_the_archives_list_mixes_level_and_authority_in_one_column(readings):
    items = find(readings, "档案局2024年权责清单.xlsx")
    assert sorted(items) == [4, 11, 18, 25, 32, 39, 46, 53, 60, 67, 74, 81]
    assert items[4].last_row == 10
    assert items[81].last_row == 87
    assert items[4].fields["levels"] == [Level.MUNICIPAL]
    assert items[4].fields["authority"] is None
    assert items[11].item == "档案工作监督检查"
    assert items[11].fields["levels"] == []
    assert items[11].fields["authority"] == "负责本行政区域档案工作监督检查。"
    assert items[11].fields["implementing_body"] == "克拉玛依市委办公室（市档案局）"
    assert items[11].fields["handling_office"] == "文书档案科(政策法规科）"
    assert items[11].fields["duty_basis"].endswith("依照本法给予处分或者由监察机关依法给予政务处分。")


def test_the_publicity_department_joins_level_and_authority_with_a_full_stop(readings):
    reading = next(reading for name, reading in readings.items() if "宣传部" in name)
    [item] = reading.sheets[0].items
    assert item.fields["levels"] == [Level.MUNICIPAL]
    authority = "负责行政区域内企业申请从事包装装潢印刷品和其他印刷品印刷经营活动的审批。"
    assert item.fields["authority"] == authority
    assert item.fields["implementing_body"] == "市委宣传部（新闻出版局、版权局）"


def test_finance_has_other_columns_and_a_remark_below_the_list(readings):
    name = next(name for name in readings if "财政局" in name)
    sheet = readings[name].sheets[0]
    items = find(readings, "财政局")
    assert sheet.header_row == 3
    assert sheet.title == "附件\n克拉玛依市财政局2025年权责清单"
    assert "levels" not in items[12].fields
    assert items[12].item == "对政府采购采购人、采购代理机构违法违规行为的处罚"
    assert items[12].fields["implementing_body"] == "克拉玛依市财政局"
    assert items[12].fields["handling_office"] == "政府采购科"
    assert items[12].fields["legal_basis"].startswith("第七十八条：采购代理机构在代理政府采购业务中有违法行为的")
    assert items[12].fields["accountability_scope"].startswith("1.具体承办人；\n2.内设机构负责人；")
    assert [(p.row, p.code) for p in sheet.problems] == [(0, "unnamed_column"), (23, "footer")]


def test_statistics_breaks_its_words_over_lines(readings):
    items = find(readings, "统计局")
    assert items[3].item == "对拒绝配合统计调查、农业普查、经济普查、人口普查和统计检查的单位和个体工商户的处罚"
    assert items[3].category is Category.PENALTY
    assert items[3].fields["implementing_body"] == "市统计局"
    assert items[3].fields["handling_office"] == "政策法规科、社会经济统计科、社会经济普查科、综合核算科"
    assert (items[7].row, items[7].last_row) == (7, 10)


def test_science_prints_a_remedy_and_hides_text_under_a_merge(readings):
    items = find(readings, "科学技术局")
    assert sorted(items) == [3, 5, 7, 9]
    assert items[3].fields["remedy"].startswith("向作出具体行政行为的行政执法部门同级人民政府申请行政复议")
    assert items[5].last_row == 6
    assert items[5].fields["accountability_scope"].count("具体承办人") == 1
    assert "note" not in items[3].fields


def test_commerce_repeats_four_headers(readings):
    sheet = next(reading for name, reading in readings.items() if "商务局" in name).sheets[0]
    first, last = sheet.items[0], sheet.items[-1]
    assert sheet.unmapped == ["责任事项依据(2)", "追责情形(2)"]
    assert first.extra.keys() == {"责任事项依据(2)"}
    assert last.item == "对外劳务合作经营资格核准"
    assert last.fields["levels"] == [Level.MUNICIPAL]
    assert last.fields["authority"] == "负责对外劳务合作经营资格初审"
    assert last.fields["accountability_scope"].startswith("1.具体承办人；")
    assert last.extra == {}


def test_the_sheet_that_states_three_licences_and_lists_four_is_noticed(readings):
    sheets = {sheet.sheet: sheet for sheet in next(r for n, r in readings.items() if "国动办" in n).sheets}
    [notice] = sheets["行政许可（3项）"].problems
    assert (notice.code, notice.severity) == ("stated_count_differs", Severity.NOTICE)
    assert "3 项" in notice.message
    assert "4 项" in notice.message
    assert [item.sub_item for item in sheets["行政许可（3项）"].items] == [
        "新建民用建筑防空地下室同步建设审批",
        "新建民用建筑防空地下室易地建设审批",
        None,
        None,
    ]


def test_office_affairs_names_the_department_above_the_header(readings):
    sheet = next(reading for name, reading in readings.items() if "机关事务" in name).sheets[0]
    assert sheet.title == "克拉玛依市机关事务管理局2024年权责清单\n部门名称：市机关事务管理局"
    assert sheet.header_row == 3
