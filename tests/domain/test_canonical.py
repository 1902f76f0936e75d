"""Canonical JSON against the examples of RFC 8785, and the digest against FIPS 180's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.canonical import DIGEST_ALGORITHM, canonical_json, digest


def test_the_rfc_example_is_reproduced():
    """RFC 8785, section 3.2.2 and 3.2.4."""
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical_json(value) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_their_utf16_code_units():
    """RFC 8785, section 3.2.3: a smiling face (a surrogate pair) comes before a Hebrew letter."""
    value = dict.fromkeys(["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"], 0)
    assert [*json.loads(canonical_json(value))] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_chinese_is_written_as_itself():
    assert canonical_json({"名称": "对…的处罚", "金额": 5000000}) == '{"名称":"对…的处罚","金额":5000000}'


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text())))
def test_the_order_of_keys_does_not_matter_and_nothing_is_lost(value):
    backwards = dict(reversed(value.items()))
    assert canonical_json(backwards) == canonical_json(value)
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ],
)
def test_the_digest_is_sha_256_in_lower_case_hex(text, expected):
    assert DIGEST_ALGORITHM == "sha-256"
    assert digest(text) == expected


def test_the_digest_is_over_utf_8():
    """`printf 权责 | sha256sum`"""
    assert digest("权责") == "85d0ff543e8d1a4fd20437971b1c7a1c136f21db562dff2bd472ea17a71773a1"
