"""Jurisdictions: who may hold lists in this installation."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from quanze.domain import procedure
from quanze.domain.errors import InvalidInput, Refused
from quanze.domain.identities import new_id
from quanze.storage import readers
from quanze.storage.heads import open_logs
from quanze.storage.tables import Jurisdiction, RegionCode

GB_T_2260 = "GB/T 2260"


def establish(
    connection: Connection, region: str, name: str, ruleset: str = "standard", *, demonstration: bool = False
) -> str | None:
    """Begin a jurisdiction with two empty logs and answer its id; None where it is there already.

    Raises Refused where the code belongs to another name.
    """
    procedure.ruleset(ruleset)
    if not name.strip():
        raise InvalidInput("地区名称必须填写。", code="bad_name", parameter="name")
    if not (region.isascii() and region.isdigit()) or len(region) not in (6, 9, 12):
        raise InvalidInput("行政区划代码应为 6、9 或 12 位数字。", code="bad_region", parameter="region")
    holders = {place.id: place.name for place in readers.jurisdictions(connection)}
    for holder in readers.jurisdictions_by_code(connection, region):
        if holders[holder] != name:
            raise Refused(f"代码 {region} 已属于“{holders[holder]}”。", code="region_taken")
        return None
    return _begin(connection, region, name, ruleset, demonstration)


def _begin(connection: Connection, region: str, name: str, ruleset: str, demonstration: bool) -> str:
    jurisdiction = new_id()
    row = {
        "id": jurisdiction,
        "name": name,
        "ruleset": ruleset,
        "demonstration": demonstration,
        "created_at": datetime.now(UTC),
    }
    connection.execute(insert(Jurisdiction), [row])
    connection.execute(insert(RegionCode), [{"jurisdiction": jurisdiction, "scheme": GB_T_2260, "value": region}])
    open_logs(connection, jurisdiction)
    return jurisdiction
