"""One power over HTTP, against Datasette's row page of the same row and static bytes of the same size.

`python bench/one_power.py [--sizes 2900 50000] [--folder DIR]`
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from common import (
    Registry,
    alternate,
    arguments,
    body_columns,
    datasette_server,
    machine,
    medians,
    quanze_server,
    registry,
    serving,
    table,
    tell,
    uvicorn,
    wrk,
)

VERSIONS = 3


def flat_copy(made: Registry) -> Path:
    """The same rows in a table of their own, as one would hand them to Datasette."""
    path = made.folder / "flat.db"
    if path.exists():
        return path
    rows = body_columns(made)
    first = next(rows)
    columns = ", ".join(f"{name} {'PRIMARY KEY' if name == 'id' else ''}" for name in first)
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE powers ({columns})")
        marks = ", ".join(f":{name}" for name in first)
        connection.execute(f"INSERT INTO powers VALUES ({marks})", first)
        connection.executemany(f"INSERT INTO powers VALUES ({marks})", rows)
    return path


def main() -> None:
    chosen = arguments(__doc__, (2_900, 50_000), seconds=3, connections=8)
    machine("datasette")
    rows = []
    for size in chosen.sizes:
        made = registry(chosen.folder, size, VERSIONS)
        rows.append(measure(made, size, chosen.rounds, chosen.seconds, chosen.connections))
    tell(f"Requests/s, median of {chosen.rounds} alternating rounds of {chosen.seconds} s; wrk, one thread,")
    tell(f"{chosen.connections} connections, 500 ids in turn; one worker each. p50/p99 in ms.\n")
    header = ("powers", "bytes", "quanze", "p50/p99", "Datasette", "p50/p99", "static", "× Datasette", "of static")
    header += ("CPU ms a request: quanze / Datasette / static", "by CPU: × Datasette / of static")
    table(header, rows)


def measure(made: Registry, size: int, rounds: int, seconds: int, connections: int) -> list[object]:
    ids = made.powers(500)
    ours = [f"/api/v1/powers/{id_}" for id_ in ids]
    theirs = [f"/flat/powers/{id_}.json?_shape=objects" for id_ in ids]
    static = ["/api/v1/powers/static"]
    with quanze_server(made) as quanze, datasette_server(flat_copy(made), theirs[0]) as datasette:
        body = quanze.get(ours[0])
        os.environ["BENCH_BYTES"] = str(len(body))
        with serving(uvicorn("static_app:app"), static[0]) as framework:
            tell(f"{size} powers: {len(body)} bytes, Datasette {len(datasette.get(theirs[0]))} bytes")
            latencies: dict[str, list[float]] = {f"{name}{what}": [] for name in "qds" for what in ("50", "99", "cpu")}

            def rate(name: str) -> float:
                server, paths = {"q": (quanze, ours), "d": (datasette, theirs), "s": (framework, static)}[name]
                load = wrk(server, paths, seconds, connections)
                for what, value in (("50", load.p50), ("99", load.p99), ("cpu", load.cpu)):
                    latencies[f"{name}{what}"].append(value)
                return load.rate

            for name in "qds":
                wrk_warm = rate(name)
                tell(f"  warm {name}: {wrk_warm:,.0f}/s")
            for values in latencies.values():
                values.clear()
            found = alternate({name: lambda name=name: rate(name) for name in "qds"}, rounds)
    middle, late = medians(found), medians(latencies)
    ratios = [q / s for q, s in zip(found["q"], found["s"], strict=True)]
    tell("  of static, by round: " + " ".join(f"{ratio:.2f}" for ratio in ratios))
    return [
        size,
        len(body),
        middle["q"],
        f"{late['q50']:.2f} / {late['q99']:.2f}",
        middle["d"],
        f"{late['d50']:.1f} / {late['d99']:.1f}",
        middle["s"],
        f"**{middle['q'] / middle['d']:.1f}**",
        f"**{middle['q'] / middle['s']:.2f}**",
        f"{late['qcpu']:.2f} / {late['dcpu']:.2f} / {late['scpu']:.2f}",
        f"**{late['dcpu'] / late['qcpu']:.1f}** / **{late['scpu'] / late['qcpu']:.2f}**",
    ]


if __name__ == "__main__":
    main()
