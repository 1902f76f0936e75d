"""Pinyin: names as syllables and as initials, and typed letters apart into syllables."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_COMMON = range(0x4E00, 0x9FA6)


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a normal text's Chinese characters, without tones."""
    return tuple(syllable for run in _HAN_RUN.findall(text) for syllable in lazy_pinyin(run))


def initials(text: str) -> tuple[str, ...]:
    """The first letter of each syllable: b d c d j for 不动产登记."""
    return tuple(syllable[0] for syllable in syllables(text) if syllable)


def split(letters: str) -> list[str] | None:
    """Letters as the fewest whole syllables that they can be, or None: jianzhu is jian zhu."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        ways = [
            [*before, letters[start:end]]
            for start in range(max(0, end - 6), end)
            if (before := best[start]) is not None and letters[start:end] in _known()
        ]
        best[end] = min(ways, key=len, default=None)
    return best[-1]


@cache
def _known() -> frozenset[str]:
    """Every syllable that a common character has."""
    characters = "".join(chr(code) for code in _COMMON if code in pinyin_dict)
    return frozenset(syllable for syllable in lazy_pinyin(characters) if syllable.isascii() and syllable.isalpha())
