"""The people of a government at work: each with a token, proposing and deciding over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from quanze.domain.roles import Assignment, Role
from quanze.services import tokens
from registers import Sample, Site
from staff import make_person

SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
LATER = (datetime.now(UTC).date() + timedelta(days=200)).isoformat()
CAUSE = {"type": "law_amended", "text": "《种子法》修改"}


@dataclass
class Offices:
    """Who works here: by a short name, a token."""

    sample: Sample
    site: Site
    tokens: dict[str, str] = field(default_factory=dict)

    def hire(self, name: str, role: Role, department: str | None = None) -> None:
        person = make_person(self.sample.database, name, Assignment(role, department))
        with self.sample.database.writing() as connection:
            self.tokens[name] = tokens.make_token(connection, None, person, "工作", datetime.now(UTC))

    def send(self, name: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        said = {"authorization": f"Bearer {self.tokens[name]}", **headers}
        return self.site.request(method, f"/api/v1/{path}", json=body, headers=said)

    def propose(self, name: str, *changes: dict, **parts: Any) -> dict:
        answer = self.send(name, "POST", "proposals", {"title": "调整申请", "changes": list(changes), **parts})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def edit(self, name: str, proposal: str, body: Any) -> httpx.Response:
        """Another text over whatever is there."""
        return self.send(name, "PATCH", f"proposals/{proposal}", body, **{"if-match": "*"})

    def open(self, name: str, proposal: str) -> dict:
        answer = self.send(name, "GET", f"proposals/{proposal}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def try_to(self, name: str, proposal: str, action: str, **said: Any) -> httpx.Response:
        """An action on the text as it stands now."""
        with self.sample.database.reading() as connection:
            digest = connection.exec_driver_sql("SELECT id, digest FROM proposals").mappings().all()
        now = next(row["digest"] for row in digest if row["id"] == proposal)
        return self.send(name, "POST", f"proposals/{proposal}/actions", {"action": action, "digest": now, **said})

    def act(self, name: str, proposal: str, action: str, **said: Any) -> dict:
        answer = self.try_to(name, proposal, action, **said)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def issue(self, name: str, *proposals: str, **parts: Any) -> httpx.Response:
        said = {"title": "调整权责清单的公告", "kind": "公告", "effective_from": SOON, **parts}
        return self.send(name, "POST", "editions", {"proposals": list(proposals), **said})

    def submit(self, name: str, proposal: str) -> dict:
        """Submit, answering every warning."""
        found = self.open(name, proposal)["findings"]
        answers = [
            {"code": one["code"], "change": one["change"], "text": "情况属实"}
            for one in found
            if one["severity"] == "warning"
        ]
        return self.act(name, proposal, "submit", answers=answers)

    def approve_elements(self, proposal: str) -> None:
        """The way of a change that the offices decide themselves."""
        self.submit("clerk", proposal)
        self.act("list", proposal, "accept")
        self.act("legal", proposal, "review", conclusion="lawful", opinion="权限、程序、内容合法")
        assert self.act("list", proposal, "consolidate")["state"] == "approved"


def open_offices(sample: Sample, site: Site) -> Offices:
    """One person for each role, and a clerk of another department."""
    offices = Offices(sample, site)
    offices.hire("clerk", Role.CLERK, sample["agriculture"])
    offices.hire("head", Role.DEPARTMENT_HEAD, sample["agriculture"])
    offices.hire("other", Role.CLERK, sample["market"])
    for name, role in (
        ("list", Role.LIST_OFFICE),
        ("list2", Role.LIST_OFFICE),
        ("legal", Role.LEGAL_OFFICE),
        ("recorder", Role.DECISION_RECORDER),
        ("publisher", Role.PUBLISHER),
    ):
        offices.hire(name, role)
    return offices


def amend(record: str, **fields: Any) -> dict:
    """A change of some fields."""
    return {"op": "amend", "id": record, "fields": fields, "cause": CAUSE}


def cancel(record: str) -> dict:
    return {"op": "cancel", "id": record, "cause": CAUSE}
