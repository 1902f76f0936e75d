"""The list as of a past day, against today's list, and against django-simple-history's as_of of the same rows.

`python bench/as_of.py [--sizes 2900 30000] [--versions 10] [--folder DIR]`

Both are asked in process for the first page of twenty in list order: quanze's page with its exact total, Django's
without one. Over HTTP, past and present are compared with each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import django
import orjson
from common import (
    FIRST_YEAR,
    Registry,
    alternate,
    arguments,
    machine,
    medians,
    quanze_server,
    registry,
    table,
    tell,
    timed,
    wrk,
)
from django.conf import settings

from quanze.services.listing import Wanted, list_records

LENGTH = 80
PAGE = 20


def days(versions: int) -> dict[str, str | None]:
    """Today, and a day in the time of an early, a middle and a late version."""
    past = {1: "first", versions // 2: "middle", versions - 1: "last but one"}
    return {"today": None, **{name: f"{FIRST_YEAR + number - 1}-06-15" for number, name in past.items()}}


def lister(made: Registry, day: str | None, wanted: Wanted) -> Callable[[], bytes]:
    """One page as the API answers it, all but HTTP: the moment, the rows, total, names and JSON."""
    database = made.database()

    def page() -> bytes:
        with database.reading() as connection:
            return orjson.dumps(list_records(connection, made.moment(connection, day), wanted, ""))

    return page


# django-simple-history


def set_django_up(path: Path) -> Any:
    """A model with history on the file: what a list shows, and the text. Answers its history's manager."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "simple_history", "history_app"]
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=apps, USE_TZ=True)
    django.setup()
    from history_app import power_model

    return power_model()


def history_file(made: Registry, path: Path, model: Any) -> None:
    """The register's rows as simple-history would have written them: one row for every version, dated its day, with a
    text of a kilobyte; in list order already, with an index more than it makes itself.
    """
    from django.db import connection as django_connection

    with django_connection.schema_editor() as editor:
        editor.create_model(model)
        editor.create_model(model.history.model)
    django_connection.close()
    shown = "record, department, category_rank, display_order, category, status, code, name"
    history = model.history.model._meta.db_table  # noqa: SLF001 - Django's own name for it
    with sqlite3.connect(path) as target:
        target.execute("PRAGMA synchronous = OFF")
        target.execute("ATTACH ? AS made", (str(made.path),))
        target.execute(
            f"INSERT INTO {history} ({shown}, body, history_date, history_type) SELECT {shown}, ?,"
            " valid_from || ' 00:00:00', CASE version WHEN 1 THEN '+' ELSE '~' END"
            " FROM made.projection WHERE kind = 'power' AND entry_to > 1000000000000"
            " ORDER BY valid_from, department, category_rank, display_order, record",
            ("x" * 1000,),
        )
        target.execute(f"CREATE INDEX list_order ON {history} (department, category_rank, display_order, record)")
        target.commit()
        target.execute("ANALYZE")


def django_page(model: Any, day: str | None) -> list[Any]:
    """The first page as of a day, in list order."""
    when = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else datetime.now(UTC)
    listed = model.history.as_of(when).filter(status="active")
    return list(listed.order_by("department", "category_rank", "display_order", "record")[:PAGE])


# Measuring


def main() -> None:
    chosen = arguments(__doc__, (2_900, 30_000), versions=10, length=LENGTH, seconds=2, http=1)
    machine("django", "django-simple-history")
    for size in chosen.sizes:
        made = registry(chosen.folder, size, chosen.versions, chosen.length)
        if chosen.http:
            over_http(made, size, chosen)
        in_process(made, size, chosen)
    against_django(chosen)


def over_http(made: Registry, size: int, chosen: Any) -> None:
    """Past and present over HTTP, the first page of the whole list and of one department's."""
    with sqlite3.connect(made.path) as connection:
        department = connection.execute("SELECT department FROM projection WHERE kind = 'power' LIMIT 1").fetchone()[0]
    rows = []
    with quanze_server(made) as server:
        for scope, extra in (("whole list", ""), ("one department", f"&department={department}")):
            paths = {
                name: f"/api/v1/powers?limit={PAGE}{extra}" + (f"&valid_at={day}" if day else "")
                for name, day in days(chosen.versions).items()
            }
            measures = {
                name: lambda path=path: 1000 / wrk(server, [path], chosen.seconds, 4).cpu
                for name, path in paths.items()
            }
            middle = medians(alternate(measures, chosen.rounds))
            rows += [[scope, name, middle[name], middle["today"] / middle[name]] for name in paths]
    tell(f"{size} powers × {chosen.versions} versions over HTTP: requests a second of processor time, 4 connections\n")
    table(("list", "as of", "requests/CPU s", "cost ÷ today's"), rows)


def in_process(made: Registry, size: int, chosen: Any) -> None:
    """Past and present in process."""
    rows = []
    measures = {
        name: partial(timed, lister(made, day, Wanted(limit=PAGE))) for name, day in days(chosen.versions).items()
    }
    middle = medians(alternate(measures, chosen.rounds))
    rows = [[name, middle[name], middle[name] / middle["today"]] for name in measures]
    tell(f"{size} powers × {chosen.versions} versions in process, CPU ms a page\n")
    table(("as of", "ms", "cost ÷ today's"), rows)


def against_django(chosen: Any) -> None:
    """The same page from both, in one process, in turn."""
    path = chosen.folder / "history.db"
    path.unlink(missing_ok=True)
    model = set_django_up(path)
    rows = []
    for size in chosen.sizes:
        made = registry(chosen.folder, size, chosen.versions, chosen.length)
        path.unlink(missing_ok=True)
        history_file(made, path, model)
        for name, day in days(chosen.versions).items():
            _same(made, model, day)
            measures = {
                "quanze": partial(timed, lister(made, day, Wanted(limit=PAGE))),
                "django": partial(timed, partial(django_page, model, day)),
            }
            middle = medians(alternate(measures, min(chosen.rounds, 3)))
            ratio = f"**{middle['django'] / middle['quanze']:.0f}**"
            rows.append([size, size * chosen.versions, name, middle["quanze"], middle["django"], ratio])
        from django.db import connection as django_connection

        django_connection.close()
    tell("The first page as of a day, in process, CPU ms; Django does not count the list\n")
    table(("powers", "versions", "as of", "quanze", "django-simple-history", "times"), rows)
    path.unlink(missing_ok=True)


def _same(made: Registry, model: Any, day: str | None) -> None:
    """Both must answer the same twenty powers."""
    ours = [item["id"] for item in orjson.loads(lister(made, day, Wanted(limit=PAGE))())["items"]]
    theirs = [power.record for power in django_page(model, day)]
    if ours != theirs:
        raise SystemExit(f"different pages as of {day}: {ours[:3]} and {theirs[:3]}")


if __name__ == "__main__":
    main()
