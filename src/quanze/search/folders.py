"""Where an index lies: a folder of its own below the index folder, and a small file that names the current one.

A rebuild fills a new folder and then replaces the name, in one step of the file system; readers that hold the old one
open read on, and the next question finds the new one.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "current"
_FIRST = "index-0"


def current(root: Path) -> Path:
    """The folder of the current index, existing or not."""
    try:
        name = (root / _NAME).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        name = _FIRST
    return root / name


@contextmanager
def rebuilding(root: Path) -> Iterator[Path]:
    """A fresh folder that becomes the current one when the block ends; older ones are removed."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f"index-{secrets.token_hex(4)}"
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    name = root / f"{_NAME}.{folder.name}"
    name.write_text(folder.name, encoding="ascii")
    name.replace(root / _NAME)
    for old in root.glob("index-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
