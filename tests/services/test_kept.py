"""What is kept in memory: made once, the oldest forgotten, nothing too large held."""

from __future__ import annotations

import threading

from quanze.services.kept import Kept


def test_what_is_asked_again_is_not_made_again():
    kept, made = Kept(2), []
    for key in ("a", "a", "b", "a"):
        assert kept.of(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    assert made == ["a", "b"]


def test_the_oldest_goes_where_there_are_too_many():
    kept, made = Kept(2), []
    for key in ("a", "b", "c", "b", "a"):
        kept.of(key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "a"]


def test_what_does_not_fit_is_made_each_time():
    kept, made = Kept(2, lambda text: len(text) < 3), []
    for _ in range(2):
        assert kept.of("long", lambda: made.append(1) or "longer") == "longer"
    assert made == [1, 1]


def test_many_threads_keep_no_more_than_allowed():
    kept: Kept[int] = Kept(5)
    askers = [
        threading.Thread(target=lambda: [kept.of(number, lambda number=number: number + 1) for number in range(500)])
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    assert kept.of(499, lambda: -1) == 500
    assert len(kept._made) == 5
