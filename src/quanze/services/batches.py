"""The files of one import: read, not yet compared with the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quanze.domain.errors import InvalidInput
from quanze.domain.vocabulary import Kind, Severity
from quanze.exchange.files import read_file
from quanze.exchange.listings import Listing
from quanze.exchange.readings import FileReading, Problem, SheetReading
from quanze.services.listed import ListedRow

WITHHELD_ROW = "withheld_row"

Progress = Callable[[str, int, int], None]

KINDS: dict[Listing, Kind] = {
    Listing.POWERS: Kind.POWER,
    Listing.DISCRETION: Kind.DISCRETION_STANDARD,
    Listing.NO_PENALTY: Kind.DISCRETION_STANDARD,
    Listing.INTERMEDIARY: Kind.INTERMEDIARY_SERVICE,
}
"""What the rows of a list are."""


@dataclass(slots=True)
class ReadSheet:
    """A sheet on its way: whose it is, what it is, the rows that will be compared, and what is to be said of it."""

    file: int
    number: int
    reading: SheetReading
    listing: Listing = Listing.POWERS
    department: str = ""
    owners: dict[int, str] = field(default_factory=dict)
    directory: bool = False
    rows: list[ListedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """A directory's rows are offers; a list's are what it lists."""
        return Kind.CATALOGUE_ITEM if self.directory else KINDS[self.listing]

    def owner_of(self, row: int) -> str:
        """The department of a row: the sheet's, or its own where the table holds several lists."""
        return self.owners.get(row, self.department)


@dataclass(slots=True)
class Batch:
    """All files of one command: read, not yet compared. ``copies`` maps a file to the earlier one it repeats."""

    files: list[FileReading]
    copies: dict[int, int]
    sheets: list[ReadSheet]
    listing: Listing = Listing.POWERS

    def withheld_rows(self) -> int:
        """How many rows are marked as not for the public."""
        problems = (problem for sheet in self.sheets if sheet.file not in self.copies for problem in sheet.problems)
        return sum(problem.code == WITHHELD_ROW for problem in problems)

    def unread_rows(self) -> int:
        """How many rows name a power and could not be read."""
        return sum(
            problem.severity is Severity.ERROR
            for sheet in self.sheets
            if sheet.file not in self.copies
            for problem in sheet.problems
        )


def read_batch(paths: Sequence[Path], progress: Progress | None = None, listing: Listing = Listing.POWERS) -> Batch:
    """Read all files of a command. Raises UnreadableFile for the first that cannot be, before anything is written."""
    for path in paths:
        if path.name != path.name.encode(errors="replace").decode():
            raise InvalidInput(f"文件名 {path.name!a} 含有无法识别的字符，请改名后再试。", code="bad_file_name")
    return batch_of([read_file(path, progress, listing) for path in paths])


def batch_of(files: list[FileReading]) -> Batch:
    """Files that were read as lists of one kind, as one batch."""
    first: dict[str, int] = {}
    copies = {number: first[f.sha256] for number, f in enumerate(files) if first.setdefault(f.sha256, number) != number}
    sheets = [
        ReadSheet(number, place, reading, file.listing, problems=list(reading.problems))
        for number, file in enumerate(files)
        for place, reading in enumerate(file.sheets)
    ]
    return Batch(files, copies, sheets, next((file.listing for file in files), Listing.POWERS))
