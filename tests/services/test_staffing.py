"""Running accounts: separation of the administrators, refusals that change nothing, and a line for everything."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from factories import Ledger, make_jurisdiction
from quanze.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from quanze.domain.roles import Assignment, Role
from quanze.services import sessions, staffing
from quanze.services.moments import places_of
from quanze.storage import audit_log, people
from staff import LIMITS, NOW, enrol, make_person, place, place_of, session_for


@pytest.fixture
def ledger(database):
    return Ledger(database, make_jurisdiction(database))


@pytest.fixture
def farm(ledger):
    return ledger.found_department("农业农村局")


def logged(database):
    with database.reading() as connection:
        assert list(audit_log.differences(connection)) == []
        return [(row.account, row.action, row.outcome) for row in audit_log.lines(connection, [])][::-1]


def test_an_account_begins_without_rights_and_with_a_password_to_change(database, ledger):
    with database.writing() as connection:
        made = staffing.create_account(connection, None, place(database), " Zhang San ")
        account = people.account_of(connection, made.person.id)
    assert (made.login, account.must_change_password, account.person.assignments) == ("zhang san", True, ())
    assert len(made.password) >= 16
    with database.reading() as connection:
        stored = connection.execute(text("SELECT password_hash FROM accounts")).scalar_one()
    assert stored.startswith("$argon2id$")
    assert made.password not in stored
    assert logged(database) == [("命令行", "create_account", "done")]


def test_a_name_is_taken_once_however_it_is_typed(database, ledger):
    make_person(database, "zhangsan")
    with pytest.raises(Refused, match="已有账户"), database.writing() as connection:
        staffing.create_account(connection, None, place(database), "ＺｈａｎｇＳａｎ")


def test_roles_are_given_and_ended_and_history_stays(database, ledger, farm):
    clerk = make_person(database, "张三", Assignment(Role.CLERK, farm))
    with database.writing() as connection:
        staffing.end_assignment(connection, None, clerk.id, Assignment(Role.CLERK, farm))
        staffing.assign(connection, None, clerk.id, Assignment(Role.LIST_OFFICE))
    with database.reading() as connection:
        assert people.person(connection, clerk.id).roles == {Role.LIST_OFFICE}
        assert connection.execute(text("SELECT count(*) FROM assignments")).scalar_one() == 2
    with pytest.raises(NotFound), database.writing() as connection:
        staffing.end_assignment(connection, None, clerk.id, Assignment(Role.CLERK, farm))


def test_giving_a_role_twice_changes_nothing(database, ledger, farm):
    clerk = make_person(database, "张三", Assignment(Role.CLERK, farm), Assignment(Role.CLERK, farm))
    with database.writing() as connection:
        staffing.assign(connection, None, clerk.id, Assignment(Role.CLERK, farm))
        assert len(people.person(connection, clerk.id).assignments) == 1


def test_an_administrator_is_given_nothing_else(database, ledger):
    system = make_person(database, "系统", Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(Refused) as caught, database.writing() as connection:
        staffing.assign(connection, None, system.id, Assignment(Role.PUBLISHER))
    assert caught.value.code == "roles_apart"


def test_each_administrator_does_their_own_part_only(database, ledger):
    system = make_person(database, "系统", Role.SYSTEM_ADMINISTRATOR)
    security = make_person(database, "安全", Role.SECURITY_ADMINISTRATOR)
    auditor = make_person(database, "审计", Role.AUDITOR)
    other = make_person(database, "张三")
    acts = {
        "create": lambda c, by: staffing.create_account(c, by, place(database), "李四"),
        "disable": lambda c, by: staffing.set_disabled(c, by, other.id, disabled=True),
        "enable": lambda c, by: staffing.set_disabled(c, by, other.id, disabled=False),
        "reset": lambda c, by: staffing.reset_password(c, by, other.id),
        "link": lambda c, by: staffing.link_identity(c, by, other.id, "https://id", "1"),
        "assign": lambda c, by: staffing.assign(c, by, other.id, Assignment(Role.PUBLISHER)),
        "end": lambda c, by: staffing.end_assignment(c, by, other.id, Assignment(Role.PUBLISHER)),
        "unlock": lambda c, by: staffing.unlock(c, by, other.id),
        "reset_code": lambda c, by: staffing.reset_one_time_code(c, by, other.id),
    }
    done = {}
    for name, act in acts.items():
        for by in (auditor, system, security, other):
            try:
                with database.writing() as connection:
                    act(connection, by)
                done.setdefault(by.name, []).append(name)
            except Forbidden:
                pass
    assert done == {
        "系统": ["create", "disable", "enable", "reset", "link"],
        "安全": ["assign", "end", "unlock", "reset_code"],
    }


def test_nobody_runs_the_own_account(database, ledger):
    system = make_person(database, "系统", Role.SYSTEM_ADMINISTRATOR)
    security = make_person(database, "安全", Role.SECURITY_ADMINISTRATOR)
    for by, act in (
        (system, lambda c: staffing.reset_password(c, system, system.id)),
        (system, lambda c: staffing.set_disabled(c, system, system.id, disabled=True)),
        (security, lambda c: staffing.assign(c, security, security.id, Assignment(Role.AUDITOR))),
        (security, lambda c: staffing.unlock(c, security, security.id)),
    ):
        with pytest.raises(Forbidden), database.writing() as connection:
            act(connection)
        assert by.name in ("系统", "安全")


def test_nobody_runs_accounts_of_another_jurisdiction(database, ledger):
    system = make_person(database, "系统", Role.SYSTEM_ADMINISTRATOR)
    elsewhere = make_jurisdiction(database, "别处")
    with database.reading() as connection:
        [there] = [one for one in places_of(connection) if one.id == elsewhere]
    with database.writing() as connection:
        stranger = staffing.create_account(connection, None, there, "远人").person
    for act in (
        lambda c: staffing.reset_password(c, system, stranger.id),
        lambda c: staffing.create_account(c, system, there, "又一人"),
    ):
        with pytest.raises(Forbidden), database.writing() as connection:
            act(connection)


def test_a_disabled_account_is_out_at_once(database, ledger):
    person = make_person(database, "张三", Role.PUBLISHER)
    cookie, _ = session_for(database, person)
    with database.writing() as connection:
        staffing.set_disabled(connection, None, person.id, disabled=True)
    with database.reading() as connection:
        assert sessions.session_of(connection, cookie, NOW, LIMITS) is None


def test_resets_sign_out_and_ask_for_new_proofs(database, ledger):
    person = make_person(database, "张三", Role.PUBLISHER)
    enrol(database, person)
    for reset in (staffing.reset_password, staffing.reset_one_time_code):
        cookie, _ = session_for(database, person)
        with database.writing() as connection:
            reset(connection, None, person.id)
        with database.reading() as connection:
            assert sessions.session_of(connection, cookie, NOW, LIMITS) is None
    with database.reading() as connection:
        account = people.account_of(connection, person.id)
    assert account.must_change_password
    assert not account.has_one_time_code


def test_a_program_has_no_password(database, ledger, farm):
    program = make_person(database, "接口", Assignment(Role.CLERK, farm), service=True)
    with pytest.raises(Refused, match="服务账户"), database.writing() as connection:
        staffing.reset_password(connection, None, program.id)


def test_a_department_is_meant_by_name_or_id(database, ledger, farm):
    with database.reading() as connection:
        here = place(database)
        assert staffing.find_department(connection, here, "农业农村局") == farm
        assert staffing.find_department(connection, here, farm) == farm
        with pytest.raises(NotFound, match="没有部门“公安局”"):
            staffing.find_department(connection, here, "公安局")


def test_an_identity_belongs_to_one_account(database, ledger):
    one, other = make_person(database, "张三"), make_person(database, "李四")
    with database.writing() as connection:
        staffing.link_identity(connection, None, one.id, "https://id.gov.cn", "42")
    with pytest.raises(Refused, match="已关联"), database.writing() as connection:
        staffing.link_identity(connection, None, other.id, "https://id.gov.cn", "42")
    with pytest.raises(NotFound), database.writing() as connection:
        staffing.unlink_identity(connection, None, other.id, "https://id.gov.cn", "42")
    with database.writing() as connection:
        staffing.unlink_identity(connection, None, one.id, "https://id.gov.cn", "42")
    with pytest.raises(InvalidInput), database.writing() as connection:
        staffing.link_identity(connection, None, one.id, "https://id.gov.cn", " ")


def test_who_is_not_there_is_named(database, ledger):
    with database.writing() as connection:
        with pytest.raises(NotFound, match="王五"):
            staffing.find_person(connection, "王五")
        with pytest.raises(NotFound):
            staffing.unlock(connection, None, "nobody")


# Two administrators at once


def create(database, name):
    """What came of it: the account's person, or the refusal."""
    try:
        with database.writing() as connection:
            return staffing.create_account(connection, None, place_of(connection), name, with_password=False).person.id
    except Refused as refused:
        return refused.code


def test_one_name_given_twice_at_once_is_given_once(database, ledger):
    """The second has looked before the first is done, and is told what it would have been told a moment later."""
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as connection:
            staffing.create_account(connection, None, place_of(connection), "zhangsan", with_password=False)
            second = pool.submit(create, database, "zhangsan")
            wait_until_waiting(database, second)
        assert second.result() == "login_taken"


def test_one_identity_linked_twice_at_once_is_linked_once(database, ledger):
    one, other = (make_person(database, name) for name in ("甲", "乙"))

    def link(person):
        with database.writing() as connection:
            staffing.link_identity(connection, None, person.id, "https://sso.example", "u1")

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as connection:
            staffing.link_identity(connection, None, one.id, "https://sso.example", "u1")
            second = pool.submit(link, other)
            wait_until_waiting(database, second)
        assert second.exception().code == "identity_taken"


def wait_until_waiting(database, second):
    """Until the server says that a transaction waits for another; a writer of SQLite waits before it looks."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not database.is_sqlite and not second.done():
        with database.reading() as connection:
            if connection.execute(waiting).scalar_one():
                return


# In whose name


def offices_of(database, person):
    with database.reading() as connection:
        return people.person(connection, person).office({Role.LEGAL_OFFICE, Role.LIST_OFFICE})


def test_a_role_is_held_in_an_offices_name_and_the_name_may_change(database, ledger):
    lawyer = make_person(database, "吴审查", Assignment(Role.LEGAL_OFFICE))
    assert offices_of(database, lawyer.id) == "合法性审核机构"
    for name in ("某区法制办", "某区司法局"):
        with database.writing() as connection:
            staffing.assign(connection, None, lawyer.id, Assignment(Role.LEGAL_OFFICE, office=name))
        assert offices_of(database, lawyer.id) == name
    with database.writing() as connection:
        staffing.assign(connection, None, lawyer.id, Assignment(Role.LEGAL_OFFICE))
        staffing.assign(connection, None, lawyer.id, Assignment(Role.LIST_OFFICE, office="某区委编办"))
    assert offices_of(database, lawyer.id) == "某区委编办、某区司法局"
    with database.reading() as connection:
        query = text("SELECT office, ended_at IS NULL AS held FROM assignments ORDER BY began_at, id")
        kept = [(row.office, bool(row.held)) for row in connection.execute(query)]
    assert sorted(kept, key=str) == sorted(
        [(None, False), ("某区法制办", False), ("某区司法局", True), ("某区委编办", True)], key=str
    )
    with database.writing() as connection:
        staffing.end_assignment(connection, None, lawyer.id, Assignment(Role.LEGAL_OFFICE))
    assert offices_of(database, lawyer.id) == "某区委编办"


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_who_acts_for_a_department_or_for_nobody_has_no_offices_name(database, ledger, farm, role):
    person = make_person(database, "张三")
    held = Assignment(role, farm if role is Role.CLERK else None, "某区司法局")
    with pytest.raises(Refused, match="机关名称"), database.writing() as connection:
        staffing.assign(connection, None, person.id, held)


@pytest.mark.parametrize("name", ["长" * 65, "司法\x07局"])
def test_what_no_paper_could_print_is_no_name(name):
    with pytest.raises(InvalidInput, match="机关名称"):
        staffing.office_name(name)
    assert staffing.office_name(" 某区  司法局 ") == "某区 司法局"
    assert staffing.office_name("  ") is None
