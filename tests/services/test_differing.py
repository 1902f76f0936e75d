"""Two ends side by side, against two whole lists laid side by side by hand; on both databases."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import Ledger, add_power, change, edition, make_jurisdiction
from quanze.domain.changes import NewRecord, Op
from quanze.domain.editions import EditionKind
from quanze.domain.errors import InvalidInput, QuanzeError
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import LIVING, Kind
from quanze.services.differing import Compared, compare_ends
from quanze.services.moments import Asked, resolve
from registers import ZONE

ORIGIN = date(2020, 1, 1)
DAYS = [ORIGIN + timedelta(days=40 * number) for number in range(9)]
BEFORE, AFTER = "2015-01-01", "2026-01-01"
OPS = ("add", "add", "amend", "amend", "suspend", "resume", "cancel", "correct", "transfer")
ENTERS = {"add", "undertake", "claim", "take_back", "empower"}
LEAVES = {"cancel", "devolve", "merge", "split"}
CATEGORIES = ("administrative_license", "administrative_penalty")


@pytest.fixture
def ledger(database):
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def farm(ledger):
    return ledger.found_department("农业农村局", "2010-01-01")


@pytest.fixture
def market(ledger):
    return ledger.found_department("市场监督管理局", "2010-01-01")


def diff(ledger, from_, to, cursor=None, known_at=None, **options):
    with ledger.database.reading() as connection:
        moment = resolve(connection, Asked(ledger.jurisdiction, known_at=known_at), ZONE)
        return compare_ends(connection, moment, Compared(str(from_), str(to), **{"limit": 1000, **options}), cursor)


def only(answer):
    [item] = answer["items"]
    return item


def ops_of(answer):
    return sorted((item["op"], item["name"]) for item in answer["items"])


def steps_of(item):
    return [step["op"] for step in item["steps"]]


# Random histories


@st.composite
def histories(draw):
    """Editions of changes: operation, record, first day, end, name, category, department."""
    one = st.tuples(
        st.sampled_from(OPS),
        st.integers(0, 3),
        st.sampled_from(DAYS[:-1]),
        st.sampled_from([None, None, None, *DAYS[3:]]),
        st.sampled_from(["甲", "乙", "丙"]),
        st.sampled_from(CATEGORIES),
        st.integers(0, 1),
    )
    return draw(st.lists(st.lists(one, min_size=1, max_size=3), min_size=1, max_size=6))


class Playground:
    """A jurisdiction of its own for each history; what does not fit is left out."""

    def __init__(self, database, history) -> None:
        self.ledger = Ledger(database, make_jurisdiction(database))
        self.departments = [self.ledger.found_department(name, "2010-01-01") for name in ("甲局", "乙局")]
        self.records = [new_id() for _ in range(4)]
        self.founded = self.ledger.head().edition
        for changes in history:
            with suppress(QuanzeError):
                self.ledger.publish(*(self._change(*one) for one in changes), metadata=edition(changes[0][2]))

    def _change(self, op, number, since, until, name, category, department):
        record, until = self.records[number], until if until and until > since else None
        said = {"since": since, "until": until, "keep_later": True}
        if op == "add":
            place = self.departments[department]
            return add_power(place, name, record, category=category, legal_basis=f"《{name}法》第一条", **said)
        fields = {"name": name, "note": f"{name}以外"} if op in {"amend", "correct"} else {}
        fields = {"department_id": self.departments[department]} if op == "transfer" else fields
        return change(Op("amend" if op == "transfer" else op), record, fields=fields, **said)

    def listed(self, on, edition_):
        """The whole list of a day as an edition has it: the living powers by id, with version and text."""
        found = {record: self.ledger.stated(record, on, edition_) for record in self.records}
        return {record: body for record, body in found.items() if body and body["status"] in LIVING}


def check_items(answer, before, after):
    """The items are just the records that differ, and their fields make the second list of the first."""
    items = {item["id"]: item for item in answer["items"]}
    differing = {r for r in {*before, *after} if before.get(r) != after.get(r)}
    assert differing <= set(items)
    for record, item in items.items():
        old, new = before.get(record), after.get(record)
        assert (item["version_from"] is None) == (old is None)
        returns = old is not None and steps_of(item) == ["add"]  # one ran out and was added again: the single operation
        assert (item["op"] in ENTERS) == (old is None or returns), (item["op"], old)
        assert (item["op"] in LEAVES) == (new is None), (item["op"], new)
        said = {one["field"]: one for one in item["fields"]}
        if old and new:
            assert {**old, **{name: one["after"] for name, one in said.items()}} == {**new}
            assert all(old.get(name) == one["before"] != one["after"] for name, one in said.items())
        elif new:
            assert all(new.get(name) == one["after"] for name, one in said.items())
            assert {name for name, value in new.items() if value} - {"schema", "kind", "status"} <= set(said) | {
                "disclosure"
            }
    assert answer["total"] == len(items)
    assert answer["summary"] == dict(Counter(item["op"] for item in items.values()))


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
@given(history=histories(), data=st.data())
def test_two_days_are_two_whole_lists_compared(database, history, data):
    ground = Playground(database, history)
    last = ground.ledger.head().edition
    for _ in range(4):
        known = data.draw(st.integers(ground.founded, last))
        first, second = sorted(data.draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
        answer = diff(ground.ledger, first, second, known_at=f"edition:{known}")
        check_items(answer, ground.listed(first, known), ground.listed(second, known))
        for item in answer["items"]:
            assert all(first.isoformat() < step["effective_from"] <= second.isoformat() for step in item["steps"])
            assert all(step["edition"] <= known for step in item["steps"])


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
@given(history=histories(), data=st.data())
def test_two_editions_are_everything_entered_between(database, history, data):
    ground = Playground(database, history)
    last = ground.ledger.head().edition
    for _ in range(4):
        first, second = sorted(data.draw(st.tuples(st.integers(0, last), st.integers(0, last))))
        answer = diff(ground.ledger, f"edition:{first}", f"edition:{second}")
        entries = [e for e in ground.ledger.entries() if e.kind == "power"]
        between = [e for e in entries if first < e.edition <= second]
        items = {item["id"]: item for item in answer["items"]}
        assert set(items) == {e.record for e in between}
        assert answer["summary"] == dict(Counter(item["op"] for item in items.values()))
        for record, item in items.items():
            told = [{"op": e.op, "entry": e.number, "edition": e.edition} for e in between if e.record == record]
            assert [{key: step[key] for key in ("op", "entry", "edition")} for step in item["steps"]] == told
            versions = ground.ledger.versions(record)
            old, new = (
                max((e.version for e in entries if e.record == record and e.edition <= end), default=None)
                for end in (first, second)
            )
            assert (item["version_from"], item["version_to"]) == (old, new)
            before, after = versions[old - 1] if old else {}, versions[new - 1]
            said = {one["field"]: one["after"] for one in item["fields"]}
            quiet = {name: after[name] for name in after.keys() - before.keys() if name not in said}
            assert {**before, **quiet, **said} == after


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=4, deadline=None, suppress_health_check=[*HealthCheck])
@given(history=histories(), limit=st.integers(1, 3))
def test_a_walk_sees_every_item_once_while_others_publish(database, history, limit):
    ground = Playground(database, history)
    last = ground.ledger.head().edition
    for ends in ((DAYS[0] - timedelta(days=1), DAYS[-1]), ("edition:0", f"edition:{last}")):
        whole = diff(ground.ledger, *ends)
        walked, cursor = [], None
        for _ in range(9):
            page = diff(ground.ledger, *ends, cursor=cursor, limit=limit)
            assert (page["total"], page["summary"]) == (whole["total"], whole["summary"])
            walked += page["items"]
            cursor = page["next"]
            if cursor is None:
                break
            ground.ledger.found_power(ground.departments[0], "期间公布的处罚", since=DAYS[2])
        assert walked == whole["items"]


# Between days


def test_nothing_differs_on_one_day(ledger, farm):
    ledger.found_power(farm, "对甲类的处罚")
    answer = diff(ledger, "2020-01-01", "2020-01-01")
    assert (answer["items"], answer["summary"], answer["total"], answer["next"]) == ([], {}, 0, None)


def test_what_takes_effect_later_is_told_where_its_day_is_reached(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚")
    ledger.publish(change(Op.AMEND, record, "2030-01-01", fields={"name": "对乙类的处罚"}))
    assert diff(ledger, "2020-01-01", "2029-12-31")["items"] == []
    item = only(diff(ledger, "2020-01-01", "2030-01-01"))
    assert (item["op"], item["name"], item["effective_from"]) == ("amend", "对乙类的处罚", "2030-01-01")
    assert (item["version_from"], item["version_to"]) == (1, 2)
    assert item["fields"] == [{"field": "name", "before": "对甲类的处罚", "after": "对乙类的处罚"}]


def test_a_retroactive_change_differs_only_as_known_afterwards(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚", since="2016-03-01")
    ledger.publish(change(Op.CORRECT, record, "2018-01-01", fields={"name": "对乙类的处罚"}))
    first = ledger.head().edition - 1
    assert diff(ledger, "2017-01-01", "2019-01-01", known_at=f"edition:{first}")["items"] == []
    assert ops_of(diff(ledger, "2017-01-01", "2019-01-01")) == [("correct", "对乙类的处罚")]


def test_what_came_and_went_in_between_is_absent(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚", since="2017-01-01")
    ledger.publish(change(Op.CANCEL, record, "2018-01-01"))
    assert diff(ledger, "2016-06-01", "2019-01-01")["items"] == []
    assert ops_of(diff(ledger, "2016-06-01", "2017-06-01")) == [("add", "对甲类的处罚")]
    assert ops_of(diff(ledger, "2017-06-01", "2019-01-01")) == [("cancel", "对甲类的处罚")]


def test_what_only_runs_out_is_told_as_leaving(ledger, farm):
    """A power entered for a time ends without an entry of its own."""
    record = ledger.found_power(farm, "对甲类的处罚", since="2017-01-01", until="2018-01-01")
    ledger.publish(change(Op.AMEND, record, "2017-06-01", until="2018-01-01", fields={"name": "对乙类的处罚"}))
    for first in ("2017-03-01", "2017-09-01"):
        item = only(diff(ledger, first, "2019-01-01"))
        assert (item["op"], item["id"], item["version_to"]) == ("cancel", record, None)


def test_a_day_before_the_first_list_says_so(ledger, farm, market):
    ledger.found_power(farm, "对甲类的处罚", since="2016-03-01")
    ledger.found_power(market, "对乙类的处罚", since="2018-03-01")
    early = diff(ledger, "2015-01-01", "2016-06-01")
    assert (early["meta"]["before_coverage"], ops_of(early)) == (True, [("add", "对甲类的处罚")])
    assert "before_coverage" not in diff(ledger, "2016-03-01", "2019-01-01")["meta"]
    theirs = diff(ledger, "2017-01-01", "2019-01-01", departments=(market,))
    assert theirs["meta"]["coverage_from"] == "2018-03-01"
    assert theirs["meta"]["before_coverage"] is True


def test_a_power_that_changes_hands_is_seen_from_both(ledger, farm, market):
    moved = ledger.found_power(farm, "对移交行为的处罚")
    ledger.found_power(market, "对别的行为的处罚", since="2018-03-01")
    ledger.publish(change(Op.TRANSFER, moved, "2018-01-01", to_department=market))
    for department in (farm, market):
        both = diff(ledger, "2017-01-01", "2018-02-01", departments=(department,))
        assert ops_of(both) == [("transfer", "对移交行为的处罚")]
        [field] = only(both)["fields"]
        assert (field["field"], field["before"], field["after"]) == ("department_id", farm, market)
    later = diff(ledger, "2017-01-01", "2019-01-01", departments=(farm,))
    assert ops_of(later) == [("transfer", "对移交行为的处罚")]


def test_filters_by_category_and_record(ledger, farm):
    ledger.found_power(farm, "对甲类的处罚")
    license_ = ledger.found_power(farm, "甲类许可", category="administrative_license")
    for ends in ((BEFORE, AFTER), ("edition:0", f"edition:{ledger.head().edition}")):
        assert ops_of(diff(ledger, *ends, categories=("administrative_license",))) == [("add", "甲类许可")]
        assert ops_of(diff(ledger, *ends, record=license_)) == [("add", "甲类许可")]
        assert diff(ledger, *ends, record=new_id())["items"] == []
        assert len(diff(ledger, *ends)["items"]) == 2


def test_grouping_records_are_nobodys_change(ledger, farm):
    group = ledger.found_power(farm, "一组处罚", grouping=True)
    child = ledger.found_power(farm, "对甲类的处罚", parent_id=group)
    ledger.publish(change(Op.AMEND, group, "2018-01-01", fields={"name": "另一组处罚"}))
    for ends in (("2015-01-01", AFTER), ("edition:0", f"edition:{ledger.head().edition}")):
        answer = diff(ledger, *ends)
        assert [item["id"] for item in answer["items"]] == [child]
        assert (answer["summary"], answer["total"]) == ({"add": 1}, 1)


def test_other_kinds_are_compared_when_asked_for(ledger, farm, market):
    ledger.found_power(farm)
    answer = diff(ledger, "edition:0", f"edition:{ledger.head().edition}", kind=Kind.DEPARTMENT)
    assert ops_of(answer) == [("add", "农业农村局"), ("add", "市场监督管理局")]
    answer = diff(ledger, "2009-12-31", "2010-01-01", kind=Kind.DEPARTMENT)
    assert ops_of(answer) == [("add", "农业农村局"), ("add", "市场监督管理局")]


def test_lineage_is_told_on_both_sides(ledger, farm):
    old = [ledger.found_power(farm, f"对{name}类的处罚") for name in "甲乙"]
    merged, whole, parts = new_id(), ledger.found_power(farm, "综合许可"), [new_id(), new_id()]
    fields = {"category": "administrative_penalty", "department_id": farm}
    ledger.publish(
        change(Op.MERGE, merged, "2018-01-01", from_=old, fields={**fields, "name": "对各类的处罚"}),
        change(
            Op.SPLIT,
            whole,
            "2018-01-01",
            into=[NewRecord(id=part, fields={**fields, "name": f"许可{n}"}) for n, part in enumerate(parts)],
        ),
    )
    head = ledger.head().edition
    for ends in (("2017-12-31", "2018-01-01"), (f"edition:{head - 1}", f"edition:{head}")):
        items = {item["id"]: item for item in diff(ledger, *ends)["items"]}
        assert set(items) == {merged, whole, *old, *parts}
        assert sorted(items[merged]["from"]) == sorted(old)
        assert all(items[one]["into"] == [merged] for one in old)
        assert sorted(items[whole]["into"]) == sorted(parts)
        assert all(items[one]["from"] == [whole] for one in parts)
        assert {one for one, item in items.items() if item["version_from"] is None} == {merged, *parts}


# Netting


def netted(ledger, record, *changes, days=("2016-06-01", "2019-12-31")):
    """The one item that some changes, each an edition, come to between days, and between editions."""
    first = ledger.head().edition
    for one in changes:
        ledger.publish(one)
    by_day = only(diff(ledger, *days))
    by_edition = only(diff(ledger, f"edition:{first}", f"edition:{ledger.head().edition}"))
    assert by_day["id"] == by_edition["id"] == record
    return by_day, by_edition


def test_added_and_amended_is_added(ledger, farm):
    record = new_id()
    steps = [
        add_power(farm, "对甲类的处罚", record, since="2017-01-01"),
        change(Op.AMEND, record, "2018-01-01", fields={"name": "对乙类的处罚"}),
    ]
    for item in netted(ledger, record, *steps):
        assert (item["op"], item["name"], steps_of(item)) == ("add", "对乙类的处罚", ["add", "amend"])
        assert (item["version_from"], item["version_to"], item["effective_from"]) == (None, 2, "2018-01-01")


def test_amended_and_cancelled_is_cancelled(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚")
    steps = [
        change(Op.AMEND, record, "2017-01-01", fields={"name": "对乙类的处罚"}),
        change(Op.CANCEL, record, "2018-01-01"),
    ]
    for item in netted(ledger, record, *steps):
        assert (item["op"], steps_of(item), item["version_from"]) == ("cancel", ["amend", "cancel"], 1)


def test_amended_twice_is_one_amendment_of_two_steps(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚")
    steps = [
        change(Op.AMEND, record, "2017-01-01", fields={"name": "对乙类的处罚"}),
        change(Op.AMEND, record, "2018-01-01", fields={"name": "对丙类的处罚"}),
    ]
    for item in netted(ledger, record, *steps):
        assert (item["op"], steps_of(item)) == ("amend", ["amend", "amend"])
        assert item["fields"] == [{"field": "name", "before": "对甲类的处罚", "after": "对丙类的处罚"}]
        assert [step["effective_from"] for step in item["steps"]] == ["2017-01-01", "2018-01-01"]


def test_suspended_and_resumed_comes_to_no_field(ledger, farm):
    """Versions differ and nothing they say does: told, with its steps and no fields."""
    record = ledger.found_power(farm, "对甲类的处罚")
    steps = [change(Op.SUSPEND, record, "2017-01-01"), change(Op.RESUME, record, "2018-01-01")]
    for item in netted(ledger, record, *steps):
        assert (item["op"], item["fields"], steps_of(item)) == ("amend", [], ["suspend", "resume"])


# Between editions


def test_editions_tell_what_was_entered_whatever_its_dates(ledger, farm):
    future = ledger.found_power(farm, "将来的处罚", since="2035-01-01")
    past = ledger.found_power(farm, "从前的处罚", since="2001-01-01", until="2002-01-01")
    head = ledger.head().edition
    answer = diff(ledger, f"edition:{head - 2}", f"edition:{head}")
    assert {item["id"] for item in answer["items"]} == {future, past}
    assert answer["summary"] == {"add": 2}
    assert diff(ledger, f"edition:{head}", f"edition:{head}")["items"] == []


def test_the_empty_register_is_an_end(ledger, farm):
    ledger.found_power(farm, "对甲类的处罚")
    head = ledger.head().edition
    assert ops_of(diff(ledger, "edition:0", f"edition:{head}")) == [("add", "对甲类的处罚")]
    assert diff(ledger, "edition:0", "edition:0")["items"] == []


def test_a_correction_alone_is_a_correction(ledger, farm):
    record = ledger.found_power(farm, "对甲类的处罚")
    ledger.publish(
        change(Op.CORRECT, record, "2016-03-01", fields={"name": "对乙类的处罚"}),
        metadata=edition("2016-03-01", EditionKind.CORRECTION),
    )
    head = ledger.head().edition
    assert ops_of(diff(ledger, f"edition:{head - 1}", f"edition:{head}")) == [("correct", "对乙类的处罚")]
    assert diff(ledger, "2016-03-01", AFTER)["items"] == []


@pytest.mark.parametrize(
    ("from_", "to", "code"),
    [
        ("edition:0", "2020-01-01", "mixed_ends"),
        ("2020-01-01", "edition:1", "mixed_ends"),
        ("edition:1", "edition:0", "ends_reversed"),
        ("2020-01-02", "2020-01-01", "ends_reversed"),
        ("edition:0", "edition:99", "unknown_edition"),
        ("edition:x", "edition:1", None),
        ("2020-02-30", "2020-03-01", None),
    ],
)
def test_ends_that_cannot_be_compared(ledger, farm, from_, to, code):
    with pytest.raises(InvalidInput) as caught:
        diff(ledger, from_, to)
    assert code in (None, caught.value.code)


def test_a_later_edition_than_the_known_one_is_no_end(ledger, farm):
    ledger.found_power(farm)
    with pytest.raises(InvalidInput):
        diff(ledger, "edition:0", "edition:2", known_at="edition:1")


def test_a_walk_cannot_change_what_it_compares(ledger, farm):
    for name in "甲乙丙":
        ledger.found_power(farm, name)
    cursor = diff(ledger, "2015-01-01", AFTER, limit=1)["next"]
    with pytest.raises(InvalidInput):
        diff(ledger, "2015-01-02", AFTER, cursor=cursor, limit=1)


def test_a_removed_text_is_no_change_and_its_versions_are_still_compared(ledger, farm):
    record = ledger.found_power(farm, "含有个人信息的事项", note="张三")
    ledger.publish(change(Op.AMEND, record, "2018-01-01", fields={"note": None}))
    ledger.publish(change(Op.REDACT, record, "2018-01-01", base_version=1))
    item = only(diff(ledger, "2017-01-01", "2019-01-01"))
    assert (item["op"], item["version_from"], item["version_to"]) == ("amend", 1, 2)
    assert "张三" not in str(item)
    head = ledger.head().edition
    assert diff(ledger, f"edition:{head - 1}", f"edition:{head}")["items"] == []
