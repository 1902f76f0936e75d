"""Staff for a demonstration: one account of each role, with passwords that are new at every start and printed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from quanze.domain.errors import Refused
from quanze.domain.passwords import login_name, random_password
from quanze.domain.roles import OF_A_DEPARTMENT, ROLE_LABELS, Assignment, Person, Role
from quanze.services import one_time_codes, staffing
from quanze.services.moments import Moment, Place
from quanze.services.signing_in import hashed
from quanze.storage import people, readers, tallies
from quanze.storage.database import Database
from quanze.storage.heads import read_head
from quanze.storage.tallies import Counted

OFFICES: Mapping[Role, str] = {
    Role.LIST_OFFICE: "中共{place}委机构编制委员会办公室",
    Role.LEGAL_OFFICE: "{place}司法局",
    Role.DECISION_RECORDER: "{place}人民政府办公室",
    Role.PUBLISHER: "{place}人民政府办公室",
}
"""In whose name the jurisdiction's own offices act."""

CAST: Sequence[tuple[str, str, Role, int]] = (
    ("clerk", "王经办", Role.CLERK, 0),
    ("head", "李负责", Role.DEPARTMENT_HEAD, 0),
    ("clerk2", "赵经办", Role.CLERK, 1),
    ("list", "孙清单", Role.LIST_OFFICE, 0),
    ("list2", "周清单", Role.LIST_OFFICE, 0),
    ("legal", "吴审查", Role.LEGAL_OFFICE, 0),
    ("recorder", "郑登记", Role.DECISION_RECORDER, 0),
    ("publisher", "钱公布", Role.PUBLISHER, 0),
    ("system", "冯系统", Role.SYSTEM_ADMINISTRATOR, 0),
    ("security", "陈安全", Role.SECURITY_ADMINISTRATOR, 0),
    ("auditor", "褚审计", Role.AUDITOR, 0),
)
"""Login, name, role, and which of the largest departments a role of a department is held for."""


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """An account as it is printed; ``code_key`` is the secret of its second factor, where its role needs one."""

    login: str
    role: str
    department: str | None
    password: str
    code_key: str | None


def hire(database: Database, place: Place, today: date) -> list[Demonstrator]:
    """Begin the accounts, or give those there are new passwords. Raises Refused in a register that is in earnest."""
    if not place.demonstration:
        raise Refused("只有演示登记簿才有演示账户。", code="not_a_demonstration")
    with database.writing() as connection:
        departments = _largest(connection, place, today)
        return [
            _hired(connection, place, login, name, role, departments[min(number, len(departments) - 1)])
            for login, name, role, number in CAST
            if departments[0][0] or role not in OF_A_DEPARTMENT
        ]


def _largest(connection: Connection, place: Place, today: date) -> list[tuple[str, str]]:
    """The departments with the longest lists, by id and name."""
    head = read_head(connection, place.id)
    at = Moment(place, today, head.edition, head.entry).at
    powers = tallies.by_department(connection, at, Counted())
    rows = [(row.record, row.name) for row in readers.bodies_on(connection, at, "department") if row.record in powers]
    return sorted(rows, key=lambda row: -powers[row[0]]) or [("", "")]


def _hired(
    connection: Connection, place: Place, login: str, name: str, role: Role, department: tuple[str, str]
) -> Demonstrator:
    person = _person(connection, place, login, name, role, department[0])
    password = random_password()
    code_key = one_time_codes.new_secret() if person.needs_one_time_code else None
    people.set_password(connection, person.id, hashed(password), datetime.now(UTC), must_change=False)
    people.change_account(
        connection,
        person.id,
        totp_secret=code_key,
        totp_used=0,
        failed_attempts=0,
        locked_until=None,
    )
    return Demonstrator(login, ROLE_LABELS[role], _department_of(role, department), password, code_key)


def _department_of(role: Role, department: tuple[str, str]) -> str | None:
    return department[1] if role in OF_A_DEPARTMENT else None


def _person(connection: Connection, place: Place, login: str, name: str, role: Role, department: str) -> Person:
    known = people.credentials(connection, login=login_name(login))
    if known is not None:
        return people.persons(connection, [known.person])[known.person]
    made = staffing.create_account(connection, None, place, name, login=login, with_password=False)
    office = OFFICES[role].format(place=place.name) if role in OFFICES else None
    held = Assignment(role, department if role in OF_A_DEPARTMENT else None, office)
    return staffing.assign(connection, None, made.person.id, held)
