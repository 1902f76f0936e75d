"""Write down a small register as this release stores it: run once for each released schema, commit what it writes.

    python tests/operations/released/make_release.py

REVISION.sql is SQLite's own dump, REVISION.backup.gz is what ``quanze backup`` writes, REVISION.json holds what must
never change: every digest, leaf and root, and a proof. A release is written once; while it is unreleased and its schema
still changes, delete its files first.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from sqlalchemy import text  # noqa: E402

from factories import open_register  # noqa: E402
from operations.history import fill  # noqa: E402
from quanze.domain.vocabulary import Kind  # noqa: E402
from quanze.services.moments import Asked, resolve  # noqa: E402
from quanze.services.proving import proof  # noqa: E402
from quanze.storage.backup import backup  # noqa: E402
from quanze.storage.schema import newest_revision  # noqa: E402

if TYPE_CHECKING:
    from sqlalchemy import Connection

MERGED = "SELECT record FROM entries WHERE op = 'merge' ORDER BY number DESC LIMIT 1"


def hashes(connection: Connection) -> dict[str, Any]:
    """What a register's readers hold on to: texts by digest, leaves, and roots."""
    versions = connection.execute(text("SELECT record, number, digest, body FROM versions ORDER BY record, number"))
    entries = connection.execute(text("SELECT log, number, leaf FROM entries ORDER BY log, number"))
    editions = connection.execute(text("SELECT log, number, root FROM editions ORDER BY log, number"))
    return {
        "versions": {f"{record}/{number}": [digest, body] for record, number, digest, body in versions},
        "leaves": {f"{log}/{number}": bytes(leaf).hex() for log, number, leaf in entries},
        "roots": {f"{log}/{number}": bytes(root).hex() for log, number, root in editions},
    }


def main() -> None:
    revision = newest_revision()
    files = {suffix: HERE / f"{revision}.{suffix}" for suffix in ("sql", "backup.gz", "json")}
    if any(path.exists() for path in files.values()):
        sys.exit(f"{revision} is written down already")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quanze.sqlite3"
        database = open_register(f"sqlite:///{path}")
        ledger = fill(database)
        with database.writing() as connection:
            connection.execute(text("UPDATE installation SET secret = 'no secret: a test'"))
        with database.reading() as connection:
            merged = connection.execute(text(MERGED)).scalar_one()
            moment = resolve(connection, Asked(ledger.jurisdiction), ZoneInfo("Asia/Shanghai"))
            known = {**hashes(connection), "proof": proof(connection, moment, Kind.POWER, merged, 1)}
        backup(database, files["backup.gz"])
        database.close()
        with closing(sqlite3.connect(path)) as plain:
            files["sql"].write_text("\n".join(plain.iterdump()) + "\n", encoding="utf-8")
    files["json"].write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
