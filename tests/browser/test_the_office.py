"""The office in a real browser: in by hand with every proof, at both widths, without a script, shutting nobody out."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from quanze.domain.roles import Assignment, Role
from quanze.settings import Settings
from staff import PASSWORD, code_at, enrol, make_person

PAGES = {
    Role.SYSTEM_ADMINISTRATOR: ["/office/me", "/office/accounts"],
    Role.SECURITY_ADMINISTRATOR: ["/office/roles", "/office/one-time-code"],
    Role.AUDITOR: ["/office/audit", "/office/audit?person=nobody"],
    Role.LIST_OFFICE: ["/office/me", "/office/password", "/office/one-time-code"],
}


@pytest.fixture
def office(own_sample, serving, tmp_path):
    """A server, and the database behind it."""
    settings = Settings(database_url=own_sample.url, search_index=tmp_path / "index")
    with serving(settings) as base:
        yield base, own_sample


def come_in(watched, base, sample, role):
    """Sign in with a password, and a one-time code where the role needs one."""
    held = Assignment(role, sample["agriculture"] if role is Role.CLERK else None)
    person = make_person(sample.database, f"某{role}", held)
    tab = watched.tab
    tab.goto(f"{base}/office/sign-in?next=/office/me")
    tab.fill("#login", person.name)
    tab.fill("#password", PASSWORD)
    if not person.needs_one_time_code:
        tab.click("main button[type=submit]")
        return
    secret = enrol(sample.database, person)
    tab.click("main button[type=submit]")
    tab.fill("#code", code_at(secret, datetime.now(UTC)))
    tab.click("main button[type=submit]")


def axe_says(tab):
    tab.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    violations = tab.evaluate("axe.run().then(result => result.violations)")
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in violations]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", PAGES)
def test_pages_fit_complain_of_nothing_and_shut_nobody_out(watch, office, role, width):
    base, sample = office
    make_person(sample.database, "赵一", Assignment(Role.CLERK, sample["agriculture"]), Role.LEGAL_OFFICE)
    watched = watch(width)
    watched.tab.goto(f"{base}/office/sign-in")
    found = {"/office/sign-in": axe_says(watched.tab)}
    come_in(watched, base, sample, role)
    for path in PAGES[role]:
        watched.tab.goto(base + path)
        assert watched.tab.url == base + path
        for details in watched.tab.locator("details").all():
            details.evaluate("one => one.open = true")
        assert watched.width() <= width, path
        found[path] = axe_says(watched.tab)
    assert {path: said for path, said in found.items() if said} == {}
    assert watched.complaints == []
    assert {urlsplit(url).netloc for url in watched.requests if url.startswith("http")} == {urlsplit(base).netloc}


def test_everything_is_done_without_a_script(watch, office):
    """A system administrator makes an account; its owner comes in and chooses a password."""
    base, sample = office
    watched, newcomer = watch(java_script_enabled=False), watch(360, java_script_enabled=False)
    come_in(watched, base, sample, Role.SYSTEM_ADMINISTRATOR)
    tab = watched.tab
    tab.goto(f"{base}/office/accounts")
    tab.fill("#name", "钱二")
    tab.click("text=建立 >> nth=-1")
    initial = tab.inner_text(".secret code")
    tab = newcomer.tab
    tab.goto(f"{base}/office")
    tab.fill("#login", "钱二")
    tab.fill("#password", initial)
    tab.click("main button[type=submit]")
    for field, value in {"#old": initial, "#new": PASSWORD, "#repeated": PASSWORD}.items():
        tab.fill(field, value)
    tab.click("main button[type=submit]")
    assert "密码已修改" in tab.inner_text("main")
    tab.click("text=退出")
    assert "您已退出" in tab.inner_text("main")
    assert newcomer.complaints == []
