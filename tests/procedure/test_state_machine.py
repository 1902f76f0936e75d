"""Whatever anybody tries in whatever order: nobody has two parts, and nothing goes out without its reviews."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text

from factories import Ledger, make_jurisdiction, open_register
from quanze.domain import procedure
from quanze.domain.errors import QuanzeError
from quanze.domain.procedure import GOVERNMENT_OPS, Action, State
from quanze.domain.roles import Assignment, Role
from quanze.services import issuing, proceeding, proposing
from quanze.services.issuing import Issue
from quanze.services.moments import places_of
from quanze.services.proposing import Draft
from quanze.storage.fsck import differences
from staff import make_person

TODAY = date(2026, 11, 23)
CAUSE = {"type": "own_initiative", "text": "年度清理规范"}
GOOD = ["lawful", "passed", "passed_in_principle", "no_objection", "no_restriction", "may_be_public"]
OFFICES = (Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.DECISION_RECORDER, Role.PUBLISHER)
REQUIRED = {
    "standard": {"review", "consolidate"},
    "approval_bureau": {"review", "consolidate", "assess_competition", "clear_confidentiality"},
    "party_committee": {"review", "consolidate", "record_decision"},
}


class Office(RuleBasedStateMachine):
    """A small government in which everybody holds more roles than they should."""

    ruleset = "standard"
    folder = None
    numbers = itertools.count()

    @initialize()
    def begin(self):
        self.database = open_register(f"sqlite:///{self.folder}/{next(self.numbers)}.sqlite3")
        jurisdiction = make_jurisdiction(self.database)
        with self.database.writing() as connection:
            connection.execute(text("UPDATE jurisdictions SET ruleset = :name"), {"name": self.ruleset})
            self.place = places_of(connection)[0]
        self.ledger = Ledger(self.database, jurisdiction)
        self.department, other = self.ledger.found_department(), self.ledger.found_department("市场监督管理局")
        self.powers = [self.ledger.found_power(self.department, f"对第{n}种行为的检查", **BODY) for n in range(2)]
        mine = Assignment(Role.CLERK, self.department)
        held = [[mine, Assignment(role)] for role in OFFICES] + [[Assignment(role) for role in OFFICES]] * 3
        held += [[mine], [Assignment(Role.CLERK, other), Assignment(Role.LIST_OFFICE)]]
        self.people = [make_person(self.database, f"人员{n}", *roles, password=None) for n, roles in enumerate(held)]
        self.proposals: list[str] = []

    def try_(self, work) -> bool:
        """Something that may be refused, by an error that people can read, and then leaves nothing behind."""
        with suppress(QuanzeError), self.database.writing() as connection:
            work(connection)
            return True
        return False

    @rule(who=st.integers(0, 8), which=st.integers(0, 1), op=st.sampled_from(["amend", "cancel", "suspend"]))
    def propose(self, who, which, op):
        def work(connection):
            fields = {"handling_office": f"第{next(self.numbers)}科"} if op == "amend" else {}
            change = {"op": op, "id": self.powers[which], "cause": CAUSE, "fields": fields}
            draft = Draft("申请", [change], self.department, date(2026, 12, 1))
            made = proposing.propose(connection, self.place, self.people[who], draft, TODAY)
            self.proposals.append(made.id)

        self.try_(work)

    @rule(who=st.integers(0, 8), which=st.integers(0, 9), note=st.sampled_from("甲乙"))
    def edit(self, who, which, note):
        def work(connection):
            identity = self.proposals[which % len(self.proposals)]
            row = connection.execute(text("SELECT changes FROM proposals WHERE id = :id"), {"id": identity}).one()
            [change] = json.loads(row.changes) if isinstance(row.changes, str) else row.changes
            change = {**change, "cause": {**CAUSE, "text": note}}
            draft = Draft("申请", [change], None, date(2026, 12, 1))
            proposing.edit(connection, self.place, self.people[who], identity, "*", draft, TODAY)

        if self.proposals:
            self.try_(work)

    @rule(
        who=st.integers(0, 8),
        which=st.integers(0, 9),
        action=st.sampled_from([*Action]),
        conclusion=st.sampled_from([None, *procedure.CONCLUSION_LABELS]),
    )
    def act(self, who, which, action, conclusion):
        if self.proposals:
            self.move(self.people[who], self.proposals[which % len(self.proposals)], action, conclusion)

    @rule(which=st.integers(0, 9), how=st.sampled_from(GOOD))
    def go_on(self, which, how):
        """Somebody who may takes the next step."""
        if not self.proposals:
            return
        identity = self.proposals[which % len(self.proposals)]
        onward = [one for one in Action if one not in {Action.WITHDRAW, Action.REJECT, Action.RETURN}]
        for person, action in itertools.product(self.people, onward):
            if self.move(person, identity, action, how):
                return

    def move(self, person, identity, action, conclusion):
        def work(connection):
            digest = connection.execute(text("SELECT digest FROM proposals WHERE id = :id"), {"id": identity})
            said = {"action": str(action), "conclusion": conclusion, "digest": digest.scalar_one(), **SAID}
            findings = proceeding.findings_of(
                connection, self.place, proposing.read(connection, self.place, person, identity), TODAY
            )
            said["answers"] = [{"code": one.code, "change": one.change, "text": "属实"} for one in findings]
            proceeding.act(connection, self.place, person, identity, said, TODAY)

        return self.try_(work)

    @rule(who=st.integers(0, 8), which=st.integers(0, 9))
    def publish(self, who, which):
        if self.proposals:
            wanted = Issue("公告", "公告", [self.proposals[which % len(self.proposals)]], date(2026, 12, 1))
            self.try_(lambda c: issuing.issue(c, self.place, self.people[who], wanted, TODAY))

    @rule()
    def days_pass(self):
        """Whoever was to comment has had the time."""
        with self.database.writing() as connection:
            connection.execute(text("UPDATE consultations SET until = '2026-11-01' WHERE ended_at IS NULL"))

    @invariant()
    def the_public_is_asked_about_what_waits_for_it_and_nothing_else(self):
        with self.database.reading() as connection:
            waiting = connection.execute(text("SELECT id, digest FROM proposals WHERE state = 'in_public_comment'"))
            asked = connection.execute(text("SELECT proposal, digest FROM consultations WHERE ended_at IS NULL"))
            assert sorted(map(tuple, waiting)) == sorted(map(tuple, asked))

    @invariant()
    def nobody_has_two_parts(self):
        with self.database.reading() as connection:
            query = "SELECT proposal, person, COUNT(DISTINCT duty) n FROM proposal_steps WHERE person IS NOT NULL"
            for row in connection.execute(text(f"{query} GROUP BY proposal, person")):
                assert row.n == 1

    @invariant()
    def what_went_out_was_reviewed(self):
        with self.database.reading() as connection:
            out = connection.execute(
                text("SELECT id, digest, changes FROM proposals WHERE state IN ('published', 'filed')")
            ).all()
            for row in out:
                steps = connection.execute(
                    text("SELECT * FROM proposal_steps WHERE proposal = :id ORDER BY number"), {"id": row.id}
                ).all()
                self.check_published(row, steps)

    def check_published(self, row, steps):
        assert [one.action for one in steps].count("publish") == 1
        steps = [one for one in steps if one.action != "file"]
        since = max(n for n, one in enumerate(steps) if one.action == "submit")
        last = {one.action: one for one in steps[since:]}
        assert last["review"].conclusion == "lawful"
        assert last["review"].digest == last["consolidate"].digest == last["publish"].digest == row.digest
        assert REQUIRED[self.ruleset] <= last.keys()
        if any(f'"{op}"' in str(row.changes).replace("'", '"') for op in GOVERNMENT_OPS):
            assert last["record_decision"].conclusion in {"passed", "passed_in_principle"}
        proposers = {one.person for one in steps if one.duty == "propose"}
        deciders = {one.person for one in steps if one.duty in {"legality", "list", "decide"}}
        assert not proposers & deciders

    def teardown(self):
        if hasattr(self, "database"):
            with self.database.reading() as connection:
                assert list(differences(connection)) == []
            self.database.close()


BODY = {"category": "administrative_inspection", "legal_basis": "【法律】《种子法》第四十九条"}
SAID = {
    "opinion": "意见",
    "settlement": "已协商一致",
    "points": ["一"],
    "body": "政府常务会议",
    "date": "2026-11-20",
    "conditions": [{"change": 0, "text": "按会议意见修改"}],
    "number": "备〔2026〕1号",
    "until": "2027-01-31",
    "notice": "公开征求意见的公告",
}


@pytest.mark.slow
@pytest.mark.parametrize("ruleset", procedure.names())
def test_no_order_of_calls_gets_past_the_reviews(ruleset, tmp_path):
    class Arranged(Office):
        pass

    Arranged.ruleset, Arranged.folder = ruleset, tmp_path
    case = Arranged.TestCase
    case.settings = settings(
        max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case("runTest").runTest()


def test_every_state_that_is_not_an_end_leads_on():
    for name in procedure.names():
        rules = procedure.ruleset(name).rules
        ways = {state: {rule.to for rule in rules if state in rule.from_ and rule.to} for state in State}
        for state in set(State) - procedure.ENDED - {State.APPROVED}:
            assert ways[state], f"{name}: nothing leads out of {state}"
        reached = {to for row in ways.values() for to in row} | {State.DRAFT, State.SUPERSEDED, State.PUBLISHED}
        assert {state for state in State if ways[state]} <= reached, name
