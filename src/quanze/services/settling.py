"""What the sheets of an import are, and their rows as the fields of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quanze.domain.bodies import lay
from quanze.domain.errors import InvalidInput
from quanze.domain.organs import generic_level, is_generic
from quanze.domain.vocabulary import LEVEL_LABELS, Disclosure, Kind, Level, Severity, Status
from quanze.exchange.choices import CHOICES
from quanze.exchange.listfiles import OWN_HEADERS
from quanze.exchange.listings import Listing
from quanze.exchange.readings import ItemRow, Problem, SheetReading
from quanze.exchange.values import read_bodies
from quanze.services.batches import WITHHELD_ROW, Batch, ReadSheet
from quanze.services.documents import Head
from quanze.services.listed import ListedRow
from quanze.services.standards import entry_fields


def settle(sheet: ReadSheet, batch: Batch, level: Level | None, document: Head) -> None:
    """Decide what a sheet is, and read its rows as body fields."""
    if sheet.listing is not Listing.POWERS:
        sheet.rows = [row for item in sheet.reading.items if (row := _entry(sheet, batch, item, document))]
        return
    sheet.directory = is_directory(sheet.reading.items, level)
    if sheet.directory:
        sheet.problems.append(notice("directory_sheet", "本表多数事项不属于本级，按指导目录载入，不计入本级清单。"))
    sheet.rows = [row for item in sheet.reading.items if (row := _listed(sheet, batch, item))]
    if not sheet.directory:
        sheet.problems += _other_level_notices(sheet.reading.items, level)
        sheet.problems += _generic_bodynotice(sheet.reading.items)


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
    return _fitting(
        sheet,
        ListedRow((sheet.file, sheet.number, item.row), name, item.sub_item and item.item, _has_sub(sheet), fields),
    )


def _entry(sheet: ReadSheet, batch: Batch, item: ItemRow, document: Head) -> ListedRow | None:
    """A row of another list as body fields; standards stand in their document."""
    fields, problems = entry_fields(sheet.listing, sheet.reading, item, batch.files[sheet.file].name)
    sheet.problems += problems
    in_document = sheet.kind is Kind.DISCRETION_STANDARD
    named = fields.pop("document", None)
    parent = (named or document.title) if in_document else None
    _note_several_organs(sheet, item)
    fields["extra"] = {**dict.fromkeys(_printed_choices(sheet)), **_extra(sheet.reading, item)}
    return _fitting(sheet, ListedRow((sheet.file, sheet.number, item.row), item.item, parent, in_document, fields))


def _note_several_organs(sheet: ReadSheet, item: ItemRow) -> None:
    """A record is of one department; a cell that names several is kept as text, too."""
    printed = item.fields.get("implementing_body")
    if isinstance(printed, str) and len(bodies := read_bodies(printed)) > 1:
        item.fields["implementing_body"] = bodies[0]
        item.extra[sheet.reading.columns["implementing_body"]] = printed
        message = f"第 {item.row} 行写了几个部门“{printed[:30]}”，只归入第一个，原文另存为附加信息，请核对。"
        sheet.problems.append(Problem(item.row, "several_departments", Severity.WARNING, message))


def _printed_choices(sheet: ReadSheet) -> list[str]:
    """Columns whose words are kept as text where they are not understood, and else not."""
    kept = (*CHOICES, "implementing_body")
    return [header for name, header in sheet.reading.columns.items() if name in kept]


def _fitting(sheet: ReadSheet, row: ListedRow) -> ListedRow | None:
    """The row, where it fits a body; else it becomes a problem."""
    placeholder = {"name": row.name, "department_id": "0" * 26}
    try:
        lay(sheet.kind, None, {**row.fields, **placeholder}, Status.ACTIVE)
    except InvalidInput as error:
        sheet.problems.append(
            Problem(row.key[2], "invalid_field", Severity.ERROR, f"第 {row.key[2]} 行未能载入：{error.message}")
        )
        return None
    return row


def _extra(reading: SheetReading, item: ItemRow) -> dict[str, str | None]:
    """The columns of no field, empty ones too; those that only our own exports have are none of the list's."""
    own = OWN_HEADERS if set(OWN_HEADERS) <= {*reading.unmapped, *reading.columns.values()} else ()
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


def _generic_bodynotice(items: Iterable[ItemRow]) -> list[Problem]:
    rows = [
        item for item in items if isinstance(body := item.fields.get("implementing_body"), str) and is_generic(body)
    ]
    if not rows:
        return []
    body = str(rows[0].fields["implementing_body"])
    message = f"第 {rows[0].row} 行等 {len(rows)} 行的行使主体“{body}”不是具体机关名称，请改为机关全称。"
    return [Problem(rows[0].row, "generic_body", Severity.WARNING, message)]


def notice(code: str, message: str) -> Problem:
    return Problem(0, code, Severity.NOTICE, message)
