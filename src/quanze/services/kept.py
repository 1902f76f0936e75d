"""What was made before and is asked for again, kept in memory under everything that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The last things made, no more than ``most`` of them; two threads may make one thing twice, never mix two."""

    def __init__(self, most: int, fits: Callable[[Made], bool] = lambda _: True) -> None:
        self._most = most
        self._fits = fits
        self._made: dict[Hashable, Made] = {}
        self._changing = Lock()

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What stands under a key, made where nothing does; the oldest goes when there are too many."""
        found = self._made.get(key)
        if found is None:
            found = make()
            if self._fits(found):
                self._keep(key, found)
        return found

    def _keep(self, key: Hashable, made: Made) -> None:
        with self._changing:
            while len(self._made) >= self._most:
                del self._made[next(iter(self._made))]
            self._made[key] = made
