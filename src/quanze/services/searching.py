"""What people ask in words: the index finds, the database tells, and an empty answer says why."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection
from whoosh import query as q

from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import LIVING, Kind, Status
from quanze.search.documents import cited
from quanze.search.protocol import Found, Request, SearchIndex
from quanze.search.queries import OrganFinder, ReadQuery, read_query
from quanze.search.synonyms import synonyms
from quanze.services.cursors import cursors_of
from quanze.services.indexing import Standing
from quanze.services.listing import Wanted, check, departments_meant, facet_values, page_among, selected
from quanze.services.moments import Moment
from quanze.services.organs import names_on, organs_called
from quanze.services.shapes import summary
from quanze.storage import following, links, readers
from quanze.storage.found import children_of, found_rows

RELEVANCE = "relevance"
MOST_RANKED = 1_000
MOST_SORTED = 10_000
"""Hits that are put in another order than the index's; who finds more must narrow the question."""

NEAR = 3
SNIPPET = 60
_ORGAN_WORD = re.compile(r".+(?:局|委|办|部|厅|院|办公室|委员会|政府|中心|队)")
_SHORTEST_ORGAN = 3
_HIGHLIGHTED = ("name", "legal_basis", "duties")


@dataclass(frozen=True, slots=True)
class Question:
    """A search: the words, and the law or article that the basis must cite."""

    text: str
    law: str | None = None
    article: str | None = None


def search_records(
    connection: Connection,
    standing: Standing,
    moment: Moment,
    wanted: Wanted,
    question: Question,
    base_url: str,
    cursor: str | None = None,
) -> dict[str, Any]:
    """One page of what matches, best first, with exact total and facets, as of where the index stands."""
    check(replace(wanted, sort="list") if wanted.sort == RELEVANCE else wanted)
    cursors = cursors_of(connection)
    identity = {**wanted.identity(), "q": question.text, "law": question.law, "article": question.article}
    moment, after = cursors.resume(moment, identity, cursor)
    read = read_query(question.text, _organ_finder(connection, moment))
    index_entry = following.entry_at(connection, moment.place.log, standing.position)
    departments = departments_meant(connection, moment, wanted.department)
    wanted = replace(wanted, department=departments)
    tree = _among(connection, moment, wanted, _tree(read, question))
    request = _request(moment, wanted, tree, index_entry, int(after[0]) if after and wanted.sort == RELEVANCE else 0)
    found = standing.index.find(request)
    shown = replace(moment, entry=request.entry)  # what was found is told as it was when it was indexed
    records, further = _page(connection, shown, wanted, request, found, after)
    items = _items(connection, shown, wanted, read, records, base_url)
    answer = {
        "meta": moment.meta(readers.coverage_from(connection, moment.at, departments), index_entry),
        "total": found.total,
        "total_relation": "eq",
        "items": items,
        "facets": facet_values(connection, moment, found.facets),
        "next": cursors.following(moment, identity, further) if further else None,
    }
    if found.total:
        return answer
    return {**answer, "explanation": _explanation(connection, standing.index, moment, request, base_url)}


def _page(
    connection: Connection, moment: Moment, wanted: Wanted, request: Request, found: Found, after: Sequence[Any] | None
) -> tuple[Sequence[str], list[Any] | None]:
    """The records of a page, and from where the next one goes on: by rank, or by the key of another order."""
    if wanted.sort == RELEVANCE:
        further = request.offset + wanted.limit
        return found.records, [further] if further < min(found.total, MOST_RANKED) else None
    if found.total > MOST_SORTED:
        raise InvalidInput(
            f"相符的有 {found.total} 项，超过 {MOST_SORTED} 项时不能另行排序：请增加条件，或去掉 sort。",
            code="too_many_to_sort",
            parameter="sort",
        )
    return page_among(connection, moment, wanted, found.records, after)


def count_matches(
    connection: Connection, standing: Standing, moment: Moment, kinds: Iterable[Kind], question: Question
) -> dict[str, int]:
    """How many records of some kinds match on the day, whatever else a list is narrowed to."""
    index_entry = following.entry_at(connection, moment.place.log, standing.position)
    tree = _tree(read_query(question.text, _organ_finder(connection, moment)), question)
    wanted = (Wanted(kind=kind, limit=1, sort=RELEVANCE) for kind in kinds)
    return {one.kind: standing.index.find(_request(moment, one, tree, index_entry, 0)).total for one in wanted}


def _among(connection: Connection, moment: Moment, wanted: Wanted, tree: q.Query) -> q.Query:
    """The question narrowed to the sub-items of an item, and to what names a power."""
    if wanted.parent is not None:
        children = children_of(connection, moment.at, wanted.parent) or [wanted.parent]
        tree = q.And([tree, _one_of(children)])
    if wanted.power is not None:
        naming = links.naming(connection, moment.at, wanted.kind, [wanted.power])
        tree = q.And([tree, _one_of([row.record for row in naming] or [wanted.power])])
    return tree


def _one_of(records: Iterable[str]) -> q.Query:
    return q.ConstantScoreQuery(q.Or([q.Term("record", record) for record in records]), 0.0)


def _request(moment: Moment, wanted: Wanted, tree: q.Query, index_entry: int, offset: int) -> Request:
    return Request(
        tree=tree,
        log=moment.place.log,
        day=moment.valid_at,
        entry=min(moment.entry, index_entry),
        kind=wanted.kind,
        statuses=wanted.status or (Status.ACTIVE,),
        categories=wanted.category,
        departments=wanted.department,
        facets=wanted.facet,
        limit=wanted.limit if wanted.sort == RELEVANCE else MOST_SORTED,
        offset=offset,
    )


def _tree(read: ReadQuery, question: Question) -> q.Query:
    """The question's tree, narrowed to what cites a law or an article of it."""
    if question.law is None:
        if question.article is not None:
            raise InvalidInput("article 须与 law 一起使用。", code="article_without_law", parameter="article")
        return read.tree
    title = re.sub(r"[《》\s]", "", question.law).removeprefix("中华人民共和国")
    article = re.sub(r"^第|条$", "", question.article.strip()) if question.article else None
    return q.And([read.tree, q.ConstantScoreQuery(q.Term("cites", cited(title, article)), 0.0)])


def _organ_finder(connection: Connection, moment: Moment) -> OrganFinder:
    """Finds the departments that a word names; only what looks like an organ is looked up."""

    def find(word: str) -> Sequence[str]:
        looks_like_one = len(word) >= _SHORTEST_ORGAN and _ORGAN_WORD.fullmatch(word)
        return organs_called(connection, moment, word) if looks_like_one else ()

    return find


def _items(
    connection: Connection, moment: Moment, wanted: Wanted, read: ReadQuery, records: Sequence[str], base_url: str
) -> list[dict[str, Any]]:
    """The found records as the list states them, in the index's order, with what to highlight."""
    highlighted = not wanted.fields
    rows = found_rows(connection, moment.at, records, texts=highlighted)
    parents = readers.names(connection, moment.at, [row.parent for row in rows.values()])
    names = {**names_on(connection, moment), **parents}
    items = [summary(rows[record], names, wanted.kind, base_url) for record in records if record in rows]
    if highlighted:
        pattern = _pattern(read.words)
        for item in items:
            item["highlights"] = _highlights(orjson.loads(rows[item["id"]].body or "{}"), pattern)
    return selected(connection, items, wanted)


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the words or their synonyms, whatever spaces stand between their characters."""
    wanted = {other for word in words for other in (word, *synonyms().get(word, ())) if len(other) > 1}
    spaced = (r"\s*".join(map(re.escape, word)) for word in sorted(wanted, key=len, reverse=True))
    return re.compile("|".join(spaced), re.IGNORECASE) if wanted else None


def _highlights(body: dict[str, Any], pattern: re.Pattern[str] | None) -> dict[str, str]:
    """Snippets of the fields in which a word stands: escaped text with <mark>."""
    found = {}
    for name in _HIGHLIGHTED:
        text = body.get(name) or ""
        if pattern and pattern.search(text):
            found[name] = _marked(text, pattern) if name == "name" else _snippet(text, pattern)
    return found


def _snippet(text: str, pattern: re.Pattern[str]) -> str:
    """The words around the first hit."""
    hit = pattern.search(text)
    start = max(0, hit.start() - SNIPPET // 3) if hit else 0
    piece = text[start : start + 2 * SNIPPET]
    return ("…" if start else "") + _marked(piece, pattern) + ("…" if start + len(piece) < len(text) else "")


def _marked(text: str, pattern: re.Pattern[str]) -> str:
    parts, last = [], 0
    for hit in pattern.finditer(text):
        parts += [html.escape(text[last : hit.start()]), "<mark>", html.escape(hit[0]), "</mark>"]
        last = hit.end()
    return "".join([*parts, html.escape(text[last:])]).replace("</mark><mark>", "")


def _explanation(
    connection: Connection, index: SearchIndex, moment: Moment, request: Request, base_url: str
) -> dict[str, Any]:
    """Why nothing was found, and what is near: the same question on any other day, or beyond the chosen filters."""
    statuses = tuple(status.value for status in Status)
    for reason, other in (
        ("other_days", replace(request, day=None, statuses=statuses, limit=NEAR, offset=0, facets=())),
        ("other_filters", replace(request, categories=(), departments=(), limit=NEAR, offset=0, facets=())),
    ):
        found: Found = index.find(other)
        if found.records:
            return {"reason": reason, "see": _near(connection, moment, request.kind, found.records, base_url)}
    return {"reason": "nothing_matched", "see": []}


def _near(
    connection: Connection, moment: Moment, kind: str, records: Sequence[str], base_url: str
) -> list[dict[str, Any]]:
    near = []
    for record in dict.fromkeys(records):
        rows = readers.record_rows(connection, moment.at, record, kind)
        if rows:
            row = next((row for row in reversed(rows) if row.status in LIVING), rows[-1])
            names = readers.names(connection, moment.at, [row.department, row.parent])
            near.append(summary(row, names, Kind(kind), base_url))
    return near
