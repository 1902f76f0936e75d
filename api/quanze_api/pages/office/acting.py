"""What a person says when moving a proposal, from the fields of a form to the words of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quanze.domain.procedure import NEEDS
from quanze_api.forms import Form

APART = frozenset({"points", "conditions"})
"""What is said in several lines or rows."""

TEXTS = (*(name for name in NEEDS if name not in APART), "meeting", "minutes")


def given(form: Form) -> dict[str, Any]:
    """An action with everything that was said for it."""
    said: dict[str, Any] = {name: _text(form, name) for name in TEXTS if _text(form, name)}
    if aspects := [
        f"{name.partition(':')[2]}：{_text(form, name)}" for name in form.names("aspect:") if form.line(name)
    ]:
        said["opinion"] = "\n".join(filter(None, [*aspects, said.get("opinion")]))
    return {
        **said,
        "action": form.line("action"),
        "digest": form.line("digest"),
        "conclusion": form.line("conclusion") or None,
        "points": [line.strip() for line in _text(form, "points").split("\n") if line.strip()],
        "answers": list(_answers(form)),
        "conditions": list(_conditions(form)),
        "consulted": form.many("consulted"),
    }


def _aspects(form: Form) -> Iterator[str]:
    """What the legal office says of one aspect, as a line that begins with it."""
    for name in form.names("aspect:"):
        if form.line(name):
            yield f"{name.removeprefix('aspect:')}：{_text(form, name)}"


def _text(form: Form, name: str) -> str:
    return form.line(name).replace("\r\n", "\n")


def _answers(form: Form) -> Iterator[dict[str, Any]]:
    """Answers to warnings: the field's name says which warning of which change."""
    for name in form.names("answer:"):
        _, code, number = name.split(":", 2)
        if form.line(name):
            change = int(number) if number.isdecimal() else None
            yield {"code": code, "change": change, "text": _text(form, name)}


def _conditions(form: Form) -> Iterator[dict[str, Any]]:
    """What a meeting wants changed: rows of change, field and words; a row without words says nothing."""
    for name in form.names("condition:"):
        number = name.removeprefix("condition:")
        change = form.line(f"condition_change:{number}")
        if form.line(name):
            yield {
                "change": int(change) if change.isdecimal() else None,
                "field": form.line(f"condition_field:{number}") or None,
                "text": _text(form, name),
            }
