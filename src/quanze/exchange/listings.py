"""The kinds of published lists that can be read, and what tells them from other tables."""

from __future__ import annotations

from enum import StrEnum


class Listing(StrEnum):
    """What a file lists; the values are those of ``--kind``."""

    POWERS = "powers"
    DISCRETION = "discretion"
    NO_PENALTY = "no-penalty"
    INTERMEDIARY = "intermediary"


LISTING_LABELS: dict[Listing, str] = {
    Listing.POWERS: "权责清单",
    Listing.DISCRETION: "行政裁量权基准",
    Listing.NO_PENALTY: "不予处罚清单",
    Listing.INTERMEDIARY: "中介服务事项清单",
}

NAME_LABELS: dict[Listing, str] = {
    Listing.POWERS: "事项名称",
    Listing.DISCRETION: "违法行为",
    Listing.NO_PENALTY: "违法行为",
    Listing.INTERMEDIARY: "中介服务事项名称",
}
"""The column that names what is listed, as a clerk is told of it."""

TELLING: dict[Listing, frozenset[str]] = {
    Listing.POWERS: frozenset(
        {"category", "legal_basis", "duties", "duty_basis", "accountability", "levels_and_authority"}
    ),
    Listing.DISCRETION: frozenset({"legal_basis", "label", "circumstances", "standard", "bracket"}),
    Listing.NO_PENALTY: frozenset({"legal_basis", "violated_provisions", "conditions", "correction_period"}),
    Listing.INTERMEDIARY: frozenset({"approvals", "legal_basis", "provider", "commissioned_by", "disposition"}),
}
"""Fields that other tables hardly have: beside a weak name (事项, 名称) they make a table a list."""
