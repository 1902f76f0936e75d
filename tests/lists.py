"""Small published lists as files, the bureau that loads them, and the command line as people run it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy import text

from quanze.exchange.listings import Listing
from quanze.services import exporting
from quanze.services.batches import read_batch
from quanze.services.jurisdictions import establish
from quanze.services.loading import Announcement, Choices, Imported, draft, load
from quanze.services.moments import Asked, find_place
from quanze.storage import fsck

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from quanze.storage.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
STATISTICS = "克拉玛依市统计局"
OPENED = "2024-01-01"
Cells = dict[str, str]


def power(name: str, category: str = "行政处罚", **cells: str) -> Cells:
    """A row of a list by its headers."""
    return {"事项名称": name, "权力类型": category, **cells}


def table(rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """The rows under a header of all their columns."""
    headers = list(dict.fromkeys(header for row in rows for header in row)) or ["事项名称", "权力类型", "实施依据"]
    return [["序号", *headers], *([str(n), *(row.get(h, "") for h in headers)] for n, row in enumerate(rows, 1))]


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], title: str | None = None) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([*([[title]] if title else []), *table(rows)])
    return path


def write_xlsx(
    path: Path, sheets: Mapping[str, Sequence[Mapping[str, str]]], titles: Mapping[str, str] | None = None
) -> Path:
    """A workbook with these sheets; a title stands above the header."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            title = (titles or {}).get(name)
            lines = [*([[title]] if title else []), *table(rows)]
            for number, cells in enumerate(lines):
                sheet.write_row(number, 0, [cell or None for cell in cells])
    return path


@dataclass
class Bureau:
    """Whoever loads the lists of a city into a register."""

    database: Database
    folder: Path
    region: str = "650200"
    name: str = "克拉玛依市"
    place: Any = None
    _files: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        with self.database.writing() as connection:
            establish(connection, self.region, self.name)
            self.place = find_place(connection, self.region)

    def file(self, rows: Sequence[Mapping[str, str]], name: str = f"{STATISTICS}权责清单.csv") -> Path:
        """A list as a file of its own folder, so that many may have one name."""
        folder = self.folder / f"file{next(self._files)}"
        folder.mkdir(parents=True)
        return write_csv(folder / name, rows)

    def load(self, *lists: Any, effective: str = OPENED, matches: Mapping[int, str] | None = None, **said: Any) -> Any:
        """Load lists (files, or rows of the bureau of statistics) as one edition; ``matches`` go by row number."""
        paths = [one if isinstance(one, os.PathLike) else self.file(one) for one in lists]
        batch = read_batch(paths, None, said.pop("listing", Listing.POWERS))
        names = ("department", "complete", "dry_run", "stated", "links")
        chosen = {name: said.pop(name) for name in names if name in said}
        given = {(0, 0, row): record for row, record in (matches or {}).items()}
        announcement = Announcement(date.fromisoformat(effective), **said)
        return load(self.database, self.place, batch, Choices(given=given, **chosen), announcement)

    def draft(self, *lists: Any, effective: str = OPENED, listing: Listing = Listing.POWERS) -> Imported:
        paths = [one if isinstance(one, os.PathLike) else self.file(one) for one in lists]
        batch = read_batch(paths, None, listing)
        return draft(self.database, self.place, batch, Choices(), date.fromisoformat(effective))

    def listed(self, on: str | None = None, department: str | None = None) -> list[dict[str, Any]]:
        """What the list states on a day, in its order, as an export has it."""
        path = self.folder / f"listed{next(self._files)}.ndjson"
        with self.database.reading() as connection:
            asked = Asked(valid_at=on or datetime.now(ZONE).date().isoformat())
            exporting.export(connection, asked, ZONE, exporting.Format.NDJSON, path, department)
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def names(self, on: str | None = None) -> list[str]:
        return [one["name"] for one in self.listed(on)]

    def ids(self, on: str | None = None) -> dict[str, str]:
        """The ids of what is listed, by name."""
        return {one["name"]: one["id"] for one in self.listed(on)}

    def changes(self, edition: int | None = None) -> list[Any]:
        """The entries of an edition (the last one by default) with their texts, header left out."""
        query = text(
            "SELECT e.op, e.kind, e.record, e.version, e.valid_from, e.valid_to, v.body FROM entries e "
            "JOIN versions v ON v.record = e.record AND v.number = e.version "
            "WHERE e.log = :log AND e.edition = COALESCE(:edition, (SELECT edition FROM logs WHERE id = :log)) "
            "ORDER BY e.number"
        )
        with self.database.reading() as connection:
            rows = connection.execute(query, {"log": self.place.log, "edition": edition}).mappings()
            return [{**row, "body": json.loads(row["body"])} for row in rows]

    def ops(self, edition: int | None = None) -> list[tuple[str, str]]:
        """What an edition did to powers that are no mere groups: operation and name, sorted."""
        changes = [change for change in self.changes(edition) if change["kind"] != "department"]
        return sorted((c["op"], c["body"]["name"]) for c in changes if not c["body"].get("grouping"))

    def groups(self, edition: int | None = None) -> list[tuple[str, str]]:
        """The same for grouping records."""
        return sorted((c["op"], c["body"]["name"]) for c in self.changes(edition) if c["body"].get("grouping"))

    def differences(self) -> list[str]:
        with self.database.reading() as connection:
            return list(fsck.differences(connection))


def matches_of(imported: Imported) -> dict[int, tuple[str, str]]:
    """How each row of the first sheet was matched: row → how, id."""
    [sheet, *_] = imported.report["files"][0]["sheets"]
    return {match["row"]: (match["how"], match["id"]) for match in sheet["matches"]}


def problems_of(imported: Imported) -> list[tuple[int, str]]:
    """The problems of all sheets: row and code."""
    sheets = [sheet for file in imported.report["files"] for sheet in file["sheets"]]
    return [(problem["row"], problem["code"]) for sheet in sheets for problem in sheet["problems"]]


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line of a refusal."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert self.err.endswith("\n"), self.err
        [line] = self.err.splitlines()
        assert line.strip(), "an empty refusal"
        assert self.out == ""
        return line


@dataclass(frozen=True)
class CommandLine:
    """``python -m quanze`` in a folder of its own, on a database of its own."""

    folder: Path
    url: str

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("QUANZE_")}
        index = str(self.folder / "search_index")
        return {**inherited, "QUANZE_DATABASE_URL": self.url, "QUANZE_SEARCH_INDEX": index, **more}

    def __call__(self, *arguments: Any, **environment: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "quanze", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr)

    def done(self, *arguments: Any) -> str:
        """The output of a command that must succeed."""
        outcome = self(*arguments)
        assert outcome.code == 0, (arguments, outcome)
        return outcome.out


def by_name(records: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(record["name"]): record for record in records}
