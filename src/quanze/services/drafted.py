"""What the changes of a proposal come to, text beside text: what each was laid over, what it makes, what is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from quanze.domain.bodies import read_body
from quanze.domain.changes import Change, Op
from quanze.domain.diffs import field_changes
from quanze.domain.errors import QuanzeError
from quanze.domain.operations import OPERATIONS, Effect, expand
from quanze.domain.procedure import ENDED
from quanze.domain.vocabulary import Kind
from quanze.services.moments import Place
from quanze.services.proposals import Proposal
from quanze.storage import drafts, readers
from quanze.storage.heads import read_head
from quanze.storage.readers import At

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """One text that a change makes; ``part`` is its place among the parts of a split, None for the change's own."""

    part: int | None
    record: str | None
    before: Body | None
    after: Body

    @property
    def fields(self) -> list[dict[str, Any]]:
        """What it says otherwise than the text it was laid over."""
        return field_changes(self.before, self.after) if self.before is not None else []


@dataclass(frozen=True, slots=True)
class Drafted:
    """One change as it stands: ``before`` is the text it was laid over, ``listed`` what the list says now where that
    is another version, ``texts`` what it makes (none where it only ends), ``sources`` the records of a merger.
    """

    number: int
    raw: Mapping[str, Any]
    name: str
    before: Body | None
    listed: Body | None
    texts: tuple[Text, ...]
    sources: tuple[Body, ...] = ()

    @property
    def op(self) -> Op:
        """The operation."""
        return Op(self.raw["op"])

    @property
    def kind(self) -> Kind:
        """The kind of the record."""
        return Kind(self.raw["kind"])

    @property
    def record(self) -> str | None:
        """The record."""
        record: str | None = self.raw["id"]
        return record

    @property
    def overtaken(self) -> bool:
        """Whether the list says another text now than the one that the change was laid over."""
        return self.listed is not None

    @property
    def keeps(self) -> bool:
        """Whether the record goes on with another text."""
        return bool(self.texts) and self.before is not None and self.op not in {Op.SPLIT, Op.CLAIM}


def drafted(connection: Connection, place: Place, proposal: Proposal, today: date) -> list[Drafted]:
    """Every change of a proposal with its texts; one that is at its end is compared with the list no more."""
    open_ = proposal.state not in ENDED
    day = proposal.row.effective_from or today
    return drafted_changes(connection, place, proposal.row.changes, day, compared=open_)


def drafted_one(connection: Connection, place: Place, proposal: Proposal, number: int, today: date) -> Drafted:
    """One change of a proposal; the others are not read."""
    changes, day = [proposal.row.changes[number]], proposal.row.effective_from or today
    (found,) = drafted_changes(connection, place, changes, day, compared=proposal.state not in ENDED)
    return replace(found, number=number)


def drafted_changes(
    connection: Connection, place: Place, changes: Sequence[Mapping[str, Any]], day: date, *, compared: bool = True
) -> list[Drafted]:
    """Stored changes with their texts; ``compared`` with the list as it stands on a day."""
    at = At(place.log, day, read_head(connection, place.id).entry)
    listed = drafts.versions_on(connection, at, _named(changes))
    return _over(connection, changes, listed, compared=compared)


def changes_known(connection: Connection, at: At, changes: Sequence[Mapping[str, Any]]) -> list[Drafted]:
    """Stored changes with their texts as they were over the public list of a moment, whatever came after."""
    return _over(connection, changes, drafts.versions_known(connection, at, _named(changes)), compared=False)


def _named(changes: Sequence[Mapping[str, Any]]) -> set[str]:
    return {record for raw in changes for record in (raw["id"], *raw["from"]) if record}


def _over(
    connection: Connection, changes: Sequence[Mapping[str, Any]], listed: Mapping[str, int], *, compared: bool
) -> list[Drafted]:
    based = {(raw["id"], raw["base_version"]) for raw in changes if raw["id"] and raw["base_version"]}
    bodies = bodies_of(connection, based | set(listed.items()))
    current = listed if compared else {}
    return [_drafted(number, raw, listed, bodies, current) for number, raw in enumerate(changes)]


def bodies_of(connection: Connection, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Body]:
    """The texts of versions."""
    found = readers.version_texts(connection, versions)
    return {key: read_body(text) for key, text in found.items() if text}


def _drafted(
    number: int,
    raw: Mapping[str, Any],
    listed: Mapping[str, int],
    bodies: Mapping[tuple[str, int], Body],
    current: Mapping[str, int],
) -> Drafted:
    record = raw["id"]
    now = current.get(record) if record else None
    base = raw["base_version"]
    before = bodies.get((record, base)) if record and base else None
    overtaking = bodies.get((record, now)) if record and now and base and now != base else None
    sources = tuple(body for one in raw["from"] if (body := bodies.get((one, listed.get(one, 0)))))
    texts = tuple(_texts(raw, sources[0] if raw["op"] == Op.CLAIM and sources else before, ends=_ends(raw)))
    return Drafted(number, raw, _name(raw, before, sources), before, overtaking, texts, sources)


def _ends(raw: Mapping[str, Any]) -> bool:
    """Whether the change leaves no text of its own."""
    if raw["op"] in {Op.MERGE, Op.SPLIT}:
        return False
    try:
        change = Change.model_validate({**raw, "effective_from": raw["effective_from"] or date.min})
        return all(statement.effect is Effect.END for statement in expand(change))
    except QuanzeError:
        return OPERATIONS[Op(raw["op"])].effect is Effect.END


def _texts(raw: Mapping[str, Any], before: Body | None, *, ends: bool) -> Iterable[Text]:
    if raw["op"] == Op.SPLIT:
        for number, part in enumerate(raw["into"]):
            yield Text(number, part["id"], None, over(None, part["fields"]))
    elif not ends:
        fields = dict(raw["fields"])
        if raw["op"] == Op.TRANSFER and raw["to_department"]:
            fields["department_id"] = raw["to_department"]
        yield Text(None, raw["id"], before, over(before, fields))


def over(base: Body | None, fields: Mapping[str, Any]) -> Body:
    """Fields laid over a text as they were typed, fit or not."""
    extra = {**((base or {}).get("extra") or {}), **(fields.get("extra") or {})}
    said = {header: text for header, text in extra.items() if text is not None}
    return {**(base or {}), **fields, "extra": said}


def _name(raw: Mapping[str, Any], before: Body | None, sources: Sequence[Body]) -> str:
    stated = raw["fields"].get("name") if raw["op"] != Op.SPLIT else None
    known = before["name"] if before else (sources[0]["name"] if sources else None)
    return str(stated or known or "（尚未填写名称）")
