"""The shapes of the lists before and after a change-set."""

from __future__ import annotations

from quanze_api.schemas.checking import FindingItem
from quanze_api.schemas.shared import Answer


class DepartmentCount(Answer):
    """A department's list: before + added − removed = after."""

    id: str
    name: str | None
    before: int
    added: int
    removed: int
    after: int


class CategoryCount(Answer):
    """The same for a category."""

    value: str
    label: str
    before: int
    added: int
    removed: int
    after: int


class Preview(Answer):
    """What a change-set comes to, in counted powers of the departments that it touches."""

    before: int
    after: int
    moved: int
    ended: int
    begun: int
    unchanged: int
    departments: list[DepartmentCount]
    categories: list[CategoryCount]
    findings: list[FindingItem]
