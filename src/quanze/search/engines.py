"""Which engine answers: tantivy where it is installed, else Whoosh; or the one that the operator names."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from quanze.domain.errors import InvalidInput
from quanze.search.protocol import SearchIndex

ENGINES = ("auto", "tantivy", "whoosh")


def engine_meant(engine: str) -> str:
    """The engine that a setting means here. Raises InvalidInput for one that is not there."""
    if engine not in ENGINES:
        raise InvalidInput(f"没有检索引擎“{engine}”（QUANZE_SEARCH_ENGINE）。", code="unknown_engine")
    installed = find_spec("tantivy") is not None
    if engine == "tantivy" and not installed:
        raise InvalidInput("没有安装检索引擎 tantivy。", code="engine_missing")
    return "tantivy" if installed and engine != "whoosh" else "whoosh"


def open_index(root: Path, engine: str = "auto") -> SearchIndex:
    """The index in a folder, under an engine's own subfolder. Raises InvalidInput for an engine that is not there."""
    if engine_meant(engine) == "tantivy":
        from quanze.search.tantivy_index import TantivyIndex  # noqa: PLC0415 - an optional wheel

        return TantivyIndex(root / "tantivy")
    from quanze.search.whoosh_index import WhooshIndex  # noqa: PLC0415 - only where it is used

    return WhooshIndex(root / "whoosh")
