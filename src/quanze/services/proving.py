"""Proofs: that a version stands in the log, checkable by anyone without this software or its server."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from quanze.domain.canonical import canonical_json, digest
from quanze.domain.entries import Entry
from quanze.domain.errors import InvalidInput
from quanze.domain.merkle import leaf_hash, root_from_path
from quanze.domain.vocabulary import Kind
from quanze.services.consulting import version_entry
from quanze.services.moments import Moment
from quanze.storage import readers
from quanze.storage.heads import PUBLIC
from quanze.storage.trees import stored_tree


def proof(
    connection: Connection, moment: Moment, kind: Kind, record: str, number: int, edition: int | None = None
) -> dict[str, Any]:
    """The inclusion proof of a version's entry in the tree of its own edition, or of a later one."""
    row = version_entry(connection, moment.place.log, kind, record, number)
    until = readers.edition(connection, moment.place.log, edition or row.edition)
    if until is None or until.tree_size < row.number:
        raise InvalidInput("该版次不存在，或早于这一版本的公布。", code="unknown_edition", parameter="edition")
    tree = stored_tree(connection, moment.place.log, until.tree_size)
    return {
        "leaf": _entry(row).leaf(moment.place.id, PUBLIC),
        "index": row.number - 1,
        "tree_size": until.tree_size,
        "path": [sibling.hex() for sibling in tree.path(row.number - 1)],
        "root": until.root.hex(),
    }


def _entry(row: Any) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__slots__})


def verify(document: Any) -> str:
    """Check a proof, or ``{version, proof}``, and answer its root. Raises InvalidInput, saying what does not hold."""
    if not isinstance(document, dict):
        raise InvalidInput("文件不是存证：应为 JSON 对象。", code="not_a_proof")
    found = document.get("proof", document)
    try:
        leaf, path = found["leaf"], [bytes.fromhex(sibling) for sibling in found["path"]]
        root = root_from_path(leaf_hash(leaf), _number(found["index"]), _number(found["tree_size"]), path)
        fits = leaf["number"] == found["index"] + 1 and root == bytes.fromhex(found["root"])
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("文件不是存证：缺少 leaf、index、tree_size、path 或 root。", code="not_a_proof") from None
    if not fits:
        raise InvalidInput("存证不成立：由该条目推算的根与所载校验码不一致。", code="proof_fails")
    if "version" in document:
        _verify_version(document["version"], leaf)
    return str(found["root"])


def _number(value: Any) -> int:
    """A JSON integer and nothing that only reads like one."""
    if type(value) is not int:
        raise TypeError(value)
    return value


_TOLD_TWICE = {
    "record": "record",
    "number": "version",
    "kind": "kind",
    "entry": "number",
    "edition": "edition",
    "op": "op",
}
"""What a version says of its entry, and the leaf says, too."""


def _verify_version(version: Any, leaf: dict[str, Any]) -> None:
    try:
        fits = digest(canonical_json(version["body"])) == version["digest"] == leaf["digest"]
        fits = fits and all(version[name] == leaf[told] for name, told in _TOLD_TWICE.items())
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("文件不是存证：version 缺少 body 或 digest。", code="not_a_proof") from None
    if not fits:
        raise InvalidInput("文本与存证不符：正文的校验码不是条目所载。", code="body_differs")
