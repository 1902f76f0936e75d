"""A sheet as a rectangle of texts with its merged areas: the one shape that every file format is brought into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Area = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged area, zero-based (row, column), both included."""

_EXACT_INTEGERS = 1e15
"""Above this a float no longer holds every integer: its digits are not the ones that were typed."""


@dataclass(slots=True)
class Grid:
    """The cells of one sheet. Covered cells know the cell that is shown in their place (their anchor)."""

    name: str
    rows: list[list[str]]
    width: int = 0
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    right_edges: dict[tuple[int, int], int] = field(default_factory=dict)
    bottom_edges: dict[tuple[int, int], int] = field(default_factory=dict)
    """Uncut: the last merge of a sheet reaches below the last row that has text."""
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula was never computed: their value is unknown, not empty."""
    hidden: bool = False

    @classmethod
    def build(cls, name: str, rows: Iterable[Sequence[object]], areas: Iterable[Area] = ()) -> Grid:
        """A grid from any cells, padded to a rectangle, with merged areas cut to it."""
        texts = [[as_text(cell) for cell in row] for row in rows]
        width = max((len(row) for row in texts), default=0)
        grid = cls(name, [row + [""] * (width - len(row)) for row in texts], width)
        for area in areas:
            grid._cover(area)
        return grid

    @property
    def height(self) -> int:
        """How many physical rows there are."""
        return len(self.rows)

    def _cover(self, area: Area) -> None:
        (top, left), (bottom, right) = area
        self.bottom_edges[top, left] = bottom
        bottom, right = min(bottom, self.height - 1), min(right, self.width - 1)
        if top > bottom or left > right:
            return
        self.right_edges[top, left] = right
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.anchors.setdefault((row, column), (top, left))

    def own(self, row: int, column: int) -> str:
        """The cell's text where it is shown itself; text hidden under a merge is none."""
        return "" if (row, column) in self.anchors else self.rows[row][column]

    def shown(self, row: int, column: int) -> str:
        """What stands at this place for a power named in this row: its text, or that of a merge from above."""
        anchor = self.anchors.get((row, column))
        text = self.rows[row][column]
        if anchor is None or anchor[0] == row or anchor[1] != column:
            return "" if anchor is not None else text
        return text if text.strip() else self.rows[anchor[0]][anchor[1]]

    def is_covered_from_above(self, row: int, column: int) -> bool:
        """Whether a merge that began in an earlier row is shown here."""
        anchor = self.anchors.get((row, column))
        return anchor is not None and anchor[0] < row

    def hides(self, row: int, column: int) -> bool:
        """Whether text lies under a merge here and differs from what is shown."""
        anchor = self.anchors.get((row, column))
        return (
            anchor is not None
            and bool(self.rows[row][column].strip())
            and (self.rows[row][column].split() != self.rows[anchor[0]][anchor[1]].split())
        )

    def right_edge(self, row: int, column: int) -> int:
        """The last column of the merge that begins here, else the column itself."""
        return self.right_edges.get((row, column), column)


def as_text(value: object) -> str:
    """A cell's value as it is read on screen: 1.0 is 1, a date is a date."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT_INTEGERS else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)
