"""What is not public yet, or never will be, leaves no trace in anything that the public can ask for."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from factories import make_jurisdiction
from offices import CAUSE, LATER, SOON, amend, cancel, open_offices
from quanze.domain.identities import new_id
from quanze.domain.roles import Role
from quanze.services import staffing, withheld_lists
from quanze.services.moments import places_of
from quanze.storage import people
from quanze.storage.fsck import differences

MARK = "秘而不宣"
TEXTS = ("name", "implementing_body", "legal_basis", "duties", "counterpart", "fee", "remedy", "note")
FILLED = {"n": ("1", "2", "5", "6"), "form": ("docx",), "paper": ("application",), "digest": ("0" * 64,)}
QUESTIONS = (
    *(f"powers?{asked}" for asked in ("", f"q={MARK}", "q=种子", "q=秘", "facet=category&facet=department", "limit=1")),
    *(
        f"powers?{asked}"
        for asked in (f"valid_at={SOON}", "q=名称:秘而不宣", "q=-种子", f"department={MARK}", "sort=id")
    ),
    *("powers.csv", f"powers.csv?valid_at={SOON}", f"powers.csv?q={MARK}", "departments", "catalogue-items", "meta"),
    *("editions", "editions/5", "editions/6", "editions/5/changes", "editions/6/changes", "editions/5/notice.docx"),
    *(
        "changes",
        "changes?since=0&limit=1000",
        "changes?since=20",
        "changes?kind=department",
        "diff.csv?from=2020-01-01",
    ),
    *(f"diff?from=2016-03-01&to={SOON}", f"diff?from=2024-01-01&to={SOON}", "diff?from=edition:0&to=edition:5"),
    *("diff?from=edition:5&to=edition:6", f"diff.csv?from=2016-03-01&to={SOON}", "feedback", "proposals", "tasks"),
    *("notice.docx", "attachments/x", "feedback/received", "powers?known_at=edition:6", "powers?known_at=entry:99"),
)
PAGES = (
    *("/", "/departments", "/editions", "/editions/5", "/editions/6", "/diff", f"/diff?from=2020-01-01&to={SOON}"),
    *(f"/powers?q={MARK}", f"/powers?valid_at={SOON}", "/powers?q=种子", "/feedback", "/feedback/new", "/healthz"),
    *("/consultations", "/consultations/1", "/consultations/2", "/feedback/new?consultation=2", "/office/reforms"),
    *("/office", "/office/proposals", "/openapi.json", f"/?q={MARK}", "/editions/feed", "/feed", "/embed"),
)


def addresses(site, sample, *others):
    """Everything that can be asked without a token: every address of the contract, questions, records, pages."""
    records = [sample[name] for name in ("license", "penalty", "market", "offer", "merged")] + list(others)
    contract = site.json("/openapi.json")["paths"]
    filled = {**FILLED, "id": records}
    for path in [path for path, operations in contract.items() if "get" in operations]:
        names = re.findall(r"{(\w+)}", path)
        for values in itertools.product(*(filled[name] for name in names)):
            yield path.format(**dict(zip(names, values, strict=True)))
    yield from (f"/api/v1/{question}" for question in QUESTIONS)
    yield from PAGES
    for record in records:
        for noun in ("powers", "departments", "catalogue-items"):
            yield from (f"/{noun}/{record}", f"/{noun}/{record}/print", f"/{noun}/{record}?valid_at={SOON}")
        yield from (f"/api/v1/powers?{name}={record}" for name in ("department", "parent"))
        yield from (f"/feedback/new?record={record}", f"/api/v1/diff?from=2016-03-01&to={SOON}&power={record}")


def answers(site, paths):
    """All of each answer; a form carries a token of its own every time, and cookies set by it are no news."""
    site.get("/api/v1/powers?q=种子")  # from here on there is an index
    found = {}
    for path in paths:
        answer = site.get(path)
        assert answer.status_code < 500, (path, answer.text)
        fresh = {"set-cookie", "content-length"}
        headers = sorted((name, value) for name, value in answer.headers.items() if name not in fresh)
        found[path] = (answer.status_code, headers, _without_tokens(answer))
    return found


def _without_tokens(answer):
    return re.sub(rb'name="csrf" value="[^"]*"', b"", answer.content)


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


def marked(sample, **more):
    texts = {name: f"{MARK}之{name}" for name in TEXTS}
    return {
        "op": "add",
        "fields": {**texts, "category": "administrative_inspection", **more},
        "cause": {**CAUSE, "text": f"{MARK}《种子法》", "ref": MARK},
    }


def in_every_state(offices, sample):
    """Proposals that say the word wherever a word can be said: one in each state on its way."""
    made = []
    for steps in range(6):
        change = amend(sample["penalty"], **dict.fromkeys(TEXTS[1:], f"【法律】《种子法》第一条{MARK}"))
        change["cause"] = {**CAUSE, "text": f"{MARK}《种子法》"}
        own = offices.propose("clerk", change, title=f"{MARK}{steps}", effective_from=SOON)["id"]
        made.append(own)
        if steps > 0:
            offices.submit("clerk", own)
        if steps > 1:
            offices.act("list", own, "accept", opinion=MARK)
        if steps == 2:
            offices.act("legal", own, "return", opinion=MARK)
        if steps > 3:
            offices.act("legal", own, "review", conclusion="lawful", opinion=MARK)
        if steps > 4:
            assert offices.act("list", own, "consolidate", opinion=MARK)["state"] == "approved"
    made.append(offices.propose("clerk", marked(sample), title=MARK)["id"])
    made.append(offices.propose("clerk", cancel(sample["check"]), title=MARK)["id"])
    return made


def test_proposals_change_nothing_that_the_public_can_ask_for(offices, own_sample, own_site):
    unknown = new_id()
    paths = [*addresses(own_site, own_sample), f"/api/v1/proposals/{unknown}"]
    before = answers(own_site, paths)
    made = in_every_state(offices, own_sample)
    after = answers(own_site, paths)
    assert {path for path in paths if before[path] != after[path]} == set()
    told = [one for path, (*_, body) in after.items() if "秘" not in path for one in [body.decode("utf-8", "ignore")]]
    assert not [one for one in told if MARK in one]
    for proposal in made:
        hidden, absent = (own_site.get(f"/api/v1/proposals/{one}") for one in (proposal, unknown))
        assert _nameless(hidden, proposal) == _nameless(absent, unknown)


def test_while_the_public_is_asked_about_one_the_others_stay_unseen(offices, own_sample, own_site):
    change = amend(own_sample["penalty"], fee="不收费")
    asked = offices.propose("clerk", change, title="公开征求意见稿", effective_from=SOON)["id"]
    offices.submit("clerk", asked)
    offices.act("list", asked, "accept", opinion=MARK)
    offices.act("legal", asked, "review", conclusion="lawful", opinion=MARK)
    offices.act("list", asked, "open_comment", until=LATER, notice="请提出意见", opinion=MARK)
    paths = [*addresses(own_site, own_sample)]
    before = answers(own_site, paths)
    assert before["/consultations/1"][0] == before["/api/v1/consultations/1"][0] == 200
    in_every_state(offices, own_sample)
    after = answers(own_site, paths)
    assert {path for path in paths if before[path] != after[path]} == set()
    told = [one for path, (*_, body) in after.items() if "秘" not in path for one in [body.decode("utf-8", "ignore")]]
    assert not [one for one in told if MARK in one]


def _nameless(answer, identity):
    return answer.status_code, answer.text.replace(identity, "")


@pytest.mark.parametrize(
    ("method", "part", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"title": "甲", "changes": []}),
        ("POST", "/actions", {"action": "accept", "digest": "0" * 64}),
        ("GET", "/papers/application.docx", None),
        ("GET", f"/attachments/{'0' * 64}", None),
    ],
)
def test_to_whom_it_is_not_shown_it_is_as_if_it_were_not(offices, own_sample, method, part, body):
    proposals = in_every_state(offices, own_sample)
    elsewhere(offices, own_sample)
    for who in ("other", "elsewhere", "auditor"):
        listed = offices.send(who, "GET", "proposals?limit=1000").text
        assert MARK not in listed
        for proposal in proposals:
            hidden = offices.send(who, method, f"proposals/{proposal}{part}", body)
            absent = new_id()
            told = offices.send(who, method, f"proposals/{absent}{part}", body)
            assert _nameless(hidden, proposal) == _nameless(told, absent)
            assert MARK not in hidden.text


def elsewhere(offices, sample):
    """A list office of another government, and an auditor here."""
    there = make_jurisdiction(sample.database, "白碱滩区")
    offices.hire("elsewhere", Role.LIST_OFFICE)
    offices.hire("auditor", Role.AUDITOR)
    with sample.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE persons SET jurisdiction = '{there}' WHERE name = 'elsewhere'")


# What is withheld


@pytest.fixture
def settled(offices, own_sample):
    """A withheld power, published the whole way, and what became of it."""
    made = publish(offices, marked(own_sample, disclosure="withheld"))
    return offices.open("publisher", made)["changes"][0]["id"]


def publish(offices, *changes, expect=201, **parts):
    """The whole way of a proposal of the department; answers its id."""
    proposal = offices.propose("clerk", *changes, effective_from=SOON)["id"]
    offices.submit("clerk", proposal)
    told = offices.act("list", proposal, "accept")
    if told["state"] == "consulting":
        offices.act("list", proposal, "close_consultation", settlement="已协商一致")
    offices.act("legal", proposal, "review", conclusion="lawful")
    if offices.act("list", proposal, "consolidate")["state"] == "awaiting_decision":
        said = {"body": "区政府", "date": "2026-11-20", "conclusion": "passed"}
        offices.act("recorder", proposal, "record_decision", **said)
    issued = offices.issue("publisher", proposal, **parts)
    assert issued.status_code == expect, issued.text
    return proposal


def test_what_is_withheld_changes_nothing_that_the_public_can_ask_for(offices, own_sample, own_site):
    paths = [*addresses(own_site, own_sample)]
    before = answers(own_site, paths)
    proposal = publish(offices, marked(own_sample, disclosure="withheld"), title=MARK)
    [change] = offices.open("publisher", proposal)["changes"]
    record = change["id"]
    publish(offices, amend(record, note=f"{MARK}又及"))
    publish(offices, cancel(record))
    after = answers(own_site, paths)
    assert {path for path in paths if before[path] != after[path]} == set()
    unknown = new_id()
    for path in addresses(own_site, own_sample, record):
        if record in path:
            hidden, absent = own_site.get(path), own_site.get(path.replace(record, unknown))
            assert _nameless(hidden, record) == _nameless(absent, unknown), path
    with own_sample.database.reading() as connection:
        assert list(differences(connection)) == []


def test_a_withheld_edition_has_no_address(offices, own_sample, settled):
    proposal = offices.propose("clerk", amend(settled, note="又及"), effective_from=SOON)["id"]
    assert offices.open("clerk", proposal)["changes"][0]["base_version"] == 1
    offices.approve_elements(proposal)
    issued = offices.issue("publisher", proposal)
    assert (issued.status_code, issued.json()["log"], issued.json()["url"]) == (201, "withheld", None)
    assert "location" not in issued.headers
    assert offices.open("clerk", proposal)["edition"] is None


def test_one_proposal_may_hold_both_and_the_public_sees_the_rest(offices, own_sample, own_site):
    proposal = publish(offices, amend(own_sample["penalty"], fee="不收费"), marked(own_sample, disclosure="withheld"))
    number = offices.open("clerk", proposal)["edition"]
    told = own_site.json(f"/api/v1/editions/{number}/changes")
    assert [one["id"] for one in told["items"] if one["id"]] == [own_sample["penalty"]]
    assert MARK not in own_site.get(f"/api/v1/editions/{number}/changes").text
    assert MARK not in own_site.get(f"/api/v1/editions/{number}/notice.docx").text
    assert own_site.json(f"/api/v1/powers?q={MARK}&valid_at={SOON}")["total"] == 0


def test_a_withheld_power_may_be_claimed_from_what_is_offered_to_all(offices, own_sample, own_site):
    fields = {"disclosure": "withheld", "legal_basis": "【法规】《农药管理条例》第四十一条"}
    claimed = {"op": "claim", "from": [own_sample["offer"]], "fields": fields, "cause": CAUSE}
    before = own_site.json(f"/api/v1/catalogue-items/{own_sample['offer']}?valid_at={SOON}")
    powers = own_site.json(f"/api/v1/powers?valid_at={SOON}")["total"]
    proposal = publish(offices, claimed)
    assert offices.open("publisher", proposal)["edition"] is None
    with own_sample.database.reading() as connection:
        place = places_of(connection)[0]
        reader = people.person(connection, staffing.find_person(connection, "list"))
    with own_sample.database.writing() as connection:
        [one], _ = withheld_lists.browse(connection, place, reader, date.fromisoformat(SOON))
        told = withheld_lists.open_one(connection, place, reader, one["id"], date.fromisoformat(SOON))
    assert (one["name"], one["department"]["name"]) == ("对农药经营的检查", "农业农村局")
    assert told.history[0]["lineage"]["from"] == [own_sample["offer"]]
    assert own_site.json(f"/api/v1/catalogue-items/{own_sample['offer']}?valid_at={SOON}") == before
    assert own_site.json(f"/api/v1/powers?valid_at={SOON}")["total"] == powers


def test_nothing_moves_from_one_log_to_the_other(offices, own_sample, settled):
    for record, disclosure, code in (
        (own_sample["penalty"], "withheld", "withheld_in_public"),
        (settled, "public", "made_public"),
    ):
        made = offices.propose("clerk", amend(record, disclosure=disclosure), effective_from=SOON)
        assert code in {one["code"] for one in made["findings"] if one["severity"] == "error"}


def test_findings_name_the_change_of_the_whole_proposal(offices, own_sample):
    bare = {"op": "add", "fields": {"name": "对甲的处罚", "category": "administrative_penalty"}, "cause": CAUSE}
    secret = {**bare, "fields": {**bare["fields"], "disclosure": "withheld"}}
    made = offices.propose("clerk", amend(own_sample["penalty"], fee="甲"), secret, bare, effective_from=SOON)
    missing = [one["change"] for one in made["findings"] if one["code"] == "basis_missing"]
    assert missing == [1, 2]
