"""Search with facets over HTTP, against Datasette's full-text page with the same facets.

`python bench/search.py [--sizes 2900 50000] [--folder DIR]`

quanze answers the first twenty ranked, with an exact total, two facets and highlights. Datasette answers twenty in
order of rowid, with a count and the same two facets, over FTS5 (unicode61) whose words were segmented beforehand by the
segmenter that quanze uses, and so are the words of the question.

quanze keeps its last answers, so each question is measured twice: anew each time (blanks behind it make it another
question of the same work; Datasette is asked the same way), and asked again.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import rjieba
from common import (
    RARE,
    Registry,
    alternate,
    arguments,
    body_columns,
    datasette_server,
    machine,
    medians,
    quanze_server,
    registry,
    table,
    tell,
    wrk,
)

from quanze.search.engines import open_index
from quanze.services.indexing import rebuild

SPELLINGS = 1_000
"""More than quanze keeps answers."""

FACETS = ("category", "department")
SEARCHED = ("name", "legal_basis", "duties", "authority", "implementing_body")
QUESTIONS = {
    "one common word": "许可证件",
    "one word of a name": "气象设施",
    "rare word": "",
    "two words": "渔业捕捞 检验报告",
    "phrase": '"专家评审和听证程序"',
    "one department": "农业机械",
}


def indexed(made: Registry) -> float | None:
    """Build the search index where it is not there; the seconds it took."""
    database = made.database()
    index = open_index(made.index)
    if index.cursor() is not None:
        return None
    began = time.perf_counter()
    with database.reading() as connection:
        rebuild(connection, index)
    return time.perf_counter() - began


def full_text_file(made: Registry) -> Path:
    """Today's list in a table with FTS5 over segmented words, and indexes on what is counted."""
    path = made.folder / "fts.db"
    if path.exists():
        return path
    rows = body_columns(made)
    with sqlite3.connect(path) as connection:
        columns = None
        for row in rows:
            said = " ".join(str(row[name] or "") for name in SEARCHED)
            whole = {**row, "words": segmented(said)}
            if columns is None:
                columns = ", ".join(f"{name} {'PRIMARY KEY' if name == 'id' else ''}" for name in whole)
                connection.execute(f"CREATE TABLE powers ({columns})")
            connection.execute(f"INSERT INTO powers VALUES ({', '.join('?' * len(whole))})", list(whole.values()))
        connection.execute('CREATE VIRTUAL TABLE powers_fts USING fts5(words, content="powers")')
        connection.execute("INSERT INTO powers_fts (rowid, words) SELECT rowid, words FROM powers")
        for name in FACETS:
            connection.execute(f"CREATE INDEX powers_{name} ON powers ({name})")
        connection.commit()
        connection.execute("ANALYZE")
    return path


def segmented(text: str) -> str:
    return " ".join(word for word in rjieba.cut(text) if word.strip())


def ours(question: str, department: str | None) -> str:
    facets = "".join(f"&facet={name}" for name in FACETS)
    scope = f"&department={department}" if department else ""
    return f"/api/v1/powers?q={quote(question)}{facets}{scope}"


def theirs(question: str, department: str | None) -> str:
    blanks = question[len(question.rstrip()) :]
    question = question.rstrip()
    exact = question.startswith('"')
    words = f'"{segmented(question.strip(chr(34)))}"' if exact else segmented(question)
    mode = "&_searchmode=raw" if exact else ""
    facets = "".join(f"&_facet={name}" for name in FACETS)
    scope = f"&department_id={department}" if department else ""
    return f"/fts/powers.json?_search={quote(words + blanks)}{mode}{facets}{scope}&_size=20&_nocol=words&_shape=objects"


def anew(question: str, first: int) -> list[str]:
    """The question in many spellings: a number in blanks of two widths behind it."""
    return [
        question + f"{number:014b}".replace("0", " ").replace("1", "\u3000")
        for number in range(first, first + SPELLINGS)
    ]


def main() -> None:
    chosen = arguments(__doc__, (2_900, 50_000), versions=1, seconds=2, connections=4)
    machine("datasette", "tantivy", "rjieba")
    for size in chosen.sizes:
        made = registry(chosen.folder, size, chosen.versions)
        seconds = indexed(made)
        if seconds:
            tell(f"{size} powers × {chosen.versions}: index built in {seconds:.1f} s\n")
        measure(made, size, chosen.rounds, chosen.seconds, chosen.connections)


def measure(made: Registry, size: int, rounds: int, seconds: int, connections: int) -> None:
    file = full_text_file(made)
    with sqlite3.connect(file) as connection:
        department = connection.execute("SELECT department_id FROM powers LIMIT 1").fetchone()[0]
        named = dict(connection.execute("SELECT name, 1 FROM powers"))
    rare = next(word for word in RARE if any(word in name for name in named))
    rows = []
    with quanze_server(made) as quanze, datasette_server(file, "/fts.json") as datasette:
        for name, asked in QUESTIONS.items():
            scope = department if name == "one department" else None
            question = asked or rare
            totals = (
                json.loads(quanze.get(ours(question, scope)))["total"],
                _total(json.loads(datasette.get(theirs(question, scope)))),
            )
            late: dict[str, list[float]] = {f"{which}{what}": [] for which in "qad" for what in ("late", "cpu")}
            spelt = itertools.count(0, SPELLINGS)

            def rate(
                which: str, question: str = question, scope: Any = scope, late: Any = late, spelt: Any = spelt
            ) -> float:
                spellings = [question] if which == "a" else anew(question, next(spelt))
                paths = [theirs(one, scope) if which == "d" else ours(one, scope) for one in spellings]
                load = wrk(datasette if which == "d" else quanze, paths, seconds, connections)
                late[f"{which}late"].append(load.p50)
                late[f"{which}cpu"].append(load.cpu)
                return load.rate

            middle = medians(alternate({which: lambda which=which: rate(which) for which in "qad"}, rounds))
            waits = medians(late)
            times = [f"**{middle[which] / middle['d']:.1f}**" for which in "qa"]
            cpu = [f"**{waits['dcpu'] / waits[f'{which}cpu']:.1f}**" for which in "qa"]
            shown = [value for which in "qad" for value in (middle[which], waits[f"{which}late"])]
            rows.append([name, *totals, *shown, times[0], cpu[0], times[1], cpu[1]])
        tell(f"{size} powers, requests/s over HTTP, {connections} connections, median of {rounds} alternating rounds")
        tell(f"(quanze's peak memory {quanze.peak_mb():.0f} MB, Datasette's {datasette.peak_mb():.0f} MB)\n")
    header = ["question", "hits", "Datasette's", "anew /s", "p50 ms", "again /s", "p50 ms", "Datasette /s", "p50 ms"]
    table([*header, "anew: times", "by CPU", "again: times", "by CPU"], rows)


def _total(answer: dict[str, object]) -> int:
    total = answer.get("filtered_table_rows_count", answer.get("count"))
    return int(str(total)) if total is not None else -1


if __name__ == "__main__":
    main()
