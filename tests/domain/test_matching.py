"""Rows find their records: one to one, in stages, the same whatever the order of rows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.matching import THRESHOLD, Candidate, match

BASIS = "《中华人民共和国种子法》第七十五条 违反本法规定的，由县级以上人民政府农业农村主管部门责令改正。"


def candidate(key, name="对销售假种子的处罚", category="administrative_penalty", **parts):
    parts["levels"] = frozenset(parts.get("levels", ()))
    parts["codes"] = frozenset(parts.get("codes", ()))
    return Candidate(key, name, category, **parts)


def pairs(rows, records):
    return {(found.row, found.record, found.how) for found in match(rows, records)}


def test_nothing_matches_nothing():
    assert match([], []) == []
    assert match([candidate("r")], []) == []
    assert match([], [candidate("a")]) == []


def test_a_code_goes_before_a_name():
    row = candidate("r", "新名称", codes={"local:1"})
    records = [candidate("a", "新名称", codes={"local:2"}), candidate("b", "旧名称", codes={"local:1"})]
    assert pairs([row], records) == {("r", "b", "code")}


def test_a_name_goes_before_likeness_and_knows_no_width_or_space():
    row = candidate("r", "对 销售（假）种子的\n处罚", basis=BASIS)
    records = [candidate("a", "对销售(假)种子的处罚"), candidate("b", "对销售假种子的处罚", basis=BASIS)]
    assert pairs([row], records) == {("r", "a", "name")}


@pytest.mark.parametrize("how", ["code", "name", "similar"])
def test_another_category_never_matches(how):
    row = candidate("r", codes={"x"}, basis=BASIS)
    record = replace(
        row,
        key="a",
        category="administrative_inspection",
        name=row.name if how == "name" else row.name + "。",
        codes=row.codes if how == "code" else frozenset(),
    )
    assert match([row], [record]) == []


def test_levels_part_names_where_both_state_one():
    city, county = candidate("r1", levels={"municipal"}), candidate("r2", levels={"county"})
    records = [candidate("a", levels={"county"}), candidate("b", levels={"municipal"})]
    assert pairs([city, county], records) == {("r1", "b", "name"), ("r2", "a", "name")}
    assert pairs([city], records[:1]) == set()
    assert pairs([candidate("r")], records[:1]) == {("r", "a", "name")}


def test_a_similar_text_counts_from_the_threshold_on():
    old = candidate("a", "对未取得许可证经营种子的处罚", basis=BASIS)
    near = candidate("r", "对未取得许可证经营农作物种子的处罚", basis=BASIS)
    [found] = match([near], [old])
    assert (found.how, found.record) == ("similar", "a")
    assert THRESHOLD <= found.score < 1
    far = candidate("r", "对未取得许可证经营种子的处罚", basis="《农药管理条例》第五十五条")
    assert match([replace(far, name="对无证经营农药的处罚")], [old]) == []


def test_likeness_must_be_mutual():
    old = candidate("a", "对未取得许可证经营种子的处罚", basis=BASIS)
    nearer = candidate("r1", "对未取得许可证而经营种子的处罚", basis=BASIS)
    near = candidate("r2", "对未取得许可证经营农作物种子的处罚", basis=BASIS)
    assert pairs([near, nearer], [old]) == {("r1", "a", "similar")}


def test_a_near_name_is_found_behind_many_nearer_ones_of_other_categories():
    row = candidate("r", "对种子生产经营企业的监督检查工作", "administrative_inspection")
    others = [candidate(f"x{n}", f"对种子生产经营企业的监督检查工作{n}") for n in range(12)]
    record = candidate("a", "对种子生产经营企业监督检查", "administrative_inspection")
    assert pairs([row], [*others, record]) == {("r", "a", "similar")}


def test_two_powers_of_one_name_are_told_apart_by_parent_basis_and_text():
    records = [
        candidate("a", parent="甲", basis="第一条", text="流程一"),
        candidate("b", parent="乙", basis="第一条", text="流程一"),
        candidate("c", parent="乙", basis="第二条", text="流程一"),
        candidate("d", parent="乙", basis="第二条", text="流程二"),
    ]
    rows = [replace(record, key=f"row {record.key}") for record in records]
    for _ in range(10):
        random.shuffle(rows)
        random.shuffle(records)
        assert {(found.row, found.record) for found in match(rows, records)} == {
            ("row a", "a"),
            ("row b", "b"),
            ("row c", "c"),
            ("row d", "d"),
        }


def test_twins_keep_the_order_of_the_list():
    rows, records = [candidate(f"r{n}") for n in range(4)], [candidate(f"a{n}") for n in range(4)]
    assert {(found.row, found.record) for found in match(rows, records)} == {(f"r{n}", f"a{n}") for n in range(4)}


def test_as_many_of_one_name_as_can_be_are_matched():
    rows = [candidate("r1", levels={"municipal"}, parent="甲", basis=BASIS, text=BASIS), candidate("r2", parent="乙")]
    records = [candidate("a", parent="甲", basis=BASIS, text=BASIS), candidate("b", levels={"municipal"}, parent="丙")]
    assert {found.row for found in match(rows, records)} == {"r1", "r2"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_listed_record_goes_before_one_that_has_left(order):
    row = candidate("r", basis=BASIS, text="全文")
    merged = candidate("merged", basis=BASIS, text="全文", listed=False)
    living = candidate("living", basis="另一依据", text="别的")
    assert pairs([row], [merged, living][::order]) == {("r", "living", "name")}
    both = pairs([row, candidate("r2", parent="甲")], [merged, living][::order])
    assert {record for _, record, _ in both} == {"merged", "living"}


def test_a_record_that_has_left_is_found_again_where_no_listed_one_fits():
    gone = candidate("gone", listed=False)
    assert pairs([candidate("r")], [gone]) == {("r", "gone", "name")}
    living = candidate("living", "对销售假种子的行政处罚")
    assert pairs([candidate("r", "对销售假种子等的行政处罚")], [gone, living]) == {("r", "living", "similar")}


NAMES = st.sampled_from(
    ["对甲的处罚", "对乙的处罚", "对甲的处罚决定", "对丙丁戊己庚辛的监督检查", "对丙丁戊己庚辛监督检查"]
)
SIDES = st.lists(
    st.builds(
        candidate,
        st.just(""),
        NAMES,
        st.sampled_from(["administrative_penalty", "administrative_inspection"]),
        levels=st.sets(st.sampled_from(["municipal", "county"]), max_size=1),
        codes=st.sets(st.sampled_from(["x:1", "x:2", "x:3"]), max_size=2),
        parent=st.sampled_from(["", "主项"]),
        basis=st.sampled_from(["", BASIS, BASIS + "第二款"]),
        listed=st.booleans(),
    ),
    max_size=8,
)


def numbered(candidates, side):
    """Told apart by a text of their own, as the rows of a list are."""
    return [replace(one, key=(side, n), text=f"{n}" * 9) for n, one in enumerate(candidates)]


@given(rows=SIDES, records=SIDES)
def test_the_assignment_is_one_to_one_and_compatible(rows, records):
    rows, records = numbered(rows, "row"), numbered(records, "record")
    found = match(rows, records)
    by_key = {one.key: one for one in (*rows, *records)}
    assert len({one.row for one in found}) == len({one.record for one in found}) == len(found)
    for one in found:
        row, record = by_key[one.row], by_key[one.record]
        assert row.category == record.category
        assert not row.levels or not record.levels or row.levels == record.levels
        assert one.how in {"code", "name", "similar"}
        assert one.score == 1.0 or (one.how == "similar" and THRESHOLD - 0.001 <= one.score <= 1)
        assert one.how != "code" or row.codes & record.codes
    assert found == match(rows, records)


@given(rows=SIDES, data=st.data())
def test_a_list_is_matched_with_itself_whatever_the_order_of_its_rows(rows, data):
    rows = [replace(row, parent=f"主项{n}", text=f"{n}" * 9) for n, row in enumerate(numbered(rows, "row"))]
    records = [replace(row, key=("record", row.key[1]), listed=True) for row in rows]
    for one in match(data.draw(st.permutations(rows)), records):
        twin = rows[one.record[1]]
        assert one.row == twin.key or rows[one.row[1]].codes & twin.codes


@given(rows=SIDES, records=SIDES, data=st.data())
def test_shuffling_rows_changes_no_match(rows, records, data):
    def distinct(candidates, side):
        return [
            replace(one, name=f"{one.name}{chr(0x4E00 + 97 * n)}", codes=frozenset(sorted(one.codes)[:1]))
            for n, one in enumerate(numbered(candidates, side))
        ]

    rows, records = distinct(rows, "row"), distinct(records, "record")
    rows = list({tuple(row.codes) or row.key: row for row in rows}.values())
    records = list({tuple(record.codes) or record.key: record for record in records}.values())
    expected = {(one.row, one.record) for one in match(rows, records) if one.how != "similar"}
    shuffled = match(data.draw(st.permutations(rows)), data.draw(st.permutations(records)))
    assert {(one.row, one.record) for one in shuffled if one.how != "similar"} == expected
