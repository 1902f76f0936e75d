"""How people work at the pages of the office: forms filled in as they were shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

from quanze.domain.roles import Role
from staff import words

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from staff import Browser

SOON = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
CAUSE = {"cause_type": "law_amended", "cause_text": "《种子法》修改", "cause_ref": "《种子法》"}
BASIS = "【法律】《中华人民共和国种子法》第七十五条　销售假种子的，处以罚款。"
MEETING = {"body": "区人民政府", "meeting": "第12次常务会议", "date": "2024-01-31"}
ROLES = {
    "clerk": (Role.CLERK, "agriculture"),
    "other": (Role.CLERK, "market"),
    "list": (Role.LIST_OFFICE, None),
    "legal": (Role.LEGAL_OFFICE, None),
    "recorder": (Role.DECISION_RECORDER, None),
    "publisher": (Role.PUBLISHER, None),
    "auditor": (Role.AUDITOR, None),
}


def address(browser: Browser) -> str:
    """Which proposal the last page is about."""
    assert browser.last is not None
    found = re.search(r"/office/proposals/([0-9a-z]{26})", browser.last.text)
    assert found, browser.last.text
    return f"/office/proposals/{found[1]}"


def fields(browser: Browser) -> dict[str, object]:
    """What stands in the form of the last page."""
    assert browser.last is not None
    text = browser.last.text
    found: dict[str, object] = {}
    for name, value in re.findall(r'<input id="[^"]*" name="([^"]+)" value="([^"]*)"', text):
        found[name] = unescape(value)
    for name, value in re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]*)</textarea>', text):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found["etag"] = browser.hidden("etag")
    return found


def begin(browser: Browser, title: str = "调整种子处罚事项") -> str:
    browser.go("/office/proposals/new")
    answer = browser.send("/office/proposals/new", title=title, effective_from=SOON)
    assert "选择要调整的事项" in words(answer), words(answer)
    return address(browser)


def choose(browser: Browser, proposal: str, *powers: str, op: str = "amend", **more: str) -> None:
    browser.go(f"{proposal}/choose")
    chosen = {"power": list(powers), "op": op, "etag": browser.hidden("etag"), **CAUSE, **more}
    answer = browser.send(f"{proposal}/choose", **chosen)
    assert answer.status_code == 200, words(answer)


def write(browser: Browser, proposal: str, number: int = 0, **said: str) -> httpx.Response:
    browser.go(f"{proposal}/changes/{number}")
    typed = {name.replace("__", ":"): text for name, text in said.items()}
    return browser.send(f"{proposal}/changes/{number}", **{**fields(browser), **typed})


def act(browser: Browser, proposal: str, action: str, **said: object) -> httpx.Response:
    page = browser.go(proposal)
    answers = dict.fromkeys(re.findall(r'name="(answer:[^"]*)"', page.text), "情况属实")
    more = answers if action == "submit" else {}
    return browser.send(f"{proposal}/actions", action=action, digest=browser.hidden("digest"), **more, **said)


def hand_in(browser: Browser, path: Path, department: str, **said: str) -> httpx.Response:
    """A table through the form for it."""
    browser.go("/office/upload")
    data = {"csrf": browser.hidden("csrf"), "department": department, "effective_from": SOON, **said}
    with path.open("rb") as file:
        answer = browser.ask("POST", "/office/upload", data=data, files={"file": (path.name, file)})
    return browser.go(answer.headers["location"]) if answer.status_code == 303 else answer
