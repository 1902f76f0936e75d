"""What bodies are made of: texts that can be stored, closed parts, and what every kind of record says."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from quanze.domain.text import folded
from quanze.domain.vocabulary import Disclosure, Status

LONG_TEXT = 200_000
SHORT_TEXT = 2_000

EXACT = 2**53 - 1
"""The largest integer that every reader of JSON reads as it is (RFC 8785)."""


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("not_storable", "NUL")
    return text


def _stated(text: str) -> str:
    if not folded(text):
        raise PydanticCustomError("missing", "blank")
    return text


RecordId = Annotated[str, Field(pattern=r"^[0-9a-hjkmnp-tv-z]{26}$")]
Text = Annotated[str, Field(max_length=LONG_TEXT), AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=SHORT_TEXT), AfterValidator(_storable)]
Name = Annotated[str, Field(min_length=1, max_length=SHORT_TEXT), AfterValidator(_storable), AfterValidator(_stated)]


class Part(BaseModel):
    """A piece of a body: closed, and never a float."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(Part):
    """A code of some scheme; codes are attributes and never identity."""

    scheme: Name
    value: Name


class Body(Part):
    """What every kind of record says."""

    schema_number: int = Field(1, alias="schema", title="结构版本")
    status: Status = Field(Status.ACTIVE, title="状态")
    name: Name = Field(title="名称")
    codes: list[Code] = Field([], title="编码")
    note: Text | None = Field(None, title="备注")
    display_order: int | None = Field(None, ge=-EXACT, le=EXACT, title="排序")
    disclosure: Disclosure = Field(Disclosure.PUBLIC, title="是否公示")
    extra: dict[Name, Text] = Field({}, title="其他栏目")
