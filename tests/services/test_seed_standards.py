"""The demonstration's discretion standards, intermediary services and inspections: enough, linked, and in order."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from conftest import PROJECT
from factories import Ledger, open_register
from quanze.domain.amounts import meaning, within
from quanze.domain.bodies import read_body
from quanze.domain.discretion import Group
from quanze.domain.rules.brackets import BELOW, as_on, limits, meant
from quanze.domain.vocabulary import (
    LIVING,
    Category,
    Disposition,
    Kind,
    Party,
    Severity,
    StandardForm,
    Status,
    TierEffect,
)
from quanze.law.amounts.grammar import read_penalty
from quanze.services.checking_lists import check_list
from quanze.services.moments import Asked, resolve
from quanze.services.seeding import seed
from quanze.storage import readers

SEED = PROJECT / "data" / "seed"
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = "2026-11-20"
OURS = (Kind.DISCRETION_STANDARD, Kind.INTERMEDIARY_SERVICE)

GAS = "01m851adv198xvng22k1f1s7tq"
GAS_PLAN = "01m85q4b49a881e8ekd74b530s"
ACCOUNTANTS = "01m850tyz7xf1jn71d5j2v4srg"
DRAWINGS = "01m85q4b40n95rv7wanm3gmxd4"
WASTE = "01m85p727p1wshyw6v9a1bjcbf"


class Demonstration(NamedTuple):
    """The seed on SQLite, and what its list says on the day of its last edition, ended records left out."""

    database: Any
    ledger: Ledger
    bodies: dict[str, dict[str, Any]]

    def of(self, kind: Kind) -> dict[str, dict[str, Any]]:
        return {record: body for record, body in self.bodies.items() if body["kind"] == kind}

    def standards(self) -> dict[str, dict[str, Any]]:
        """The standards themselves, without the documents that they stand in."""
        found = self.of(Kind.DISCRETION_STANDARD).items()
        return {record: body for record, body in found if not body["grouping"]}

    def groups(self) -> list[tuple[str, Group]]:
        """Every group of tiers, with the name of its standard."""
        bodies = self.standards().values()
        return [(body["name"], Group.model_validate(group)) for body in bodies for group in body["groups"]]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    database = open_register(f"sqlite:///{tmp_path_factory.mktemp('standards') / 'seed.sqlite3'}")
    ledger = Ledger(database, seed(database, SEED, ZONE).place.id)
    with database.reading() as connection:
        at = resolve(connection, Asked(None, TODAY), ZONE).at
        rows = [row for kind in Kind for row in readers.bodies_on(connection, at, kind)]
    bodies = {row.record: read_body(row.body) for row in rows if row.status in LIVING}
    return Demonstration(database, ledger, bodies)


class TestStandards:
    def test_there_is_one_of_every_form(self, demonstration: Demonstration) -> None:
        standards = demonstration.standards().values()
        forms = Counter(body["form"] for body in standards)
        assert set(forms) == {form.value for form in StandardForm}
        assert forms[StandardForm.GRADED] >= 40
        assert sum(forms[form] for form in (StandardForm.NO_PENALTY, StandardForm.FIRST_OFFENCE)) >= 8
        others = {body["category"] for body in standards if body["form"] == StandardForm.DIMENSIONS}
        assert others >= {
            *(Category.LICENSE, Category.LEVY, Category.PAYMENT),
            *(Category.CONFIRMATION, Category.COERCION, Category.INSPECTION),
        }
        assert len({body["department_id"] for body in standards}) >= 12

    def test_their_amounts_take_every_shape(self, demonstration: Demonstration) -> None:
        tiers = [tier for _, group in demonstration.groups() for tier in group.tiers]
        amounts = [amount for tier in tiers for amount in tier.amounts]
        assert {amount.kind for amount in amounts} >= {"fixed", "range", "max_only"}
        assert {amount.measure for amount in amounts} == {"money", "ratio"}
        assert {amount.per_unit for amount in amounts} >= {"平方米", "立方米", "人", "株"}
        assert {amount.subject for amount in amounts} >= {"unit", "individual", "responsible_person"}
        assert {amount.connector for amount in amounts} >= {"only", "and", "may", "may_add"}
        assert {tier.effect for tier in tiers} == set(TierEffect)

    def test_what_a_tier_states_is_what_its_words_say(self, demonstration: Demonstration) -> None:
        for name, group in demonstration.groups():
            for tier in group.tiers:
                read = read_penalty(tier.text or "")
                assert [meaning(one) for one in tier.amounts] == [meaning(one) for one in read.amounts], name
                assert {one.kind for one in tier.sanctions} == {one.kind for one in read.sanctions}, name
                assert read.unread == [], name

    def test_every_tier_lies_in_its_statutory_bracket(self, demonstration: Demonstration) -> None:
        held = 0
        for name, group in demonstration.groups():
            for tier in (tier for tier in group.tiers if tier.effect not in BELOW):
                for amount in tier.amounts:
                    own = meant(amount, group)
                    assert any(within(as_on(own, limit), limit) for limit in limits(amount, group)), (name, tier.text)
                    held += 1
        assert held >= 150

    def test_documents_say_what_they_are(self, demonstration: Demonstration) -> None:
        documents = {
            record: body for record, body in demonstration.of(Kind.DISCRETION_STANDARD).items() if body["grouping"]
        }
        assert {body["parent_id"] for body in demonstration.standards().values()} == set(documents)
        for body in documents.values():
            said = body["document"]
            assert said["document_number"].startswith("演示〔"), said
            assert "（演示）" in said["title"]
            assert said["from"] >= said["issued_on"]
            assert int(said["to"][:4]) - int(said["from"][:4]) == 5


class TestLinks:
    @pytest.mark.parametrize("kind", OURS)
    def test_every_link_is_to_a_power_in_force_of_the_same_department(
        self, demonstration: Demonstration, kind: Kind
    ) -> None:
        for body in demonstration.of(kind).values():
            assert body["power_ids"] or body["grouping"], body["name"]
            for power in body["power_ids"]:
                linked = demonstration.bodies[power]
                assert linked["kind"] == Kind.POWER
                assert linked["status"] == Status.ACTIVE
                assert not linked["grouping"]
                assert linked["department_id"] == body["department_id"]
                assert kind is not Kind.DISCRETION_STANDARD or linked["category"] == body["category"], body["name"]

    def test_services_are_sixty_and_of_thirty_approvals(self, demonstration: Demonstration) -> None:
        services = demonstration.of(Kind.INTERMEDIARY_SERVICE).values()
        assert len(services) >= 60
        assert len({power for body in services for power in body["power_ids"]}) >= 30
        assert {body["disposition"] for body in services} >= set(Disposition) - {Disposition.CANCELLED}
        for body in services:
            assert body["approvals"] == [demonstration.bodies[power]["name"] for power in body["power_ids"]]
            assert body["paid_by"] != Party.APPLICANT or body["commissioned_by"] == Party.APPLICANT

    def test_twenty_departments_say_how_often_they_inspect(self, demonstration: Demonstration) -> None:
        inspecting = [body for body in demonstration.of(Kind.POWER).values() if body["inspection"]]
        assert len({body["department_id"] for body in inspecting}) >= 20
        for body in inspecting:
            assert body["category"] == Category.INSPECTION
            assert all(body["inspection"][name] for name in ("form", "matters", "method", "standard", "frequency"))

    def test_the_rules_find_no_error_in_them(self, demonstration: Demonstration) -> None:
        ours = {record for kind in OURS for record in demonstration.of(kind)}
        ours |= {record for record, body in demonstration.of(Kind.POWER).items() if body["inspection"]}
        with demonstration.database.reading() as connection:
            found = [said.finding for said in check_list(connection, resolve(connection, Asked(None, TODAY), ZONE))]
        errors = [one for one in found if one.record in ours and one.severity is Severity.ERROR]
        assert [(one.name, one.code) for one in errors] == []


class TestDatedTruths:
    def test_an_approval_takes_its_service_along(self, demonstration: Demonstration) -> None:
        stated = demonstration.ledger.stated
        for record in (GAS, GAS_PLAN):
            assert [stated(record, on)["status"] for on in ("2026-11-19", TODAY)] == ["active", "cancelled"]
        assert stated(GAS, TODAY)["post_cancellation_supervision"]

    def test_supervision_is_added_to_a_licence_cancelled_long_ago(self, demonstration: Demonstration) -> None:
        field = "post_cancellation_supervision"
        assert demonstration.ledger.stated(ACCOUNTANTS, "2018-12-01", 9)[field] is None
        after = demonstration.ledger.stated(ACCOUNTANTS, "2018-12-01")
        assert after[field]
        assert after["status"] == "cancelled"

    def test_a_service_passes_to_the_department_and_a_standard_is_refined(self, demonstration: Demonstration) -> None:
        stated = demonstration.ledger.stated
        assert [stated(DRAWINGS, on)["paid_by"] for on in ("2026-11-01", TODAY)] == ["applicant", "department"]
        kinds = [
            [tier["amounts"][0]["kind"] for tier in stated(WASTE, on)["groups"][0]["tiers"]]
            for on in ("2026-10-01", TODAY)
        ]
        assert kinds == [["fixed"] * 3, ["range"] * 3]
