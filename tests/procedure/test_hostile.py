"""Whatever is sent by whoever: an answer that people can read, never a failure of the server, never half a thing."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from offices import CAUSE, SOON, amend, cancel, open_offices
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput
from quanze.domain.identities import new_id
from quanze.domain.procedure import CONCLUSION_LABELS, Action
from quanze.domain.storable import DEEPEST, check_storable
from quanze.storage.fsck import differences
from registers import Site, make_sample

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
ODD_TEXTS = ["", " ", "\x00", "甲\x00乙", "长" * 3000, "👍", "\u202e", "0001-01-01", "9999-12-31", "2026-02-30", "null"]
ODD_NUMBERS = [0, -1, 1.5, 2**31, 2**53, 2**63, 2**64, 10**400, 1e300, True, None]
odd = st.recursive(
    st.sampled_from([*ODD_TEXTS, *ODD_NUMBERS]) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def offices(request, tmp_path_factory):
    """One register for all that is tried on it: what one leaves behind must not harm the next."""
    if request.param == "sqlite":
        yield from _offices(f"sqlite:///{tmp_path_factory.mktemp('hostile')}/x.sqlite3")
        return
    with request.getfixturevalue("postgresql").database("hostile") as url:
        yield from _offices(url)


def _offices(url):
    sample = make_sample(url)
    site = Site(url)
    yield open_offices(sample, site)
    site.close()
    sample.database.close()


def send(offices, who, method, path, body, **headers):
    """Raw bytes, as no client library would send them."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {"authorization": f"Bearer {offices.tokens[who]}", "content-type": "application/json", **headers}
    return offices.site.request(method, f"/api/v1/{path}", content=content, headers=said)


def readable(answer):
    """An answer that helps: no failure of ours, and where something is wrong, what."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.json()["code"] != "internal"
        assert answer.json()["detail"].endswith("。")
    return answer


@EXAMPLES
@given(data=st.data())
def test_no_proposal_breaks_it(offices, data):
    known = st.sampled_from([offices.sample[name] for name in ("penalty", "license", "market", "offer", "merged")])
    ids = known | st.just("0" * 26) | odd
    fields = st.dictionaries(
        st.sampled_from(["name", "category", "department_id", "parent_id", "codes", "mandates", "extra", "disclosure"])
        | st.text(max_size=4),
        odd | known,
        max_size=4,
    )
    some = st.lists(ids, max_size=2)
    change = st.fixed_dictionaries(
        {"op": st.sampled_from([*Op]) | odd, "cause": st.just(CAUSE) | odd},
        optional={
            "id": ids,
            "kind": st.sampled_from(["power", "department", "catalogue_item"]) | odd,
            "fields": fields | odd,
            "effective_from": st.just(SOON) | odd,
            "effective_to": odd,
            "base_version": st.integers(0, 3) | odd,
            "from": some | odd,
            "into": st.lists(st.fixed_dictionaries({"fields": fields}), max_size=2) | odd,
            "to_department": ids,
            "partial": odd,
        },
    )
    body = data.draw(
        st.fixed_dictionaries(
            {"title": st.just("甲") | odd, "changes": st.lists(change, max_size=3) | odd},
            optional={"department": ids, "effective_from": odd, "caused_on": odd},
        )
    )
    made = readable(send(offices, data.draw(st.sampled_from(["clerk", "list"])), "POST", "proposals", body))
    readable(send(offices, "clerk", "POST", "validate", {"changes": body["changes"]}))
    if made.status_code == 201:
        _follow(offices, made.json())


def _follow(offices, made):
    """What could be stored can be read, edited, submitted or refused, and taken back."""
    path = f"proposals/{made['id']}"
    opened = readable(send(offices, "clerk", "GET", path, b""))
    if opened.status_code == 200:
        again = {"title": "乙", "changes": opened.json()["changes"]}
        readable(send(offices, "clerk", "PATCH", path, again, **{"if-match": opened.headers["etag"]}))
    answers = [{"code": one["code"], "change": one["change"], "text": "属实"} for one in made["findings"]]
    said = {"action": "submit", "digest": made["digest"], "answers": answers}
    if readable(send(offices, "clerk", "POST", f"{path}/actions", said)).status_code == 200:
        readable(send(offices, "list", "POST", f"{path}/actions", {"action": "accept", "digest": made["digest"]}))
    readable(send(offices, "clerk", "GET", "tasks", b""))
    readable(send(offices, "clerk", "GET", "proposals?limit=1", b""))


@EXAMPLES
@given(data=st.data())
def test_no_action_breaks_it(offices, data):
    made = offices.propose("clerk", cancel(offices.sample["penalty"]), effective_from=SOON)
    ways = [("clerk", "submit", {}), ("list", "accept", {}), ("legal", "review", {"conclusion": "lawful"})]
    for who, action, said in [*ways, ("list", "consolidate", {})][: data.draw(st.integers(0, 4))]:
        offices.act(who, made["id"], action, **said)
    words = st.fixed_dictionaries(
        {"action": st.sampled_from([*Action]) | odd, "digest": st.just(made["digest"]) | odd},
        optional={
            "conclusion": st.sampled_from([*CONCLUSION_LABELS]) | odd,
            "date": st.just("2026-11-20") | odd,
            "body": st.just("区政府") | odd,
            "conditions": st.lists(st.fixed_dictionaries({"text": odd, "change": odd, "field": odd}), max_size=2) | odd,
            **dict.fromkeys(("opinion", "result", "points", "settlement", "meeting", "minutes", "consulted"), odd),
            "answers": st.lists(st.dictionaries(st.sampled_from(["code", "change", "text"]), odd)),
            "attachments": st.lists(st.fixed_dictionaries({"digest": odd}), max_size=2),
        },
    )
    who = data.draw(st.sampled_from(["clerk", "list", "legal", "recorder", "publisher", "other"]))
    readable(send(offices, who, "POST", f"proposals/{made['id']}/actions", data.draw(words)))
    readable(send(offices, who, "GET", f"proposals/{made['id']}", b""))
    edition = {"title": "甲", "kind": "公告", "effective_from": SOON, "proposals": [made["id"]]}
    readable(
        send(
            offices,
            "publisher",
            "POST",
            "editions",
            {**edition, data.draw(st.sampled_from([*edition])): data.draw(odd)},
        )
    )


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\xff", b"{", b"[]", b"null", b"[" * 100_000, b'{"title":"\\ud800","changes":[]}', b'{"changes":NaN}'),
        b'{"title":"t","changes":[{"op":' + b"[" * 150 + b"]" * 150 + b"}]}",
        b'{"title":"t","changes":[{"fields":{"note":"' + "甲".encode() * 7_000_000 + b'"}}]}',
    ],
    ids=lambda body: f"{bytes(body[:20])!r} {len(body)}",
)
def test_what_is_no_proposal_is_refused(offices, body):
    for path in ("proposals", "validate", "editions", f"proposals/{new_id()}/actions"):
        who = "publisher" if path == "editions" else "clerk"
        assert readable(send(offices, who, "POST", path, body)).status_code in {400, 404}


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        *[(one, True) for one in (None, True, 2**53 - 1, "甲", [], {"a": ["b", {"c": None}]})],
        *[(one, False) for one in (1.0, float("nan"), 2**53, "\x00", "\ud800", {"\x00": 1}, [["a", 10**400]])],
    ],
)
def test_what_can_be_kept(value, fits):
    if fits:
        check_storable(value, "place")
        return
    with pytest.raises(InvalidInput, match="place"):
        check_storable(value, "place")


def test_how_deep_it_may_be():
    nested: list = []
    for _ in range(DEEPEST - 1):
        nested = [nested]
    check_storable(nested, "place")
    with pytest.raises(InvalidInput, match="层次过深"):
        check_storable([nested], "place")


@pytest.mark.parametrize("held", ["", '"x"', 'W/"1-x"', '"1-x", "2-y"', "x" * 5000])
def test_a_tag_that_is_not_the_texts_own_saves_nothing(offices, held):
    made = offices.propose("clerk", amend(offices.sample["penalty"], fee="甲"))
    body = {"title": "另", "changes": [amend(offices.sample["penalty"], fee="乙")]}
    answer = offices.send("clerk", "PATCH", f"proposals/{made['id']}", body, **{"if-match": held})
    assert (answer.status_code, answer.json()["code"]) == (412, "edited_meanwhile")
    assert offices.open("clerk", made["id"])["digest"] == made["digest"]


def test_one_request_sent_by_many_at_once_makes_one_proposal(offices):
    body = {"title": "一次", "changes": [amend(offices.sample["penalty"], fee="甲")]}
    key = {"idempotency-key": new_id()}
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(offices.send, "clerk", "POST", "proposals", body, **key) for _ in range(6)]
        answers = [one.result() for one in sent]
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["id"] for one in answers}) == 1


@pytest.mark.parametrize("caused", ["0001-01-01", "9999-12-31", "1900-01-01"])
def test_a_cause_of_no_year_that_can_be_meant(offices, caused):
    body = {"title": "甲", "changes": [], "caused_on": caused}
    answer = offices.send("clerk", "POST", "proposals", body)
    assert (answer.status_code, answer.json()["field"]) == (400, "caused_on")


@pytest.mark.parametrize("day", ["0001-01-01", "1948-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_of_no_year_that_can_be_meant(offices, day):
    change = amend(offices.sample["penalty"], fee="甲")
    own = {"title": "甲", "changes": [{**change, "effective_from": day}]}
    for body, place in ((own, "changes.0.effective_from"), ({**own, "effective_from": day}, "effective_from")):
        answer = offices.send("clerk", "POST", "proposals", body)
        assert (answer.status_code, answer.json()["field"]) == (400, place)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        *[({name: ["甲"]}, "invalid_field") for name in ("name", "category", "department_id", "parent_id", "note")],
        *[({name: "甲"}, "invalid_field") for name in ("codes", "mandates", "extra", "category", "levels", "source")],
        *[({name: "甲"}, "unknown_field") for name in ("状态", "status", "kind", "schema")],
    ],
)
def test_what_no_list_could_ever_say_is_not_kept(offices, fields, code):
    body = {"title": "甲", "changes": [amend(offices.sample["penalty"], **fields)]}
    answer = offices.send("clerk", "POST", "proposals", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["field"].startswith("changes.0.fields.")


@pytest.mark.parametrize("number", [0, 2**53, 2**70])
def test_a_version_that_no_record_can_have(offices, number):
    change = {**cancel(offices.sample["penalty"]), "base_version": number, "effective_from": SOON}
    for path, body in (("validate", {"changes": [change]}), ("proposals", {"title": "甲", "changes": [change]})):
        assert readable(send(offices, "clerk", "POST", path, body)).status_code == 400


def test_what_is_half_written_is_kept(offices):
    blank = {"op": "add", "fields": {"name": "", "category": None, "codes": [], "extra": {"栏": None}}, "cause": CAUSE}
    assert "invalid_field" in findings(offices, blank)


def findings(offices, *changes, **parts):
    made = offices.propose("clerk", *changes, **{"effective_from": SOON, **parts})
    return {one["code"] for one in made["findings"] if one["severity"] == "error"}


def test_a_delegation_names_to_whom(offices):
    penalty = offices.sample["penalty"]
    bare = {"op": "delegate", "id": penalty, "fields": {"note": "委托实施"}, "cause": CAUSE}
    assert "mandate_missing" in findings(offices, bare)
    mandate = {"trustee": "执法大队", "document": "委托书", "matters": "全部", "from": SOON, "to": "2030-01-01"}
    assert findings(offices, {**bare, "fields": {"mandates": [mandate]}}) == set()


def test_a_change_is_laid_over_what_its_own_day_states(offices):
    """A later text is announced already: a change of that day is over it, one of today is over the present one."""
    later = offices.sample["license"]
    with offices.sample.database.reading() as connection:
        query = text("SELECT version, valid_from FROM projection WHERE record = :record AND entry_to > 1e9")
        stated = sorted(
            (date.fromisoformat(str(day)), version) for version, day in connection.execute(query, {"record": later})
        )
    (_, present), (foreseen, future) = stated
    change = amend(later, fee="免费")
    own = [{**change, "effective_from": day} for day in (SOON, foreseen.isoformat())]
    for asked, version in zip(own, (present, future), strict=True):
        made = offices.propose("clerk", asked)
        assert offices.open("clerk", made["id"])["changes"][0]["base_version"] == version


def test_a_record_may_change_twice_in_one_proposal(offices):
    penalty = offices.sample["penalty"]
    later = {**cancel(penalty), "effective_from": "2031-01-01"}
    assert findings(offices, amend(penalty, fee="甲"), {**later, "keep_later": True}) == set()


@pytest.mark.parametrize("day", [0, 86400, True, [], {}, -5])
def test_a_day_is_a_text(offices, day):
    answer = offices.send(
        "clerk", "POST", "proposals", {"title": "甲", "changes": [{**cancel(new_id()), "effective_from": day}]}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_change")


def test_the_register_is_whole_after_all_of_it(offices):
    with offices.sample.database.reading() as connection:
        assert list(differences(connection)) == []
