"""A real browser: from the front page to a power on another day, with nothing loaded from anywhere else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from quanze.settings import Settings
from registers import make_sample

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def served(browser, serving, tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    """The sample register behind a real server."""
    folder = tmp_path_factory.mktemp("served")
    sample = make_sample(f"sqlite:///{folder}/served.sqlite3")
    with serving(Settings(sample.url, folder)) as base:
        yield base, sample.ids
    sample.database.close()


def test_from_the_front_page_to_a_power_on_another_day(watched, served):
    base, _ = served
    tab = watched.tab
    tab.goto(base)
    tab.click("text=农业农村局")
    tab.click("text=农作物种子生产经营许可")
    assert tab.inner_text("h1") == "农作物种子生产经营许可"
    assert "载明本事项" in tab.inner_text(".verdict")
    tab.fill("#day", "2010-01-01")
    tab.click("form.day button")
    assert "当时的情况未知" in tab.inner_text(".verdict")
    tab.click("text=回到今天")
    assert "现行" in tab.inner_text(".tags")
    assert watched.complaints == []
    assert all(url.startswith(("data:", base)) for url in watched.requests)


def test_from_a_question_to_a_day_a_story_and_a_comparison(watched, served):
    base, ids = served
    tab = watched.tab
    tab.goto(base)
    tab.fill("#q", "卖假种子")
    tab.click("form[role=search] button")
    assert "相符的共" in tab.inner_text(".count")
    assert tab.locator("mark").count()
    tab.click("text=对销售假种子的处罚")
    tab.fill("#day", "2019-03-15")
    tab.click("form.day button")
    assert tab.url == f"{base}/powers/{ids['penalty']}?valid_at=2019-03-15"
    assert "2019年3月15日的清单载明本事项" in tab.inner_text(".verdict")
    tab.click(".doings >> text=沿革")
    assert "第2次公布" in tab.inner_text(".timeline")
    assert tab.locator(".timeline ins").first.inner_text() == "《种子法》第七十五条"
    tab.click("text=打印某日文本")
    assert tab.locator("svg").count() == 1
    tab.click("text=返回事项页面")
    tab.click("nav >> text=清单对照")
    tab.fill("#from", "2018-12-31")
    tab.fill("#to", "2019-12-31")
    tab.click("form.filters button")
    assert "2018年12月31日 → 2019年12月31日" in tab.inner_text(".count")
    assert "对销售假种子的处罚" in tab.inner_text(".changes")
    assert watched.complaints == []
    assert all(url.startswith(("data:", base)) for url in watched.requests)


def test_a_text_of_a_day_fits_one_sheet_of_paper(watched, served):
    base, ids = served
    watched.tab.goto(f"{base}/powers/{ids['penalty']}/print?valid_at=2019-03-15")
    pdf = watched.tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shuts_anyone_out(watch, served, width):
    base, ids = served
    watched = watch(width)
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    found = {}
    for path in PAGES:
        watched.tab.goto(base + path.format(**ids))
        watched.tab.evaluate(axe)
        violations = watched.tab.evaluate("axe.run().then(result => result.violations)")
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in violations]
        found |= {path: told} if told else {}
    assert found == {}


def test_a_list_is_filtered_without_a_script(watch, served):
    base, ids = served
    watched = watch(java_script_enabled=False)
    tab = watched.tab
    tab.goto(f"{base}/powers")
    tab.select_option("#department", ids["market"])
    tab.select_option("#category", "administrative_license")
    tab.click("text=筛选")
    assert tab.locator("tbody tr").count() == 2
    assert watched.complaints == []


PAGES = ["/", "/powers", "/powers/{license}", "/powers/{cancelled}", "/departments", "/departments/{market}"]
PAGES += ["/powers?q=种子", "/powers?q=绝无此事", "/diff?from=2018-12-31&to=2019-12-31", "/powers/{merged}/print"]
PAGES += ["/editions", "/editions/1", "/editions/2", "/catalogue-items/{offer}", "/problems/bad_date"]
PAGES += ["/powers/{penalty}?valid_at=2010-01-01", "/embed", "/embed?q=种子", "/embedding"]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways_or_complains(watch, served, width):
    base, ids = served
    watched = watch(width)
    for path in PAGES:
        watched.tab.goto(base + path.format(**ids))
        assert watched.width() <= width, path
    assert watched.complaints == []
    assert all(url.startswith(("data:", base)) for url in watched.requests)


def test_the_keyboard_reaches_the_text_first(watched, served):
    base, _ = served
    watched.tab.goto(base)
    watched.tab.keyboard.press("Tab")
    assert watched.tab.evaluate("document.activeElement.textContent") == "跳到正文"
    watched.tab.keyboard.press("Enter")
    assert watched.tab.evaluate("document.activeElement.id") == "main"
