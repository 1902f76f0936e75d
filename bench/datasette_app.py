"""Datasette at its best: under the same uvicorn without an access log, on an immutable file whose counts it caches,
with time enough for every facet and no suggestions of more.
"""

from __future__ import annotations

import os

from datasette.app import Datasette

SETTINGS = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000, "suggest_facets": False}

app = Datasette([], immutables=[os.environ["BENCH_FILE"]], settings=SETTINGS, cache_headers=False).app()
