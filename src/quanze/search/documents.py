"""What the index holds of a projection row: its texts as terms, its filters, and all four bounds of the two clocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from quanze.search import pinyin
from quanze.search.analysis import pairs, words
from quanze.search.fields import PAIRS, TEXT_FIELDS, WORDS
from quanze.search.normal import article_number, normal


@dataclass(frozen=True, slots=True)
class IndexedRow:
    """A projection row with the text that it states; ``cites`` as :func:`cited` writes citations."""

    record: str
    log: int
    kind: str
    department: str
    category: str
    status: str
    valid_from: date
    valid_to: date
    entry_from: int
    entry_to: int
    body: Mapping[str, Any] = field(repr=False)
    cites: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes the row one row: putting it again replaces it."""
        return f"{self.record}:{self.valid_from.toordinal()}:{self.entry_from}"

    def keywords(self) -> dict[str, str]:
        """The values that are matched whole."""
        names = ("key", "record", "kind", "department", "category", "status")
        return {name: getattr(self, name) for name in names}

    def numbers(self) -> dict[str, int]:
        """The bounds, days as ordinals."""
        return {
            "log": self.log,
            "valid_from": self.valid_from.toordinal(),
            "valid_to": self.valid_to.toordinal(),
            "entry_from": self.entry_from,
            "entry_to": self.entry_to,
        }

    def terms(self) -> dict[str, str]:
        """The terms of every analysed field, in order, a space between two."""
        found: dict[str, str] = {}
        for text_field in TEXT_FIELDS:
            text = "\n".join(str(self.body[n]) for n in text_field.body_fields if self.body.get(n))
            found[text_field.name + WORDS], found[text_field.name + PAIRS] = _analysed(text)
        found["pinyin"], found["initials"] = _spelt(str(self.body.get("name", "")))
        return found

    def codes(self) -> list[str]:
        """The codes, as they are looked up."""
        return [plain for code in self.body.get("codes") or () if (plain := plain_code(code["value"]))]


@lru_cache(maxsize=256)
def _analysed(text: str) -> tuple[str, str]:
    """The words and the pairs of a text. Most return at once: in what remains of a row, in the next version."""
    text = normal(text)
    return " ".join(words(text)), " ".join(pairs(text))


@lru_cache(maxsize=256)
def _spelt(name: str) -> tuple[str, str]:
    name = normal(name)
    return " ".join(pinyin.syllables(name)), " ".join(pinyin.initials(name))


def plain_code(text: str) -> str:
    """A code's letters and digits alone, small: 6500-01 and 650001 are one."""
    return re.sub(r"[^a-z0-9]", "", normal(text))


def cited(law: str, article: str | None = None) -> str:
    """A citation as a keyword: ``会计法``, or ``会计法|四十二`` for an article."""
    return normal(law) + (f"|{article_number(article)}" if article else "")
