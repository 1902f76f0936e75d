"""The demonstration registry on both databases: whole, reconciled, and true to its days."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from conftest import PROJECT
from factories import Ledger, everything_written
from quanze.domain.vocabulary import LIVING, Category, Kind, Status
from quanze.services.seeding import seed
from quanze.storage import fsck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quanze.storage.database import Database
    from quanze.storage.writer import Publication

SEED = PROJECT / "data" / "seed"
ZONE = ZoneInfo("Asia/Shanghai")

SAFETY = "01m84zqsc2k57j96shzv2zvw6k"
ENVIRONMENT = "01m84zqsbzzjev2c4gh4mn0jb5"
MARKET = "01m84zqsc200nqv2t9e5nk3hms"
FOOD_LICENCE = "01m850n4ccsjerrf53455px5wp"


class Demonstration(NamedTuple):
    """The seed as it was loaded."""

    database: Database
    ledger: Ledger
    publications: list[Publication]

    def days(self) -> list[str]:
        return [row.effective_from.isoformat() for row in self.ledger.editions()]

    def listed(self, on: str) -> dict[str, dict[str, Any]]:
        """The living records of a day by id, as known now."""
        records = {entry.record for entry in self.ledger.entries() if entry.record}
        stated = {record: self.ledger.stated(record, on) for record in records}
        return {record: body for record, body in stated.items() if body and body["status"] in LIVING}

    def in_force(self, on: str) -> list[dict[str, Any]]:
        """The counted powers of a day, as known now."""
        return [body for body in self.listed(on).values() if body["kind"] == Kind.POWER and counted(body)]


def counted(body: dict[str, Any] | None) -> bool:
    return body is not None and body["status"] == Status.ACTIVE and not body["grouping"]


@pytest.fixture
def demonstration(database: Database) -> Demonstration:
    seeded = seed(database, SEED, ZONE)
    return Demonstration(database, Ledger(database, seeded.place.id), seeded.publications)


@cache
def changes() -> tuple[dict[str, Any], ...]:
    """Every change as written down."""
    paths = (path for path in sorted(SEED.glob("editions/*/*.toml")) if path.name != "edition.toml")
    return tuple(change for path in paths for change in tomllib.loads(path.read_text(encoding="utf-8"))["changes"])


def bodies() -> Iterator[dict[str, Any]]:
    for change in changes():
        yield change.get("fields", {})
        yield from (part["fields"] for part in change.get("into", []))


def named(name: str, op: str = "add") -> str:
    """The id of the record that a change brings in under a name."""
    [found] = [change["id"] for change in changes() if change["op"] == op and change["fields"].get("name") == name]
    return found


class TestLoading:
    def test_it_is_a_whole_registry(self, demonstration: Demonstration) -> None:
        first, last = demonstration.publications[0], demonstration.publications[-1]
        assert len(demonstration.publications) >= 6
        for publication in (first, last):
            assert set(publication.counts) == {category.value for category in Category}
            assert sum(publication.counts.values()) >= 240
        powers = demonstration.in_force(demonstration.days()[-1])
        assert Counter(body["category"] for body in powers) == Counter(last.counts)
        assert {body["coercion_kind"] for body in powers} == {None, "measure", "execution"}
        assert 25 <= len({body["department_id"] for body in powers}) <= 40
        assert any(body["parent_id"] for body in powers)

    def test_every_operation_that_a_list_knows_is_shown(self, demonstration: Demonstration) -> None:
        ops = {op for publication in demonstration.publications for op in publication.changes.get("power", {})}
        assert ops >= {
            *("add", "undertake", "claim", "amend", "cancel", "devolve", "take_back", "delegate", "empower"),
            *("merge", "split", "transfer", "reclassify", "suspend", "resume", "correct"),
        }

    def test_counts_reconcile_from_edition_to_edition(self, demonstration: Demonstration) -> None:
        """Before and added less removed is after, in every category, on the day that each edition takes effect."""
        ledger, before = demonstration.ledger, Counter[str]()
        for number, (day, publication) in enumerate(
            zip(demonstration.days(), demonstration.publications, strict=True), start=1
        ):
            added, removed = Counter[str](), Counter[str]()
            touched = {e.record for e in ledger.entries(number) if e.kind == Kind.POWER and str(e.valid_from) <= day}
            for record in touched:
                old = ledger.stated(record, day, number - 1) if number > 1 else None
                new = ledger.stated(record, day, number)
                removed += Counter([old["category"]] if old and counted(old) else [])
                added += Counter([new["category"]] if new and counted(new) else [])
            after = Counter(publication.counts)
            assert before + added - removed == after, f"第 {number} 版次"
            before = after

    @pytest.mark.parametrize("day", ["2016-12-30", "2019-04-01", "2026-11-20"])
    def test_every_power_stands_with_an_organ_of_the_day(self, demonstration: Demonstration, day: str) -> None:
        listed = demonstration.listed(day)
        powers = [body for body in listed.values() if body["kind"] == Kind.POWER]
        parents = {body["parent_id"] for body in powers} - {None}
        grouping = {record for record, body in listed.items() if body["kind"] == Kind.POWER and body["grouping"]}
        assert parents == grouping
        for body in powers:
            organ = listed[body["department_id"]]["name"]
            assert body["implementing_body"] == organ or body["grouping"], body["name"]

    def test_loading_it_again_changes_nothing(self, demonstration: Demonstration) -> None:
        before = everything_written(demonstration.database)
        assert seed(demonstration.database, SEED, ZONE).publications == []
        assert everything_written(demonstration.database) == before

    def test_recomputed_from_nothing_it_is_the_same(self, demonstration: Demonstration) -> None:
        with demonstration.database.reading() as connection:
            assert list(fsck.differences(connection)) == []


class TestDatedTruths:
    def test_what_it_states_on_its_days(self, demonstration: Demonstration) -> None:
        stated = demonstration.ledger.stated

        def of(record: str, on: str, field: str, edition: int | None = None) -> Any:
            body = stated(record, on, edition)
            return body and body[field]

        # the reform of 2019: a department keeps its id under a new name, another leaves the list
        assert of(SAFETY, "2018-12-31", "name") == "普兰店区安全生产监督管理局"
        assert of(SAFETY, "2019-12-31", "name") == "普兰店区应急管理局"
        assert of(ENVIRONMENT, "2019-03-31", "status") == "active"
        assert of(ENVIRONMENT, "2019-04-01", "status") == "transferred_out"

        # what a newcomer looks at first
        food = stated(FOOD_LICENCE, "2019-03-15")
        assert food is not None
        assert (food["name"], food["department_id"], food["status"]) == ("食品经营许可", MARKET, "active")
        assert stated(FOOD_LICENCE, "2016-12-29") is None

        # the law changed later than the list: the fine after an accident, from the day of the amendment
        accident = named("对发生生产安全事故负有责任单位的处罚")
        assert "二十万元以上五十万元以下" in of(accident, "2021-08-31", "legal_basis")
        assert "三十万元以上一百万元以下" in of(accident, "2021-09-01", "legal_basis")

        # a mistake was published and corrected: both clocks tell it
        registration = named("经营主体登记", "merge")
        assert "三十个工作日" in of(registration, "2023-07-04", "statutory_time_limit", edition=5)
        assert "三个工作日" in of(registration, "2023-07-04", "statutory_time_limit", edition=6)

        # given to the townships and taken back; rested and resumed
        stalls = named("对擅自占用街道两侧和公共场地摆摊、堆放物料的处罚")
        assert [of(stalls, day, "status") for day in ("2023-06-30", "2024-01-01", "2025-07-01")] == [
            *("active", "devolved", "active")
        ]
        advertising = named("大型户外广告设置许可")
        assert [of(advertising, day, "status") for day in ("2023-06-30", "2024-01-01", "2025-07-01")] == [
            *("active", "suspended", "active")
        ]

        # the Ecological and Environmental Code takes the place of ten statutes
        dust = named("对施工工地未采取防尘降尘措施的处罚")
        assert "大气污染防治法" in of(dust, "2026-08-14", "legal_basis")
        assert "生态环境法典" in of(dust, "2026-08-15", "legal_basis")


class TestFiction:
    """No real document, no real phone, no code of any real scheme."""

    def test_it_says_that_it_is_fiction(self) -> None:
        for path in SEED.glob("editions/*/*.toml"):
            assert path.read_text(encoding="utf-8").startswith("# 演示数据，非官方清单。"), path
        for path in SEED.glob("editions/*/edition.toml"):
            edition = tomllib.loads(path.read_text(encoding="utf-8"))
            assert "（演示）" in edition["title"]
            assert edition["document_number"].startswith("演示〔")

    def test_phones_and_codes_are_made_up(self) -> None:
        for body in bodies():
            for phone in (body.get("consultation_phone"), body.get("supervision_phone")):
                assert not phone or phone.startswith("演示电话 0411-0000-"), body
            assert all(code["scheme"] == "demo" for code in body.get("codes", [])), body

    def test_ids_are_used_once(self) -> None:
        begun = [change["id"] for change in changes() if change["op"] in {"add", "undertake", "claim", "merge"}]
        begun += [part["id"] for change in changes() for part in change.get("into", [])]
        assert [record for record, times in Counter(begun).items() if times > 1] == []


def test_every_citation_stands_in_the_statutes(shared_data: Path) -> None:
    command = [sys.executable, str(SEED / "check_citations.py"), str(SEED), str(shared_data / "laws")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
