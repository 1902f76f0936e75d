"""A real browser: a reform written step by step at the list office's desk; a citizen comments on what is planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import httpx
import pytest

from offices import LATER, amend, open_offices
from quanze.domain.roles import Role
from quanze.settings import Settings
from registers import make_sample
from staff import PASSWORD, make_person

SOON = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()


@pytest.fixture
def sample(tmp_path):
    made = make_sample(f"sqlite:///{tmp_path}/reform.sqlite3")
    yield made
    made.database.close()


@pytest.fixture
def base(serving, sample, tmp_path):
    with serving(Settings(sample.url, tmp_path / "index")) as base:
        yield base


def sign_in(tab, base, sample, role):
    make_person(sample.database, "officer", role)
    tab.goto(f"{base}/office")
    tab.fill("#login", "officer")
    tab.fill("#password", PASSWORD)
    tab.click("button:has-text('登录')")
    tab.wait_for_selector("h1:has-text('待办')")


def faults(tab, width):
    """What shuts somebody out of the page as it stands."""
    tab.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = tab.evaluate("axe.run().then(result => result.violations)")
    told = [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found]
    wide = tab.evaluate("document.documentElement.scrollWidth")
    return told + ([("wide", wide)] if wide > width else [])


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reform_from_a_form_to_a_proposal(watch, base, sample, width):
    watched = watch(width)
    tab = watched.tab
    sign_in(tab, base, sample, Role.LIST_OFFICE)
    tab.click("nav >> text=机构改革")
    tab.fill("#title", "机构改革")
    tab.fill("#on", SOON)
    tab.fill("#reform_text", "组建市场监督和农业局")
    tab.click("summary:has-text('部门更名')")
    tab.select_option("#rename_from", "市场监督管理局")
    tab.fill("#rename_to", "市场和农业监督管理局")
    tab.click("button[value='add:renames']")
    tab.wait_for_selector("text=方案内容（1 步）")
    tab.click("summary:has-text('划转事项')")
    tab.select_option("#transfer_from", "农业农村局")
    tab.select_option("#transfer_to", "市场和农业监督管理局")
    tab.fill("#transfer_text", "种子")
    tab.click("button[value='list:transfer']")
    tab.check("tr:has-text('对销售假种子的处罚') >> input")
    tab.check("input[name=transfer_scope][value=ticked]")
    assert faults(tab, width) == []
    tab.click("button[value='add:transfers']")
    tab.wait_for_selector("text=方案内容（2 步）")
    tab.click("button[value=preview]")
    tab.wait_for_selector("h2:has-text('改革前后的清单')")
    tab.wait_for_selector("text=划转 1 项")
    tab.click("summary:has-text('增加的事项')")
    assert tab.is_visible("details[open] li:has-text('对销售假种子的处罚')")
    assert faults(tab, width) == []
    tab.click("button[value=propose]")
    tab.wait_for_selector("text=改革方案已转为调整申请草稿")
    tab.click("text=调整前后的清单")
    tab.wait_for_selector("text=划转 1 项")
    assert faults(tab, width) == []
    assert watched.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_citizen_comments_on_what_is_planned(watch, base, sample, width):
    with httpx.Client(base_url=base) as site:
        offices = open_offices(sample, site)
        proposal = offices.propose("clerk", amend(sample["penalty"], fee="不收费"), effective_from=LATER)["id"]
        offices.submit("clerk", proposal)
        offices.act("list", proposal, "accept")
        offices.act("legal", proposal, "review", conclusion="lawful")
        offices.act("list", proposal, "open_comment", until=LATER, notice="请提出意见。")
    watched = watch(width)
    tab = watched.tab
    tab.goto(base)
    tab.click("text=公开征求意见")
    assert faults(tab, width) == []
    tab.click("a:has-text('调整申请')")
    assert tab.is_visible("td:has-text('不收费')")
    assert faults(tab, width) == []
    tab.click("a:has-text('提出意见')")
    tab.fill("#text", "建议写明自哪一天起不收费。")
    tab.click("button:has-text('提交')")
    tab.wait_for_selector("text=请记下编号和查询码")
