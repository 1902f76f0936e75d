"""One spelling for search: simplified, half width, lower case, no spaces inside words, article numbers in one form."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import cn2an
import opencc

from quanze.domain.text import folded

_HAN = r"\u3400-\u9fff"
_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_SPACES = re.compile(r"\s+")
_NUMBERED = re.compile(r"第\s*(\d{1,4}|[一二三四五六七八九十百千零〇两]{1,9})\s*(条|款|项|章|节)")
_MOST = 9_999


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normal(text: str) -> str:
    """The text as it is indexed and as queries are read; what is written 第34条 reads 第三十四条."""
    text = _half_width(_simplifier().convert(text)).lower()
    text = _GAP.sub("", text)
    return _NUMBERED.sub(_in_characters, _SPACES.sub(" ", text)).strip()


def _half_width(text: str) -> str:
    return " ".join(folded(part) for part in text.split())


def _in_characters(found: re.Match[str]) -> str:
    return f"第{article_number(found[1])}{found[2]}"


@lru_cache(maxsize=8192)
def article_number(number: str) -> str:
    """34 and 三十四 alike as 三十四."""
    try:
        value = int(number) if number.isdigit() else cn2an.cn2an(number.replace("〇", "零"), "normal")
    except (ValueError, KeyError):  # KeyError: what cn2an makes of 十十三
        return number
    return _chinese(int(value), number)


def _chinese(value: int, as_written: str) -> str:
    if not 0 < value <= _MOST:
        return as_written
    text = str(cn2an.an2cn(value, "low"))
    return text[1:] if text.startswith("一十") else text
