"""Hold every citation of the seed against the statutes on disk.

    python data/seed/check_citations.py [--all] [SEED [LAWS]]

Reads legal_basis and duty_basis of every change, finds 《…》第N条 and looks the article up in the version of the law
that was in force when the change takes effect. Where the library holds only a later version, the article must exist
there; such citations are counted apart, because their text could not be compared. Where the version is the right one,
the amounts and time limits that our sentence states must stand in the cited articles too.

The statutory brackets of discretion standards are held against the same articles: the words quoted must stand there,
and every amount must be one that the system's own grammar of amounts reads in them, unless the standard says why not
(an exemption ``bracket_unread``). Prints what fails and exits 1; exits 0 with a word where the library is not there.
"""
# ruff: noqa: INP001, T201 - a script beside its data, which prints what it finds

from __future__ import annotations

import re
import sqlite3
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

SEED = Path(__file__).resolve().parent
LAWS = SEED.parents[2] / "shared" / "data" / "laws"
sys.path.append(str(SEED.parents[1] / "src"))

from quanze.domain.amounts import Amount  # noqa: E402
from quanze.law.amounts.grammar import read_brackets  # noqa: E402

NUMERAL = "[〇零一二三四五六七八九十百千]+"
ARTICLE = rf"第{NUMERAL}条(?:之{NUMERAL})?"
CITATION = re.compile(
    rf"《([^《》]+)》(?:（[^（）]*）)?((?:{ARTICLE}(?:第{NUMERAL}款)?(?:第[（(]?{NUMERAL}[）)]?项)?[、和及]?)+)"
)
HEADING = re.compile(rf"^[#*\s]*({ARTICLE})[*\s　]*(.*)$")
FILE_NAME = re.compile(r"(.+)\((\d{4}-\d\d-\d\d)\)")
IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|生效)")
UNIT = "(?:元|倍|个工作日|日内|个月|年以[上下])"
AMOUNT = re.compile(
    rf"(?:[零一二三四五六七八九十百千万亿两]+|\d+(?:\.\d+)?[百千万亿]*){UNIT}|百分之[一二三四五六七八九十点]+|\d+(?:\.\d+)?[%％]"
)
FIELDS = ("legal_basis", "duty_basis", "violated_provisions")
COUNTED_IN = {"measure", "minimum", "maximum", "minimum_inclusive", "maximum_inclusive", "base", "per_unit", "per_day"}
NOT_READ = "bracket_unread"
CIVIL_CODE = "民法典"
AMENDED_IN_FORCE = {
    ("慈善法", "2023-12-29"): date(2024, 9, 5),
    ("会计法", "2024-06-28"): date(2024, 7, 1),
    ("消耗臭氧层物质管理条例", "2023-12-29"): date(2024, 3, 1),
}
"""Days that neither the index nor the text of an amended law names (they stand in the amending decision)."""


@dataclass(frozen=True)
class LawVersion:
    """One dated text of a law, in one file or in several (the Civil Code)."""

    name: str
    in_force: date
    paths: tuple[Path, ...]

    @cached_property
    def articles(self) -> dict[str, str]:
        """Article numbers as printed, with their text."""
        found: dict[str, list[str]] = {}
        lines: list[str] = []
        for path in self.paths:
            for line in path.read_text(encoding="utf-8").splitlines():
                heading = HEADING.match(line)
                if heading:
                    lines = found.setdefault(heading[1], [])
                elif line.startswith("#"):
                    lines = []
                lines.append(heading[2] if heading else line)
        return {number: "".join(text) for number, text in found.items()}


@dataclass(frozen=True)
class Citation:
    """A law and one of its articles, as cited on a day, with the sentence that says what it grants."""

    place: str
    on: date
    law: str
    articles: tuple[str, ...]
    said: str


def library(laws: Path) -> dict[str, list[LawVersion]]:
    """Every law by its short title, its versions from the oldest to the newest."""
    dates = _dates_in_force(laws / "index.sqlite3")
    books = tuple(sorted((laws / CIVIL_CODE).glob("[!_]*.md")))
    found = {CIVIL_CODE: [LawVersion(CIVIL_CODE, date(2021, 1, 1), books)]}
    for path in sorted(laws.glob("*/**/*.md")):
        name = FILE_NAME.fullmatch(path.stem)
        if name:
            key = (name[1], name[2])
            passed = date.fromisoformat(name[2])
            in_force = AMENDED_IN_FORCE.get(key) or dates.get(key) or _stated_in_force(path, passed)
            found.setdefault(short_title(name[1]), []).append(LawVersion(path.stem, in_force, (path,)))
    return {title: sorted(versions, key=lambda version: version.in_force) for title, versions in found.items()}


def _dates_in_force(index: Path) -> dict[tuple[str, str], date]:
    connection = sqlite3.connect(f"file:{index}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute("SELECT name, publish, valid_from FROM law WHERE publish > '' AND valid_from > ''")
        return {(name, str(passed)): date.fromisoformat(str(day)) for name, passed, day in rows}
    finally:
        connection.close()


def _stated_in_force(path: Path, passed: date) -> date:
    """The last day that the text itself names, if it is no earlier than its passing."""
    days = [date(*map(int, found)) for found in IN_FORCE.findall(path.read_text(encoding="utf-8"))]
    return max((day for day in days if day >= passed), default=passed)


def short_title(title: str) -> str:
    """A title as the library spells it: without the country in front."""
    return title.removeprefix("中华人民共和国").replace("(", "（").replace(")", "）").strip()


def citations(seed: Path) -> Iterator[Citation]:
    """Every citation of an article in the seed's editions."""
    for path in sorted(seed.glob("editions/*/*.toml")):
        for change in tomllib.loads(path.read_text(encoding="utf-8")).get("changes", []):
            for fields in (change.get("fields", {}), *(part.get("fields", {}) for part in change.get("into", []))):
                place = f"{path.parent.name}/{path.name} {fields.get('name') or change.get('id', '')}"
                for text in (fields.get(name) or "" for name in FIELDS):
                    yield from _in_text(text, place, change["effective_from"])


def _in_text(text: str, place: str, on: date) -> Iterator[Citation]:
    for line in text.splitlines():
        found = list(CITATION.finditer(line))
        ends = [*(citation.start() for citation in found[1:]), len(line)]
        for citation, end in zip(found, ends[: len(found)], strict=True):
            said = line[citation.end() : end]
            yield Citation(place, on, citation[1], tuple(re.findall(ARTICLE, citation[2])), said)


def verdict(citation: Citation, laws: dict[str, list[LawVersion]]) -> tuple[str, str]:
    """What the library says: held, only_later, or a failure with its reason."""
    versions = laws.get(short_title(citation.law))
    if not versions:
        return "unknown_law", f"《{citation.law}》不在法规库中"
    then = [version for version in versions if version.in_force <= citation.on]
    version = then[-1] if then else versions[0]
    missing = [article for article in citation.articles if article not in version.articles]
    if missing:
        return "no_article", f"《{citation.law}》（{version.name}）没有{'、'.join(missing)}"
    text = "".join(version.articles[article] for article in citation.articles)
    strange = "、".join(amount for amount in AMOUNT.findall(citation.said) if amount not in text)
    cited = f"《{citation.law}》{'、'.join(citation.articles)}"
    if not then:
        differs = f"，其中没有：{strange}" if strange else ""
        return "only_later", f"{cited}：法规库最早为 {version.name}{differs}"
    return ("amount", f"{cited}原文没有：{strange}") if strange else ("held", "")


@dataclass(frozen=True)
class Bracket:
    """A statutory bracket as a standard states it: the article's words, the amounts, and where they should stand."""

    citations: tuple[Citation, ...]
    quoted: str
    amounts: tuple[Amount, ...]
    exempt: bool

    @property
    def place(self) -> str:
        """The standard, and the file that it is in."""
        return self.citations[0].place if self.citations else "没有引用的裁量基准"


def brackets(seed: Path) -> Iterator[Bracket]:
    """Every bracket of the seed's discretion standards; an amendment rests on the basis that was stated before."""
    bases: dict[str, str] = {}
    for path in sorted(seed.glob("editions/*/*.toml")):
        for change in tomllib.loads(path.read_text(encoding="utf-8")).get("changes", []):
            fields, record = change.get("fields", {}), change.get("id", "")
            bases[record] = fields.get("legal_basis") or bases.get(record, "")
            place = f"{path.parent.name}/{path.name} {fields.get('name') or record}"
            for group in fields.get("groups", []):
                yield _bracket(group, fields, tuple(_in_text(bases[record], place, change["effective_from"])))


def _bracket(group: dict[str, Any], fields: dict[str, Any], cited: tuple[Citation, ...]) -> Bracket:
    exempt = any(exemption["code"] == NOT_READ for exemption in fields.get("exemptions", []))
    return Bracket(cited, group["basis"], tuple(Amount(**amount) for amount in group["bracket"]), exempt)


def bracket_verdict(bracket: Bracket, laws: dict[str, list[LawVersion]]) -> tuple[str, str]:
    """What the cited articles say of a bracket: bracket_held, bracket_exempt, or a failure with its reason."""
    articles = [article for citation in bracket.citations for article in _articles(citation, laws)]
    missing = [part for part in bracket.quoted.split("……") if not any(part in article for article in articles)]
    if missing:
        return "bracket", f"法定幅度原文不在所引条文中：{'、'.join(missing)}"
    read = [_value(amount) for article in articles for one in read_brackets(article) for amount in one.amounts]
    strange = [amount for amount in bracket.amounts if _value(amount) not in read]
    if strange and bracket.exempt:
        return "bracket_exempt", ""
    return ("bracket", f"条文中读不出法定幅度：{bracket.quoted}") if strange else ("bracket_held", "")


def _articles(citation: Citation, laws: dict[str, list[LawVersion]]) -> Iterator[str]:
    """The articles that a citation names, as they stood on its day; none, where only a later version is there."""
    then = [version for version in laws.get(short_title(citation.law), []) if version.in_force <= citation.on]
    for number in citation.articles if then else ():
        yield then[-1].articles.get(number, "")


def _value(amount: Amount) -> dict[str, Any]:
    """An amount without its words and without on whom it falls: brackets name that for the group."""
    return amount.model_dump(include=COUNTED_IN)


FAILURES = ("unknown_law", "no_article", "amount", "bracket")


def main(arguments: list[str]) -> int:
    """Check and report."""
    show_all = "--all" in arguments
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    seed, laws = [*paths, *(SEED, LAWS)[len(paths) :]][:2]
    if not (laws / "index.sqlite3").is_file():
        print(f"跳过：没有法规库 {laws}")
        return 0
    known, counts = library(laws), Counter[str]()
    verdicts = [(f"{found.place}（{found.on}）", *verdict(found, known)) for found in citations(seed)]
    verdicts += [(found.place, *bracket_verdict(found, known)) for found in brackets(seed)]
    for place, word, reason in verdicts:
        counts[word] += 1
        if word in FAILURES or (show_all and reason):
            print(f"{word}  {place}：{reason}")
    print("，".join(f"{word} {number}" for word, number in counts.most_common()) or "没有引用")
    return 1 if any(counts[word] for word in FAILURES) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
