"""The engine in pure Python: Whoosh runs the query tree as it is; honest up to about five thousand rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields as f
from whoosh import index as whoosh_index
from whoosh import query as q
from whoosh.analysis import RegexTokenizer, SpaceSeparatedTokenizer
from whoosh.writing import IndexWriter, LockError

from quanze.search import folders
from quanze.search.documents import IndexedRow
from quanze.search.fields import ANALYSED, FACETED, KEYWORDS, NUMBERS
from quanze.search.protocol import Cursor, Found, Request

_CURSOR = "cursor"
_BITS = 64


def _schema() -> f.Schema:
    columns: dict[str, Any] = {}
    for name in KEYWORDS:
        several = name in {"cites", "codes"}
        kind = (
            f.KEYWORD(analyzer=RegexTokenizer(r"[^\n]+"))
            if several
            else f.ID(stored=name in {"record", *FACETED}, unique=name == "key")
        )
        columns[name] = kind
    for name in NUMBERS:
        columns[name] = f.NUMERIC(numtype=int, bits=_BITS, signed=True)
    for name in ANALYSED:
        columns[name] = f.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    columns["leaf"] = f.STORED()
    columns["position"] = f.STORED()
    return f.Schema(**columns)


class WhooshIndex:
    """An index in a folder of its own; a rebuild makes another beside it and then points there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _open(self, folder: Path) -> whoosh_index.Index:
        folder.mkdir(parents=True, exist_ok=True)
        if whoosh_index.exists_in(str(folder)):
            return whoosh_index.open_dir(str(folder))
        return whoosh_index.create_in(str(folder), _schema())

    def _current(self) -> whoosh_index.Index:
        return self._open(folders.current(self._root))

    def cursor(self) -> Cursor | None:
        """How far the index has read."""
        with self._current().searcher() as searcher:
            found = searcher.document(key=_CURSOR)
            return Cursor(found["position"], found["leaf"]) if found else None

    def apply(self, rows: Iterable[IndexedRow], cursor: Cursor) -> bool:
        """Put rows and move the cursor in one commit."""
        try:
            writer = self._current().writer(limitmb=64)
        except LockError:
            return False
        _write(writer, rows, cursor)
        return True

    def rebuild(self, rows: Iterable[IndexedRow], cursor: Cursor) -> None:
        """Build aside, then point there."""
        with folders.rebuilding(self._root) as folder:
            _write(self._open(folder).writer(limitmb=64), rows, cursor)

    def find(self, request: Request) -> Found:
        """Answer a question."""
        with self._current().searcher() as searcher:
            # Without a limit, for with one Whoosh drops parts of a query that it thinks too weak, and with them hits.
            wanted, unwanted = _apart(request.tree)
            results = searcher.search(wanted, limit=None, filter=_filter(request), mask=unwanted)
            records = [hit["record"] for hit in results[request.offset : request.offset + request.limit]]
            matching = results.docs()
            return Found(len(matching), records, {name: _facet(searcher, matching, name) for name in request.facets})


def _apart(tree: q.Query) -> tuple[q.Query, q.Query | None]:
    """A question and what it excludes: taken away as a set, for Whoosh's own matcher of both skips hits."""
    if isinstance(tree, q.AndNot):
        return tree.a, tree.b
    if isinstance(tree, q.And):
        parts = [_apart(part) for part in tree.subqueries]
        unwanted = [part for _, part in parts if part is not None]
        return q.And([part for part, _ in parts]), q.Or(unwanted) if unwanted else None
    return tree, None


def _facet(searcher: Any, matching: Iterable[int], name: str) -> dict[str, int]:
    counts = Counter(searcher.stored_fields(number)[name] for number in matching)
    return {value: count for value, count in counts.items() if value}


def _filter(request: Request) -> q.Query:
    bounds: list[q.Query] = [q.NumericRange(name, least, most) for name, least, most in request.bounds()]
    values = {
        "kind": (request.kind,),
        "status": request.statuses,
        "category": request.categories,
        "department": request.departments,
    }
    sets: list[q.Query] = [q.Or([q.Term(n, value) for value in wanted]) for n, wanted in values.items() if wanted]
    return q.And([*bounds, *sets])


def _write(writer: IndexWriter, rows: Iterable[IndexedRow], cursor: Cursor) -> None:
    try:
        for row in rows:
            writer.update_document(**_document(row))
        writer.update_document(key=_CURSOR, position=cursor.position, leaf=cursor.leaf)
    except BaseException:
        writer.cancel()  # gives its lock back
        raise
    writer.commit()


def _document(row: IndexedRow) -> dict[str, Any]:
    return {
        **row.keywords(),
        **row.numbers(),
        "cites": "\n".join(row.cites),
        "codes": "\n".join(row.codes()),
        **row.terms(),
    }
