"""Where a person gets e-mail: one's own to say, or the operator's; the audit log keeps that, never the address."""

from __future__ import annotations

from sqlalchemy import Connection

from quanze.domain.notifications import email_address
from quanze.domain.permissions import Permission, Subject, require
from quanze.domain.roles import Person
from quanze.services import auditing
from quanze.storage import outbox

OPERATOR = "命令行"


def keep(connection: Connection, by: Person | None, person: Person, address: str, *, wanted: bool = True) -> None:
    """Give a person an address, or none; ``by`` None is the operator. Raises InvalidInput."""
    if by:
        require(by, Permission.KEEP_OWN_ACCOUNT, Subject(person.jurisdiction, owner=person.id))
    if address.strip():
        outbox.keep_mailbox(connection, person.id, email_address(address), wanted=wanted)
    else:
        outbox.drop_mailbox(connection, person.id)
    action = "set_mailbox" if address.strip() else "clear_mailbox"
    said = {} if by else {"jurisdiction": person.jurisdiction, "account": OPERATOR}
    auditing.record(connection, by, action, f"person:{person.id}", name=person.name, wanted=wanted, **said)
