"""The table of operations, row by row: what each makes of records, in which order, and what it cannot do without."""

from __future__ import annotations

from datetime import date

import pytest

from quanze.domain.changes import CAUSE_LABELS, OP_LABELS, Cause, CauseType, Change, NewRecord, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.operations import OPERATIONS, Effect, expand
from quanze.domain.vocabulary import LIVING, Kind, Status

A, B, C, D = ("01h0000000000000000000000" + letter for letter in "abcd")
SINCE, UNTIL = date(2019, 5, 1), date(2021, 1, 1)
CAUSE = Cause(type=CauseType.REFORM, text="机构改革")
NAMED = {"name": "甲"}

BEGIN, KEEP, END = Effect.BEGIN, Effect.KEEP, Effect.END
ENDED = frozenset(Status) - LIVING
ACTIVE, SUSPENDED, SAME = Status.ACTIVE, Status.SUSPENDED, None

# What is asked, and for the one statement it makes: effect, status afterwards (None: as it was), statuses it needs.
ONE_TO_ONE = [
    (Op.ADD, {"fields": NAMED}, BEGIN, ACTIVE, ENDED),
    (Op.ADD, {"id": A, "fields": NAMED}, BEGIN, ACTIVE, ENDED),
    (Op.UNDERTAKE, {"fields": NAMED}, BEGIN, ACTIVE, ENDED),
    (Op.CLAIM, {"from": [B]}, BEGIN, ACTIVE, ENDED),
    (Op.AMEND, {"id": A, "fields": NAMED}, KEEP, SAME, LIVING),
    (Op.CANCEL, {"id": A}, END, Status.CANCELLED, LIVING),
    (Op.CANCEL, {"id": A, "fields": NAMED, "partial": True}, KEEP, SAME, LIVING),
    (Op.CANCEL, {"id": A, "to_department": D}, END, Status.CANCELLED, LIVING),
    (Op.DEVOLVE, {"id": A}, END, Status.DEVOLVED, LIVING),
    (Op.DEVOLVE, {"id": A, "fields": NAMED, "partial": True}, KEEP, SAME, LIVING),
    (Op.DEVOLVE, {"id": A, "to_department": D}, END, Status.DEVOLVED, LIVING),
    (Op.TAKE_BACK, {"id": A}, KEEP, ACTIVE, {ACTIVE, Status.DEVOLVED}),
    (Op.TAKE_BACK, {"fields": NAMED}, BEGIN, ACTIVE, ENDED),
    (Op.DELEGATE, {"id": A, "fields": NAMED}, KEEP, SAME, LIVING),
    (Op.EMPOWER, {"id": A, "fields": NAMED}, KEEP, SAME, LIVING),
    (Op.EMPOWER, {"fields": NAMED}, BEGIN, ACTIVE, ENDED),
    (Op.TRANSFER, {"id": A}, END, Status.TRANSFERRED_OUT, LIVING),
    (Op.TRANSFER, {"id": A, "to_department": D}, KEEP, SAME, LIVING),
    (Op.RECLASSIFY, {"id": A}, END, Status.RECLASSIFIED, LIVING),
    (Op.RECLASSIFY, {"id": A, "fields": NAMED}, END, Status.RECLASSIFIED, LIVING),
    (Op.RECLASSIFY, {"id": A, "fields": {"category": "other_power"}}, KEEP, SAME, LIVING),
    (Op.SUSPEND, {"id": A}, KEEP, SUSPENDED, {ACTIVE}),
    (Op.RESUME, {"id": A}, KEEP, ACTIVE, {SUSPENDED}),
    (Op.CORRECT, {"id": A, "fields": NAMED}, KEEP, SAME, set(Status)),
    (Op.REDACT, {"id": A, "base_version": 3}, Effect.REDACT, ACTIVE, set(Status)),
]

MISSING = [
    (Op.ADD, {}, "fields"),
    (Op.UNDERTAKE, {}, "fields"),
    (Op.CLAIM, {"fields": NAMED}, "from"),
    (Op.AMEND, {"fields": NAMED}, "id"),
    (Op.AMEND, {"id": A}, "fields"),
    (Op.CANCEL, {}, "id"),
    (Op.DEVOLVE, {}, "id"),
    (Op.DELEGATE, {"fields": NAMED}, "id"),
    (Op.DELEGATE, {"id": A}, "fields"),
    (Op.EMPOWER, {"id": A}, "fields"),
    (Op.MERGE, {"fields": NAMED}, "from"),
    (Op.MERGE, {"from": [A, B]}, "fields"),
    (Op.SPLIT, {"into": [{"fields": NAMED}]}, "id"),
    (Op.SPLIT, {"id": A}, "into"),
    (Op.TRANSFER, {"to_department": D}, "id"),
    (Op.RECLASSIFY, {"fields": NAMED}, "id"),
    (Op.SUSPEND, {}, "id"),
    (Op.RESUME, {}, "id"),
    (Op.CORRECT, {"fields": NAMED}, "id"),
    (Op.CORRECT, {"id": A}, "fields"),
    (Op.REDACT, {"base_version": 1}, "id"),
    (Op.REDACT, {"id": A}, "base_version"),
]


def change(op, **parts):
    said = {"op": op, "effective_from": SINCE, "cause": CAUSE, **parts}
    return Change.model_validate(said)


def one(op, **parts):
    (statement,) = expand(change(op, **parts))
    return statement


def test_the_table_has_a_row_for_every_operation_but_the_header():
    assert set(OPERATIONS) == set(Op) - {Op.PUBLISH}
    assert {row[0] for row in ONE_TO_ONE} == set(OPERATIONS) - {Op.MERGE, Op.SPLIT}


def test_every_operation_and_cause_has_a_chinese_name():
    assert set(OP_LABELS) == set(Op)
    assert set(CAUSE_LABELS) == set(CauseType)
    assert len(set(OP_LABELS.values())) == len(Op)


@pytest.mark.parametrize(("op", "parts", "effect", "status", "bases"), ONE_TO_ONE)
def test_an_operation_makes_one_statement(op, parts, effect, status, bases):
    statement = one(op, **parts, effective_to=UNTIL, keep_later=True)
    assert (statement.op, statement.kind, statement.cause) == (op, Kind.POWER, CAUSE)
    assert (statement.effect, statement.status) == (effect, status)
    assert set(statement.bases) == set(bases)
    assert (statement.valid_from, statement.valid_to, statement.keep_later) == (SINCE, UNTIL, True)
    assert is_id(statement.record)
    assert statement.record == parts.get("id", statement.record)
    assert statement.base_version == parts.get("base_version")


@pytest.mark.parametrize(("op", "parts", "part"), MISSING)
def test_an_operation_without_a_part_it_needs_is_refused_in_chinese(op, parts, part):
    with pytest.raises(InvalidInput) as caught:
        expand(change(op, **parts))
    assert (caught.value.code, caught.value.details) == ("missing_part", {"field": part})
    assert f"“{OP_LABELS[op]}”" in caught.value.message


def test_nobody_proposes_a_header():
    with pytest.raises(InvalidInput) as caught:
        expand(change(Op.PUBLISH, id=A))
    assert caught.value.code == "unknown_operation"


def test_a_record_made_without_an_id_gets_a_fresh_one_each_time():
    asked = change(Op.ADD, fields=NAMED)
    assert expand(asked)[0].record != expand(asked)[0].record


def test_a_kind_and_a_base_version_are_handed_on():
    statement = one(Op.AMEND, id=A, fields=NAMED, kind=Kind.DEPARTMENT, base_version=4)
    assert (statement.kind, statement.base_version, statement.fields) == (Kind.DEPARTMENT, 4, NAMED)


def test_a_merge_ends_each_source_and_then_begins_the_new_record():
    *ended, begun = expand(change(Op.MERGE, **{"from": [A, B]}, fields=NAMED))
    assert [(s.record, s.effect, s.status, s.fields) for s in ended] == [
        (A, END, Status.MERGED, {}),
        (B, END, Status.MERGED, {}),
    ]
    assert (begun.effect, begun.status, begun.fields) == (BEGIN, ACTIVE, NAMED)
    assert begun.bases == ENDED
    assert begun.record not in {A, B}


def test_a_merge_tells_its_lineage_both_ways():
    *ended, begun = expand(change(Op.MERGE, **{"from": [A, B]}, id=C, fields=NAMED))
    assert [s.lineage for s in ended] == [{"into": [C]}, {"into": [C]}]
    assert (begun.record, begun.lineage) == (C, {"from": [A, B]})


def test_a_split_ends_the_source_and_begins_each_part_with_lineage_both_ways():
    parts = [NewRecord(id=B, fields={"name": "乙"}), NewRecord(fields={"name": "丙"})]
    ended, one_part, other = expand(change(Op.SPLIT, id=A, into=parts, base_version=2))
    assert (ended.record, ended.effect, ended.status, ended.base_version) == (A, END, Status.SPLIT, 2)
    assert ended.lineage == {"into": [B, other.record]}
    assert [(s.effect, s.status, s.lineage, s.fields["name"]) for s in (one_part, other)] == [
        (BEGIN, ACTIVE, {"from": [A]}, "乙"),
        (BEGIN, ACTIVE, {"from": [A]}, "丙"),
    ]
    assert one_part.record == B


@pytest.mark.parametrize(
    ("op", "parts"),
    [
        (Op.MERGE, {"from": [A, A], "fields": NAMED}),
        (Op.MERGE, {"from": [A, B], "id": A, "fields": NAMED}),
        (Op.SPLIT, {"id": A, "into": [{"id": A, "fields": NAMED}, {"id": B, "fields": NAMED}]}),
        (Op.SPLIT, {"id": A, "into": [{"id": B, "fields": NAMED}, {"id": B, "fields": {"name": "乙"}}]}),
    ],
)
def test_old_and_new_ids_of_a_merge_or_split_are_all_different(op, parts):
    with pytest.raises(InvalidInput) as caught:
        expand(change(op, **parts))
    assert caught.value.code == "repeated_id"


def test_every_statement_of_one_change_has_its_days_and_cause():
    asked = change(Op.MERGE, **{"from": [A, B]}, fields=NAMED, kind=Kind.DEPARTMENT, effective_to=UNTIL)
    said = {(s.op, s.kind, s.valid_from, s.valid_to, s.cause.type) for s in expand(asked)}
    assert said == {(Op.MERGE, Kind.DEPARTMENT, SINCE, UNTIL, CauseType.REFORM)}


def test_a_transfer_inside_names_the_new_department_in_fields_and_lineage():
    statement = one(Op.TRANSFER, id=A, to_department=D, fields={"note": "划转"})
    assert statement.fields == {"note": "划转", "department_id": D}
    assert statement.lineage == {"to_department": D}


def test_a_partial_operation_says_so():
    assert one(Op.DEVOLVE, id=A, partial=True, fields=NAMED).lineage == {"partial": True}


def test_a_claim_copies_its_source_and_names_it():
    statement = one(Op.CLAIM, **{"from": [B]}, fields={"department_id": D})
    assert statement.copies == B
    assert statement.fields == {"department_id": D, "source": {"record": B}}
    assert statement.lineage == {"from": [B]}


def test_a_claim_keeps_what_is_said_of_its_source():
    statement = one(Op.CLAIM, **{"from": [B]}, fields={"source": {"level": "provincial"}})
    assert statement.fields["source"] == {"record": B, "level": "provincial"}


def test_a_claim_with_a_source_of_the_wrong_shape_is_left_to_the_body_to_refuse():
    assert one(Op.CLAIM, **{"from": [B]}, fields={"source": "上级"}).fields["source"] == "上级"


def test_only_a_claim_copies():
    assert all(one(op, **parts).copies is None for op, parts, *_ in ONE_TO_ONE if op is not Op.CLAIM)


def test_what_is_undertaken_may_name_where_it_comes_from():
    assert one(Op.UNDERTAKE, **{"from": [B]}, fields=NAMED).lineage == {"from": [B]}
