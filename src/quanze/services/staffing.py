"""Running accounts: who has one, what its person holds, and helping those who are locked out.

``by`` is the administrator who acts, or None for the operator at the command line, who answers for what is done there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from quanze.domain.changes import Cause, CauseType
from quanze.domain.errors import InvalidInput, NotFound, Refused
from quanze.domain.identities import new_id
from quanze.domain.passwords import LONGEST_NAME, login_name, random_password
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import ROLE_LABELS, Assignment, Person, Role, check_assignments
from quanze.services import auditing, sessions
from quanze.services.moments import Place
from quanze.services.owners import Organs
from quanze.services.signing_in import hashed
from quanze.storage import people
from quanze.storage.staff import AccountRow, AssignmentRow, IdentityRow, PersonRow

OPERATOR = "命令行"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person who may now sign in, with the password that only they shall know; None: a program, or single sign-on."""

    person: Person
    login: str
    password: str | None


def create_account(
    connection: Connection,
    by: Person | None,
    place: Place,
    name: str,
    *,
    login: str | None = None,
    service: bool = False,
    with_password: bool = True,
) -> NewAccount:
    """Begin a person with an account and a random password; it holds nothing until roles are assigned."""
    if by:
        require(by, Permission.MANAGE_ACCOUNTS, Subject(place.id))
    login, name = login_name(login or name), name.strip()[:LONGEST_NAME]
    if people.credentials(connection, login=login):
        raise _login_taken(login)
    person = Person(new_id(), name or login, place.id, service=service)
    password = random_password() if with_password and not service else None
    row = {"id": person.id, "jurisdiction": place.id, "name": person.name, "service": service}
    row["created_at"] = datetime.now(UTC)
    connection.execute(insert(PersonRow), [row])
    kept = hashed(password) if password else None
    account = {
        "person": person.id,
        "login": login,
        "password_hash": kept,
        "password_set_at": row["created_at"] if kept else None,
        "must_change_password": password is not None,
        "totp_used": 0,
        "failed_attempts": 0,
        "disabled": False,
    }
    with _taken(_login_taken(login)):
        connection.execute(insert(AccountRow), [account])
    _record(connection, by, "create_account", person, login=login, service=service)
    return NewAccount(person, login, password)


def _login_taken(login: str) -> Refused:
    return Refused(f"登录名“{login}”已有账户，请换一个；增加角色请用授权。", code="login_taken", field="login")


@contextmanager
def _taken(refusal: Refused) -> Iterator[None]:
    """Of two who write the same at once, tell the second what it would have been told a moment later."""
    try:
        yield
    except IntegrityError:
        raise refusal from None


def assign(connection: Connection, by: Person | None, person: str, *given: Assignment) -> Person:
    """Give a person roles, or those held another office's name. Raises Refused where one person must not hold them
    together.
    """
    held = _subject(connection, by, person, Permission.ASSIGN_ROLES)
    known = {one: one.office for one in held.assignments}
    new = [one for one in dict.fromkeys(given) if one not in known or one.office not in (None, known[one])]
    check_assignments((*held.assignments, *new), service=held.service)
    now = datetime.now(UTC)
    for one in new:
        if one in known:
            _end(connection, person, one, now)
        row = {"id": new_id(), "person": person, "role": one.role, "department": one.department, "office": one.office}
        connection.execute(insert(AssignmentRow), [{**row, "began_at": now}])
        said = {"in_name_of": one.office} if one.office else {}
        _record(connection, by, "assign_role", held, role=one.role, department=one.department, **said)
    return people.persons(connection, [person])[person]


def end_assignment(connection: Connection, by: Person | None, person: str, ended: Assignment) -> None:
    """Take a role from a person."""
    held = _subject(connection, by, person, Permission.ASSIGN_ROLES)
    if ended not in held.assignments:
        raise NotFound(f"“{held.name}”没有担任“{ROLE_LABELS[ended.role]}”。")
    _end(connection, person, ended, datetime.now(UTC))
    _record(connection, by, "end_role", held, role=ended.role, department=ended.department)


def _end(connection: Connection, person: str, ended: Assignment, now: datetime) -> None:
    connection.execute(
        update(AssignmentRow)
        .where(
            col(AssignmentRow.person) == person,
            col(AssignmentRow.role) == ended.role,
            col(AssignmentRow.department).is_not_distinct_from(ended.department),
            col(AssignmentRow.ended_at).is_(None),
        )
        .values(ended_at=now)
    )


def set_disabled(connection: Connection, by: Person | None, person: str, *, disabled: bool) -> None:
    """Let an account in no more, wherever it is signed in; or again."""
    held = _subject(connection, by, person, Permission.MANAGE_ACCOUNTS)
    people.change_account(connection, person, disabled=disabled)
    sessions.end_all(connection, person)
    _record(connection, by, "disable_account" if disabled else "enable_account", held)


def reset_password(connection: Connection, by: Person | None, person: str) -> str:
    """A fresh random password, to be changed at the next sign-in; whoever is signed in is signed out."""
    held = _subject(connection, by, person, Permission.MANAGE_ACCOUNTS)
    if held.service:
        raise Refused(f"“{held.name}”是服务账户，没有密码；请为其生成令牌。", code="service_has_no_password")
    password = random_password()
    people.set_password(connection, person, hashed(password), datetime.now(UTC), must_change=True)
    sessions.end_all(connection, person)
    _record(connection, by, "reset_password", held)
    return password


def unlock(connection: Connection, by: Person | None, person: str) -> None:
    """Forget failed attempts."""
    held = _subject(connection, by, person, Permission.UNLOCK_ACCOUNTS)
    people.change_account(connection, person, failed_attempts=0, locked_until=None)
    _record(connection, by, "unlock_account", held)


def reset_one_time_code(connection: Connection, by: Person | None, person: str) -> None:
    """Forget a lost second factor; roles that need one ask for a new one at the next sign-in."""
    held = _subject(connection, by, person, Permission.UNLOCK_ACCOUNTS)
    people.change_account(connection, person, totp_secret=None, totp_used=0)
    sessions.end_all(connection, person)
    _record(connection, by, "reset_code", held)


def link_identity(connection: Connection, by: Person | None, person: str, issuer: str, subject: str) -> None:
    """Say who a person is to a sign-on service."""
    held = _subject(connection, by, person, Permission.MANAGE_ACCOUNTS)
    issuer, subject = issuer.strip(), subject.strip()
    if not issuer or not subject or len(issuer) + len(subject) > 4 * LONGEST_NAME:
        raise InvalidInput("请写明统一身份认证的签发者与用户标识。", code="bad_identity", field="subject")
    if people.person_of_identity(connection, issuer, subject):
        raise _identity_taken()
    row = {"issuer": issuer, "subject": subject, "person": person, "linked_at": datetime.now(UTC)}
    with _taken(_identity_taken()):
        connection.execute(insert(IdentityRow), [row])
    _record(connection, by, "link_identity", held, issuer=issuer, identity=subject)


def _identity_taken() -> Refused:
    return Refused("这个统一身份已关联到一个账户。", code="identity_taken", field="subject")


def unlink_identity(connection: Connection, by: Person | None, person: str, issuer: str, subject: str) -> None:
    """Forget who a person is to a sign-on service."""
    held = _subject(connection, by, person, Permission.MANAGE_ACCOUNTS)
    mine = (col(IdentityRow.issuer) == issuer, col(IdentityRow.subject) == subject, col(IdentityRow.person) == person)
    if not connection.execute(delete(IdentityRow).where(*mine)).rowcount:
        raise NotFound("没有这个统一身份。")
    _record(connection, by, "unlink_identity", held, issuer=issuer, identity=subject)


def accounts_in(connection: Connection, jurisdiction: str) -> list[people.Account]:
    """All accounts of a jurisdiction."""
    return people.accounts(connection, col(PersonRow.jurisdiction) == jurisdiction)


def known_account(connection: Connection, place: Place, name: str) -> NewAccount | None:
    """The account of a name, where the jurisdiction has one already; its password is nobody's but its owner's."""
    found = people.credentials(connection, login=login_name(name))
    person = people.person(connection, found.person) if found else None
    if found is None or person is None or person.jurisdiction != place.id:
        return None
    return NewAccount(person, found.login, None)


def find_person(connection: Connection, name: str) -> str:
    """The person behind a login name. Raises NotFound."""
    found = people.credentials(connection, login=login_name(name))
    if found is None:
        raise NotFound(f"没有登录名为“{name[:LONGEST_NAME]}”的账户。")
    return str(found.person)


def find_department(connection: Connection, place: Place, name: str) -> str:
    """The department that a name or an id means. Raises NotFound."""
    organs = Organs(place, datetime.now(UTC).date(), Cause(type=CauseType.OWN_INITIATIVE, text=""))
    organs.read(connection)
    found = organs.find(name.strip())
    if found is None:
        raise NotFound(
            f"{place.name}没有部门“{name[:LONGEST_NAME]}”；请写部门的名称或标识。", code="unknown_department"
        )
    return found


def assignments_of(
    connection: Connection, place: Place, roles: Iterable[Role], department: str | None, office: str | None = None
) -> list[Assignment]:
    """Roles as an operator names them, with the department by name or id, and the name of the office they act for."""
    identity = find_department(connection, place, department) if department else None
    return [Assignment(role, identity, office_name(office)) for role in roles]


def office_name(text: str | None) -> str | None:
    """The name of an office as it was typed. Raises InvalidInput for what no paper could print."""
    name = " ".join((text or "").split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"机关名称不超过 {LONGEST_NAME} 字，不能含控制字符。", code="bad_name", field="office")
    return name or None


def _subject(connection: Connection, by: Person | None, person: str, permission: Permission) -> Person:
    """The person whose account is meant, held until the transaction ends; refuses whoever lacks the right."""
    account = people.credentials(connection, person=person, lock=True)
    found = people.person(connection, person) if account else None
    if found is None:
        raise NotFound("没有这个账户。")
    if by:
        require(by, permission, Subject(found.jurisdiction, owner=found.id))
    return found


def _record(connection: Connection, by: Person | None, action: str, on: Person, **details: Any) -> None:
    said = {**details, "name": on.name}
    if by is None:
        said |= {"jurisdiction": on.jurisdiction, "account": OPERATOR}
    auditing.record(connection, by, action, f"person:{on.id}", **said)
