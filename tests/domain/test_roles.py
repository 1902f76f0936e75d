"""Which roles one person may hold together, and what a role needs."""

from __future__ import annotations

from itertools import combinations

import pytest

from quanze.domain.errors import Refused
from quanze.domain.roles import (
    ADMINISTRATIVE,
    BUSINESS,
    OF_A_DEPARTMENT,
    ROLE_LABELS,
    Assignment,
    Person,
    Role,
    check_assignments,
)


def held(*roles: Role) -> list[Assignment]:
    return [Assignment(role, "farm" if role in OF_A_DEPARTMENT else None) for role in roles]


def test_every_role_has_a_label_and_is_either_of_business_or_of_administration():
    assert set(ROLE_LABELS) == set(Role) == BUSINESS | ADMINISTRATIVE
    assert not BUSINESS & ADMINISTRATIVE
    assert len(set(ROLE_LABELS.values())) == len(Role)


@pytest.mark.parametrize(("one", "other"), [*combinations(Role, 2)])
def test_an_administrator_holds_nothing_else(one, other):
    apart = {one, other} & ADMINISTRATIVE
    if not apart:
        check_assignments(held(one, other))
        return
    with pytest.raises(Refused) as caught:
        check_assignments(held(one, other))
    assert caught.value.code == "roles_apart"
    assert all(ROLE_LABELS[role] in caught.value.message for role in (one, other))


@pytest.mark.parametrize("role", Role)
def test_a_program_proposes_and_nothing_else(role):
    if role is Role.CLERK:
        check_assignments(held(role), service=True)
        return
    with pytest.raises(Refused) as caught:
        check_assignments(held(role), service=True)
    assert caught.value.code == "service_proposes"


@pytest.mark.parametrize("role", Role)
def test_a_department_is_needed_by_some_roles_and_not_wanted_by_others(role):
    with_one, without = Assignment(role, "farm"), Assignment(role)
    if role in OF_A_DEPARTMENT:
        check_assignments([with_one])
        with pytest.raises(Refused, match="部门"):
            check_assignments([without])
    else:
        check_assignments([without])
    if role in ADMINISTRATIVE:
        with pytest.raises(Refused, match="部门"):
            check_assignments([with_one])


def test_a_person_knows_the_departments_of_a_role():
    person = Person("p", "张三", "j", (Assignment(Role.CLERK, "farm"), Assignment(Role.DEPARTMENT_HEAD, "market")))
    assert person.departments() == {"farm", "market"}
    assert person.departments(Role.CLERK) == {"farm"}
    assert not person.needs_one_time_code
    assert Person("q", "李四", "j", (Assignment(Role.PUBLISHER),)).needs_one_time_code
