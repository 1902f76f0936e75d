"""Citizens' word on both databases: who may read what, and what the public sees."""

from __future__ import annotations

import pytest

from factories import Ledger, day, make_jurisdiction
from quanze.domain.errors import Forbidden, InvalidInput, NotFound, NotNow
from quanze.domain.feedback import new_number, new_secret, plain, typed
from quanze.domain.roles import Role
from quanze.services import answering, hearing
from quanze.services.answering import Received
from quanze.services.hearing import Said, Shown
from quanze.services.moments import find_place
from staff import make_person

TODAY = day("2026-03-02")
TEXT = "办理时收取了费用，清单写明不收费。"


@pytest.fixture
def here(database):
    ledger = Ledger(database, make_jurisdiction(database))
    department = ledger.found_department()
    power = ledger.found_power(department, "对种子质量的检查")
    return ledger, department, power


@pytest.fixture
def officer(database, here):
    return make_person(database, "编办", Role.LIST_OFFICE)


def place_of(connection, here):
    return find_place(connection, here[0].jurisdiction)


def hear(database, here, **parts):
    with database.writing() as connection:
        return hearing.hear(connection, place_of(connection, here), Said("item_wrong", TEXT, here[2], **parts), TODAY)


def handle(database, here, officer, action, **said):
    with database.writing() as connection:
        place = place_of(connection, here)
        [item] = answering.list_received(connection, place, officer, Received(), TODAY)["items"]
        return answering.handle(connection, place, officer, item["id"], {"action": action, **said}, TODAY)


def public(database, here, **wanted):
    with database.reading() as connection:
        place = place_of(connection, here)
        shown = hearing.list_shown(connection, place, Shown(**wanted), TODAY)["items"]
        return shown, hearing.stamp(connection, place), hearing.stamp(connection, place, here[2])


def test_from_a_citizens_word_to_a_public_answer_and_down_again(database, here, officer):
    receipt = hear(database, here, contact="13800000000")
    for action, said in (("take_up", {}), ("answer", {"answer": "已退还。"})):
        handle(database, here, officer, action, **said)
        assert public(database, here) == ([], None, None)
    handle(database, here, officer, "show", shown_text="反映收费")
    [item], *stamps = public(database, here, power=here[2])
    assert (item["text"], item["answer"], item["power"]["name"]) == ("反映收费", "已退还。", "对种子质量的检查")
    assert stamps[0] == stamps[1] is not None
    handle(database, here, officer, "answer", answer="已退还并致歉。")
    assert public(database, here)[0][0]["answer"] == "已退还并致歉。"
    handle(database, here, officer, "hide")
    items, *after = public(database, here)
    assert items == []
    assert after[0] > stamps[0], "whoever holds the old page learns of it"
    with database.reading() as connection:
        own = hearing.look_up(connection, receipt.number, receipt.secret, TODAY)
    assert (own["status"], own["shown"], own["has_contact"]) == ("answered", False, True)


def test_a_proposal_is_made_once(database, here, officer):
    hear(database, here)
    made = handle(database, here, officer, "propose")
    assert made["proposal"]
    assert [action["action"] for action in made["actions"]] == ["answer", "show"]
    answered = handle(database, here, officer, "answer", answer="清单将作调整。")
    assert (answered["status"], answered["proposal"]) == ("answered", made["proposal"])
    for action in ("propose", "hide", "forget_contact"):
        with pytest.raises(NotNow):
            handle(database, here, officer, action)


def test_another_governments_office_reads_nothing(database, here, officer):
    hear(database, here)
    other = make_jurisdiction(database, "邻区")
    with database.reading() as connection:
        elsewhere, place = find_place(connection, other), place_of(connection, here)
        [item] = answering.list_received(connection, place, officer, Received(), TODAY)["items"]
        with pytest.raises(Forbidden):
            answering.read_received(connection, elsewhere, officer, item["id"], TODAY)
        with pytest.raises(InvalidInput):
            hearing.hear(connection, elsewhere, Said("item_wrong", TEXT, here[2]), TODAY)
        with pytest.raises(NotFound):
            answering.read_received(connection, place, officer, here[2], TODAY)


def test_numbers_and_words_are_read_as_people_type_them():
    number, secret = new_number(), new_secret()
    assert typed(number.lower().replace("-", " ")) == number
    assert typed(f" {secret.replace('0', 'o').replace('1', 'l')} ") == secret
    assert (len(number), len(secret)) == (9, 14)


@pytest.mark.parametrize(("text", "kept"), [(" a\r\nb\rc ", "a\nb\nc"), ("a\x00b\u202ec", "a b c")])
def test_a_text_is_kept_as_it_is_seen(text, kept):
    assert plain(text, "text", 10) == kept
