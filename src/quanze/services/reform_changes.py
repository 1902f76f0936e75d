"""What a reform (机构改革) changes: organs' own records and the powers that move with them, from a plan.

Whatever an ending organ holds must have somewhere to go; what moves says who finishes the cases that were accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection

from quanze.domain.changes import Cause, CauseType, Change, NewRecord, Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.reforms import Plan, TakeBack, Transfer, is_township
from quanze.domain.spans import FOREVER
from quanze.domain.vocabulary import Kind, Status
from quanze.services.moments import Place
from quanze.storage import organs_held, readers
from quanze.storage.heads import WITHHELD, read_head
from quanze.storage.readers import At

Body = dict[str, Any]


@dataclass(slots=True)
class _Reform:
    """A plan being carried out on the lists as they stand on its day."""

    plan: Plan
    organs: Mapping[str, str]
    held: Mapping[str, Sequence[Any]]
    bodies: Mapping[tuple[str, int], Body]
    statuses: Mapping[str, str]
    made: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str | None] = field(default_factory=dict)

    def organ(self, name: str) -> str:
        """An organ that there is before the reform. Raises InvalidInput."""
        found = [record for record, known in self.organs.items() if name in (record, known)]
        if not found:
            raise _wrong(f"{self.plan.on.isoformat()}的清单中没有部门“{name}”。")
        return found[0]

    def target(self, name: str) -> str:
        """An organ that there is after it: one that it makes or renames goes first. Raises InvalidInput."""
        if name in self.made:
            return self.made[name]
        found = self.organ(name)
        if found in self.ending():
            raise _wrong(f"部门“{name}”在这次改革中不再保留，不能承接事项。")
        return found

    def ending(self) -> frozenset[str]:
        """The organs that end or leave."""
        return frozenset(self.organ(name) for name in self.plan.ending())

    def label(self, record: str) -> str:
        """What an organ is called from the day on."""
        return next((name for name, made in self.made.items() if made == record), self.organs.get(record, record))

    def change(self, op: Op, record: str | None, *, note: str = "", **parts: Any) -> Change:
        """One change of the reform."""
        text = f"{self.plan.text.rstrip('。')}。{note}"
        cause = Cause(type=CauseType.REFORM, text=text, ref=self.plan.ref)
        return Change(op=op, id=record, cause=cause, **{"effective_from": self.plan.on, **parts})

    def text_change(self, op: Op, row: Any, **parts: Any) -> Change:
        """One change of one text: a record that has later texts already gets one for each of them."""
        own = {"kind": Kind(row.kind), "base_version": row.version}
        when = {"effective_from": max(self.plan.on, row.valid_from), "keep_later": row.valid_to < FOREVER}
        return self.change(op, row.record, **own, **when, **parts)


def _wrong(message: str) -> InvalidInput:
    return InvalidInput(message, code="bad_plan")


def changes_of(connection: Connection, place: Place, plan: Plan) -> list[Change]:
    """The change-set that a plan comes to. Raises InvalidInput where it names what is not there, sends a power to two
    organs, or leaves one of an ending organ without any.
    """
    reform = _survey(connection, place, plan)
    _once(reform)
    organs = list(_organs(reform))
    _send(reform)
    return [*organs, *_moves(reform), *_emptied(reform), *_renamed(reform), *_left(reform), *_taken_back(reform)]


def _survey(connection: Connection, place: Place, plan: Plan) -> _Reform:
    at = At(place.log, plan.on, read_head(connection, place.id).entry)
    organs = organs_held.organs_on(connection, at)
    hidden = read_head(connection, place.id, WITHHELD)
    withheld = organs_held.held_by(connection, At(hidden.log, plan.on, hidden.entry), organs)
    rows = [*organs_held.held_by(connection, at, organs), *withheld]
    held: dict[str, list[Any]] = {}
    for row in rows:
        held.setdefault(row.department, []).append(row)
    texts = readers.version_texts(connection, [(row.record, row.version) for row in rows])
    bodies = {version: orjson.loads(text) for version, text in texts.items() if text}
    sources = {source["record"] for body in bodies.values() if (source := body.get("source")) and source["record"]}
    return _Reform(plan, organs, held, bodies, organs_held.statuses_on(connection, at, sources))


def _once(reform: _Reform) -> None:
    """An organ changes in one way only."""
    named = [reform.organ(name) for name in (*reform.plan.ending(), *(one.department for one in reform.plan.renames))]
    for record, times in Counter(named).items():
        if times > 1:
            raise _wrong(f"部门“{reform.organs[record]}”在计划中出现了 {times} 次，只能更名、合并、分设或并入一次。")


def _organs(reform: _Reform) -> Iterator[Change]:
    """What becomes of the organs' own records; those that go into others end last."""
    plan, department = reform.plan, Kind.DEPARTMENT
    for organ in plan.founded:
        made = _make(reform, organ.name, new_id())
        yield reform.change(Op.ADD, made, kind=department, fields={"name": organ.name, **organ.fields})
    for rename in plan.renames:
        made = _make(reform, rename.to, reform.organ(rename.department))
        yield reform.change(Op.AMEND, made, kind=department, fields={"name": rename.to, **rename.fields})
    for merge in plan.merges:
        made, olds = _make(reform, merge.into, new_id()), [reform.organ(name) for name in merge.from_]
        yield reform.change(Op.MERGE, made, kind=department, from_=olds, fields={"name": merge.into, **merge.fields})
    for split in plan.splits:
        parts = [
            NewRecord(id=_make(reform, one.name, new_id()), fields={"name": one.name, **one.fields})
            for one in split.into
        ]
        yield reform.change(Op.SPLIT, reform.organ(split.department), kind=department, into=parts)


def _make(reform: _Reform, name: str, record: str) -> str:
    if name in reform.made:
        raise _wrong(f"计划中有两处设立或更名为“{name}”。")
    reform.made[name] = record
    return record


def _send(reform: _Reform) -> None:
    """Where each record goes: as a transfer says, else where its ending organ goes."""
    for transfer in reform.plan.transfers:
        origin, target = reform.organ(transfer.from_), reform.target(transfer.to) if transfer.to else None
        for row in _whole(reform, origin, _chosen(reform, origin, transfer)):
            if reform.moved.setdefault(row.record, target) != target:
                raise _wrong(f"事项“{row.name}”被划转到两个部门，请只留一处。")
    heirs = _heirs(reform)
    for organ in sorted(reform.ending()):
        left = [row for row in reform.held.get(organ, ()) if row.record not in reform.moved]
        if left and organ not in heirs:
            names = {row.record: row.name for row in left}
            some = "、".join(f"“{name}”" for name in [*names.values()][:3])
            raise _wrong(f"“{reform.organs[organ]}”还有 {len(names)} 项没有写明去向：{some}等，请写入 transfers。")
        reform.moved |= {row.record: heirs[organ] for row in left}


def _heirs(reform: _Reform) -> dict[str, str | None]:
    """Who takes over the rest of each ending organ's list; nobody here where it leaves this government."""
    plan = reform.plan
    merged = {reform.organ(name): reform.target(merge.into) for merge in plan.merges for name in merge.from_}
    ended = {reform.organ(one.department): reform.target(one.to) for one in plan.abolitions if one.to}
    return {**merged, **ended, **dict.fromkeys(map(reform.organ, plan.departures))}


def _chosen(reform: _Reform, origin: str, transfer: Transfer | TakeBack) -> list[Any]:
    """The records of an organ that a row means. Raises InvalidInput for a word that none answers to."""
    rows = list(reform.held.get(origin, ()))
    categories = transfer.categories if isinstance(transfer, Transfer) else []
    if not transfer.powers and not categories:
        return rows
    wanted = set(transfer.powers)
    named = [row for row in rows if wanted & {row.record, row.code, row.name}]
    missing = wanted - {word for row in named for word in (row.record, row.code, row.name)}
    if missing and isinstance(transfer, Transfer):
        raise _wrong(f"“{reform.organs[origin]}”没有事项“{min(missing)}”。")
    return [row for row in rows if row in named or row.category in categories]


def _whole(reform: _Reform, origin: str, chosen: Sequence[Any]) -> list[Any]:
    """A 主项 takes its 子项 along, and goes along with all of them; one that leaves the others stands alone."""
    rows, taken = reform.held.get(origin, ()), {row.record for row in chosen}
    taken |= {row.record for row in rows if row.parent in taken}
    left = {row.parent for row in rows if row.record not in taken}
    taken |= {row.parent for row in rows if row.record in taken and row.parent} - left
    return [row for row in rows if row.record in taken]


def _moves(reform: _Reform) -> Iterator[Change]:
    """The transfers; who exercises a power in its own name changes its name with it."""
    for origin, rows in reform.held.items():
        for row in rows:
            target = reform.moved.get(row.record, origin)
            if target != origin:
                note = reform.plan.handover_note.replace("{old}", f"原{reform.organs[origin]}")
                fields = _in_its_name(reform, row, reform.label(target)) if target else {}
                if row.parent and reform.moved.get(row.parent, origin) != target:
                    fields["parent_id"] = None
                yield reform.text_change(Op.TRANSFER, row, note=note, to_department=target, fields=fields)


def _in_its_name(reform: _Reform, row: Any, name: str) -> Body:
    body = reform.bodies.get((row.record, row.version), {})
    stated = body.get("implementing_body") == reform.organs[row.department]
    return {"implementing_body": name} if stated else {}


def _emptied(reform: _Reform) -> Iterator[Change]:
    """Groups that stay and of which every item went elsewhere."""
    for origin, rows in reform.held.items():
        for group in (row for row in rows if row.grouping and row.record not in reform.moved):
            items = [row.record for row in rows if row.parent == group.record]
            if items and all(reform.moved.get(item, origin) != origin for item in items):
                yield reform.text_change(Op.CANCEL, group)


def _renamed(reform: _Reform) -> Iterator[Change]:
    """The powers that a renamed organ keeps and exercises in its own name."""
    for rename in reform.plan.renames:
        for row in reform.held.get(reform.organ(rename.department), ()):
            fields = {} if row.record in reform.moved else _in_its_name(reform, row, rename.to)
            if fields:
                yield reform.text_change(Op.AMEND, row, fields=fields)


def _left(reform: _Reform) -> Iterator[Change]:
    """Organs end, or leave this government, when their powers have left."""
    for one in reform.plan.abolitions:
        note = f"其职责由{reform.label(reform.target(one.to))}承担。" if one.to else ""
        yield reform.change(Op.CANCEL, reform.organ(one.department), kind=Kind.DEPARTMENT, note=note)
    for name in reform.plan.departures:
        yield reform.change(Op.TRANSFER, reform.organ(name), kind=Kind.DEPARTMENT)


def _taken_back(reform: _Reform) -> Iterator[Change]:
    """What was handed down ends below; above it is resumed where the list knows its source, else begun anew."""
    resumed: set[str] = set()
    for row_of_plan in reform.plan.take_backs:
        rows = [row for organ in _below(reform, row_of_plan) for row in _held_below(reform, organ, row_of_plan)]
        if not rows:
            raise _wrong("没有找到要收回的事项（take_backs），请核对事项名称和乡镇、街道的名称。")
        sources = {row.record: _source(reform, row) for row in rows}
        for source in sorted({one for one in sources.values() if one} - resumed):
            resumed.add(source)
            yield reform.change(Op.TAKE_BACK, source)
        orphans = [row for row in rows if not sources[row.record]]
        yield from _begun_above(reform, orphans, row_of_plan)
        for row in rows:
            note = reform.plan.handover_note.replace("{old}", reform.organs[row.department])
            yield reform.change(Op.CANCEL, row.record, note=f"收回{row.name}。{note}", base_version=row.version)


def _below(reform: _Reform, row: TakeBack) -> list[str]:
    """From whom: the organs that are named, else every township and street."""
    if row.from_:
        return [reform.organ(name) for name in row.from_]
    return [record for record, name in sorted(reform.organs.items()) if is_township(name)]


def _held_below(reform: _Reform, organ: str, row: TakeBack) -> list[Any]:
    """What is taken back: what the list states on the day."""
    chosen = _whole(reform, organ, _chosen(reform, organ, row))
    return [one for one in chosen if one.kind == Kind.POWER and one.valid_from <= reform.plan.on]


def _source(reform: _Reform, row: Any) -> str | None:
    """The record above that a power was handed down from, where it is waiting there to be resumed."""
    source = (reform.bodies.get((row.record, row.version), {}).get("source") or {}).get("record")
    return source if source and reform.statuses.get(source) == Status.DEVOLVED else None


def _begun_above(reform: _Reform, rows: Iterable[Any], row_of_plan: TakeBack) -> Iterator[Change]:
    """One power above for all of the same name and category below."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.name, row.category), []).append(row)
    for (name, _), same in groups.items():
        if row_of_plan.to is None:
            raise _wrong(f"清单没有载明“{name}”由哪个部门下放，请写明由谁行使（to）。")
        target = reform.target(row_of_plan.to)
        stated = reform.bodies[same[0].record, same[0].version]
        body = {key: value for key, value in stated.items() if key not in _OWN and value}
        own = {"department_id": target, "implementing_body": reform.label(target)}
        yield reform.change(Op.TAKE_BACK, None, from_=[row.record for row in same], fields={**body, **own})


_OWN = frozenset({"kind", "schema", "status", "parent_id", "source", "codes", "handling_office", "display_order"})
"""What a power below says that its successor above does not take over."""
