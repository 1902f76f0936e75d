"""Who is told of what: in the transaction of the step, only whoever it concerns, and nothing of a draft."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from offices import CAUSE, SOON, amend
from quanze.domain.notifications import EDITION_PUBLISHED, WEBHOOK_EVENTS
from quanze.domain.roles import Assignment, Role
from quanze.services import proceeding, proposals, staffing
from quanze.services.delivering import work_off
from quanze.services.moments import places_of
from quanze.storage import people
from registers import ZONE

TEXT = "种业管理科一室"
TODAY = datetime.now(ZONE).date()


@pytest.fixture
def proposal(town):
    changes = amend(town.sample["penalty"], handling_office=TEXT)
    return town.offices.propose("clerk", changes, title="调整种子处罚", effective_from=SOON)["id"]


def deliver(town):
    town.put_off()
    return work_off(town.delivery)


def test_each_is_told_when_it_is_their_turn_and_the_proposers_how_it_ended(town, mail, proposal):
    for name in ("clerk", "head", "other", "list", "list2", "legal", "recorder", "publisher"):
        town.give_address(name)
    town.offices.approve_elements(proposal)
    assert town.offices.issue("publisher", proposal).status_code == 201
    deliver(town)
    subjects = {message["to"]: [] for _, message in mail.got}
    for _, message in mail.got:
        subjects[message["to"]].append(message["subject"])
    assert subjects == {
        "list@example.gov.cn": ["〔已提交〕调整种子处罚", "〔归口审核中〕调整种子处罚"],
        "list2@example.gov.cn": ["〔已提交〕调整种子处罚", "〔归口审核中〕调整种子处罚"],
        "legal@example.gov.cn": ["〔合法性审查中〕调整种子处罚"],
        "publisher@example.gov.cn": ["〔已批准待公布〕调整种子处罚"],
        "clerk@example.gov.cn": ["〔已公布〕调整种子处罚"],
    }
    text = mail.to("legal@example.gov.cn")[0].get_content()
    assert f"https://list.example.gov.cn/office/proposals/{proposal}" in text
    assert TEXT not in "".join(message.get_content() for _, message in mail.got)


def test_whoever_left_no_address_or_wants_no_mail_gets_none(town, mail, proposal):
    town.give_address("list", wanted=False)
    town.offices.submit("clerk", proposal)
    assert (town.messages(), deliver(town), mail.got) == ([], 0, [])


def test_what_may_not_be_read_any_more_when_it_leaves_does_not_leave(town, mail, proposal):
    town.give_address("list")
    town.give_address("list2")
    town.offices.submit("clerk", proposal)
    with town.sample.database.writing() as connection:
        for name in ("list", "list2"):
            person = staffing.find_person(connection, name)
            if name == "list":
                staffing.set_disabled(connection, None, person, disabled=True)
            else:
                staffing.end_assignment(connection, None, person, Assignment(Role.LIST_OFFICE))
    assert deliver(town) == 0
    assert {row.last_error for row in town.messages()} == {
        "收件人已无权查阅该申请",
        "收件人已停用，或未留邮箱、不再接收邮件",
    }
    assert mail.got == []


def test_a_system_learns_id_title_and_state_and_nothing_of_the_text(town, told, proposal):
    town.endpoint(told.url, *WEBHOOK_EVENTS)
    town.offices.submit("clerk", proposal)
    assert deliver(town) == 1
    said = json.loads(told.got[0][2])
    assert said["type"] == "proposal.submitted"
    assert said["data"] == {
        "id": proposal,
        "title": "调整种子处罚",
        "state": "submitted",
        "state_label": "已提交",
        "jurisdiction": town.sample.ledger.jurisdiction,
        "url": f"https://list.example.gov.cn/office/proposals/{proposal}",
    }


def test_nothing_is_told_of_a_draft(town, told, mail, proposal):
    town.endpoint(told.url, *WEBHOOK_EVENTS)
    for name in ("clerk", "head", "list"):
        town.give_address(name)
    town.offices.act("clerk", proposal, "withdraw")
    assert town.messages() == []


def test_an_edition_is_told_with_what_everybody_may_know(town, told, proposal):
    town.endpoint(told.url, EDITION_PUBLISHED)
    town.offices.approve_elements(proposal)
    assert town.messages() == [], "it did not ask for proposals"
    number = town.offices.issue("publisher", proposal).json()["number"]
    assert deliver(town) == 1
    data = json.loads(told.got[0][2])["data"]
    edition = town.offices.site.json(f"/api/v1/editions/{number}")
    assert (data["edition"], data["root"], data["title"]) == (number, edition["root"], edition["title"])
    assert data["url"] == f"https://list.example.gov.cn/editions/{number}"
    assert town.offices.site.get(f"/editions/{number}").status_code == 200
    assert TEXT not in told.got[0][2].decode()


def test_a_step_that_is_undone_leaves_nothing_in_the_outbox(town, told, proposal):
    town.endpoint(told.url, *WEBHOOK_EVENTS)
    town.give_address("list")
    with town.sample.database.reading() as connection:
        place, clerk = places_of(connection)[0], staffing.find_person(connection, "clerk")
        person = people.persons(connection, [clerk])[clerk]
    with town.sample.database.engine.connect().execution_options(quanze_writes=True) as connection:
        found = proposals.read(connection, place, person, proposal)
        findings = proceeding.findings_of(connection, place, found, TODAY)
        answers = [{"code": one.code, "change": one.change, "text": "属实"} for one in findings]
        said = {"action": "submit", "digest": found.row.digest, "answers": answers}
        proceeding.act(connection, place, person, proposal, said, TODAY)
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one() == 2
        connection.rollback()
    assert town.messages() == []


def test_an_edition_that_is_refused_is_told_to_nobody(town, told, proposal):
    town.endpoint(told.url, *WEBHOOK_EVENTS)
    assert town.offices.issue("publisher", proposal).status_code in {404, 409}
    assert town.messages() == []


def test_an_edition_of_the_withheld_log_is_told_to_nobody(town, told):
    town.endpoint(told.url, EDITION_PUBLISHED)
    ledger = replace(town.sample.ledger, log="withheld")
    ledger.found_department("秘密机关")
    assert town.messages() == []
    town.sample.ledger.found_department("公开机关")
    assert [row.event for row in town.messages()] == [EDITION_PUBLISHED]


def test_of_what_is_withheld_not_even_the_title_leaves_the_house(town, told, mail):
    town.endpoint(told.url, *WEBHOOK_EVENTS)
    town.give_address("list")
    fields = {
        "name": "秘密事项",
        "category": "other_power",
        "department_id": town.sample["agriculture"],
        "disclosure": "withheld",
        "legal_basis": "【法律】《中华人民共和国种子法》第七十五条",
    }
    add = {"op": "add", "kind": "power", "fields": fields, "cause": CAUSE}
    made = town.offices.propose("clerk", add, title="秘密标题", effective_from=SOON)
    town.offices.submit("clerk", made["id"])
    assert deliver(town) == 1
    assert told.got == []
    ((_, letter),) = mail.got
    assert "秘密" not in letter["subject"] + letter.get_content()
