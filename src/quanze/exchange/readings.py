"""What reading a published list yields: plain data, with every row that was not understood named by its number."""

from __future__ import annotations

from dataclasses import dataclass, field

from quanze.domain.vocabulary import Category, Severity
from quanze.exchange.listings import Listing


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a clerk should know about a row (1-based; 0 is the whole sheet): what, where, what to do."""

    row: int
    code: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class TierRows:
    """One tier as printed: the circumstances of its rows, and what follows from any of them."""

    row: int
    rows: tuple[int, ...]
    label: str | None
    circumstances: tuple[str, ...]
    standard: str | None
    penalty_kinds: str | None
    subject: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The tiers below one text of the basis, which states their bracket; or it has a column of its own."""

    row: int
    basis: str | None
    bracket: str | None
    tiers: tuple[TierRows, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One power (violation, service) as printed, with the physical rows that it covers.

    `fields` has a key only where the sheet has the column; an empty cell is None (or an empty list). `groups` are the
    tiers of a violation.
    """

    row: int
    last_row: int
    item: str
    sub_item: str | None
    category: Category | None
    fields: dict[str, object]
    extra: dict[str, str]
    groups: tuple[GroupRows, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet that holds a list, or that looks like one and could not be understood (then with a problem)."""

    sheet: str
    header_row: int | None
    columns: dict[str, str]
    unmapped: list[str]
    items: list[ItemRow]
    problems: list[Problem]
    dropped: dict[str, int] = field(default_factory=dict)
    title: str | None = None
    remarks: tuple[str, ...] = ()
    """What stands below the rows and between them (说明、注), whole."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """Everything that one file says, tied to its exact bytes."""

    path: str
    name: str
    sha256: str
    sheets: list[SheetReading]
    listing: Listing = Listing.POWERS


class UnreadableFile(Exception):
    """A file that is refused whole; `message` is one line for a clerk, `code` is stable.

    Codes: not_found, empty, not_a_workbook, corrupt, encrypted, too_large, hostile, no_list.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
