"""Cleans the text of single cells: what a clerk sees stays, what the spreadsheet added goes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from quanze.exchange.synonyms import value_synonyms

_ESCAPED_RETURN = re.compile(r"_x000[dDaA]_\n?")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = " \t\u00a0\u3000"
_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026"
_INNER_SPACE = re.compile(rf"(?<=[{_WIDE}])[{_SPACES}]+(?=[{_WIDE}])")
_ORGAN_END = re.compile(r"[\u4e00-\u9fff]{2,}[科处室局办队院站所会部厅股心委司]([（(][^（()）]*[)）])?[、，,；;]?$")
_LONGEST_BLANK = 40
_HAN_NUMBER = "一二三四五六七八九十百"
_LEADING_NUMBER = re.compile(
    rf"^\s*(?:[（(]\s*(?:\d{{1,3}}|[{_HAN_NUMBER}]+)\s*[)）][、.．]?"
    r"|\d{1,3}\s*(?:[.．](?!\d)|[、)）](?!\d)|[,，](?!\d))"
    rf"|[{_HAN_NUMBER}]+\s*(?:[、，,](?![{_HAN_NUMBER}])|[.．])"
    r"|[\u2460-\u249b\u3220-\u3229\u2776-\u277f])\s*"
)


def clean_text(raw: str) -> str:
    """Long text: paragraphs stay as they are printed; escapes, invisible characters and trailing spaces go."""
    text = _ESCAPED_RETURN.sub("\n", raw).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return "\n".join([line.rstrip(_SPACES) for line in text.split("\n")]).strip(_SPACES + "\n")


def clean_line(raw: str) -> str:
    """A short cell as one line: a break inside a word was the column's width, not the author's."""
    lines = [line.strip(_SPACES) for line in clean_text(raw).split("\n")]
    joined = "".join(_with_joints([line for line in lines if line]))
    return _INNER_SPACE.sub("", joined).strip(_SPACES)


def _with_joints(lines: list[str]) -> list[str]:
    """Keeps a space where a break parted two Latin words, and nothing where it parted Chinese text."""
    parts = lines[:1]
    for before, after in pairwise(lines):
        latin = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()
        parts.append(f" {after}" if latin else after)
    return parts


def clean_organs(raw: str) -> str:
    """A cell of organs: lines that each end like an organ's name are a list (joined by 、), others one broken name."""
    lines = [clean_line(line) for line in clean_text(raw).split("\n") if line.strip(_SPACES)]
    if len(lines) > 1 and all(_ORGAN_END.search(line) for line in lines):
        return "、".join(line.rstrip("、，,；;") for line in lines)
    return clean_line(raw)


def one_line(raw: str) -> str:
    """A header or sheet name, printed on one line."""
    return clean_line(raw)


def is_blank(text: str) -> bool:
    """Whether a cleaned cell says nothing: empty, or one of the marks that clerks write for nothing (无, /, —)."""
    return not text or text.strip(_SPACES + "\n") in _blank_marks()


def is_blank_raw(raw: str) -> bool:
    """Whether an uncleaned cell says nothing."""
    return not raw or (len(raw) <= _LONGEST_BLANK and is_blank(clean_line(raw))) or not raw.strip()


def without_number(text: str) -> str:
    """A sub-item's name without the number before it (1. 1、 （一） ①), unless nothing else is there."""
    return _LEADING_NUMBER.sub("", text, count=1).strip() or text


def fold(text: str) -> str:
    """A text reduced for comparison: full width to half, no white space at all."""
    return "".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text.replace("_x000D_", ""))).split())


@cache
def _blank_marks() -> frozenset[str]:
    return frozenset(str(mark) for mark in value_synonyms()["blank_marks"])
