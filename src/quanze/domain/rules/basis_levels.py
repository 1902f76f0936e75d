"""Which levels of law may set a power of each category, and the statute that says so.

A row is a ruleset row: another table may be given to :func:`unfit_basis`. At least one instrument of a basis must
stand at an allowed level; others may stand beside it. A category without a row may rest on anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quanze.domain.rules.instruments import LAW_LEVEL_LABELS, LawLevel, instruments
from quanze.domain.vocabulary import CATEGORY_LABELS, Category, CoercionKind

_L = LawLevel


@dataclass(frozen=True, slots=True)
class BasisLevels:
    """The levels at which powers of a category may be set; ``binding`` where a statute of the state says so."""

    category: Category
    allowed: frozenset[LawLevel]
    statute: str
    coercion_kind: CoercionKind | None = None
    binding: bool = True


_LAW_AND_REGULATIONS = frozenset({_L.LAW, _L.ADMINISTRATIVE_REGULATION, _L.LOCAL_REGULATION})
_WITH_RULES = _LAW_AND_REGULATIONS | {_L.DEPARTMENTAL_RULE, _L.LOCAL_GOVERNMENT_RULE}

BASIS_LEVELS: tuple[BasisLevels, ...] = (
    BasisLevels(Category.PENALTY, _WITH_RULES, "《行政处罚法》第十条至第十四条、第十六条"),
    BasisLevels(
        Category.LICENSE,
        _LAW_AND_REGULATIONS | {_L.STATE_COUNCIL_DECISION, _L.LOCAL_GOVERNMENT_RULE},
        "《行政许可法》第十四条、第十五条、第十七条",
    ),
    BasisLevels(Category.COERCION, frozenset({_L.LAW}), "《行政强制法》第十三条", coercion_kind=CoercionKind.EXECUTION),
    BasisLevels(Category.COERCION, _LAW_AND_REGULATIONS, "《行政强制法》第十条"),
    BasisLevels(
        Category.INSPECTION,
        _WITH_RULES | {_L.STATE_COUNCIL_DECISION},
        "国办发〔2024〕54号关于涉企行政检查的要求",
        binding=False,
    ),
)
"""The first row that fits decides; coercion whose kind is not stated is held to the wider row of measures."""


def allowed_levels(body: dict[str, Any], table: Sequence[BasisLevels] = BASIS_LEVELS) -> BasisLevels | None:
    """The row for a power, if its category has one."""
    kind = body.get("coercion_kind")
    rows = (row for row in table if row.category == body.get("category"))
    return next((row for row in rows if row.coercion_kind in (None, kind)), None)


def unfit_basis(body: dict[str, Any], *, binding: bool, table: Sequence[BasisLevels] = BASIS_LEVELS) -> Iterator[str]:
    """Why a basis is unfit: every instrument of it certainly stands at a level that may not set the power."""
    row = allowed_levels(body, table)
    named = instruments(body.get("legal_basis") or "")
    if row is None or row.binding is not binding or not named:
        return
    if any(instrument.levels & row.allowed for instrument in named):
        return
    found = dict.fromkeys(instrument.label for instrument in named)
    allowed = "、".join(label for level, label in LAW_LEVEL_LABELS.items() if level in row.allowed)
    yield (
        f"{CATEGORY_LABELS[row.category]}{'须' if binding else '宜'}以{allowed}为依据，见{row.statute}；"
        f"所列依据只有{'、'.join(found)}，请补充设定依据，或调整权力类型。"
    )
