"""Departments and powers are merged, split, handed down and taken back; every id tells where it went and came from."""

from __future__ import annotations

import pytest

from factories import add_department, add_power, change
from quanze.domain.changes import Cause, CauseType, Op
from quanze.domain.errors import Refused
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind

DAY, EVE = "2019-03-01", "2019-02-28"
REFORM = Cause(type=CauseType.REFORM, text="机构改革", ref="普办发〔2019〕1号")
PENALTY = {"category": "administrative_penalty"}


def reform(op, record=None, **parts):
    return change(op, record, DAY, cause=REFORM, **parts)


def lineage_of(ledger, record):
    return [entry.lineage for entry in ledger.entries() if entry.record == record]


def status_on(ledger, record, day):
    body = ledger.stated(record, day)
    return body and body["status"]


@pytest.fixture
def two(ledger):
    return [ledger.found_department(name) for name in ("农业局", "畜牧兽医局")]


def test_two_departments_become_one_and_their_powers_move(ledger, two):
    powers = [ledger.found_power(bureau, f"{number}号处罚") for number, bureau in enumerate(two)]
    new = new_id()
    merged = reform(Op.MERGE, new, kind=Kind.DEPARTMENT, from_=two, fields={"name": "农业农村局"})
    moved = [reform(Op.TRANSFER, power, to_department=new) for power in powers]
    published = ledger.publish(merged, *moved)
    assert published.changes == {"department": {"merge": 3}, "power": {"transfer": 2}}
    assert [status_on(ledger, bureau, DAY) for bureau in two] == ["merged", "merged"]
    assert [status_on(ledger, bureau, EVE) for bureau in two] == ["active", "active"]
    assert (status_on(ledger, new, EVE), status_on(ledger, new, DAY)) == (None, "active")
    assert [ledger.stated(power, EVE)["department_id"] for power in powers] == two
    assert [ledger.stated(power, DAY)["department_id"] for power in powers] == [new, new]


def test_merged_departments_tell_their_lineage_both_ways(ledger, two):
    new = new_id()
    ledger.publish(reform(Op.MERGE, new, kind=Kind.DEPARTMENT, from_=two, fields={"name": "农业农村局"}))
    assert [lineage_of(ledger, bureau)[-1] for bureau in two] == [{"into": [new]}] * 2
    assert lineage_of(ledger, new) == [{"from": two}]


def test_the_edition_before_the_reform_still_knows_two_departments(ledger, two):
    before = ledger.head().edition
    ledger.publish(reform(Op.MERGE, kind=Kind.DEPARTMENT, from_=two, fields={"name": "农业农村局"}))
    assert [ledger.stated(bureau, DAY, before)["status"] for bureau in two] == ["active", "active"]


def test_a_department_is_split_into_two(ledger):
    old = ledger.found_department("文教体局")
    parts = [{"id": new_id(), "fields": {"name": name}} for name in ("教育体育局", "文化和旅游局")]
    ledger.publish(reform(Op.SPLIT, old, kind=Kind.DEPARTMENT, into=parts))
    new = [part["id"] for part in parts]
    assert status_on(ledger, old, DAY) == "split"
    assert [ledger.stated(record, DAY)["name"] for record in new] == ["教育体育局", "文化和旅游局"]
    assert lineage_of(ledger, old)[-1] == {"into": new}
    assert [lineage_of(ledger, record) for record in new] == [[{"from": [old]}], [{"from": [old]}]]


def test_a_department_that_is_only_renamed_keeps_its_id(ledger):
    bureau = ledger.found_department("农业局")
    ledger.publish(reform(Op.AMEND, bureau, kind=Kind.DEPARTMENT, fields={"name": "农业农村局"}))
    assert (ledger.stated(bureau, EVE)["name"], ledger.stated(bureau, DAY)["name"]) == ("农业局", "农业农村局")


def test_powers_are_merged_and_the_old_ids_end(ledger, department):
    old = [ledger.found_power(department, f"对{what}的处罚") for what in ("假种子", "劣种子")]
    fields = {"name": "对假、劣种子的处罚", "department_id": department, **PENALTY}
    published = ledger.publish(reform(Op.MERGE, from_=old, fields=fields))
    *ended, begun = ledger.entries(published.edition)[1:]
    assert [(entry.record, entry.version) for entry in ended] == [(power, 2) for power in old]
    assert begun.record not in old
    assert begun.version == 1
    assert published.counts == {"administrative_penalty": 1}


def test_a_power_merged_away_is_not_merged_again(ledger, department):
    old = [ledger.found_power(department, name) for name in "甲乙丙"]
    fields = {"name": "合并后", "department_id": department, **PENALTY}
    ledger.publish(reform(Op.MERGE, from_=old[:2], fields=fields))
    with pytest.raises(Refused) as caught:
        ledger.publish(change(Op.MERGE, since="2020-01-01", from_=old[1:], fields=fields))
    assert caught.value.code == "wrong_status"


def test_a_power_is_split_and_its_parts_have_texts_of_their_own(ledger, department):
    old = ledger.found_power(department, "对违法经营种子、农药的处罚")
    parts = [
        {"fields": {"name": f"对{what}的处罚", "department_id": department, **PENALTY}} for what in ("种子", "农药")
    ]
    published = ledger.publish(reform(Op.SPLIT, old, into=parts))
    ended, *begun = ledger.entries(published.edition)[1:]
    assert ended.record == old
    assert ended.lineage == {"into": [entry.record for entry in begun]}
    assert [ledger.stated(entry.record, DAY)["name"] for entry in begun] == ["对种子的处罚", "对农药的处罚"]
    assert published.counts == {"administrative_penalty": 2}


def test_a_power_devolved_ends_here_and_may_be_taken_back(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(reform(Op.DEVOLVE, power))
    assert status_on(ledger, power, DAY) == "devolved"
    ledger.publish(change(Op.TAKE_BACK, power, "2022-01-01", fields={"note": "收回"}))
    assert status_on(ledger, power, "2021-12-31") == "devolved"
    assert (ledger.stated(power, "2022-01-01")["status"], len(ledger.versions(power))) == ("active", 3)


def test_a_power_devolved_in_part_stays_and_says_so(ledger, department):
    power = ledger.found_power(department, levels=["municipal", "county"])
    ledger.publish(reform(Op.DEVOLVE, power, partial=True, fields={"levels": ["municipal"]}))
    assert (status_on(ledger, power, DAY), ledger.stated(power, DAY)["levels"]) == ("active", ["municipal"])
    assert lineage_of(ledger, power)[-1] == {"partial": True}


def test_a_power_transferred_to_another_government_ends_here(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(reform(Op.TRANSFER, power))
    assert (status_on(ledger, power, EVE), status_on(ledger, power, DAY)) == ("active", "transferred_out")


def test_a_reclassified_power_keeps_its_id_under_its_new_category(ledger, department):
    power = ledger.found_power(department)
    published = ledger.publish(reform(Op.RECLASSIFY, power, fields={"category": "administrative_license"}))
    assert ledger.stated(power, DAY)["category"] == "administrative_license"
    assert published.counts == {"administrative_license": 1}


def test_a_power_that_is_none_any_more_ends_as_reclassified(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(reform(Op.RECLASSIFY, power))
    assert status_on(ledger, power, DAY) == "reclassified"


def test_a_delegated_power_stays_with_its_holder_who_names_the_trustee(ledger, department):
    power = ledger.found_power(department)
    mandate = {"trustee": "种子管理站", "document": "委托书", "matters": None, "from": DAY, "to": "2024-03-01"}
    ledger.publish(reform(Op.DELEGATE, power, fields={"mandates": [mandate]}))
    said = ledger.stated(power, DAY)
    assert (said["department_id"], said["mandates"], said["status"]) == (department, [mandate], "active")


def test_an_empowered_township_gets_a_power_of_its_own(ledger):
    town = ledger.found_department("某某镇人民政府")
    granted = add_power(town, "对占道经营的处罚").fields
    published = ledger.publish(reform(Op.EMPOWER, fields=granted))
    (entry,) = ledger.entries(published.edition)[1:]
    assert (entry.op, entry.version, entry.lineage) == ("empower", 1, None)
    assert ledger.stated(entry.record, DAY)["department_id"] == town


def test_an_offered_item_is_none_of_the_list_until_it_is_claimed(ledger, department):
    fields = {**add_power(department, "对无证经营的处罚", legal_basis="《种子法》").fields, "directory": "省指导目录"}
    offer = change(Op.ADD, new_id(), kind=Kind.CATALOGUE_ITEM, fields=fields)
    assert ledger.publish(offer).counts == {}
    claimed = ledger.publish(reform(Op.CLAIM, from_=[offer.id], fields={"handling_office": "执法大队"}))
    (entry,) = ledger.entries(claimed.edition)[1:]
    said = ledger.stated(entry.record, DAY)
    assert claimed.counts == {"administrative_penalty": 1}
    assert (said["kind"], said["name"], said["legal_basis"]) == ("power", "对无证经营的处罚", "《种子法》")
    assert said["handling_office"] == "执法大队"
    assert said["source"] == {"record": offer.id, "jurisdiction": None, "level": None, "document": None}
    assert "directory" not in said
    assert status_on(ledger, offer.id, DAY) == "active"


def test_a_reform_is_one_edition_or_none(ledger, two):
    power = ledger.found_power(two[0])
    merged = reform(Op.MERGE, kind=Kind.DEPARTMENT, from_=two, fields={"name": "农业农村局"})
    before = ledger.head()
    with pytest.raises(Refused):
        ledger.publish(merged, reform(Op.RESUME, power))
    assert ledger.head() == before
    assert [status_on(ledger, bureau, DAY) for bureau in two] == ["active", "active"]


def test_a_department_may_lead_the_list_on_the_day_it_is_founded(ledger):
    bureau = add_department("数据局", since=DAY)
    ledger.publish(bureau, add_power(bureau.id, since=DAY))
    assert ledger.stated(bureau.id, DAY)["standing"] == "working_department"
