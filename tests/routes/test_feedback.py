"""Citizens' word: written without an account, answered by the list office, public only as it was reviewed."""

from __future__ import annotations

import pytest

from factories import everything_written
from offices import open_offices
from quanze.domain.errors import InvalidInput
from quanze.domain.feedback import typed
from quanze.domain.rates import Rate
from quanze.settings import Settings
from quanze_api import schemas

FEEDBACK = "/api/v1/feedback"
RECEIVED = f"{FEEDBACK}/received"
SECRET_WORDS = "我是王五，家住某某街道，他们收了我二百元"
CONTACT = "wangwu@example.com"


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def write(own_sample, own_site):
    def write(**parts):
        said = {"kind": "item_wrong", "power": own_sample["penalty"], "text": SECRET_WORDS, "contact": CONTACT}
        return own_site.request("POST", FEEDBACK, json={**said, **parts})

    return write


@pytest.fixture
def written(write):
    answer = write()
    assert answer.status_code == 201, answer.text
    return answer.json()


def asked(site, written, what="status"):
    return site.request("POST", f"{FEEDBACK}/{what}", json={key: written[key] for key in ("number", "secret")})


def handle(offices, written, action, who="list", **said):
    items = offices.send(who, "GET", "feedback/received").json()["items"]
    identity = next(item["id"] for item in items if item["number"] == written["number"])
    return offices.send(who, "POST", f"feedback/received/{identity}/actions", {"action": action, **said})


def publish(offices, written, text="反映该事项收费不符"):
    assert handle(offices, written, "answer", answer="经核实，该事项不收费，已责令退还。").status_code == 200
    answer = handle(offices, written, "show", shown_text=text)
    assert answer.status_code == 200, answer.text


def test_the_writer_gets_a_number_and_a_word_and_asks_again_with_both(own_site, written):
    schemas.FeedbackReceipt.model_validate(written)
    told = asked(own_site, written).json()
    schemas.FeedbackOwn.model_validate(told)
    assert (told["status"], told["text"], told["has_contact"]) == ("received", SECRET_WORDS, True)
    assert CONTACT not in str(told)
    careless = {"number": written["number"].lower().replace("-", " "), "secret": written["secret"].replace("-", "")}
    assert asked(own_site, careless).status_code == 200


def test_the_word_is_needed_and_kept_nowhere(own_sample, own_site, written):
    wrong = asked(own_site, {**written, "secret": "0000-0000-0000"})
    nobody = asked(own_site, {**written, "number": "0000-0000"})
    assert [answer.status_code for answer in (wrong, nobody)] == [404, 404]
    assert wrong.json()["detail"] == nobody.json()["detail"]
    with own_sample.database.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM feedback").all())
    assert typed(written["secret"]) not in kept


def test_numbers_tell_nothing_of_one_another(write):
    numbers = [write().json()["number"] for _ in range(3)]
    assert len(set(numbers)) == 3
    assert len({number[:4] for number in numbers}) > 1


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"power": None}, "power"),
        ({"power": "0000000000000000000000000z"}, "power"),
        ({"power": "x"}, "power"),
        ({"department": "0000000000000000000000000z"}, "department"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_what_is_missing_or_unknown_is_named(write, parts, field):
    answer = write(**parts)
    assert answer.status_code == 400
    assert field in answer.text


@pytest.mark.parametrize("text", ["太短", " " * 40, "长" * 2001])
def test_a_word_has_a_length(write, text):
    assert write(text=text).status_code == 400


def test_what_cannot_be_seen_is_not_kept(own_site, write):
    written = write(text="一二三四五六七八九十\u202e\x00\r\n十一").json()
    assert asked(own_site, written).json()["text"] == "一二三四五六七八九十  \n十一"


def test_from_another_sites_page_nothing_is_taken(own_site, own_sample):
    said = {"kind": "power_unlisted", "text": SECRET_WORDS}
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert own_site.request("POST", FEEDBACK, json=said, headers=headers).status_code == 403


def test_who_writes_too_often_is_asked_to_wait_and_reading_goes_on(own_site, write):
    answers = [write() for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"feedback";q=10;w=3600'
    assert own_site.get(FEEDBACK).status_code == 200
    assert asked(own_site, answers[0].json()).status_code == 200


def test_nothing_of_the_register_changes(own_sample, write):
    before = everything_written(own_sample.database)
    write()
    assert everything_written(own_sample.database) == before


def test_unreviewed_words_are_nowhere(own_site, own_sample, offices, written):
    """Not on pages, not in lists, searches, histories, feeds, nor in an ETag."""
    power, farm = own_sample["penalty"], own_sample["agriculture"]
    paths = [
        *("/", "/powers", f"/powers/{power}", f"/departments/{farm}", "/feedback", f"/feedback?power={power}"),
        *(FEEDBACK, f"{FEEDBACK}?power={power}", f"/api/v1/powers/{power}", f"/api/v1/powers/{power}/history"),
        *("/api/v1/powers?q=王五", "/api/v1/powers?q=二百元", "/api/v1/changes", "/api/v1/meta", "/editions"),
        *(f"/feedback/new?power={power}", f"/powers/{power}/print"),
    ]
    before = {path: own_site.get(path) for path in paths}
    handle(offices, written, "take_up")
    handle(offices, written, "answer", answer="内部答复尚未公开")
    for path in paths:
        after = own_site.get(path)
        assert after.status_code == 200, path
        for word in ("王五", CONTACT, "内部答复", written["number"]):
            assert word not in after.text, path
        assert after.headers.get("etag") == before[path].headers.get("etag"), path


def test_what_was_reviewed_is_shown_with_its_answer_and_nothing_more(own_site, own_sample, offices, written):
    page = f"/powers/{own_sample['penalty']}"
    before = own_site.get(page).headers["etag"]
    publish(offices, written, "反映<b>收费</b>不符")
    told = own_site.json(f"{FEEDBACK}?power={own_sample['penalty']}")
    schemas.FeedbackShownList.model_validate(told)
    [item] = told["items"]
    assert (item["text"], item["answer"]) == ("反映<b>收费</b>不符", "经核实，该事项不收费，已责令退还。")
    assert item["power"] == {"id": own_sample["penalty"], "name": "对销售假种子的处罚"}
    assert "王五" not in str(told)
    assert CONTACT not in str(told)
    for path in (page, "/feedback"):
        shown = own_site.get(path).text
        assert "公众意见与答复" in shown
        assert "反映&lt;b&gt;收费&lt;/b&gt;不符" in shown
        assert "王五" not in shown
    assert own_site.get(page, headers={"if-none-match": before}).status_code == 200
    assert own_site.json(f"{FEEDBACK}?power={own_sample['license']}")["items"] == []


def test_what_is_taken_down_is_gone(own_site, own_sample, offices, written):
    publish(offices, written)
    tag = own_site.get(f"/powers/{own_sample['penalty']}").headers["etag"]
    assert handle(offices, written, "hide").status_code == 200
    assert own_site.json(FEEDBACK)["items"] == []
    again = own_site.get(f"/powers/{own_sample['penalty']}", headers={"if-none-match": tag})
    assert (again.status_code, "收费不符" in again.text) == (200, False)


def test_only_the_list_office_reads_and_handles(own_site, offices, written):
    assert own_site.get(RECEIVED).status_code == 401
    for who in ("clerk", "legal", "publisher", "recorder"):
        assert offices.send(who, "GET", "feedback/received").status_code == 403
    [item] = offices.send("list", "GET", "feedback/received").json()["items"]
    schemas.FeedbackReceived.model_validate(item)
    assert item["contact"] == CONTACT
    one = offices.send("list", "GET", f"feedback/received/{item['id']}").json()
    schemas.FeedbackReceivedAlone.model_validate(one)
    actions = ["take_up", "answer", "propose", "forget_contact"]
    assert [action["action"] for action in one["actions"]] == actions
    assert offices.send("clerk", "GET", f"feedback/received/{item['id']}").status_code == 403
    assert offices.send("list", "GET", "feedback/received?status=answered").json()["items"] == []


def test_before_it_is_answered_nothing_is_shown(offices, written):
    refused = handle(offices, written, "show", shown_text="反映收费")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_now")
    assert handle(offices, written, "answer").status_code == 400


def test_the_contact_is_deleted_by_whoever_gave_it_or_by_the_office(own_sample, own_site, offices, write):
    one, other = write().json(), write().json()
    assert asked(own_site, one, "forget").json()["has_contact"] is False
    assert handle(offices, other, "forget_contact").json()["contact"] is None
    with own_sample.database.reading() as connection:
        assert CONTACT not in str(connection.exec_driver_sql("SELECT * FROM feedback").all())


def test_it_becomes_a_proposal_that_names_its_number_and_repeats_nothing(own_sample, own_site, offices, written):
    told = handle(offices, written, "propose").json()
    assert told["status"] == "proposed"
    proposal = offices.open("list", told["proposal"])
    assert (proposal["state"], proposal["by_list_office"]) == ("draft", True)
    assert proposal["department"]["id"] == own_sample["agriculture"]
    [change] = proposal["changes"]
    assert (change["op"], change["id"]) == ("amend", own_sample["penalty"])
    assert written["number"] in change["cause"]["text"]
    assert "王五" not in str(proposal)
    own = asked(own_site, written).json()
    assert (own["status_label"], own["edition"]) == ("已转为调整申请", None)
    assert told["proposal"] not in str(own)
    assert offices.send("clerk", "GET", f"proposals/{told['proposal']}").status_code == 200, "its department's own"
    assert offices.send("other", "GET", f"proposals/{told['proposal']}").status_code == 404


def test_a_power_that_is_not_listed_becomes_a_proposal_to_add_one(own_sample, offices, write):
    written = write(kind="power_unlisted", power=None, department=own_sample["market"]).json()
    told = handle(offices, written, "propose").json()
    [change] = offices.open("list", told["proposal"])["changes"]
    assert (change["op"], change["fields"]) == ("add", {"department_id": own_sample["market"]})


def test_every_handling_is_in_the_audit_log_and_no_writers_address(own_sample, offices, written):
    handle(offices, written, "take_up")
    with own_sample.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT action, subject FROM audit_log").all()
    assert ("feedback.take_up", written["number"]) in [tuple(row) for row in rows]
    assert len([row for row in rows if row.subject == written["number"]]) == 1


def test_the_operator_says_how_often_one_may_write():
    assert Settings.from_environment({}).feedback_limit == Rate(10, 3600)
    assert Settings.from_environment({"QUANZE_FEEDBACK_LIMIT": "3/minute"}).feedback_limit == Rate(3, 60)
    with pytest.raises(InvalidInput, match="QUANZE_FEEDBACK_LIMIT"):
        Settings.from_environment({"QUANZE_FEEDBACK_LIMIT": "0"})
