"""What the writer refuses: by code, in Chinese, and with nothing written at all."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from factories import Ledger, add_department, add_power, change, edition, everything_written, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput, NotFound, NothingChanged, Refused, StaleVersion
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.storage.heads import WITHHELD
from storage.audit import audit

NOW_ON = "2020-01-01"


@contextmanager
def refused(ledger, error, code):
    before = everything_written(ledger.database)
    with pytest.raises(error) as caught:
        yield caught
    assert caught.value.code == code
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.message)
    assert everything_written(ledger.database) == before


@pytest.fixture
def power(ledger, department):
    return ledger.found_power(department, legal_basis="《种子法》(2021年)")


def amend(power, since=NOW_ON, name="改名", **parts):
    return change(Op.AMEND, power, since, fields={"name": name}, **parts)


# Of editions


def test_an_edition_is_not_published_in_the_future(ledger):
    soon = edition(published_at=datetime.now(UTC) + timedelta(seconds=5))
    with refused(ledger, InvalidInput, "published_in_future"):
        ledger.publish(add_department(), metadata=soon)


def test_an_edition_is_not_published_before_the_last_one(ledger, department):
    earlier = edition(published_at=ledger.head().published_at - timedelta(seconds=1))
    with refused(ledger, InvalidInput, "published_before_last"):
        ledger.publish(add_department("公安局"), metadata=earlier)


def test_an_edition_without_changes_is_none(ledger):
    with refused(ledger, NothingChanged, "nothing_changed"):
        ledger.publish(metadata=edition())


def test_an_edition_needs_a_jurisdiction(database):
    with refused(stranger := Ledger(database, new_id()), NotFound, "unknown_jurisdiction"):
        stranger.publish(add_department())


def test_one_refused_change_undoes_its_whole_edition(ledger, department, power):
    good = add_power(department, "好的事项")
    with refused(ledger, NothingChanged, "nothing_changed"):
        ledger.publish(good, amend(power), amend(power))


# Of identities


@pytest.mark.parametrize("op", [Op.AMEND, Op.CORRECT, Op.CANCEL, Op.SUSPEND, Op.RESUME, Op.TRANSFER, Op.TAKE_BACK])
def test_an_unknown_record_is_not_changed(ledger, department, op):
    with refused(ledger, NotFound, "unknown_record"):
        ledger.publish(change(op, new_id(), fields={"name": "改名"}))


def test_an_unknown_record_is_neither_merged_nor_split(ledger, department, power):
    fields = {"name": "丙", "category": "administrative_penalty", "department_id": department}
    with refused(ledger, NotFound, "unknown_record"):
        ledger.publish(change(Op.MERGE, since=NOW_ON, from_=[power, new_id()], fields=fields))
    with refused(ledger, NotFound, "unknown_record"):
        ledger.publish(change(Op.SPLIT, new_id(), NOW_ON, into=[{"fields": fields}]))


def test_a_record_is_not_changed_as_another_kind(ledger, department, power):
    with refused(ledger, InvalidInput, "wrong_kind"):
        ledger.publish(amend(power, kind=Kind.CATALOGUE_ITEM))
    with refused(ledger, InvalidInput, "wrong_kind"):
        ledger.publish(change(Op.ADD, department, NOW_ON, fields={"name": "甲"}))


@pytest.mark.parametrize("elsewhere", ["neighbour", "withheld"])
def test_a_record_of_another_log_is_neither_changed_nor_added_nor_redacted(database, ledger, power, elsewhere):
    home = make_jurisdiction(database, "邻区") if elsewhere == "neighbour" else ledger.jurisdiction
    other = Ledger(database, home, "public" if elsewhere == "neighbour" else WITHHELD)
    bureau = other.found_department("公安局")
    with refused(other, NotFound, "unknown_record"):
        other.publish(amend(power))
    with refused(other, NotFound, "unknown_record"):
        other.publish(change(Op.REDACT, power, NOW_ON, base_version=1))
    with refused(other, Refused, "id_taken"):
        other.publish(add_power(bureau, record=power, since="2030-01-01"))
    assert ledger.versions(power)[0]["name"] == "对违法行为的处罚"


# Of days and statuses


def test_a_listed_record_is_not_added_again(ledger, department, power):
    with refused(ledger, Refused, "already_listed"):
        ledger.publish(add_power(department, record=power, since=NOW_ON))


def test_a_record_is_not_changed_on_a_day_on_which_it_is_not_listed(ledger, department, power):
    with refused(ledger, Refused, "not_listed_then"):
        ledger.publish(amend(power, "2016-02-29"))
    brief = ledger.found_power(department, since="2017-01-01", until="2018-01-01")
    with refused(ledger, Refused, "not_listed_then"):
        ledger.publish(amend(brief, "2018-01-01"))


NEEDS = [
    (Op.RESUME, []),
    (Op.SUSPEND, [Op.SUSPEND]),
    (Op.AMEND, [Op.CANCEL]),
    (Op.CANCEL, [Op.CANCEL]),
    (Op.RESUME, [Op.CANCEL]),
    (Op.TAKE_BACK, [Op.CANCEL]),
    (Op.SUSPEND, [Op.DEVOLVE]),
    (Op.DEVOLVE, [Op.TRANSFER]),
    (Op.TRANSFER, [Op.RECLASSIFY]),
]


@pytest.mark.parametrize(("op", "before"), NEEDS)
def test_an_operation_needs_its_status(ledger, power, op, before):
    for number, earlier in enumerate(before):
        ledger.publish(change(earlier, power, f"201{7 + number}-01-01"))
    with refused(ledger, Refused, "wrong_status"):
        ledger.publish(change(op, power, NOW_ON, fields={"name": "改名"}))


@pytest.mark.parametrize("until", ["2020-01-01", "2019-12-31"])
def test_an_empty_interval_is_refused(ledger, department, power, until):
    with refused(ledger, InvalidInput, "empty_interval"):
        ledger.publish(amend(power, NOW_ON, until=until))
    with refused(ledger, InvalidInput, "empty_interval"):
        ledger.publish(add_power(department, since=NOW_ON, until=until))


# Of versions


def test_a_writer_that_read_an_old_version_is_told(ledger, power):
    ledger.publish(amend(power, "2018-01-01"))
    with refused(ledger, StaleVersion, "stale_version") as caught:
        ledger.publish(amend(power, name="再改", base_version=1))
    assert caught.value.details["version"] == 2
    ledger.publish(amend(power, name="再改", base_version=2))


def test_the_version_read_is_that_of_the_day(ledger, power):
    ledger.publish(amend(power, "2025-01-01"))
    with refused(ledger, StaleVersion, "stale_version"):
        ledger.publish(amend(power, NOW_ON, name="再改", base_version=2, keep_later=True))
    ledger.publish(amend(power, NOW_ON, name="再改", base_version=1, keep_later=True))


@pytest.mark.parametrize("op", [Op.AMEND, Op.CANCEL, Op.SUSPEND])
def test_a_later_text_blocks_until_it_is_kept_knowingly(ledger, power, op):
    ledger.publish(amend(power, "2025-01-01"))
    asked = {"fields": {"name": "再改"}}
    with refused(ledger, Refused, "later_version_exists"):
        ledger.publish(change(op, power, NOW_ON, **asked))
    ledger.publish(change(op, power, NOW_ON, keep_later=True, **asked))
    assert ledger.stated(power, "2024-12-31")["name"] == "再改"
    assert ledger.stated(power, "2025-01-01")["name"] == "改名"
    assert ledger.stated(power, "2025-01-01")["status"] == "active"
    audit(ledger)


def test_a_later_text_does_not_block_a_change_that_ends_before_it(ledger, power):
    ledger.publish(amend(power, "2025-01-01"))
    ledger.publish(amend(power, NOW_ON, "再改", until="2021-01-01"))
    assert [ledger.stated(power, f"{year}-06-01")["name"] for year in (2019, 2020, 2021, 2025)] == [
        "对违法行为的处罚",
        "再改",
        "对违法行为的处罚",
        "改名",
    ]


def test_a_later_text_does_not_block_a_correction(ledger, power):
    ledger.publish(amend(power, "2025-01-01"))
    ledger.publish(change(Op.CORRECT, power, "2016-03-01", fields={"name": "更正后"}))
    assert ledger.stated(power, "2024-12-31")["name"] == "更正后"
    assert ledger.stated(power, "2025-01-01")["name"] == "改名"


# Of content


@pytest.mark.parametrize("target", ["nobody", "power", "neighbour"])
def test_a_department_that_is_none_of_this_list_is_not_referred_to(database, ledger, power, target):
    neighbour = Ledger(database, make_jurisdiction(database, "邻区"))
    named = {"nobody": new_id(), "power": power, "neighbour": neighbour.found_department()}[target]
    for asked in (
        add_power(named),
        change(Op.TRANSFER, power, NOW_ON, to_department=named),
        change(Op.AMEND, power, NOW_ON, fields={"department_id": named}),
    ):
        with refused(ledger, InvalidInput, "unknown_reference"):
            ledger.publish(asked)


def test_the_public_list_does_not_refer_to_a_withheld_department(database, ledger):
    secret = Ledger(database, ledger.jurisdiction, WITHHELD).found_department()
    with refused(ledger, InvalidInput, "unknown_reference"):
        ledger.publish(add_power(secret))


@pytest.mark.parametrize("parent", ["nobody", "department"])
def test_a_parent_is_a_power_of_this_list(ledger, department, power, parent):
    named = department if parent == "department" else new_id()
    with refused(ledger, InvalidInput, "unknown_reference"):
        ledger.publish(change(Op.AMEND, power, NOW_ON, fields={"parent_id": named}))


@pytest.mark.parametrize("fields", [{"title": "甲"}, {"status": "cancelled"}, {"kind": "department"}])
def test_an_unknown_field_is_refused(ledger, power, fields):
    with refused(ledger, InvalidInput, "unknown_field"):
        ledger.publish(change(Op.AMEND, power, NOW_ON, fields=fields))


def test_a_wrong_value_is_refused(ledger, department):
    with refused(ledger, InvalidInput, "invalid_field"):
        ledger.publish(add_power(department, category="penalty"))


SAYS_NOTHING_NEW = [
    {"name": "对违法行为的处罚"},
    {"name": " 对违法行为 的处罚\n"},
    {"legal_basis": "《种子法》（２０２１年）"},
    {"display_order": 7},
    {"note": None, "levels": [], "extra": {}},
]


@pytest.mark.parametrize("op", [Op.AMEND, Op.CORRECT, Op.DELEGATE])
def test_a_change_that_changes_nothing_is_refused(ledger, power, op):
    for fields in SAYS_NOTHING_NEW:
        with refused(ledger, NothingChanged, "nothing_changed"):
            ledger.publish(change(op, power, NOW_ON, fields=fields))


def test_a_transfer_to_its_own_department_changes_nothing(ledger, department, power):
    with refused(ledger, NothingChanged, "nothing_changed"):
        ledger.publish(change(Op.TRANSFER, power, NOW_ON, to_department=department))


def test_only_a_catalogue_item_in_force_is_claimed(ledger, department, power):
    fields = {"name": "目录事项", "category": "administrative_penalty", "department_id": department}
    item = change(Op.ADD, new_id(), kind=Kind.CATALOGUE_ITEM, fields=fields)
    ledger.publish(item)
    ledger.publish(change(Op.CANCEL, item.id, "2019-01-01", kind=Kind.CATALOGUE_ITEM))
    for source in (new_id(), power, department, item.id):
        with refused(ledger, NotFound, "unknown_record"):
            ledger.publish(change(Op.CLAIM, since=NOW_ON, from_=[source], fields={"department_id": department}))
    ledger.publish(change(Op.CLAIM, since="2018-12-31", from_=[item.id], fields={"department_id": department}))
