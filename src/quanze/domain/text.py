"""How texts are compared: width and white space carry no meaning in a published list."""

from __future__ import annotations

import re

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def folded(text: str) -> str:
    """The text without white space and with half-width forms: equal texts fold alike."""
    return _SPACE.sub("", text).translate(_WIDTH)


def same_value(one: object, other: object) -> bool:
    """Whether two field values say the same; texts within lists and objects are compared folded, too."""
    if one == other:
        return True
    if not one or not other:
        return _is_blank(one) and _is_blank(other)
    return _folded_value(one) == _folded_value(other)


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value or _SPACE.fullmatch(value) is not None
    return not value or _folded_value(value) is None


def _folded_value(value: object) -> object:
    if isinstance(value, str):
        return folded(value) or None
    if isinstance(value, list):
        return [_folded_value(item) for item in value] or None
    if isinstance(value, dict):
        return {key: _folded_value(item) for key, item in value.items()} or None
    return value
