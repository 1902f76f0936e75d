"""Consultations on both databases: opened, answered, ended, each numbered within its jurisdiction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import Ledger, day, make_jurisdiction
from quanze.domain.errors import InvalidInput, NotFound, NotNow
from quanze.domain.roles import Assignment, Role
from quanze.services import answering, consultations, hearing, proceeding, proposing
from quanze.services.answering import Received
from quanze.services.consultations import Listed
from quanze.services.hearing import Said
from quanze.services.moments import find_place
from quanze.services.proposing import Draft
from staff import make_person

TODAY = day("2026-03-02")
UNTIL = day("2026-04-10")
AFTER = UNTIL + timedelta(days=1)
CAUSE = {"type": "own_initiative", "text": "年度清理规范"}
BASIS = "【法律】《种子法》第四十九条"


class Town:
    """A government with one power that is to change, and the offices that its change goes through."""

    def __init__(self, database):
        self.database, self.jurisdiction = database, make_jurisdiction(database)
        ledger = Ledger(database, self.jurisdiction)
        self.department = ledger.found_department()
        inspection = {"category": "administrative_inspection", "legal_basis": BASIS}
        self.power = ledger.found_power(self.department, "对种子质量的检查", **inspection)
        held = {"clerk": Assignment(Role.CLERK, self.department), "list": Role.LIST_OFFICE, "legal": Role.LEGAL_OFFICE}
        self.people = {name: make_person(database, name, role, password=None) for name, role in held.items()}

    def propose(self, **fields):
        change = {"op": "amend", "id": self.power, "cause": CAUSE, "fields": fields}
        draft = Draft("调整检查事项", [change], self.department, day("2026-06-01"))
        made = self.write(lambda c, at: proposing.propose(c, at, self.people["clerk"], draft, TODAY))
        self.act("clerk", made.id, "submit")
        self.act("list", made.id, "accept")
        self.act("legal", made.id, "review", conclusion="lawful")
        return made.id

    def act(self, who, proposal, action, today=TODAY, **said):
        def work(connection, place):
            person = self.people[who]
            seen = proposing.read(connection, place, person, proposal)
            found = proceeding.findings_of(connection, place, seen, today)
            answers = [{"code": one.code, "change": one.change, "text": "属实"} for one in found]
            given = {"action": action, "digest": seen.row.digest, "answers": answers, **said}
            return proceeding.act(connection, place, person, proposal, given, today)

        return self.write(work)

    def ask(self, proposal):
        return self.act("list", proposal, "open_comment", until=UNTIL.isoformat(), notice="请提出意见")

    def say(self, number=1, today=TODAY):
        said = Said("comment", "建议写明检查的频次和方式。", consultation=number)
        return self.write(lambda c, at: hearing.hear(c, at, said, today))

    def respond(self):
        def work(connection, place):
            office = self.people["list"]
            [one] = answering.list_received(connection, place, office, Received(), TODAY)["items"]
            said = {"action": "respond", "adoption": "adopted", "answer": "已写明。"}
            return answering.handle(connection, place, office, one["id"], said, TODAY)

        return self.write(work)

    def public(self, number=1, today=TODAY):
        return self.write(lambda c, at: consultations.read_consultation(c, at, number, today))

    def write(self, work):
        with self.database.writing() as connection:
            return work(connection, find_place(connection, self.jurisdiction))


@pytest.fixture
def town(database):
    return Town(database)


def test_the_last_day_still_belongs_to_it(town):
    proposal = town.propose(fee="不收费")
    town.ask(proposal)
    town.say(today=UNTIL)
    assert [town.public(today=on)["state"] for on in (TODAY, UNTIL, AFTER)] == ["open", "open", "due"]
    with pytest.raises(NotNow, match="已经结束"):
        town.say(today=AFTER)
    with pytest.raises(NotNow, match="期满之前不能结束"):
        town.act("list", proposal, "close_comment", today=UNTIL)
    with pytest.raises(NotNow, match="还有 1 条公众意见"):
        town.act("list", proposal, "close_comment", today=AFTER)
    assert town.respond()["adoption_label"] == "采纳"
    town.act("list", proposal, "close_comment", today=AFTER)
    ended = town.public(today=AFTER)
    assert (ended["state"], ended["adoption"]) == (
        "closed",
        {"received": 1, "adopted": 1, "partly_adopted": 0, "not_adopted": 0},
    )


def test_each_is_numbered_in_its_jurisdiction_and_the_newest_is_first(town, database):
    proposal = town.propose(fee="不收费")
    town.ask(proposal)
    town.act("list", proposal, "return", opinion="请改")
    town.act("clerk", proposal, "submit")
    town.act("list", proposal, "accept")
    town.act("legal", proposal, "review", conclusion="lawful")
    town.ask(proposal)
    other = Town.__new__(Town)
    other.database, other.jurisdiction = database, make_jurisdiction(database, "邻区")

    def listed(of, **wanted):
        return of.write(lambda c, at: consultations.list_consultations(c, at, Listed(**wanted), TODAY))

    assert [(one["number"], one["state"]) for one in listed(town)["items"]] == [(2, "open"), (1, "suspended")]
    first = listed(town, limit=1)
    assert (first["items"][0]["number"], first["next"]) == (2, "2")
    assert [one["number"] for one in listed(town, before=2)["items"]] == [1]
    assert listed(other)["items"] == []
    with pytest.raises(NotFound):
        other.public(2)
    with pytest.raises(InvalidInput):
        other.say(2)


def test_an_amendment_shows_what_was_and_what_would_be(town):
    town.ask(town.propose(fee="不收费"))
    told = town.public()
    [change] = told["changes"]
    assert change["texts"] == [
        {"name": "对种子质量的检查", "fields": [{"field": "fee", "before": None, "after": "不收费"}]}
    ]
    assert (change["legal_basis"], change["cause"]["label"]) == (BASIS, "自行清理规范")
    assert told["adoption"] is None
