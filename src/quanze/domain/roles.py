"""Who works here and in what capacity: persons, the roles they hold, and which roles never meet in one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quanze.domain.errors import Refused


class Role(StrEnum):
    """What a person may be in a jurisdiction."""

    CLERK = "clerk"
    DEPARTMENT_HEAD = "department_head"
    LIST_OFFICE = "list_office"
    LEGAL_OFFICE = "legal_office"
    DECISION_RECORDER = "decision_recorder"
    PUBLISHER = "publisher"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


ROLE_LABELS: Mapping[Role, str] = {
    Role.CLERK: "部门经办人",
    Role.DEPARTMENT_HEAD: "部门负责人",
    Role.LIST_OFFICE: "清单管理机构",
    Role.LEGAL_OFFICE: "合法性审核机构",
    Role.DECISION_RECORDER: "决定登记人",
    Role.PUBLISHER: "公布人",
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.AUDITOR: "审计管理员",
}
ADMINISTRATIVE = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
BUSINESS = frozenset(Role) - ADMINISTRATIVE
OF_A_DEPARTMENT = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})
"""Roles that say nothing without a department."""

SPEAKS_FOR_AN_OFFICE = BUSINESS - OF_A_DEPARTMENT
"""Roles that an office of the jurisdiction holds, whose name papers print; a department's is its own."""

OPEN_TO_SERVICES = frozenset({Role.CLERK})
"""A program may propose and never decides."""

NEEDS_ONE_TIME_CODE = ADMINISTRATIVE | {Role.PUBLISHER}
"""Roles whose holders prove a second factor when they sign in at a browser."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that a person holds, and the department it is held for; None: for the whole jurisdiction.

    ``office`` is in whose name it is held (普兰店区司法局): a name and no more, so it tells no two assignments apart.
    """

    role: Role
    department: str | None = None
    office: str | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """In whose name its holder acts."""
        return self.office or ROLE_LABELS[self.role]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, with what they hold now; accounts and tokens lead to persons. ``service``: a program."""

    id: str
    name: str
    jurisdiction: str
    assignments: tuple[Assignment, ...] = ()
    service: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever the department."""
        return frozenset(held.role for held in self.assignments)

    def departments(self, *roles: Role) -> frozenset[str]:
        """The departments for which one of the roles (any, if none is named) is held."""
        held = (one for one in self.assignments if not roles or one.role in roles)
        return frozenset(one.department for one in held if one.department)

    def office(self, roles: Collection[Role]) -> str:
        """In whose name the person acts in one of the roles."""
        return "、".join(dict.fromkeys(held.title for held in self.assignments if held.role in roles))

    @property
    def needs_one_time_code(self) -> bool:
        """Whether a password alone does not let this person in."""
        return bool(self.roles & NEEDS_ONE_TIME_CODE)


def check_assignments(assignments: Iterable[Assignment], *, service: bool = False) -> None:
    """Refuse what one person must not hold together: an administrator is nothing else, and a program only proposes."""
    held = tuple(assignments)
    roles = {one.role for one in held}
    for one in held:
        if one.role in OF_A_DEPARTMENT and not one.department:
            raise Refused(f"“{ROLE_LABELS[one.role]}”须写明部门。", code="department_needed", field="department")
        if one.role in ADMINISTRATIVE and one.department:
            raise Refused(
                f"“{ROLE_LABELS[one.role]}”不属于任何部门，请去掉部门。",
                code="department_not_wanted",
                field="department",
            )
        if one.role not in SPEAKS_FOR_AN_OFFICE and one.office:
            raise Refused(
                f"“{ROLE_LABELS[one.role]}”不以机关名义办理，请去掉机关名称。", code="office_not_wanted", field="office"
            )
    if roles & ADMINISTRATIVE and len(roles) > 1:
        labels = "、".join(ROLE_LABELS[role] for role in Role if role in roles)
        raise Refused(f"{labels}不能由同一人担任：系统、安全、审计管理各自独立，且不兼业务角色。", code="roles_apart")
    if service and not roles <= OPEN_TO_SERVICES:
        raise Refused(
            "服务账户只能担任部门经办人：程序可以提出调整申请，不能审核、决定或公布。", code="service_proposes"
        )
