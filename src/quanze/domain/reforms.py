"""A reorganisation (机构改革) as people plan it: which organs change how, and which powers go where, on one day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import ConfigDict, Field

from quanze.domain.parts import Line, Name, Part, Text
from quanze.domain.vocabulary import Category

HANDED_OVER = "移交之日前已受理的申请、已立案的案件，由{old}办结。"
"""What citizens are told of every power that moves, unless the plan says it in its own words (国发〔2018〕17号)."""

_TOWNSHIP = re.compile(r"(镇|乡|苏木|街道)(人民政府|办事处|政府)?$")


def is_township(name: str) -> bool:
    """Whether an organ is a township's or a street's, by its name."""
    return _TOWNSHIP.search(name) is not None


class _Row(Part):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NewOrgan(_Row):
    """An organ that comes into being, with whatever else its record says."""

    name: Name
    fields: dict[str, Any] = {}


class Rename(_Row):
    """An organ that gets another name and stays the same (更名)."""

    department: Name
    to: Name
    fields: dict[str, Any] = {}


class Merge(_Row):
    """Organs that become one new organ, which takes over whatever is not sent elsewhere (组建)."""

    from_: list[Name] = Field(alias="from", min_length=1)
    into: Name
    fields: dict[str, Any] = {}


class Split(_Row):
    """An organ that ends in several new ones; a transfer says for each power where it goes (分设)."""

    department: Name
    into: list[NewOrgan] = Field(min_length=1)


class Abolition(_Row):
    """An organ that ends (撤销, 并入): ``to`` takes over whatever is not sent elsewhere; without it a transfer must."""

    department: Name
    to: Name | None = None


class Transfer(_Row):
    """Powers that go from one organ to another (划转): those named by id, code or name, those of categories, or all.

    Without ``to`` they leave this government.
    """

    from_: Name = Field(alias="from")
    to: Name | None = None
    powers: list[Name] = []
    categories: list[Category] = []


class TakeBack(_Row):
    """Powers taken back (收回) from the organs named, else from all townships; ``to`` is who exercises them from then
    on, where the list does not tell from whom they had been handed down.
    """

    powers: list[Name] = []
    from_: list[Name] = Field([], alias="from")
    to: Name | None = None


class Plan(_Row):
    """The whole of it: one change-set, one hand-over day."""

    title: Line
    on: date
    text: Text
    ref: Line | None = None
    handover_note: Text = HANDED_OVER
    renames: list[Rename] = []
    founded: list[NewOrgan] = []
    merges: list[Merge] = []
    splits: list[Split] = []
    abolitions: list[Abolition] = []
    departures: list[Name] = []
    transfers: list[Transfer] = []
    take_backs: list[TakeBack] = []

    def ending(self) -> list[str]:
        """The organs that end or leave this government, as the plan names them."""
        merged = [name for merge in self.merges for name in merge.from_]
        split, abolished = [one.department for one in self.splits], [one.department for one in self.abolitions]
        return [*merged, *split, *abolished, *self.departures]
