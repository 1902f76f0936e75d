"""What an intermediary service says (行政审批中介服务): what else an applicant is asked to bring, at whose cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from quanze.domain.discretion import Exemption
from quanze.domain.parts import Body, Line, Name, RecordId, Text
from quanze.domain.vocabulary import Disposition, Kind, Party, Pricing


class IntermediaryServiceBody(Body):
    """A service that an approval asks for (国办发〔2015〕31号): ``approvals`` as printed, ``power_ids`` confirmed."""

    kind: Literal[Kind.INTERMEDIARY_SERVICE] = Field(Kind.INTERMEDIARY_SERVICE, title="种类")
    name: Name = Field(title="中介服务事项名称")
    department_id: RecordId = Field(title="审批部门")
    approvals: list[Name] = Field([], title="审批事项名称")
    power_ids: list[RecordId] = Field([], title="对应审批事项")
    legal_basis: Text | None = Field(None, title="设定依据")
    commissioned_by: Party = Field(Party.APPLICANT, title="委托主体")
    paid_by: Party | None = Field(None, title="费用承担")
    provider: Text | None = Field(None, title="实施机构")
    provider_nature: Line | None = Field(None, title="机构性质")
    provider_qualification: Text | None = Field(None, title="资质要求")
    result: Line | None = Field(None, title="服务成果")
    time_limit: Text | None = Field(None, title="服务时限")
    pricing: Pricing | None = Field(None, title="定价方式")
    fee: Text | None = Field(None, title="收费标准")
    disposition: Disposition = Field(Disposition.KEPT, title="处理决定")
    exemptions: list[Exemption] = Field([], title="校验例外")
