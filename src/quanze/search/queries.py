"""What people type becomes one query tree for every engine.

Whoosh's parser reads the language (words, "phrases", -exclusion, 名称:field), Whoosh's query classes are the tree; an
engine either runs it or translates it. No text is ever an error.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
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
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}\Z")
MOST_CHARACTERS = 300
"""What is read of a question: more than the longest name of a power."""

MOST_INITIALS = 24
"""Letters that may be the initials of two words: every cut is tried, so that more cost their square."""

_Leaf = tuple[str, tuple[str, ...], str]
"""A field, terms in a row, and how a last one begins."""

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

    What is found and what it scores are asked apart: an engine counts by the first alone.
    """
    groups = [[word, *synonyms().get(word, ())] for word in words]
    telling = sum(len(word) > 1 for word in words)
    spoken = [*_spoken(text, words)]
    groups, enough = groups + spoken, max(1, math.ceil(ENOUGH * (telling + len(spoken))))
    named = [cited(law.removeprefix("中华人民共和国"), number) for law, number in _CITED.findall(text)]
    articles: list[q.Query] = [q.Term("cites", one) for one in named]
    found: q.Query = q.Or([_meant(groups, enough), *articles]) if articles else _meant(groups, enough)
    scores = [*_scores(text, groups), *(q.ConstantScoreQuery(article, CITED) for article in articles)]
    return q.AndMaybe(q.ConstantScoreQuery(found, 0.0), q.Or(scores))


def _meant(groups: Sequence[Sequence[str]], enough: int) -> q.Query:
    """What has enough of the words, any of a group.

    Unless all of them stand there, one at least must stand in what the power is about: its basis quotes much else.
    """
    units = [_any_of_words(group, TEXT_FIELDS) for group in groups]
    if enough >= len(units):
        return q.And(units)
    about = _any_of_words([word for group in groups for word in group], ABOUT)
    return q.And([AtLeast(units, enough), q.Or([about, q.And(units)])])


def _spoken(text: str, words: Sequence[str]) -> Iterable[list[str]]:
    """Sayings of several words within the text, each with what lists say for it."""
    for saying, others in synonyms().items():
        if len(saying) > 1 and saying in text and saying not in words:
            yield [saying, *others]


def _any_of_words(words: Iterable[str], among: Sequence[TextField]) -> q.Query:
    """Where any of the words stands; one that has another within it finds nothing more."""
    words = dict.fromkeys(words)
    least = [word for word in words if not any(one in word for one in words if one != word and _HAN_WORD.match(one))]
    return q.Or([leaf for word in least for leaf in _stands(word, among)])


def _stands(word: str, among: Sequence[TextField]) -> Iterable[q.Query]:
    """Where a word stands: exactly these characters; as a dictionary word, where characters alone do not tell."""
    for text_field in among:
        exactly = text_field.pairs and len(word) > 1
        if exactly:
            yield _phrase(text_field.name, word, 1.0)
        if text_field.words and not (exactly and _HAN_WORD.match(word)):
            yield q.Term(text_field.name + WORDS, word)


def _scores(text: str, groups: Iterable[Sequence[str]]) -> Iterable[q.Query]:
    """What the words add wherever they stand, and less surely their synonyms; each leaf once, for each is a list read.

    Every pair of characters adds a little, for what is misspelt or cut apart wrongly.
    """
    weights: dict[_Leaf, float] = defaultdict(float)
    for group in groups:
        for number, word in enumerate(group):
            for leaf, weight in _worth(word):
                weights[leaf] += weight * (SYNONYM if number else 1.0)
    for pair in dict.fromkeys(pairs(normal(text))):
        for text_field in TEXT_FIELDS:
            weights[text_field.name + PAIRS, (pair,), ""] += text_field.pairs * LOOSE
    return [_leaf(*leaf, weight) for leaf, weight in weights.items() if weight]


def _worth(word: str) -> Iterable[tuple[_Leaf, float]]:
    """What a word is worth in every field, as a dictionary word and as exactly these characters."""
    for text_field in TEXT_FIELDS:
        yield (text_field.name + WORDS, (word,), ""), text_field.words
        if len(word) > 1:
            yield (text_field.name + PAIRS, *phrase(word)), text_field.pairs


def exact(text: str, name: str | None = None) -> q.Query:
    """Exactly these characters, in one field or any."""
    fields = [text_field for text_field in TEXT_FIELDS if name in (None, text_field.name)]
    return q.Or([_phrase(text_field.name, text, max(text_field.pairs, LOOSE)) for text_field in fields])


def _phrase(name: str, text: str, boost: float) -> q.Query:
    return _leaf(name + PAIRS, *phrase(text), boost)


def _leaf(name: str, terms: Sequence[str], beginning: str, boost: float) -> q.Query:
    found: list[q.Query] = [q.Phrase(name, [*terms], boost=boost)] if len(terms) > 1 else []
    found += [q.Term(name, terms[0], boost=boost)] if len(terms) == 1 else []
    found += [q.Prefix(name, beginning, boost=boost)] if beginning else []
    return q.And(found) if len(found) > 1 else found[0] if found else q.NullQuery


def letters(text: str) -> q.Query:
    """Latin letters: a code or word as it stands, else pinyin, whole or by initials."""
    run = plain_code(text)
    found: list[q.Query] = [exact(text), *([q.Term("codes", run)] if run else [])]
    spelt = [syllable for part in text.split() for syllable in pinyin.split(part) or [""]]
    if all(spelt):
        found.append(_row("pinyin", spelt))
    if run.isalpha() and 1 < len(run) <= MOST_INITIALS:
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
