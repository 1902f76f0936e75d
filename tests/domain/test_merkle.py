"""The hash tree: the vectors of Certificate Transparency, a naive tree by the words of RFC 6962, and forged proofs."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.merkle import STRIDE, Tree, complete_subtrees, fold, leaf_hash, node_hash, root_from_path

BLOCK = 1 << STRIDE

CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CT_HASHES = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in CT_LEAVES]


def naive_root(leaves):
    """MTH of RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def numbered(count):
    return [hashlib.sha256(b"\x00%d" % number).digest() for number in range(count)]


class Kept:
    """Kept hashes in memory, as storage keeps them; refuses to be read where nothing may be kept."""

    def __init__(self):
        self.rows = {0: []}

    def __call__(self, level, start, stop):
        assert level % STRIDE == 0
        row = self.rows.get(level, [])
        assert 0 <= start <= stop <= len(row), "read past what is kept"
        return row[start:stop]

    def append(self, leaves):
        before = len(self.rows[0])
        for level, index, value in list(complete_subtrees(before, leaves, self)):
            row = self.rows.setdefault(level, [])
            assert index == len(row), "a kept hash is missing or made twice"
            row.append(value)
        self.rows[0].extend(leaves)


def grown(runs):
    """A tree grown by runs of so many leaves, and its leaves."""
    leaves, kept, start = numbered(sum(runs)), Kept(), 0
    for run in runs:
        kept.append(leaves[start : start + run])
        start += run
    return leaves, kept


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size):
    hashes = CT_HASHES[:size]
    kept = Kept()
    kept.append(hashes)
    assert fold(hashes).hex() == CT_ROOTS[size]
    assert Tree(size, kept).root().hex() == CT_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), CT_PATHS)
def test_paths_are_those_of_certificate_transparency(index, size):
    kept = Kept()
    kept.append(CT_HASHES)
    path = Tree(size, kept).path(index)
    assert [node.hex() for node in path] == CT_PATHS[index, size]
    assert root_from_path(CT_HASHES[index], index, size, path).hex() == CT_ROOTS[size]


def test_a_leaf_and_a_node_are_hashed_apart():
    assert leaf_hash({"a": None}) == hashlib.sha256(b'\x00{"a":null}').digest()
    assert node_hash(b"l" * 32, b"r" * 32) == hashlib.sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()


@given(st.lists(st.integers(0, 3 * BLOCK), max_size=6))
def test_a_tree_grown_in_runs_has_the_root_of_the_naive_tree(runs):
    leaves, kept = grown(runs)
    assert Tree(len(leaves), kept).root() == naive_root(leaves)


@given(st.lists(st.integers(1, 2 * BLOCK), min_size=1, max_size=4), st.data())
def test_every_leaf_proves_itself_in_every_tree_since(runs, data):
    leaves, kept = grown(runs)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    path = Tree(size, kept).path(index)
    assert root_from_path(leaves[index], index, size, path) == naive_root(leaves[:size])


@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 1, 5 * BLOCK + 3])
def test_kept_levels_meet_at_their_edges(size):
    leaves, kept = grown([size])
    root = naive_root(leaves)
    assert len(kept.rows.get(STRIDE, [])) == size // BLOCK
    assert Tree(size, kept).root() == root
    for index in {0, BLOCK - 2, BLOCK - 1, BLOCK, size - 1} & set(range(size)):
        assert root_from_path(leaves[index], index, size, Tree(size, kept).path(index)) == root


@pytest.mark.slow
def test_the_second_kept_level_is_reached_and_right():
    size = BLOCK * BLOCK + BLOCK + 5
    leaves, kept = grown([BLOCK * BLOCK - 1, 1, BLOCK + 5])
    root = naive_root(leaves)
    assert len(kept.rows[2 * STRIDE]) == 1
    assert kept.rows[2 * STRIDE][0] == naive_root(leaves[: BLOCK * BLOCK])
    for index in (0, BLOCK * BLOCK - 1, BLOCK * BLOCK, size - 1):
        assert root_from_path(leaves[index], index, size, Tree(size, kept).path(index)) == root


def test_a_proof_over_many_leaves_reads_few_hashes():
    size = 20 * BLOCK + 17
    _, kept = grown([size])
    read = []

    def counting(level, start, stop):
        read.append(stop - start)
        return kept(level, start, stop)

    Tree(size, counting).path(3 * BLOCK + 5)
    assert sum(read) <= 2 * BLOCK + 20


@given(st.integers(1, 600), st.data())
def test_a_tampered_proof_never_leads_to_the_root(size, data):
    leaves, kept = grown([size])
    index = data.draw(st.integers(0, size - 1))
    path = Tree(size, kept).path(index)
    root = naive_root(leaves)
    forged = data.draw(st.sampled_from(["leaf", "shorter", "longer", "swapped bit", "another index"]))
    leaf, claimed = leaves[index], index
    if forged == "leaf":
        leaf = hashlib.sha256(leaf).digest()
    elif forged == "shorter" and path:
        path.pop(data.draw(st.integers(0, len(path) - 1)))
    elif forged == "longer":
        path.insert(data.draw(st.integers(0, len(path))), data.draw(st.sampled_from([leaf, root])))
    elif forged == "swapped bit" and path:
        place = data.draw(st.integers(0, len(path) - 1))
        path[place] = bytes([path[place][0] ^ 1]) + path[place][1:]
    else:
        claimed = data.draw(st.integers(-3, size + 3).filter(lambda number: number != index))
    assert root_from_path(leaf, claimed, size, path) != root


@pytest.mark.parametrize(("index", "size"), [(1, 1), (8, 8), (9, 8), (-1, 8), (0, 0), (-1, 0), (0, -1)])
def test_a_leaf_outside_its_tree_proves_nothing(index, size):
    kept = Kept()
    kept.append(CT_HASHES)
    for path in ([], Tree(8, kept).path(0), Tree(8, kept).path(7)):
        assert root_from_path(CT_HASHES[0], index, size, path) is None


@pytest.mark.parametrize("index", [-1, 8])
def test_a_path_is_asked_for_leaves_of_the_tree_only(index):
    kept = Kept()
    kept.append(CT_HASHES)
    with pytest.raises(IndexError):
        Tree(8, kept).path(index)
