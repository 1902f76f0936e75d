"""Lists loaded out of time: an older one states its own days only, and what came later stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import everything_written
from lists import matches_of, power
from quanze.domain.errors import InvalidInput

OLD, YEAR, BETWEEN = "2020-01-01", "2024-01-01", "2022-01-01"


@pytest.fixture
def twenty_twenty_four(bureau):
    """The list of 2024: three powers, one of them under a group."""
    bureau.load(
        [power("甲项", 备注="新文"), power("乙项", 备注="同文"), power("丁项", 备注="")], effective=YEAR, title="2024"
    )
    return bureau


def stated(bureau, *days):
    return {day: {one["name"]: one["note"] for one in bureau.listed(day)} for day in days}


def test_an_older_list_is_stated_up_to_where_the_department_begins(twenty_twenty_four):
    bureau = twenty_twenty_four
    later = stated(bureau, YEAR, "2025-01-01")
    ids = bureau.ids(YEAR)
    imported = bureau.load([power("甲项", 备注="旧文"), power("乙项", 备注="同文"), power("丙项")], effective=OLD)
    assert imported.report["changes"] == {"add": 3}
    assert {row: how for row, (how, _) in matches_of(imported).items()} == {2: "name", 3: "name", 4: "new"}
    assert stated(bureau, YEAR, "2025-01-01") == later
    assert stated(bureau, OLD, "2023-12-31", "2019-12-31") == {
        OLD: {"甲项": "旧文", "乙项": "同文", "丙项": None},
        "2023-12-31": {"甲项": "旧文", "乙项": "同文", "丙项": None},
        "2019-12-31": {},
    }
    old = bureau.ids(OLD)
    assert (old["甲项"], old["乙项"]) == (ids["甲项"], ids["乙项"])
    assert old["丙项"] not in ids.values()
    assert bureau.differences() == []


def test_the_same_older_list_again_is_no_change(twenty_twenty_four):
    bureau = twenty_twenty_four
    rows = [power("甲项", 备注="旧文"), power("乙项", 备注="同文"), power("丙项", 备注="")]
    bureau.load(rows, effective=OLD)
    before = everything_written(bureau.database)
    assert bureau.load(rows, effective=OLD).publication is None
    assert bureau.load(rows, effective=OLD, complete=True).publication is None
    rows = [power("甲项", 备注="新文"), power("乙项", 备注="同文"), power("丁项", 备注="")]
    assert bureau.load(rows, effective=YEAR, complete=True).publication is None
    assert everything_written(bureau.database) == before


def test_a_complete_older_list_cancels_nothing_later(twenty_twenty_four):
    bureau = twenty_twenty_four
    later = stated(bureau, YEAR)
    imported = bureau.load([power("丙项")], effective=OLD, complete=True)
    assert (imported.report["changes"], imported.report["missing"]) == ({"add": 1}, [])
    assert stated(bureau, YEAR) == later
    assert bureau.names(OLD) == ["丙项"]


def test_a_list_between_two_others_states_the_days_between(twenty_twenty_four):
    bureau = twenty_twenty_four
    bureau.load([power("甲项", 备注="旧文"), power("丙项")], effective=OLD)
    later, earlier = stated(bureau, YEAR), stated(bureau, OLD, "2021-12-31")
    imported = bureau.load([power("甲项", 备注="中文"), power("乙项", 备注="中文")], effective=BETWEEN, complete=True)
    assert imported.report["changes"] == {"add": 1, "amend": 1, "cancel": 1}
    assert stated(bureau, YEAR) == later
    assert stated(bureau, OLD, "2021-12-31") == earlier
    assert stated(bureau, BETWEEN)[BETWEEN] == {"甲项": "中文", "乙项": "中文"}
    assert bureau.differences() == []


def test_groups_of_an_older_list_are_its_own(bureau):
    rows = [power("统计调查", 子项名称="抽样", 备注="新"), power("统计调查", 子项名称="普查", 备注="新")]
    bureau.load(rows, effective=YEAR)
    bureau.load([power("统计调查", 子项名称="抽样", 备注="旧")], effective=OLD)
    [old], [now, other] = bureau.listed(OLD), bureau.listed(YEAR)
    assert old["parent_name"] == now["parent_name"] == other["parent_name"] == "统计调查"
    assert old["parent_id"] == now["parent_id"]
    assert bureau.differences() == []


def test_publication_dates_never_go_back(bureau):
    now = datetime.now(UTC).replace(microsecond=0)
    bureau.load([power("甲项")], published_at=now - timedelta(days=30))
    before = everything_written(bureau.database)
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("乙项")], effective=OLD, published_at=now - timedelta(days=31))
    assert refused.value.code == "published_before_last"
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("乙项")], published_at=now + timedelta(hours=1))
    assert refused.value.code == "published_in_future"
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("乙项")], title="题" * 3000)
    assert refused.value.code == "bad_edition"
    assert everything_written(bureau.database) == before
