"""Which power a standard grades, and which approval a service is for: proposed from bases and names, never written.

A proposal is for a person to confirm. Bases meet in the articles that they cite, names after the words that every
penalty has are taken away (对……行为的处罚).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson
from rapidfuzz import fuzz
from sqlalchemy import Connection

from quanze.domain.text import folded
from quanze.domain.vocabulary import LIVING, Category, Kind
from quanze.law.amounts.numerals import number
from quanze.law.citations import citations, short_title
from quanze.services.listed import Body
from quanze.services.moments import Moment
from quanze.storage import readers

MOST = 3
"""So many proposals at most for one record, or for each approval of a service."""

ARTICLE, LAW, NAME = "article", "law", "name"
_WEIGHTS = {ARTICLE: 0.5, LAW: 0.2, NAME: 0.0}
"""What a common article, or only a common law, adds to half the likeness of the names."""

_ENOUGH = {ARTICLE: 0.4, LAW: 0.8, NAME: 0.8}
"""How alike names must be, by what else is common."""

_APPROVING = frozenset({Category.LICENSE, Category.CONFIRMATION, Category.OTHER})
_COMMON_WORDS = re.compile(
    r"^对|(?:等)?(?:违法)?行为(?=的?(?:行政)?处罚)|的?(?:行政)?处罚$|的$|(?:的)?行为的?$|[（(][^（）()]*[)）]$"
)
_APPROVAL_WORDS = re.compile(r"(?:行政)?(?:许可|审批|核发|核准|审查|审核|批准|备案|登记)(?:证)?$|[（(][^（）()]*[)）]$")
_SIGNS = re.compile(r"[\W_]+")
_FURTHER = re.compile(r"之([一二三四五六七八九])$")

Article = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Link:
    """A power that a record may belong to: ``how`` is article, law or name, ``alike`` compares the names alone.

    Both ``alike`` and ``score`` go from 0 to 1.
    """

    record: str
    power: str
    name: str
    department: str
    score: float
    how: str
    alike: float


@dataclass(frozen=True, slots=True)
class _Power:
    """A power as linking sees it."""

    id: str
    name: str
    words: str
    department: str
    category: str
    articles: frozenset[Article]


def propose_links(connection: Connection, moment: Moment, bodies: Mapping[str, Body]) -> list[Link]:
    """For each standard and service (its body by its id) the likeliest powers of the day's list, best first.

    Those of its own department come before others, and what it names already is not proposed again.
    """
    powers = _powers(connection, moment)
    return [link for record, body in bodies.items() for link in _links(record, body, powers)]


def _powers(connection: Connection, moment: Moment) -> list[_Power]:
    rows = readers.bodies_on(connection, moment.at, Kind.POWER)
    bodies = ((row.record, orjson.loads(row.body)) for row in rows if row.body and row.status in LIVING)
    return [
        _Power(
            record, body["name"], _words(body["name"], body["category"]), body["department_id"], body["category"],
            frozenset(_articles(body.get("legal_basis") or "")),
        )
        for record, body in bodies
        if not body["grouping"]
    ]  # fmt: skip


def _links(record: str, body: Body, powers: Iterable[_Power]) -> Iterator[Link]:
    if body.get("grouping"):
        return
    known = set(body.get("power_ids") or ())
    wanted = _wanted(body)
    articles = frozenset(_articles(body.get("legal_basis") or ""))
    for name in dict.fromkeys(body.get("approvals") or [body["name"]]):
        fitting = [power for power in powers if power.category in wanted]
        own = [power for power in fitting if power.department == body.get("department_id")]
        found = [_link(record, name, articles, power) for power in own or fitting]
        found = [link for link in found if link.alike >= _ENOUGH[link.how]] or _only_one(found if own else [])
        found.sort(key=lambda link: (-link.score, link.power))
        yield from (link for link in found[:MOST] if link.power not in known)
        known |= {link.power for link in found[:MOST]}


def _wanted(body: Body) -> frozenset[str]:
    """The categories of the powers that a record may belong to."""
    return frozenset({body["category"]}) if "category" in body else frozenset(_APPROVING)


def _only_one(found: Iterable[Link]) -> list[Link]:
    """The one power of the own department that cites the article, whatever it is called."""
    citing = [link for link in found if link.how == ARTICLE]
    return citing if len(citing) == 1 else []


def _link(record: str, name: str, articles: frozenset[Article], power: _Power) -> Link:
    alike = _alike(_words(name, power.category), power.words)
    how = _common(articles, power.articles)
    score = round(_WEIGHTS[how] + alike / 2, 3)
    return Link(record, power.id, power.name, power.department, score, how, round(alike, 3))


def _common(one: frozenset[Article], other: frozenset[Article]) -> str:
    if any(article for _, article in one & other):
        return ARTICLE
    return LAW if {law for law, _ in one} & {law for law, _ in other} else NAME


def _alike(one: str, other: str) -> float:
    """How alike two names are; a short one that stands in a long one whole counts nearly as much as the same."""
    shorter = min(len(one), len(other))
    inside = fuzz.partial_ratio(one, other) * (0.9 if shorter >= _TELLING else 0.5)
    return max(fuzz.ratio(one, other), inside) / 100


_TELLING = 6
"""A name of fewer signs stands in too many others."""


def _words(name: str, category: str) -> str:
    """A name without what all names of its category have."""
    pattern = _COMMON_WORDS if category == Category.PENALTY else _APPROVAL_WORDS
    text = folded(name)
    for _ in range(3):
        text = pattern.sub("", text)
    return _SIGNS.sub("", text)


def _articles(basis: str) -> Iterator[Article]:
    """The laws that a basis cites with their articles, numbers in figures."""
    for one in citations(basis):
        yield short_title(one.law), _numbered(one.article) if one.article else None


def _numbered(article: str) -> str:
    further = _FURTHER.search(article)
    value = number(_FURTHER.sub("", article))
    return (str(value) if value is not None else article) + (further[0] if further else "")
