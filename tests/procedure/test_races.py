"""Several who act on one proposal at once, on both databases: one wins, and the others are told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from quanze.domain.errors import NotNow, QuanzeError, Refused
from quanze.domain.roles import Assignment, Role
from quanze.services import issuing, proceeding, proposing, staffing
from quanze.services.issuing import Issue
from quanze.services.moments import places_of
from quanze.services.proposing import Draft
from quanze.storage.fsck import differences
from staff import make_person

TODAY = date(2026, 11, 23)
ON = date(2026, 12, 1)
CAUSE = {"type": "own_initiative", "text": "年度清理规范"}


class Hall:
    """One department with its offices, and what it wants changed."""

    def __init__(self, ledger):
        self.ledger, self.database = ledger, ledger.database
        with self.database.reading() as connection:
            [self.place] = [one for one in places_of(connection) if one.id == ledger.jurisdiction]
        self.department = ledger.found_department()
        basis = "【法律】《种子法》第四十九条"
        self.power = ledger.found_power(
            self.department, "对种子质量的检查", category="administrative_inspection", legal_basis=basis
        )
        clerk = Assignment(Role.CLERK, self.department)
        self.clerks = [self.hire(f"经办{n}", clerk) for n in range(2)]
        self.listers = [self.hire(f"归口{n}", Assignment(Role.LIST_OFFICE)) for n in range(2)]
        self.lawyer = self.hire("法制", Assignment(Role.LEGAL_OFFICE))
        self.publishers = [self.hire(f"公布{n}", Assignment(Role.PUBLISHER)) for n in range(2)]

    def hire(self, name, held):
        person = make_person(self.database, f"{name}-{self.ledger.jurisdiction}", password=None)
        with self.database.writing() as connection:
            connection.exec_driver_sql(
                f"UPDATE persons SET jurisdiction = '{self.ledger.jurisdiction}' WHERE id = '{person.id}'"
            )
            return staffing.assign(connection, None, person.id, held)

    def propose(self, person, office):
        change = {"op": "amend", "id": self.power, "fields": {"handling_office": office}, "cause": CAUSE}
        with self.database.writing() as connection:
            return proposing.propose(
                connection, self.place, person, Draft("申请", [change], self.department, ON), TODAY
            ).id

    def act(self, person, proposal, action, **said):
        with self.database.writing() as connection:
            found = proposing.read(connection, self.place, person, proposal)
            findings = proceeding.findings_of(connection, self.place, found, TODAY)
            answers = [{"code": one.code, "change": one.change, "text": "属实"} for one in findings]
            given = {"action": action, "digest": found.row.digest, "answers": answers, **said}
            return proceeding.act(connection, self.place, person, proposal, given, TODAY).state

    def approve(self, person, proposal):
        self.act(person, proposal, "submit")
        self.act(self.listers[0], proposal, "accept")
        self.act(self.lawyer, proposal, "review", conclusion="lawful")
        self.act(self.listers[0], proposal, "consolidate")

    def issue(self, person, *proposals):
        with self.database.writing() as connection:
            return issuing.issue(connection, self.place, person, Issue("公告", "公告", proposals, ON), TODAY)


@pytest.fixture
def hall(ledger):
    return Hall(ledger)


def race(*calls):
    """What came of calls let loose at one moment: results and the errors that people can read."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait(60)
        try:
            return call()
        except QuanzeError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return [task.result() for task in [pool.submit(run, call) for call in calls]]


def won(results):
    return [one for one in results if not isinstance(one, QuanzeError)]


def test_of_two_who_accept_one_wins(hall):
    proposal = hall.propose(hall.clerks[0], "一科")
    hall.act(hall.clerks[0], proposal, "submit")
    results = race(*(lambda person=person: hall.act(person, proposal, "accept") for person in hall.listers))
    assert len(won(results)) == 1
    [told] = [one for one in results if isinstance(one, NotNow)]
    assert told.code == "not_now"


def test_of_two_who_publish_one_wins(hall):
    proposal = hall.propose(hall.clerks[0], "一科")
    hall.approve(hall.clerks[0], proposal)
    results = race(*(lambda person=person: hall.issue(person, proposal) for person in hall.publishers))
    assert len(won(results)) == 1
    assert [one.code for one in results if isinstance(one, Refused)] == ["not_approved"]


def test_of_two_proposals_on_one_power_one_goes_out_and_the_other_is_told(hall):
    proposals = [hall.propose(clerk, f"{n}科") for n, clerk in enumerate(hall.clerks)]
    for clerk, proposal in zip(hall.clerks, proposals, strict=True):
        hall.approve(clerk, proposal)
    pairs = zip(hall.publishers, proposals, strict=True)
    results = race(*(lambda who=who, what=what: hall.issue(who, what) for who, what in pairs))
    assert len(won(results)) == 1
    with hall.database.reading() as connection:
        states = connection.exec_driver_sql("SELECT id, state FROM proposals").all()
        assert sorted(state for identity, state in states if identity in proposals) == ["published", "superseded"]
        assert list(differences(connection)) == []


def test_the_database_itself_refuses_a_second_part(hall):
    proposal = hall.propose(hall.clerks[0], "一科")
    person = hall.clerks[0].id
    with pytest.raises(IntegrityError), hall.database.writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO proposal_parts VALUES ('{proposal}', '{person}', 'legality')")
    columns = "proposal, number, action, from_state, to_state, person, duty, person_name, office, details"
    said = f"'{proposal}', 9, 'review', 'x', 'approved', '{person}', 'legality', '某', ''"
    values = f"{said}, '{{}}', '[]', '', '2026-01-01'"
    with pytest.raises(IntegrityError), hall.database.writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO proposal_steps ({columns}, attachments, digest, at) VALUES ({values})")


@pytest.mark.parametrize("table", ["proposal_steps", "proposal_texts"])
def test_what_was_done_and_what_was_seen_cannot_be_changed(hall, table):
    proposal = hall.propose(hall.clerks[0], "一科")
    hall.act(hall.clerks[0], proposal, "submit")
    for statement in (f"UPDATE {table} SET digest = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="append-only"), hall.database.writing() as connection:
            connection.exec_driver_sql(statement)
