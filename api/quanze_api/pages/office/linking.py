"""The powers that a standard or a service is for, as a form offers them: those named, those proposed, those called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from quanze.domain.errors import InvalidInput
from quanze.domain.identities import is_id
from quanze.domain.vocabulary import Kind
from quanze.services.drafted import Drafted, Text
from quanze.services.linking import Link, propose_links
from quanze.services.moments import Moment
from quanze.services.proposals import Proposal
from quanze.storage import found, readers
from quanze.storage.links import LINKING
from quanze_api.pages.office.bench import Bench

MOST = 8
"""How many proposals a form shows."""


def linkable(bench: Bench, proposal: Proposal, one: Drafted, text: Text) -> dict[str, Any]:
    """What a text names by name, and, where it names none, what it may be for."""
    if one.kind not in LINKING:
        return {"named": {}, "offered": []}
    moment = replace(bench.moment, valid_at=proposal.row.effective_from or bench.today)
    body = {"department_id": proposal.row.department, "name": "", **text.after}
    ids = list(body.get("power_ids") or [])
    offered: list[Link] = [] if ids else propose_links(bench.connection, moment, {"": _whole(body, one)})
    return {"named": readers.names(bench.connection, moment.at, ids), "offered": offered[:MOST]}


def _whole(body: dict[str, Any], one: Drafted) -> dict[str, Any]:
    """A body that says of itself what a draft may leave unsaid."""
    standard = {"category": "administrative_penalty"} if one.kind is LINKING[0] else {}
    return {**standard, **body}


def powers_called(connection: Connection, moment: Moment, lines: Iterable[str]) -> list[str]:
    """Powers by their ids or whole names, one a line. Raises InvalidInput for a line that means none, or several."""
    wanted = list(dict.fromkeys(filter(None, (line.strip() for line in lines))))
    ids = {id_: [id_] for id_ in found.listed_names(connection, moment.at, Kind.POWER, filter(is_id, wanted))}
    meant = ids | found.powers_named(connection, moment.at, [line for line in wanted if line not in ids])
    for line in wanted:
        if len(meant.get(line, ())) != 1:
            said = "有几项，请填写事项标识" if meant.get(line) else "没有找到，请填写清单中的事项全称或标识"
            raise InvalidInput(f"对应事项“{line[:60]}”{said}。", code="unknown_power", field="power_ids")
    return [meant[line][0] for line in wanted]
