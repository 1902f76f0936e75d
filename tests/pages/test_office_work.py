"""The pages of work: a change from a draft to the citizen's page, each step by whoever it is of."""

from __future__ import annotations

import re

import pytest

from desks import BASIS, MEETING, SOON, act, begin, choose, fields, write
from staff import words


def test_a_change_from_a_draft_to_the_citizens_page(sit, own_sample, own_site):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    assert "对销售假种子的处罚" in words(clerk.last)
    write(clerk, proposal, f__legal_basis=BASIS, f__duties="1.立案责任")
    assert "修改内容" in words(clerk.go(proposal))
    act(clerk, proposal, "submit")
    assert "已提交" in words(clerk.last), words(clerk.last)
    assert "受理" in words(sit("list").go("/office/inbox"))
    act(sit("list"), proposal, "accept")
    act(sit("legal"), proposal, "review", conclusion="lawful", opinion="权限、程序、内容合法")
    act(sit("list"), proposal, "consolidate")
    assert "已批准待公布" in words(sit("list").last)
    publisher = sit("publisher")
    publisher.go("/office/publish")
    said = {"proposal": proposal.rsplit("/", 1)[1], "title": "调整公告", "kind": "公告", "effective_from": SOON}
    preview = words(publisher.send("/office/publish/preview", **said))
    assert "增加 0 项，减少 0 项" in preview, preview
    assert "已公布" in words(publisher.send("/office/publish", **said))
    page = words(own_site.get(f"/powers/{own_sample['penalty']}?valid_at={SOON}"))
    assert "销售假种子的，处以罚款" in page


def test_the_whole_way_where_the_government_decides(sit, own_sample, own_site):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], op="cancel")
    act(clerk, proposal, "submit")
    act(sit("list"), proposal, "accept")
    act(sit("legal"), proposal, "review", conclusion="lawful", **{"aspect:权限": "在职权之内"})
    assert "权限：在职权之内" in words(sit("legal").last)
    act(sit("list"), proposal, "consolidate")
    recorder = sit("recorder")
    assert "调整种子处罚事项" in words(recorder.go("/office/decisions"))
    identity = proposal.rsplit("/", 1)[1]
    said = {f"result:{identity}": "passed", f"digest:{identity}": recorder.hidden(f"digest:{identity}")}
    assert "决定已登记" in words(recorder.send("/office/decisions", **MEETING, **said))
    publisher = sit("publisher")
    publisher.go("/office/publish")
    said = {"proposal": identity, "title": "取消公告", "kind": "公告", "effective_from": SOON}
    assert "增加 0 项，减少 1 项" in words(publisher.send("/office/publish/preview", **said))
    assert "已公布" in words(publisher.send("/office/publish", **said))
    assert "已取消" in words(own_site.get(f"/powers/{own_sample['check']}?valid_at={SOON}"))


def test_a_meeting_without_a_result_for_anything_is_asked_for_one(sit):
    recorder = sit("recorder")
    recorder.go("/office/inbox")
    answer = recorder.ask("POST", "/office/decisions", data={"csrf": recorder.hidden("csrf"), **MEETING})
    assert answer.status_code == 400
    assert "至少为一份" in words(answer)


def test_what_is_refused_comes_back_with_what_was_typed(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    write(clerk, proposal, f__legal_basis=BASIS, f__duties="1.立案责任")
    act(clerk, proposal, "submit")
    legal = sit("legal")
    act(sit("list"), proposal, "accept")
    answer = act(legal, proposal, "review", conclusion="unlawful", opinion="超越权限，理由很长")
    assert answer.status_code == 400
    assert "须写明需要答复的问题" in words(answer)
    assert "超越权限，理由很长" in answer.text
    assert 'value="unlawful" required checked' in answer.text


def test_a_text_saved_meanwhile_is_not_overwritten(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    clerk.go(f"{proposal}/changes/0")
    stale = fields(clerk)
    write(clerk, proposal, f__legal_basis=BASIS)
    clerk.go(f"{proposal}/changes/0")
    answer = clerk.send(f"{proposal}/changes/0", **{**stale, "f:legal_basis": "我的另一写法"})
    assert answer.status_code == 412
    assert "已被他人修改" in words(answer)
    assert "我的另一写法" in answer.text
    assert "我的另一写法" not in clerk.go(f"{proposal}/changes/0").text


def test_an_earlier_text_is_one_click_away(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    write(clerk, proposal, f__legal_basis=BASIS)
    write(clerk, proposal, f__legal_basis="写坏了")
    page = clerk.go(f"{proposal}/edit")
    texts = re.findall(r'name="text" value="([0-9a-f]{64})"', page.text)
    assert "已恢复" in words(clerk.send(f"{proposal}/restore", etag=clerk.hidden("etag"), text=texts[0]))
    assert "处以罚款" in clerk.go(f"{proposal}/changes/0").text


@pytest.mark.parametrize("page", ["", "/edit", "/choose", "/changes/0", "/rebase", "/matches", "/papers"])
def test_a_draft_is_nothing_to_whoever_did_not_write_it(sit, own_sample, page):
    clerk = sit("clerk")
    proposal = begin(clerk, "谁也看不到的标题")
    choose(clerk, proposal, own_sample["penalty"])
    for name in ("other", "list", "legal", "publisher"):
        answer = sit(name).go(f"{proposal}{page}")
        assert answer.status_code == 404, (name, answer.status_code)
        assert "谁也看不到" not in answer.text
    for path in ("/office/inbox", "/office/proposals", "/office/proposals?state=draft"):
        assert "谁也看不到" not in sit("list").go(path).text


@pytest.mark.parametrize("path", ["/office/inbox", "/office/proposals", "/office/proposals/new", "/office/upload"])
def test_nothing_of_the_work_is_kept_by_the_browser(sit, own_site, path):
    assert sit("clerk").go(path).headers["cache-control"] == "no-store"
    stranger = own_site.get(path)
    assert (stranger.status_code, stranger.headers["location"].split("?")[0]) == (303, "/office/sign-in")


def test_a_submission_without_the_pages_own_token_changes_nothing(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    page = clerk.go(f"{proposal}/choose")
    answer = clerk.ask("POST", f"{proposal}/choose", data={"power": own_sample["penalty"], "op": "cancel"})
    assert answer.status_code == 403
    assert "已有 0 项" in words(page)
    assert "已有 0 项" in words(clerk.go(f"{proposal}/choose"))


def test_whoever_has_no_business_has_no_work(sit):
    assert sit("auditor").go("/office/inbox").status_code == 403


def test_other_departments_answer_and_an_objection_is_settled(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    write(clerk, proposal, f__legal_basis=BASIS, f__duties="1.立案责任")
    act(clerk, proposal, "submit")
    act(sit("list"), proposal, "accept", consulted=own_sample["market"])
    assert "反馈意见" in words(sit("other").go("/office/inbox"))
    act(sit("other"), proposal, "give_opinion", conclusion="objection", opinion="由我局查处")
    assert "反馈意见" in words(sit("other").last)
    assert "分歧的处理结果" in words(sit("list").go(proposal))
    act(sit("list"), proposal, "close_consultation", settlement="已协商一致")
    assert "合法性审查中" in words(sit("list").last)


def test_the_address_of_a_proposal_that_is_none_is_no_error(sit):
    clerk = sit("clerk")
    begin(clerk)
    assert clerk.go("/office/proposals/none").status_code == 404
    assert clerk.go("/office/proposals/" + "0" * 26).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "list", "legal", "recorder", "publisher", "auditor"])
def test_every_page_of_a_demonstration_says_so(sit, who):
    browser = sit(who)
    for path in re.findall(r'href="(/office[^"]*)"', browser.go("/office").text):
        assert "演示数据，非官方清单" in words(browser.go(path)), path
