"""Identities: opaque, of one shape, without dots, in the order of their birth."""

from __future__ import annotations

import string
import time

import pytest
from pydantic import TypeAdapter, ValidationError

from quanze.domain.identities import is_id, new_id
from quanze.domain.parts import RecordId

CROCKFORD = set(string.digits + string.ascii_lowercase) - set("ilou")
NO_IDS = ["", "0" * 25, "0" * 27, "0" * 25 + "i", "0" * 25 + "U", "0" * 25 + ".", "0" * 26 + "\n", "０" * 26]


def test_an_id_is_26_characters_of_crockfords_alphabet():
    for _ in range(1000):
        made = new_id()
        assert len(made) == 26
        assert set(made) <= CROCKFORD
        assert is_id(made)


def test_ids_are_never_the_same():
    assert len({new_id() for _ in range(20_000)}) == 20_000


def test_an_id_made_later_sorts_later():
    made = []
    for _ in range(20):
        made.append(new_id())
        time.sleep(0.002)
    assert made == sorted(made)


def test_an_id_carries_its_time_in_the_first_ten_characters():
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    before = time.time_ns() // 1_000_000
    number = 0
    for character in new_id()[:10]:
        number = number * 32 + alphabet.index(character)
    assert before <= number <= time.time_ns() // 1_000_000


@pytest.mark.parametrize("text", NO_IDS)
def test_another_shape_is_no_id(text):
    assert not is_id(text)
    with pytest.raises(ValidationError):
        TypeAdapter(RecordId).validate_python(text)


def test_ids_are_accepted_where_records_are_named():
    made = new_id()
    assert TypeAdapter(RecordId).validate_python(made) == made
