"""Standards, services and inspections on pages: scales that a table says again, links both ways, and careful words."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from factories import change, edition
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze.services import assessing
from quanze.services.moments import find_place
from registers import Sample, Site, make_sample
from standards import POINTS, add_standards, money, tier

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    sample = make_sample(f"sqlite:///{tmp_path_factory.mktemp('graded')}/graded.sqlite3")
    add_standards(sample)
    dearer = [
        {**POINTS, "tiers": [*POINTS["tiers"][:3], tier("严重", "一年内再次违法的", amounts=[money(15_000, 15_000)])]}
    ]
    sample.ledger.publish(
        change(Op.AMEND, sample["points"], "2022-01-01", kind=Kind.DISCRETION_STANDARD, fields={"groups": dearer}),
        change(Op.CANCEL, sample["reward"], "2022-01-01"),
        metadata=edition("2022-01-01", title="修订裁量权基准"),
    )
    yield sample
    sample.database.close()


@pytest.fixture(scope="module")
def site(graded: Sample) -> Iterator[Site]:
    site = Site(graded.url)
    yield site
    site.close()


def said(answer) -> str:
    """What a reader sees, without any space."""
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def show(site, sample, path):
    return site.get(path.format(**sample.ids))


def test_a_standard_says_its_bracket_its_tiers_and_its_document(site, graded):
    answer = show(site, graded, "/discretion-standards/{points}?valid_at=2021-01-01")
    text = said(answer)
    for fact in ("法定幅度：处2000元以上2万元以下罚款", "轻微", "不予行政处罚", "处一万元罚款。", "逾期不改正的"):
        assert fact in text
    for fact in ("示范城管规〔2019〕2号", "拒不改正", "自2019年12月15日起至2024年12月15日（当日起失效）"):
        assert fact in text
    assert "已过有效期" not in text
    assert "裁量文件已过有效期" in said(show(site, graded, "/discretion-standards/{points}?valid_at=2025-01-01"))


def test_what_a_scale_draws_a_table_says_again(site, graded):
    text = show(site, graded, "/discretion-standards/{wide}").text
    drawings = re.findall(r'<div class="scale" aria-hidden="true">.*?</table>', text, re.DOTALL)
    assert len(drawings) == 2
    for drawing in drawings:
        picture, _, table = drawing.partition("<table")
        for label in re.findall(r'class="scale-label">([^<]+)<', picture):
            assert label in table
    assert "style=" not in text


def test_points_are_dots_ranges_are_bars_and_a_tier_without_a_fine_is_an_open_circle(site, graded):
    points = show(site, graded, "/discretion-standards/{points}?valid_at=2021-01-01").text
    assert points.count('<circle class="mark') == 3
    assert points.count('<circle class="nothing') == 1
    assert '<rect class="mark' not in points
    assert show(site, graded, "/discretion-standards/{area}").text.count('<rect class="mark') == 2


def test_each_condition_and_subject_has_a_scale_of_its_own(site, graded):
    text = said(show(site, graded, "/discretion-standards/{food}"))
    assert "货值金额不足1万元的：罚款金额" in text
    assert "货值金额1万元以上的：罚款，按货值金额计" in text
    assert "并处没收违法所得" in text


def test_a_document_lists_its_standards(site, graded):
    text = said(show(site, graded, "/discretion-standards/{document}"))
    assert "本文件的裁量基准（6）" in text
    assert "载明本文件" in text
    assert "未按规定设置户外广告" in text


def test_other_forms_say_when_and_not_how_much(site, graded):
    spared = said(show(site, graded, "/discretion-standards/{spared}"))
    for fact in ("初次违法可以不予行政处罚", "改正期限责令改正之日起七日内", "两年", "三个月内回访"):
        assert fact in spared
    assert "怎样裁量" not in spared
    assert "标准：按户籍所在地上年标准执行。" in said(show(site, graded, "/discretion-standards/{levied}"))


def test_a_change_of_tiers_is_told_in_words_and_not_as_json(site, graded):
    for path in (
        "/discretion-standards/{points}",
        "/editions/7",
        "/diff?from=2021-01-01&to=2023-01-01&kind=discretion_standard",
    ):
        answer = show(site, graded, path)
        text = said(answer)
        assert "严重：处1.5万元罚款" in text, path
        assert "严重：处二万元罚款。" in text, path
        assert "minimum" not in answer.text
        assert "&#39;label&#39;" not in answer.text


def test_a_power_shows_its_standards_and_services_as_of_the_day(site, graded):
    power = "/powers/{merged}"
    assert "裁量基准（2）" in said(show(site, graded, power))
    assert "裁量基准（" not in said(show(site, graded, f"{power}?valid_at=2019-06-01"))
    license_ = said(show(site, graded, "/powers/{license}"))
    assert "办理需要的中介服务（2）" in license_
    assert "种子生产可行性论证（不再要求申请人提供）" in license_
    assert "中介服务清单未载明办理本事项需要的中介服务" in said(show(site, graded, "/powers/{part_a}"))


def test_a_list_with_a_removed_text_claims_no_silence(tmp_path):
    sample = make_sample(f"sqlite:///{tmp_path}/removed.sqlite3")
    add_standards(sample)
    parts = {"kind": Kind.INTERMEDIARY_SERVICE, "base_version": 1}
    sample.ledger.publish(
        change(Op.AMEND, sample["struck"], "2021-01-01", kind=Kind.INTERMEDIARY_SERVICE, fields={"note": "更正"}),
        change(Op.REDACT, sample["struck"], "2021-01-01", **parts),
    )
    site = Site(sample.url)
    then = said(site.get(f"/powers/{sample['part_a']}?valid_at=2020-06-01"))
    assert "中介服务清单未载明" not in then
    assert "中介服务清单未载明" in said(site.get(f"/powers/{sample['part_a']}"))
    site.close()
    sample.database.close()


def test_a_standard_links_its_powers_with_what_became_of_them(site, graded):
    text = said(show(site, graded, "/discretion-standards/{food}"))
    assert "对未公示的处罚" in text
    assert "对无照经营甲类的处罚已合并" in text


def test_lists_are_narrowed_to_one_power_in_pages_and_data(site, graded):
    for path, kind in (("discretion-standards", "wide"), ("intermediary-services", "service")):
        power = graded["merged" if kind == "wide" else "license"]
        found = site.json(f"/api/v1/{path}?power={power}")
        assert graded[kind] in {item["id"] for item in found["items"]}
        assert found["total"] == len(found["items"])
        assert graded[kind] in site.get(f"/{path}?power={power}").text
        assert site.json(f"/api/v1/{path}?power={graded['check']}")["total"] == 0
        assert site.get(f"/api/v1/{path}?power=no").json()["code"] == "unknown_power"
    assert site.get(f"/api/v1/powers?power={graded['merged']}").json()["code"] == "unknown_parameter"


def test_a_search_counts_each_kind_and_finds_circumstances_and_approvals(site, graded):
    answer = said(site.get("/powers?q=经营"))
    tabs = re.search(r"事项(\d+)裁量基准(\d+)中介服务事项(\d+)", answer)
    assert [int(number) > 0 for number in tabs.groups()] == [True, True, True]
    assert graded["food"] in site.get("/discretion-standards?q=食源性疾病").text
    assert graded["service"] in site.get("/intermediary-services?q=种子生产经营").text
    found = site.json(f"/api/v1/discretion-standards?q=经营&power={graded['child']}")
    assert [item["id"] for item in found["items"]] == [graded["food"]]


@pytest.mark.parametrize("path", ["/discretion-standards", "/intermediary-services", "/inspections", "/requirements"])
def test_empty_days_claim_nothing(site, graded, path):
    for text in (said(site.get(f"{path}?valid_at=2010-01-01")), said(site.get(path))):
        assert "有权" not in text.replace("没有权", "")
        assert "清单未载明不等于没有法律授权" in text


def test_inspections_say_how_often_at_most(site, graded):
    text = said(site.get("/inspections"))
    for fact in ("对种子质量的检查", "每年不超过2次", "现场检查、抽样检验", "日常检查"):
        assert fact in text
    assert "每年不超过2次" not in said(site.get("/inspections?valid_at=2018-01-01"))
    rows = list(csv.reader(io.StringIO(site.get("/api/v1/inspections.csv").text.lstrip("\ufeff"))))
    assert rows[1][:3] == ["序号", "检查事项", "检查主体"]
    assert "每年不超过2次" in rows[2]
    assert "检查标准《农作物种子质量监督抽查管理办法》" in said(show(site, graded, "/powers/{check}"))


def test_cancelled_powers_say_what_watches_over_them(site):
    text = said(site.get("/cancelled-powers"))
    assert "对旧法违法行为的处罚" in text
    assert "清单未载明" in text
    assert site.get("/api/v1/cancelled-powers.csv").status_code == 200


@pytest.mark.parametrize(
    ("query", "answer", "words"),
    [
        ("power={license}&service=检验报告", "listed", "“种子质量检验报告编制”由申请人委托，费用由申请人承担"),
        ("power={license}&service=现场勘验", "listed", "“生产场所现场勘验”由审批部门委托，费用由审批部门承担"),
        ("approval=种子生产经营许可&service=可行性论证", "listed", "“种子生产可行性论证”不再要求申请人提供"),
        ("power={license}&service=环境影响评价", "not_listed", "清单未载明不等于没有法律依据"),
        ("power={part_a}&service=检验报告", "not_listed", "清单载明的相近事项"),
        ("service=检验报告&valid_at=2010-01-01", "unknown", "当时的情况未知"),
    ],
)
def test_may_they_require_this_is_answered_in_the_words_of_the_list(site, graded, query, answer, words):
    asked = query.format(**graded.ids)
    assert site.json(f"/api/v1/requirements?{asked}")["answer"] == answer
    text = said(site.get(f"/requirements?{asked}"))
    assert words in text
    assert "可以要求您" not in text


def test_requirements_refuse_what_names_nothing(site):
    assert site.get("/api/v1/requirements").json()["code"] == "missing_parameter"
    assert site.get("/api/v1/requirements?power=nonsense").json()["code"] == "unknown_power"


def test_a_standard_prints_with_its_table(site, graded):
    text = said(show(site, graded, "/discretion-standards/{wide}/print"))
    for fact in ("裁量阶次", "处十万元以上一百万元以下罚款。", "示范城管规〔2019〕2号", "版本校验码", "载明本基准"):
        assert fact in text
    assert "载明本事项" in said(show(site, graded, "/intermediary-services/{service}/print"))


def test_inquiries_are_hidden_until_they_are_offered_and_are_never_kept(graded, site):
    path = f"/assessments?standard={graded['food']}"
    assert site.get(path).status_code == 404
    assert "裁量基准查询" not in show(site, graded, "/discretion-standards/{food}").text
    with graded.database.writing() as connection:
        assessing.enable(connection, find_place(connection, None), enabled=True)
    form = said(site.get(path))
    assert "货值金额（元）" in form
    assert "仅供参考，不作为行政处罚决定依据" in form
    facts = {
        "standard": graded["food"],
        "acted_on": "2023-05-01",
        "decided_on": "2024-01-01",
        "amount:货值金额": "8,000",
    }
    answer = site.request("POST", "/assessments", data={**facts, "circumstance": "经营时间不足三个月的"})
    text = said(answer)
    assert answer.headers["cache-control"] == "no-store"
    places = [text.index(part) for part in ("先看：不予、从轻、减轻处罚的事由", "追诉期限", "裁量基准载明的阶次和幅度")]
    assert places == sorted(places)
    assert "5万元以上6.5万元以下" in text
    assert "仅供参考，不作为行政处罚决定依据" in text
    wrong = site.request("POST", "/assessments", data={**facts, "amount:货值金额": "很多"})
    assert wrong.status_code == 400
    assert "应为金额（元）" in wrong.text
    with graded.database.writing() as connection:
        assessing.enable(connection, find_place(connection, None), enabled=False)
