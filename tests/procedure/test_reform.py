"""A reform goes the way of every proposal: the list office takes it on, others are asked, the meeting decides."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from factories import Ledger
from offices import CAUSE, SOON, open_offices
from quanze.services import reforming
from quanze.storage.fsck import differences
from quanze.storage.heads import WITHHELD
from quanze_api import schemas
from registers import FUTURE
from staff import place

PLAN = {
    "title": "机构改革",
    "on": SOON,
    "text": "组建农业农村和市场监管局",
    "merges": [{"from": ["农业农村局", "市场监督管理局"], "into": "农业农村和市场监管局"}],
}


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def reform(own_sample):
    where = place(own_sample.database)
    with own_sample.database.writing() as connection:
        plan = reforming.read_plan(json.dumps(PLAN))
        changes = reforming.plan_changes(connection, where, plan, date.fromisoformat(SOON) - timedelta(days=30))
        return reforming.store(connection, where, plan, changes), changes


def test_a_reform_from_draft_to_the_citizens_page(offices, own_sample, own_site, reform):
    proposal, changes = reform
    new = changes[0].id
    departments = {own_sample["agriculture"], own_sample["market"]}
    assert offices.submit("list", proposal)["state"] == "submitted", "no one department replies for all"
    assert offices.try_to("list", proposal, "accept").status_code == 403, "who took it on does not review it"
    accepted = offices.act("list2", proposal, "accept")
    assert accepted["state"] == "consulting"
    assert set(accepted["consulted"]) == departments, "those concerned, and not the one to come"
    owed = offices.send("list2", "GET", "tasks").json()["items"]
    assert {one["department"]["id"] for one in owed} == departments
    for who in ("clerk", "other"):
        offices.act(who, proposal, "give_opinion", conclusion="no_objection")
    offices.act("list2", proposal, "close_consultation")
    offices.act("legal", proposal, "review", conclusion="lawful")
    assert offices.act("list2", proposal, "consolidate")["state"] == "awaiting_decision"
    said = {"body": "区政府常务会议", "date": "2026-11-20", "conclusion": "passed"}
    assert offices.act("recorder", proposal, "record_decision", **said)["state"] == "approved"
    issued = offices.issue("publisher", proposal)
    assert issued.status_code == 201, issued.text

    power = f"/api/v1/powers/{own_sample['penalty']}"
    assert own_site.json(power)["department"]["id"] == own_sample["agriculture"], "not before its day"
    assert own_site.json(f"{power}?valid_at={SOON}")["department"] == {"id": new, "name": "农业农村和市场监管局"}
    later = own_site.json(f"/api/v1/powers/{own_sample['license']}?valid_at={FUTURE}")
    assert (later["department"]["id"], later["promised_time_limit"]) == (new, "5个工作日"), "what was to come, too"
    coming = own_site.json(f"/api/v1/powers/{own_sample['later']}?valid_at={FUTURE}")
    assert coming["department"]["id"] == new
    page = own_site.get(f"/powers/{own_sample['penalty']}").text
    assert "已受理的申请、已立案的案件，由原农业农村局办结" in page
    lineage = own_site.json(f"/api/v1/departments/{new}?valid_at={SOON}")["lineage"]
    assert {one["id"] for one in lineage["from"]} == departments
    old = own_site.json(f"/api/v1/departments/{own_sample['market']}?valid_at={SOON}")["lineage"]
    assert [one["id"] for one in old["into"]] == [new]


def test_what_is_withheld_moves_with_its_organ_and_the_public_sees_nothing_of_it(offices, own_sample, own_site):
    withheld = Ledger(own_sample.database, own_sample.ledger.jurisdiction, WITHHELD)
    secret = withheld.found_power(own_sample["agriculture"], "对涉密场所的检查", disclosure="withheld")
    where = place(own_sample.database)
    with own_sample.database.writing() as connection:
        plan = reforming.read_plan(json.dumps(PLAN))
        changes = reforming.plan_changes(connection, where, plan, date.fromisoformat(SOON) - timedelta(days=30))
        proposal = reforming.store(connection, where, plan, changes)
    offices.submit("list", proposal)
    offices.act("list2", proposal, "accept")
    for who in ("clerk", "other"):
        offices.act(who, proposal, "give_opinion", conclusion="no_objection")
    offices.act("list2", proposal, "close_consultation")
    offices.act("legal", proposal, "review", conclusion="lawful")
    offices.act("list2", proposal, "consolidate")
    said = {"body": "区政府常务会议", "date": "2026-11-20", "conclusion": "passed"}
    offices.act("recorder", proposal, "record_decision", **said)
    issued = offices.issue("publisher", proposal)
    assert issued.status_code == 201, issued.text
    assert withheld.stated(secret, SOON)["department_id"] == changes[0].id
    assert secret not in own_site.get("/api/v1/changes?since=0&limit=1000").text
    with own_sample.database.reading() as connection:
        assert list(differences(connection)) == []


def test_a_draft_reform_is_the_list_offices_own(offices, reform):
    proposal, _ = reform
    assert offices.open("list", proposal)["changes"]
    for who in ("clerk", "other", "legal", "publisher"):
        assert offices.send(who, "GET", f"proposals/{proposal}").status_code == 404


def test_what_begins_by_an_empowerment_gets_its_record_when_it_is_published(offices, own_sample, own_site):
    basis = "【法律】《中华人民共和国行政处罚法》第二十四条"
    fields = {"name": "对占道经营的处罚", "category": "administrative_penalty", "legal_basis": basis}
    change = {"op": "empower", "fields": fields, "cause": CAUSE}
    made = offices.propose("clerk", change, effective_from=SOON)
    assert [one["code"] for one in made["findings"] if one["severity"] == "error"] == []
    sent = {"title": "赋权", "changes": offices.open("clerk", made["id"])["changes"], "effective_from": SOON}
    saved = offices.edit("clerk", made["id"], sent).json()
    assert [one["code"] for one in saved["findings"] if one["severity"] == "error"] == []
    assert saved["changes"][0]["fields"]["department_id"] == own_sample["agriculture"]


def test_the_lists_before_and_after_are_shown_to_whoever_may_see_the_proposal(offices, own_sample, reform):
    proposal, changes = reform
    told = offices.send("list", "GET", f"proposals/{proposal}/preview")
    assert told.status_code == 200, told.text
    schemas.Preview.model_validate(told.json())
    counted = {one["id"]: (one["before"], one["after"]) for one in told.json()["departments"]}
    assert counted[own_sample["agriculture"]][1] == counted[own_sample["market"]][1] == 0
    assert counted[changes[0].id] == (0, told.json()["moved"])
    assert offices.send("clerk", "GET", f"proposals/{proposal}/preview").status_code == 404
