"""Random lists and edits: the list says what the file says, in its order, and saying it again changes nothing."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import open_register
from lists import STATISTICS, ZONE, Bureau, power
from quanze.domain.text import folded
from quanze.domain.vocabulary import CATEGORY_LABELS, Category
from quanze.services import exporting
from quanze.services.moments import Asked

CATEGORIES = ["行政许可", "行政处罚", "行政检查", "其他行政权力"]
TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "=1+1",
            "-1",
            "+86",
            "@甲",
            "'引用",
            "“甲”",
            '说"好"',
            "一、甲\n二、乙",
            "1.甲；\n2.乙",
            "甲,乙",
            "甲、乙",
            "　甲 乙　",
        ]
    ),
    st.text("统计调查处罚依据第一条（）《》。，；12aB \n", max_size=30),
)
NAMES = st.text("对甲乙丙丁违法行为进行统计调查的", min_size=2, max_size=12).map(lambda text: f"{text}事项")
LINES = st.builds(
    power,
    NAMES,
    st.sampled_from(CATEGORIES),
    子项名称=st.one_of(st.just(""), NAMES),
    实施依据=TEXTS,
    备注=TEXTS,
    廉政风险点=TEXTS,
    承办机构=st.sampled_from(["", "统计科", "综合科"]),
    行使层级=st.sampled_from(["", "市级", "市级、县级"]),
    职权编码=st.one_of(st.just(""), st.from_regex(r"[0-9]{6,12}", fullmatch=True)),
)
LISTS = st.lists(LINES, min_size=1, max_size=8)
FRUGAL = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """An empty register to copy: migrating anew for each example would be most of the time."""
    path = tmp_path_factory.mktemp("register") / "quanze.sqlite3"
    open_register(f"sqlite:///{path}").close()
    with open_register(f"sqlite:///{path}").engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def fresh(register, folder):
    path = Path(folder) / "quanze.sqlite3"
    shutil.copy(register, path)
    return Bureau(open_register(f"sqlite:///{path}"), Path(folder))


def shown(row):
    """What tells a row in the list: parent and name, folded."""
    sub = row["子项名称"]
    return folded(row["事项名称"]) if sub else None, folded(sub or row["事项名称"]), row["权力类型"]


def stated(bureau, on=None):
    return [
        (
            one["parent_name"] and folded(one["parent_name"]),
            folded(one["name"]),
            CATEGORY_LABELS[Category(one["category"])],
        )
        for one in bureau.listed(on)
    ]


@pytest.mark.slow
@FRUGAL
@given(rows=LISTS)
def test_a_new_list_comes_out_in_its_own_order_and_goes_in_again_as_no_change(register, rows):
    with TemporaryDirectory() as folder:
        bureau = fresh(register, folder)
        bureau.load(rows, department=STATISTICS)
        in_order = sorted(rows, key=lambda row: CATEGORIES.index(row["权力类型"]))
        assert stated(bureau) == [shown(row) for row in in_order]
        assert bureau.load(rows, department=STATISTICS, complete=True).report["changes"] == {}
        for format_ in (exporting.Format.CSV, exporting.Format.XLSX):
            path = Path(folder) / f"导出.{format_}"
            with bureau.database.reading() as connection:
                number = exporting.export(connection, Asked(), ZONE, format_, path)
            assert number == len(rows)
            again = bureau.load(path, department=STATISTICS, complete=True)
            assert (again.report["changes"], again.report["missing"]) == ({}, []), format_
            assert again.report["powers"] == len(rows)
        assert bureau.differences() == []
        bureau.database.close()


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 9), LINES),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
        st.tuples(st.just("note"), st.integers(0, 9), TEXTS),
        st.tuples(st.just("rename"), st.integers(0, 9), NAMES),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
    ),
    max_size=5,
)


def edited(rows, edits):
    rows = [dict(row) for row in rows]
    for what, place, value in edits:
        at = place % max(len(rows), 1)
        if what == "insert":
            rows.insert(at, value)
        elif not rows:
            continue
        elif what == "delete":
            del rows[at]
        elif what == "note":
            rows[at]["备注"] = value
        elif what == "rename":
            rows[at]["子项名称" if rows[at]["子项名称"] else "事项名称"] = value
        else:
            rows.insert(value % len(rows), rows.pop(at))
    return rows


@pytest.mark.slow
@FRUGAL
@given(rows=LISTS, years=st.lists(EDITS, min_size=1, max_size=3))
def test_each_years_list_is_stated_whole_and_earlier_years_stay(register, rows, years):
    with TemporaryDirectory() as folder:
        bureau = fresh(register, folder)
        bureau.load(rows, department=STATISTICS)
        day, said = date(2024, 1, 1), {}
        said[day.isoformat()] = stated(bureau, day.isoformat())
        for edits in years:
            rows = edited(rows, edits) or [power("剩下的事项", 子项名称="", 备注="")]
            before = {one["id"]: one["display_order"] for one in bureau.listed(day.isoformat())}
            day += timedelta(days=365)
            effective = day.isoformat()
            bureau.load(rows, effective=effective, department=STATISTICS, complete=True)
            said[effective] = stated(bureau, effective)
            assert sorted(map(str, said[effective])) == sorted(str(shown(row)) for row in rows)
            for one in bureau.listed(effective):
                assert one["display_order"] == before.get(one["id"], one["display_order"]), "never renumbered"
            again = bureau.load(rows, effective=effective, department=STATISTICS, complete=True)
            assert (again.report["changes"], again.report["missing"]) == ({}, [])
        assert {on: stated(bureau, on) for on in said} == said
        groups = {one["parent_id"] for one in bureau.listed(effective) if one["parent_id"]}
        assert {record for record, status in living_groups(bureau, effective) if status == "active"} == groups
        assert bureau.differences() == []
        bureau.database.close()


def living_groups(bureau, on):
    with bureau.database.reading() as connection:
        return connection.exec_driver_sql(
            "SELECT record, status FROM projection WHERE grouping AND entry_to = 4611686018427387904 "
            f"AND valid_from <= '{on}' AND valid_to > '{on}'"
        ).all()
