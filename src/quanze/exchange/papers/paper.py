"""A paper as it is said: its title, its parts in order, and who signs it; no form of file is thought of here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

Cell = str | int


class Form(StrEnum):
    """The files in which a paper can be had."""

    DOCUMENT = "docx"
    WORKBOOK = "xlsx"
    PAGE = "html"


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading; ``level`` 1 is 一、 and 2 is （一）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; ``indented`` as usual, or beginning at the margin like an addressee."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are shares of the paper's width. ``sums`` are the numbers of the rows that sum others up."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    caption: str = ""
    sums: frozenset[int] = frozenset()


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, on which day; a paper that is not dated yet leaves the day to the pen."""

    organs: tuple[str, ...]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signature on pages of its own (附件)."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. ``notices`` stand on every page: what nobody may overlook who holds one of them."""

    title: str
    blocks: tuple[Block, ...]
    number: str | None = None
    addressee: str | None = None
    signature: Signature | None = None
    remarks: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    notices: tuple[str, ...] = ()
    landscape: bool = False

    def noting(self, *notices: str | None) -> Paper:
        """The same paper with more that nobody may overlook."""
        return replace(self, notices=(*self.notices, *filter(None, notices)))

    @property
    def tables(self) -> list[Table]:
        """Its tables, those of the annexes too; a table without a caption has the title of where it stands."""
        parts = [(self.title, self.blocks), *((annex.title, annex.blocks) for annex in self.annexes)]
        return [
            block if block.caption else replace(block, caption=title)
            for title, blocks in parts
            for block in blocks
            if isinstance(block, Table)
        ]


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A text without the characters that no file of XML can hold."""
    return _UNWRITABLE.sub("", text)


def day_words(day: date | None) -> str:
    """A day as papers write it; a missing one leaves room."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　月　日"


_DIGITS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below 100 as headings count: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    left = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return left + (_DIGITS[ones] if ones or not tens else "")
