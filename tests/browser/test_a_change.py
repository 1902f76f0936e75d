"""A real browser: what a change goes through from a clerk's desk to the citizen's page, each by whoever it is of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from quanze.domain.roles import Assignment, Role
from quanze.settings import Settings
from registers import make_sample
from staff import PASSWORD, code_at, enrol, make_person

if TYPE_CHECKING:
    from collections.abc import Callable

SOON = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
BASIS = "【法律】《中华人民共和国种子法》第七十五条：销售假种子的，由农业农村主管部门处以罚款。"
STAFF = {
    "clerk": (Role.CLERK, "agriculture"),
    "clerk2": (Role.CLERK, "agriculture"),
    "other": (Role.CLERK, "market"),
    "list": (Role.LIST_OFFICE, None),
    "legal": (Role.LEGAL_OFFICE, None),
    "recorder": (Role.DECISION_RECORDER, None),
    "publisher": (Role.PUBLISHER, None),
}


class Office:
    """A served register and the people who work in it, each at a browser of their own."""

    def __init__(self, base: str, sample: Any, watch: Callable[..., Any]) -> None:
        self.base, self.sample, self.watch = base, sample, watch
        self.seated: dict[str, Any] = {}

    def sit(self, name: str) -> Any:
        """The tab of somebody who has signed in."""
        if name not in self.seated:
            watched = self.seated[name] = self.watch()
            role, department = STAFF[name]
            held = Assignment(role, department and self.sample[department])
            person = make_person(self.sample.database, name, held)
            secret = enrol(self.sample.database, person) if person.needs_one_time_code else None
            tab = watched.tab
            tab.on("dialog", lambda dialog: dialog.accept())
            tab.goto(f"{self.base}/office")
            tab.fill("#login", name)
            tab.fill("#password", PASSWORD)
            tab.click("button:has-text('登录')")
            if secret:
                tab.fill("#code", code_at(secret, datetime.now(UTC)))
                tab.click("button:has-text('继续')")
            tab.wait_for_selector("h1:has-text('待办')")
        return self.seated[name].tab

    def draft(self, who: str, title: str) -> str:
        tab = self.sit(who)
        tab.click("nav >> text=起草")
        tab.fill("#title", title)
        tab.fill("#effective_from", SOON)
        tab.click("button:has-text('建立草稿')")
        return tab.url.split("?")[0].rsplit("/", 1)[0]

    def choose(self, who: str, words: str, op: str = "amend") -> None:
        """Find a power by its name, and take it into the proposal that is open for choosing."""
        tab = self.sit(who)
        tab.fill("#q", words)
        tab.click("button:has-text('查找')")
        tab.check(f"tr:has-text('{words}') >> input[name=power]")
        tab.select_option("#op", op)
        tab.select_option("#cause_type", "law_amended")
        tab.fill("#cause_text", "《种子法》修改")
        tab.fill("#cause_ref", "《中华人民共和国种子法》")
        tab.click("button:has-text('加入申请')")

    def write(self, who: str, **fields: str) -> None:
        """Fill in the open change and save it."""
        tab = self.sit(who)
        for name, text in fields.items():
            tab.fill(f"[name='f:{name}']", text)
        tab.click(".savebar >> text=保存 >> nth=0")
        tab.wait_for_selector("text=已保存")

    def submit(self, who: str, proposal: str) -> None:
        tab = self.sit(who)
        tab.goto(proposal)
        for answer in tab.query_selector_all("[name^='answer:']"):
            answer.fill("情况属实")
        tab.click("#act-submit button")
        assert "已提交" in tab.inner_text(".tags"), tab.inner_text("main")

    def act(self, who: str, proposal: str, action: str, conclusion: str = "", **texts: str) -> None:
        tab = self.sit(who)
        tab.goto(proposal)
        summary = tab.query_selector(f"details:has(#act-{action}) > summary") if action == "return" else None
        if summary:
            summary.click()
        form = f"#act-{action}"
        if conclusion:
            tab.check(f"{form} [value={conclusion}]")
        for name, text in texts.items():
            tab.fill(f"{form} [name='{name}']", text)
        tab.click(f"{form} >> button[type=submit] >> nth=-1")
        tab.wait_for_selector("text=已办理")

    def state(self, who: str, proposal: str) -> str:
        tab = self.sit(who)
        tab.goto(proposal)
        return str(tab.inner_text(".tags .tag >> nth=0"))

    def decide(self) -> None:
        """The meeting passes everything that is before it."""
        tab = self.sit("recorder")
        tab.click("nav >> text=登记决定")
        tab.fill("#body", "区人民政府")
        tab.fill("#meeting", "第12次常务会议")
        tab.fill("#date", "2024-01-31")
        tab.check("[value=passed]")
        tab.click("main >> button:has-text('登记')")
        tab.wait_for_selector("text=决定已登记")

    def publish(self, title: str) -> None:
        """Everything that is approved goes out as one edition."""
        tab = self.sit("publisher")
        tab.click("nav >> text=公布")
        tab.fill("#title", title)
        tab.fill("#effective_from", SOON)
        tab.click("button:has-text('核对数量')")
        tab.wait_for_selector("#counts")
        tab.click("button:text-is('公布')")
        tab.wait_for_selector("h1:has-text('已公布')")

    def complaints(self) -> list[str]:
        return [text for watched in self.seated.values() for text in watched.complaints]


@pytest.fixture
def office(watch, serving, tmp_path):
    sample = make_sample(f"sqlite:///{tmp_path}/office.sqlite3")
    with serving(Settings(sample.url, tmp_path / "index")) as base:
        yield Office(base, sample, watch)
    sample.database.close()


def test_a_change_from_a_draft_to_the_citizens_page(office):
    """The whole way: what adds to the list is the government's to decide, other organs are asked first."""
    proposal = office.draft("clerk", "调整种子管理事项")
    office.choose("clerk", "对销售假种子的处罚")
    office.write("clerk", legal_basis=BASIS, duties="1.立案责任", implementing_body="示范区农业农村局")
    clerk = office.sit("clerk")
    clerk.click("text=添加事项")
    clerk.click("summary:has-text('清单中没有的新事项')")
    clerk.select_option("#begin", "add")
    clerk.fill("#name", "对农药经营的检查")
    clerk.select_option("#cause_type", "law_enacted")
    clerk.fill("#cause_text", "《农药管理条例》规定")
    clerk.fill("#cause_ref", "《农药管理条例》")
    clerk.click("button:has-text('加入新事项')")
    clerk.select_option("[name='f:category']", "administrative_inspection")
    inspection = "【行政法规】《农药管理条例》第四十一条：可以进入农药经营场所实施现场检查。"
    office.write("clerk", legal_basis=inspection, duties="1.检查责任")
    office.submit("clerk", proposal)

    listed = office.sit("list")
    listed.goto(proposal)
    listed.click("summary:has-text('另行征求其他部门意见')")
    listed.check("label:has-text('市场监督管理局') >> input")
    listed.click("#act-accept >> button")
    assert "征求意见中" in listed.inner_text(".tags")
    office.act("other", proposal, "give_opinion", "no_objection", opinion="无意见")
    office.act("list", proposal, "close_consultation")
    office.act("legal", proposal, "review", "lawful", opinion="权限、程序、内容均合法")
    office.act("list", proposal, "consolidate")

    office.decide()
    office.publish("关于调整种子管理事项的公告")

    citizen = office.watch().tab
    citizen.goto(f"{office.base}/powers/{office.sample['penalty']}?valid_at={SOON}")
    assert "处以罚款" in citizen.inner_text("#basis + dl")
    citizen.goto(f"{office.base}/powers?q=农药经营&valid_at={SOON}")
    assert "对农药经营的检查" in citizen.inner_text("main")
    assert office.complaints() == []


def test_returned_with_points_to_answer_then_passed_in_principle(office):
    proposal = office.draft("clerk", "取消举报奖励")
    office.choose("clerk", "对销售假种子的处罚")
    office.write("clerk", legal_basis=BASIS, duties="1.立案责任")
    office.sit("clerk").click("text=添加事项")
    office.choose("clerk", "对种子质量的检查", op="cancel")
    office.sit("clerk").click(".savebar >> text=保存 >> nth=0")
    office.submit("clerk", proposal)
    office.act("list", proposal, "accept")
    office.act("legal", proposal, "review", "lawful_if_amended", points="请写明承办机构\n请核对条款")
    assert office.state("clerk", proposal) == "已退回"
    assert "请写明承办机构" in office.sit("clerk").inner_text(".timeline")
    office.sit("clerk").goto(f"{proposal}/changes/0")
    office.write("clerk", handling_office="种子管理站")
    office.submit("clerk", proposal)
    office.act("list", proposal, "accept")
    office.act("legal", proposal, "review", "lawful", opinion="已按意见修改")
    office.act("list", proposal, "consolidate")

    recorder = office.sit("recorder")
    recorder.goto(proposal)
    recorder.check("#act-record_decision [value=passed_in_principle]")
    recorder.fill("#act-record_decision [name=body]", "区人民政府")
    recorder.fill("#act-record_decision [name=date]", "2024-01-31")
    recorder.select_option("#cc0", "0")
    recorder.select_option("#cf0", "fee")
    recorder.fill("#ct0", "写明不收费")
    recorder.click("#act-record_decision >> button[type=submit]")
    assert "归口审核中" in recorder.inner_text(".tags")

    listed = office.sit("list")
    listed.goto(f"{proposal}/changes/0")
    assert listed.query_selector("[name='f:legal_basis']") is None, "only what the meeting named"
    office.write("list", fee="不收费")
    office.act("list", proposal, "consolidate")
    office.act("legal", proposal, "review", "lawful", opinion="已落实会议意见")
    assert office.state("list", proposal) == "已批准待公布"
    office.publish("关于调整种子管理事项的公告")
    assert office.complaints() == []


def test_an_objection_stands_until_it_is_settled(office):
    proposal = office.draft("clerk", "调整种子处罚")
    office.choose("clerk", "对销售假种子的处罚")
    office.write("clerk", legal_basis=BASIS, duties="1.立案责任")
    office.submit("clerk", proposal)
    listed = office.sit("list")
    listed.goto(proposal)
    listed.click("summary:has-text('另行征求其他部门意见')")
    listed.check("label:has-text('市场监督管理局') >> input")
    listed.click("#act-accept >> button")
    office.act("other", proposal, "give_opinion", "objection", opinion="流通环节由我局查处")
    listed.goto(proposal)
    assert "流通环节由我局查处" in listed.inner_text(".timeline")
    office.act("list", proposal, "close_consultation", settlement="经协商，生产环节由农业农村局处罚")
    assert office.state("legal", proposal) == "合法性审查中"
    assert "经协商" in office.sit("legal").inner_text(".timeline")
    assert office.complaints() == []


def test_two_proposals_on_one_power_end_in_a_conflict_field_by_field(office):
    first = office.draft("clerk", "先公布的申请")
    office.choose("clerk", "对销售假种子的处罚")
    office.write("clerk", legal_basis=BASIS, duties="1.立案责任")
    second = office.draft("clerk2", "后公布的申请")
    office.choose("clerk2", "对销售假种子的处罚")
    office.write("clerk2", legal_basis=BASIS + "（另一写法）", duties="2.调查责任", handling_office="种子站")
    for who, proposal in (("clerk", first), ("clerk2", second)):
        office.submit(who, proposal)
    office.act("list", first, "accept")
    office.act("legal", first, "review", "lawful", opinion="合法")
    office.act("list", first, "consolidate")
    office.publish("先行公告")

    tab = office.sit("clerk2")
    assert office.state("clerk2", second) == "已被其他调整取代"
    tab.click("text=按现行清单重新拟定")
    clashing = tab.locator("tr.clash")
    assert clashing.count() == 2
    assert "（另一写法）" in clashing.first.inner_text()
    tab.check("tr.clash >> nth=0 >> [value=ours]")
    tab.check("tr.clash >> nth=1 >> [value=listed]")
    tab.click("text=按以上选择重新拟定")
    office.submit("clerk2", second)
    lines = tab.inner_text(".redline")
    assert "实施依据" in lines
    assert "承办机构" in lines
    assert "责任事项" not in lines
    assert office.complaints() == []


def test_the_writer_is_saved_and_told_while_typing(office):
    proposal = office.draft("clerk", "边写边存")
    office.choose("clerk", "对销售假种子的处罚")
    tab = office.sit("clerk")
    tab.fill("[name='f:legal_basis']", "某局规范性文件")
    tab.wait_for_selector("[data-field=legal_basis] .finding", timeout=15_000)
    tab.wait_for_selector("text=已自动保存")
    tab.keyboard.press("Control+s")
    tab.fill("[name='f:legal_basis']", BASIS)
    tab.keyboard.press("Control+s")
    tab.click(".savebar >> text=保存 >> nth=0")
    tab.wait_for_selector("text=已保存")
    tab.goto(f"{proposal}/edit")
    tab.click("summary:has-text('历次保存')")
    assert tab.locator("button:has-text('恢复')").count() >= 2
    tab.click("button:has-text('恢复') >> nth=0")
    tab.wait_for_selector("text=已恢复到所选的一稿")
    assert office.complaints() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_work_shuts_anyone_out(office, width):
    proposal = office.draft("clerk", "看得清")
    office.choose("clerk", "对销售假种子的处罚")
    office.write("clerk", legal_basis=BASIS, duties="1.立案责任")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    tab, found = office.sit("clerk"), {}
    tab.set_viewport_size({"width": width, "height": 800})
    for path in ("/inbox", "/proposals", "/proposals/new", "/upload"):
        found |= _violations(tab, axe, f"{office.base}/office{path}", width)
    for path in ("", "/edit", "/choose", "/changes/0"):
        found |= _violations(tab, axe, f"{proposal}{path}", width)
    office.submit("clerk", proposal)
    for who in ("list", "recorder", "publisher"):
        office.sit(who).set_viewport_size({"width": width, "height": 800})
        for path in PAGES_OF[who]:
            found |= _violations(office.sit(who), axe, path.format(base=office.base, proposal=proposal), width)
    assert found == {}


PAGES_OF = {
    "list": ("{base}/office/inbox", "{proposal}", "{proposal}/papers"),
    "recorder": ("{base}/office/decisions",),
    "publisher": ("{base}/office/publish",),
}


def _violations(tab: Any, axe: str, address: str, width: int) -> dict[str, Any]:
    tab.goto(address)
    wide = tab.evaluate("document.documentElement.scrollWidth")
    tab.evaluate(axe)
    told = tab.evaluate("axe.run().then(result => result.violations)")
    faults = [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in told]
    return {address: (faults, wide)} if faults or wide > width else {}
