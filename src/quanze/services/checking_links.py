"""What the rules on standards and services look at beside them: links both ways, documents, and how words are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from quanze.domain.amounts import Bracket, Reading
from quanze.domain.bodies import read_body
from quanze.domain.rules.subjects import Grammar, Subject
from quanze.domain.vocabulary import Kind
from quanze.law.amounts.grammar import read_brackets, read_penalty
from quanze.storage import readers

MOST_READ = 20_000
"""Signs of a text that are read: no article comes near, and a longer text would keep everybody waiting."""


@lru_cache(maxsize=2048)
def _penalty(text: str) -> Reading:
    return read_penalty(text[:MOST_READ])


@lru_cache(maxsize=64)
def _brackets(text: str) -> list[Bracket]:
    return read_brackets(text[:MOST_READ])


GRAMMAR = Grammar(_penalty, _brackets)
"""Kept for a moment: several rules ask for the same words, one after the other."""

Key = tuple[str, int]


def powers_of(subjects: Iterable[Subject]) -> set[str]:
    """The powers whose standards and services are asked for: those at stake, and their groups."""
    bodies = [(subject.record, body) for subject in subjects for body in _texts(subject) if body["kind"] == Kind.POWER]
    return {record for record, _ in bodies} | {body["parent_id"] for _, body in bodies if body["parent_id"]}


def named_by(subjects: Iterable[Subject]) -> set[str]:
    """The powers that standards and services name."""
    return {power for subject in subjects for body in _texts(subject) for power in body.get("power_ids") or ()}


def _texts(subject: Subject) -> list[dict[str, Any]]:
    return [body for body in (subject.after, subject.before) if body]


def documents(
    connection: Connection, parents: Mapping[str, int], known: Mapping[Key, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What documents (裁量文件) say of themselves, by record; ``known`` are bodies that need not be read."""
    wanted = [key for key in parents.items() if key not in known]
    texts = readers.version_texts(connection, wanted)
    bodies = {**known, **{key: read_body(text) for key, text in texts.items() if text}}
    return {key[0]: bodies[key].get("document") or {} for key in parents.items() if key in bodies}
