"""Published lists come in: files become one batch, and the batch a comparison with the register.

Every row of every file becomes a power or a problem in the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from quanze.domain.changes import Change
from quanze.domain.errors import InvalidInput
from quanze.domain.organs import jurisdiction_level
from quanze.domain.vocabulary import Kind, Level
from quanze.services.batches import Batch, ReadSheet
from quanze.services.comparing import Comparison, compare
from quanze.services.documents import NOTHING_STATED, Head, Stated, document_of
from quanze.services.listed import ListedRow, Terms
from quanze.services.moments import Place
from quanze.services.owners import Organs, owner, row_owners
from quanze.services.settling import notice, settle
from quanze.storage import readers


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


def plan_import(
    connection: Connection,
    place: Place,
    batch: Batch,
    terms: Terms,
    department: str | None = None,
    stated: Stated = NOTHING_STATED,
) -> Plan:
    """Compare a batch with the register; ``stated`` is what a person says of the document that it is.

    Raises InvalidInput where a whole list is claimed and a row was not read.
    """
    organs = Organs(place, terms.effective_from, terms.cause)
    organs.read(connection)
    level = _own_level(connection, place, terms.effective_from)
    documents = [document_of(file, stated) for file in batch.files]
    for sheet in batch.sheets:
        settle(sheet, batch, level, documents[sheet.file])
    if terms.complete:
        _require_all_rows(batch)
    _find_owners(batch, organs, department)
    comparisons = [
        compare(connection, owned, kind, rows, terms, _heads(documents, organs.names[owned]))
        for (owned, kind), rows in _lists(batch).items()
    ]
    return Plan(batch, organs, comparisons)


def _heads(documents: Iterable[Head], organ: str) -> dict[str, Head]:
    return {head.title: replace(head, organ=organ) for head in documents}


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
            sheet.problems.append(notice("new_department", f"登记簿中没有“{added}”，已随本次载入新增该部门。"))


def _lists(batch: Batch) -> Mapping[tuple[str, Kind], list[ListedRow]]:
    """The rows to compare, by department and kind; copies of a file are left out."""
    lists: dict[tuple[str, Kind], list[ListedRow]] = defaultdict(list)
    for sheet in batch.sheets:
        if sheet.department and sheet.file not in batch.copies:
            for row in sheet.rows:
                lists[sheet.owner_of(row.key[2]), sheet.kind].append(row)
    return lists
