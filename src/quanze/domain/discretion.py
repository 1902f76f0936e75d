"""What a discretion standard says (行政裁量权基准): for one violation, which circumstances lead to which penalty.

A document (裁量文件) is a record that only groups: it holds the issuing organ, the validity and the definitions, and
its standards name it as their parent. A standard has one group for each statutory bracket and subject; a group has
tiers, from the lightest to the gravest.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from quanze.domain.amounts import Amount, Sanction
from quanze.domain.parts import Body, Line, Name, Part, RecordId, Text
from quanze.domain.penalties import Subject
from quanze.domain.vocabulary import Category, Kind, StandardForm, TierEffect


class Document(Part):
    """The normative document that a standard stands in (国办发〔2022〕27号); in force on ``[from, to)``."""

    title: Line | None = Field(None, title="文件名称")
    document_number: Line | None = Field(None, title="文号")
    issuing_organs: list[Name] = Field([], title="制定机关")
    issued_on: date | None = Field(None, title="发布日期")
    from_: date | None = Field(None, alias="from", title="施行日期")
    to: date | None = Field(None, title="失效日期")


class Definition(Part):
    """What a word of the document means (前溯一年, 拒不改正)."""

    term: Name
    meaning: Text


class Tier(Part):
    """One step of a group (裁量阶次): the circumstances that lead to it, any of them, and what then follows."""

    label: Line | None = Field(None, title="裁量阶次")
    circumstances: list[Text] = Field([], title="适用情形")
    effect: TierEffect = Field(TierEffect.WITHIN, title="裁量方式")
    text: Text | None = Field(None, title="处罚标准")
    amounts: list[Amount] = Field([], title="罚款")
    sanctions: list[Sanction] = Field([], title="其他处罚")
    orders: list[Name] = Field([], title="责令改正等")
    note: Text | None = Field(None, title="备注")


class Group(Part):
    """The tiers within one statutory bracket, for one subject; ``situation`` is the statute's own condition of it."""

    situation: Text | None = Field(None, title="法定情形")
    subject: Subject | None = Field(None, title="处罚对象")
    basis: Text | None = Field(None, title="法定幅度原文")
    bracket: list[Amount] = Field([], title="法定幅度")
    bracket_sanctions: list[Sanction] = Field([], title="法定其他处罚")
    tiers: list[Tier] = Field([], title="裁量阶次")


class Dimension(Part):
    """One thing that may be decided either way, and how it is (条件、数量、期限、频次、方式): other than penalties."""

    name: Name = Field(title="裁量要素")
    content: Text = Field(title="裁量标准")


class Exemption(Part):
    """A finding that was looked at and stays (校验例外), with the reason."""

    code: Name
    reason: Name


class DiscretionStandardBody(Body):
    """A discretion standard: of one violation or one matter; or, where it only groups, the document of several."""

    kind: Literal[Kind.DISCRETION_STANDARD] = Field(Kind.DISCRETION_STANDARD, title="种类")
    name: Name = Field(title="违法行为")
    category: Category = Field(Category.PENALTY, title="权力类型")
    form: StandardForm = Field(StandardForm.GRADED, title="裁量形式")
    parent_id: RecordId | None = Field(None, title="裁量文件")
    grouping: bool = Field(False, title="仅作分组")
    department_id: RecordId = Field(title="部门")
    document: Document | None = Field(None, title="文件")
    definitions: list[Definition] = Field([], title="用语含义")
    power_ids: list[RecordId] = Field([], title="对应事项")
    violated_provisions: Text | None = Field(None, title="违反条款")
    legal_basis: Text | None = Field(None, title="处罚依据")
    groups: list[Group] = Field([], title="裁量幅度")
    dimensions: list[Dimension] = Field([], title="裁量要素")
    conditions: Text | None = Field(None, title="适用条件")
    first_offence_window: Line | None = Field(None, title="初次违法的认定期间")
    correction_period: Line | None = Field(None, title="改正期限")
    supervision: Text | None = Field(None, title="监管措施")
    exemptions: list[Exemption] = Field([], title="校验例外")
