"""Saving the text of a proposal over the one that was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from quanze.domain.errors import NotFound
from quanze.services import proposing
from quanze.services.proposals import Proposal
from quanze.services.proposing import Draft
from quanze_api.pages.office.bench import Bench

Raw = dict[str, Any]
Rewrite = Callable[[list[Raw]], list[Mapping[str, Any]]]


def as_draft(proposal: Proposal) -> Draft:
    """The proposal as its writer would send it."""
    row = proposal.row
    return Draft(row.title, row.changes, row.department, row.effective_from, row.caused_on)


def save(bench: Bench, identity: str, etag: str | None, wanted: Draft) -> Proposal:
    """Save a text. Raises EditedMeanwhile where somebody else did after it was seen."""
    return proposing.edit(bench.connection, bench.place, bench.person, identity, etag or None, wanted, bench.today)


def rewrite(bench: Bench, identity: str, etag: str | None, changed: Rewrite) -> Proposal:
    """Save the changes that a function makes of those there are."""
    known = as_draft(bench.proposal(identity))
    return save(bench, identity, etag, replace(known, changes=changed([dict(raw) for raw in known.changes])))


def numbered(changes: list[Raw], number: str) -> int:
    """The place of a change, as an address names it. Raises NotFound."""
    if not number.isdecimal() or int(number) >= len(changes):
        raise NotFound("本申请中没有这一项调整；可能已被移出，请返回查看。")
    return int(number)
