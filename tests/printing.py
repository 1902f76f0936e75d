"""Papers for tests: a proposal worth printing, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices import CAUSE, SOON, Offices, amend, cancel
from staff import words

if TYPE_CHECKING:
    import httpx

    from registers import Sample

PDF = b"%PDF-1.7\n" + b"0" * 100
NEW = {
    "name": "对未按规定建立种子档案的处罚",
    "category": "administrative_penalty",
    "legal_basis": "【法律】《中华人民共和国种子法》第七十九条　未按规定建立档案的，责令改正。",
    "duties": "1.立案责任",
    "duty_basis": "《行政处罚法》第五十四条",
}


def draft(offices: Offices, sample: Sample) -> str:
    """An amendment, a cancellation and an addition; answers the proposal."""
    changes = (
        amend(sample["penalty"], legal_basis="【法律】《中华人民共和国种子法》第七十四条"),
        cancel(sample["check"]),
        {"op": "add", "fields": NEW, "cause": {**CAUSE, "ref": "主席令第一〇五号"}},
    )
    return offices.propose("clerk", *changes, title="调整农业农村领域权责清单", effective_from=SOON)["id"]


def print_(offices: Offices, name: str, proposal: str, paper: str, form: str = "html") -> httpx.Response:
    """A paper that is there."""
    answer = offices.send(name, "GET", f"proposals/{proposal}/papers/{paper}.{form}")
    assert answer.status_code == 200, answer.text
    return answer


def said(offices: Offices, proposal: str, paper: str, name: str = "clerk") -> str:
    """What a paper says."""
    return words(print_(offices, name, proposal, paper))


def hand_in(offices: Offices, name: str, path: str, content: bytes = PDF) -> httpx.Response:
    """Send a file as it is."""
    return offices.site.request(
        "POST", f"/api/v1/{path}", content=content, headers={"authorization": f"Bearer {offices.tokens[name]}"}
    )


def reviewed(offices: Offices, own_sample: Sample, proposal: str) -> None:
    """On its way up to the legal office's opinion, another department asked."""
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept", consulted=[own_sample["market"]])
    offices.act("other", proposal, "give_opinion", conclusion="comments", opinion="建议明确交接时间。")
    settlement = "市场监督管理局：部分采纳，以施行日期为准。\n会后另行发文。"
    offices.act("list", proposal, "close_consultation", settlement=settlement)
    opinion = "权限：未超越职权。\n程序：已征求意见。\n内容：引用准确。\n建议提请区政府决定。"
    offices.act("legal", proposal, "review", conclusion="lawful", opinion=opinion)


def approved(offices: Offices, own_sample: Sample, proposal: str) -> None:
    """As far as the government's decision."""
    reviewed(offices, own_sample, proposal)
    offices.act("list", proposal, "consolidate")
    meeting = {"body": "区人民政府", "meeting": "第12次常务会议", "date": "2026-11-20"}
    assert offices.act("recorder", proposal, "record_decision", conclusion="passed", **meeting)["state"] == "approved"
