"""Staff for tests: people with their roles, and browsers that they sit at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

import pyotp

from quanze.domain.access import SessionLimits
from quanze.domain.roles import Assignment, Person, Role
from quanze.services import one_time_codes, sessions, signing_in, staffing
from quanze.services.moments import places_of
from quanze.storage import people

if TYPE_CHECKING:
    import httpx

    from quanze.services.sessions import Session
    from quanze.storage.database import Database
    from registers import Site

PASSWORD = "correct-horse-battery-9"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIMITS = SessionLimits()


def place(database: Database) -> Any:
    """The first jurisdiction."""
    with database.reading() as connection:
        return places_of(connection)[0]


def make_person(
    database: Database, name: str, *held: Role | Assignment, service: bool = False, password: str | None = PASSWORD
) -> Person:
    """Somebody with an account, who knows their password already."""
    with database.writing() as connection:
        made = staffing.create_account(
            connection, None, place_of(connection), name, service=service, with_password=False
        )
        given = [one if isinstance(one, Assignment) else Assignment(one) for one in held]
        person = staffing.assign(connection, None, made.person.id, *given)
        if password and not service:
            people.change_account(connection, person.id, password_hash=_hashed(password), must_change_password=False)
    return person


@cache
def _hashed(password: str) -> str:
    return signing_in.hashed(password)


def place_of(connection: Any) -> Any:
    return places_of(connection)[0]


def enrol(database: Database, person: Person) -> str:
    """A second factor; answers its secret."""
    secret = one_time_codes.new_secret()
    with database.writing() as connection:
        people.change_account(connection, person.id, totp_secret=secret, totp_used=0)
    return secret


def session_for(database: Database, person: Person, now: datetime = NOW) -> tuple[str, Session]:
    """A session without a sign-in, and its cookie."""
    with database.writing() as connection:
        cookie = sessions.begin(connection, person, now, LIMITS)
    with database.reading() as connection:
        session = sessions.session_of(connection, cookie, now, LIMITS)
    assert session is not None
    return cookie, session


def code_at(secret: str, now: datetime, steps: int = 0) -> str:
    """The code that a telephone shows, some steps of thirty seconds from a moment."""
    return pyotp.TOTP(secret).at(now + timedelta(seconds=30 * steps))


@dataclass
class Browser:
    """Somebody's browser: keeps cookies, follows redirects, sends the form that it was shown."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    last: httpx.Response | None = None

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, redirects not followed."""
        said = options.pop("headers", {})
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **said}
        answer = self.site.request(method, path, headers=headers, **options)
        for line in answer.headers.get_list("set-cookie"):
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        self.last = answer
        return answer

    def go(self, path: str) -> httpx.Response:
        """A page, wherever it leads."""
        answer = self.ask("GET", path)
        for _ in range(5):
            if answer.status_code != 303:
                break
            answer = self.ask("GET", answer.headers["location"])
        return answer

    def send(self, path: str, **fields: Any) -> httpx.Response:
        """The form of the last page, to an address, wherever that leads."""
        answer = self.ask("POST", path, data={"csrf": self.hidden("csrf"), **fields})
        return self.go(answer.headers["location"]) if answer.status_code == 303 else answer

    def hidden(self, name: str) -> str:
        """A hidden field of the last page."""
        assert self.last is not None
        found = re.search(rf'name="{name}" value="([^"]*)"', self.last.text)
        assert found, (name, self.last.text)
        return unescape(found[1])

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Through the form."""
        self.go("/office/sign-in")
        return self.send("/office/sign-in", login=login, password=password, next="/office/me")

    def sign_in_as(self, database: Database, person: Person) -> Browser:
        """Signed in with everything that the role asks for; answers itself."""
        secret = enrol(database, person) if person.needs_one_time_code else None
        self.sign_in(person.name)
        if secret:
            self.give_code(secret)
        return self

    def give_code(self, secret: str) -> httpx.Response:
        """The second factor, and one's own account."""
        code = code_at(secret, datetime.now(UTC))
        given = self.ask("POST", "/office/code", data={"csrf": self.hidden("csrf"), "code": code})
        assert given.status_code == 303, given.text
        return self.go("/office/me")


def words(answer: httpx.Response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))
