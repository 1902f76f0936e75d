"""``quanze verify``: a proof holds, alone or with its text; changed anywhere, it fails in one line."""

from __future__ import annotations

import copy
import json

import pytest

from factories import Ledger, add_department, add_power, change, edition, make_jurisdiction, open_register
from lists import ZONE, CommandLine
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.services.moments import Asked, resolve
from quanze.services.proving import proof, verify

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Proofs with their texts: of a first version and a second, in their own edition's tree and in a later one."""
    database = open_register(f"sqlite:///{tmp_path_factory.mktemp('proofs')}/q.sqlite3")
    ledger = Ledger(database, make_jurisdiction(database))
    department, record = new_id(), new_id()
    ledger.publish(add_department("统计局", department), add_power(department, "甲项", record), metadata=edition())
    ledger.publish(change(Op.AMEND, record, "2020-01-01", fields={"note": "改"}), metadata=edition("2020-01-01"))
    ledger.publish(*[add_power(department, f"第{n}项") for n in range(9)], metadata=edition("2021-01-01"))
    made = []
    with database.reading() as connection:
        moment = resolve(connection, Asked(), ZONE)
        for number, until in ((1, None), (1, 3), (2, None)):
            found = proof(connection, moment, Kind.POWER, record, number, until)
            leaf = found["leaf"]
            query = f"SELECT body, digest FROM versions WHERE record = '{record}' AND number = {number}"
            body, digest = connection.exec_driver_sql(query).one()
            version = {"record": record, "kind": "power", "number": number, "digest": digest, "entry": leaf["number"]}
            version |= {"edition": leaf["edition"], "op": leaf["op"], "body": json.loads(body)}
            made.append({"version": version, "proof": found})
    database.close()
    return made


def test_a_proof_holds_with_and_without_its_text(documents):
    for document in documents:
        root = document["proof"]["root"]
        assert verify(document) == verify(document["proof"]) == verify({"proof": document["proof"]}) == root


def test_the_order_of_keys_and_white_space_mean_nothing(documents):
    text = json.dumps(documents[2], sort_keys=True, indent=4, ensure_ascii=True)
    assert verify(json.loads(text)) == documents[2]["proof"]["root"]


def tampered(value):
    """Other values of the same and of other kinds."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value + 1, -value - 1, [value], None]
    if isinstance(value, str):
        return [value + "0", value[:-1] + ("1" if value[-1:] != "1" else "2"), "", None, 7]
    if isinstance(value, list):
        return [[*value, "00" * 32], value[::-1] if value != value[::-1] else [1], None, {}]
    if isinstance(value, dict):
        return [{**value, "more": 1}, None, []]
    return ["2020-01-01", 0, {}]


def places(value, path=()):
    """The path to every value of a document."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))


def forgeries(document):
    for path in places(document):
        *steps, last = path
        for other in tampered(_at(document, path)):
            forged = copy.deepcopy(document)
            _at(forged, steps)[last] = other
            yield path, other, forged
        forged = copy.deepcopy(document)
        del _at(forged, steps)[last]
        yield path, "left out", forged


def _at(document, path):
    for step in path:
        document = document[step]
    return document


TOLD_ONLY = {("version", "kind"), ("version", "entry"), ("version", "edition"), ("version", "op")}
"""What a version repeats of its leaf."""


def is_another_document(path, other):
    """A document without its text is a proof alone; keys beside those that are checked say nothing; and by RFC 6962 a
    path may fit trees of several sizes: only the root is a witness.
    """
    if path == ("proof", "tree_size"):
        return isinstance(other, int)
    if other == "left out":
        return path in {("version",), ("proof",)}
    return path in {("version",), ("proof",)} and "more" in (other or ())


def survivors(documents):
    for document in documents:
        for path, other, forged in forgeries(document):
            if is_another_document(path, other):
                continue
            try:
                verify(forged)
            except InvalidInput as refused:
                if "\n" in refused.message:
                    yield path, "more than a line"
            else:
                yield path, other


def test_every_tampered_field_fails_in_a_line(documents):
    found = [(path, other) for path, other in survivors(documents) if path[:2] not in TOLD_ONLY]
    assert found == []


def test_what_a_version_repeats_of_its_entry_is_compared_too(documents):
    assert not list(survivors(documents))


@pytest.mark.parametrize(
    "document",
    [None, [], "x", 1, {}, {"proof": []}, {"proof": {}}, {"leaf": [], "path": [], "index": 0, "tree_size": 1}],
)
def test_what_is_no_proof_is_refused(document):
    with pytest.raises(InvalidInput):
        verify(document)


def test_the_command_needs_no_database(folder, documents):
    command = CommandLine(folder, "nonsense")
    good = folder / "proof.json"
    good.write_text(json.dumps(documents[0], ensure_ascii=False), encoding="utf-8")
    assert documents[0]["proof"]["root"] in command.done("verify", good)
    bad = folder / "bad.json"
    forged = copy.deepcopy(documents[0])
    forged["version"]["body"]["name"] = "乙项"
    for content in (json.dumps(forged), "hello", "[" * 100_000, "", "\udcff"):
        bad.write_bytes(content.encode(errors="surrogateescape"))
        assert command("verify", bad).refusal
    assert command("verify", folder / "none.json").refusal
    assert command("verify", folder).refusal
    assert not list(folder.glob("*.sqlite3"))
