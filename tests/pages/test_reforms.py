"""A reform on a page: written step by step or read from a file, looked at, and made a proposal."""

from __future__ import annotations

import re
from html import unescape

import pytest

from desks import SOON
from staff import words

HEADING = {"title": "机构改革", "on": SOON, "text": "组建新局", "ref": "普办发〔2026〕9号", "handover_note": ""}
TOML = f"""
title = "机构改革"
on = {SOON}
text = "组建新局"
[[merges]]
from = ["农业农村局", "市场监督管理局"]
into = "农业农村和市场监管局"
"""


@pytest.fixture
def office(sit):
    browser = sit("list")
    assert "机构改革" in words(browser.go("/office/inbox"))
    browser.go("/office/reforms")
    return browser


def carried(browser):
    """The plan that the last page carries along."""
    return unescape(re.search(r'<textarea name="steps" hidden>(.*?)</textarea>', browser.last.text, re.DOTALL)[1])


def do(browser, doing, **said):
    return browser.send("/office/reforms", **{**HEADING, "steps": carried(browser), "do": doing, **said})


def test_from_a_form_to_a_proposal_and_its_preview(office, own_sample):
    said = {"merge_from": ["农业农村局", "市场监督管理局"], "merge_into": "农业农村和市场监管局"}
    page = do(office, "add:merges", **said)
    assert "“农业农村局”、“市场监督管理局”合并组建“农业农村和市场监管局”" in words(page)
    looked = words(do(office, "preview"))
    assert "改革前后的清单" in looked
    assert re.search(r"合计 (\d+) 项 → \1 项", looked), looked
    assert "农业农村和市场监管局 增加的事项" in looked, looked
    made = do(office, "propose")
    assert "改革方案已转为调整申请草稿" in words(made), words(made)
    identity = re.search(r"/office/proposals/([0-9a-z]{26})", made.text)[1]
    preview = words(office.go(f"/office/proposals/{identity}/preview"))
    assert "农业农村和市场监管局" in preview
    assert re.search(r"划转 [1-9]\d* 项", preview), preview


def test_a_plan_that_was_written_as_a_file_is_read(office):
    page = office.send("/office/reforms/file", plan=TOML)
    assert "合并组建“农业农村和市场监管局”" in words(page)
    assert 'value="机构改革"' in page.text
    broken = office.send("/office/reforms/file", plan="title = ")
    assert broken.status_code == 400
    assert "不是 TOML 或 JSON" in words(broken)
    assert "title = " in broken.text, "nothing typed is lost"


def test_powers_are_found_by_category_code_and_words_and_ticked(office, own_sample):
    filters = {"transfer_from": "农业农村局", "transfer_to": "市场监督管理局", "transfer_text": "种子"}
    page = do(office, "list:transfer", **filters)
    assert f'value="{own_sample["penalty"]}"' in page.text
    ticked = do(office, "add:transfers", **filters, transfer_scope="ticked", transfer_power=own_sample["penalty"])
    assert "“农业农村局”的1 项事项划入“市场监督管理局”" in words(ticked), words(ticked)
    by_category = {"transfer_scope": "matching", "transfer_category": "administrative_penalty", "transfer_text": ""}
    page = words(do(office, "add:transfers", **{**filters, **by_category}))
    assert "“农业农村局”的行政处罚划入“市场监督管理局”" in page
    assert "方案内容（2 步）" in page
    page = words(do(office, "drop:transfers:0"))
    assert "方案内容（1 步）" in page
    none = do(office, "add:transfers", **{**filters, "transfer_scope": "matching", "transfer_text": "没有这样的事项"})
    assert none.status_code == 400
    assert "没有符合条件的事项" in words(none)
    assert "方案内容（1 步）" in words(none), "the plan so far is kept"


@pytest.mark.parametrize(
    ("step", "said", "told"),
    [
        ("renames", {"rename_from": "农业农村局", "rename_to": "农业局"}, "“农业农村局”更名为“农业局”"),
        ("splits", {"split_from": "农业农村局", "split_into": "农业局\n种业局"}, "分设为“农业局”、“种业局”"),
        ("founded", {"founded_name": "数据局"}, "新设“数据局”"),
        ("abolitions", {"abolition_from": "农业农村局", "abolition_to": "市场监督管理局"}, "并入“市场监督管理局”"),
        ("departures", {"departure_from": "农业农村局"}, "“农业农村局”划出本级政府"),
        ("take_backs", {"take_back_to": "农业农村局"}, "自全部乡镇、街道收回全部（其余）事项，由“农业农村局”行使"),
    ],
)
def test_each_step_is_said_in_a_form(office, step, said, told):
    assert told in words(do(office, f"add:{step}", **said))
    missing = do(office, f"add:{step}")
    assert missing.status_code == (200 if step == "take_backs" else 400)


def test_what_a_plan_lacks_is_told_and_nothing_is_lost(office):
    page = do(office, "add:splits", split_from="农业农村局", split_into="农业局\n种业局")
    for doing in ("preview", "propose"):
        page = do(office, doing)
        assert page.status_code == 400
        assert "没有写明去向" in words(page)
        assert "分设为“农业局”、“种业局”" in words(page)
    nameless = do(office, "preview", title="")
    assert nameless.status_code == 400
    assert "title" in words(nameless)
    past = do(office, "preview", on="2020-01-01")
    assert "须在此前公布" in words(past)


def test_a_reform_is_the_list_offices(sit):
    for name in ("clerk", "legal", "publisher"):
        browser = sit(name)
        assert "机构改革" not in words(browser.go("/office/inbox"))
        assert browser.go("/office/reforms").status_code == 403
