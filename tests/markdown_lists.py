"""The published no-penalty list that is a Markdown page, as the table that a clerk would keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["序号", "违法行为", "违反条款", "适用条件"]

_ITEM = re.compile(r"^### (\d+)、(.+)$", re.MULTILINE)
_BLOCK = re.compile(r"::: (?:details|tip) (\S+)\n(.*?)\n:::", re.DOTALL)
_LINK = re.compile(r":mag:\*\[[^\]]*\]\([^)]*\)\*")


def table_of(page: Path) -> list[list[str]]:
    """A title, the header, and a row for each item; what the page says of its words stands below."""
    text = page.read_text(encoding="utf-8")
    title = re.search(r"^title: (.+)$", text, re.MULTILINE)
    remarks = re.search(r"::: danger 备注\n(.*?)\n:::", text, re.DOTALL)
    parts = _ITEM.split(text)[1:]
    rows = [_row(*parts[start : start + 3]) for start in range(0, len(parts), 3)]
    notes = [[f"备注：{line.strip()}"] for line in (remarks[1] if remarks else "").splitlines() if line.strip()]
    return [[title[1] if title else ""], HEADER, *rows, *notes]


def _row(number: str, violation: str, body: str) -> list[str]:
    blocks = {name: _plain(content) for name, content in _BLOCK.findall(body)}
    return [number, violation, blocks.get("违反条款", ""), blocks.get("不予处罚的情节", "")]


def _plain(text: str) -> str:
    lines = (_LINK.sub("", line).replace("&emsp;", " ").removeprefix("- ").strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
