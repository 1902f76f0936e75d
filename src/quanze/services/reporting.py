"""The report of an import: what was read, row by row where it matters, and what it would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from quanze.domain.vocabulary import CATEGORY_LABELS, Kind
from quanze.exchange.listings import Listing
from quanze.services.batches import ReadSheet
from quanze.services.comparing import Comparison
from quanze.services.importing import Plan
from quanze.services.listed import RowKey
from quanze.services.standards import approvals_of, rows_of


def report(plan: Plan) -> dict[str, Any]:
    """What was read and what it changes, for people and for machines."""
    batch = plan.batch
    matches = {key: found for comparison in plan.comparisons for key, found in comparison.matches.items()}
    listed = [comparison for comparison in plan.comparisons if comparison.kind is not Kind.CATALOGUE_ITEM]
    items = [comparison for comparison in plan.comparisons if comparison.kind is Kind.CATALOGUE_ITEM]
    return {
        "files": [_file_report(plan, number, matches) for number in range(len(batch.files))],
        "powers": sum(len(comparison.matches) for comparison in listed if comparison.kind is Kind.POWER),
        **_entry_counts(batch.listing, [sheet for sheet in batch.sheets if sheet.file not in batch.copies]),
        "catalogue_items": sum(len(comparison.matches) for comparison in items),
        "changes": _counted(listed),
        "missing": [missing for comparison in listed for missing in comparison.missing],
        "new_departments": [{"id": id_, "name": plan.organs.names[id_]} for id_ in plan.organs.added],
    }


def _entry_counts(listing: Listing, sheets: Iterable[ReadSheet]) -> dict[str, int]:
    """How many entries of another list than of powers were read, and how many rows they cover."""
    items = [item for sheet in sheets for item in sheet.reading.items]
    match listing:
        case Listing.DISCRETION:
            return {"violations": len(items), "rows": sum(len(list(rows_of(item))) for item in items)}
        case Listing.NO_PENALTY:
            return {"violations": len(items), "rows": len(items)}
        case Listing.INTERMEDIARY:
            approvals = sum(len(approvals_of(item)) for item in items)
            return {"services": len(items), "approvals": approvals}
        case Listing.POWERS:
            return {}


def _counted(comparisons: Iterable[Comparison]) -> dict[str, int]:
    ops = Counter(
        change.op.value
        for comparison in comparisons
        for change in comparison.changes
        if not change.fields.get("grouping") and (change.op != "cancel" or change.id in _missing_ids(comparison))
    )
    return dict(sorted(ops.items()))


def _missing_ids(comparison: Comparison) -> set[str]:
    return {missing["id"] for missing in comparison.missing}


def _file_report(plan: Plan, number: int, matches: Mapping[RowKey, tuple[str, str, float]]) -> dict[str, Any]:
    batch = plan.batch
    file = batch.files[number]
    copy = {"duplicate_of": batch.files[batch.copies[number]].name} if number in batch.copies else {}
    sheets = [sheet for sheet in batch.sheets if sheet.file == number]
    return {
        "file": file.name,
        "sha256": file.sha256,
        **copy,
        "sheets": [_sheet_report(plan, sheet, matches) for sheet in sheets],
    }


def _sheet_report(plan: Plan, sheet: ReadSheet, matches: Mapping[RowKey, tuple[str, str, float]]) -> dict[str, Any]:
    reading = sheet.reading
    categories = Counter(item.category for item in reading.items)
    return {
        "sheet": reading.sheet,
        "header_row": reading.header_row,
        "department": _department(plan, sheet.department),
        "departments": [_department(plan, owner) for owner in dict.fromkeys(sheet.owners.values())],
        "kind": sheet.kind.value,
        "columns": reading.columns,
        "unmapped": reading.unmapped,
        "dropped": reading.dropped,
        "powers": len(reading.items) if sheet.listing is Listing.POWERS else 0,
        **_entry_counts(sheet.listing, [sheet]),
        "by_category": {str(category): categories[category] for category in CATEGORY_LABELS if categories[category]},
        "problems": [
            {"row": p.row, "code": p.code, "severity": p.severity.value, "message": p.message}
            for p in sorted(sheet.problems, key=lambda problem: problem.row)
        ],
        "matches": [_match_report(row.key, *matches[row.key]) for row in sheet.rows if row.key in matches],
    }


def _department(plan: Plan, department: str) -> dict[str, str] | None:
    return {"id": department, "name": plan.organs.names[department]} if department else None


def _match_report(key: RowKey, record: str, how: str, score: float) -> dict[str, Any]:
    return {"row": key[2], "id": record, "how": how, "score": score}
