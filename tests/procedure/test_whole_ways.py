"""Every typed operation from draft to the list, several proposals in one edition, and large ones."""

from __future__ import annotations

import time

import pytest

from factories import add_power, edition
from offices import CAUSE, SOON, amend, cancel, open_offices
from quanze.domain.editions import EditionKind
from quanze.domain.identities import new_id
from quanze.storage.fsck import differences
from registers import published

BASIS = "【法律】《中华人民共和国种子法》第四十九条"
PENALTY = {"category": "administrative_penalty", "legal_basis": BASIS, "duties": "依法查处"}


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


def approve(offices, *changes, who="clerk", **parts):
    """As far as the publisher's desk; answers the id."""
    proposal = offices.propose(who, *changes, **{"effective_from": SOON, **parts})["id"]
    offices.submit(who, proposal)
    if offices.act("list2", proposal, "accept")["state"] == "consulting":
        offices.act("list2", proposal, "close_consultation", settlement="已协商一致")
    offices.act("legal", proposal, "review", conclusion="lawful")
    if offices.act("list2", proposal, "consolidate")["state"] == "awaiting_decision":
        said = {"body": "区政府常务会议", "date": "2026-11-20", "conclusion": "passed"}
        offices.act("recorder", proposal, "record_decision", **said)
    return proposal


def operations(s):
    """Each with the records that it should leave in force, and those that it should not."""
    penalty, check, farm = s["penalty"], s["check"], s["agriculture"]
    new, other = new_id(), new_id()
    own = {**PENALTY, "department_id": farm}
    mandate = {"trustee": "执法大队", "document": "委托书", "matters": "全部", "from": SOON, "to": "2030-01-01"}
    decided = {**CAUSE, "ref": "新政发〔2026〕1号"}
    parts = [{"id": one, "fields": {**own, "name": f"对第{n}种行为的处罚"}} for n, one in enumerate((new, other))]
    return {
        "merge": (
            {"op": "merge", "id": new, "from": [penalty, check], "fields": {**own, "name": "合"}},
            [new],
            [penalty],
        ),
        "split": ({"op": "split", "id": penalty, "into": parts}, [new, other], [penalty]),
        "devolve": ({"op": "devolve", "id": penalty}, [], [penalty]),
        "devolve in part": (
            {"op": "devolve", "id": penalty, "partial": True, "fields": {"note": "市区由市管"}},
            [penalty],
            [],
        ),
        "take_back": ({"op": "take_back", "fields": {**own, "name": "收"}, "id": None}, None, []),
        "empower": (
            {"op": "empower", "id": penalty, "fields": {"authority": "以自己名义"}, "cause": decided},
            [penalty],
            [],
        ),
        "delegate": ({"op": "delegate", "id": penalty, "fields": {"mandates": [mandate]}}, [penalty], []),
        "transfer": ({"op": "transfer", "id": penalty, "to_department": s["market"]}, [penalty], []),
        "reclassify": ({"op": "reclassify", "id": check, "fields": {"category": "other_power"}}, [check], []),
        "resume": ({"op": "resume", "id": s["reward"]}, [s["reward"]], []),
        "claim": ({"op": "claim", "id": new, "from": [s["offer"]], "fields": {"legal_basis": BASIS}}, [new], []),
        "undertake": ({"op": "undertake", "id": new, "fields": {**own, "name": "承"}, "cause": decided}, [new], []),
    }


def test_every_operation_goes_the_whole_way(offices, own_sample, own_site):
    """One after another on one register: what an earlier one ended is not asked of a later one."""
    for name in ("empower", "delegate", "devolve in part", "resume", "claim", "undertake", "reclassify", "take_back"):
        _publish(offices, own_site, own_sample, name)
    _publish(offices, own_site, own_sample, "split")
    with own_sample.database.reading() as connection:
        assert list(differences(connection)) == []


@pytest.mark.parametrize("name", ["merge", "devolve", "transfer"])
def test_so_do_those_that_end_or_move_a_record(offices, own_sample, own_site, name):
    _publish(offices, own_site, own_sample, name)


def _publish(offices, site, sample, name):
    change, in_force, ended = operations(sample)[name]
    issued = offices.issue("publisher", approve(offices, {"cause": CAUSE, **change}))
    assert issued.status_code == 201, (name, issued.text)
    assert issued.json()["changes"].get(name.split()[0], 0) >= 1
    for record in in_force or ():
        assert site.json(f"/api/v1/powers/{record}?valid_at={SOON}")["in_force"], name
    for record in ended:
        assert not site.json(f"/api/v1/powers/{record}?valid_at={SOON}")["in_force"], name


def test_a_department_is_founded_and_renamed_on_the_same_way(offices, own_sample, own_site):
    organ = new_id()
    founded = {"op": "add", "kind": "department", "id": organ, "fields": {"name": "数据局"}, "cause": CAUSE}
    power = {"op": "add", "fields": {**PENALTY, "name": "对数据违法的处罚", "department_id": organ}, "cause": CAUSE}
    renamed = {**amend(own_sample["market"], name="市场监管局"), "kind": "department"}
    assert offices.issue("publisher", approve(offices, founded, power, renamed, who="list")).status_code == 201
    names = {one["name"] for one in own_site.json(f"/api/v1/departments?valid_at={SOON}")["items"]}
    assert {"数据局", "市场监管局"} <= names
    assert own_site.json(f"/api/v1/powers?department={organ}&valid_at={SOON}")["total"] == 1


def test_two_proposals_on_one_record_are_not_published_together(offices, own_sample):
    first = approve(offices, amend(own_sample["penalty"], fee="不收费"), title="甲件")
    second = approve(offices, cancel(own_sample["penalty"]), title="乙件")
    refused = offices.issue("publisher", first, second)
    assert (refused.status_code, refused.json()["code"]) == (409, "same_record")
    assert "甲件" in refused.json()["detail"]
    assert "乙件" in refused.json()["detail"]
    assert offices.issue("publisher", first).status_code == 201
    assert offices.open("clerk", second)["state"] == "superseded"


def test_two_proposals_on_two_records_are(offices, own_sample):
    both = [approve(offices, amend(own_sample[name], fee="不收费")) for name in ("penalty", "check")]
    assert offices.issue("publisher", *both).json()["changes"] == {"amend": 2}


@pytest.mark.slow
def test_a_proposal_of_thousands_of_changes(offices, own_sample):
    farm, powers = own_sample["agriculture"], [new_id() for _ in range(5_000)]
    named = [(f"对第{number}种违法行为的处罚", one) for number, one in enumerate(powers)]
    load = edition("2024-06-02", EditionKind.LOAD, title="载入", published_at=published("2024-06-02"))
    own_sample.ledger.publish(*(add_power(farm, *one, legal_basis=BASIS) for one in named), metadata=load)
    took = {}

    def timed(name, work):
        began = time.perf_counter()
        found = work()
        took[name] = round(time.perf_counter() - began, 1)
        return found

    changes = [amend(one, remedy="依法申请行政复议或者提起行政诉讼。") for one in powers]
    made = timed("propose", lambda: offices.propose("clerk", *changes, effective_from=SOON))["id"]
    timed("open", lambda: offices.open("clerk", made))
    timed("submit", lambda: offices.submit("clerk", made))
    timed("accept", lambda: offices.act("list", made, "accept"))
    offices.act("legal", made, "review", conclusion="lawful")
    offices.act("list", made, "consolidate")
    issued = timed("issue", lambda: offices.issue("publisher", made))
    assert issued.json()["changes"] == {"amend": 5_000}
    print(took)  # noqa: T201 - a measurement, told with -s
    refused = offices.send("clerk", "POST", "proposals", {"title": "甲", "changes": [*changes, changes[0]]})
    assert (refused.status_code, refused.json()["code"]) == (400, "too_many_changes")


def in_principle(offices, sample, conditions):
    """A cancellation before the meeting, which passes it with conditions; the answer, and the proposal."""
    proposal = offices.propose("clerk", cancel(sample["penalty"]), effective_from=SOON)["id"]
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept")
    offices.act("legal", proposal, "review", conclusion="lawful")
    offices.act("list", proposal, "consolidate")
    said = {"body": "区政府", "date": "20261120", "conclusion": "passed_in_principle", "conditions": conditions}
    return offices.try_to("recorder", proposal, "record_decision", **said), proposal


def test_a_wish_that_names_no_place_opens_the_whole_text(offices, own_sample):
    answer, proposal = in_principle(offices, own_sample, ["再斟酌"])
    assert answer.json()["conditions"] == [{"change": None, "field": None, "text": "再斟酌"}]
    assert answer.json()["steps"][-1]["details"]["date"] == "2026-11-20"
    changed = {**cancel(own_sample["penalty"]), "cause": {**CAUSE, "text": "《种子法》废止"}}
    body = {"title": "调整申请", "changes": [changed, amend(own_sample["check"], fee="甲")], "effective_from": SOON}
    assert offices.edit("list", proposal, body).status_code == 200


@pytest.mark.parametrize(
    "condition",
    [{}, {"text": " "}, {"text": "甲", "change": 1}, {"text": "甲", "change": True}, {"text": "甲", "field": ["name"]}],
)
def test_a_wish_that_says_nothing_or_names_what_is_not_there_is_refused(offices, own_sample, condition):
    answer, _ = in_principle(offices, own_sample, [condition])
    assert (answer.status_code, answer.json()["field"]) == (400, "conditions")
