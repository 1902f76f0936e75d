"""Published lists come in: files become one batch, and the batch a comparison with the register.

Every row of every file becomes a power or a problem in the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from quanze.domain.bodies import lay
from quanze.domain.changes import Change
from quanze.domain.errors import InvalidInput
from quanze.domain.organs import generic_level, is_generic, jurisdiction_level
from quanze.domain.vocabulary import LEVEL_LABELS, Disclosure, Kind, Level, Severity, Status
from quanze.exchange.files import read_file
from quanze.exchange.listfiles import OWN_HEADERS
from quanze.exchange.readings import FileReading, ItemRow, Problem, SheetReading
from quanze.services.comparing import Comparison, compare
from quanze.services.listed import ListedRow, Terms
from quanze.services.moments import Place
from quanze.services.owners import Organs, owner, row_owners
from quanze.storage import readers

WITHHELD_ROW = "withheld_row"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class ReadSheet:
    """A sheet on its way: whose it is, what it is, the rows that will be compared, and what is to be said of it."""

    file: int
    number: int
    reading: SheetReading
    department: str = ""
    owners: dict[int, str] = field(default_factory=dict)
    directory: bool = False
    rows: list[ListedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """A directory's rows are offers; a list's are powers."""
        return Kind.CATALOGUE_ITEM if self.directory else Kind.POWER

    def owner_of(self, row: int) -> str:
        """The department of a row: the sheet's, or its own where the table holds several lists."""
        return self.owners.get(row, self.department)


@dataclass(slots=True)
class Batch:
    """All files of one command: read, not yet compared. ``copies`` maps a file to the earlier one it repeats."""

    files: list[FileReading]
    copies: dict[int, int]
    sheets: list[ReadSheet]

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


@dataclass(slots=True)
class Plan:
    """What a batch would change, department by department."""

    batch: Batch
    organs: Organs
    comparisons: list[Comparison]

    def changes(self) -> list[Change]:
        """All changes, new departments first."""
        return [
            *self.organs.added.values(),
            *(change for comparison in self.comparisons for change in comparison.changes),
        ]


def read_batch(paths: Sequence[Path], progress: Progress | None = None) -> Batch:
    """Read all files of a command. Raises UnreadableFile for the first that cannot be, before anything is written."""
    for path in paths:
        if path.name != path.name.encode(errors="replace").decode():
            raise InvalidInput(f"文件名 {path.name!a} 含有无法识别的字符，请改名后再试。", code="bad_file_name")
    return batch_of([read_file(path, progress) for path in paths])


def batch_of(files: list[FileReading]) -> Batch:
    """Files that were read, as one batch."""
    first: dict[str, int] = {}
    copies = {number: first[f.sha256] for number, f in enumerate(files) if first.setdefault(f.sha256, number) != number}
    sheets = [
        ReadSheet(number, place, reading, problems=list(reading.problems))
        for number, file in enumerate(files)
        for place, reading in enumerate(file.sheets)
    ]
    return Batch(files, copies, sheets)


def plan_import(
    connection: Connection, place: Place, batch: Batch, terms: Terms, department: str | None = None
) -> Plan:
    """Compare a batch with the register. Raises InvalidInput where a whole list is claimed and a row was not read."""
    organs = Organs(place, terms.effective_from, terms.cause)
    organs.read(connection)
    level = _own_level(connection, place, terms.effective_from)
    for sheet in batch.sheets:
        _settle(sheet, batch, level)
    if terms.complete:
        _require_all_rows(batch)
    _find_owners(batch, organs, department)
    comparisons = [compare(connection, owned, kind, rows, terms) for (owned, kind), rows in _lists(batch).items()]
    return Plan(batch, organs, comparisons)


def _require_all_rows(batch: Batch) -> None:
    """A whole list cancels what it leaves out: no row may be left out unread, or because it is not for the public."""
    for code, number in (("unread_rows", batch.unread_rows()), ("withheld_rows", batch.withheld_rows())):
        if number:
            why = "写了事项却无法读取" if code == "unread_rows" else "标注为不公示而不能载入"
            raise InvalidInput(
                f"有 {number} 行{why}，不能作为完整清单（--complete）载入；请按报告改正后再试。", code=code
            )


def _own_level(connection: Connection, place: Place, day: date) -> Level | None:
    codes = readers.region_codes(connection, place.id)
    stated = [code for code in codes if code.valid_from <= day < code.valid_to] or list(codes)
    return next((level for code in stated if (level := jurisdiction_level(code.value))), None)


def _settle(sheet: ReadSheet, batch: Batch, level: Level | None) -> None:
    """Decide what a sheet is, and read its rows as body fields."""
    sheet.directory = is_directory(sheet.reading.items, level)
    if sheet.directory:
        sheet.problems.append(_notice("directory_sheet", "本表多数事项不属于本级，按指导目录载入，不计入本级清单。"))
    sheet.rows = [row for item in sheet.reading.items if (row := _listed(sheet, batch, item))]
    if not sheet.directory:
        sheet.problems += _other_level_notices(sheet.reading.items, level)
        sheet.problems += _generic_body_notice(sheet.reading.items)


def is_directory(items: Sequence[ItemRow], level: Level | None) -> bool:
    """Whether a sheet is a superior's directory: most rows state another level than the jurisdiction's, or name only
    organs of another level. Its title does not decide.
    """
    foreign = sum(_is_foreign(item, level) for item in items)
    return level is not None and 2 * foreign > len(items)


def _is_foreign(item: ItemRow, level: Level | None) -> bool:
    levels = item.fields.get("levels")
    if isinstance(levels, list) and levels:
        return level not in levels
    body = item.fields.get("implementing_body")
    named = generic_level(body) if isinstance(body, str) else None
    return named is not None and named is not level


def _listed(sheet: ReadSheet, batch: Batch, item: ItemRow) -> ListedRow | None:
    """A row as body fields; one that does not fit a body, or is not for the public, becomes a problem."""
    if item.fields.get("disclosure") == Disclosure.WITHHELD:
        sheet.problems.append(
            Problem(item.row, WITHHELD_ROW, Severity.WARNING, f"第 {item.row} 行标注为不公示，未载入公开清单。")
        )
        return None
    fields = {**item.fields, "category": item.category, "extra": _extra(sheet.reading, item)}
    if sheet.directory:
        fields["directory"] = sheet.reading.title or batch.files[sheet.file].name
    name = item.sub_item or item.item
    row = ListedRow((sheet.file, sheet.number, item.row), name, item.sub_item and item.item, _has_sub(sheet), fields)
    try:
        placeholder = {"name": name, "department_id": "0" * 26}
        lay(sheet.kind, None, {**fields, **placeholder}, Status.ACTIVE)
    except InvalidInput as error:
        sheet.problems.append(
            Problem(item.row, "invalid_field", Severity.ERROR, f"第 {item.row} 行未能载入：{error.message}")
        )
        return None
    return row


def _extra(reading: SheetReading, item: ItemRow) -> dict[str, str | None]:
    """The columns of no field, empty ones too; those that only our own exports have are none of the list's."""
    own = OWN_HEADERS if set(OWN_HEADERS) <= set(reading.unmapped) else ()
    extra = {**dict.fromkeys(reading.unmapped), **item.extra}
    return {header: text for header, text in extra.items() if header not in own}


def _has_sub(sheet: ReadSheet) -> bool:
    return "sub_item" in sheet.reading.columns


def _other_level_notices(items: Iterable[ItemRow], level: Level | None) -> list[Problem]:
    return [
        Problem(
            item.row,
            "other_level",
            Severity.NOTICE,
            f"第 {item.row} 行所列层级不含本级（{LEVEL_LABELS[level]}），仍作为本级事项载入，请核对。",
        )
        for item in items
        if level is not None and _is_foreign(item, level)
    ]


def _generic_body_notice(items: Iterable[ItemRow]) -> list[Problem]:
    rows = [
        item for item in items if isinstance(body := item.fields.get("implementing_body"), str) and is_generic(body)
    ]
    if not rows:
        return []
    body = str(rows[0].fields["implementing_body"])
    message = f"第 {rows[0].row} 行等 {len(rows)} 行的行使主体“{body}”不是具体机关名称，请改为机关全称。"
    return [Problem(rows[0].row, "generic_body", Severity.WARNING, message)]


def _notice(code: str, message: str) -> Problem:
    return Problem(0, code, Severity.NOTICE, message)


def _find_owners(batch: Batch, organs: Organs, department: str | None) -> None:
    """Find each sheet's department, lists first: a directory beside a list is offered to the list's department.

    A copy of a file belongs where the file does, and a sheet without items makes no department.
    """
    by_file: dict[int, str] = {}
    by_place: dict[tuple[int, int], ReadSheet] = {}
    for sheet in sorted(batch.sheets, key=lambda sheet: (sheet.file in batch.copies, sheet.directory)):
        file, known = batch.files[sheet.file], set(organs.names)
        if sheet.file in batch.copies:
            original = by_place[batch.copies[sheet.file], sheet.number]
            sheet.department, sheet.owners = original.department, original.owners
        elif sheet.directory and sheet.file in by_file:
            sheet.department = by_file[sheet.file]
        elif sheet.reading.items:
            sheet.owners = row_owners(organs, file, sheet.reading) if department is None else {}
            sheet.department = next(iter(sheet.owners.values()), "") or owner(organs, file, sheet.reading, department)
            by_file.setdefault(sheet.file, sheet.department)
        by_place[sheet.file, sheet.number] = sheet
        for added in [name for id_, name in organs.names.items() if id_ not in known]:
            sheet.problems.append(_notice("new_department", f"登记簿中没有“{added}”，已随本次载入新增该部门。"))


def _lists(batch: Batch) -> Mapping[tuple[str, Kind], list[ListedRow]]:
    """The rows to compare, by department and kind; copies of a file are left out."""
    lists: dict[tuple[str, Kind], list[ListedRow]] = defaultdict(list)
    for sheet in batch.sheets:
        if sheet.department and sheet.file not in batch.copies:
            for row in sheet.rows:
                lists[sheet.owner_of(row.key[2]), sheet.kind].append(row)
    return lists
