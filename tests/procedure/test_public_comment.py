"""公开征求意见: the text is put before the public as it stands, everybody is answered, and then it goes on."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest

from offices import CAUSE, LATER, SOON, amend, cancel, open_offices
from quanze.domain.errors import NotNow
from quanze.domain.procedure import Action, Case, Ruleset, State
from quanze.domain.roles import Assignment, Person, Role
from quanze.services import proceeding, proposals
from quanze_api import schemas
from staff import place, words

MARK = "种业管理科"
NOTICE = "为落实《种子法》，拟作以下调整，请提出意见。"
TEXT = "建议保留原承办机构，我们找得到。我是王五。"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def proposal(offices, own_sample):
    """One that waits at the list office."""
    change = amend(own_sample["penalty"], handling_office=MARK)
    made = offices.propose("clerk", change, title="调整种子处罚", effective_from=LATER)["id"]
    return to_the_list_office(offices, made)


def to_the_list_office(offices, made):
    offices.submit("clerk", made)
    offices.act("list", made, "accept")
    assert offices.act("legal", made, "review", conclusion="lawful", opinion="法制意见")["state"] == "in_list_review"
    return made


def ask(offices, proposal, **said):
    until = (datetime.now(UTC).date() + timedelta(days=40)).isoformat()
    return offices.act("list", proposal, "open_comment", **{"until": until, "notice": NOTICE, **said})


def pass_the_days(offices):
    """The days of every consultation pass."""
    with offices.sample.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE consultations SET until = '{TODAY - timedelta(days=2)}'")


def say(site, number=1, **said):
    body = {"kind": "comment", "consultation": number, "text": TEXT, **said}
    return site.request("POST", "/api/v1/feedback", json=body)


def handle(offices, action, **said):
    received = offices.send("list", "GET", "feedback/received").json()["items"]
    return offices.send("list", "POST", f"feedback/received/{received[0]['id']}/actions", {"action": action, **said})


def test_from_the_notice_to_the_answers_and_on(offices, own_site, proposal):
    assert own_site.json("/api/v1/consultations")["items"] == []
    told = ask(offices, proposal)
    assert told["state"] == "in_public_comment"
    assert "close_comment" not in {one["action"] for one in told["actions"]}, "not before its days have passed"
    listed = own_site.json("/api/v1/consultations")
    schemas.ConsultationList.model_validate(listed)
    assert [(one["number"], one["title"], one["state"]) for one in listed["items"]] == [(1, "调整种子处罚", "open")]
    receipt = say(own_site)
    assert receipt.status_code == 201, receipt.text
    for refused, code in (
        (offices.try_to("list", proposal, "close_comment"), "comment_open"),
        (offices.try_to("list", proposal, "consolidate"), "not_now"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, code)

    pass_the_days(offices)
    assert own_site.json("/api/v1/consultations/1")["state"] == "due"
    late = say(own_site)
    assert (late.status_code, late.json()["code"]) == (409, "comment_closed")
    waiting = offices.try_to("list", proposal, "close_comment")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "comments_unanswered")
    assert handle(offices, "answer", answer="谢谢").status_code == 409, "a comment is answered with what became of it"
    assert handle(offices, "respond", answer="谢谢").json()["field"] == "adoption"
    assert handle(offices, "respond", adoption="not_adopted", answer="职责已划转。").status_code == 200
    assert own_site.json("/api/v1/consultations/1")["adoption"] is None, "not while it lasts"
    assert offices.act("list", proposal, "close_comment")["state"] == "in_list_review"

    one = own_site.json("/api/v1/consultations/1")
    schemas.ConsultationAlone.model_validate(one)
    assert (one["state"], one["adoption"]["received"], one["adoption"]["not_adopted"]) == ("closed", 1, 1)
    assert offices.act("list", proposal, "consolidate")["state"] == "approved", "optional, and on its way again"
    assert offices.issue("publisher", proposal).status_code == 201
    own = own_site.request(
        "POST", "/api/v1/feedback/status", json={name: receipt.json()[name] for name in ("number", "secret")}
    ).json()
    assert (own["adoption_label"], own["answer"], own["consultation"]) == ("不采纳", "职责已划转。", 1)


def test_what_the_public_reads_is_the_text_that_was_opened_and_nothing_else(offices, own_sample, own_site, proposal):
    ask(offices, proposal)
    one = own_site.json("/api/v1/consultations/1")
    schemas.ConsultationAlone.model_validate(one)
    [change] = one["changes"]
    assert (one["notice"], one["digest"]) == (NOTICE, offices.open("list", proposal)["digest"])
    assert change["texts"][0]["fields"] == [
        {"field": "handling_office", "before": change["texts"][0]["fields"][0]["before"], "after": MARK}
    ]
    assert (change["id"], change["cause"]["text"], change["effective_from"]) == (
        own_sample["penalty"],
        CAUSE["text"],
        LATER,
    )
    page = own_site.get("/consultations/1")
    assert MARK in page.text
    assert "拟调整的内容（1 项）" in words(page)
    told = page.text + own_site.get("/api/v1/consultations/1").text
    for secret in ("法制意见", proposal):
        assert secret not in told
    before = own_site.get("/api/v1/consultations/1").json()
    offices.act("list", proposal, "return", opinion="请改")
    changes = [amend(own_sample["penalty"], handling_office="后来改的科室")]
    edited = {"title": "后来的标题", "changes": changes, "effective_from": SOON}
    saved = offices.send("clerk", "PATCH", f"proposals/{proposal}", edited, **{"if-match": "*"})
    assert saved.status_code == 200, saved.text
    after = own_site.get("/api/v1/consultations/1").json()
    assert (after["state"], after["adoption"]) == ("suspended", None)
    assert {**after, "state": "", "state_label": "", "ended_at": ""} == {
        **before,
        "state": "",
        "state_label": "",
        "ended_at": "",
    }
    page = own_site.get("/consultations/1")
    assert "已中止" in words(page)
    assert "后来" not in page.text
    assert say(own_site).status_code == 409


@pytest.mark.parametrize("ending", ["withdraw", "supersede", "return"])
def test_whatever_takes_the_text_away_suspends_it(offices, own_sample, own_site, proposal, ending):
    other = offices.propose("head", amend(own_sample["penalty"], fee="不收费"), effective_from=SOON)["id"]
    ask(offices, proposal)
    if ending == "supersede":
        offices.submit("head", other)
        offices.act("list", other, "accept")
        offices.act("legal", other, "review", conclusion="lawful")
        offices.act("list", other, "consolidate")
        before = own_site.json("/api/v1/consultations/1")["changes"]
        assert offices.issue("publisher", other).status_code == 201
        assert own_site.json("/api/v1/consultations/1")["changes"] == before, "not laid over what came after"
    else:
        offices.act("clerk" if ending == "withdraw" else "list", proposal, ending, opinion="不再需要")
    [one] = own_site.json("/api/v1/consultations")["items"]
    assert (one["state"], one["state_label"]) == ("suspended", "已中止")


def test_the_days_and_the_notice_must_be_said(offices, proposal):
    day = datetime.now(UTC).date()
    for said, code in (
        ({"notice": NOTICE}, "missing_part"),
        ({"until": (day + timedelta(days=40)).isoformat()}, "missing_part"),
        ({"until": (day + timedelta(days=20)).isoformat(), "notice": NOTICE}, "bad_date"),
        ({"until": (day + timedelta(days=4000)).isoformat(), "notice": NOTICE}, "bad_date"),
        ({"until": "明年", "notice": NOTICE}, "bad_date"),
    ):
        refused = offices.try_to("list", proposal, "open_comment", **said)
        assert (refused.status_code, refused.json()["code"]) == (400, code), said
    early = offices.try_to("list", proposal, "open_comment", until=(day + timedelta(days=20)).isoformat(), notice="甲")
    assert "不少于 30 日" in early.json()["detail"]
    assert offices.try_to("legal", proposal, "open_comment").status_code == 403


def test_what_is_withheld_is_never_put_before_the_public(offices, own_sample, own_site):
    basis = "【法律】《种子法》第四十九条"
    secret = {"name": "秘而不宣", "category": "administrative_inspection", "legal_basis": basis, "duties": "1.检查责任"}
    add = {"op": "add", "fields": {**secret, "disclosure": "withheld"}, "cause": CAUSE}
    made = offices.propose("clerk", add, amend(own_sample["penalty"], fee="不收费"), effective_from=LATER)["id"]
    to_the_list_office(offices, made)
    until = (TODAY + timedelta(days=60)).isoformat()
    refused = offices.try_to("list", made, "open_comment", until=until, notice=NOTICE)
    assert (refused.status_code, refused.json()["code"]) == (409, "withheld_in_comment")
    assert "不公示的事项" in refused.json()["detail"]
    assert own_site.json("/api/v1/consultations")["items"] == []
    assert offices.open("list", made)["state"] == "in_list_review"


def test_the_list_office_lets_everyone_see_what_it_reviewed(offices, own_site, proposal):
    ask(offices, proposal)
    say(own_site, contact="13800000000")
    handle(offices, "respond", adoption="partly_adopted", answer="保留办理地点。")
    handle(offices, "show", shown_text="建议保留原承办机构。")
    [shown] = own_site.json("/api/v1/feedback")["items"]
    assert (shown["consultation"], shown["adoption"], shown["text"]) == (1, "partly_adopted", "建议保留原承办机构。")
    page = own_site.get("/consultations/1")
    assert "部分采纳" in words(page)
    assert "王五" not in page.text
    assert "13800000000" not in page.text
    paper = offices.send("list", "GET", f"proposals/{proposal}/papers/opinions.docx")
    cells = [cell.text for row in docx.Document(io.BytesIO(paper.content)).tables[0].rows for cell in row.cells]
    assert {"建议保留原承办机构。", "部分采纳", "保留办理地点。"} <= set(cells)
    assert any(cell.startswith("社会公众（") for cell in cells)
    assert not any("王五" in cell for cell in cells)


def test_a_comment_says_on_what(own_site, offices, proposal):
    assert say(own_site, 1).json()["code"] == "unknown_consultation"
    assert say(own_site, None).json()["field"] == "consultation"
    assert own_site.get("/api/v1/consultations/1").status_code == 404
    assert own_site.get("/consultations/1").status_code == 404
    assert own_site.get("/api/v1/consultations?before=x").status_code == 400


def test_a_page_that_somebody_holds_is_told_when_it_changes(offices, own_site, proposal):
    def tag(path):
        return own_site.get(path).headers["etag"]

    empty = tag("/consultations")
    ask(offices, proposal)
    paths = ("/consultations", "/consultations/1", "/api/v1/consultations", "/api/v1/consultations/1")
    first = [tag(path) for path in paths]
    assert first[0] != empty
    for path, held in zip(paths, first, strict=True):
        assert own_site.get(path, headers={"if-none-match": held}).status_code == 304
    offices.act("clerk", proposal, "withdraw")
    assert all(tag(path) != held for path, held in zip(paths, first, strict=True))


# A ruleset that requires it

REQUIRED = Ruleset.model_validate(
    {
        "name": "made",
        "title": "须公开征求意见",
        "basis": "测试",
        "rules": [
            {
                "action": "consolidate",
                "roles": ["list_office"],
                "duty": "list",
                "from": ["in_list_review"],
                "to": "awaiting_decision",
                "when": ["government_decides"],
                "after": ["close_comment"],
            },
            {
                "action": "open_comment",
                "roles": ["list_office"],
                "duty": "list",
                "from": ["in_list_review"],
                "to": "in_public_comment",
                "needs": ["until", "notice"],
                "days": 7,
            },
        ],
    }
)


def test_where_the_ruleset_requires_it_a_text_that_was_changed_is_put_before_the_public_anew(offices, own_sample):
    made = offices.propose("clerk", cancel(own_sample["penalty"]), effective_from=LATER)["id"]
    to_the_list_office(offices, made)
    office = Person("p", "编办", place(own_sample.database).id, (Assignment(Role.LIST_OFFICE, None),))

    def decide():
        case = case_now(own_sample, made)
        subject = proposal_now(own_sample, made).subject
        return REQUIRED.choose("consolidate", office, subject, case, {}).to

    with pytest.raises(NotNow, match="须先办理“结束公开征求意见”"):
        decide()
    ask(offices, made)
    pass_the_days(offices)
    offices.act("list", made, "close_comment")
    assert decide() is State.AWAITING_DECISION
    rewrite(own_sample, made)
    with pytest.raises(NotNow, match="须先办理“结束公开征求意见”"):
        decide()


def proposal_now(sample, made):
    where = place(sample.database)
    reader = Person("p", "编办", where.id, (Assignment(Role.LIST_OFFICE, None),))
    with sample.database.reading() as connection:
        return proposals.read(connection, where, reader, made)


def case_now(sample, made) -> Case:
    found = proposal_now(sample, made)
    with sample.database.reading() as connection:
        case = proceeding.case_of(connection, place(sample.database), found, TODAY)
    assert (Action.CLOSE_COMMENT in case.done) in (True, False)
    return case


def rewrite(sample, made):
    """The text is another one, in the same state: as after a decision in principle."""
    with sample.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE proposals SET digest = '{'0' * 64}' WHERE id = '{made}'")
