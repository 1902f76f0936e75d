"""POST /validate: the findings of a change-set, for who is known, and nothing stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import factories
from factories import everything_written
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.roles import Assignment, Role
from quanze.domain.vocabulary import Kind
from quanze.services import tokens
from quanze_api import schemas
from staff import make_person

VALIDATE = "/api/v1/validate"
SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
CAUSE = {"type": "own_initiative", "text": "年度清理规范"}


@pytest.fixture
def sent(own_sample, own_site):
    """Sends changes as a clerk's program does."""
    clerk = make_person(own_sample.database, "李明", Assignment(Role.CLERK, own_sample["agriculture"]))
    with own_sample.database.writing() as connection:
        token = tokens.make_token(connection, None, clerk, "清单系统", datetime.now(UTC))

    def send(body, **headers):
        said = {"authorization": f"Bearer {token}", **headers}
        return own_site.request("POST", VALIDATE, json=body, headers=said)

    return send


def change(op, **parts):
    return {"op": op, "effective_from": SOON, "cause": CAUSE, **parts}


def test_the_findings_are_told_and_nothing_is_stored(sent, own_sample):
    before = everything_written(own_sample.database)
    power = {"name": "对种子质量的处罚", "category": "administrative_penalty", "department_id": own_sample["market"]}
    answer = sent({"changes": [change("add", fields=power), change("amend", id=own_sample["penalty"])]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    schemas.Validation.model_validate(told)
    found = {(one["code"], one["severity"], one["change"], one["field"]) for one in told["findings"]}
    assert ("basis_missing", "error", 0, "legal_basis") in found
    assert ("duties_missing", "warning", 0, "duties") in found
    assert ("missing_part", "error", 1, "fields") in found
    assert told["summary"]["missing_part"] == 1
    [count] = [one for one in told["counts"] if one["category"] == "administrative_penalty"]
    assert (count["department"], count["added"], count["after"]) == (
        own_sample["market"],
        1,
        count["before"] + 1,
    )
    assert everything_written(own_sample.database) == before


def test_what_a_cancelled_approval_takes_along_is_offered(sent, own_sample):
    service = new_id()
    fields = {"name": "种子检验", "department_id": own_sample["agriculture"], "power_ids": [own_sample["license"]]}
    add = factories.change(Op.ADD, service, "2020-01-01", kind=Kind.INTERMEDIARY_SERVICE, fields=fields)
    own_sample.ledger.publish(add, metadata=factories.edition("2024-06-02"))
    end = change("cancel", id=own_sample["license"], keep_later=True)
    told = sent({"changes": [end]}).json()
    assert told["summary"]["services_left"] == 1
    [owed] = told["carried_along"]
    assert (owed["op"], owed["kind"], owed["id"]) == ("cancel", "intermediary_service", service)
    again = sent({"changes": [end, owed]}).json()
    assert "services_left" not in again["summary"]
    assert again["carried_along"] == []


def test_only_who_is_known_may_ask(own_site, sent):
    nobody = own_site.request("POST", VALIDATE, json={"changes": []})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")
    forged = sent({"changes": []}, authorization="Bearer qz_0000")
    assert (forged.status_code, forged.json()["code"]) == (401, "bad_token")
    assert own_site.get(VALIDATE).status_code == 405


BAD_BODIES = [
    ({}, "changes"),
    ({"changes": {}}, "changes"),
    ({"changes": [], "title": "x"}, "title"),
    ({"changes": [{"op": "add"}]}, "changes.0.effective_from"),
    ({"changes": [change("amend"), change("explode")]}, "changes.1.op"),
    ({"changes": [change("amend", effective_from="2024-02-30")]}, "changes.0.effective_from"),
    ({"changes": [change("amend", id="no-id")]}, "changes.0.id"),
]


@pytest.mark.parametrize(("body", "field"), BAD_BODIES)
def test_what_is_no_change_set_is_refused_by_field(sent, body, field):
    answer = sent(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
    assert field in {one["field"] for one in answer.json()["errors"]}
    assert field in answer.json()["detail"]


def test_what_is_no_json_is_refused(own_site, sent):
    answer = sent("text")
    assert answer.status_code == 400
    raw = own_site.request("POST", VALIDATE, content=b"{\xff", headers={"content-type": "application/json"})
    assert raw.status_code == 401, "who asks is asked first"
