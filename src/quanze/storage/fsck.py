"""The register recomputed from nothing: digests, leaves, roots, numbers and the projection, against what is stored."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import Connection, func, or_, select
from sqlmodel import col

from quanze.domain.bodies import body_text, read_body
from quanze.domain.canonical import digest
from quanze.domain.editions import EditionMetadata, metadata_digest
from quanze.domain.entries import HEADER_KIND, Entry
from quanze.domain.merkle import Tree, complete_subtrees
from quanze.domain.spans import ALWAYS, Span
from quanze.domain.vocabulary import Kind
from quanze.storage import audit_log, links, readers, tallies
from quanze.storage.rows import ROW_COLUMNS, Row, RowBook, Shown, shown
from quanze.storage.tables import EditionRow, EntryRow, Installation, Log, Projection, Record, Tally, TreeNode, Version

BATCH = 2_000
_UNKNOWN = Shown(
    kind="",
    counted=False,
    department="",
    category_rank=0,
    display_order=0,
    category=None,
    status="",
    grouping=False,
    parent=None,
    code=None,
    name="",
)
"""What a removed text showed in lists: nobody can tell."""


class _Hashes:
    """A tree's hashes in memory, extended as the log is read."""

    def __init__(self) -> None:
        self.levels: defaultdict[int, list[bytes]] = defaultdict(list)

    def __call__(self, level: int, start: int, stop: int) -> list[bytes]:
        return self.levels[level][start:stop]

    def extend(self, leaves: list[bytes]) -> None:
        """Append leaves and every subtree that they complete."""
        completed = list(complete_subtrees(len(self.levels[0]), leaves, self))
        self.levels[0] += leaves
        for level, _, value in completed:
            self.levels[level].append(value)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return Tree(len(self.levels[0]), self).root()


@dataclass(slots=True)
class _Replay:
    """A log as it is read again, entry by entry."""

    log: int
    jurisdiction: str
    name: str
    rows: RowBook = field(default_factory=RowBook)
    finished: list[Row] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    redacted: set[tuple[str, int]] = field(default_factory=set)
    removed: set[tuple[str, int]] = field(default_factory=set)
    blind: bool = False
    covers_from: date | None = None
    hashes: _Hashes = field(default_factory=_Hashes)
    position: int = 0
    edition: int = 0
    published_at: datetime | None = None
    ops: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def differences(connection: Connection) -> Iterator[str]:
    """Every difference between the register and what its log says it must be, in the order of the log; what cannot even
    be read is the last one named.
    """
    try:
        yield from _differences(connection)
    except (ValueError, TypeError, KeyError) as error:
        yield f"有内容无法读取：{' '.join(str(error).split())[:200]}"


def _differences(connection: Connection) -> Iterator[str]:
    for log in connection.execute(select(Log.__table__).order_by(col(Log.id))):  # type: ignore[attr-defined]
        replay = _Replay(log.id, log.jurisdiction, log.name)
        yield from _replayed(connection, replay)
        yield from _head_differs(log, replay)
        yield from _projection_differs(connection, replay)
        yield from _tallies_differ(connection, log.id)
        yield from links.differences(connection, log.id)
        yield from _tree_differs(connection, replay)
    yield from _strays(connection)
    yield from audit_log.differences(connection)


def _replayed(connection: Connection, replay: _Replay) -> Iterator[str]:
    for number, edition in enumerate(readers.editions(connection, replay.log), start=1):
        where = f"第 {number} 版次"
        if edition.number != number or edition.first_entry != len(replay.hashes.levels[0]) + 1:
            yield f"{where}：版次或条目编号不连续。"
        if replay.published_at and edition.published_at < replay.published_at:
            yield f"{where}：公布时间早于上一版次。"
        replay.rows.begin_edition(edition.first_entry)
        replay.edition, replay.published_at = number, edition.published_at
        replay.ops, replay.covers_from, replay.blind = defaultdict(Counter), None, False
        for rows in _entries(connection, replay.log, edition):
            for row in rows:
                yield from _entry_differs(replay, edition, row)
            replay.hashes.extend([row.leaf for row in rows])
        replay.finished += replay.rows.closed
        yield from _edition_differs(replay, edition, where)


def _entries(connection: Connection, log: int, edition: EditionRow) -> Iterator[list[Any]]:
    """The run of an edition with its texts, a batch at a time."""
    columns = [*EntryRow.__table__.columns, col(Version.body), col(Version.digest).label("text_digest")]  # type: ignore[attr-defined]
    for start in range(edition.first_entry, edition.tree_size + 1, BATCH):
        stop = min(start + BATCH, edition.tree_size + 1)
        query = (
            select(*columns)
            .outerjoin(
                Version, (col(Version.record) == col(EntryRow.record)) & (col(Version.number) == col(EntryRow.version))
            )
            .where(col(EntryRow.log) == log, col(EntryRow.number) >= start, col(EntryRow.number) < stop)
            .order_by(col(EntryRow.number))
        )
        yield list(connection.execute(query))


def _entry_differs(replay: _Replay, edition: EditionRow, row: Any) -> Iterator[str]:
    where = f"第 {row.number} 条目"
    entry = Entry(**{name: getattr(row, name) for name in Entry.__slots__})
    if entry.leaf_hash(replay.jurisdiction, replay.name) != row.leaf:
        yield f"{where}：条目内容与其叶值不符。"
    if row.position <= replay.position or row.edition != edition.number:
        yield f"{where}：提交次序或所属版次有误。"
    replay.position = row.position
    if row.kind == HEADER_KIND:
        if row.digest != _metadata_digest(replay.jurisdiction, edition):
            yield f"第 {edition.number} 版次：版次信息与首条目的校验码不符。"
    elif row.op == "redact":
        replay.redacted.add((row.record, row.version))
    else:
        if row.kind == Kind.POWER and (replay.covers_from is None or row.valid_from < replay.covers_from):
            replay.covers_from = row.valid_from
        yield from _version_differs(replay, row, where)


def _metadata_digest(jurisdiction: str, edition: EditionRow) -> str | None:
    """The digest that the header must carry; None where the metadata is none."""
    stated = {name: getattr(edition, name) for name in EditionMetadata.model_fields}
    try:
        return metadata_digest(jurisdiction, edition.number, EditionMetadata.model_validate(stated))
    except ValidationError:
        return None


def _version_differs(replay: _Replay, row: Any, where: str) -> Iterator[str]:
    what = f"{where}：记录 {row.record} 第 {row.version} 版"
    if row.version != replay.versions.get(row.record, 0) + 1 or row.text_digest != row.digest:
        yield f"{what}缺失、编号不连续或校验码与条目不符。"
    replay.versions[row.record] = row.version
    before = replay.rows.row_on(row.record, row.valid_from)
    if row.base is not None and (before is None or before.span.version != row.base):
        yield f"{what}所依据的版本有误。"
    says = _UNKNOWN
    if row.body is None:
        replay.removed.add((row.record, row.version))
        replay.blind = True
    elif digest(row.body) != row.digest or body_text(orjson.loads(row.body)) != row.body:
        yield f"{what}的正文与校验码不符。"
    else:
        says = shown(read_body(row.body))
    replay.rows.state(row.record, replay.log, Span(row.version, row.valid_from, row.valid_to), row.number, says)
    if not says.grouping:
        replay.ops[row.kind][row.op] += 1


def _edition_differs(replay: _Replay, edition: EditionRow, where: str) -> Iterator[str]:
    if len(replay.hashes.levels[0]) != edition.tree_size:
        yield f"{where}：条目数与所载不符。"
    if replay.hashes.root() != edition.root:
        yield f"{where}：由全部条目推算的根与所载校验码不符。"
    if replay.covers_from != edition.covers_from:
        yield f"{where}：事项的最早起始日与条目不符。"
    if not replay.blind and {kind: dict(ops) for kind, ops in replay.ops.items()} != edition.changes:
        yield f"{where}：变化数与条目不符。"


def _head_differs(log: Any, replay: _Replay) -> Iterator[str]:
    where, entries = f"日志 {log.jurisdiction}/{log.name}", len(replay.hashes.levels[0])
    if log.entry != entries:
        yield f"{where}：首部记为 {log.entry} 条，实有 {entries} 条。"
    if (log.edition, log.published_at) != (replay.edition, replay.published_at):
        yield f"{where}：首部所记的末一版次与实有的不符。"
    for record, version in sorted(replay.removed ^ replay.redacted):
        yield f"{where}：记录 {record} 第 {version} 版的正文与移除条目不符。"


def _projection_differs(connection: Connection, replay: _Replay) -> Iterator[str]:
    """The stored rows against the replayed ones; what lists show of a removed text is not compared."""
    current = (row for rows in replay.rows.current.values() for row in rows)
    expected = {(row.record, row.span.valid_from, row.entry_from): row for row in (*replay.finished, *current)}
    query = select(*ROW_COLUMNS).where(col(Projection.log) == replay.log).order_by(col(Projection.record))
    for found in connection.execute(query):
        row = Row.from_columns(*found)
        wanted = expected.pop((row.record, row.span.valid_from, row.entry_from), None)
        if wanted is None:
            yield f"投影：记录 {row.record} 自 {row.span.valid_from} 起的一行多出。"
        elif row != wanted and not _removed(replay, row, wanted):
            yield f"投影：记录 {row.record} 自 {row.span.valid_from} 起的一行与日志不符。"
    for record, valid_from, _ in expected:
        yield f"投影：记录 {record} 自 {valid_from} 起的一行缺失。"


def _tallies_differ(connection: Connection, log: int) -> Iterator[str]:
    """The kept totals against the stored rows."""
    starts = [edition.first_entry for edition in readers.editions(connection, log)]
    wanted: Counter[tuple[Any, ...]] = Counter()
    for found in connection.execute(select(*ROW_COLUMNS).where(col(Projection.log) == log)):
        row = Row.from_columns(*found)
        for entry, turn in ((row.entry_from, tallies.deltas([row], [])), (row.entry_to, tallies.deltas([], [row]))):
            if entry != ALWAYS:
                start = starts[bisect_right(starts, entry) - 1]
                wanted.update({(*key, start): delta for key, delta in turn.items()})
    columns = [*Tally.__table__.columns][1:]  # type: ignore[attr-defined]
    stored = {tuple(key): delta for *key, delta in connection.execute(select(*columns).where(col(Tally.log) == log))}
    if stored != {key: delta for key, delta in wanted.items() if delta}:
        yield "总数：所记的清单总数与投影不符。"


def _removed(replay: _Replay, row: Row, wanted: Row) -> bool:
    same = (row.span, row.entry_from, row.entry_to) == (wanted.span, wanted.entry_from, wanted.entry_to)
    return same and (row.record, row.span.version) in replay.redacted


def _tree_differs(connection: Connection, replay: _Replay) -> Iterator[str]:
    query = select(col(TreeNode.level), col(TreeNode.index), col(TreeNode.hash)).where(col(TreeNode.log) == replay.log)
    stored = {(level, index): value for level, index, value in connection.execute(query)}
    levels = {level: hashes for level, hashes in replay.hashes.levels.items() if level}
    wanted = {(level, index): value for level, hashes in levels.items() for index, value in enumerate(hashes)}
    for key in sorted(stored.keys() | wanted.keys()):
        if stored.get(key) != wanted.get(key):
            yield f"哈希树：第 {key[0]} 层第 {key[1]} 个结点与日志不符。"


def _strays(connection: Connection) -> Iterator[str]:
    """Texts, records, entries and positions that no edition or entry accounts for."""
    run = (col(EditionRow.log) == col(EntryRow.log)) & (col(EditionRow.number) == col(EntryRow.edition))
    within = run & col(EntryRow.number).between(col(EditionRow.first_entry), col(EditionRow.tree_size))
    entries = select(col(EntryRow.number)).outerjoin(EditionRow, within).where(col(EditionRow.number).is_(None))
    for (number,) in connection.execute(entries.order_by(col(EntryRow.log), col(EntryRow.number))):
        yield f"第 {number} 条目不属于任何版次。"
    foreign = or_(col(Record.kind) != col(EntryRow.kind), col(Record.log) != col(EntryRow.log))
    records = select(col(EntryRow.record)).join(Record, col(Record.id) == col(EntryRow.record)).where(foreign)
    for (record,) in connection.execute(records.distinct().order_by(col(EntryRow.record))):
        yield f"记录 {record} 的种类或所属日志与条目不符。"
    published = select(col(EntryRow.record), col(EntryRow.version)).where(col(EntryRow.op) != "redact")
    versions = select(col(Version.record), col(Version.number))
    for record, number in connection.execute(versions.except_(published)):
        yield f"记录 {record} 第 {number} 版没有条目。"
    for (record,) in connection.execute(select(col(Record.id)).except_(select(col(Version.record)))):
        yield f"记录 {record} 没有任何版本。"
    last = connection.execute(select(func.coalesce(func.max(col(EntryRow.position)), 0))).scalar_one()
    if connection.execute(select(col(Installation.position))).scalar_one() != last:
        yield "提交次序：首部所记与最后一条目不符。"
