"""The field's closed lists: categories, levels, standings, statuses, with the words people see.

Identifiers are the terms of the register's contract; the Chinese labels are what pages, papers and reports print.
"""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """The ten categories of powers (中办发〔2015〕21号: nine and one), in statutory order."""

    LICENSE = "administrative_license"
    PENALTY = "administrative_penalty"
    COERCION = "administrative_coercion"
    LEVY = "administrative_levy"
    PAYMENT = "administrative_payment"
    INSPECTION = "administrative_inspection"
    CONFIRMATION = "administrative_confirmation"
    REWARD = "administrative_reward"
    ADJUDICATION = "administrative_adjudication"
    OTHER = "other_power"


CATEGORY_LABELS: dict[Category, str] = {
    Category.LICENSE: "行政许可",
    Category.PENALTY: "行政处罚",
    Category.COERCION: "行政强制",
    Category.LEVY: "行政征收",
    Category.PAYMENT: "行政给付",
    Category.INSPECTION: "行政检查",
    Category.CONFIRMATION: "行政确认",
    Category.REWARD: "行政奖励",
    Category.ADJUDICATION: "行政裁决",
    Category.OTHER: "其他行政权力",
}


class CoercionKind(StrEnum):
    """Whether a coercive power restrains (行政强制措施) or executes (行政强制执行): 行政强制法 art. 2."""

    MEASURE = "measure"
    EXECUTION = "execution"


class Level(StrEnum):
    """The level of government that a power is exercised at (行使层级)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LEVEL_LABELS: dict[Level, str] = {
    Level.NATIONAL: "国家级",
    Level.PROVINCIAL: "省级",
    Level.MUNICIPAL: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇级",
    Level.VILLAGE: "村级",
}


class Standing(StrEnum):
    """What kind of organ a department is in law."""

    GOVERNMENT = "government"
    WORKING_DEPARTMENT = "working_department"
    DISPATCHED_ORGAN = "dispatched_organ"
    DISPATCHED_OFFICE = "dispatched_office"
    VERTICAL = "vertical"
    AUTHORISED_ORGANISATION = "authorised_organisation"
    ENTRUSTED_ORGANISATION = "entrusted_organisation"
    PARTY_ORGAN = "party_organ"


STANDING_LABELS: dict[Standing, str] = {
    Standing.GOVERNMENT: "本级政府",
    Standing.WORKING_DEPARTMENT: "工作部门",
    Standing.DISPATCHED_ORGAN: "派出机关",
    Standing.DISPATCHED_OFFICE: "派出机构",
    Standing.VERTICAL: "垂直管理",
    Standing.AUTHORISED_ORGANISATION: "法律法规授权组织",
    Standing.ENTRUSTED_ORGANISATION: "受委托组织",
    Standing.PARTY_ORGAN: "党委机构挂牌",
}


class Status(StrEnum):
    """What a version says of its record; every value but the first two is an ending."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    DEVOLVED = "devolved"
    MERGED = "merged"
    SPLIT = "split"
    RECLASSIFIED = "reclassified"
    TRANSFERRED_OUT = "transferred_out"


STATUS_LABELS: dict[Status, str] = {
    Status.ACTIVE: "现行",
    Status.SUSPENDED: "暂停实施",
    Status.CANCELLED: "已取消",
    Status.DEVOLVED: "已下放",
    Status.MERGED: "已合并",
    Status.SPLIT: "已拆分",
    Status.RECLASSIFIED: "已转为其他管理方式",
    Status.TRANSFERRED_OUT: "已划出",
}

LIVING = frozenset({Status.ACTIVE, Status.SUSPENDED})


class Kind(StrEnum):
    """The kinds of records; all share one store, one log, one history and one proof."""

    DEPARTMENT = "department"
    POWER = "power"
    CATALOGUE_ITEM = "catalogue_item"
    DISCRETION_STANDARD = "discretion_standard"
    INTERMEDIARY_SERVICE = "intermediary_service"


KIND_LABELS: dict[Kind, str] = {
    Kind.DEPARTMENT: "部门",
    Kind.POWER: "事项",
    Kind.CATALOGUE_ITEM: "指导目录事项",
    Kind.DISCRETION_STANDARD: "裁量基准",
    Kind.INTERMEDIARY_SERVICE: "中介服务事项",
}
LISTED = (Kind.POWER, Kind.CATALOGUE_ITEM, Kind.DISCRETION_STANDARD, Kind.INTERMEDIARY_SERVICE)
"""The kinds that are listed under a department."""


class InspectionForm(StrEnum):
    """What an inspection is of (国办发〔2024〕54号)."""

    DAILY = "daily"
    CASE = "case"
    SPECIAL = "special"


INSPECTION_FORM_LABELS: dict[InspectionForm, str] = {
    InspectionForm.DAILY: "日常检查",
    InspectionForm.CASE: "个案检查",
    InspectionForm.SPECIAL: "专项检查",
}


class StandardForm(StrEnum):
    """What a discretion standard does: it grades penalties, or says when none, or a lesser one, is given."""

    GRADED = "graded"
    NO_PENALTY = "no_penalty"
    FIRST_OFFENCE = "first_offence_exemption"
    MITIGATED = "mitigated_below_range"
    LIGHTER = "lighter_within_range"
    NO_COERCION = "no_coercion"
    DIMENSIONS = "dimensions"


STANDARD_FORM_LABELS: dict[StandardForm, str] = {
    StandardForm.GRADED: "分阶次裁量",
    StandardForm.NO_PENALTY: "不予行政处罚",
    StandardForm.FIRST_OFFENCE: "初次违法可以不予行政处罚",
    StandardForm.MITIGATED: "减轻行政处罚",
    StandardForm.LIGHTER: "从轻行政处罚",
    StandardForm.NO_COERCION: "不予实施行政强制",
    StandardForm.DIMENSIONS: "分要素裁量",
}


class TierEffect(StrEnum):
    """How a tier stands to its statutory bracket (行政处罚法 arts. 30 to 33)."""

    WITHIN = "within"
    LIGHTER = "lighter"
    HEAVIER = "heavier"
    MITIGATED = "mitigated"
    NO_PENALTY = "no_penalty"


TIER_EFFECT_LABELS: dict[TierEffect, str] = {
    TierEffect.WITHIN: "在法定幅度内处罚",
    TierEffect.LIGHTER: "从轻处罚",
    TierEffect.HEAVIER: "从重处罚",
    TierEffect.MITIGATED: "减轻处罚",
    TierEffect.NO_PENALTY: "不予行政处罚",
}


class Party(StrEnum):
    """Who commissions, or pays for, an intermediary service."""

    APPLICANT = "applicant"
    DEPARTMENT = "department"


PARTY_LABELS: dict[Party, str] = {Party.APPLICANT: "申请人", Party.DEPARTMENT: "审批部门"}


class Pricing(StrEnum):
    """How the fee of an intermediary service is set (定价方式)."""

    MARKET = "market"
    GUIDED = "government_guided"
    SET = "government_set"
    FREE = "free"


PRICING_LABELS: dict[Pricing, str] = {
    Pricing.MARKET: "市场调节价",
    Pricing.GUIDED: "政府指导价",
    Pricing.SET: "政府定价",
    Pricing.FREE: "不收费",
}


class Disposition(StrEnum):
    """What a clean-up decided of an intermediary service (处理决定)."""

    KEPT = "kept"
    NOT_REQUIRED = "no_longer_required"
    BY_DEPARTMENT = "commissioned_by_department"
    CANCELLED = "cancelled"


DISPOSITION_LABELS: dict[Disposition, str] = {
    Disposition.KEPT: "保留",
    Disposition.NOT_REQUIRED: "不再要求申请人提供",
    Disposition.BY_DEPARTMENT: "改由审批部门委托",
    Disposition.CANCELLED: "取消",
}


class Disclosure(StrEnum):
    """Whether a record is part of the public list (是否公示)."""

    PUBLIC = "public"
    WITHHELD = "withheld"


class Severity(StrEnum):
    """How much something that is found matters: an error blocks, a warning needs an answer, a notice is told."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


SEVERITY_LABELS: dict[Severity, str] = {
    Severity.ERROR: "错误",
    Severity.WARNING: "警告",
    Severity.NOTICE: "提示",
}
