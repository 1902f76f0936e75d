"""The committed vectors, made without quanze's code, hold for quanze's code."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from quanze.domain.bodies import BODIES, SCHEMAS, body_text, lay, read_body
from quanze.domain.canonical import canonical_json, digest
from quanze.domain.editions import EditionMetadata, metadata_digest, metadata_object
from quanze.domain.entries import Entry
from quanze.domain.merkle import Tree, fold, leaf_hash, root_from_path
from quanze.domain.vocabulary import Kind, Status

FOLDER = Path(__file__).parent.parent / "vectors"
BODY_VECTORS = json.loads((FOLDER / "bodies.json").read_text("utf-8"))
LEAVES = json.loads((FOLDER / "leaves.json").read_text("utf-8"))
LOG = json.loads((FOLDER / "log.json").read_text("utf-8"))
TODAYS = [one for one in BODY_VECTORS if one["body"]["schema"] == SCHEMAS[Kind(one["body"]["kind"])]]
COMPUTED = {"kind", "schema", "status"}


def test_the_committed_files_are_what_their_generator_makes():
    subprocess.run([sys.executable, FOLDER / "make_vectors.py", "--check"], check=True)


def test_every_kind_of_record_has_a_vector():
    assert {vector["body"]["kind"] for vector in TODAYS} == set(BODIES)


@pytest.mark.parametrize("vector", BODY_VECTORS, ids=lambda vector: vector["name"])
def test_a_body_has_its_canonical_text_and_digest(vector):
    assert body_text(vector["body"]) == vector["canonical"]
    assert digest(vector["canonical"]) == vector["digest"]


@pytest.mark.parametrize("vector", BODY_VECTORS, ids=lambda vector: vector["name"])
def test_a_body_reads_back_as_stated_and_an_older_shape_with_what_it_lacks(vector):
    body, read = vector["body"], read_body(vector["canonical"])
    assert {name: read[name] for name in body if name != "schema"} == {
        name: value for name, value in body.items() if name != "schema"
    }
    assert read["schema"] == SCHEMAS[Kind(body["kind"])]
    assert not any(read[name] for name in read.keys() - body.keys())


@pytest.mark.parametrize("vector", TODAYS, ids=lambda vector: vector["name"])
def test_laying_the_fields_of_a_body_makes_exactly_that_text(vector):
    """So the vector states every key of the schema, and laying adds or normalises nothing."""
    body = vector["body"]
    fields = {name: value for name, value in body.items() if name not in COMPUTED}
    assert body_text(lay(Kind(body["kind"]), None, fields, Status(body["status"]))) == vector["canonical"]


@pytest.mark.parametrize("vector", LEAVES, ids=lambda vector: f"entry {vector['leaf']['number']}")
def test_an_entry_is_hashed_as_its_leaf(vector):
    leaf = dict(vector["leaf"])
    jurisdiction, log = leaf.pop("jurisdiction"), leaf.pop("log")
    days = {name: leaf[name] and date.fromisoformat(leaf[name]) for name in ("valid_from", "valid_to")}
    entry = Entry(**{**leaf, **days})
    assert entry.leaf(jurisdiction, log) == vector["leaf"]
    assert canonical_json(vector["leaf"]) == vector["canonical"]
    assert entry.leaf_hash(jurisdiction, log).hex() == vector["leaf_hash"]
    assert leaf_hash(vector["leaf"]).hex() == vector["leaf_hash"]


def test_an_open_end_is_null_in_a_leaf():
    entry = Entry(
        number=2, edition=1, kind="power", op="add", digest="", valid_from=date(2016, 3, 1), valid_to=date.max
    )
    assert entry.leaf("j", "public")["valid_to"] is None


@pytest.mark.parametrize("edition", LOG["editions"], ids=lambda edition: f"edition {edition['metadata']['number']}")
def test_an_edition_is_digested_as_its_metadata(edition):
    said = dict(edition["metadata"])
    jurisdiction, number = said.pop("jurisdiction"), said.pop("number")
    assert said.pop("digest_algorithm") == "sha-256"
    metadata = EditionMetadata.model_validate(said)
    assert metadata_object(jurisdiction, number, metadata) == edition["metadata"]
    assert canonical_json(edition["metadata"]) == edition["canonical"]
    assert metadata_digest(jurisdiction, number, metadata) == edition["digest"]


def test_the_roots_of_a_small_log_come_out():
    hashes = [bytes.fromhex(text) for text in LOG["leaf_hashes"]]
    assert [fold(hashes[:size]).hex() for size in range(len(hashes) + 1)] == LOG["roots"]
    assert [edition["root"] for edition in LOG["editions"]] == [LOG["roots"][size] for size in (3, 5, 7)]


@pytest.mark.parametrize("proof", LOG["proofs"], ids=lambda proof: f"{proof['index']} of {proof['tree_size']}")
def test_the_proofs_of_a_small_log_come_out(proof):
    hashes = [bytes.fromhex(text) for text in LOG["leaf_hashes"]]
    index, size = proof["index"], proof["tree_size"]
    path = Tree(size, lambda _level, start, stop: hashes[start:stop]).path(index)
    assert [node.hex() for node in path] == proof["path"]
    assert root_from_path(hashes[index], index, size, path).hex() == LOG["roots"][size]
