"""Reads the closed values that short cells state: category, levels, codes, joint bodies, disclosure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from quanze.domain.vocabulary import CATEGORY_LABELS, Category, CoercionKind, Disclosure, Level
from quanze.exchange.cells import clean_line, clean_text, fold, is_blank
from quanze.exchange.synonyms import value_synonyms

_BRACKETS = re.compile(r"[()\[\]【】〔〕《》]")
_NUMBERING = re.compile(r"^(?:\d{1,2}|\(?[一二三四五六七八九十]+\)?)[、.:)]?(?=[^\d])")
_COUNT = re.compile(r"\(?(?:共计|合计|共)?\d+[项条个]\)?$")
_CODE_SCHEMES = (
    ("basic_12", re.compile(r"\d{12}")),
    ("implementation_31", re.compile(r"[0-9A-Z]{18}\d{13}")),
    ("handling_33", re.compile(r"[0-9A-Z]{18}\d{15}")),
)
_DAMAGED_CODE = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_BODY_BREAK = re.compile(r"[、，,；;\n]+(?![^（(]*[)）])")
_LEVEL_BREAK = r"[、，,/;；及和与\n \t]"
_AFTER_LEVEL = r"(?:[两二三四]级)?(?:[。；;，,：:.\n]|(?=负责)|$)"


@dataclass(frozen=True, slots=True)
class CategoryReading:
    """What a category cell says; `not_a_power` marks services and internal matters, `older` a kind since folded in."""

    category: Category | None = None
    coercion_kind: CoercionKind | None = None
    not_a_power: bool = False
    older: bool = False


def read_category(text: str) -> CategoryReading:
    """The category that a cell names, in any of the usual ways of writing it."""
    for key in _category_keys(text):
        reading = _category_table().get(key)
        if reading is not None:
            return reading
    return CategoryReading()


def _category_keys(text: str) -> list[str]:
    """The cell whole; without number and count; then what stands before or inside its brackets."""
    folded = fold(clean_line(text))
    bare = _COUNT.sub("", _NUMBERING.sub("", folded))
    before = re.split(r"[(\[【]", bare)[0]
    return [_BRACKETS.sub("", key) for key in (folded, bare, before)]


@cache
def _category_table() -> dict[str, CategoryReading]:
    words = value_synonyms()
    table = {label: CategoryReading(not_a_power=True) for label in words["not_powers"]["labels"]}
    for name, labels in words["older_categories"].items():
        table.update({label: CategoryReading(Category(name), older=True) for label in labels})
    for name, labels in words["categories"].items():
        table.update({label: CategoryReading(Category(name), _coercion_kind(label)) for label in labels})
    return table


def _coercion_kind(label: str) -> CoercionKind | None:
    measure, execution = "强制措施" in label, "执行" in label
    if measure == execution:
        return None
    return CoercionKind.MEASURE if measure else CoercionKind.EXECUTION


def categories_named(text: str) -> list[Category]:
    """The categories whose full label stands in a sheet's name, title or heading, in statutory order."""
    folded = fold(text)
    found = [category for category, label in CATEGORY_LABELS.items() if label in folded]
    others = ("其他行政职权", "其他权力", "其他职权", "其它行政权力", "其它权力", "其它职权", "其他类", "其它类")
    if Category.OTHER not in found and any(other in folded for other in others):
        found.append(Category.OTHER)
    return found


def read_codes(text: str) -> list[dict[str, str]]:
    """The codes in a cell, each with the scheme that its form shows."""
    parts = [fold(part) for part in re.split(r"[\s、，,；;]+", clean_text(text))]
    return [{"scheme": _scheme(part), "value": part} for part in parts if part and not is_blank(part)]


def _scheme(code: str) -> str:
    return next((name for name, pattern in _CODE_SCHEMES if pattern.fullmatch(code)), "local")


def is_damaged_code(text: str) -> bool:
    """Whether the spreadsheet turned a long code into a rounded number (1.24415E+30)."""
    return _DAMAGED_CODE.fullmatch(fold(text)) is not None


def read_bodies(text: str) -> list[str]:
    """The organs of a list cell; a 、 inside brackets belongs to a name."""
    names = [clean_line(part) for part in _BODY_BREAK.split(clean_text(text))]
    return [name for name in names if not is_blank(name)]


def read_disclosure(text: str) -> Disclosure | None:
    """Whether 是否公示 says yes or no; None where it says neither."""
    folded = fold(text)
    words = value_synonyms()["disclosure"]
    return next((Disclosure(name) for name, labels in words.items() if folded in labels), None)


def read_levels(text: str) -> tuple[list[Level], str]:
    """The levels that a cell begins with (or labels its parts with), and the text that is not one of them.

    「地州市级。负责…」 gives the level and the rest; 「省级：…；市级：…」 gives both levels and keeps the whole text.
    """
    cleaned = clean_text(text)
    if not cleaned:
        return [], ""
    labelled = _labelled_levels(cleaned)
    if len(labelled) > 1:
        return labelled, cleaned
    line = clean_line(cleaned)
    if re.fullmatch(r"[1-6](?:[,，、/;；][1-6])*", line):
        return _unique([Level(value_synonyms()["level_numbers"][n]) for n in re.findall(r"\d", line)]), ""
    return _leading_levels(cleaned)


def _labelled_levels(text: str) -> list[Level]:
    pattern = rf"(?:^|[；;。\n])\s*(?:\d[.、])?({_level_words()})\s*[:：](?=.)"
    return _unique([_level_table()[fold(match[1])] for match in re.finditer(pattern, text)])


def _leading_levels(text: str) -> tuple[list[Level], str]:
    """The level words at the start (read as one line: breaks in them are soft) and the paragraphs after them."""
    line, words = clean_line(text), _level_words()
    match = re.match(rf"((?:{words})(?:{_LEVEL_BREAK}*(?:{words}))*){_AFTER_LEVEL}", line)
    if match is None or (match.end() < len(line) and not match[1].endswith("级")):
        return [], text
    found = _unique([_level_table()[fold(word)] for word in re.findall(words, match[1])])
    return found, _after(text, len("".join(match[0].split())))


def _after(text: str, count: int) -> str:
    """What follows the first `count` characters that are not white space."""
    seen = 0
    for position, character in enumerate(text):
        if seen == count:
            return clean_text(text[position:])
        seen += not character.isspace()
    return ""


@cache
def _level_table() -> dict[str, Level]:
    return {fold(word): Level(name) for name, words in value_synonyms()["levels"].items() for word in words}


@cache
def _level_words() -> str:
    """All level words as one pattern, longest first, in both widths of brackets."""
    words = sorted(_level_table(), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\(", "[(（]").replace(r"\)", "[)）]") for word in words)


def _unique(levels: list[Level]) -> list[Level]:
    return sorted(set(levels), key=list(Level).index)
