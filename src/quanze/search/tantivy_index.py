"""The fast engine: tantivy, embedded. Whoosh's query tree is translated node by node."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as T
from whoosh import query as q

from quanze.search import folders
from quanze.search.atleast import AtLeast
from quanze.search.documents import IndexedRow
from quanze.search.fields import ANALYSED, FACETED, KEYWORDS, NUMBERS
from quanze.search.protocol import Cursor, Found, Request

HEAP_BYTES = 64_000_000
MOST_VALUES = 10_000
MERGED_AT_ONCE = 20_000
"""Documents that merge in no time."""
_CURSOR = "cursor"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(
            name, stored=name in {"record", *FACETED}, fast=name in FACETED, tokenizer_name="raw", index_option="basic"
        )
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ANALYSED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("leaf", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("position", stored=True)
    return builder.build()


class TantivyIndex:
    """An index in a folder of its own; a rebuild makes another beside it and then points there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._schema = _schema()
        self._folder = folders.current(root)
        self._index = self._open(self._folder)
        self._merging: Thread | None = None

    def _open(self, folder: Path) -> tantivy.Index:
        folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schema, path=str(folder))

    def _searcher(self) -> tantivy.Searcher:
        folder = folders.current(self._root)
        if folder != self._folder or not folder.exists():
            self._folder, self._index = folder, self._open(folder)
        self._index.reload()
        return self._index.searcher()

    def cursor(self) -> Cursor | None:
        """How far the index has read."""
        searcher = self._searcher()
        hits = searcher.search(T.term_query(self._schema, "key", _CURSOR), 1).hits
        if not hits:
            return None
        document = searcher.doc(hits[0][1])
        return Cursor(document["position"][0], document["leaf"][0])

    def apply(self, rows: Iterable[IndexedRow], cursor: Cursor) -> bool:
        """Put rows and move the cursor in one commit."""
        if self._merging is not None:
            self._merging.join()
        self._searcher()
        try:
            writer = self._index.writer(HEAP_BYTES, 1)
        except ValueError:
            return False
        _write(writer, rows, cursor)
        self._merge(writer)
        return True

    def _merge(self, writer: tantivy.IndexWriter) -> None:
        """Small segments become large ones: what was committed can be read meanwhile, only the next writer waits."""
        if self._index.searcher().num_docs < MERGED_AT_ONCE:
            writer.wait_merging_threads()
            return
        self._merging = Thread(target=writer.wait_merging_threads, name="quanze-merging", daemon=True)
        self._merging.start()

    def rebuild(self, rows: Iterable[IndexedRow], cursor: Cursor) -> None:
        """Build aside, then point there."""
        with folders.rebuilding(self._root) as folder:
            writer = self._open(folder).writer(HEAP_BYTES, 1)
            _write(writer, rows, cursor)
            writer.wait_merging_threads()
        self._searcher()

    def find(self, request: Request) -> Found:
        """Answer a question, from where the cursor was last asked for."""
        searcher = self._index.searcher()
        filters = self._filters(request)
        ranked = T.boolean_query([(Occur.Must, _Translator(self._schema)(request.tree)), *filters])
        result: Any = searcher.search(ranked, max(request.limit, 1), count=True, offset=request.offset)
        documents = [searcher.doc(address) for _, address in result.hits]
        if not request.facets:
            facets = {}
        elif result.count == len(documents):  # all are at hand, and counting few in every segment is slow
            facets = {name: _values(documents, name) for name in request.facets}
        else:
            facets = self._facets(searcher, request, filters)
        return Found(result.count, [document["record"][0] for document in documents[: request.limit]], facets)

    def _facets(
        self, searcher: tantivy.Searcher, request: Request, filters: Sequence[tuple[Occur, T]]
    ) -> dict[str, dict[str, int]]:
        """All counts in one run, which asks only what is found and leaves out what only scores."""
        found = T.boolean_query([(Occur.Must, _Matcher(self._schema)(request.tree)), *filters])
        terms = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in request.facets}
        counted = searcher.aggregate(found, terms)
        return {
            name: {one["key"]: one["doc_count"] for one in counted[name]["buckets"] if one["key"]} for name in terms
        }

    def _filters(self, request: Request) -> list[tuple[Occur, T]]:
        bounds = [self._between(name, least, most) for name, least, most in request.bounds()]
        values = {
            "kind": (request.kind,),
            "status": request.statuses,
            "category": request.categories,
            "department": request.departments,
        }
        sets = [T.term_set_query(self._schema, name, list(wanted)) for name, wanted in values.items() if wanted]
        return [(Occur.Must, T.const_score_query(query, 0.0)) for query in (*bounds, *sets)]

    def _between(self, name: str, least: int | None, most: int | None) -> T:
        return T.range_query(self._schema, name, FieldType.Integer, lower_bound=least, upper_bound=most)


class _Translator:
    """Whoosh's query tree in tantivy's words."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        self._by_type: dict[Any, Callable[[Any], T]] = {
            q.Term: self._term,
            q.Phrase: self._phrase,
            q.Prefix: self._prefix,
            q.Or: self._or,
            AtLeast: self._at_least,
            q.And: self._and,
            q.AndNot: self._and_not,
            q.AndMaybe: self._and_maybe,
            q.ConstantScoreQuery: self._constant,
            q.Every: self._every,
            type(q.NullQuery): self._nothing,
        }

    def __call__(self, node: Any) -> T:
        """The tantivy query of a node and all below it."""
        translated = self._by_type[type(node)](node)
        boost = getattr(node, "boost", 1.0)
        return translated if boost == 1.0 else T.boost_query(translated, float(boost))

    def _all(self, nodes: Iterable[Any], occur: Occur) -> list[tuple[Occur, T]]:
        return [(occur, self(node)) for node in nodes]

    def _term(self, node: Any) -> T:
        return T.term_query(self._schema, node.fieldname, node.text, "freq")

    def _phrase(self, node: Any) -> T:
        return T.phrase_query(self._schema, node.fieldname, list(node.words))

    def _prefix(self, node: Any) -> T:
        return T.regex_query(self._schema, node.fieldname, re.escape(node.text) + ".*")

    def _or(self, node: Any) -> T:
        return T.boolean_query(self._all(node.subqueries, Occur.Should))

    def _at_least(self, node: Any) -> T:
        return T.boolean_query(self._all(node.subqueries, Occur.Should), minimum_number_should_match=node.least)

    def _and(self, node: Any) -> T:
        return T.boolean_query(self._all(node.subqueries, Occur.Must))

    def _and_not(self, node: Any) -> T:
        return T.boolean_query([(Occur.Must, self(node.a)), (Occur.MustNot, self(node.b))])

    def _and_maybe(self, node: Any) -> T:
        return T.boolean_query([(Occur.Must, self(node.a)), (Occur.Should, self(node.b))])

    def _constant(self, node: Any) -> T:
        return T.const_score_query(self(node.child), float(node.score))

    def _every(self, _node: Any) -> T:
        return T.const_score_query(T.all_query(), 0.0)

    def _nothing(self, _node: Any) -> T:
        return T.empty_query()


class _Matcher(_Translator):
    """The same without what only adds to a score."""

    def _and_maybe(self, node: Any) -> T:
        return self(node.a)


def _values(documents: Iterable[tantivy.Document], name: str) -> dict[str, int]:
    return dict(Counter(value for document in documents for value in document[name] if value))


def _write(writer: tantivy.IndexWriter, rows: Iterable[IndexedRow], cursor: Cursor) -> None:
    for row in rows:
        writer.delete_documents_by_term("key", row.key)
        writer.add_document(_document(row))
    writer.delete_documents_by_term("key", _CURSOR)
    mark = tantivy.Document()
    mark.add_text("key", _CURSOR)
    mark.add_text("leaf", cursor.leaf)
    mark.add_integer("position", cursor.position)
    writer.add_document(mark)
    writer.commit()


def _document(row: IndexedRow) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in row.keywords().items():
        document.add_text(name, value)
    for name, values in (("cites", row.cites), ("codes", row.codes())):
        _add_all(document, name, values)
    for name, number in row.numbers().items():
        document.add_integer(name, number)
    for name, terms in row.terms().items():
        document.add_text(name, terms)
    return document


def _add_all(document: tantivy.Document, name: str, values: Sequence[str]) -> None:
    for value in values:
        document.add_text(name, value)
