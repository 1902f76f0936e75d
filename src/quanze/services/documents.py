"""The document that a list of standards is (裁量文件): the record that its standards name as their parent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from quanze.domain.text import folded
from quanze.exchange.readings import FileReading
from quanze.law.amounts.numerals import number
from quanze.services.listed import Body

_TITLE = re.compile(r"裁量|清单|基准|不予|首违|免罚|目录|标准")
_ACT = re.compile(r"^[（(]?[一二三四五六七八九十\d]*[)）]?[、.．]?\s*《")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[［](?:19|20)\d\d[〕\]］]\s*第?\d{1,4}号")
_DAY = r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
_FROM = re.compile(rf"{_DAY}起(?:正式)?(?:施行|实施|执行|生效)")
_UNTIL = re.compile(rf"有效期(?:限)?(?:为|:)?(?:截止|延长)?至{_DAY}")
_YEARS = re.compile(r"有效期(?:限)?(?:为|:)?(?P<years>[一二三四五六七八九十\d]{1,2})年")
_DEFINITION = re.compile(
    r"[“\"「](?P<term>[^“”\"「」]{1,30})[”\"」]\s*[,，]?"
    r"(?P<verb>是指|系指|指|应?按照|包括|应结合)(?P<said>(?:(?![；;]\s*[“\"「])[^。]){2,400})"
)
_ENDS = re.compile(r"\.(?:xlsx?|csv|html?|et)$", re.IGNORECASE)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of the document; ``None`` where the files say it."""

    title: str | None = None
    document_number: str | None = None
    issued_on: date | None = None


NOTHING_STATED = Stated()


@dataclass(frozen=True, slots=True)
class Head:
    """A document: its title, and what its record says of it."""

    title: str
    document: Body
    definitions: list[Body]
    organ: str = ""

    def fields(self, effective_from: date) -> Body:
        """The fields of a new record."""
        begun = {"from": effective_from.isoformat(), "issuing_organs": [self.organ], **self.document}
        return {"document": begun, "definitions": self.definitions}

    def amended(self, old: Body) -> Body:
        """What changes in a record that there is: what the files say now, over what it said."""
        document = {**(old["document"] or {}), **self.document}
        return {"document": document, **({"definitions": self.definitions} if self.definitions else {})}


def document_of(file: FileReading, stated: Stated) -> Head:
    """The document that a file is."""
    lines = list(_lines(file))
    title = stated.title or next(filter(_is_title, lines), None) or _ENDS.sub("", file.name)
    texts = [*lines, *(remark for sheet in file.sheets for remark in sheet.remarks)]
    days = _days(texts)
    document: Body = {
        "title": title,
        "document_number": stated.document_number or _number(texts),
        "issued_on": stated.issued_on.isoformat() if stated.issued_on else None,
        **days,
    }
    known = {name: value for name, value in document.items() if value is not None}
    return Head(title, known, _definitions(texts))


def _lines(file: FileReading) -> Iterator[str]:
    return (line for sheet in file.sheets for line in (sheet.title or "").splitlines())


def _is_title(line: str) -> bool:
    """Whether a line above a table names the document, not the act that the table is about."""
    return _TITLE.search(line) is not None and _ACT.match(line) is None and len(line) <= _LONGEST


def _number(texts: Iterable[str]) -> str | None:
    return next((found[0] for text in texts if (found := _NUMBER.search(text))), None)


def _days(texts: Iterable[str]) -> Body:
    """From which day to which the document applies, where it says so."""
    text = folded("\n".join(texts))
    start = _day(_FROM.search(text))
    until, years = _day(_UNTIL.search(text)), _YEARS.search(text)
    end = until + timedelta(days=1) if until else None
    if start and end is None and years and (count := number(years["years"])):
        end = _later(start, int(count))
    return {name: day.isoformat() for name, day in (("from", start), ("to", end)) if day}


def _day(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def _definitions(texts: Iterable[str]) -> list[Body]:
    """What the remarks say that words mean, each word once."""
    found = (match for text in texts for match in _DEFINITION.finditer(text))
    meanings: dict[str, str] = {}
    for match in found:
        verb = "" if match["verb"].endswith("指") else match["verb"]
        meanings.setdefault(match["term"], verb + match["said"].strip())
    return [{"term": term, "meaning": meaning} for term, meaning in meanings.items()]
