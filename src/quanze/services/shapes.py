"""The shapes of answers: rows become the objects that the contract promises; pages and API read the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quanze.domain.canonical import DIGEST_ALGORITHM
from quanze.domain.editions import instant_text
from quanze.domain.entries import day_text
from quanze.domain.vocabulary import CATEGORY_LABELS, STANDING_LABELS, Category, Kind, Standing, Status
from quanze.storage.tables import EditionRow

PATHS: dict[Kind, str] = {
    Kind.POWER: "powers",
    Kind.CATALOGUE_ITEM: "catalogue-items",
    Kind.DISCRETION_STANDARD: "discretion-standards",
    Kind.INTERMEDIARY_SERVICE: "intermediary-services",
    Kind.DEPARTMENT: "departments",
}
"""Where each kind of record lives, in pages and in the API."""


def record_url(base_url: str, kind: Kind, record: str) -> str:
    """The lasting address of a record's page."""
    return f"{base_url}/{PATHS[kind]}/{record}"


def summary(row: Any, names: Mapping[str, str], kind: Kind, base_url: str) -> dict[str, Any]:
    """A record in a list."""
    return {
        "id": row.record,
        "code": row.code,
        "name": row.name,
        "parent_id": row.parent,
        "parent_name": names.get(row.parent or ""),
        "category": row.category,
        "category_label": category_label(row.category),
        "department": department_reference(row.department, names),
        "status": row.status,
        "in_force": row.status == Status.ACTIVE,
        "version": row.version,
        "valid_from": day_text(row.valid_from),
        "valid_to": day_text(row.valid_to),
        "url": record_url(base_url, kind, row.record),
    }


def department_reference(department: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """A record's list department, by id and by its name on the day."""
    return {"id": department, "name": names.get(department)} if department else None


def category_label(category: str | None) -> str | None:
    """The Chinese word of a category."""
    return CATEGORY_LABELS[Category(category)] if category else None


def department_item(row: Any, body: Mapping[str, Any], powers: int, covered: date | None) -> dict[str, Any]:
    """A department in the list of organs (机构序列)."""
    return {
        "id": row.record,
        "name": row.name,
        "standing": body["standing"],
        "standing_label": STANDING_LABELS[Standing(body["standing"])],
        "valid_from": day_text(row.valid_from),
        "valid_to": day_text(row.valid_to),
        "powers": powers,
        "coverage_from": day_text(covered),
    }


def edition_item(row: EditionRow, kind: Kind = Kind.POWER) -> dict[str, Any]:
    """An edition: everything under its header's digest, then what it came to. ``changes`` counts one kind of record."""
    return {
        "number": row.number,
        "kind": row.kind,
        "title": row.title,
        "document_number": row.document_number,
        "issuing_organs": row.issuing_organs,
        "decided_on": day_text(row.decided_on),
        "written_on": day_text(row.written_on),
        "published_at": instant_text(row.published_at),
        "effective_from": day_text(row.effective_from),
        "counts": row.counts,
        "attachments": row.attachments,
        "digest_algorithm": DIGEST_ALGORITHM,
        "changes": row.changes.get(kind, {}),
        "first_entry": row.first_entry,
        "tree_size": row.tree_size,
        "root": row.root.hex(),
    }
