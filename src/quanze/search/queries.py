"""What people type becomes one query tree for every engine.

Whoosh's parser reads the language (words, "phrases", -exclusion, 名称:field), Whoosh's query classes are the tree; an
engine either runs it or translates it. No text is ever an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from whoosh import query as q
from whoosh.qparser import QueryParser, plugins, syntax

from quanze.domain.vocabulary import CATEGORY_LABELS
from quanze.search import pinyin
from quanze.search.analysis import pairs, phrase, whole_words
from quanze.search.atleast import AtLeast
from quanze.search.documents import cited, plain_code
from quanze.search.fields import ABOUT, FIELD_WORDS, PAIRS, TEXT_FIELDS, WORDS, TextField
from quanze.search.normal import normal
from quanze.search.synonyms import empty_words, synonyms

SYNONYM = 0.7
LOOSE = 0.3
CITED = 60.0
ENOUGH = 0.34
"""The share of a question's words that a power must meet."""

_CITED = re.compile(
    r"《?([\u3400-\u9fff]{2,40}(?:法|条例|规定|办法|细则|决定|规则))》?\s*第([一二三四五六七八九十百千零]+)条"
)
_SPACED_OUT = re.compile(r"^(?:\S\s+)+\S$")
_CATEGORIES = {label: category.value for category, label in CATEGORY_LABELS.items()}

_HAN = re.compile(r"[\u3400-\u9fff]")
MOST_CHARACTERS = 300
"""What is read of a question: more than the longest name of a power."""

OrganFinder = Callable[[str], Sequence[str]]
"""Finds the departments that a word names, if any."""


@dataclass(slots=True)
class ReadQuery:
    """A question as it was understood; ``words`` are what highlights and explanations speak of."""

    tree: q.Query
    words: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)


def read_query(text: str, find_organs: OrganFinder) -> ReadQuery:
    """The query tree of a text; an empty one asks for everything."""
    reading = _Reading(find_organs)
    text = text[:MOST_CHARACTERS]
    text = re.sub(r"\s+", "", text) if _SPACED_OUT.match(text.strip()) else text
    reading.take(_parser().process(text), excluded=False)
    return reading.result()


@dataclass(slots=True)
class _Reading:
    """A question while it is read: scopes, free words, and what must or must not be there."""

    find_organs: OrganFinder
    departments: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    wanted: list[q.Query] = field(default_factory=list)
    excluded: list[q.Query] = field(default_factory=list)

    def take(self, node: syntax.SyntaxNode, *, excluded: bool) -> None:
        """Read a node of the parser's tree and everything below it."""
        if isinstance(node, syntax.AndNotGroup):
            wanted, unwanted = node.nodes
            self.take(wanted, excluded=excluded)
            self.take(unwanted, excluded=True)
        elif isinstance(node, syntax.GroupNode):
            for inner in node.nodes:
                self.take(inner, excluded=excluded)
        elif isinstance(node, syntax.TextNode | plugins.PhrasePlugin.PhraseNode):
            self._take_text(node, excluded=excluded)

    def _take_text(self, node: Any, *, excluded: bool) -> None:
        text, field_word = normal(node.text.strip('"“”')), node.fieldname
        if not text:
            return
        if excluded:
            self.excluded += [exact(text, FIELD_WORDS.get(field_word or ""))] if pairs(text) else []
        elif field_word:
            self._take_field(field_word, text)
        elif isinstance(node, plugins.PhrasePlugin.PhraseNode):
            self.words.append(text)
            self.wanted.append(exact(text))
        else:
            self._take_word(text)

    def _take_field(self, field_word: str, text: str) -> None:
        if field_word not in FIELD_WORDS:
            self.free.append(f"{field_word}{text}")
            return
        self.words.append(text)
        self.wanted.append(exact(text, FIELD_WORDS[field_word]))

    def _take_word(self, text: str) -> None:
        """A word that names an organ or a category narrows the list to it; any other is looked for."""
        organs = self.find_organs(text)
        if organs:
            self.departments += organs
        elif text in _CATEGORIES:
            self.categories.append(_CATEGORIES[text])
        else:
            self.free.append(text)

    def result(self) -> ReadQuery:
        """The whole question as one tree."""
        wanted = [*self._free_query(), *self.wanted]
        wanted += [_any_of("department", self.departments)] if self.departments else []
        wanted += [_any_of("category", self.categories)] if self.categories else []
        tree: q.Query = q.And(wanted) if wanted else q.Every()
        tree = q.AndNot(tree, q.Or(self.excluded)) if self.excluded else tree
        return ReadQuery(tree, self.words, self.departments, self.categories)

    def _free_query(self) -> list[q.Query]:
        text = " ".join(self.free)
        if not text:
            return []
        if not pairs(text):
            return [] if self.wanted else [q.NullQuery]
        if not _HAN.search(text):
            return [letters(text)]
        words = _telling_words(text) or dict.fromkeys(whole_words(text))
        self.words += words
        return [free_text(text, [*words])]


def _telling_words(text: str) -> dict[str, None]:
    """The words that name something, each once; sayings that ask part the others before any dictionary does."""
    parts = _asking().split(text)
    return dict.fromkeys(word for part in parts for word in whole_words(part) if word not in empty_words())


@cache
def _asking() -> re.Pattern[str]:
    longest_first = sorted(empty_words(), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first if len(word) > 1))


def free_text(text: str, words: Sequence[str]) -> q.Query:
    """Enough of the words, each by itself or by a synonym; what cites a named article comes first of all.

    Unless all of them stand there, one at least must stand in what the power is about: its basis quotes much else.
    """
    groups = [*([word, *synonyms().get(word, ())] for word in words), *_spoken(text, words)]
    units = [_any_way(group) for group in groups]
    telling = sum(len(word) > 1 for word in words) + len(units) - len(words)
    enough = AtLeast(units, math.ceil(ENOUGH * telling))
    named = [cited(law.removeprefix("中华人民共和国"), number) for law, number in _CITED.findall(text)]
    articles = [q.ConstantScoreQuery(q.Term("cites", one), CITED) for one in named]
    about = q.Or([_in_fields(word, among=ABOUT) for group in groups for word in group])
    meant = q.And([enough, q.ConstantScoreQuery(q.Or([about, AtLeast(units, len(units))]), 0.0)])
    found: q.Query = q.Or([meant, *articles]) if articles else meant
    return q.AndMaybe(found, _loosely(text))


def _spoken(text: str, words: Sequence[str]) -> Iterable[list[str]]:
    """Sayings of several words within the text, each with what lists say for it."""
    for saying, others in synonyms().items():
        if len(saying) > 1 and saying in text and saying not in words:
            yield [saying, *others]


def _any_way(words: Sequence[str]) -> q.Query:
    """A word, or less surely one of its synonyms."""
    first, *others = words
    return q.Or([_in_fields(first), *(_in_fields(other, SYNONYM) for other in others)])


def _in_fields(word: str, weight: float = 1.0, among: Sequence[TextField] = TEXT_FIELDS) -> q.Query:
    """A word wherever it may stand, as a dictionary word and as exactly these characters."""
    found: list[q.Query] = []
    for text_field in among:
        if text_field.words:
            found.append(q.Term(text_field.name + WORDS, word, boost=text_field.words * weight))
        if text_field.pairs and len(word) > 1:
            found.append(_phrase(text_field.name, word, text_field.pairs * weight))
    return q.Or(found)


def exact(text: str, name: str | None = None) -> q.Query:
    """Exactly these characters, in one field or any."""
    fields = [text_field for text_field in TEXT_FIELDS if name in (None, text_field.name)]
    return q.Or([_phrase(text_field.name, text, max(text_field.pairs, LOOSE)) for text_field in fields])


def _phrase(name: str, text: str, boost: float) -> q.Query:
    terms, beginning = phrase(text)
    found: list[q.Query] = [q.Phrase(name + PAIRS, terms, boost=boost)] if len(terms) > 1 else []
    found += [q.Term(name + PAIRS, terms[0], boost=boost)] if len(terms) == 1 else []
    found += [q.Prefix(name + PAIRS, beginning, boost=boost)] if beginning else []
    return q.And(found) if len(found) > 1 else found[0] if found else q.NullQuery


def _loosely(text: str) -> q.Query:
    """Every pair of characters, for what is misspelt or cut apart wrongly: adds to a score, finds nothing by itself."""
    fields = [text_field for text_field in TEXT_FIELDS if text_field.pairs]
    return q.Or(
        [q.Term(f.name + PAIRS, pair, boost=f.pairs * LOOSE) for f in fields for pair in dict.fromkeys(pairs(text))]
    )


def letters(text: str) -> q.Query:
    """Latin letters: a code or word as it stands, else pinyin, whole or by initials."""
    run = plain_code(text)
    found: list[q.Query] = [exact(text), *([q.Term("codes", run)] if run else [])]
    spelt = [syllable for part in text.split() for syllable in pinyin.split(part) or [""]]
    if all(spelt):
        found.append(_row("pinyin", spelt))
    if run.isalpha() and len(run) > 1:
        found.append(_row("initials", [*run]))
        found += [
            q.And([_row("initials", [*run[:cut]]), _row("initials", [*run[cut:]])]) for cut in range(2, len(run) - 1)
        ]
    return q.Or(found)


def _row(name: str, terms: list[str]) -> q.Query:
    return q.Phrase(name, terms) if len(terms) > 1 else q.Term(name, terms[0])


def _any_of(name: str, values: Sequence[str]) -> q.Query:
    return q.Or([q.Term(name, value) for value in values])


@cache
def _parser() -> QueryParser:
    return QueryParser(
        "text",
        None,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.PhrasePlugin(),
            plugins.FieldsPlugin(expr=r"(?P<text>[\w\u3400-\u9fff]+)[:：](?=\S)"),
            plugins.PlusMinusPlugin(plusexpr=r"(?<!\S)\+", minusexpr=r"(?<!\S)-"),
        ],
    )
