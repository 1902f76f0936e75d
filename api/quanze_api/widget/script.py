"""The files of the element: each under a name made from its content, so that a page may pin it and keep it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import blake2b, sha256, sha384
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PLAIN_NAME = "quanze-search.js"
STYLE = (FOLDER / "embed.css").read_bytes()
STYLE_NAME = f"embed.{blake2b(STYLE, digest_size=6).hexdigest()}.css"
_STYLE = re.compile(rb"const STYLE = `([^`]*)`")


@dataclass(frozen=True, slots=True)
class Script:
    """One version of the element."""

    content: bytes

    @property
    def name(self) -> str:
        """Its address below /widget, which changes with its content."""
        return f"quanze-search.{sha384(self.content).hexdigest()[:16]}.js"

    @property
    def integrity(self) -> str:
        """What a browser checks it by (SRI)."""
        return f"sha384-{b64encode(sha384(self.content).digest()).decode()}"

    @property
    def style(self) -> bytes:
        """The style sheet within."""
        found = _STYLE.search(self.content)
        return found[1] if found else b""

    @property
    def style_hash(self) -> str:
        """The source expression that allows its styles under a strict policy, where a browser needs that."""
        return f"'sha256-{b64encode(sha256(self.style).digest()).decode()}'"


CURRENT = Script((FOLDER / PLAIN_NAME).read_bytes())


def every_script(folder: Path = FOLDER) -> dict[str, Script]:
    """All versions by their names: a page that pinned a released one goes on working after an upgrade."""
    scripts = [Script(file.read_bytes()) for file in sorted((folder / "released").glob("*.js"))]
    return {script.name: script for script in [*scripts, Script((folder / PLAIN_NAME).read_bytes())]}
