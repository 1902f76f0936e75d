"""Tokens: what a program shows instead of signing in, never opening more than its person may do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update
from sqlmodel import col

from quanze.domain.access import ALL_SCOPES, SCOPE_LABELS, Scope
from quanze.domain.errors import Forbidden, InvalidInput, NotFound
from quanze.domain.identities import new_id
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.services import auditing
from quanze.services.sessions import digest_of
from quanze.services.staffing import OPERATOR
from quanze.storage import people
from quanze.storage.staff import TokenRow

MARK = "qz_"
"""Every token begins so, and searching for leaked ones finds it."""

SHOWN = len(MARK) + 6
USED_EVERY = timedelta(minutes=1)
LONGEST_NAME = 64
LONGEST_LIFE = timedelta(days=366)
"""How long a token lives that somebody makes at a browser; the operator's may be open-ended."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and through what: a token opens its scopes only. ``token`` is its id, None for a session."""

    person: Person
    scopes: frozenset[Scope] = ALL_SCOPES
    token: str | None = None
    last_used_at: datetime | None = None

    def require(self, *scopes: Scope) -> None:
        """Raise Forbidden unless the caller's token opens one of these."""
        if self.scopes.isdisjoint(scopes):
            wanted = "或".join(f"“{SCOPE_LABELS[scope]}”（{scope}）" for scope in scopes)
            raise Forbidden(f"这个令牌的用途不包括{wanted}；请使用包含该用途的令牌。", code="out_of_scope")


def make_token(
    connection: Connection,
    by: Person | None,
    person: Person,
    name: str,
    now: datetime,
    *,
    scopes: Iterable[Scope] = ALL_SCOPES,
    expires_at: datetime | None = None,
) -> str:
    """A new token, shown this once; ``by`` is its person, or None for the operator, who vouches for it."""
    if by:
        require(by, Permission.MAKE_TOKENS, Subject(person.jurisdiction, owner=person.id))
        expires_at = min(expires_at or now + LONGEST_LIFE, now + LONGEST_LIFE)
    opened = sorted(set(scopes))
    if not name.strip() or not opened:
        raise InvalidInput("请写明令牌的名称，并至少选择一种用途。", code="bad_name", field="name")
    token = MARK + secrets.token_urlsafe(32)
    row = {
        "id": new_id(),
        "person": person.id,
        "digest": digest_of(token),
        "prefix": token[:SHOWN],
        "name": name.strip()[:LONGEST_NAME],
        "scopes": opened,
        "created_at": now,
        "expires_at": expires_at,
    }
    connection.execute(insert(TokenRow), [row])
    origin = {} if by else {"account": OPERATOR, "jurisdiction": person.jurisdiction}
    said: dict[str, Any] = {"of": person.name, "prefix": row["prefix"], "name": row["name"], "scopes": " ".join(opened)}
    auditing.record(connection, by, "make_token", f"person:{person.id}", **said, **origin)
    return token


def caller_of(connection: Connection, token: str, now: datetime) -> Caller | None:
    """Whoever a token belongs to, where it still counts."""
    row = people.token(connection, digest_of(token))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    account, person = people.account_of(connection, row.person), people.person(connection, row.person)
    if account is None or account.disabled or person is None:
        return None
    return Caller(person, frozenset(Scope(one) for one in row.scopes), row.id, row.last_used_at)


def is_stale(caller: Caller, now: datetime) -> bool:
    """Whether a token's last use is to be written down anew."""
    return caller.token is not None and (caller.last_used_at is None or caller.last_used_at < now - USED_EVERY)


def use(connection: Connection, token: str, now: datetime) -> None:
    """Write down that a token was used, at most once a minute."""
    stale = col(TokenRow.last_used_at).is_(None) | (col(TokenRow.last_used_at) < now - USED_EVERY)
    connection.execute(update(TokenRow).where(col(TokenRow.id) == token, stale).values(last_used_at=now))


def revoke(connection: Connection, by: Person, token: str, now: datetime) -> None:
    """End one of one's own tokens. Raises NotFound for any other."""
    live = (col(TokenRow.id) == token, col(TokenRow.person) == by.id, col(TokenRow.revoked_at).is_(None))
    if not connection.execute(update(TokenRow).where(*live).values(revoked_at=now)).rowcount:
        raise NotFound("没有这个令牌，或者它已经吊销。")
    auditing.record(connection, by, "revoke_token", f"person:{by.id}", of=by.name)
