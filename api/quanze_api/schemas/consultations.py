"""The shapes of consultations: what the public is asked, and what became of what it said."""

from __future__ import annotations

from datetime import date
from typing import Any

from quanze.services.consultations import Stage
from quanze_api.schemas.publications import FieldChange
from quanze_api.schemas.shared import DIGEST, Answer, DepartmentReference


class ConsultationSummary(Answer):
    """A consultation in a list."""

    number: int
    title: str
    department: DepartmentReference | None
    opened_on: date
    until: date
    ended_at: str | None
    state: Stage
    state_label: str


class ConsultationList(Answer):
    """Consultations, the newest first."""

    items: list[ConsultationSummary]
    next: str | None


class ConsultedText(Answer):
    """A text that a change makes: the fields that would say something else; of a new one, all."""

    name: str | None
    fields: list[FieldChange]


class ConsultedChange(Answer):
    """A change as it stood when the public was asked; what is new has no id yet."""

    op: str
    op_label: str
    kind: str
    id: str | None
    name: str
    department: str | None
    to_department: str | None
    effective_from: date | None
    effective_to: date | None
    cause: dict[str, Any]
    legal_basis: str | None
    sources: list[str]
    texts: list[ConsultedText]


class AdoptionCounts(Answer):
    """What became of the comments, in numbers."""

    received: int
    adopted: int
    partly_adopted: int
    not_adopted: int


class ConsultationAlone(ConsultationSummary):
    """A consultation, whole."""

    notice: str
    digest: str = DIGEST
    effective_from: date | None
    changes: list[ConsultedChange]
    adoption: AdoptionCounts | None
