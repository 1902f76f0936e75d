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


KIND_LABELS: dict[Kind, str] = {
    Kind.DEPARTMENT: "部门",
    Kind.POWER: "事项",
    Kind.CATALOGUE_ITEM: "指导目录事项",
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
