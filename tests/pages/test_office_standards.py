"""Standards and services at the office: chosen, typed as words, read by the grammar, uploaded and linked."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from desks import CAUSE, begin, choose, fields, hand_in
from lists import write_xlsx
from quanze.domain.vocabulary import Kind
from quanze.storage import drafts
from staff import words
from standards import add_standards

if TYPE_CHECKING:
    from pathlib import Path

    from registers import Sample
    from staff import Browser


@pytest.fixture
def graded(own_sample: Sample) -> Sample:
    add_standards(own_sample)
    return own_sample


def changes(sample: Sample, proposal: str) -> list[dict[str, Any]]:
    """What is stored."""
    with sample.database.reading() as connection:
        row = drafts.proposal(connection, sample.ledger.jurisdiction, proposal.rsplit("/", 1)[1])
    assert row is not None
    return row.changes


def plain(answer) -> str:
    """The words of a page without any space: what is struck and what is put stand beside each other."""
    return words(answer).replace(" ", "")


def every_field(browser: Browser) -> dict[str, object]:
    """What stands in the form, the ticked boxes and the rows of tiers too."""
    text = browser.last.text
    found = fields(browser)
    pattern = r'<textarea id="([^"]+)" name="\1"[^>]*>([^<]*)</textarea>'
    found |= {name: unescape(value) for name, value in re.findall(pattern, text)}
    for name, value in re.findall(r'<input id="([^"]+)" name="\1"[^>]* value="([^"]*)"', text):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select id="([^"]+)" name="\1"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', options)[1]
    for name in re.findall(r'<input type="hidden" name="(f:[^"]+)" value="">', text):
        found.setdefault(name, "")
    ticked = re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]*)" checked', text)
    for name in dict.fromkeys(name for name, _ in ticked):
        found[name] = [value for other, value in ticked if other == name]
    return found


def type_in(browser: Browser, proposal: str, number: int = 0, **said: object):
    browser.go(f"{proposal}/changes/{number}")
    typed = {name.replace("__", ":"): value for name, value in said.items()}
    return browser.send(f"{proposal}/changes/{number}", **{**every_field(browser), **typed})


def test_a_standard_that_is_saved_as_it_is_shown_does_not_change(sit, graded):
    market = sit("other")
    proposal = begin(market, "修订裁量基准")
    for name in ("points", "wide", "food", "area", "spared", "levied", "document"):
        choose(market, proposal, graded[name])
    for number in range(7):
        type_in(market, proposal, number)
    assert [one["kind"] for one in changes(graded, proposal)] == [Kind.DISCRETION_STANDARD] * 7
    assert [one["fields"] for one in changes(graded, proposal)] == [{}] * 7


def test_amounts_are_typed_as_words_and_shown_back_as_read(sit, graded):
    market = sit("other")
    proposal = begin(market, "修订裁量基准")
    choose(market, proposal, graded["points"])
    answer = type_in(market, proposal, **{"f:groups.0.t.3.text": "处一万五千元以上二万元以下罚款"})
    assert answer.status_code == 200, words(answer)
    (stored,) = changes(graded, proposal)
    tiers = stored["fields"]["groups"][0]["tiers"]
    assert [(one["minimum"], one["maximum"]) for one in tiers[3]["amounts"]] == [(1_500_000, 2_000_000)]
    assert tiers[1]["text"] == "处二千元罚款。"
    page = words(market.go(f"{proposal}/changes/0"))
    assert "读作： 处1.5万元以上2万元以下罚款" in page
    assert "严重：处一万五千元以上二万元以下罚款" in plain(market.go(proposal))
    type_in(market, proposal, **{"f:groups.0.t.3.text": "处若干万元罚款"})
    assert "没有读出" in words(market.go(f"{proposal}/changes/0")) or "未能读懂" in words(market.last)


def test_a_tier_is_added_and_one_is_taken_away(sit, graded):
    market = sit("other")
    proposal = begin(market, "修订裁量基准")
    choose(market, proposal, graded["points"])
    added = {"label": "特别严重", "circumstances": "造成死亡的\n抗拒执法的", "text": "处二万元罚款"}
    type_in(market, proposal, **{f"f:groups.0.t.4.{part}": text for part, text in added.items()})
    tiers = changes(graded, proposal)[0]["fields"]["groups"][0]["tiers"]
    assert [one["label"] for one in tiers] == ["轻微", "较轻", "较重", "严重", "特别严重"]
    assert tiers[4]["circumstances"] == ["造成死亡的", "抗拒执法的"]
    type_in(market, proposal, **{f"f:groups.0.t.2.{part}": "" for part in ("label", "circumstances", "text", "note")})
    tiers = changes(graded, proposal)[0]["fields"]["groups"][0]["tiers"]
    assert [one["label"] for one in tiers] == ["轻微", "较轻", "严重", "特别严重"]


def test_a_new_standard_is_written_and_its_power_is_ticked_or_named(sit, graded):
    market = sit("other")
    proposal = begin(market, "新订裁量基准")
    said = {"do": "begin", "begin": "add", "name": "无照经营", **CAUSE}
    market.go(f"{proposal}/choose?kind=discretion_standard")
    market.send(f"{proposal}/choose?kind=discretion_standard", etag=market.hidden("etag"), **said)
    page = market.go(f"{proposal}/changes/0")
    assert "可能对应的事项" in words(page)
    written = {
        "f:legal_basis": "《无证无照经营查处办法》第十三条",
        "f:category": "administrative_penalty",
        "f:groups.0.basis": "处一万元以下罚款",
        "f:groups.0.t.0.label": "较轻",
        "f:groups.0.t.0.text": "处三千元以下罚款",
        "f:groups.0.t.0.circumstances": "初次违法的",
        "f:power_ids.more": "对无照经营的处罚",
    }
    answer = type_in(market, proposal, **written)
    assert answer.status_code == 200, words(answer)
    (stored,) = changes(graded, proposal)
    assert stored["fields"]["power_ids"] == [graded["merged"]]
    (group,) = stored["fields"]["groups"]
    assert group["bracket"][0]["maximum"] == 1_000_000
    assert group["tiers"][0]["amounts"][0]["maximum"] == 300_000
    refused = type_in(market, proposal, **{"f:power_ids.more": "没有这样的事项"})
    assert refused.status_code == 400
    assert "没有找到" in words(refused)
    assert "处三千元以下罚款" in refused.text


def test_a_service_and_an_inspection_are_changed_at_the_same_pages(sit, graded):
    clerk = sit("clerk")
    proposal = begin(clerk, "调整中介服务")
    page = clerk.go(f"{proposal}/choose?kind=intermediary_service")
    assert "种子质量检验报告编制" in words(page)
    choose(clerk, proposal, graded["service"], graded["check"])
    type_in(clerk, proposal, 0, f__disposition="commissioned_by_department", f__paid_by="department")
    type_in(clerk, proposal, 1, **{"f:inspection.0.most_a_year": "1"})
    service, inspection = changes(graded, proposal)
    assert service["fields"] == {"disposition": "commissioned_by_department", "paid_by": "department"}
    assert inspection["fields"]["inspection"]["most_a_year"] == 1
    told = plain(clerk.go(proposal))
    for fact in ("改由审批部门委托", "每年不超过1次", "每年不超过2次", "中介服务事项"):
        assert fact in told
    refused = type_in(clerk, proposal, 1, **{"f:inspection.0.most_a_year": "很多"})
    assert refused.status_code == 400


def test_a_workbook_of_standards_is_uploaded_and_its_powers_are_ticked(sit, graded, tmp_path: Path):
    market = sit("other")
    row = {
        "违法行为": "无照经营",
        "法律依据": "《无证无照经营查处办法》第十三条　处一万元以下罚款",
        "裁量阶次": "较轻",
        "适用情形": "初次违法的",
        "裁量标准": "处三千元以下罚款",
    }
    path = write_xlsx(tmp_path / "市场监督管理局裁量基准.xlsx", {"裁量基准": [row]})
    title = "示范区市场监管裁量基准"
    page = hand_in(market, path, graded["market"], listing="discretion", document=title)
    assert "可能对应的事项" in words(page), words(page)
    name, power = re.search(r'name="(link:[^"]+)" value="([^"]+)"', page.text).groups()
    proposal = re.search(r"/office/proposals/[0-9a-z]{26}", page.text)[0]
    market.send(f"{proposal}/links", etag=market.hidden("etag"), **{name: power})
    stored = [one for one in changes(graded, proposal) if not one["fields"].get("grouping")]
    assert stored[0]["fields"]["power_ids"] == [power]


def test_the_table_of_changes_tells_tiers_in_words(sit, graded):
    market = sit("other")
    proposal = begin(market, "修订裁量基准")
    choose(market, proposal, graded["points"])
    type_in(market, proposal, **{"f:groups.0.t.3.text": "处一万五千元罚款"})
    answer = market.ask("GET", f"/api/v1{proposal.removeprefix('/office')}/papers/comparison.html")
    assert answer.status_code == 200, answer.text
    table = plain(answer)
    assert "严重：处一万五千元罚款" in table
    assert "严重：处二万元罚款。" in table
    assert "minimum" not in answer.text
