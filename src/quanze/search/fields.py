"""What is indexed, field by field, and how much a match in it says of a record.

The groups are the same for every kind; each kind fills them with what it has: a standard's circumstances and a
service's approvals say what it is about, as the scope of a power does.
"""

from __future__ import annotations

from dataclasses import dataclass

WORDS = "_words"
PAIRS = "_pairs"


@dataclass(frozen=True, slots=True)
class TextField:
    """A group of body fields searched as one text; words and pairs of it are indexed apart and weigh apart."""

    name: str
    body_fields: tuple[str, ...]
    words: float
    pairs: float


_OF_POWERS = ("department_duties", "authority", "counterpart")
_OF_STANDARDS = ("violated_provisions", "conditions", "circumstances")
_OF_SERVICES = ("approval_names", "result")

TEXT_FIELDS = (
    TextField("name", ("name", "parent_name"), 2.0, 2.0),
    TextField("basis", ("legal_basis",), 0.6, 0.6),
    TextField("scope", (*_OF_POWERS, *_OF_STANDARDS, *_OF_SERVICES), 0.5, 0.4),
    TextField("organ", ("department_name", "implementing_body", "handling_office", "provider"), 0.4, 0.0),
    TextField("duties", ("duties", "remedy", "fee", "note", "penalties", "dimension_texts"), 0.0, 0.1),
)

ABOUT = tuple(f for f in TEXT_FIELDS if f.name in {"name", "scope"})
"""The texts that say what a power is; a basis and duties speak of much besides."""

ANALYSED = (*(f.name + part for f in TEXT_FIELDS for part in (WORDS, PAIRS)), "pinyin", "initials")
KEYWORDS = ("key", "record", "kind", "department", "category", "status", "cites", "codes")
FACETED = ("category", "department")
NUMBERS = ("log", "valid_from", "valid_to", "entry_from", "entry_to")

FIELD_WORDS: dict[str, str] = {
    "名称": "name",
    "name": "name",
    "依据": "basis",
    "basis": "basis",
    "部门": "organ",
    "department": "organ",
    "主体": "organ",
    "职责": "scope",
    "责任": "duties",
    "duties": "duties",
}
"""The words before a colon that ask one field."""
