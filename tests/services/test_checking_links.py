"""Standards and services beside their powers: what rules see of links, in change-sets and in whole lists."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from factories import Ledger, add_power, change, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind, Severity
from quanze.services.carrying import carried_along
from quanze.services.checking import check_changes
from quanze.services.checking_lists import check_list
from quanze.services.moments import Asked, find_place, resolve

TODAY = date(2020, 3, 1)
LATER = "2020-06-01"
ZONE = ZoneInfo("Asia/Shanghai")
BASIS = (
    "【行政法规】《建设工程质量管理条例》（国务院令第279号）\n"
    "第十一条　施工图设计文件应当审查，违反的处二万元以上五万元以下罚款。"
)
LICENSE = {
    "category": "administrative_license",
    "implementing_body": "示范区住房和城乡建设局",
    "legal_basis": BASIS,
    "duties": "1.受理责任",
    "duty_basis": "《行政许可法》",
    "accountability": "不履行职责的",
    "post_cancellation_supervision": "纳入日常检查",
}
PENALTY = {**LICENSE, "category": "administrative_penalty"}
FINE = {"kind": "range", "minimum": 2_000_000, "maximum": 5_000_000}
TIERS = [{"bracket": [FINE], "tiers": [{"label": "一般", "amounts": [FINE]}]}]


@pytest.fixture
def ledger(database):
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def housing(ledger):
    return ledger.found_department("住房和城乡建设局")


def add_service(department, *powers, name="施工图设计文件审查", record=None, since="2016-03-01", **fields):
    said = {"name": name, "department_id": department, "power_ids": list(powers), "legal_basis": BASIS, **fields}
    return change(Op.ADD, record or new_id(), since, kind=Kind.INTERMEDIARY_SERVICE, fields=said)


def add_standard(department, *powers, name="擅自施工", record=None, since="2016-03-01", **fields):
    said = {
        "name": name,
        "department_id": department,
        "power_ids": list(powers),
        "legal_basis": BASIS,
        "document": {"title": "某某裁量基准"},
        "groups": TIERS,
        **fields,
    }
    return change(Op.ADD, record or new_id(), since, kind=Kind.DISCRETION_STANDARD, fields=said)


def check(ledger, *changes, **options):
    with ledger.database.reading() as connection:
        found = check_changes(connection, ledger.jurisdiction, changes, TODAY, **options)
    return [(finding.code, finding.severity.value, finding.change) for finding in found.findings]


def check_whole(ledger, on="2020-01-01", *departments):
    with ledger.database.reading() as connection:
        moment = resolve(connection, Asked(ledger.jurisdiction, on), ZONE)
        return [(said.finding.name, said.finding.code) for said in check_list(connection, moment, departments)]


def carried(ledger, *changes):
    with ledger.database.reading() as connection:
        return carried_along(connection, find_place(connection, ledger.jurisdiction), changes)


def cancel(record, kind=Kind.POWER, since=LATER, **parts):
    return change(Op.CANCEL, record, since, kind=kind, **parts)


def test_a_cancelled_approval_carries_its_services(ledger, housing):
    approval = ledger.found_power(housing, "建筑工程施工许可", **LICENSE)
    service = add_service(housing, approval)
    ledger.publish(service)
    end = cancel(approval)
    assert check(ledger, end) == [("services_left", "error", 0)]
    [along] = carried(ledger, end)
    assert (along.op, along.kind, along.id) == (Op.CANCEL, Kind.INTERMEDIARY_SERVICE, service.id)
    assert along.effective_from == end.effective_from
    assert check(ledger, end, along) == []
    assert carried(ledger, end, along) == [], "nothing is owed twice"
    ledger.publish(end, along)
    assert ledger.stated(service.id, LATER)["status"] == "cancelled"


def test_what_is_not_cancelled_carries_nothing(ledger, housing):
    approval = ledger.found_power(housing, "建筑工程施工许可", **LICENSE)
    ledger.publish(add_service(housing, approval))
    assert carried(ledger, change(Op.AMEND, approval, LATER, fields={"note": "甲"})) == []
    assert carried(ledger, cancel(approval, partial=True)) == []
    assert carried(ledger) == []


def test_a_service_goes_with_the_last_of_its_approvals(ledger, housing):
    one, two = (ledger.found_power(housing, name, **LICENSE) for name in ("施工许可", "规划许可"))
    service = add_service(housing, one, two)
    ledger.publish(service)
    assert carried(ledger, cancel(one)) == check(ledger, cancel(one)) == []
    both = [cancel(one), cancel(two, since="2020-07-01")]
    [along] = carried(ledger, *both)
    assert along.effective_from == date(2020, 7, 1)
    assert check(ledger, *both) == [("services_left", "error", 1)]
    assert check(ledger, *both, along) == []


def test_a_service_that_is_given_another_approval_is_not_left(ledger, housing):
    old, new = (ledger.found_power(housing, name, **LICENSE) for name in ("施工许可", "规划许可"))
    service = add_service(housing, old)
    ledger.publish(service)
    moved = change(Op.AMEND, service.id, LATER, kind=Kind.INTERMEDIARY_SERVICE, fields={"power_ids": [new]})
    assert check(ledger, cancel(old), moved) == []


def test_a_service_that_comes_in_the_same_change_set_is_seen(ledger, housing):
    approval = ledger.found_power(housing, "建筑工程施工许可", **LICENSE)
    late = add_service(housing, approval, since=LATER)
    assert check(ledger, late) == []
    assert check(ledger, late, cancel(approval, since="2020-07-01")) == [("services_left", "error", 1)]
    gone = [cancel(approval), add_service(housing, approval, since="2020-07-01")]
    assert check(ledger, *gone) == [("approval_gone", "error", 1)]


def test_a_standard_is_seen_beside_its_power_and_its_document(ledger, housing):
    power = ledger.found_power(housing, "对擅自施工的处罚", **PENALTY)
    amended = change(Op.AMEND, power, LATER, fields={"legal_basis": BASIS + "另有规定。"})
    assert check(ledger, amended) == [("standard_missing", "notice", 0)]
    document, standard = new_id(), new_id()
    ledger.publish(
        add_standard(
            housing,
            record=document,
            grouping=True,
            groups=[],
            name="裁量基准",
            document={"title": "裁量基准", "to": "2021-01-01"},
        ),
        add_standard(housing, power, record=standard, parent_id=document, document=None),
    )
    assert check(ledger, amended) == []
    assert check(ledger, cancel(power)) == [("standards_left", "warning", 0)]
    assert check(ledger, cancel(document, Kind.DISCRETION_STANDARD)) == [("children_left", "error", 0)]
    touched = {"parent_id": document, "note": "甲"}
    amend = change(Op.AMEND, standard, "2021-06-01", kind=Kind.DISCRETION_STANDARD, fields=touched)
    assert check(ledger, amend) == [("document_expired", "notice", 0)]
    assert check_whole(ledger) == []
    assert check_whole(ledger, "2021-01-01") == [("裁量基准", "document_expired")], "said once, of the document"


def test_a_tier_that_leaves_its_bracket_blocks(ledger, housing):
    power = ledger.found_power(housing, "对擅自施工的处罚", **PENALTY)
    wide = [{"bracket": [FINE], "tiers": [{"label": "严重", "amounts": [{**FINE, "maximum": 6_000_000}]}]}]
    assert check(ledger, add_standard(housing, power, since=LATER, groups=wide)) == [("tier_outside", "error", 0)]
    strict = {"tier_few": Severity.WARNING}
    found = check(ledger, add_standard(housing, power, since=LATER), severities=strict)
    assert found == [("tier_few", "warning", 0)]


def test_a_whole_list_is_checked_by_the_rulesets_severities(ledger, housing):
    power = ledger.found_power(housing, "对擅自施工的处罚", **PENALTY)
    ledger.publish(add_standard(housing, power))
    with ledger.database.reading() as connection:
        moment = resolve(connection, Asked(ledger.jurisdiction, "2020-01-01"), ZONE)
        [said] = check_list(connection, moment, (), {"tier_few": Severity.NOTICE})
    assert (said.finding.code, said.finding.severity) == ("tier_few", Severity.NOTICE)


def test_a_whole_list_sees_links_across_departments(ledger, housing):
    market = ledger.found_department("市场监督管理局")
    approval = ledger.found_power(housing, "建筑工程施工许可", **LICENSE)
    penalty = ledger.found_power(housing, "对擅自施工的处罚", **PENALTY)
    unsaid = ledger.found_power(housing, "旧许可", **{**LICENSE, "post_cancellation_supervision": None})
    ledger.publish(add_service(market, approval), add_standard(market, penalty))
    assert check_whole(ledger) == [("施工图设计文件审查", "approval_elsewhere")]
    assert check_whole(ledger, "2020-01-01", housing) == []
    ledger.publish(cancel(approval, since="2017-01-01"), cancel(unsaid, since="2017-01-01"))
    ledger.publish(cancel(penalty, since="2017-01-01"))
    assert check_whole(ledger) == [
        ("旧许可", "supervision_unstated"),
        ("擅自施工", "linked_power_gone"),
        ("施工图设计文件审查", "approval_gone"),
    ]


def statements(database, work) -> int:
    counted = []
    with database.reading() as connection:
        event.listen(connection, "before_cursor_execute", lambda *_: counted.append(1))
        work(connection)
    return len(counted)


def test_links_are_read_in_a_number_of_statements_that_does_not_grow(ledger, housing):
    powers = [new_id() for _ in range(40)]
    ledger.publish(*(add_power(housing, f"第{n}种许可", one, **LICENSE) for n, one in enumerate(powers)))
    ledger.publish(*(add_service(housing, one, name=f"施工图设计文件审查{one}") for one in powers))
    ledger.publish(*(add_standard(housing, one, name=f"擅自施工{one}") for one in powers))

    def checking(number):
        ends = [cancel(one) for one in powers[:number]]
        return statements(ledger.database, lambda c: check_changes(c, ledger.jurisdiction, ends, TODAY))

    def carrying(number):
        ends = [cancel(one) for one in powers[:number]]
        place = lambda c: find_place(c, ledger.jurisdiction)  # noqa: E731
        return statements(ledger.database, lambda c: carried_along(c, place(c), ends))

    def listing(connection):
        moment = resolve(connection, Asked(ledger.jurisdiction, "2020-01-01"), ZONE)
        list(check_list(connection, moment))

    assert checking(40) == checking(2) <= 22
    assert carrying(40) == carrying(2) <= 8
    assert statements(ledger.database, listing) <= 24
