"""Getting lists in: real workbooks to searchable, 500 changes in a big registry; a server's cold start and memory.

`python bench/publish.py [--sizes 2900 50000] [--folder DIR]`

The workbooks are looked for in ../shared/data/power-lists beside the project; without them that part is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from common import (
    DATA,
    ROOT,
    Registry,
    Words,
    amend,
    arguments,
    edition,
    machine,
    publish_changes,
    quanze_server,
    registry,
    table,
    tell,
)

from quanze.search.engines import open_index
from quanze.services.indexing import catch_up, rebuild
from search import indexed

CHANGES = 500
FIRST_DAY = date(2025, 7, 1)


def main() -> None:
    chosen = arguments(__doc__, (2_900, 50_000), versions=1)
    machine("tantivy", "python-calamine", "rapidfuzz")
    lists = sorted(path for path in (DATA / "power-lists").glob("*") if path.suffix in {".xls", ".xlsx"})
    if lists:
        workbooks(chosen.folder / "workbooks", lists, min(chosen.rounds, 3))
    else:
        tell(f"no workbooks in {DATA / 'power-lists'}: that part is left out\n")
    rows = []
    for size in chosen.sizes:
        made = registry(chosen.folder, size, chosen.versions)
        indexed(made)
        rows.append([size, *changes(made, chosen.rounds), *starts(made, chosen.rounds)])
    tell(
        f"{CHANGES} changes as one edition, then the index brought up to the log; a server from its start to its first"
    )
    tell(f"answer (a power; a search). Medians of {chosen.rounds}, seconds; memory is the most the server ever held.\n")
    header = ("powers", "publish", "index", "together", "first answer", "first search", "memory, MB", "with search, MB")
    table(header, rows)


def workbooks(folder: Path, lists: Sequence[Path], rounds: int) -> None:
    """The published workbooks into an empty registry, by the command line, until they can be searched. A district of
    2,900 powers is reckoned from the number of powers; the program starts once (what one small dry run takes).
    """
    took: dict[str, list[float]] = {"init": [], "start": [], "import": [], "index": []}
    smallest = min(lists, key=lambda path: path.stat().st_size)
    for _ in range(rounds):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        made, report = Registry(folder), folder / "report.json"
        took["init"].append(_quanze(made, "init", "--region", "650200", "--name", "克拉玛依市"))
        took["start"].append(_quanze(made, "import", str(smallest), "--dry-run"))
        options = ("--publish", "--effective", "2024-07-01", "--report", str(report))
        took["import"].append(_quanze(made, "import", *map(str, lists), *options))
        began = time.perf_counter()
        with made.database().reading() as connection:
            rebuild(connection, open_index(made.index))
        took["index"].append(time.perf_counter() - began)
    powers = json.loads(report.read_text(encoding="utf-8"))["powers"]
    middle = {name: statistics.median(values) for name, values in took.items()}
    whole = middle["import"] + middle["index"]
    district = middle["start"] + (whole - middle["start"]) * 2_900 / powers
    peak = _peak(lists, folder)
    tell(f"{len(lists)} published workbooks, {powers} powers, from files to searchable; medians of {rounds}, seconds\n")
    header = (
        "powers",
        "init",
        "start of the program",
        "import --publish",
        "index from nothing",
        "files to searchable",
        "for 2,900 powers",
        "MB",
    )
    parts = (middle[name] for name in ("init", "start", "import", "index"))
    table(header, [[powers, *parts, whole, district, peak]])


def _quanze(made: Registry, *command: str) -> float:
    environment = {**os.environ, "QUANZE_DATABASE_URL": made.url, "QUANZE_SEARCH_INDEX": str(made.index)}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT / 'api'}"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "quanze", *command], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def _peak(lists: Sequence[Path], folder: Path) -> float:
    """The most memory that the import held, in MB, by a process of its own."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    environment = {**os.environ, "QUANZE_DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}"}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT / 'api'}"
    quanze = [sys.executable, "-m", "quanze"]
    init = [*quanze, "init", "--region", "650200", "--name", "克拉玛依市"]
    subprocess.run(init, env=environment, check=True, capture_output=True)
    command = [*quanze, "import", *map(str, lists), "--publish", "--effective", "2024-07-01"]
    told = subprocess.run(
        [sys.executable, "-c", program, *command], env=environment, check=True, capture_output=True, text=True
    )
    return int(told.stdout) / 1024


def changes(made: Registry, rounds: int) -> tuple[float, float, float]:
    """Seconds to publish changes, and to bring the index up to them."""
    copy, words = made.copy("publish"), Words(17)
    database, place, index = copy.database(), copy.place(), open_index(copy.index)
    published, searchable = [], []
    for number in range(rounds):
        day = date(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day + number)
        batch = [amend(id_, words, day, number) for id_ in copy.powers(CHANGES, seed=number)]
        began = time.perf_counter()
        publish_changes(database, place, edition(day, 0), batch)
        middle = time.perf_counter()
        with database.reading() as connection:
            catch_up(connection, index)
        published.append(middle - began)
        searchable.append(time.perf_counter() - middle)
    database.close()
    copy.remove()
    together = statistics.median(a + b for a, b in zip(published, searchable, strict=True))
    return statistics.median(published), statistics.median(searchable), together


def starts(made: Registry, rounds: int) -> tuple[float, float, float, float]:
    """Seconds from starting a server to its first answers, and its peak memory before and after searches."""
    path = f"/api/v1/powers/{made.powers(1)[0]}"
    first, search, light, heavy = [], [], [], []
    for _ in range(rounds):
        began = time.perf_counter()
        with quanze_server(made) as server:
            server.get(path)
            first.append(time.perf_counter() - began)
            light.append(server.peak_mb())
            began = time.perf_counter()
            server.get("/api/v1/powers?q=%E8%AE%B8%E5%8F%AF&facet=category")
            search.append(time.perf_counter() - began)
            heavy.append(server.peak_mb())
    return statistics.median(first), statistics.median(search), max(light), max(heavy)


if __name__ == "__main__":
    main()
