"""What differs between two texts of one record: what counts as a difference, and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.bodies import lay
from quanze.domain.diffs import field_changes
from quanze.domain.text import folded, same_value
from quanze.domain.vocabulary import Kind, Status

POWER = {"name": "处罚", "category": "administrative_penalty", "department_id": "01h0000000000000000000000a"}


def power(status=Status.ACTIVE, **fields):
    return lay(Kind.POWER, None, {**POWER, **fields}, status)


def test_a_changed_text_is_said_with_both_sides():
    assert field_changes(power(note="甲"), power(note="乙")) == [{"field": "note", "before": "甲", "after": "乙"}]


def test_what_appears_and_what_goes_is_said_with_null():
    assert field_changes(power(), power(note="甲")) == [{"field": "note", "before": None, "after": "甲"}]
    assert field_changes(power(note="甲"), power()) == [{"field": "note", "before": "甲", "after": None}]


def test_extra_columns_are_said_by_header():
    before, after = power(extra={"甲": "1", "乙": "2"}), power(extra={"乙": "3", "丙": "4"})
    assert sorted(field_changes(before, after), key=lambda change: change["field"]) == [
        {"field": "extra.丙", "before": None, "after": "4"},
        {"field": "extra.乙", "before": "2", "after": "3"},
        {"field": "extra.甲", "before": "1", "after": None},
    ]


def test_a_change_of_status_is_a_difference():
    changes = field_changes(power(), power(Status.SUSPENDED))
    assert changes == [{"field": "status", "before": "active", "after": "suspended"}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"display_order": 1024}, {"display_order": 2048}),
        ({"note": "(甲) 乙"}, {"note": "（甲）乙\n"}),
        ({"joint_bodies": ["甲 局"]}, {"joint_bodies": ["甲局"]}),
        ({"extra": {"栏": "Ａ１"}}, {"extra": {"栏": "A1"}}),
    ],
)
def test_order_width_and_white_space_are_no_difference(before, after):
    assert field_changes(power(**before), power(**after)) == []


def test_the_order_of_a_list_is_a_difference():
    assert field_changes(power(levels=["county", "municipal"]), power(levels=["municipal", "county"]))


def test_fields_come_in_the_order_of_the_body():
    before, after = power(), power(note="甲", name="许可", legal_basis="法", remedy="复议")
    order = list(after)
    fields = [change["field"] for change in field_changes(before, after)]
    assert fields == sorted(fields, key=order.index)
    assert set(fields) == {"note", "name", "legal_basis", "remedy"}


def test_against_nothing_all_that_is_said_differs():
    fields = {change["field"] for change in field_changes(None, power(note="甲", extra={"栏": "乙"}))}
    assert {"name", "category", "department_id", "status", "note", "extra.栏"} <= fields
    assert not fields & {"kind", "schema", "display_order", "extra", "remedy", "levels"}


def test_nothing_differs_from_nothing():
    assert field_changes(None, None) == []
    assert field_changes(power(), power()) == []


values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(values, values)
def test_saying_the_same_is_mutual_and_true_of_itself(one, other):
    assert same_value(one, one)
    assert same_value(one, other) == same_value(other, one)


@given(st.text(), st.text(" \t\n\u3000\u200b\ufeff\u00a0"))
def test_white_space_anywhere_folds_away(text, space):
    middle = len(text) // 2
    assert folded(text[:middle] + space + text[middle:]) == folded(text)
    assert folded(folded(text)) == folded(text)


def test_full_width_forms_fold_to_half_width_ones():
    assert folded("（２０２４）　Ａ～ｚ！") == "(2024)A~z!"
    assert folded("【〔《、。") == "【〔《、。"
