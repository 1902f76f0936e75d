"""How much of real penalty texts the grammar of amounts reads: a workbook's tiers, the statutes' penalty articles.

`python bench/amounts.py [--list N]`

The texts are looked for in ../shared/data beside the project. A *fine phrase* is found without the grammar: a sum, a
multiple or a share that leads to the word 罚款 within its clause. It is *read* where an amount covers it, *reported*
where an unread phrase does; the rest is spoken of, not imposed (对公民处以二百元以下罚款的，可以当场作出决定).
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from common import DATA, table, tell
from python_calamine import CalamineWorkbook

from quanze.domain.amounts import Phrase, Reading
from quanze.law.amounts import read_brackets, read_penalty

WORKBOOK = DATA / "discretion" / "jmzyclb.xls"
ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?(?=\s)")
NUMBER = r"[\d０-９.,一二三四五六七八九十百千万亿零〇两]+"
FINE_PHRASE = re.compile(rf"(?:{NUMBER}(?:元|倍|[%％‰])|[百千万]分之{NUMBER}|等值)[^，。；\n]{{0,30}}?罚款")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", type=int, default=0, help="show so many of the phrases that were not read")
    shown = parser.parse_args().list
    tiers = list(tier_rows(WORKBOOK))
    articles = list(dict.fromkeys(text for text in law_articles(DATA / "laws") if "罚款" in text))
    rows = [measured("workbook rows", tiers, lambda text: [read_penalty(text)], shown)]
    rows.append(measured("penalty articles", articles, read_brackets, shown))
    table(["texts", "number", "amounts", "fine phrases", "read", "reported", "spoken of", "read of the imposed"], rows)


def tier_rows(path: Path) -> Iterator[str]:
    """The tier of each circumstance row; a merged cell is the tier of all its rows."""
    for sheet in CalamineWorkbook.from_path(str(path)).sheet_names:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        header = next((row for row in rows if "裁量标准" in row), None)
        if header is None:
            continue
        tier = ""
        for row in rows[rows.index(header) + 1 :]:
            tier = str(row[header.index("裁量标准")]).strip() or tier
            if str(row[header.index("裁量情节")]).strip():
                yield tier


def law_articles(folder: Path) -> Iterator[str]:
    """The articles of all laws; a heading ends one."""
    for path in sorted(folder.rglob("*.md")):
        lines: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            begins = ARTICLE.match(line) is not None
            if begins or line.startswith("#"):
                if lines:
                    yield "\n".join(lines).strip()
                lines = []
            if begins or lines:
                lines.append(line)
        if lines:
            yield "\n".join(lines).strip()


def measured(name: str, texts: list[str], read, shown: int) -> list[object]:
    counts: Counter[str] = Counter()
    unread: list[str] = []
    for text in texts:
        readings = read(text)
        counts["amounts"] += sum(len(one.amounts) for one in readings)
        amounts, phrases = spans(readings)
        for phrase in FINE_PHRASE.finditer(text):
            kind = "read" if covered(phrase, amounts) else "reported" if covered(phrase, phrases) else "spoken"
            counts[kind] += 1
            if kind != "read":
                unread.append(f"{kind}: …{text[max(0, phrase.start() - 30) : phrase.end() + 12]}…".replace("\n", " "))
    for line in random.Random(5).sample(unread, min(shown, len(unread))):
        tell(line)
    phrases_in_all = counts["read"] + counts["reported"] + counts["spoken"]
    share = counts["read"] / max(1, counts["read"] + counts["reported"])
    kinds = [counts["read"], counts["reported"], counts["spoken"]]
    return [name, len(texts), counts["amounts"], phrases_in_all, *kinds, f"{share:.1%}"]


def spans(readings: list[Reading]) -> tuple[list[range], list[range]]:
    """The places of what was read and of what was reported."""
    read = [place(amount) for one in readings for amount in one.amounts]
    return read, [place(phrase) for one in readings for phrase in one.unread]


def place(part: Phrase) -> range:
    return range(part.start or 0, (part.start or 0) + len(part.text or ""))


def covered(phrase: re.Match[str], places: list[range]) -> bool:
    return any(one.start < phrase.end() and phrase.start() < one.stop for one in places)


if __name__ == "__main__":
    main()
