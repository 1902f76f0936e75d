"""Working days (工作日): which days a government works, and by when something is due that has so many of them.

The day on which a period begins is not counted (民法典 第二百零一条). Days off and days worked instead are those of the
State Council's yearly arrangement; of a year without one only the weekdays are known, and what is reckoned with it is
provisional.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from quanze.domain.errors import InvalidInput

DAY = timedelta(days=1)
SATURDAY = 5
NATIONAL_DAY = (10, 1)


class Declared(NamedTuple):
    """What was declared of a day: whether it is worked, and why."""

    is_working: bool
    note: str = ""


class Due(NamedTuple):
    """A day by which something is due; provisional where a year on the way has no arrangement yet."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are not what their weekday says, and the years whose arrangement is known."""

    declared: Mapping[date, Declared]
    years: frozenset[int]

    @classmethod
    def of(cls, declared: Mapping[date, Declared]) -> Calendar:
        """The calendar of some days; a year is known of which National Day was declared, as every arrangement does."""
        return cls(declared, frozenset(day.year for day in declared if (day.month, day.day) == NATIONAL_DAY))

    def over(self, others: Mapping[date, Declared]) -> Calendar:
        """This calendar with some days declared otherwise."""
        return Calendar.of({**self.declared, **others})

    def is_working(self, day: date) -> bool:
        """Whether a day is worked."""
        found = self.declared.get(day)
        return found.is_working if found else day.weekday() < SATURDAY

    def after(self, start: date, days: int) -> Due:
        """The last of so many working days; the starting day is not counted."""
        day, left = start, days
        while left > 0:
            day += DAY
            left -= self.is_working(day)
        return Due(day, not self.knows(start, day))

    def between(self, start: date, end: date) -> int:
        """How many working days come after a day, up to another: 0 where that is not later."""
        later = (start + DAY * number for number in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in later)

    def knows(self, start: date, end: date) -> bool:
        """Whether every year from one day to another has its arrangement."""
        return self.years.issuperset(range(start.year, end.year + 1))


def read_arrangements(text: str) -> dict[date, Declared]:
    """Days as a government writes them down: by year, off or on, and occasion, as MM-DD. Raises InvalidInput."""
    try:
        return {
            date.fromisoformat(f"{int(year):04}-{day}"): Declared(word == "on", occasion)
            for year, said in tomllib.loads(text).items()
            for word in ("off", "on")
            for occasion, days in said.pop(word, {}).items()
            for day in days
        }
    except (ValueError, TypeError, AttributeError) as error:
        message = f"节假日安排有误：{error}。请按年写 off（放假）与 on（调休上班），日期写成 MM-DD。"
        raise InvalidInput(message, code="bad_holidays") from None


@cache
def state_council() -> Calendar:
    """The State Council's arrangements that come with quanze."""
    text = files("quanze.domain").joinpath("holidays.toml").read_text(encoding="utf-8")
    return Calendar.of(read_arrangements(text))
