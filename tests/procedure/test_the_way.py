"""A proposal's way from draft to the citizen's list, over HTTP, by people who are each somebody else."""

from __future__ import annotations

import pytest

from offices import CAUSE, LATER, SOON, amend, cancel, open_offices
from quanze.domain.roles import Assignment, Role
from quanze.services import staffing

NEW = {"handling_office": "种业管理科"}


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def amendment(offices, own_sample):
    return offices.propose("clerk", amend(own_sample["penalty"], **NEW), effective_from=SOON)["id"]


@pytest.fixture
def cancellation(offices, own_sample):
    return offices.propose("clerk", cancel(own_sample["penalty"]), effective_from=SOON)["id"]


def decided(offices, proposal, **said):
    return offices.act("recorder", proposal, "record_decision", body="区政府常务会议", date="2026-11-20", **said)


def to_the_meeting(offices, proposal):
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept")
    offices.act("legal", proposal, "review", conclusion="lawful")
    return offices.act("list", proposal, "consolidate")


def test_a_change_of_elements_is_decided_by_the_offices_and_published(offices, own_sample, own_site, amendment):
    offices.approve_elements(amendment)
    issued = offices.issue("publisher", amendment)
    assert issued.status_code == 201, issued.text
    number = issued.json()["number"]
    assert issued.headers["location"] == f"/api/v1/editions/{number}"
    power = own_site.json(f"/api/v1/powers/{own_sample['penalty']}?valid_at={SOON}")
    assert power["handling_office"] == "种业管理科"
    assert power["meta"]["known_at"] == f"edition:{number}"
    told = offices.open("clerk", amendment)
    assert (told["state"], told["edition"]) == ("published", number)
    assert [step["action"] for step in told["steps"]] == ["submit", "accept", "review", "consolidate", "publish"]
    assert {step["digest"] for step in told["steps"]} == {told["digest"]}


def test_a_cancellation_needs_the_governments_decision(offices, own_sample, own_site, cancellation):
    assert to_the_meeting(offices, cancellation)["state"] == "awaiting_decision"
    assert offices.issue("publisher", cancellation).status_code == 409
    assert decided(offices, cancellation, conclusion="passed", meeting="第20次")["state"] == "approved"
    assert offices.issue("publisher", cancellation, document_number="演示〔2026〕9号").status_code == 201
    assert not own_site.json(f"/api/v1/powers/{own_sample['penalty']}?valid_at={SOON}")["in_force"]


def test_a_deferred_matter_waits_and_a_refused_one_ends(offices, cancellation):
    to_the_meeting(offices, cancellation)
    assert decided(offices, cancellation, result="deferred")["state"] == "awaiting_decision"
    assert decided(offices, cancellation, result="refused")["state"] == "rejected"
    assert offices.try_to("clerk", cancellation, "withdraw").status_code == 409


def test_returned_with_points_to_answer_it_is_changed_and_seen_again(offices, own_sample, amendment):
    offices.submit("clerk", amendment)
    offices.act("list", amendment, "accept")
    missing = offices.try_to("legal", amendment, "review", conclusion="lawful_if_amended")
    assert (missing.status_code, missing.json()["field"]) == (400, "points")
    told = offices.act("legal", amendment, "review", conclusion="lawful_if_amended", points=["请写明承办机构的全称"])
    assert told["state"] == "returned"
    before = told["digest"]
    edited = {"title": "调整申请", "changes": [amend(own_sample["penalty"], handling_office="种业与农资管理科")]}
    saved = offices.edit("clerk", amendment, {**edited, "effective_from": SOON})
    assert saved.status_code == 200, saved.text
    assert saved.json()["digest"] != before
    offices.approve_elements(amendment)
    assert offices.issue("publisher", amendment).status_code == 201


def test_an_unchanged_save_resets_nothing_and_a_stale_one_is_told(offices, own_sample, amendment):
    told = offices.send("clerk", "GET", f"proposals/{amendment}")
    same = {"title": "调整申请", "changes": told.json()["changes"], "effective_from": SOON}
    again = offices.send("clerk", "PATCH", f"proposals/{amendment}", same, **{"if-match": told.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (200, told.headers["etag"])
    other = {**same, "title": "另一个标题"}
    assert offices.edit("head", amendment, other).status_code == 200
    unseen = offices.send("clerk", "PATCH", f"proposals/{amendment}", same)
    assert (unseen.status_code, unseen.json()["code"], unseen.json()["field"]) == (428, "if_match_needed", "If-Match")
    late = offices.send("clerk", "PATCH", f"proposals/{amendment}", same, **{"if-match": told.headers["etag"]})
    assert (late.status_code, late.json()["code"]) == (412, "edited_meanwhile")


def test_passed_in_principle_only_what_the_meeting_named_may_change(offices, own_sample, cancellation):
    to_the_meeting(offices, cancellation)
    conditions = [{"change": 0, "field": "effective_from", "text": "自明年起施行"}]
    told = decided(offices, cancellation, conclusion="passed_in_principle", conditions=conditions)
    assert (told["state"], told["conditions"]) == ("in_list_review", conditions)
    ours = {"title": "调整申请", "effective_from": SOON}
    beyond = {**ours, "changes": [{**told["changes"][0], "cause": {**CAUSE, "text": "另有原因"}}]}
    refused = offices.edit("list", cancellation, beyond)
    assert (refused.status_code, refused.json()["code"]) == (409, "beyond_conditions")
    named = {**ours, "changes": [{**told["changes"][0], "effective_from": LATER}]}
    assert offices.edit("clerk", cancellation, named).status_code == 403
    assert offices.edit("list", cancellation, named).status_code == 200
    assert offices.act("list", cancellation, "consolidate")["state"] == "in_legality_review"
    assert offices.act("legal", cancellation, "review", conclusion="lawful")["state"] == "approved"
    issued = offices.issue("publisher", cancellation)
    assert issued.status_code == 201
    page = f"/api/v1/powers/{own_sample['penalty']}?valid_at="
    assert [offices.site.json(page + day)["in_force"] for day in (SOON, LATER)] == [True, False]


def test_an_objection_blocks_until_it_is_settled(offices, own_sample):
    moved = {"op": "transfer", "id": own_sample["penalty"], "to_department": own_sample["market"], "cause": CAUSE}
    proposal = offices.propose("clerk", moved, effective_from=SOON)["id"]
    offices.submit("clerk", proposal)
    told = offices.act("list", proposal, "accept")
    assert (told["state"], told["consulted"]) == ("consulting", [own_sample["market"]])
    assert offices.try_to("clerk", proposal, "give_opinion", conclusion="no_objection").status_code == 403
    offices.act("other", proposal, "give_opinion", conclusion="objection", opinion="我局无此职责")
    blocked = offices.try_to("list", proposal, "close_consultation")
    assert (blocked.status_code, blocked.json()["field"]) == (400, "settlement")
    told = offices.act("list", proposal, "close_consultation", settlement="按三定方案由市场监管局承担")
    assert told["state"] == "in_legality_review"


def test_the_later_of_two_proposals_on_one_power_is_overtaken_and_laid_anew(offices, own_sample, amendment):
    second = offices.propose("head", amend(own_sample["penalty"], fee="不收费"), effective_from=SOON)["id"]
    offices.submit("head", second)
    offices.approve_elements(amendment)
    assert offices.issue("publisher", amendment).status_code == 201
    told = offices.open("head", second)
    assert told["state"] == "superseded"
    before = told["changes"][0]["base_version"]
    told = offices.act("head", second, "rebase")
    assert told["state"] == "draft"
    assert told["changes"][0]["base_version"] == before + 1


# Who may not


def test_nobody_has_two_parts_in_one_proposal(offices, own_sample, own_site, amendment):
    with own_sample.database.writing() as connection:
        person = connection.exec_driver_sql("SELECT id FROM persons WHERE name = 'clerk'").scalar_one()
        for role in (Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.PUBLISHER):
            staffing.assign(connection, None, person, Assignment(role))
    offices.submit("clerk", amendment)
    refused = offices.try_to("clerk", amendment, "accept")
    assert (refused.status_code, refused.json()["code"]) == (403, "four_eyes")
    offices.act("list", amendment, "accept")
    assert offices.try_to("clerk", amendment, "review", conclusion="lawful").status_code == 403
    offices.act("legal", amendment, "review", conclusion="lawful")
    offices.act("list2", amendment, "consolidate")
    assert offices.issue("clerk", amendment).status_code == 403


@pytest.mark.parametrize("who", ["other", "list", "legal", "publisher"])
def test_a_draft_is_its_departments_own(offices, amendment, who):
    answer = offices.send(who, "GET", f"proposals/{amendment}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert offices.send(who, "GET", "proposals").json()["items"] == []
    assert offices.try_to(who, amendment, "withdraw").status_code == 404


def test_an_action_binds_to_the_text_that_was_seen(offices, amendment):
    offices.submit("clerk", amendment)
    body = {"action": "accept", "digest": "0" * 64}
    answer = offices.send("list", "POST", f"proposals/{amendment}/actions", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_digest")
    assert offices.try_to("legal", amendment, "accept").status_code == 403
    assert offices.try_to("legal", amendment, "review", conclusion="lawful").status_code == 409


def test_errors_block_and_warnings_need_an_answer(offices, own_sample):
    bare = {"op": "add", "fields": {"name": "对种子质量的处罚", "category": "administrative_penalty"}, "cause": CAUSE}
    made = offices.propose("clerk", bare, effective_from=SOON)
    assert "basis_missing" in {one["code"] for one in made["findings"] if one["severity"] == "error"}
    refused = offices.try_to("clerk", made["id"], "submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "findings_open")
    assert refused.json()["errors"]


def test_a_request_sent_twice_makes_one_proposal(offices, own_sample):
    body = {"title": "一次", "changes": [amend(own_sample["penalty"], **NEW)]}
    first, second = (offices.send("clerk", "POST", "proposals", body, **{"idempotency-key": "k1"}) for _ in range(2))
    assert (first.status_code, second.json()["id"]) == (201, first.json()["id"])
    other = offices.send("clerk", "POST", "proposals", {**body, "title": "二次"}, **{"idempotency-key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_nobody_unknown_gets_anywhere(own_site, amendment):
    asked = [("GET", "proposals"), ("GET", f"proposals/{amendment}"), ("POST", "proposals"), ("POST", "editions")]
    for method, path in asked:
        assert own_site.request(method, f"/api/v1/{path}").status_code == 401


def test_everything_that_was_done_is_in_the_audit_log(offices, own_sample, amendment):
    body = {"title": "另一个标题", "changes": [amend(own_sample["penalty"], **NEW)], "effective_from": SOON}
    assert offices.edit("clerk", amendment, body).status_code == 200
    offices.approve_elements(amendment)
    assert offices.issue("publisher", amendment).status_code == 201
    with own_sample.database.reading() as connection:
        lines = connection.exec_driver_sql("SELECT account, action FROM audit_log WHERE action LIKE '%.%'").all()
    ways = ["draft", "edit", "submit", "accept", "review", "consolidate", "publish"]
    names = ["clerk", "clerk", "clerk", "list", "legal", "list", "publisher"]
    wanted = [(name, f"proposal.{way}") for name, way in zip(names, ways, strict=True)]
    assert [tuple(line) for line in lines] == [*wanted, ("publisher", "edition.publish")]


def test_an_edition_goes_out_only_where_its_paper_counts_right(offices, own_sample, cancellation):
    to_the_meeting(offices, cancellation)
    decided(offices, cancellation, conclusion="passed")
    held = {"department": own_sample["agriculture"], "category": "administrative_penalty"}
    counted = [one for one in preview(offices, own_sample) if one["category"] == held["category"]]
    wrong = [{**held, "before": 9, "added": 0, "removed": 1, "after": 8}]
    refused = offices.issue("publisher", cancellation, counts=wrong)
    assert (refused.status_code, refused.json()["code"]) == (400, "counts_differ")
    right = [{name: one[name] for name in (*wrong[0],)} for one in counted]
    assert right[0]["removed"] == 1
    assert offices.issue("publisher", cancellation, counts=right).status_code == 201


def preview(offices, own_sample):
    changes = [{**cancel(own_sample["penalty"]), "effective_from": SOON}]
    return offices.send("clerk", "POST", "validate", {"changes": changes}).json()["counts"]


def test_where_the_ruleset_wants_more_reviews_nothing_goes_out_without_them(offices, own_sample, cancellation):
    with own_sample.database.writing() as connection:
        connection.exec_driver_sql("UPDATE jurisdictions SET ruleset = 'approval_bureau'")
    offices.submit("clerk", cancellation)
    offices.act("list", cancellation, "accept")
    offices.act("list", cancellation, "consolidate")
    early = offices.try_to("legal", cancellation, "review", conclusion="lawful")
    assert (early.status_code, early.json()["code"]) == (409, "not_now")
    found_wanting = {"conclusion": "restriction", "opinion": "排除竞争"}
    offices.act("legal", cancellation, "assess_competition", **found_wanting)
    assert offices.try_to("legal", cancellation, "review", conclusion="lawful").status_code == 409
    offices.act("legal", cancellation, "assess_competition", conclusion="no_restriction", opinion="不排除竞争")
    assert offices.act("legal", cancellation, "review", conclusion="lawful")["state"] == "awaiting_decision"
    assert decided(offices, cancellation, conclusion="passed")["state"] == "approved"
    assert offices.issue("publisher", cancellation).status_code == 409
    offices.act("list", cancellation, "clear_confidentiality", conclusion="may_be_public")
    assert offices.issue("publisher", cancellation).status_code == 201
    assert offices.act("list", cancellation, "file", number="备〔2026〕1号")["state"] == "filed"
