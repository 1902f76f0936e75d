"""A real browser: a citizen reads a scale on any screen, asks what may be required, and weighs a case unrecorded."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from quanze.services import assessing
from quanze.services.moments import find_place
from quanze.settings import Settings
from registers import make_sample
from standards import add_standards

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (
    "/discretion-standards",
    "/discretion-standards/{document}",
    "/discretion-standards/{wide}",
    "/discretion-standards/{food}",
    "/discretion-standards/{area}",
    "/discretion-standards/{spared}",
    "/discretion-standards/{wide}/print",
    "/discretion-standards?q=经营",
    "/intermediary-services",
    "/intermediary-services/{service}",
    "/powers/{merged}",
    "/powers/{license}",
    "/powers/{check}",
    "/inspections",
    "/cancelled-powers",
    "/requirements?power={license}&service=检验报告",
    "/assessments?standard={food}",
    "/diff?from=2019-01-01&to=2021-01-01&kind=discretion_standard",
    "/",
)


@pytest.fixture(scope="module")
def served(browser, serving, tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    """The sample register with standards and services behind a real server; inquiries are offered."""
    folder = tmp_path_factory.mktemp("graded")
    sample = make_sample(f"sqlite:///{folder}/graded.sqlite3")
    add_standards(sample)
    with sample.database.writing() as connection:
        assessing.enable(connection, find_place(connection, None), enabled=True)
    with serving(Settings(sample.url, folder)) as base:
        yield base, sample.ids
    sample.database.close()


def test_from_a_power_to_how_much_and_why(watched, served):
    base, ids = served
    tab = watched.tab
    tab.goto(f"{base}/powers/{ids['merged']}")
    assert tab.locator("text=查看适用情形与依据").count() == 2
    tab.click("h3 >> text=无照经营")
    assert tab.inner_text("h1") == "无照经营"
    rows = tab.locator(".scale").nth(1).locator(".scale-row:not(.axis)")
    assert rows.count() == 4
    assert rows.nth(3).inner_text().split() == ["严重", "10万元以上100万元以下"]
    tab.click("text=法定幅度原文")
    assert "处二千元以上二万元以下罚款" in tab.inner_text("details[open]")
    tab.click("text=示范区城市管理行政处罚裁量权基准 >> nth=0")
    assert "本文件的裁量基准（6）" in tab.inner_text("main")
    assert watched.complaints == []
    assert all(url.startswith(("data:", base)) for url in watched.requests)


@pytest.mark.parametrize("width", [1280, 360])
def test_marks_and_the_axis_of_a_scale_stand_above_each_other(watch, served, width):
    base, ids = served
    tab = watch(width).tab
    tab.goto(f"{base}/discretion-standards/{ids['points']}")
    tracks = tab.locator(".scale-track").evaluate_all(
        "all => all.map(one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"
    )
    assert all(track == pytest.approx(tracks[0], abs=1) for track in tracks)
    words = tab.locator(".axis text").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    for one, other in pairwise(words):
        assert one["right"] <= other["left"]
    assert all(one["left"] >= 0 and one["right"] <= width for one in words)


def test_what_may_be_required_is_looked_up_in_plain_words(watched, served):
    base, _ = served
    tab = watched.tab
    tab.goto(f"{base}/intermediary-services")
    tab.click("text=查一查")
    tab.fill("#approval", "种子生产经营许可")
    tab.fill("#service", "检验报告")
    tab.click("form.ask button")
    assert "由申请人委托，费用由申请人承担" in tab.inner_text(".answers")
    tab.fill("#service", "安全评价")
    tab.click("form.ask button")
    assert tab.inner_text("#answer") == "清单未载明"
    assert "清单未载明不等于没有法律依据" in tab.inner_text("main")


def test_a_case_is_weighed_without_a_trace_in_the_address(watched, served):
    base, ids = served
    tab = watched.tab
    tab.goto(f"{base}/discretion-standards/{ids['food']}")
    tab.click("text=裁量基准查询")
    tab.fill("#acted_on", "2023-05-01")
    tab.fill("#base1", "8000")
    tab.check("text=经营时间不足三个月的")
    tab.click("form.ask button")
    assert tab.url == f"{base}/assessments"
    titles = tab.locator("main h2").all_inner_texts()
    assert [title[:2] for title in titles[:3]] == ["一、", "二、", "三、"]
    assert "5万元以上6.5万元以下" in tab.inner_text("tr.here")
    assert tab.is_checked("label.choice:has-text('经营时间不足三个月的') >> input")
    assert watched.complaints == []


def test_no_page_is_wider_than_its_screen_or_shuts_anybody_out(watched, served):
    base, ids = served
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    wrong = {}
    for width in (1280, 360):
        watched.tab.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            watched.tab.goto(base + path.format(**ids))
            watched.tab.evaluate(axe)
            violations = watched.tab.evaluate("axe.run().then(result => result.violations)")
            found = [(one["id"], [node["html"][:120] for node in one["nodes"]][:2]) for one in violations]
            if found or watched.width() > width:
                wrong[path, width] = (found, watched.width())
    assert wrong == {}


def test_a_standard_prints_on_paper_with_its_scale_and_its_table(watched, served):
    base, ids = served
    watched.tab.goto(f"{base}/discretion-standards/{ids['points']}")
    watched.tab.emulate_media(media="print")
    assert watched.tab.locator(".scale").is_visible()
    assert watched.tab.locator("table.tiers").is_visible()
    assert not watched.tab.locator(".tabs, .doings, .crumbs").first.is_visible()
    assert watched.tab.pdf()
