"""Writing a proposal at its pages: every kind of change, one field over many powers, a table, a conflict settled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from desks import BASIS, CAUSE, SOON, act, address, begin, choose, fields, hand_in, write
from lists import power, write_xlsx
from quanze.storage import drafts
from staff import words

if TYPE_CHECKING:
    from registers import Sample


def changes(sample: Sample, proposal: str) -> list[dict[str, Any]]:
    """What is stored."""
    with sample.database.reading() as connection:
        row = drafts.proposal(connection, sample.ledger.jurisdiction, proposal.rsplit("/", 1)[1])
    assert row is not None
    return row.changes


def test_a_change_holds_only_what_was_typed_otherwise(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["license"])
    write(clerk, proposal, f__promised_time_limit="3个工作日")
    (stored,) = changes(own_sample, proposal)
    assert stored["fields"] == {"promised_time_limit": "3个工作日"}
    write(clerk, proposal, f__promised_time_limit="10个工作日")
    assert changes(own_sample, proposal)[0]["fields"] == {}


def test_a_column_of_the_lists_own_is_typed_like_any_other(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["license"])
    page = clerk.go(f"{proposal}/changes/0")
    number = re.search(r'name="f:header:(\d+)" value="风险点"', page.text)
    assert number
    form = {**fields(clerk), f"f:header:{number[1]}": "风险点", f"f:extra:{number[1]}": "监督不力"}
    clerk.send(f"{proposal}/changes/0", **form)
    assert changes(own_sample, proposal)[0]["fields"] == {"extra": {"风险点": "监督不力"}}


def test_one_field_over_many_powers(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    both = [own_sample["license"], own_sample["check"]]
    choose(clerk, proposal, *both, do="bulk", field="remedy", find="", by="向区人民政府申请行政复议。")
    assert "已加入本申请" in words(clerk.last)
    stored = changes(own_sample, proposal)
    assert {one["id"]: one["fields"] for one in stored} == {
        one: {"remedy": "向区人民政府申请行政复议。"} for one in both
    }
    choose(clerk, proposal, *both, do="bulk", field="remedy", find="区人民政府", by="市人民政府")
    assert [one["fields"]["remedy"] for one in changes(own_sample, proposal)] == ["向市人民政府申请行政复议。"] * 2
    clerk.go(f"{proposal}/choose")
    said = {
        "do": "bulk",
        "power": both,
        "field": "remedy",
        "find": "没有的字",
        "by": "甲",
        "etag": clerk.hidden("etag"),
        **CAUSE,
    }
    answer = clerk.send(f"{proposal}/choose", **said)
    assert answer.status_code == 400
    assert "没有可改之处" in words(answer)


def test_powers_are_merged_and_split(sit, own_sample):
    other = sit("other")
    proposal = begin(other)
    choose(other, proposal, own_sample["part_a"], own_sample["part_b"], op="merge")
    write(other, proposal, f__name="经营主体登记", f__legal_basis=BASIS)
    choose(other, proposal, own_sample["merged"], op="split")
    page = words(other.go(f"{proposal}/changes/1"))
    assert "拆分后第 2 项" in page
    write(other, proposal, 1, p0__name="对甲类的处罚", p1__name="对乙类的处罚")
    merged, split = changes(own_sample, proposal)
    assert merged["fields"]["name"] == "经营主体登记"
    assert set(merged["from"]) == {own_sample["part_a"], own_sample["part_b"]}
    assert [part["fields"]["name"] for part in split["into"]] == ["对甲类的处罚", "对乙类的处罚"]
    told = words(other.go(proposal))
    assert "由以下事项合并：企业登记；个体登记" in told or "由以下事项合并：个体登记；企业登记" in told


def test_a_power_moves_to_another_department_and_one_is_entrusted(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], op="transfer")
    write(clerk, proposal, to_department=own_sample["market"])
    choose(clerk, proposal, own_sample["penalty"], op="delegate")
    mandate = {"f:mandates.0.trustee": "区农业综合行政执法队", "f:mandates.0.from": SOON, "f:mandates": ""}
    clerk.go(f"{proposal}/changes/1")
    clerk.send(f"{proposal}/changes/1", **{**fields(clerk), **mandate})
    moved, entrusted = changes(own_sample, proposal)
    assert moved["to_department"] == own_sample["market"]
    assert entrusted["fields"]["mandates"][0]["trustee"] == "区农业综合行政执法队"
    assert "划入：市场监督管理局" in words(clerk.go(proposal))


def test_a_power_may_be_entrusted_to_several_and_taken_from_one(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"], op="delegate")
    trustees = lambda: [one["trustee"] for one in changes(own_sample, proposal)[0]["fields"].get("mandates", [])]  # noqa: E731
    for number, trustee in enumerate(("甲执法队", "乙执法队", "丙执法队")):
        write(clerk, proposal, **{"f:mandates": "", f"f:mandates.{number}.trustee": trustee})
    assert trustees() == ["甲执法队", "乙执法队", "丙执法队"]
    page = clerk.go(f"{proposal}/changes/0")
    assert "第 4 份委托" in words(page)
    write(clerk, proposal, **{"f:mandates": "", "f:mandates.1.trustee": ""})
    assert trustees() == ["甲执法队", "丙执法队"]


def test_a_new_power_is_put_into_a_group_or_is_one_and_may_be_withheld(sit, own_sample):
    clerk = sit("other")
    proposal = begin(clerk)
    for name in ("食品摊贩处罚", "对无证摆摊的处罚"):
        clerk.go(f"{proposal}/choose")
        etag = clerk.hidden("etag")
        clerk.send(f"{proposal}/choose", do="begin", begin="add", name=name, etag=etag, **CAUSE)
    write(clerk, proposal, 0, f__category="administrative_penalty")
    assert not changes(own_sample, proposal)[0]["fields"].keys() & {"grouping", "disclosure", "parent_id"}
    write(clerk, proposal, 0, f__grouping="1")
    group = changes(own_sample, proposal)[0]["id"]
    page = clerk.go(f"{proposal}/changes/1")
    offered = re.search(r'<select id="f:parent_id".*?</select>', page.text, re.DOTALL)[0]
    assert f'value="{group}"' in offered
    assert f'value="{own_sample["group"]}"' in offered
    assert f'value="{own_sample["merged"]}"' not in offered
    write(clerk, proposal, 1, f__parent_id=group, f__disclosure="withheld")
    first, second = changes(own_sample, proposal)
    assert first["fields"]["grouping"] is True
    assert (second["fields"]["parent_id"], second["fields"]["disclosure"]) == (group, "withheld")
    write(clerk, proposal, 1, f__parent_id="", f__disclosure="public")
    clerk.go(f"{proposal}/changes/0")
    clerk.send(f"{proposal}/changes/0", **{**fields(clerk), "f:grouping": ""})
    first, second = changes(own_sample, proposal)
    assert not first["fields"].get("grouping")
    assert (second["fields"].get("parent_id"), second["fields"]["disclosure"]) == (None, "public")


def test_a_change_that_is_not_wanted_is_taken_out(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], own_sample["penalty"], op="cancel")
    clerk.go(f"{proposal}/edit")
    answer = clerk.send(f"{proposal}/changes/0/remove", etag=clerk.hidden("etag"))
    assert "已移出" in words(answer)
    assert [one["id"] for one in changes(own_sample, proposal)] == [own_sample["penalty"]]
    assert clerk.go(f"{proposal}/changes/7").status_code == 404


def test_what_is_typed_is_saved_and_told_without_leaving_the_page(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    clerk.go(f"{proposal}/changes/0")
    form = {**fields(clerk), "csrf": clerk.hidden("csrf"), "f:legal_basis": "某局通知"}
    answer = clerk.ask("POST", f"{proposal}/changes/0", data=form, headers={"x-autosave": "1"})
    assert answer.status_code == 200
    assert "basis_untitled" in {one["code"] for one in answer.json()["findings"]}
    stale = clerk.ask("POST", f"{proposal}/changes/0", data={**form, "f:fee": "不收"}, headers={"x-autosave": "1"})
    assert stale.status_code == 412
    assert "已被他人修改" in stale.json()["problem"]


def test_a_table_becomes_a_proposal_with_its_matches_to_confirm(sit, own_sample, tmp_path):
    rows = [
        power("对销售假种子的处罚", 实施依据=BASIS),
        power("对种子质量检查", "行政检查", 实施依据=BASIS),
        power("全新的一项处罚", 实施依据=BASIS),
    ]
    clerk = sit("clerk")
    answer = hand_in(clerk, write_xlsx(tmp_path / "清单.xlsx", {"清单": rows}), own_sample["agriculture"])
    page = words(answer)
    assert "核对匹配" in page, page
    assert "对种子质量检查" in page
    assert "农作物种子生产经营许可" in page, "what the table lacks is named, and stays"
    proposal = address(clerk)
    assert {one["op"] for one in changes(own_sample, proposal)} == {"amend", "add"}
    name = re.search(r'name="(match:[0-9-]+)"', answer.text)
    assert name
    confirmed = clerk.send(f"{proposal}/matches", etag=clerk.hidden("etag"), **{name[1]: "new"})
    assert "已保存" in words(confirmed)
    assert sorted(one["op"] for one in changes(own_sample, proposal)) == ["add", "add", "amend"]


@pytest.mark.parametrize("content", [b"", b"not a table", b"PK\x03\x04broken"])
def test_what_is_no_table_is_said_to_be_none(sit, own_sample, tmp_path, content):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(content)
    answer = hand_in(sit("clerk"), path, own_sample["agriculture"])
    assert answer.status_code in {400, 409}
    assert "由表格生成调整申请" in words(answer)


def test_a_table_for_another_department_is_refused(sit, own_sample, tmp_path):
    path = write_xlsx(tmp_path / "清单.xlsx", {"清单": [power("甲", 实施依据=BASIS)]})
    answer = hand_in(sit("clerk"), path, own_sample["market"])
    assert answer.status_code == 400
    assert "请选择部门" in words(answer)


def test_a_proposal_that_was_overtaken_is_settled_field_by_field(sit, own_sample):
    clerk = sit("clerk")
    first, second = begin(clerk, "先"), begin(clerk, "后")
    for proposal, text in ((first, "1.立案责任"), (second, "2.调查责任")):
        choose(clerk, proposal, own_sample["penalty"])
        write(clerk, proposal, f__legal_basis=BASIS + text, f__duties=text)
        act(clerk, proposal, "submit")
    act(sit("list"), first, "accept")
    act(sit("legal"), first, "review", conclusion="lawful")
    act(sit("list"), first, "consolidate")
    publisher = sit("publisher")
    publisher.go("/office/publish")
    said = {"proposal": first.rsplit("/", 1)[1], "title": "公告", "kind": "公告", "effective_from": SOON}
    assert "已公布" in words(publisher.send("/office/publish", **said))
    assert "已被其他调整取代" in words(clerk.go(second))
    page = clerk.go(f"{second}/rebase")
    assert words(page).count("冲突") >= 2
    record = own_sample["penalty"]
    kept = {f"keep:{record}:legal_basis": "ours", f"keep:{record}:duties": "listed"}
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', page.text)
    assert digest
    answer = clerk.send(f"{second}/rebase", etag=clerk.hidden("etag"), digest=digest[1], **kept)
    assert "按现行清单重新拟定" in words(answer)
    (stored,) = changes(own_sample, second)
    assert stored["fields"] == {"legal_basis": BASIS + "2.调查责任"}
    act(clerk, second, "submit")
    assert "已提交" in words(clerk.last)


def test_an_item_of_the_directory_is_claimed(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    page = words(clerk.go(f"{proposal}/choose?kind=catalogue_item"))
    assert "对农药经营的检查" in page
    choose(clerk, proposal, own_sample["offer"], op="claim")
    write(
        clerk, proposal, f__legal_basis="【行政法规】《农药管理条例》第四十一条：实施现场检查。", f__duties="1.检查责任"
    )
    (stored,) = changes(own_sample, proposal)
    assert (stored["op"], stored["from"]) == ("claim", [own_sample["offer"]])
    act(clerk, proposal, "submit")
    assert "已提交" in words(clerk.last), words(clerk.last)


def test_the_list_office_begins_for_a_late_department_and_awaits_its_reply(sit, own_sample):
    listed = sit("list")
    listed.go("/office/proposals/new")
    said = {"title": "代为提出", "department": own_sample["agriculture"], "effective_from": SOON}
    listed.send("/office/proposals/new", **said)
    proposal = address(listed)
    choose(listed, proposal, own_sample["penalty"])
    write(listed, proposal, f__legal_basis=BASIS, f__duties="1.立案责任")
    act(listed, proposal, "submit")
    assert "待部门回复" in words(listed.last)
    assert "回复意见" in words(sit("clerk").go("/office/inbox"))
    act(sit("clerk"), proposal, "reply", opinion="同意调整")
    assert "同意调整" in words(sit("list").go(proposal))


def test_a_comment_stands_beside_the_field_and_takes_no_part(sit, own_sample):
    clerk, legal = sit("clerk"), sit("legal")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["penalty"])
    write(clerk, proposal, f__legal_basis=BASIS, f__duties="1.立案责任")
    act(clerk, proposal, "submit")
    act(sit("list"), proposal, "accept")
    legal.go(proposal)
    legal.send(f"{proposal}/comments", change="0", field="legal_basis", text="请核对条款项 <b>")
    assert "请核对条款项 &lt;b&gt;" in legal.last.text
    act(legal, proposal, "review", conclusion="lawful_if_amended", points="核对条款")
    page = clerk.go(f"{proposal}/changes/0").text
    assert page.index("请核对条款项") < page.index('data-field="duties"')
    legal.go(proposal)
    assert legal.send(f"{proposal}/comments", change="9", text="甲").status_code == 400
    legal.go(proposal)
    assert legal.send(f"{proposal}/comments", change="0", text="").status_code == 400
    assert sit("other").ask("POST", f"{proposal}/comments", data={}).status_code == 403


def test_a_power_becomes_one_of_another_type(sit, own_sample):
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["license"], op="reclassify")
    assert changes(own_sample, proposal)[0]["fields"] == {}
    write(clerk, proposal, becomes="administrative_confirmation")
    assert changes(own_sample, proposal)[0]["fields"] == {"category": "administrative_confirmation"}
    page = words(clerk.go(proposal)).replace(" ", "")
    assert "权力类型行政许可行政确认" in page
