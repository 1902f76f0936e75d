"""Checking change-sets and lists: nothing is written, all refusals are told, no error means publishable."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from factories import Ledger, add_department, add_power, change, edition, make_jurisdiction, open_register
from quanze.domain.changes import NewRecord, Op
from quanze.domain.errors import QuanzeError
from quanze.domain.identities import new_id
from quanze.domain.rules.wording import violation_key
from quanze.domain.vocabulary import Severity
from quanze.services.checking import check_changes
from quanze.services.checking_lists import check_list
from quanze.services.moments import Asked, resolve
from quanze.storage import neighbours
from quanze.storage.writer import publish

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2020, 3, 1)
LATER = "2020-06-01"
ZONE = ZoneInfo("Asia/Shanghai")
WHOLE = {
    "implementing_body": "示范区农业农村局",
    "legal_basis": "【法律】《中华人民共和国种子法》\n第七十五条　处罚款。",
    "duties": "1.立案责任",
    "duty_basis": "《行政处罚法》第五十四条",
    "accountability": "不履行职责的",
}


@pytest.fixture
def ledger(database):
    return Ledger(database, make_jurisdiction(database))


def check(ledger, *changes, **options):
    with ledger.database.reading() as connection:
        return check_changes(connection, ledger.jurisdiction, changes, TODAY, **options)


def told(checked):
    return [(finding.code, finding.severity.value, finding.change) for finding in checked.findings]


def whole_power(department, name, record=None, **parts):
    return add_power(department, name, record, **{"since": LATER, **WHOLE, **parts})


def test_every_refusal_is_told_not_only_the_first(ledger):
    farm = ledger.found_department()
    power = ledger.found_power(farm, "对销售假种子的处罚", **WHOLE)
    checked = check(
        ledger,
        change(Op.AMEND, new_id(), LATER, fields={"note": "甲"}),
        change(Op.AMEND, power, LATER),
        whole_power(new_id(), "对销售假农药的处罚"),
        change(Op.AMEND, power, LATER, fields={"colour": "红"}),
        change(Op.RESUME, power, LATER),
        change(Op.AMEND, power, LATER, base_version=7, fields={"note": "乙"}),
        change(Op.AMEND, power, LATER, fields={"note": "丙"}),
    )
    assert told(checked) == [
        ("unknown_record", "error", 0),
        ("missing_part", "error", 1),
        ("unknown_reference", "error", 2),
        ("unknown_field", "error", 3),
        ("wrong_status", "error", 4),
        ("stale_version", "error", 5),
    ]
    fields = {finding.change: finding.field for finding in checked.findings}
    assert (fields[1], fields[2], fields[3]) == ("fields", "department_id", "colour")


def test_an_empty_change_set_is_an_error(ledger):
    assert told(check(ledger)) == [("nothing_changed", "error", None)]


def test_the_rules_see_the_list_as_it_would_be(ledger):
    farm = ledger.found_department("农业农村局")
    market = ledger.found_department("市场监督管理局")
    mine = ledger.found_power(farm, "对销售假种子的处罚", **WHOLE)
    claim = whole_power(market, "对销售假种子行为的行政处罚")
    assert told(check(ledger, claim)) == [("violation_shared", "warning", 0)]
    assert told(check(ledger, claim, change(Op.CANCEL, mine, LATER))) == [], "the other claim ends the same day"
    assert told(check(ledger, change(Op.CANCEL, mine, "2021-01-01"), claim)) == [("violation_shared", "warning", 1)]
    twice = [whole_power(farm, "对销售假兽药的处罚"), whole_power(farm, "对销售假兽药的处罚")]
    assert told(check(ledger, *twice)) == [("power_duplicate", "warning", 0), ("power_duplicate", "warning", 1)]


def test_a_group_and_its_sub_items_come_and_go_together(ledger):
    farm = ledger.found_department()
    group, child = new_id(), new_id()
    grouping = add_power(farm, "种子违法行为处罚", group, since=LATER, grouping=True)
    sub = whole_power(farm, "对销售假种子的处罚", child, parent_id=group)
    assert told(check(ledger, grouping, sub)) == []
    assert told(check(ledger, grouping)) == [("group_empty", "warning", 0)]
    ledger.publish(grouping, sub)
    ends = [change(Op.CANCEL, one, "2021-01-01") for one in (group, child)]
    assert told(check(ledger, ends[0])) == [("children_left", "error", 0)]
    assert told(check(ledger, *ends)) == []
    amend = change(Op.AMEND, child, "2021-01-01", fields={"parent_id": group, "note": "甲"})
    assert told(check(ledger, ends[0], amend)) == [("children_left", "error", 0), ("parent_gone", "notice", 1)]


def test_what_the_base_already_had_is_a_notice(ledger):
    farm = ledger.found_department()
    power = ledger.found_power(farm, "对销售假种子的处罚", **{**WHOLE, "duties": None, "legal_basis": None})
    noted = change(Op.AMEND, power, LATER, fields={"note": "甲"})
    assert told(check(ledger, noted)) == [("basis_missing", "notice", 0), ("duties_missing", "notice", 0)]
    strict = {"duties_missing": Severity.ERROR}
    new = whole_power(farm, "对销售假农药的处罚", duties=None)
    assert told(check(ledger, new, severities=strict)) == [("duties_missing", "error", 0)]


def test_merging_and_splitting_are_looked_at_text_by_text(ledger):
    farm = ledger.found_department()
    old = [ledger.found_power(farm, f"对销售{what}的处罚", **WHOLE) for what in ("假种子", "劣种子")]
    fields = {"category": "administrative_penalty", "department_id": farm, "name": "对销售假劣种子的处罚"}
    merge = change(Op.MERGE, None, LATER, from_=old, fields={**fields, **WHOLE})
    assert told(check(ledger, merge)) == []
    split = change(Op.SPLIT, old[0], LATER, into=[NewRecord(fields=fields), NewRecord(fields={**fields, **WHOLE})])
    assert ("basis_missing", "error", 0) in told(check(ledger, split))


def test_counts_reconcile_by_department_and_category(ledger):
    farm = ledger.found_department("农业农村局")
    market = ledger.found_department("市场监督管理局")
    powers = [ledger.found_power(farm, f"对销售假{n}的处罚", **WHOLE) for n in ("种子", "农药", "兽药", "化肥")]
    checked = check(
        ledger,
        whole_power(farm, "种子生产经营许可", category="administrative_license"),
        change(Op.CANCEL, powers[0], LATER),
        change(Op.TRANSFER, powers[1], LATER, to_department=market),
        change(Op.SUSPEND, powers[2], LATER),
    )
    counted = {(c.department, c.category): (c.before, c.added, c.removed, c.after) for c in checked.counts}
    assert counted == {
        (farm, "administrative_license"): (0, 1, 0, 1),
        (farm, "administrative_penalty"): (4, 0, 3, 1),
        (market, "administrative_penalty"): (0, 1, 0, 1),
    }


def test_a_list_that_loses_most_of_itself_is_asked_about(ledger):
    farm = ledger.found_department()
    powers = [new_id() for _ in range(12)]
    ledger.publish(*(whole_power(farm, f"对第{n}种行为的处罚", one) for n, one in enumerate(powers)))
    ends = [change(Op.CANCEL, one, "2021-01-01") for one in powers]
    assert told(check(ledger, *ends[:3])) == []
    assert told(check(ledger, *ends[:8])) == [("list_shrinks", "warning", 0)]


def test_a_withheld_list_stands_beside_the_public_one(ledger):
    farm = ledger.found_department()
    secret = whole_power(farm, "对涉密事项的检查", category="administrative_inspection", disclosure="withheld")
    assert told(check(ledger, secret, log="public")) == [("withheld_in_public", "error", 0)]
    assert told(check(ledger, secret)) == told(check(ledger, secret, log="withheld")) == []


def test_the_database_reads_violations_as_the_rules_do(ledger):
    farm = ledger.found_department("农业农村局")
    market = ledger.found_department("市场监督管理局")
    names = ["对（无证）经营、贮存 行为的行政处罚", "无证经营贮存处罚", "对无证经营，贮存的处罚"]
    for owner, name in zip((farm, market, market), names, strict=True):
        ledger.found_power(owner, name)
    [key] = {violation_key(name) for name in names}
    head = ledger.head()
    with ledger.database.reading() as connection:
        found = neighbours.claims(connection, [head.log], TODAY, [key])
        moment = resolve(connection, Asked(ledger.jurisdiction), ZONE)
        [(_, *owners)] = neighbours.shared_claims(connection, moment.at)
    assert sorted(row.shown.name for row in found) == sorted(names)
    assert set(owners) == {farm, market}


def test_the_number_of_statements_does_not_grow_with_the_changes(ledger):
    farm = ledger.found_department()
    powers = [new_id() for _ in range(60)]
    ledger.publish(*(whole_power(farm, f"对第{n}种违法行为的处罚", one) for n, one in enumerate(powers)))

    def statements(number: int) -> int:
        counted = []
        with ledger.database.reading() as connection:
            count = lambda *_: counted.append(1)  # noqa: E731
            event.listen(connection, "before_cursor_execute", count)
            changes = [change(Op.AMEND, one, LATER, fields={"note": "甲"}) for one in powers[:number]]
            check_changes(connection, ledger.jurisdiction, changes, TODAY)
        return len(counted)

    assert statements(60) == statements(2) <= 20


def everything(database):
    """How many rows every table has."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    with database.reading() as connection:
        tables = connection.execute(text(listed[connection.dialect.name])).scalars().all()
        return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}


def test_a_whole_list_is_checked_department_by_department(ledger):
    farm = ledger.found_department("农业农村局")
    market = ledger.found_department("市场监督管理局")
    ledger.found_power(farm, "对销售假种子的处罚", **{**WHOLE, "duties": None})
    ledger.found_power(market, "对销售假种子的处罚", **WHOLE)
    ended = ledger.found_power(market, "对旧法违法行为的处罚")
    ledger.publish(change(Op.CANCEL, ended, "2016-03-02"))
    before = everything(ledger.database)
    with ledger.database.reading() as connection:
        moment = resolve(connection, Asked(ledger.jurisdiction, "2020-01-01"), ZONE)
        found = [(said.department_name, said.finding.code) for said in check_list(connection, moment)]
        only = {said.department for said in check_list(connection, moment, ["市场监督管理局"])}
    assert sorted(found) == [
        ("农业农村局", "duties_missing"),
        ("农业农村局", "violation_shared"),
        ("市场监督管理局", "violation_shared"),
    ]
    assert only == {market}
    assert everything(ledger.database) == before


# Any change-set over a small register: checked without a trace, and published where no finding is an error.

_DAYS = st.dates(date(2016, 1, 1), date(2018, 1, 1))
_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["对甲乙丙丁的处罚", "对戊己庚辛的处罚", ""]),
        "note": st.sampled_from(["甲", "乙", None]),
        "category": st.sampled_from(["administrative_penalty", "administrative_license", "nothing"]),
        "grouping": st.booleans(),
        "parent_id": st.sampled_from(["P0", "P1", None]),
        "department_id": st.sampled_from(["D", "P0", None]),
        "legal_basis": st.sampled_from([WHOLE["legal_basis"], None]),
    },
)
_PLANS = st.lists(
    st.fixed_dictionaries(
        {
            "op": st.sampled_from([op for op in Op if op not in {Op.PUBLISH, Op.REDACT}]),
            "id": st.sampled_from(["P0", "P1", "N", None]),
            "fields": _FIELDS,
            "effective_from": _DAYS,
            "effective_to": st.none() | _DAYS,
            "keep_later": st.booleans(),
            "partial": st.booleans(),
            "from": st.lists(st.sampled_from(["P0", "P1"]), max_size=2),
            "into": st.lists(st.fixed_dictionaries({"fields": _FIELDS}), max_size=2),
            "base_version": st.sampled_from([None, 1, 2]),
            "to_department": st.sampled_from([None, "D"]),
        }
    ),
    max_size=3,
)


class Undone(Exception):
    """Ends a publication that was only tried."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("checking")
    database = open_register(f"sqlite:///{folder}/quanze.sqlite3")
    ledger = Ledger(database, make_jurisdiction(database))
    ids = {name: new_id() for name in ("D", "P0", "P1", "N")}
    ledger.publish(add_department("农业农村局", ids["D"]))
    ledger.publish(*(add_power(ids["D"], f"对销售{name}的处罚", ids[name]) for name in ("P0", "P1")))
    ledger.publish(change(Op.AMEND, ids["P1"], "2017-01-01", fields={"note": "甲"}))
    yield ledger, ids
    database.close()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(_PLANS)
def test_checking_leaves_no_trace_and_no_error_means_publishable(small, plans):
    ledger, ids = small
    changes = [_change(plan, ids) for plan in plans]
    before = everything(ledger.database)
    checked = check(ledger, *changes)
    assert everything(ledger.database) == before
    refused = _refused(ledger, changes)
    errors = {found.code for found in checked.findings if found.severity is Severity.ERROR}
    assert refused is None or refused in errors, "publishing is refused for what checking has told, and nothing else"
    assert everything(ledger.database) == before


def _change(plan, ids):
    def name_all(read):
        return {key: _named(value, ids) for key, value in read.items()}

    named = json.loads(json.dumps(plan, default=str), object_hook=name_all)
    named["from_"] = named.pop("from")
    since, until = named.pop("effective_from"), named.pop("effective_to")
    return change(Op(named.pop("op")), named.pop("id"), since, until=until, **named)


def _named(value, ids):
    if isinstance(value, list):
        return [_named(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _undo():
    raise Undone


def _refused(ledger, changes):
    """The code that a publication is refused with; it is undone either way."""
    try:
        with ledger.database.writing() as connection:
            publish(connection, ledger.jurisdiction, edition(date(2016, 3, 1)), changes)
            _undo()
    except Undone:
        return None
    except QuanzeError as refusal:
        return refusal.code
