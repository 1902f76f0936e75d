"""Tiers drawn as scales: the statutory bracket as the track, ranges as bars, fixed amounts as dots, gaps left open.

Where things stand is told in percent of the width, so that a drawing fits every screen while its text keeps its size.
An axis goes from nought in proportion; where that would press tiers together, from the lowest value; where that would,
too, its values stand at even steps, and the drawing says so. Whatever a drawing shows, the table beside it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from quanze.domain.amounts import Amount, Condition, Measure
from quanze.domain.penalties import CONNECTOR_LABELS, Connector, Subject
from quanze.domain.quantities import condition_words, ends_words, per_words, subject_words, value_words
from quanze.domain.telling import penalty_words
from quanze.domain.vocabulary import TIER_EFFECT_LABELS, TierEffect

LEFT, RIGHT = 4.0, 96.0
"""Where an axis begins and ends; dots at its ends are whole."""

NEAREST = 0.07
"""Two values that stand nearer than this, as a share of the axis, are pressed together."""

NARROWEST = 290
"""The width in pixels at which the labels of an axis must still stand apart."""

SHADES = 5
_EDGE = 15.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a dot where ``width`` is none; ``open_`` says that it goes on beyond the axis."""

    x: float
    width: float | None = None
    open_: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of the axis; without words where they would stand on others."""

    x: float
    words: str | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """One tier: its label, what follows in words, its marks; ``shade`` deepens with gravity."""

    label: str
    words: str
    marks: list[Mark]
    shade: int
    effect: str


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis of a group: what is counted, the bracket, and the tiers."""

    caption: str
    bracket: list[Mark]
    ticks: list[Tick]
    rows: list[Row]
    even: bool


@dataclass(slots=True)
class _Track:
    """The amounts of a group that are counted in one thing, on one subject, under one condition."""

    first: Amount
    bracket: list[Amount] = field(default_factory=list)
    tiers: dict[int, list[Amount]] = field(default_factory=dict)

    def amounts(self) -> list[Amount]:
        """All of them."""
        return [*self.bracket, *(amount for tier in self.tiers.values() for amount in tier)]


Part = Mapping[str, Any]
_Key = tuple[Any, ...]


def scales(group: Part) -> list[Scale]:
    """The drawings of a group; none where its tiers have no fines."""
    tracks = [track for track in _tracks(group) if track.tiers]
    return [_scale(track, group, alone=number == 0) for number, track in enumerate(tracks)]


def _tracks(group: Part) -> Iterable[_Track]:
    found: dict[_Key, _Track] = {}
    for amount in _fines(group["bracket"]):
        found.setdefault(_key(amount, group), _Track(amount)).bracket.append(amount)
    for number, tier in enumerate(group["tiers"]):
        for amount in _fines(tier["amounts"]):
            key = _fitting(_key(amount, group), found)
            found.setdefault(key, _Track(amount)).tiers.setdefault(number, []).append(amount)
    return found.values()


def _fines(amounts: Iterable[Part]) -> list[Amount]:
    """The amounts that are penalties: a surcharge (加处) is execution and on no scale."""
    read = (Amount.model_validate(amount) for amount in amounts)
    return [amount for amount in read if amount.connector is not Connector.SURCHARGE]


def _key(amount: Amount, group: Part) -> _Key:
    counted = (amount.measure, amount.base, amount.per_unit, amount.per_day)
    own = amount.subject is not None and amount.subject != group["subject"]
    named = amount.subject_text if amount.subject is Subject.OTHER else None
    return counted, (amount.subject, named) if own else None, _meant(amount.condition)


def _meant(condition: Condition | None) -> _Key | None:
    return tuple(condition.model_dump(exclude={"text", "base_text"}).values()) if condition else None


def _fitting(key: _Key, found: Mapping[_Key, _Track]) -> _Key:
    """The track of an amount; where none is just like it, the one that says less or more of the same thing."""
    if key in found:
        return key
    alike = [other for other in found if other[0] == key[0] and _agrees(key, other)]
    return alike[0] if len(alike) == 1 else key


def _agrees(key: _Key, other: _Key) -> bool:
    return all(one is None or two is None or one == two for one, two in zip(key[1:], other[1:], strict=True))


def _scale(track: _Track, group: Part, *, alone: bool) -> Scale:
    axis = _axis(track.amounts())
    tiers = group["tiers"]
    shown = [number for number, tier in enumerate(tiers) if number in track.tiers or (alone and not tier["amounts"])]
    return Scale(
        caption=_caption(track.first),
        bracket=[axis.mark(amount) for amount in track.bracket],
        ticks=axis.ticks(track.bracket),
        rows=[_row(tiers[number], track.tiers.get(number, []), axis, number, len(tiers)) for number in shown],
        even=axis.even,
    )


def _row(tier: Part, amounts: Sequence[Amount], axis: _Axis, number: int, all_: int) -> Row:
    effect = TierEffect(tier["effect"])
    return Row(
        label=tier["label"] or "（未分阶次）",
        words="，".join(_said(amount) for amount in amounts) or _without_fine(tier, effect),
        marks=[axis.mark(amount) for amount in amounts],
        shade=1 + (SHADES - 1) * number // max(1, all_ - 1),
        effect=effect.value,
    )


def _said(amount: Amount) -> str:
    lead = "" if amount.connector is Connector.ONLY else CONNECTOR_LABELS[amount.connector]
    return f"{lead}{ends_words(amount)}"


def _without_fine(tier: Part, effect: TierEffect) -> str:
    """What follows in a tier that has no fine."""
    if effect is TierEffect.NO_PENALTY:
        return TIER_EFFECT_LABELS[effect]
    return penalty_words([], tier["sanctions"]) or tier["text"] or TIER_EFFECT_LABELS[effect]


def _caption(amount: Amount) -> str:
    """What an axis counts."""
    whom = subject_words(amount.subject, amount.subject_text)
    lead = "，".join(filter(None, (whom and f"对{whom}", condition_words(amount.condition))))
    counted = f"罚款，按{per_words(amount)}计" if per_words(amount) else "罚款金额"
    return f"{lead}：{counted}" if lead else counted


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where values stand; ``stops`` are all that are named, ``open_`` says that some amount has no upper end."""

    stops: tuple[int, ...]
    measure: Measure
    low: int
    open_: bool
    even: bool

    def at(self, value: int) -> float:
        """The place of a value in percent."""
        width = (RIGHT - LEFT) * (0.85 if self.open_ else 1.0)
        if self.even:
            return round(LEFT + width * self.stops.index(value) / max(1, len(self.stops) - 1), 2)
        return round(LEFT + width * (value - self.low) / max(1, self.stops[-1] - self.low), 2)

    def mark(self, amount: Amount) -> Mark:
        """An amount on the axis: what has no lower end begins with it, what has no upper end goes on beyond it."""
        left = LEFT if amount.minimum is None else self.at(amount.minimum)
        if amount.minimum is not None and amount.minimum == amount.maximum:
            return Mark(left)
        right = 100.0 if amount.maximum is None else self.at(amount.maximum)
        return Mark(left, round(right - left, 2), amount.maximum is None)

    def ticks(self, bracket: Sequence[Amount]) -> list[Tick]:
        """The values named, the bracket's ends before all others; words that would stand on others are left out."""
        ends = {value for amount in bracket for value in (amount.minimum, amount.maximum) if value is not None}
        stops = self.stops if self.even or self.low in self.stops else (self.low, *self.stops)
        taken: list[tuple[float, float]] = []
        words: dict[int, str] = {}
        for value in sorted(stops, key=lambda stop: (stop not in ends, stops.index(stop) not in (0, len(stops) - 1))):
            said = "0" if value == 0 else value_words(value, self.measure)
            span = _span(self.at(value), said)
            if all(span[1] <= other[0] or other[1] <= span[0] for other in taken):
                taken.append(span)
                words[value] = said
        return [Tick(self.at(value), words.get(value), _anchor(self.at(value))) for value in stops]


def _axis(amounts: Sequence[Amount]) -> _Axis:
    named = {value for amount in amounts for value in (amount.minimum, amount.maximum) if value is not None}
    if any(amount.minimum is None for amount in amounts):
        named.add(0)
    stops = tuple(sorted(named)) or (0,)
    open_ = any(amount.maximum is None for amount in amounts)
    low = next((low for low in (0, stops[0]) if _apart(stops, low)), None)
    return _Axis(stops, amounts[0].measure, low or 0, open_, even=low is None)


def _apart(stops: Sequence[int], low: int) -> bool:
    """Whether values stand apart in proportion on an axis from a value on."""
    whole = stops[-1] - low
    return whole > 0 and all(after - before >= NEAREST * whole for before, after in pairwise(sorted({low, *stops})))


def _anchor(x: float) -> str:
    return "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"


def _span(x: float, words: str) -> tuple[float, float]:
    """From where to where the words of a tick go on the narrowest screen, with a little room."""
    width = sum(7 if char.isascii() else 13 for char in words) + 6
    place = NARROWEST * x / 100
    start = {"start": place, "middle": place - width / 2, "end": place - width}[_anchor(x)]
    return start, start + width
