"""Who may do what, as one table: every permission, every role, one's own matter and another's."""

from __future__ import annotations

import pytest

from quanze.domain.errors import Forbidden
from quanze.domain.permissions import (
    PERMISSIONS,
    Permission,
    Subject,
    has_role,
    is_a_person,
    may,
    of_a_consulted_department,
    require,
)
from quanze.domain.roles import OF_A_DEPARTMENT, Assignment, Person, Role

OFFICES = {Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.DECISION_RECORDER, Role.PUBLISHER}
DEPARTMENT = {Role.CLERK, Role.DEPARTMENT_HEAD}
EVERYONE = set(Role)
NOBODY: set[Role] = set()

# permission: who may, over (a matter of the own department, one of another department, one's own account,
# another's account, anything in another jurisdiction)
TABLE = {
    Permission.READ_DRAFTS: (DEPARTMENT | OFFICES, OFFICES, OFFICES, OFFICES, NOBODY),
    Permission.WRITE_PROPOSALS: (
        DEPARTMENT | {Role.LIST_OFFICE},
        {Role.LIST_OFFICE},
        {Role.LIST_OFFICE},
        {Role.LIST_OFFICE},
        NOBODY,
    ),
    Permission.READ_WITHHELD: (*[{Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.PUBLISHER}] * 4, NOBODY),
    Permission.ANSWER_FEEDBACK: (*[{Role.LIST_OFFICE}] * 4, NOBODY),
    Permission.MANAGE_ACCOUNTS: (*[{Role.SYSTEM_ADMINISTRATOR}] * 2, NOBODY, {Role.SYSTEM_ADMINISTRATOR}, NOBODY),
    Permission.ASSIGN_ROLES: (*[{Role.SECURITY_ADMINISTRATOR}] * 2, NOBODY, {Role.SECURITY_ADMINISTRATOR}, NOBODY),
    Permission.UNLOCK_ACCOUNTS: (*[{Role.SECURITY_ADMINISTRATOR}] * 2, NOBODY, {Role.SECURITY_ADMINISTRATOR}, NOBODY),
    Permission.MANAGE_NOTIFICATIONS: (*[{Role.SYSTEM_ADMINISTRATOR}] * 4, NOBODY),
    Permission.READ_AUDIT_LOG: (*[{Role.AUDITOR}] * 4, NOBODY),
    Permission.EXPORT_AUDIT_LOG: (*[{Role.AUDITOR}] * 4, NOBODY),
    Permission.MAKE_TOKENS: (NOBODY, NOBODY, DEPARTMENT | OFFICES, NOBODY, NOBODY),
    Permission.KEEP_OWN_ACCOUNT: (NOBODY, NOBODY, EVERYONE, NOBODY, NOBODY),
}
SUBJECTS = (
    Subject("here", departments=frozenset({"farm"})),
    Subject("here", departments=frozenset({"market"})),
    Subject("here", owner="me"),
    Subject("here", owner="somebody"),
    Subject("there", departments=frozenset({"farm"})),
)


def somebody(*roles: Role, service: bool = False) -> Person:
    held = (Assignment(role, "farm" if role in OF_A_DEPARTMENT else None) for role in roles)
    return Person("me", "张三", "here", tuple(held), service)


def test_the_table_of_this_test_has_every_permission():
    assert set(TABLE) == set(Permission) == set(PERMISSIONS)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_what_the_table_says_and_no_more(permission, role):
    person = somebody(role)
    for subject, allowed in zip(SUBJECTS, TABLE[permission], strict=True):
        assert may(person, permission, subject) == (role in allowed), subject


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_nothing_may_nothing_but_keep_the_own_account(permission):
    person = somebody()
    allowed = [may(person, permission, subject) for subject in SUBJECTS]
    assert any(allowed) == (permission is Permission.KEEP_OWN_ACCOUNT)


def test_a_consulted_department_reads_the_draft():
    subject = Subject("here", departments=frozenset({"market"}), consulted=frozenset({"farm"}))
    assert may(somebody(Role.CLERK), Permission.READ_DRAFTS, subject)
    assert not may(somebody(Role.CLERK), Permission.WRITE_PROPOSALS, subject)
    assert of_a_consulted_department(somebody(Role.CLERK), subject)


def test_a_program_writes_proposals_of_its_department_and_keeps_no_account():
    program = somebody(Role.CLERK, service=True)
    assert may(program, Permission.WRITE_PROPOSALS, SUBJECTS[0])
    assert not may(program, Permission.WRITE_PROPOSALS, SUBJECTS[1])
    assert not may(program, Permission.KEEP_OWN_ACCOUNT, SUBJECTS[2])
    assert not is_a_person(program, SUBJECTS[0])


def test_one_of_several_roles_is_enough():
    person = somebody(Role.LIST_OFFICE, Role.LEGAL_OFFICE)
    assert has_role(Role.LEGAL_OFFICE, Role.PUBLISHER)(person, SUBJECTS[0])
    assert not has_role(Role.PUBLISHER)(person, SUBJECTS[0])


def test_requiring_a_permission_raises_in_chinese():
    with pytest.raises(Forbidden, match="权限") as caught:
        require(somebody(Role.CLERK), Permission.READ_AUDIT_LOG, SUBJECTS[0])
    assert caught.value.code == "forbidden"
