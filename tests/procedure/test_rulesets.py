"""The rows of the rulesets, each as a government reads it: who, in which state, where to."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from quanze.domain import procedure
from quanze.domain.changes import Op
from quanze.domain.errors import Forbidden, InvalidInput, NotNow
from quanze.domain.permissions import Subject
from quanze.domain.procedure import Case, Rule, State
from quanze.domain.roles import Assignment, Person, Role
from quanze.domain.vocabulary import Category

ROOT = Path(__file__).parents[2]
SUBJECT = Subject("j", frozenset({"own"}), frozenset({"asked"}))
CASE = Case(State.DRAFT, frozenset({Op.AMEND}), frozenset({Category.PENALTY}))
SAID = {
    "opinion": "意见",
    "points": ["一"],
    "settlement": "已协商",
    "body": "常务会",
    "date": "2026-01-01",
    "conditions": ["一"],
    "number": "备1号",
    "until": "2026-03-01",
    "notice": "公告",
}


def person(role, department=None):
    return Person("p", "某人", "j", (Assignment(role, department),))


CLERK, HEAD = person(Role.CLERK, "own"), person(Role.DEPARTMENT_HEAD, "own")
ASKED, STRANGER = person(Role.CLERK, "asked"), person(Role.CLERK, "else")
LIST, LEGAL, RECORDER = person(Role.LIST_OFFICE), person(Role.LEGAL_OFFICE), person(Role.DECISION_RECORDER)
EVERYBODY = {CLERK, HEAD, ASKED, STRANGER, LIST, LEGAL, RECORDER, person(Role.PUBLISHER), person(Role.AUDITOR)}
ADD, LICENSE = {"ops": frozenset({Op.ADD})}, {"categories": frozenset({Category.LICENSE})}
OTHERS, OBJECTED = {"affected": frozenset({"asked"})}, {"objections": frozenset({"asked"})}
OPEN, ASSESSED = {"conditions_open": True}, {"done": frozenset({"assess_competition"})}

STANDARD = [
    ("draft", "submit", {CLERK, HEAD}, None, {}, "submitted"),
    ("returned", "submit", {CLERK, HEAD}, None, {}, "submitted"),
    ("submitted", "accept", {LIST}, None, OTHERS, "consulting"),
    ("submitted", "accept", {LIST}, None, {}, "in_legality_review"),
    ("consulting", "give_opinion", {ASKED}, "objection", {}, None),
    ("consulting", "close_consultation", {LIST}, None, {}, "in_legality_review"),
    ("consulting", "close_consultation", {LIST}, None, OBJECTED, "in_legality_review"),
    ("in_legality_review", "review", {LEGAL}, "lawful", {}, "in_list_review"),
    ("in_legality_review", "review", {LEGAL}, "lawful_if_amended", {}, "returned"),
    ("in_legality_review", "review", {LEGAL}, "unlawful", {}, "returned"),
    ("in_legality_review", "review", {LEGAL}, "lawful", OPEN, "approved"),
    ("in_list_review", "consolidate", {LIST}, None, {}, "approved"),
    ("in_list_review", "consolidate", {LIST}, None, ADD, "awaiting_decision"),
    ("in_list_review", "consolidate", {LIST}, None, ADD | OPEN, "in_legality_review"),
    ("in_list_review", "open_comment", {LIST}, None, {}, "in_public_comment"),
    ("in_public_comment", "close_comment", {LIST}, None, {}, "in_list_review"),
    ("in_public_comment", "return", {LIST}, None, {}, "returned"),
    ("in_public_comment", "withdraw", {CLERK, HEAD}, None, {}, "withdrawn"),
    ("awaiting_decision", "record_decision", {RECORDER}, "passed", {}, "approved"),
    ("awaiting_decision", "record_decision", {RECORDER}, "passed_in_principle", {}, "in_list_review"),
    ("awaiting_decision", "record_decision", {RECORDER}, "deferred", {}, None),
    ("awaiting_decision", "record_decision", {RECORDER}, "refused", {}, "rejected"),
    ("in_legality_review", "return", {LEGAL}, None, {}, "returned"),
    ("in_list_review", "return", {LIST}, None, {}, "returned"),
    ("awaiting_decision", "withdraw", {CLERK, HEAD}, None, {}, "withdrawn"),
    ("submitted", "reject", {LIST}, None, {}, "rejected"),
    ("superseded", "rebase", {CLERK, HEAD}, None, {}, "draft"),
]
OTHER = {
    "approval_bureau": [
        ("submitted", "accept", {LIST}, None, {}, "in_list_review"),
        ("in_list_review", "open_comment", {LIST}, None, {}, "in_public_comment"),
        ("in_public_comment", "close_comment", {LIST}, None, {}, "in_list_review"),
        ("in_list_review", "consolidate", {LIST}, None, {}, "in_legality_review"),
        ("in_legality_review", "assess_competition", {LEGAL}, "no_restriction", {}, None),
        ("in_legality_review", "review", {LEGAL}, "lawful", ASSESSED, "approved"),
        ("in_legality_review", "review", {LEGAL}, "lawful", ADD | ASSESSED, "awaiting_decision"),
        ("approved", "clear_confidentiality", {LIST}, "may_be_public", {}, None),
        ("published", "file", {LIST}, None, {}, "filed"),
    ],
    "party_committee": [
        ("in_list_review", "open_comment", {LIST}, None, {}, "in_public_comment"),
        ("in_public_comment", "close_comment", {LIST}, None, {}, "in_list_review"),
        ("in_legality_review", "review", {LEGAL}, "lawful", {}, "in_list_review"),
        ("in_legality_review", "review", {LIST}, "lawful", LICENSE, "in_list_review"),
        ("in_list_review", "consolidate", {LIST}, None, {}, "awaiting_decision"),
    ],
}
ROWS = [("standard", *row) for row in STANDARD] + [(name, *row) for name, rows in OTHER.items() for row in rows]


@pytest.mark.parametrize(("ruleset", "state", "action", "who", "conclusion", "facts", "to"), ROWS)
def test_a_row_is_for_these_people_and_leads_there(ruleset, state, action, who, conclusion, facts, to):
    rules, case = procedure.ruleset(ruleset), replace(CASE, state=State(state), **facts)
    said = {**SAID, "conclusion": conclusion}
    for one in EVERYBODY:
        if one in who:
            assert rules.choose(action, one, SUBJECT, case, said).to == to
        else:
            with pytest.raises((Forbidden, NotNow)):
                rules.choose(action, one, SUBJECT, case, said)


def test_nothing_happens_in_a_state_that_it_does_not_belong_to():
    rules = procedure.ruleset("standard")
    for state in procedure.ENDED:
        assert list(rules.options(replace(CASE, state=state))) == []
    with pytest.raises(NotNow, match="不能“出具合法性审查意见”"):
        rules.choose("review", LEGAL, SUBJECT, CASE, SAID)
    with pytest.raises(NotNow):
        rules.choose("fly", LEGAL, SUBJECT, CASE, SAID)


def test_what_must_be_said_is_named():
    rules, case = procedure.ruleset("standard"), replace(CASE, state=State.IN_LEGALITY_REVIEW)
    with pytest.raises(InvalidInput, match="lawful（合法）") as missing:
        rules.choose("review", LEGAL, SUBJECT, case, {})
    assert missing.value.details == {"field": "conclusion"}
    with pytest.raises(InvalidInput, match="points"):
        rules.choose("review", LEGAL, SUBJECT, case, {"conclusion": "unlawful"})


def test_a_review_that_the_ruleset_wants_first_is_asked_for():
    rules, case = procedure.ruleset("approval_bureau"), replace(CASE, state=State.IN_LEGALITY_REVIEW)
    with pytest.raises(NotNow, match="公平竞争审查"):
        rules.choose("review", LEGAL, SUBJECT, case, {**SAID, "conclusion": "lawful"})
    offered = [rule.action for rule in rules.allowed(LEGAL, SUBJECT, case, None) if "lawful" in rule.conclusions]
    assert offered == []


def test_a_program_proposes_and_decides_nothing():
    program = replace(CLERK, service=True)
    rules = procedure.ruleset("standard")
    assert rules.choose("submit", program, SUBJECT, CASE, {}).to is State.SUBMITTED
    asked = replace(ASKED, service=True)
    with pytest.raises(Forbidden):
        rules.choose("give_opinion", asked, SUBJECT, replace(CASE, state=State.CONSULTING), {"conclusion": "objection"})


def test_a_row_of_unknown_words_is_refused():
    good = {"action": "submit", "roles": ["clerk"], "duty": "propose", "from": ["draft"], "to": "submitted"}
    assert Rule.model_validate(good)
    for bad in (
        {"when": ["moon_is_full"]},
        {"who": "everybody"},
        {"needs": ["luck"]},
        {"conclusions": ["maybe"]},
        {"x": 1},
    ):
        with pytest.raises(ValidationError):
            Rule.model_validate({**good, **bad})


def test_the_picture_in_the_docs_is_the_ruleset():
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    arrows = re.findall(r"^    (\w+) --> (\w+): (\w+)", text, re.MULTILINE)
    rows = {(state, rule.to, rule.action) for rule in procedure.ruleset("standard").rules for state in rule.from_}
    drawn = {(State(start), State(end), action) for start, end, action in arrows if action not in {"an", "another"}}
    assert drawn <= rows
    told = {"return", "reject", "withdraw"}
    assert {row for row in rows if row[2] not in told and row[1]} - drawn == {
        (State.RETURNED, State.AWAITING_REPLY, "submit"),
        (State.IN_LEGALITY_REVIEW, State.APPROVED, "review"),
        (State.IN_LIST_REVIEW, State.IN_LEGALITY_REVIEW, "consolidate"),
    }
