"""Laying fields over a body: what is kept, cleared, replaced and refused, and in which words."""

from __future__ import annotations

import json
import re

import pytest

from quanze.domain.bodies import (
    BODIES,
    GROWN,
    SCHEMAS,
    body_text,
    current_bytes,
    field_labels,
    lay,
    read_body,
    validate,
)
from quanze.domain.errors import InvalidInput
from quanze.domain.parts import SHORT_TEXT
from quanze.domain.vocabulary import Kind, Status

BUREAU = "01h0000000000000000000000a"
POWER = {"name": "对生产经营假种子的处罚", "category": "administrative_penalty", "department_id": BUREAU}
DESIGNED = """
kind, schema, status, name, category, coercion_kind, parent_id, grouping, codes, department_id, implementing_body,
joint_bodies, handling_office, levels, authority, counterpart, legal_basis, duties, duty_basis, accountability_scope,
accountability, statutory_time_limit, promised_time_limit, fee, remedy, consultation_phone, supervision_phone,
department_duties, service_guide_url, source, mandates, note, display_order, disclosure, extra
"""
CHINESE = re.compile(r"[“”，。：；、（）\u4e00-\u9fff]+")


def power(base=None, status=Status.ACTIVE, **fields):
    return lay(Kind.POWER, base, fields, status)


def refusal(**fields):
    with pytest.raises(InvalidInput) as caught:
        power(**{**POWER, **fields})
    return caught.value


ADDED = {"inspection", "post_cancellation_supervision"}
"""What the second shape of a power has beyond the design."""


def test_a_power_has_every_key_that_the_design_names_and_those_added_since():
    assert set(power(**POWER)) == set(re.findall(r"\w+", DESIGNED)) | ADDED


def test_what_is_not_said_is_null_or_empty():
    body = power(**POWER)
    said = {"kind", "schema", "status", "disclosure", *POWER}
    assert {name for name, value in body.items() if value not in (None, [], {}, False)} == said
    assert (body["kind"], body["schema"], body["status"], body["disclosure"]) == ("power", 2, "active", "public")


@pytest.mark.parametrize("kind", BODIES)
def test_every_field_has_a_chinese_label(kind):
    assert all(CHINESE.fullmatch(label) for label in field_labels(kind).values())


def test_laying_leaves_what_is_not_mentioned():
    base = power(**POWER, note="见附件", levels=["county"])
    assert power(base, note="见正文") == {**base, "note": "见正文"}


def test_null_clears():
    base = power(**POWER, note="见附件", levels=["county"], grouping=True, display_order=5, source={"level": "county"})
    cleared = power(base, note=None, levels=None, grouping=None, display_order=None, source=None)
    assert cleared == power(**POWER)


def test_a_blank_text_clears_as_an_empty_cell_does():
    base = power(**POWER, note="见附件", extra={"处罚种类": "罚款"})
    assert power(base, note="　\n", extra={"处罚种类": " "}) == power(**POWER)


def test_arrays_are_replaced_whole():
    base = power(**POWER, levels=["municipal", "county"], codes=[{"scheme": "旧码", "value": "1"}])
    laid = power(base, levels=["county"], codes=[{"scheme": "新码", "value": "2"}])
    assert (laid["levels"], laid["codes"]) == (["county"], [{"scheme": "新码", "value": "2"}])


def test_extra_is_laid_by_header():
    base = power(**POWER, extra={"处罚种类": "罚款", "裁量": "见基准", "备案": "是"})
    laid = power(base, extra={"裁量": "另行公布", "备案": None, "听证": "可以"})
    assert laid["extra"] == {"处罚种类": "罚款", "裁量": "另行公布", "听证": "可以"}


def test_an_empty_extra_changes_nothing_and_a_null_one_clears_all():
    base = power(**POWER, extra={"处罚种类": "罚款"})
    assert power(base, extra={})["extra"] == {"处罚种类": "罚款"}
    assert power(base, extra=None)["extra"] == {}


def test_a_column_may_be_called_extra():
    assert power(**POWER, extra={"extra": "甲"})["extra"] == {"extra": "甲"}


@pytest.mark.parametrize(
    "same",
    ["《种子法》（２０２１年）", "《种子法》 (2021年)\n", "《种子法》(2021\u3000年)", "\ufeff《种子法》(2021年)"],
)
def test_a_text_that_differs_in_width_or_white_space_keeps_the_text_of_the_base(same):
    base = power(**POWER, legal_basis="《种子法》(2021年)", extra={"依据": "《种子法》(2021年)"})
    assert power(base, legal_basis=same, extra={"依据": same}) == base


def test_lists_that_say_the_same_keep_the_base_too():
    base = power(**POWER, joint_bodies=["农业(农村)局", "公安局"])
    assert power(base, joint_bodies=["农业（农村）局", "公安局 "]) == base
    assert power(base, joint_bodies=["公安局", "农业(农村)局"]) != base


def test_a_mandate_is_stored_with_all_its_parts():
    body = power(**POWER, mandates=[{"trustee": "种子站", "from": "2021-01-01"}])
    assert body["mandates"] == [
        {"trustee": "种子站", "document": None, "matters": None, "from": "2021-01-01", "to": None}
    ]


@pytest.mark.parametrize("status", Status)
def test_the_status_is_the_operations_and_not_a_field(status):
    assert power(**POWER, status=status)["status"] == status


@pytest.mark.parametrize(
    "name", ["status", "kind", "schema", "schema_number", "extra.处罚种类", "名称", "standing", ""]
)
def test_a_field_that_is_not_to_be_filled_in_is_refused(name):
    with pytest.raises(InvalidInput) as caught:
        lay(Kind.POWER, None, {**POWER, name: "active"}, Status.ACTIVE)
    assert (caught.value.code, caught.value.details) == ("unknown_field", {"field": name})


WRONG = {
    "name": [None, "", "　", 5, "长" * (SHORT_TEXT + 1), "甲\x00", "甲\ud800", ["甲"]],
    "category": [None, "penalty", 1],
    "department_id": [None, "农业农村局", BUREAU + "0", BUREAU.upper(), BUREAU + "\n"],
    "grouping": ["maybe", 7, [True]],
    "levels": ["county", ["shire"], {"county": 1}],
    "codes": [{"a": 1}, [{"scheme": "码"}], [{"scheme": "码", "value": "1", "more": 1}], ["1"]],
    "joint_bodies": [[""], ["  "], [None], "公安局"],
    "display_order": [1.5, "first", 2**53, -(2**53), [1], 10**30],
    "source": ["上级", {"level": "heaven"}, {"record": "x"}, 5],
    "mandates": [
        "x",
        [{"trustee": "站", "from": "2021-13-01"}],
        [{"trustee": "站", "to": "soon"}],
        [{"document": "x"}],
    ],
    "extra": [["甲"], "甲", {"甲": 5}, {" ": "甲"}, {"甲": ["乙"]}],
    "disclosure": ["secret", False],
    "note": [5, ["甲"], {"甲": 1}, "甲\x00"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_in_chinese_and_by_name(name, value):
    error = refusal(**{name: value})
    assert error.code == "invalid_field"
    assert error.details["field"].split(".")[0] == name
    assert CHINESE.fullmatch(error.message), error.message
    assert f"“{field_labels(Kind.POWER)[name]}”" in error.message


@pytest.mark.parametrize("name", POWER)
def test_what_must_be_there_is_missed_by_name(name):
    with pytest.raises(InvalidInput, match="必须填写") as caught:
        lay(Kind.POWER, None, {key: value for key, value in POWER.items() if key != name}, Status.ACTIVE)
    assert caught.value.details == {"field": name}


def test_a_name_cannot_be_cleared():
    with pytest.raises(InvalidInput, match="必须填写"):
        power(power(**POWER), name=" ")


@pytest.mark.parametrize("kind", BODIES)
def test_a_stored_text_reads_back_as_it_was(kind):
    fields = {name: value for name, value in POWER.items() if name in field_labels(kind)}
    body = lay(kind, None, fields, Status.SUSPENDED)
    assert read_body(body_text(body)) == body == validate(kind, body)
    assert json.loads(body_text(body)) == body


def test_two_bodies_share_no_lists():
    one, other = power(**POWER), power(**POWER)
    one["levels"].append("county")
    one["extra"]["甲"] = "乙"
    assert other == power(**POWER)


def as_first_shaped(body):
    """A power as it was stored before its shape grew."""
    return {name: value for name, value in {**body, "schema": 1}.items() if name not in ADDED}


def test_an_older_shape_reads_as_todays_and_a_text_cannot_pass_for_one():
    body = power(**POWER, note='"schema":2,')
    old = body_text(as_first_shaped(body))
    assert read_body(old) == body
    grown = current_bytes(Kind.POWER, old.encode())
    assert json.loads(grown) == body
    assert grown.count(b'"inspection":') == 1


def test_every_field_that_came_later_is_known_for_bytes():
    grown = {name for shapes in GROWN.values() for names in shapes.values() for name in names}
    assert grown == ADDED
    assert {kind: max(GROWN.get(kind, {1: ()})) for kind in BODIES} == SCHEMAS


def test_what_is_laid_over_an_older_shape_says_nothing_new():
    body = power(**POWER)
    laid = power(base=read_body(body_text(as_first_shaped(body))))
    assert laid == body


def test_todays_bytes_are_handed_on_untouched():
    stored = body_text(power(**POWER)).encode()
    assert current_bytes(Kind.POWER, stored) is stored
