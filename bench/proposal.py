"""A large proposal on its way: the processor time of every request, from the draft to the edition.

`python bench/proposal.py [--sizes 5800] [--changes 5000] [--folder DIR]`

The application is asked within this process. Every tenth change cancels a power, so that the government decides.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from common import ZONE, Registry, Words, amend, arguments, machine, registry, table, tell

from quanze.domain.changes import Change, Op
from quanze.domain.roles import Assignment, Role
from quanze.services import staffing, tokens
from quanze.settings import Settings
from quanze_api.app import create_app

CANCELLED = 10
OFFICES = {
    "proposer": Role.LIST_OFFICE,
    "list": Role.LIST_OFFICE,
    "legal": Role.LEGAL_OFFICE,
    "recorder": Role.DECISION_RECORDER,
    "publisher": Role.PUBLISHER,
}
WAY: Sequence[tuple[str, str, dict[str, Any]]] = (
    ("list", "accept", {}),
    ("list", "close_consultation", {}),
    ("legal", "review", {"conclusion": "lawful", "opinion": "权限、程序、内容合法"}),
    ("list", "consolidate", {}),
    ("recorder", "record_decision", {"conclusion": "passed", "body": "市政府常务会议", "date": "2026-11-20"}),
)
"""After its submission: who does what, saying what."""


@dataclass
class Offices:
    """The application over a registry, somebody in each office with a token, and what their requests took."""

    made: Registry
    took: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = create_app(Settings(database_url=self.made.url, search_index=self.made.index))
        database, place = self.made.database(), self.made.place()
        with database.writing() as connection:
            self.tokens = {}
            for name, role in OFFICES.items():
                made = staffing.create_account(connection, None, place, name, with_password=False)
                person = staffing.assign(connection, None, made.person.id, Assignment(role))
                self.tokens[name] = tokens.make_token(connection, None, person, "bench", datetime.now(UTC))
        database.close()

    def ask(self, step: str, name: str, method: str, path: str, body: Any = None) -> Any:
        """One request; its processor time is kept under the step's name."""
        headers = {"authorization": f"Bearer {self.tokens[name]}", "if-match": "*"}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=headers) as client:
                request = client.build_request(method, f"/api/v1/{path}", json=body)
                began = time.process_time()
                answer = await client.send(request)
                self.took[step] = (time.process_time() - began) * 1000
                return answer

        answer = asyncio.run(send())
        if answer.is_error:
            raise SystemExit(f"{step}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def close(self) -> None:
        self.app.state.register.close()


def main() -> None:
    chosen = arguments(__doc__, (5_800,), changes=5_000)
    machine("pydantic")
    for size in chosen.sizes:
        made = registry(chosen.folder, size, 1)
        rounds = [carried(made, min(chosen.changes, size)) for _ in range(min(chosen.rounds, 3))]
        tell(f"{chosen.changes} changes in a registry of {size} powers; processor time, median of {len(rounds)}\n")
        table(("step", "ms"), [[step, statistics.median(one[step] for one in rounds)] for step in rounds[0]])


def carried(made: Registry, number: int) -> dict[str, float]:
    """What every request on the way of one proposal took."""
    copy = made.copy("proposal")
    offices = Offices(copy)
    go_the_way(offices, changes(copy, number))
    offices.close()
    copy.remove()
    return offices.took


def changes(made: Registry, number: int) -> list[Change]:
    """New texts for some powers, and an end of every tenth."""
    words, day = Words(23), datetime.now(ZONE).date() + timedelta(days=30)
    return [
        _cancel(amended) if place % CANCELLED == 0 else amended
        for place, id_ in enumerate(made.powers(number))
        for amended in [amend(id_, words, day, 1)]
    ]


def _cancel(change: Change) -> Change:
    return change.model_copy(update={"op": Op.CANCEL, "fields": {}})


def go_the_way(offices: Offices, changes: Sequence[Change]) -> None:
    """From the draft to the edition."""
    sent = [change.model_dump(mode="json", by_alias=True, exclude_unset=True) for change in changes]
    body = {"title": "年度调整", "changes": sent}
    proposal = offices.ask("draft", "proposer", "POST", "proposals", body)["id"]
    path = f"proposals/{proposal}"
    sent[0]["cause"]["text"] = "年度清理"
    offices.ask("edit", "proposer", "PATCH", path, body)
    offices.ask("validate", "proposer", "POST", "validate", {"changes": sent})
    told = offices.ask("open", "proposer", "GET", path)
    warned = [one for one in told["findings"] if one["severity"] == "warning"]
    answers = [{"code": one["code"], "change": one["change"], "text": "情况属实"} for one in warned]
    for name, action, said in (("proposer", "submit", {"answers": answers}), *WAY):
        given = {"action": action, "digest": told["digest"], **said}
        told = offices.ask(action, name, "POST", f"{path}/actions", given)
    offices.ask("publish", "publisher", "POST", "editions", _edition(proposal, changes[0].effective_from))


def _edition(proposal: str, day: date) -> dict[str, Any]:
    return {
        "title": "调整权责清单的公告",
        "kind": "公告",
        "effective_from": day.isoformat(),
        "proposals": [proposal],
    }


if __name__ == "__main__":
    main()
