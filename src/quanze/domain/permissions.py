"""Who may do what: one table of small predicates over a person and what the person wants to act on.

A permission is given where one of its alternatives holds, and an alternative holds where all of its predicates do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from quanze.domain.errors import Forbidden
from quanze.domain.roles import BUSINESS, Person, Role


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody wants to act on, as far as permissions care.

    ``departments`` are those whose matter it is, ``consulted`` those that were asked for an opinion, ``owner`` is the
    person it belongs to. That one person acts at most once in a proposal is a key of its parts, not a permission.
    """

    jurisdiction: str
    departments: frozenset[str] = frozenset()
    consulted: frozenset[str] = frozenset()
    owner: str | None = None


Predicate = Callable[[Person, Subject], bool]


def of_the_jurisdiction(person: Person, subject: Subject) -> bool:
    """The person works where the matter is."""
    return person.jurisdiction == subject.jurisdiction


def of_the_department(person: Person, subject: Subject) -> bool:
    """The person works for a department whose matter it is."""
    return bool(person.departments(Role.CLERK, Role.DEPARTMENT_HEAD) & subject.departments)


def of_a_consulted_department(person: Person, subject: Subject) -> bool:
    """The person works for a department that was asked for its opinion."""
    return bool(person.departments(Role.CLERK, Role.DEPARTMENT_HEAD) & subject.consulted)


def is_a_person(person: Person, _subject: Subject) -> bool:
    """No program decides."""
    return not person.service


def is_the_owner(person: Person, subject: Subject) -> bool:
    """It is the person's own."""
    return person.id == subject.owner


def is_not_the_owner(person: Person, subject: Subject) -> bool:
    """It is somebody else's."""
    return person.id != subject.owner


def has_role(*roles: Role) -> Predicate:
    """The person holds one of the roles."""

    def holds(person: Person, _subject: Subject) -> bool:
        return not person.roles.isdisjoint(roles)

    return holds


class Permission(StrEnum):
    """Something that not everybody may do. What moves a proposal on its way is in the ruleset."""

    READ_DRAFTS = "read_drafts"
    READ_WITHHELD = "read_withheld"
    WRITE_PROPOSALS = "write_proposals"
    ANSWER_FEEDBACK = "answer_feedback"
    MANAGE_ACCOUNTS = "manage_accounts"
    ASSIGN_ROLES = "assign_roles"
    UNLOCK_ACCOUNTS = "unlock_accounts"
    MANAGE_NOTIFICATIONS = "manage_notifications"
    READ_AUDIT_LOG = "read_audit_log"
    EXPORT_AUDIT_LOG = "export_audit_log"
    MAKE_TOKENS = "make_tokens"
    KEEP_OWN_ACCOUNT = "keep_own_account"


_OFFICES = tuple(BUSINESS - {Role.CLERK, Role.DEPARTMENT_HEAD})
_DEPARTMENT_STAFF = has_role(Role.CLERK, Role.DEPARTMENT_HEAD)
_Alternatives = tuple[tuple[Predicate, ...], ...]

PERMISSIONS: Mapping[Permission, _Alternatives] = {
    Permission.READ_DRAFTS: (
        (of_the_jurisdiction, has_role(*_OFFICES)),
        (of_the_jurisdiction, _DEPARTMENT_STAFF, of_the_department),
        (of_the_jurisdiction, _DEPARTMENT_STAFF, of_a_consulted_department),
    ),
    Permission.READ_WITHHELD: (
        (of_the_jurisdiction, has_role(Role.LIST_OFFICE, Role.LEGAL_OFFICE, Role.PUBLISHER), is_a_person),
    ),
    Permission.WRITE_PROPOSALS: (
        (of_the_jurisdiction, _DEPARTMENT_STAFF, of_the_department),
        (of_the_jurisdiction, has_role(Role.LIST_OFFICE), is_a_person),
    ),
    Permission.ANSWER_FEEDBACK: ((of_the_jurisdiction, has_role(Role.LIST_OFFICE), is_a_person),),
    Permission.MANAGE_ACCOUNTS: ((of_the_jurisdiction, has_role(Role.SYSTEM_ADMINISTRATOR), is_not_the_owner),),
    Permission.ASSIGN_ROLES: ((of_the_jurisdiction, has_role(Role.SECURITY_ADMINISTRATOR), is_not_the_owner),),
    Permission.UNLOCK_ACCOUNTS: ((of_the_jurisdiction, has_role(Role.SECURITY_ADMINISTRATOR), is_not_the_owner),),
    Permission.MANAGE_NOTIFICATIONS: ((of_the_jurisdiction, has_role(Role.SYSTEM_ADMINISTRATOR)),),
    Permission.READ_AUDIT_LOG: ((of_the_jurisdiction, has_role(Role.AUDITOR)),),
    Permission.EXPORT_AUDIT_LOG: ((of_the_jurisdiction, has_role(Role.AUDITOR)),),
    Permission.MAKE_TOKENS: ((is_the_owner, has_role(*BUSINESS)),),
    Permission.KEEP_OWN_ACCOUNT: ((is_the_owner, is_a_person),),
}


def may(person: Person, permission: Permission, subject: Subject) -> bool:
    """Whether a person has a permission over a subject."""
    return holds(PERMISSIONS[permission], person, subject)


def holds(alternatives: _Alternatives, person: Person, subject: Subject) -> bool:
    """Whether one of the alternatives is met in full."""
    return any(all(predicate(person, subject) for predicate in every) for every in alternatives)


def require(person: Person, permission: Permission, subject: Subject) -> None:
    """Raise Forbidden unless the person has the permission."""
    if not may(person, permission, subject):
        raise Forbidden("您没有办理此事的权限；如需授权，请联系安全管理员。")
