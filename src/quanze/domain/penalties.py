"""The closed lists of penalties: their kinds, on whom they fall, how they combine, with the words people see."""

from __future__ import annotations

from enum import StrEnum


class Connector(StrEnum):
    """How an amount or a sanction stands to what is said before it."""

    ONLY = "only"
    MAY = "may"
    AND = "and"
    MAY_ADD = "may_add"
    OR = "or"
    EITHER = "either"
    MAY_EITHER = "may_either"
    SURCHARGE = "surcharge"


CONNECTOR_LABELS: dict[Connector, str] = {
    Connector.ONLY: "处",
    Connector.MAY: "可以处",
    Connector.AND: "并处",
    Connector.MAY_ADD: "可以并处",
    Connector.OR: "或者处",
    Connector.EITHER: "单处或者并处",
    Connector.MAY_EITHER: "可以单处或者并处",
    Connector.SURCHARGE: "加处",
}
"""加处 enforces an unpaid fine (行政强制法 art. 12): it is execution and no penalty."""

DISCRETIONARY = frozenset({Connector.MAY, Connector.MAY_ADD, Connector.MAY_EITHER})


class Subject(StrEnum):
    """On whom an amount or a sanction falls; none stated means: on whoever committed the act."""

    UNIT = "unit"
    INDIVIDUAL = "individual"
    PERSON_IN_CHARGE = "person_in_charge"
    RESPONSIBLE_PERSON = "responsible_person"
    OTHER = "other"


SUBJECT_LABELS: dict[Subject, str] = {
    Subject.UNIT: "单位",
    Subject.INDIVIDUAL: "个人",
    Subject.PERSON_IN_CHARGE: "主要负责人",
    Subject.RESPONSIBLE_PERSON: "直接负责的主管人员和其他直接责任人员",
    Subject.OTHER: "其他当事人",
}


class SanctionKind(StrEnum):
    """The penalties other than a fine (行政处罚法 art. 9)."""

    WARNING = "warning"
    PUBLIC_CRITICISM = "public_criticism"
    CONFISCATE_GAINS = "confiscate_gains"
    CONFISCATE_PROPERTY = "confiscate_property"
    SUSPEND_PERMIT = "suspend_permit"
    LOWER_GRADE = "lower_grade"
    REVOKE_PERMIT = "revoke_permit"
    RESTRICT_OPERATION = "restrict_operation"
    SUSPEND_OPERATION = "suspend_operation"
    CLOSE = "close"
    RESTRICT_PRACTICE = "restrict_practice"
    DETENTION = "detention"


SANCTION_LABELS: dict[SanctionKind, str] = {
    SanctionKind.WARNING: "警告",
    SanctionKind.PUBLIC_CRITICISM: "通报批评",
    SanctionKind.CONFISCATE_GAINS: "没收违法所得",
    SanctionKind.CONFISCATE_PROPERTY: "没收非法财物",
    SanctionKind.SUSPEND_PERMIT: "暂扣许可证件",
    SanctionKind.LOWER_GRADE: "降低资质等级",
    SanctionKind.REVOKE_PERMIT: "吊销许可证件",
    SanctionKind.RESTRICT_OPERATION: "限制开展生产经营活动",
    SanctionKind.SUSPEND_OPERATION: "责令停产停业",
    SanctionKind.CLOSE: "责令关闭",
    SanctionKind.RESTRICT_PRACTICE: "限制从业",
    SanctionKind.DETENTION: "行政拘留",
}


class TermUnit(StrEnum):
    """What a sanction's term is counted in; a term for life has no numbers."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    LIFE = "life"
