"""The withheld list at the desks of those few who may see it, and a line for each look."""

from __future__ import annotations

import pytest

from desks import ROLES
from factories import Ledger, add_power, change
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.services import withheld_lists
from quanze.storage import audit_log
from quanze.storage.heads import WITHHELD
from staff import words

MAY = ("list", "legal", "publisher")
NAME = "对涉密场所的检查"


@pytest.fixture
def withheld(own_sample):
    return Ledger(own_sample.database, own_sample.ledger.jurisdiction, WITHHELD)


@pytest.fixture
def hidden(own_sample, withheld):
    """A withheld power that was amended."""
    power = add_power(own_sample["agriculture"], NAME, disclosure="withheld", fee="不收费", since="2020-01-01")
    withheld.publish(power)
    withheld.publish(change(Op.AMEND, power.id, "2021-01-01", fields={"fee": "每次一元"}))
    return power.id


def looks(database):
    with database.reading() as connection:
        lines = audit_log.lines(connection, [])
        return [(line.account, line.subject, line.outcome) for line in lines if line.action == "read_withheld"]


@pytest.mark.parametrize("who", MAY)
def test_the_few_see_the_list_the_text_and_its_history(sit, own_sample, hidden, who):
    browser = sit(who)
    page = browser.go("/office/withheld")
    assert NAME in words(page)
    assert "农业农村局" in words(page)
    assert 'href="/office/withheld"' in page.text.split("</nav>")[0]
    text = words(browser.go(f"/office/withheld/{hidden}"))
    for said in (NAME, "农业农村局", "每次一元", "不收费", "变更要素", "新增"):
        assert said in text
    assert looks(own_sample.database) == [(who, f"record:{hidden}", "done"), (who, "log:withheld", "done")]


@pytest.mark.parametrize("who", sorted(ROLES.keys() - set(MAY)))
def test_nobody_else_does_and_reaching_for_it_is_written_down(sit, own_sample, hidden, who):
    browser = sit(who)
    for path in ("/office/withheld", f"/office/withheld/{hidden}", f"/office/withheld/{new_id()}"):
        answer = browser.go(path)
        assert answer.status_code == 403
        assert NAME not in answer.text
    assert 'href="/office/withheld"' not in browser.go("/office/me").text
    assert looks(own_sample.database) == []
    with own_sample.database.reading() as connection:
        assert [line.action for line in audit_log.lines(connection, [])].count("overstep") == 3


def test_what_is_public_is_not_of_this_list(sit, own_sample, hidden):
    browser = sit("list")
    assert "种子" not in words(browser.go("/office/withheld"))
    for other in (own_sample["penalty"], new_id(), "x"):
        assert browser.go(f"/office/withheld/{other}").status_code == 404


def test_it_is_paged_and_what_ended_keeps_its_page(sit, own_sample, withheld, hidden, monkeypatch):
    monkeypatch.setattr(withheld_lists, "PAGE", 2)
    more = [add_power(own_sample["market"], f"乙项{n}", disclosure="withheld") for n in range(3)]
    withheld.publish(*more)
    withheld.publish(change(Op.CANCEL, hidden, "2022-01-01"))
    browser, seen = sit("list"), ""
    page = browser.go("/office/withheld")
    while "下一页" in page.text:
        seen += words(page)
        page = browser.go(page.text.split('rel="next" href="')[1].split('"')[0])
    seen += words(page)
    assert [seen.count(f"乙项{n}") for n in range(3)] == [1, 1, 1]
    assert "已取消" in words(browser.go(f"/office/withheld/{hidden}"))
