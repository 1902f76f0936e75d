"""A department's table becomes a proposal: read, compared with its list, and the doubtful matches put to a person.

The table is kept under its digest, so that it can be compared again once the matches are confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from quanze.domain.changes import Cause, CauseType
from quanze.domain.errors import InvalidInput, NotFound, NothingChanged
from quanze.domain.roles import Person
from quanze.exchange.files import read_bytes
from quanze.exchange.listings import Listing
from quanze.exchange.readings import FileReading, UnreadableFile
from quanze.services import proposing
from quanze.services.attaching import keep
from quanze.services.batches import batch_of
from quanze.services.comparing import NEW
from quanze.services.documents import Stated
from quanze.services.importing import Plan, plan_import
from quanze.services.linked import row_links
from quanze.services.linking import Link
from quanze.services.listed import RowKey, Terms
from quanze.services.moments import Place
from quanze.services.proposals import Proposal, read, save
from quanze.services.proposing import Draft
from quanze.services.reporting import report
from quanze.storage import readers
from quanze.storage.heads import read_head
from quanze.storage.proceedings import AttachmentRow
from quanze.storage.readers import At

MEDIA_TYPE = "application/octet-stream"
TABLE = "table"
"""Where a proposal's report keeps which table it was made from, and under which terms."""

CERTAIN = 0.999


@dataclass(frozen=True, slots=True)
class Table:
    """A table that somebody hands in, and what they say of it: for standards, their document's title, too.

    ``given`` and ``links`` are the records and the powers that somebody confirmed for its rows.
    """

    name: str
    content: bytes
    department: str
    effective_from: date
    complete: bool = False
    text: str = ""
    listing: Listing = Listing.POWERS
    title: str | None = None
    given: Mapping[RowKey, str] = field(default_factory=dict)
    links: Mapping[RowKey, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of the table whose record was found by likeness, or not at all: for a person to confirm."""

    key: RowKey
    row: str
    record: str | None
    name: str | None
    score: float


def propose_table(connection: Connection, place: Place, person: Person, table: Table, today: date) -> Proposal:
    """A draft that makes the department's list say what the table says. Raises NothingChanged where it does already."""
    digest = str(keep(connection, person, table.content, MEDIA_TYPE)["digest"])
    plan, changes = _planned(connection, place, table)
    if not changes:
        raise NothingChanged("表格与现行清单没有不同，不需要调整。", code="nothing_changed")
    wanted = Draft(_title(table), changes, table.department, table.effective_from)
    proposal = proposing.propose(connection, place, person, wanted, today)
    _note(connection, proposal, plan, table, digest)
    return proposal


def _title(table: Table) -> str:
    return f"由表格调整：{table.name.rpartition('.')[0] or table.name}"[: proposing.MOST_TITLE]


def _planned(connection: Connection, place: Place, table: Table) -> tuple[Plan, list[dict[str, Any]]]:
    """The comparison of a table with the list, and its changes as they are sent: on the proposal's day."""
    batch = batch_of([_read(table)])
    cause = Cause(type=CauseType.OWN_INITIATIVE, text=table.text or f"由表格“{table.name}”生成")
    terms = Terms(table.effective_from, cause, table.complete, table.given, table.links)
    plan = plan_import(connection, place, batch, terms, table.department, Stated(table.title))
    changes = [change.model_dump(mode="json", by_alias=True) for change in plan.changes()]
    return plan, [{**change, "effective_from": None} for change in changes]


def _read(table: Table) -> FileReading:
    """The table's lists. Raises InvalidInput where it is none."""
    try:
        return read_bytes(table.content, table.name, table.name, None, table.listing)
    except UnreadableFile as error:
        raise InvalidInput(str(error), code="unreadable_file", field="file") from None


def _note(connection: Connection, proposal: Proposal, plan: Plan, table: Table, digest: str) -> None:
    kept = {"name": table.name, "digest": digest, "complete": table.complete, "text": table.text}
    kept["effective_from"] = table.effective_from.isoformat()
    kept |= {"listing": table.listing.value, "title": table.title}
    kept["given"] = {key_text(key): record for key, record in table.given.items()}
    kept["links"] = {key_text(key): list(powers) for key, powers in table.links.items()}
    save(connection, proposal, {"report": {**report(plan), TABLE: kept}})


def table_of(connection: Connection, proposal: Proposal) -> Table:
    """The table that a proposal was made from. Raises NotFound where it was made otherwise."""
    kept = (proposal.row.report or {}).get(TABLE)
    if kept is None or proposal.row.department is None:
        raise NotFound("这份申请不是由表格生成的。")
    query = select(col(AttachmentRow.content)).where(col(AttachmentRow.digest) == kept["digest"])
    content = connection.execute(query).scalar_one()
    day = date.fromisoformat(kept["effective_from"])
    given, links = kept.get("given", {}), kept.get("links", {})
    return Table(
        name=kept["name"],
        content=content,
        department=proposal.row.department,
        effective_from=day,
        complete=kept["complete"],
        text=kept["text"],
        listing=Listing(kept.get("listing", Listing.POWERS)),
        title=kept.get("title"),
        given={read_key(key): record for key, record in given.items()},
        links={read_key(key): powers for key, powers in links.items()},
    )


def doubts(connection: Connection, place: Place, proposal: Proposal) -> tuple[list[Doubt], list[dict[str, str]]]:
    """The rows to confirm, and the listed powers that no row was found for."""
    plan, _ = _planned(connection, place, replace(table_of(connection, proposal), given={}))
    matches = {key: found for comparison in plan.comparisons for key, found in comparison.matches.items()}
    unsure = {key: found for key, found in matches.items() if found[1] in {"similar", NEW} and found[2] < CERTAIN}
    at = At(place.log, plan_day(proposal), read_head(connection, place.id).entry)
    names = readers.names(connection, at, {record for record, how, _ in unsure.values() if how != NEW})
    missing = [one for comparison in plan.comparisons for one in comparison.missing]
    return list(_doubts(plan, unsure, names)), missing


def link_proposals(connection: Connection, place: Place, proposal: Proposal) -> list[tuple[RowKey, str, Link]]:
    """The powers that rows of the table may belong to, for a person to tick: key, name of the row, proposal."""
    table = table_of(connection, proposal)
    if table.listing is Listing.POWERS:
        return []
    plan, _ = _planned(connection, place, table)
    terms = Terms(table.effective_from, Cause(type=CauseType.OWN_INITIATIVE), links=table.links)
    names = {row.key: row.name for sheet in plan.batch.sheets for row in sheet.rows}
    return [(key, names[key], link) for key, link in row_links(connection, place, plan, terms)]


def plan_day(proposal: Proposal) -> date:
    """The day for which the table was compared."""
    return date.fromisoformat((proposal.row.report or {})[TABLE]["effective_from"])


def _doubts(plan: Plan, unsure: Mapping[RowKey, tuple[str, str, float]], names: Mapping[str, str]) -> Iterator[Doubt]:
    for sheet in plan.batch.sheets:
        for row in sheet.rows:
            if row.key in unsure:
                record, how, score = unsure[row.key]
                known = record if how != NEW else None
                yield Doubt(row.key, row.name, known, names.get(record), score)


def confirm(
    connection: Connection,
    place: Place,
    person: Person,
    identity: str,
    given: Mapping[RowKey, str],
    etag: str | None,
    today: date,
) -> Proposal:
    """Compare the table again with the matches that a person gave; what was typed since is replaced by the table's."""
    return _revise(connection, place, person, identity, lambda table: replace(table, given=given), etag, today)


def link(
    connection: Connection,
    place: Place,
    person: Person,
    identity: str,
    links: Mapping[RowKey, Sequence[str]],
    etag: str | None,
    today: date,
) -> Proposal:
    """The same with the powers that a person ticked for rows; other rows keep theirs."""
    return _revise(
        connection, place, person, identity, lambda table: replace(table, links={**table.links, **links}), etag, today
    )


def _revise(
    connection: Connection,
    place: Place,
    person: Person,
    identity: str,
    revised: Callable[[Table], Table],
    etag: str | None,
    today: date,
) -> Proposal:
    known = read(connection, place, person, identity)
    table = revised(table_of(connection, known))
    plan, changes = _planned(connection, place, table)
    wanted = Draft(known.row.title, changes, known.row.department, known.row.effective_from, known.row.caused_on)
    proposal = proposing.edit(connection, place, person, identity, etag, wanted, today)
    _note(connection, proposal, plan, table, (known.row.report or {})[TABLE]["digest"])
    return proposal


def key_text(key: RowKey) -> str:
    """A row's key in a form's field name."""
    return "-".join(map(str, key))


def read_key(text: str) -> RowKey:
    """The same back. Raises InvalidInput."""
    parts: Sequence[str] = text.split("-")
    try:
        file, sheet, row = map(int, parts)
    except ValueError:
        raise InvalidInput("表格的行号无法识别，请刷新页面后重试。") from None
    return file, sheet, row
