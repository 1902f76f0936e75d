"""Files that people hand in: sealed papers that were scanned, minutes, letters; kept by their digests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from quanze.domain.errors import Forbidden, NotFound
from quanze.domain.procedure import Duty
from quanze.domain.roles import BUSINESS, Person
from quanze.exchange.scans import EXTENSIONS, media_type_of
from quanze.services import auditing
from quanze.services.moments import Place
from quanze.services.papers import PAPERS
from quanze.services.proceeding import Deed, write_down
from quanze.services.proposals import Proposal, read, take_part, writable
from quanze.storage import drafts
from quanze.storage.proceedings import AttachmentRow

HAND_IN = "hand_in"
LONGEST_NAME = 100
_UNNAMEABLE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with the name that it goes by."""

    name: str
    media_type: str
    content: bytes


def hand_in(connection: Connection, person: Person, content: bytes) -> dict[str, Any]:
    """Keep a file, for an action or a paper to name. Raises InvalidInput for what is not taken, Forbidden for people
    who have no part in proposals.
    """
    if not person.roles & BUSINESS:
        raise Forbidden("附件由办理调整申请的人员提交。", code="not_yours")
    return keep(connection, person, content, media_type_of(content))


def keep(connection: Connection, person: Person, content: bytes, media_type: str) -> dict[str, Any]:
    """Keep a file under its digest, once, whoever hands it in again."""
    kept = {"digest": hashlib.sha256(content).hexdigest(), "media_type": media_type, "size": len(content)}
    if not drafts.attachment_exists(connection, col(AttachmentRow.digest) == kept["digest"]):
        row = {**kept, "content": content, "handed_in_by": person.id, "at": datetime.now(UTC)}
        connection.execute(insert(AttachmentRow), [row])
        auditing.record(connection, person, "attachment.hand_in", str(kept["digest"]))
    return kept


def hand_in_paper(
    connection: Connection, place: Place, person: Person, proposal: str, paper: str, name: str, content: bytes
) -> dict[str, Any]:
    """The sealed paper comes back: a step of its own, on the text as it stands, that moves nothing. Raises NotFound,
    Forbidden, InvalidInput.
    """
    found = read(connection, place, person, proposal, lock=True)
    if paper not in PAPERS:
        raise NotFound("没有这种文书。")
    duty = _duty(person, found)
    kept = hand_in(connection, person, content)
    take_part(connection, found.id, person, duty)
    attached = {"digest": kept["digest"], "name": _named(name or PAPERS[paper], str(kept["media_type"]))}
    office = person.office(BUSINESS)
    deed = Deed(HAND_IN, found.state, office, duty, {"paper": paper}, {"attachments": [attached]})
    write_down(connection, found, person, deed)
    return kept


def may_hand_in(person: Person, proposal: Proposal) -> bool:
    """Whether somebody may hand in a paper: whoever has a part in the proposal, and whoever writes it."""
    return person.id in proposal.parts or writable(person, proposal)


def _duty(person: Person, proposal: Proposal) -> Duty:
    """In whose part somebody hands in a paper."""
    if not may_hand_in(person, proposal):
        raise Forbidden("盖章件由提出部门或已办理本申请的人员交回；其他附件请随办理的事项一并提交。", code="not_yours")
    return Duty(proposal.parts.get(person.id, Duty.PROPOSE))


def _named(name: str, media_type: str) -> str:
    """A file name that no system stumbles over, ending as its content is."""
    plain = " ".join(_UNNAMEABLE.sub(" ", name).split()).strip(". ")
    stem = plain.rpartition(".")[0] or plain
    return f"{(stem or '附件')[:LONGEST_NAME]}.{EXTENSIONS[media_type]}"


def attachments_of(connection: Connection, proposal: str) -> dict[str, str]:
    """The files of a proposal: digest and name, in the order in which they came."""
    steps = drafts.steps(connection, proposal)
    every: list[Mapping[str, str]] = [one for step in steps for one in step.attachments]
    return {one["digest"]: one["name"] for one in every}


def attachment(connection: Connection, place: Place, person: Person, proposal: str, digest: str) -> Attachment:
    """A file of a proposal, for those who may read it. Raises NotFound for every other."""
    found = read(connection, place, person, proposal)
    name = attachments_of(connection, found.id).get(digest)
    query = select(col(AttachmentRow.media_type), col(AttachmentRow.content)).where(col(AttachmentRow.digest) == digest)
    row = connection.execute(query).one_or_none() if name is not None else None
    if row is None:
        raise NotFound("没有这个附件。")
    return Attachment(_named(name or "附件", row.media_type), row.media_type, bytes(row.content))
