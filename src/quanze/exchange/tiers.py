"""Gathers lists whose entries cover several rows, and splits the rows of a violation into groups and tiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quanze.exchange.cells import clean_line, clean_text, fold, is_blank
from quanze.exchange.drafts import Draft, Gatherer
from quanze.exchange.furniture import Footer, Heading, Texts, texts_of
from quanze.exchange.grids import Grid
from quanze.exchange.listings import Listing
from quanze.exchange.readings import GroupRows, TierRows

_TIER = ("label", "circumstances", "standard", "penalty_kinds", "subject")
"""The columns of a tier: a row that shows any of them is a row of the standard."""

_BEGIN_TIER = ("label", "standard", "penalty_kinds", "subject")
_BEGIN_GROUP = ("legal_basis", "bracket")


class EntryGatherer(Gatherer):
    """A row without a name of its own is one more circumstance of the violation above, or approval of the service."""

    def _footer_in(self, texts: Texts) -> Footer | None:
        return super()._footer_in(texts) if self._begins_on_the_left(texts) else None

    def _heading_in(self, row: int, texts: Texts) -> Heading | None:
        return super()._heading_in(row, texts) if self._begins_on_the_left(texts) else None

    def _begins_on_the_left(self, texts: Texts) -> bool:
        return min(texts.by_column) <= self.header.item_column

    def _begin(self, row: int) -> None:
        """A table without merges may print the name in every row."""
        above = self._current
        same = above is not None and above.header is self.header and self._own(row, "item") == fold(above.item)
        if above is not None and same and self._goes_on(row, above):
            self._continue(row, texts_of(self.grid, row))
        else:
            super()._begin(row)

    def _goes_on(self, row: int, above: Draft) -> bool:
        """Whether a row that repeats the name above is no entry of its own."""
        if self.header.listing is Listing.DISCRETION:
            return not (self._is_new(row, "seq", above) and self._is_new(row, "legal_basis", above))
        if self.header.listing is Listing.INTERMEDIARY:
            return not (self._is_new(row, "seq", above) or self._is_new(row, "implementing_body", above))
        return False

    def _own(self, row: int, name: str) -> str:
        return fold("".join(self.grid.own(row, column) for column in self._columns([name])))

    def _is_new(self, row: int, name: str, above: Draft) -> bool:
        """Whether the row says something in a field that the entry above did not say."""
        own = self._own(row, name)
        return bool(own) and own not in {fold(text) for column in self._columns([name]) for text in above.cells[column]}

    def _lacks_a_name(self, row: int, texts: Texts) -> bool:
        """A number of its own (and, since rows of tiers may be numbered, a basis), the name empty and uncovered."""
        above = self._current
        if above is None or self._is_covered(row, ["item"]):
            return above is None
        names = ("seq", "legal_basis") if self.header.listing is Listing.DISCRETION else ("seq",)
        return all(self._is_new(row, name, above) for name in names)


@dataclass(slots=True)
class _Tier:
    """A tier in the making."""

    row: int
    said: dict[str, str | None]
    rows: list[int] = field(default_factory=list)
    circumstances: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def done(self) -> TierRows:
        rows = tuple(row + 1 for row in self.rows)
        return TierRows(
            self.row + 1, rows, self.said["label"], tuple(self.circumstances), self.said["standard"],
            self.said["penalty_kinds"], self.said["subject"], "\n".join(dict.fromkeys(self.notes)) or None,
        )  # fmt: skip


@dataclass(slots=True)
class _Group:
    """A group in the making."""

    row: int
    said: dict[str, str | None]
    tiers: list[_Tier] = field(default_factory=list)

    def done(self) -> GroupRows:
        tiers = tuple(tier.done() for tier in self.tiers)
        return GroupRows(self.row + 1, self.said["legal_basis"], self.said["bracket"], tiers)


class TierReader:
    """Splits the rows of one violation: a group begins with another basis, a tier with another label or standard."""

    def __init__(self, grid: Grid, draft: Draft) -> None:
        self._grid = grid
        self._draft = draft
        self._groups: list[_Group] = []

    def read(self) -> tuple[GroupRows, ...]:
        """The groups with their tiers; every row that shows a column of a tier is in one of them, once."""
        for row in self._draft.lines:
            if not self._groups or self._differs(row, _BEGIN_GROUP, self._groups[-1].said):
                self._groups.append(_Group(row, self._shown(row, _BEGIN_GROUP)))
            if any(self._own(row, name) for name in _TIER):
                self._add(row, self._groups[-1])
        return tuple(group.done() for group in self._groups if group.tiers)

    def _add(self, row: int, group: _Group) -> None:
        if not group.tiers or self._differs(row, _BEGIN_TIER, group.tiers[-1].said):
            group.tiers.append(_Tier(row, self._shown(row, _BEGIN_TIER)))
        tier = group.tiers[-1]
        circumstance = self._own(row, "circumstances") or (None if tier.rows else self._over(row, "circumstances"))
        tier.rows.append(row)
        tier.circumstances += [circumstance] if circumstance else []
        note = self._over(row, "note")
        tier.notes += [note] if note else []

    def _differs(self, row: int, names: Iterable[str], said: dict[str, str | None]) -> bool:
        """Whether a cell of the row's own says something else; an empty one goes on with what was said."""
        own = ((name, self._own(row, name)) for name in names)
        return any(text and fold(text) != fold(said[name] or "") for name, text in own)

    def _shown(self, row: int, names: Iterable[str]) -> dict[str, str | None]:
        return {name: self._over(row, name) for name in names}

    def _own(self, row: int, name: str) -> str | None:
        return self._text(self._grid.own(row, column) for column in self._columns(name))

    def _over(self, row: int, name: str) -> str | None:
        return self._text(self._grid.shown(row, column) for column in self._columns(name))

    def _columns(self, name: str) -> list[int]:
        return self._draft.header.columns.get(name, [])

    @staticmethod
    def _text(cells: Iterable[str]) -> str | None:
        texts: Iterator[str] = (clean_text(cell) for cell in cells)
        return "\n".join(text for text in texts if not is_blank(clean_line(text))) or None


def notes_of(groups: Iterable[GroupRows]) -> set[str | None]:
    """The different notes that the tiers of a violation show."""
    return {tier.note for group in groups for tier in group.tiers}
