"""What people and programs may hand in to be kept as JSON: numbers that every reader reads alike, texts that every
database stores, no deeper than people write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quanze.domain.errors import InvalidInput
from quanze.domain.parts import EXACT

DEEPEST = 16


def check_storable(value: object, place: str) -> None:
    """Raise InvalidInput, naming the place, where a value of JSON cannot be kept as it is."""
    for where, fault in _faults(value, place, 0):
        raise InvalidInput(f"{where[:200]} {fault}，无法保存，请修改。", code="not_storable", field=where[:200])


def _faults(value: object, place: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "\x00" in value or not _is_text(value):
            yield place, "含有无法保存的字符"
    elif isinstance(value, float):
        yield place, "不是整数"
    elif isinstance(value, int):
        if abs(value) > EXACT:
            yield place, "数字过大"
    elif depth == DEEPEST and isinstance(value, (Mapping, list)):
        yield place, "层次过深"
    else:
        for name, part in _parts(value):
            yield from _faults(name, place, depth)
            yield from _faults(part, f"{place}.{name}", depth + 1)


def _is_text(value: str) -> bool:
    """Whether a text can be written down: halves of characters cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parts(value: object) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)
