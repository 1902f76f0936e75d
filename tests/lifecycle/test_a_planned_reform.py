"""A reform from a plan: organs and powers move on one day, nothing is lost, and everybody is told who finishes what."""

from __future__ import annotations

import json

import pytest

from factories import add_power, change, day
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput
from quanze.services import reforming
from quanze.services.moments import find_place
from quanze.services.reforming import read_plan

TODAY, ON, EVE = day("2026-11-01"), "2027-01-01", "2026-12-31"
LICENSE = {"category": "administrative_license"}
PLAN = {"title": "2027年机构改革", "on": ON, "text": "机构改革", "ref": "普办发〔2026〕9号"}
MERGED = {
    **PLAN,
    "merges": [{"from": ["农业局", "畜牧局"], "into": "农业农村局", "fields": {"short_names": ["农业农村局"]}}],
}


@pytest.fixture
def organs(ledger):
    return {name: ledger.found_department(name) for name in ("农业局", "畜牧局", "水利局")}


@pytest.fixture
def powers(ledger, organs):
    found = {}
    for name, organ in organs.items():
        own = add_power(organ, f"{name}的处罚", implementing_body=name)
        found |= {f"{name}处罚": own.id}
        permit = add_power(organ, f"{name}的许可", **LICENSE)
        found |= {f"{name}许可": permit.id}
        ledger.publish(own, permit)
    return found


def planned(ledger, **plan):
    with ledger.database.reading() as connection:
        place = find_place(connection, ledger.jurisdiction)
        changes = reforming.plan_changes(connection, place, read_plan(json.dumps({**PLAN, **plan})), TODAY)
        return changes, reforming.preview(connection, place, changes, TODAY)


def carried_out(ledger, **plan):
    changes, told = planned(ledger, **plan)
    assert [one for one in told["findings"] if one["severity"] == "error"] == []
    ledger.publish(*changes)
    return changes, told


def refused(ledger, **plan):
    with pytest.raises(InvalidInput) as caught:
        planned(ledger, **plan)
    assert caught.value.code == "bad_plan"
    return caught.value.message


def departments_on(ledger, powers, on):
    return {name: ledger.stated(record, on)["department_id"] for name, record in powers.items()}


def lineage_of(ledger, record):
    return next(entry.lineage for entry in reversed(ledger.entries()) if entry.record == record)


def test_two_organs_become_one_and_their_powers_move_with_a_word_to_citizens(ledger, organs, powers):
    before = departments_on(ledger, powers, EVE)
    changes, told = carried_out(ledger, merges=MERGED["merges"])
    assert [one.op for one in changes] == [Op.MERGE, *[Op.TRANSFER] * 4]
    new = changes[0].id
    assert departments_on(ledger, powers, EVE) == before, "until the day everything stays"
    after = departments_on(ledger, powers, ON)
    assert [after[name] == new for name in powers] == [True] * 4 + [False] * 2
    assert lineage_of(ledger, new) == {"from": [organs["农业局"], organs["畜牧局"]]}
    assert [lineage_of(ledger, organs[name]) for name in ("农业局", "畜牧局")] == [{"into": [new]}] * 2
    assert ledger.stated(new, ON)["short_names"] == ["农业农村局"]
    moved = ledger.stated(powers["农业局处罚"], ON)
    assert moved["implementing_body"] == "农业农村局", "who acted in its own name acts in the new one"
    [entry] = [entry for entry in ledger.entries() if entry.record == powers["农业局处罚"] and entry.op == "transfer"]
    assert "移交之日前已受理的申请、已立案的案件，由原农业局办结" in entry.cause["text"]
    assert entry.cause["ref"] == PLAN["ref"]
    assert (told["before"], told["after"]) == (4, 4)


def test_the_counts_are_reconciled_before_and_after(ledger, organs, powers):
    changes, told = carried_out(
        ledger,
        merges=MERGED["merges"],
        transfers=[{"from": "水利局", "to": "农业农村局", "categories": ["administrative_license"]}],
    )
    new = changes[0].id
    counted = {one["id"]: (one["name"], one["before"], one["after"]) for one in told["departments"]}
    assert counted == {
        new: ("农业农村局", 0, 5),
        organs["农业局"]: ("农业局", 2, 0),
        organs["畜牧局"]: ("畜牧局", 2, 0),
        organs["水利局"]: ("水利局", 2, 1),
    }
    summed = {one["value"]: (one["before"], one["after"]) for one in told["categories"]}
    assert summed == {"administrative_license": (3, 3), "administrative_penalty": (3, 3)}
    assert [told[key] for key in ("before", "after", "moved", "ended", "begun", "unchanged")] == [6, 6, 5, 0, 0, 1]
    for one in told["departments"]:
        assert one["before"] + one["added"] - one["removed"] == one["after"]
    held = list(departments_on(ledger, powers, ON).values())
    assert {organ: held.count(organ) for organ in held} == {new: 5, organs["水利局"]: 1}


def test_an_organ_that_is_split_sends_every_power_somewhere(ledger, organs, powers):
    split = [{"department": "水利局", "into": [{"name": "水务局"}, {"name": "河道局"}]}]
    said = refused(ledger, splits=split, transfers=[{"from": "水利局", "to": "水务局", "powers": ["水利局的处罚"]}])
    assert "还有 1 项没有写明去向：“水利局的许可”" in said
    both = [
        {"from": "水利局", "to": "水务局", "powers": ["水利局的处罚"]},
        {"from": "水利局", "to": "河道局", "powers": [powers["水利局许可"]]},
    ]
    changes, _ = carried_out(ledger, splits=split, transfers=both)
    parts = [part.id for part in changes[0].into]
    after = departments_on(ledger, powers, ON)
    assert [after["水利局处罚"], after["水利局许可"]] == parts
    assert lineage_of(ledger, organs["水利局"]) == {"into": parts}
    assert [lineage_of(ledger, part) for part in parts] == [{"from": [organs["水利局"]]}] * 2


def test_an_organ_that_is_renamed_stays_the_same(ledger, organs, powers):
    changes, told = carried_out(ledger, renames=[{"department": "水利局", "to": "水务局"}])
    assert ledger.stated(organs["水利局"], EVE)["name"] == "水利局"
    assert ledger.stated(organs["水利局"], ON)["name"] == "水务局"
    assert ledger.stated(powers["水利局处罚"], ON)["implementing_body"] == "水务局"
    assert [one.op for one in changes] == [Op.AMEND, Op.AMEND]
    assert (told["moved"], told["unchanged"]) == (0, 2)


def test_an_organ_that_goes_into_another_ends(ledger, organs, powers):
    carried_out(ledger, abolitions=[{"department": "畜牧局", "to": "农业局"}])
    assert ledger.stated(organs["畜牧局"], ON)["status"] == "cancelled"
    assert departments_on(ledger, powers, ON)["畜牧局处罚"] == organs["农业局"]


def test_an_organ_that_is_abolished_without_an_heir_must_send_its_powers_away(ledger, organs, powers):
    gone = [{"department": "畜牧局"}]
    assert "还有 2 项没有写明去向" in refused(ledger, abolitions=gone)
    rest = [
        {"from": "畜牧局", "to": "水利局", "categories": ["administrative_license"]},
        {"from": "畜牧局", "to": "农业局"},
    ]
    assert "被划转到两个部门" in refused(ledger, abolitions=gone, transfers=rest)
    rest[1]["powers"] = ["畜牧局的处罚"]
    carried_out(ledger, abolitions=gone, transfers=rest)
    after = departments_on(ledger, powers, ON)
    assert (after["畜牧局许可"], after["畜牧局处罚"]) == (organs["水利局"], organs["农业局"])


def test_what_leaves_this_government_ends_here(ledger, organs, powers):
    out = [{"from": "农业局", "powers": ["农业局的许可"]}]
    _, told = carried_out(ledger, departures=["水利局"], transfers=out)
    gone = [organs["水利局"], powers["水利局处罚"], powers["水利局许可"], powers["农业局许可"]]
    assert {ledger.stated(record, ON)["status"] for record in gone} == {"transferred_out"}
    assert ledger.stated(powers["农业局处罚"], ON)["status"] == "active"
    assert (told["moved"], told["before"] - told["after"]) == (0, 3)


@pytest.fixture
def group(ledger, organs):
    """A 主项 with two 子项."""
    head = add_power(organs["农业局"], "种子处罚", grouping=True)
    items = [add_power(organs["农业局"], f"对{what}的处罚", parent_id=head.id) for what in ("假种子", "劣种子")]
    ledger.publish(head, *items)
    return head.id, [one.id for one in items]


@pytest.mark.parametrize("named", [["种子处罚"], ["对假种子的处罚", "对劣种子的处罚"]])
def test_a_group_moves_with_its_items_and_they_with_it(ledger, organs, group, named):
    head, items = group
    changes, _ = carried_out(ledger, transfers=[{"from": "农业局", "to": "水利局", "powers": named}])
    assert {one.id for one in changes} == {head, *items}
    assert ledger.stated(items[0], ON)["department_id"] == organs["水利局"]
    assert ledger.stated(items[0], ON)["parent_id"] == head


def test_an_item_that_leaves_its_group_stands_alone(ledger, organs, group):
    head, (one, other) = group
    carried_out(ledger, transfers=[{"from": "农业局", "to": "水利局", "powers": [one]}])
    assert (ledger.stated(one, ON)["department_id"], ledger.stated(one, ON)["parent_id"]) == (organs["水利局"], None)
    assert ledger.stated(other, ON)["parent_id"] == head


def test_a_group_whose_items_all_went_apart_ends(ledger, organs, group):
    head, (one, other) = group
    apart = [{"from": "农业局", "to": "水利局", "powers": [one]}, {"from": "农业局", "to": "畜牧局", "powers": [other]}]
    carried_out(ledger, transfers=apart)
    assert ledger.stated(head, ON)["status"] == "cancelled"
    assert ledger.stated(other, ON)["department_id"] == organs["畜牧局"]


WRONG = [
    ({"renames": [{"department": "没有的局", "to": "新局"}]}, "没有部门“没有的局”"),
    ({"transfers": [{"from": "农业局", "to": "水利局", "powers": ["没有的事项"]}]}, "没有事项“没有的事项”"),
    ({**MERGED, "transfers": [{"from": "水利局", "to": "农业局"}]}, "不再保留"),
    ({**MERGED, "abolitions": [{"department": "农业局", "to": "水利局"}]}, "出现了 2 次"),
    ({**MERGED, "founded": [{"name": "农业农村局"}]}, "有两处"),
    ({"on": "2026-10-31", "merges": MERGED["merges"]}, "已到或已过"),
    ({"merges": [{"from": [], "into": "新局"}]}, "merges.0.from"),
    ({"nonsense": 1}, "nonsense"),
    ({}, "没有写明任何调整"),
    (
        {
            "transfers": [
                {"from": "农业局", "to": "水利局"},
                {"from": "农业局", "to": "畜牧局", "powers": ["农业局的处罚"]},
            ]
        },
        "被划转到两个部门",
    ),
]


@pytest.mark.parametrize(("plan", "said"), WRONG)
def test_a_plan_that_does_not_work_out_says_where(ledger, organs, powers, plan, said):
    assert said in refused(ledger, **plan)


def test_what_was_handed_down_is_taken_back_from_all_townships_at_once(ledger, organs, powers):
    source = powers["农业局处罚"]
    ledger.publish(change(Op.DEVOLVE, source, "2024-01-01"))
    towns = [ledger.found_department(name) for name in ("城子坦街道办事处", "星台镇人民政府")]
    below = [
        add_power(town, "农业局的处罚", since="2024-01-01", source={"record": source}).model_copy(
            update={"op": Op.UNDERTAKE}
        )
        for town in towns
    ]
    ledger.publish(*below)
    changes, told = carried_out(ledger, take_backs=[{"powers": ["农业局的处罚"]}])
    assert [one.op for one in changes] == [Op.TAKE_BACK, Op.CANCEL, Op.CANCEL]
    assert (ledger.stated(source, EVE)["status"], ledger.stated(source, ON)["status"]) == ("devolved", "active")
    assert [ledger.stated(one.id, ON)["status"] for one in below] == ["cancelled"] * 2
    assert [ledger.stated(one.id, EVE)["status"] for one in below] == ["active"] * 2
    assert (told["ended"], told["begun"]) == (2, 1)


def test_what_townships_were_given_without_a_source_is_begun_above_with_its_lineage(ledger, organs):
    towns = [ledger.found_department(name) for name in ("城子坦街道办事处", "星台镇人民政府")]
    basis = "【法律】《中华人民共和国行政处罚法》第二十四条"
    below = [add_power(town, "对占道经营的处罚", legal_basis=basis) for town in towns]
    ledger.publish(*below)
    assert "请写明由谁行使" in refused(ledger, take_backs=[{}])
    changes, _ = carried_out(ledger, take_backs=[{"to": "水利局"}])
    assert [one.op for one in changes] == [Op.TAKE_BACK, Op.CANCEL, Op.CANCEL]
    [above] = [entry for entry in ledger.entries() if entry.op == "take_back"]
    assert sorted(above.lineage["from"]) == sorted(one.id for one in below)
    said = ledger.stated(above.record, ON)
    assert (said["department_id"], said["implementing_body"], said["name"]) == (
        organs["水利局"],
        "水利局",
        "对占道经营的处罚",
    )


def test_a_plan_is_toml_as_well():
    plan = read_plan('title = "改革"\non = 2027-01-01\ntext = "x"\n[[merges]]\nfrom = ["甲"]\ninto = "乙"\n')
    assert (plan.on, plan.merges[0].into) == (day(ON), "乙")
    with pytest.raises(InvalidInput, match="不是 TOML 或 JSON"):
        read_plan("nonsense")
