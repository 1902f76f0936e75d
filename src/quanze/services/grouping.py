"""Groups (主项, 裁量文件) of a department's list, as a comparison meets them: found, begun, amended, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quanze.domain.bodies import lay
from quanze.domain.changes import Change, Op
from quanze.domain.diffs import field_changes
from quanze.domain.identities import new_id
from quanze.domain.text import folded
from quanze.domain.vocabulary import Kind, Status
from quanze.services.documents import Head
from quanze.services.listed import Body, ListedRow, OldRecord, Terms


class Groups:
    """The grouping records (主项) of a department: found by level, category and name, begun once, ended when empty.

    A power that has sub-items already is a 主项, too; only what merely groups ends with its last item. What groups
    standards is their document, found by its title; ``heads`` are what the batch says of documents, by title.
    """

    def __init__(
        self, department: str, kind: Kind, terms: Terms, old: Sequence[OldRecord], heads: Mapping[str, Head]
    ) -> None:
        self._department = department
        self._kind = kind
        self._terms = terms
        self._heads = {folded(title): head for title, head in heads.items()}
        self._old = {record.id: record for record in old}
        best_last = sorted(old, key=lambda record: (record.living, record.body["grouping"]))
        self._by_key = {self._key(record.body, record.body["name"]): record.id for record in best_last}
        self._used: set[str] = set()
        self.begun: list[Change] = []

    def _key(self, body: Body, name: str) -> tuple[Any, ...]:
        if self._kind is Kind.DISCRETION_STANDARD:
            return frozenset(), None, folded(name)
        return frozenset(body.get("levels") or ()), body["category"], folded(name)

    def parent_of(self, row: ListedRow, rank: int) -> str | None:
        """The grouping record that a row stands under, begun where the list has none on the day."""
        if row.parent is None:
            return None
        record = self._find(row.fields, row.parent)
        old = self._old.get(record)
        if record not in self._used and (old is None or not old.living):
            self.begun.append(self._terms.change(Op.ADD, self._kind, record, self._fields(row, rank)))
        elif record not in self._used and old is not None:
            self._amend(old, row.parent)
        self._used.add(record)
        return record

    def _find(self, fields: Body, name: str) -> str:
        """The group of this name; a row that states no level belongs to the group of any level."""
        key = self._key(fields, name)
        if "levels" not in fields:
            key = next((other for other in self._by_key if other[1:] == key[1:]), key)
        return self._by_key.setdefault(key, new_id())

    def _fields(self, row: ListedRow, rank: int) -> Body:
        fields = {name: row.fields[name] for name in ("category", "levels") if row.fields.get(name)}
        head = {"name": row.parent, "department_id": self._department, "grouping": True, "display_order": rank}
        document = self._heads.get(folded(row.parent or ""))
        return {**head, **fields, **(document.fields(self._terms.effective_from) if document else {})}

    def _amend(self, old: OldRecord, title: str) -> None:
        """A document that the batch says something new of."""
        head = self._heads.get(folded(title))
        if head is None or old.on_day is None:
            return
        fields = head.amended(old.body)
        changes = field_changes(old.body, lay(self._kind, old.body, fields, Status(old.body["status"])))
        changed = {change["field"].split(".", 1)[0] for change in changes}
        if changed:
            stated = {name: fields[name] for name in fields if name in changed}
            base = old.on_day.version
            self.begun.append(self._terms.change(Op.AMEND, self._kind, old.id, stated, base=base))

    def ended(self, powers: Mapping[str, OldRecord], changes: Sequence[Change]) -> list[Change]:
        """The cancellations of groups whose last item leaves with these changes."""
        leaving = {change.id for change in changes if change.op is Op.CANCEL or "parent_id" in change.fields}
        listed = [record for record in powers.values() if record.living and record.body.get("parent_id") in self._old]
        held = {record.body["parent_id"] for record in listed if record.id not in leaving} | self._used
        emptied = {record.body["parent_id"] for record in listed if record.id in leaving} - held
        return [
            self._terms.change(Op.CANCEL, self._kind, group, {})
            for group in sorted(emptied)
            if self._old[group].living and self._old[group].body["grouping"]
        ]
