"""What is owed is reckoned alike on both databases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from factories import Ledger, day, make_jurisdiction
from quanze.domain.roles import Assignment, Role
from quanze.services import calendars, deadlines, staffing
from quanze.services.moments import find_place
from quanze.services.proceeding import act, findings_of
from quanze.services.proposing import Draft, propose

ZONE, TODAY = ZoneInfo("Asia/Shanghai"), day("2026-03-20")
CHANGE = {"op": "amend", "fields": {"handling_office": "种业科"}, "cause": {"type": "law_amended", "text": "修法"}}


def test_a_late_draft_and_then_the_office_that_has_it(database):
    ledger = Ledger(database, make_jurisdiction(database))
    department = ledger.found_department()
    power = ledger.found_power(department, legal_basis="【法律】《中华人民共和国种子法》第七十五条", duties="1.立案")
    with database.writing() as connection:
        place = find_place(connection, ledger.jurisdiction)
        held = {"李明": Assignment(Role.CLERK, department), "编办": Assignment(Role.LIST_OFFICE)}
        made = {name: staffing.create_account(connection, None, place, name).person for name in held}
        clerk, officer = (staffing.assign(connection, None, made[name].id, held[name]) for name in held)
        draft = Draft("调整", [{**CHANGE, "id": power}], effective_from=day("2026-06-01"), caused_on=day("2026-03-02"))
        proposal = propose(connection, place, clerk, draft, TODAY)
        [owed] = deadlines.tasks(connection, place, clerk, ZONE, TODAY)
        assert (owed.due_on, owed.overdue_days, owed.department) == (
            "2026-03-16",
            4,
            {"id": department, "name": "农业农村局"},
        )
        found = findings_of(connection, place, proposal, TODAY)
        answers = [{"code": one.code, "change": one.change, "text": "属实"} for one in found]
        said = {"action": "submit", "digest": proposal.row.digest, "answers": answers}
        act(connection, place, clerk, proposal.id, said, TODAY)
        [owed] = deadlines.deadlines_of(connection, place, officer, proposal.id, ZONE, TODAY)
        assert (owed.name, owed.office, owed.mine) == ("归口受理", "清单管理机构", True)


def test_days_are_declared_once_and_again(database):
    with database.writing() as connection:
        calendars.declare(connection, '[2027]\noff."国庆节" = ["10-01"]')
        known = calendars.declare(connection, '[2027]\noff."国庆节" = ["10-01", "10-04"]')
    assert 2027 in known.years
    assert not known.is_working(day("2027-10-04"))
