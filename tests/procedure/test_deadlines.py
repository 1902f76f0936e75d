"""What is owed by when: by a ruleset's rows, on proposals as they stand; overdue is reckoned, not stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import col

from offices import SOON, amend, cancel, open_offices
from quanze.domain.procedure import names, ruleset
from quanze.domain.roles import Role
from quanze.services import calendars, deadlines
from quanze.storage.feedback import FeedbackRow
from quanze_api import schemas
from staff import Browser, make_person, place, words

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


def board(offices, who):
    answer = offices.send(who, "GET", "tasks")
    assert answer.status_code == 200, answer.text
    schemas.Board.model_validate(answer.json())
    return answer.json()


def owed(offices, who):
    return [
        (item["name"], (item["department"] or {}).get("name") or item["office"])
        for item in board(offices, who)["items"]
    ]


@pytest.fixture
def draft(offices, own_sample):
    change = amend(own_sample["penalty"], handling_office="种业科")
    return offices.propose("clerk", change, effective_from=SOON, caused_on="2026-03-02")["id"]


def test_from_its_cause_a_draft_is_owed_by_its_department_and_nobody_else_learns_of_it(offices, draft):
    [item] = board(offices, "clerk")["items"]
    assert (item["name"], item["proposal"], item["mine"]) == ("部门提出调整申请", draft, True)
    assert (item["began_on"], item["due_on"], item["provisional"]) == ("2026-03-02", "2026-03-16", False)
    assert item["overdue_days"] > 0
    assert board(offices, "clerk")["debtors"][0] == {
        "id": item["department"]["id"],
        "name": "农业农村局",
        "owed": 1,
        "overdue": 1,
    }
    for who in ("list", "legal", "other"):
        assert board(offices, who)["items"] == [], "a draft is its writers' own"


def wrote(offices, since):
    """A citizen wrote on a day; the word's number."""
    sent = {"kind": "power_unlisted", "text": "清单之外收取管理费，请核实。"}
    answer = offices.site.request("POST", "/api/v1/feedback", json=sent)
    assert answer.status_code == 201, answer.text
    with offices.sample.database.writing() as connection:
        number = answer.json()["number"]
        connection.execute(update(FeedbackRow).where(col(FeedbackRow.number) == number).values(received_at=since))
    return number


def test_a_citizens_word_is_to_be_answered_by_a_day_and_the_office_that_answers_sees_it(offices, own_sample):
    late = wrote(offices, datetime(2026, 3, 2, 1, tzinfo=UTC))
    new = wrote(offices, datetime.now(UTC))
    told = board(offices, "list")
    assert [one["number"] for one in told["feedback"]] == [late, new]
    first, second = told["feedback"]
    assert (first["name"], first["began_on"], first["due_on"]) == ("答复公众意见", "2026-03-02", "2026-03-23")
    assert first["overdue_days"] > 0
    assert second["overdue_days"] == 0
    assert {"id": None, "name": "清单管理机构", "owed": 2, "overdue": 1} in told["debtors"]
    for who in ("clerk", "legal", "publisher"):
        assert board(offices, who)["feedback"] == []
    browser = Browser(offices.site)
    browser.sign_in("list")
    page = words(browser.go("/office/inbox"))
    assert "等待答复的公众意见" in page
    assert late in page
    assert "逾期" in page
    identity = first["feedback"]
    said = {"action": "answer", "answer": "已责成整改。"}
    path = f"feedback/received/{identity}/actions"
    assert offices.send("list", "POST", path, said).status_code == 200
    assert [one["number"] for one in board(offices, "list")["feedback"]] == [new]


def test_what_is_owed_goes_with_the_proposal(offices, draft):
    offices.submit("clerk", draft)
    assert owed(offices, "list") == [("归口受理", "清单管理机构")]
    assert board(offices, "list")["items"][0]["mine"] is True
    assert board(offices, "clerk")["items"][0]["mine"] is False
    offices.act("list", draft, "accept")
    assert owed(offices, "legal") == [("合法性审查", "合法性审核机构")]
    offices.act("legal", draft, "review", conclusion="lawful")
    offices.act("list", draft, "consolidate")
    assert owed(offices, "publisher") == [("公布", "公布人")]
    assert offices.issue("publisher", draft).status_code == 201
    assert owed(offices, "publisher") == []


def test_each_consulted_department_owes_its_opinion_until_it_gave_it(offices, own_sample):
    change = {**cancel(own_sample["penalty"]), "op": "transfer", "to_department": own_sample["market"]}
    proposal = offices.propose("clerk", change, effective_from=SOON)["id"]
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept")
    assert owed(offices, "list") == [("会商意见", "市场监督管理局")]
    assert board(offices, "other")["items"][0]["mine"] is True
    offices.act("other", proposal, "give_opinion", conclusion="no_objection")
    assert owed(offices, "list") == []


def test_a_late_departments_change_is_begun_by_the_list_office_and_awaits_its_reply(offices, own_sample):
    change = amend(own_sample["penalty"], handling_office="种业科")
    said = {"department": own_sample["agriculture"], "effective_from": SOON, "caused_on": "2026-03-02"}
    proposal = offices.propose("list", change, **said)["id"]
    assert offices.open("list", proposal)["by_list_office"] is True
    assert owed(offices, "list") == [("部门提出调整申请", "清单管理机构")], "it is the list office's now"
    assert offices.submit("list", proposal)["state"] == "awaiting_reply"
    assert owed(offices, "clerk") == [("部门回复意见", "农业农村局")]
    assert offices.try_to("other", proposal, "reply", opinion="同意").status_code in {403, 404}
    assert offices.try_to("clerk", proposal, "reply").status_code == 400, "a reply says something"
    assert offices.act("clerk", proposal, "reply", opinion="同意调整")["state"] == "submitted"
    assert offices.try_to("list", proposal, "accept").status_code == 403, "who began it does not accept it"
    assert offices.act("list2", proposal, "accept")["state"] == "in_legality_review"


def test_overdue_counts_working_days_from_the_day_after(offices, own_sample, draft):
    clerk = make_person(own_sample.database, "算日子的", Role.LIST_OFFICE)
    offices.submit("clerk", draft)
    with own_sample.database.reading() as connection:
        where = place(own_sample.database)
        [task] = deadlines.tasks(connection, where, clerk, ZONE, date(2026, 1, 1))
        due = date.fromisoformat(task.due_on)
        days = calendars.calendar(connection)
        late = days.after(due, 3).day
        assert task.overdue_days == 0
        for today, overdue in ((due, 0), (days.after(due, 1).day, 1), (late, 3)):
            [task] = deadlines.tasks(connection, where, clerk, ZONE, today)
            assert task.overdue_days == overdue
        assert deadlines.deadlines_of(connection, where, clerk, draft, ZONE, due) == [
            task for task in deadlines.tasks(connection, where, clerk, ZONE, due) if task.proposal == draft
        ]


def test_a_day_declared_here_moves_what_is_due(own_sample):
    with own_sample.database.writing() as connection:
        before = calendars.calendar(connection).after(date(2026, 3, 2), 10).day
        calendars.declare(connection, '[2026]\noff."停电" = ["03-05"]')
        assert calendars.calendar(connection).after(date(2026, 3, 2), 10).day == date(2026, 3, 17) > before
        calendars.declare(connection, '[2026]\non."恢复" = ["03-05"]')
        assert calendars.calendar(connection).after(date(2026, 3, 2), 10).day == before


def test_only_who_is_known_sees_a_board(own_site, offices, own_sample):
    assert own_site.get("/api/v1/tasks").status_code == 401
    offices.hire("auditor", Role.AUDITOR)
    assert board(offices, "auditor") == {"items": [], "feedback": [], "debtors": []}


@pytest.mark.parametrize("name", names())
def test_every_deadline_of_a_ruleset_is_somebodys(name):
    rules = ruleset(name)
    for deadline in rules.deadlines:
        done = {rule.action for rule in rules.rules if deadline.trigger in {*rule.from_, "cause"}}
        done |= {"answer"} if deadline.trigger == "feedback" else set()
        assert deadline.to in {*done, "publish"}, deadline
