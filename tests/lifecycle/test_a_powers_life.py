"""One power from its first list to its last, asked by day and by edition."""

from __future__ import annotations

import pytest

from factories import add_power, change, edition
from quanze.domain.changes import Cause, CauseType, Op
from quanze.domain.errors import NothingChanged, Refused

FIRST = "对生产经营假种子的处罚"
SECOND = "对生产经营假、劣种子的处罚"


class Life:
    """A power loaded in 2016, amended, transferred, suspended, resumed and cancelled."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.farming = ledger.found_department("农业局", since="2010-01-01")
        self.markets = ledger.found_department("市场监督管理局", since="2010-01-01")
        power = add_power(self.farming, FIRST, since="2016-03-01", legal_basis="《种子法》第四十六条")
        self.id = power.id
        self.loaded = ledger.load(power).edition
        self.amended = self.do(Op.AMEND, "2019-05-01", fields={"name": SECOND, "legal_basis": "《种子法》第七十四条"})
        self.transferred = self.do(Op.TRANSFER, "2020-01-01", to_department=self.markets)
        self.suspended = self.do(Op.SUSPEND, "2021-06-01")
        self.resumed = self.do(Op.RESUME, "2021-12-01")
        self.cancelled = self.do(Op.CANCEL, "2024-01-01")

    def do(self, op, since, **parts):
        cause = Cause(type=CauseType.LAW_AMENDED, text="《种子法》修改")
        return self.ledger.publish(change(op, self.id, since, cause=cause, **parts)).edition

    def on(self, day, edition=None):
        return self.ledger.stated(self.id, day, edition)

    def history(self):
        return [entry for entry in self.ledger.entries() if entry.record == self.id]


@pytest.fixture
def life(ledger):
    return Life(ledger)


def test_before_its_first_list_nothing_is_stated(life):
    assert life.on("2016-02-29") is None


def test_each_day_has_the_name_and_the_department_of_that_day(life):
    days = ["2016-03-01", "2019-04-30", "2019-05-01", "2019-12-31", "2020-01-01", "2023-12-31"]
    said = [(life.on(day)["name"], life.on(day)["department_id"]) for day in days]
    assert said == [
        (FIRST, life.farming),
        (FIRST, life.farming),
        (SECOND, life.farming),
        (SECOND, life.farming),
        (SECOND, life.markets),
        (SECOND, life.markets),
    ]


def test_each_day_has_the_status_of_that_day(life):
    days = ["2021-05-31", "2021-06-01", "2021-11-30", "2021-12-01", "2023-12-31", "2024-01-01", "2199-01-01"]
    assert [life.on(day)["status"] for day in days] == [
        "active",
        "suspended",
        "suspended",
        "active",
        "active",
        "cancelled",
        "cancelled",
    ]


def test_its_ending_is_a_version_with_its_last_text(life):
    last = life.on("2024-01-01")
    assert (last["name"], last["department_id"]) == (SECOND, life.markets)


def test_an_edition_knows_what_had_been_published_and_no_more(life):
    day = "2024-06-01"
    assert life.on(day, life.loaded)["name"] == FIRST
    assert life.on(day, life.amended)["name"] == SECOND
    assert life.on(day, life.amended)["department_id"] == life.farming
    assert life.on(day, life.transferred)["department_id"] == life.markets
    assert life.on(day, life.suspended)["status"] == "suspended"
    assert life.on(day, life.resumed)["status"] == "active"
    assert life.on(day, life.cancelled)["status"] == "cancelled"


def test_before_it_was_loaded_no_edition_knew_it(life):
    assert life.on("2020-06-01", life.loaded - 1) is None


def test_its_id_outlives_all_of_it_and_its_versions_are_numbered(life):
    assert [entry.version for entry in life.history()] == [1, 2, 3, 4, 5, 6]
    assert [entry.op for entry in life.history()] == ["add", "amend", "transfer", "suspend", "resume", "cancel"]


def test_a_statement_lasts_until_the_next_one_although_it_was_entered_as_open(life):
    assert {str(entry.valid_to) for entry in life.history()} == {"9999-12-31"}
    assert life.on("2019-04-30")["legal_basis"] == "《种子法》第四十六条"


def test_every_change_says_why(life):
    assert {entry.cause["type"] for entry in life.history()[1:]} == {"law_amended"}


def test_a_cancelled_power_may_be_listed_again_under_its_id(life):
    life.ledger.publish(add_power(life.markets, FIRST, life.id, since="2025-01-01"))
    assert life.on("2024-12-31")["status"] == "cancelled"
    assert (life.on("2025-01-01")["status"], life.on("2025-01-01")["name"]) == ("active", FIRST)


def test_a_correction_repairs_the_text_of_its_days_and_older_editions_keep_the_error(life):
    corrected = life.do(Op.CORRECT, "2019-05-01", fields={"legal_basis": "《种子法》第七十五条"})
    assert life.on("2019-05-01")["legal_basis"] == "《种子法》第七十五条"
    assert life.on("2019-12-31")["legal_basis"] == "《种子法》第七十五条"
    assert life.on("2020-01-01")["legal_basis"] == "《种子法》第七十四条"
    assert life.on("2019-04-30")["legal_basis"] == "《种子法》第四十六条"
    assert life.on("2019-12-31", corrected - 1)["legal_basis"] == "《种子法》第七十四条"


def test_even_an_ended_text_is_corrected_and_stays_ended(life):
    life.do(Op.CORRECT, "2024-01-01", fields={"note": "依据国发〔2023〕1号取消"})
    assert life.on("2024-01-01")["note"] == "依据国发〔2023〕1号取消"
    assert life.on("2024-01-01")["status"] == "cancelled"


def test_a_cancellation_announced_ahead_leaves_the_list_as_it_is_until_its_day(ledger, department):
    power = ledger.found_power(department)
    ahead = ledger.publish(change(Op.CANCEL, power, "2099-01-01"), metadata=edition("2099-01-01"))
    assert ledger.stated(power, "2098-12-31")["status"] == "active"
    assert ledger.stated(power, "2099-01-01")["status"] == "cancelled"
    assert ahead.counts == {}


def test_an_announced_change_is_called_off_by_keeping_the_old_text(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(change(Op.AMEND, power, "2099-01-01", fields={"name": "将来的名称"}))
    with pytest.raises(Refused):
        ledger.publish(change(Op.AMEND, power, "2098-01-01", fields={"note": "说明"}))
    ledger.publish(change(Op.CORRECT, power, "2099-01-01", fields={"name": "对违法行为的处罚"}))
    assert ledger.stated(power, "2099-06-01")["name"] == "对违法行为的处罚"


def test_a_pilot_for_a_term_gives_way_to_the_old_text_by_itself(ledger, department):
    power = ledger.found_power(department, fee="按件收取")
    ledger.publish(change(Op.AMEND, power, "2022-01-01", until="2023-01-01", fields={"fee": "试点期间免收"}))
    said = [ledger.stated(power, day)["fee"] for day in ("2021-12-31", "2022-01-01", "2022-12-31", "2023-01-01")]
    assert said == ["按件收取", "试点期间免收", "试点期间免收", "按件收取"]


def test_a_suspension_for_a_term_ends_by_itself(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(change(Op.SUSPEND, power, "2022-01-01", until="2022-07-01"))
    assert ledger.stated(power, "2022-06-30")["status"] == "suspended"
    assert ledger.stated(power, "2022-07-01")["status"] == "active"


def test_an_amendment_while_suspended_leaves_it_suspended(ledger, department):
    power = ledger.found_power(department)
    ledger.publish(change(Op.SUSPEND, power, "2022-01-01"))
    ledger.publish(change(Op.AMEND, power, "2022-03-01", fields={"note": "暂停期间修改"}))
    assert ledger.stated(power, "2022-03-01")["status"] == "suspended"
    ledger.publish(change(Op.RESUME, power, "2022-07-01"))
    resumed = ledger.stated(power, "2022-07-01")
    assert (resumed["status"], resumed["note"]) == ("active", "暂停期间修改")


def test_a_new_code_is_an_amendment_of_the_same_power(ledger, department):
    power = ledger.found_power(department, codes=[{"scheme": "旧", "value": "CF-1"}])
    ledger.publish(change(Op.AMEND, power, "2020-01-01", fields={"codes": [{"scheme": "新", "value": "CF-9"}]}))
    assert ledger.stated(power, "2019-12-31")["codes"] == [{"scheme": "旧", "value": "CF-1"}]
    assert ledger.stated(power, "2020-01-01")["codes"] == [{"scheme": "新", "value": "CF-9"}]


def test_only_the_width_of_its_brackets_is_no_change_in_a_life(ledger, department):
    power = ledger.found_power(department, legal_basis="《种子法》(2021年修正)第七十四条")
    with pytest.raises(NothingChanged):
        ledger.publish(
            change(Op.AMEND, power, "2022-01-01", fields={"legal_basis": "《种子法》（2021年修正）第七十四条"})
        )
    assert len(ledger.versions(power)) == 1
