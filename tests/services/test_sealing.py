"""Sealed secrets: the database alone gives none away, the key is made once, and its loss is said aloud."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.fernet import Fernet

from quanze.domain.errors import Unavailable
from quanze.services.sealing import Seal, is_sealed
from quanze.storage.database import Database


@pytest.fixture
def seal(tmp_path):
    return Seal(tmp_path / "quanze.key")


def test_what_is_sealed_says_nothing_and_opens_with_its_key(seal):
    kept = seal.seal("密钥")
    assert is_sealed(kept)
    assert "密钥" not in kept
    assert seal.unseal(kept) == "密钥"
    assert seal.seal("密钥") != kept


def test_what_was_never_sealed_is_read_as_it_is(seal):
    assert seal.unseal("plain") == "plain"
    assert not seal.path.exists()


def test_the_key_is_for_its_owner_alone_and_nothing_else_lies_about(seal):
    seal.seal("x")
    assert seal.path.stat().st_mode & 0o777 == 0o600
    assert list(seal.path.parent.iterdir()) == [seal.path]


def test_many_who_seal_first_have_one_key(seal):
    ready = Barrier(8)

    def first(number):
        ready.wait()
        return seal.seal(str(number))

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(first, range(8)))
    assert [seal.unseal(one) for one in kept] == [str(number) for number in range(8)]
    assert len(seal.path.read_text().split()) == 1


def test_a_new_key_above_the_old_one_seals_and_both_open(seal):
    kept, old = seal.seal("x"), seal.path.read_text()
    seal.path.write_text(Fernet.generate_key().decode() + "\n" + old)
    newer = seal.seal("y")
    assert (seal.unseal(kept), seal.unseal(newer)) == ("x", "y")
    seal.path.write_text(old)
    with pytest.raises(Unavailable, match="原密钥文件"):
        seal.unseal(newer)


@pytest.mark.parametrize("content", [None, b"", b"no key", b"\xff\xfe"])
def test_a_lost_or_broken_key_is_named_and_never_replaced(seal, content):
    kept = seal.seal("x")
    if content is None:
        seal.path.unlink()
    else:
        seal.path.write_bytes(content)
    with pytest.raises(Unavailable, match=r"quanze\.key"):
        seal.unseal(kept)
    assert (seal.path.read_bytes() if seal.path.exists() else None) == content


def test_the_key_lies_beside_the_sqlite_file_or_where_it_was_put(tmp_path):
    beside = Seal.of(Database(f"sqlite:///{tmp_path}/q.sqlite3"), None)
    assert beside.path == tmp_path / "q.sqlite3.key"
    assert Seal.of(Database("postgresql://x/y"), None).path is None
    assert Seal.of(Database("sqlite://"), None).path is None
    assert Seal.of(Database("postgresql://x/y"), Path("/x/quanze.key")).path == Path("/x/quanze.key")


def test_without_a_place_for_the_key_nothing_is_sealed(tmp_path):
    with pytest.raises(Unavailable, match="QUANZE_KEY_FILE"):
        Seal(None).seal("x")
    with pytest.raises(Unavailable, match="无法建立密钥文件"):
        Seal(tmp_path / "nowhere" / "quanze.key").seal("x")
