"""Names of organs: the organ in a title, its core beside its government, and names that name no organ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.organs import (
    OrganName,
    core,
    full_name,
    generic_level,
    is_generic,
    is_short_for,
    jurisdiction_level,
    organ_in,
    parse_organ,
)
from quanze.domain.vocabulary import Level

CITY, COUNTY = "克拉玛依市", "大连市普兰店区"


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("2025年克拉玛依市统计局权责清单.xlsx", "克拉玛依市统计局"),
        ("克拉玛依市自然资源局2024年权责清单 (1).xls", "克拉玛依市自然资源局"),
        ("附件：克拉玛依市财政局2025年权责清单 (1).xlsx", "克拉玛依市财政局"),
        ("附件1-2 克拉玛依市财政局权责清单.xls", "克拉玛依市财政局"),
        ("附件二：市水务局权责清单目录", "市水务局"),
        ("12.克拉玛依市统计局权责清单.xlsx", "克拉玛依市统计局"),
        ("03 市财政局.xlsx", "市财政局"),
        ("2024.市财政局.csv", "市财政局"),
        ("（三）市财政局权责清单", "市财政局"),
        ("一、三门峡市财政局", "三门峡市财政局"),
        ("七台河市财政局权责清单", "七台河市财政局"),
        ("国动办权责清单公示.xlsx", "国动办"),
        ("填报单位：市统计局（盖章）", "市统计局"),
        ("关于公布《克拉玛依市财政局权责清单》的公告", "克拉玛依市财政局"),
        ("市司法局权力和责任清单", "市司法局"),
        ("市行政审批局权责清单（2024版）", "市行政审批局"),
        ("普兰店区皮口街道办事处权责清单", "普兰店区皮口街道办事处"),
        ("普兰店区权责清单\n部门：区农业农村局", "区农业农村局"),
    ],
)
def test_the_organ_of_a_title_stands_without_year_number_and_list_words(title, organ):
    assert organ_in(title).name == organ


@pytest.mark.parametrize(
    "organ",
    [
        "克拉玛依市城市管理综合行政执法局",
        "克拉玛依市政务服务管理局",
        "政务服务和大数据管理局",
        "文化市场综合行政执法队",
        "市公共服务中心",
        "市市场监督管理局",
    ],
)
def test_words_of_lists_inside_an_organs_name_do_not_cut_it(organ):
    assert organ_in(f"{organ}2024年权责清单.xlsx").name == organ
    assert organ_in(f"{organ}行政执法事项清单").name == organ


@pytest.mark.parametrize("title", ["市财政局行政执法权责清单（市局本级）", "市财政局行政许可、行政处罚权责清单"])
def test_what_follows_the_list_word_is_not_the_organ(title):
    assert organ_in(title).name == "市财政局"


@pytest.mark.parametrize(
    "title", ["", "权责清单", "Sheet1", "克拉玛依市林业和草原系统2024年地县两级权责清单指导目录", "2024年"]
)
def test_a_title_may_name_no_organ(title):
    assert organ_in(title) is None


def test_a_bracketed_second_name_is_an_outward_name():
    assert organ_in("克拉玛依市委宣传部（新闻出版局、版权局）2024年权责清单") == OrganName(
        "克拉玛依市委宣传部", ("新闻出版局", "版权局")
    )
    assert organ_in("市应急管理局(市地震局)权责事项清单").outward_names == ("市地震局",)
    assert parse_organ("市财政局（盖章）") == OrganName("市财政局")


@pytest.mark.parametrize(
    ("name", "jurisdiction", "expected"),
    [
        ("克拉玛依市统计局", CITY, "统计局"),
        ("市统计局", CITY, "统计局"),
        ("新疆维吾尔自治区克拉玛依市统计局", CITY, "统计局"),
        ("统计局", CITY, "统计局"),
        ("克拉玛依市 统计局（盖章）", CITY, "统计局"),
        ("中共克拉玛依市委宣传部", CITY, "委宣传部"),
        ("市场监督管理局", CITY, "市场监督管理局"),
        ("市市场监督管理局", CITY, "市场监督管理局"),
        ("市政公用局", CITY, "市政公用局"),
        ("市政府办公室", CITY, "政府办公室"),
        ("乌鲁木齐市统计局", CITY, "乌鲁木齐市统计局"),
        ("区农业农村局", COUNTY, "农业农村局"),
        ("普兰店区农业农村局", COUNTY, "农业农村局"),
        ("大连市普兰店区农业农村局", COUNTY, "农业农村局"),
        ("辽宁省大连市普兰店区农业农村局", COUNTY, "农业农村局"),
        ("大连市普兰店区农业农村局", "普兰店区", "农业农村局"),
        ("大连市农业农村局", COUNTY, "大连市农业农村局"),
        ("市农业农村局", COUNTY, "市农业农村局"),
        ("市中区财政局", "济南市市中区", "财政局"),
        ("沙市区财政局", "荆州市沙市区", "财政局"),
        ("自治区财政厅", "新疆维吾尔自治区", "财政厅"),
        ("州财政局", "伊犁哈萨克自治州", "财政局"),
        ("旗财政局", "土默特左旗", "财政局"),
        ("克拉玛依市", CITY, "克拉玛依市"),
        ("市", CITY, "市"),
        ("", CITY, ""),
    ],
)
def test_the_core_leaves_out_the_government(name, jurisdiction, expected):
    assert core(name, jurisdiction) == expected


@pytest.mark.parametrize(
    ("name", "jurisdiction", "expected"),
    [
        ("市统计局", CITY, "克拉玛依市统计局"),
        ("克拉玛依市统计局", CITY, "克拉玛依市统计局"),
        ("区农业农村局", COUNTY, "大连市普兰店区农业农村局"),
        ("普兰店区农业农村局", COUNTY, "普兰店区农业农村局"),
        ("统计局", CITY, "统计局"),
    ],
)
def test_the_full_name_has_the_government_in_front(name, jurisdiction, expected):
    assert full_name(name, jurisdiction) == expected


ORGANS = st.text("统计财农业水务司法教育民", min_size=2, max_size=6).map(lambda text: text + "局")
PLACES = st.sampled_from([CITY, COUNTY, "普兰店区", "辽宁省", "盘山县", "济南市市中区", "伊犁哈萨克自治州"])


@given(organ=ORGANS, place=PLACES)
def test_all_ways_to_print_one_organ_have_one_core(organ, place):
    printed = {organ, place + organ, place[-1] + organ, f"{place} {organ}（盖章）", full_name(organ, place)}
    assert {core(name, place) for name in printed} == {organ}


@given(name=st.text(max_size=30), place=st.text(max_size=12))
def test_no_name_breaks_the_readers(name, place):
    organ_in(name)
    assert core(full_name(name, place), place) is not None
    is_generic(name)
    generic_level(name)


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("地州市农业农村局", Level.MUNICIPAL),
        ("设区的市林业局", Level.MUNICIPAL),
        ("县市区林业和草原局", Level.COUNTY),
        ("县（市、区）林业局", Level.COUNTY),
        ("区县林草局", Level.COUNTY),
        ("县市农业局", Level.COUNTY),
        ("乡镇人民政府", Level.TOWNSHIP),
        ("省级财政部门", Level.PROVINCIAL),
        ("县级以上人民政府商务主管部门", None),
        ("商务主管部门", None),
        ("财政部门", None),
        ("本级财政局", None),
        ("XX市财政局", None),
        ("", None),
    ],
)
def test_generic_bodies_name_no_organ(body, level):
    assert is_generic(body)
    assert generic_level(body) is level


@pytest.mark.parametrize(
    "body",
    [
        "克拉玛依市财政局",
        "市财政局",
        "县市场监督管理局",
        "省市场监督管理局",
        "州市场监督管理局",
        "县市政公用局",
        "区财政局",
        "县政府",
        "自治区财政厅",
        "地方金融监督管理局",
        "克拉玛依市委宣传部",
    ],
)
def test_a_real_organ_is_not_generic(body):
    assert not is_generic(body)
    assert generic_level(body) is None


def test_an_abbreviation_keeps_the_order_of_letters():
    assert is_short_for("国动办", "国防动员办公室")
    assert is_short_for("发改委", "发展和改革委员会")
    assert not is_short_for("国动办", "动员国防办公室")
    assert not is_short_for("财政局", "财政局")
    assert not is_short_for("卫健委", "国家卫生健康委员会")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("650000", Level.PROVINCIAL),
        ("110000", Level.PROVINCIAL),
        ("650200", Level.MUNICIPAL),
        ("210214", Level.COUNTY),
        ("210214001", Level.TOWNSHIP),
        ("210214001000", Level.TOWNSHIP),
        ("210214000000", Level.COUNTY),
        ("", None),
        ("kaifaqu", None),
    ],
)
def test_a_region_code_tells_the_level(code, level):
    assert jurisdiction_level(code) is level
