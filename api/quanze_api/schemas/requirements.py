"""The shape of “may they require this of me?”: what the list of intermediary services states."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from quanze.domain.vocabulary import Disposition, Party, Pricing
from quanze_api.schemas.shared import Answer, DepartmentReference, Echo


class PowerReference(Answer):
    """A power by id and by its name on the day."""

    id: str
    name: str | None


class RequiredService(Answer):
    """A service as the list states it: who commissions, who pays, on what basis."""

    id: str
    name: str
    department: DepartmentReference | None
    approvals: list[str]
    powers: list[PowerReference]
    disposition: Disposition
    disposition_label: str
    commissioned_by: Party
    commissioned_by_label: str
    paid_by: Party | None
    paid_by_label: str | None
    pricing: Pricing | None
    pricing_label: str | None
    fee: str | None
    time_limit: str | None
    legal_basis: str | None
    said: str
    url: str


class Requirements(Answer):
    """What the list of the day states of what was asked."""

    meta: Echo
    power: PowerReference | None
    answer: Literal["listed", "not_listed", "unknown"] = Field(
        description="listed：清单载明；not_listed：清单未载明；unknown：登记簿中没有这一天的中介服务清单，或者其中有的文本已移除。"
    )
    statement: str
    caution: str | None = Field(description="没有载明时，关于其含义的说明。")
    items: list[RequiredService]
    elsewhere: list[RequiredService] = Field(
        description="没有载明时：同一审批事项的其他服务、其他审批事项的同类服务，和名称相近的。"
    )
