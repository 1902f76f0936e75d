"""The fast engine: tantivy, embedded. Whoosh's query tree is translated node by node."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as T
from whoosh import query as q

from quanze.search.documents import IndexedRow
from quanze.search.fields import KEYWORDS, NUMBERS, PAIRS, TEXT_FIELDS, WORDS
from quanze.search.protocol import Cursor, Found, Request

HEAP_BYTES = 64_000_000
MOST_VALUES = 10_000
CURSOR_KEY = "cursor"
_ANALYSED = [*(f.name + part for f in TEXT_FIELDS for part in (WORDS, PAIRS)), "pinyin", "initials"]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        stored = name in {"key", "record"}
        builder.add_text_field(name, stored=stored, fast=name in {"category", "department"}, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("codes", tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _ANALYSED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyIndex:
    """An index in a folder; the folder's name changes with every rebuild, ``current`` says which one holds."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._schema = _schema()
        self._index = self._open()

    def _open(self) -> tantivy.Index:
        folder = self._root / _current(self._root)
        folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schema, path=str(folder))
