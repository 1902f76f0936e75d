"""裁量基准查询 over HTTP: grounds and periods first, then what the standards say, of the day or the lighter."""

import pytest
from sqlalchemy import select

from factories import add_department, add_power, change, edition, make_jurisdiction, open_register
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.services import assessing
from quanze.services.moments import find_place
from quanze.storage.links import LinkRow
from quanze.storage.writer import publish
from registers import Site

NOTICE = "仅供参考，不作为行政处罚决定依据"


def tier(low, high, label, circumstance, **rest):
    kind = "fixed" if low == high else "range"
    amount = {"kind": kind, "minimum": low * 100, "maximum": high * 100}
    text = f"处{low}元以上{high}元以下罚款"
    return {"label": label, "circumstances": [circumstance], "text": text, "amounts": [amount], **rest}


def standard(power, department, parent=None, **rest):
    groups = [{"tiers": [tier(2000, 5000, "较轻", "首次发现"), tier(5000, 20000, "较重", "再次发现")]}]
    return {"name": "擅自占用", "department_id": department, "power_ids": [power], "groups": groups, **rest} | (
        {"parent_id": parent} if parent else {}
    )


class Offered:
    """A department with one power, its standard from 2020, made lighter from 2024 on, and a list of exceptions."""

    def __init__(self, url):
        self.database = open_register(url)
        self.jurisdiction = make_jurisdiction(self.database)
        self.department, self.power, self.document, self.standard, self.waiver = (new_id() for _ in range(5))
        kind = Kind.DISCRETION_STANDARD
        document = {"title": "裁量办法", "document_number": "示〔2020〕1号", "issuing_organs": ["示范区执法局"]}
        paper = {"name": "裁量办法", "department_id": self.department, "grouping": True, "document": document}
        waived = {
            "name": "首次占用且及时恢复",
            "form": "first_offence_exemption",
            "conditions": "首次发现并当场恢复",
            "correction_period": "当日",
            "department_id": self.department,
            "power_ids": [self.power],
        }
        lighter = [{"tiers": [tier(1000, 5000, "较轻", "首次发现"), tier(5000, 10000, "较重", "再次发现")]}]
        self.say("2019-01-01", add_department("执法局", self.department), add_power(self.department, record=self.power))
        self.say(
            "2020-01-01",
            change(Op.ADD, self.document, "2020-01-01", kind=kind, fields=paper),
            change(
                Op.ADD,
                self.standard,
                "2020-01-01",
                kind=kind,
                fields=standard(self.power, self.department, self.document),
            ),
            change(Op.ADD, self.waiver, "2020-01-01", kind=kind, fields=waived),
        )
        self.say("2024-01-01", change(Op.AMEND, self.standard, "2024-01-01", kind=kind, fields={"groups": lighter}))
        self.site = Site(url)

    def say(self, day, *changes):
        with self.database.writing() as connection:
            publish(connection, self.jurisdiction, edition(day), changes)

    def enable(self):
        with self.database.writing() as connection:
            assessing.enable(connection, find_place(connection, None), enabled=True)

    def ask(self, **asked):
        return self.site.request("POST", "/api/v1/assessments", json=asked)


@pytest.fixture
def offered(database_url):
    made = Offered(database_url)
    yield made
    made.site.close()
    made.database.close()


def told(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_is_off_until_the_jurisdiction_says_so(offered):
    assert offered.ask(power=offered.power, acted_on="2023-05-01").status_code == 404
    assert offered.site.json("/api/v1/meta")["jurisdictions"][0]["assessments"] is False
    offered.enable()
    assert offered.ask(power=offered.power, acted_on="2023-05-01").status_code == 200
    assert offered.site.json("/api/v1/meta")["jurisdictions"][0]["assessments"] is True


def test_grounds_and_periods_come_first_and_the_notice_is_said(offered):
    offered.enable()
    answer = offered.ask(power=offered.power, acted_on="2023-05-01", decided_on="2025-05-02")
    found = told(answer)
    order = list(found)
    assert order.index("grounds") < order.index("limitation") < order.index("standards")
    assert found["notice"] == NOTICE
    assert {one["basis"] for one in found["grounds"]} >= {"《中华人民共和国行政处罚法》第三十三条第一款"}
    assert [(one["ends_on"], one["over_on_decision_day"]) for one in found["limitation"]["periods"]] == [
        ("2025-05-01", True),
        ("2028-05-01", False),
    ]
    (listed,) = found["listed_grounds"]
    assert (listed["form"], listed["correction_period"]) == ("first_offence_exemption", "当日")
    assert answer.headers["cache-control"] == "no-store"


def test_the_later_and_lighter_text_applies(offered):
    offered.enable()
    asked = {"power": offered.power, "acted_on": "2023-05-01", "decided_on": "2024-05-01"}
    (found,) = told(offered.ask(**asked))["standards"]
    assert found["applies"] == "later"
    assert found["on_act_day"]["groups"][0]["range"]["maximum"] == 2_000_000
    assert found["on_decision_day"]["groups"][0]["range"]["maximum"] == 1_000_000
    assert found["on_act_day"]["document"]["document_number"] == "示〔2020〕1号"
    (found,) = told(offered.ask(**asked, circumstances=["再次发现"]))["standards"]
    assert found["applies"] == "later"
    assert [one["fit"] for one in found["on_act_day"]["groups"][0]["tiers"]] == ["excluded", "chosen"]
    assert found["on_act_day"]["groups"][0]["range"] == {
        "minimum": 500_000,
        "maximum": 2_000_000,
        "minimum_inclusive": True,
        "maximum_inclusive": True,
    }


def test_a_standard_that_did_not_stand_then_is_told_as_such(offered):
    offered.enable()
    (found,) = told(offered.ask(standard=offered.standard, acted_on="2019-05-01", decided_on="2020-05-01"))["standards"]
    assert found["applies"] is None
    assert found["on_act_day"] is None
    assert "清单未载明" in found["applies_label"]


def test_where_nothing_is_stated_it_says_that_absence_means_nothing(offered):
    offered.enable()
    found = told(offered.ask(power=offered.power, acted_on="2019-05-01", decided_on="2019-06-01"))
    assert found["standards"] == []
    assert found["explanation"]["reason"] == "not_stated"
    assert "这不表示没有处罚依据" in found["explanation"]["message"]
    early = told(offered.ask(power=offered.power, acted_on="2015-05-01", decided_on="2015-06-01"))
    assert early["explanation"]["reason"] == "before_coverage"


def test_a_standard_linked_to_its_power_later_was_stated_before(offered):
    offered.enable()
    linked, kind = new_id(), Kind.DISCRETION_STANDARD
    unlinked = standard(offered.power, offered.department) | {"power_ids": [], "name": "后来才对应的"}
    offered.say("2020-01-01", change(Op.ADD, linked, "2020-01-01", kind=kind, fields=unlinked))
    offered.say("2022-01-01", change(Op.AMEND, linked, "2022-01-01", kind=kind, fields={"power_ids": [offered.power]}))
    found = told(offered.ask(power=offered.power, acted_on="2021-05-01", decided_on="2023-05-01"))
    (later,) = [one for one in found["standards"] if one["id"] == linked]
    assert (later["applies"], later["on_act_day"]["version"]) == ("same", 1)


def test_a_cancelled_standard_is_stated_no_more(offered):
    offered.enable()
    offered.say("2025-01-01", change(Op.CANCEL, offered.standard, "2025-01-01", kind=Kind.DISCRETION_STANDARD))
    for asked in ({"standard": offered.standard}, {"power": offered.power}):
        (found,) = told(offered.ask(**asked, acted_on="2024-05-01", decided_on="2025-05-01"))["standards"]
        assert found["on_decision_day"] is None
        assert "已不载明" in found["applies_label"]


def test_a_text_that_was_removed_was_stated_all_the_same(offered):
    offered.enable()
    kind = Kind.DISCRETION_STANDARD
    offered.say("2024-06-01", change(Op.REDACT, offered.standard, "2024-06-01", kind=kind, base_version=1))
    for asked in ({"standard": offered.standard}, {"power": offered.power}):
        (found,) = told(offered.ask(**asked, acted_on="2023-05-01", decided_on="2024-05-01"))["standards"]
        assert found["applies"] is None
        assert "未载明" not in found["applies_label"]
        assert (found["on_act_day"]["removed"], found["on_act_day"]["groups"]) == (True, [])
        assert found["on_decision_day"]["removed"] is False
        page = offered.site.request("POST", "/assessments", data={**asked, "acted_on": "2023-05-01"})
        assert "文本已依法移除" in page.text
        assert "这一天的清单未载明" not in page.text
    gone = told(offered.ask(standard=offered.standard, acted_on="2023-05-01", decided_on="2023-05-02"))
    assert (gone["standards"], gone["explanation"]["reason"]) == ([], "removed")


def test_more_money_than_anybody_has_is_refused_in_one_clear_line(offered):
    offered.enable()
    wide = {"kind": "fixed", "minimum": 2**53 - 1, "maximum": 2**53 - 1, "per_unit": "平方米"}
    fields = {"groups": [{"tiers": [{"amounts": [wide]}]}]}
    offered.say(
        "2024-06-01",
        change(Op.AMEND, offered.standard, "2024-06-01", kind=Kind.DISCRETION_STANDARD, fields=fields),
    )
    asked = {"standard": offered.standard, "acted_on": "2024-07-01", "decided_on": "2024-07-01"}
    answer = offered.ask(**asked, units={"平方米": 2**53 - 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "out_of_range")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"acted_on": "2023-05-01"}, 400),
        ({"power": "{power}", "acted_on": "2023-05-01", "decided_on": "9999-12-31"}, 400),
        ({"power": "{power}", "acted_on": "9999-12-31", "decided_on": "9999-12-31"}, 400),
        ({"power": "x", "acted_on": "2023-05-01"}, 400),
        ({"power": "{power}", "standard": "{standard}", "acted_on": "2023-05-01"}, 400),
        ({"power": "{power}", "acted_on": "2023-05-01", "decided_on": "2023-04-30"}, 400),
        ({"power": "{power}", "acted_on": "昨天"}, 400),
        ({"power": "{power}", "acted_on": "2023-05-01", "amounts": {"货值金额": -1}}, 400),
        ({"power": "{power}", "acted_on": "2023-05-01", "circumstances": ["甲"] * 101}, 400),
        ({"power": "{standard}", "acted_on": "2023-05-01"}, 404),
        ({"standard": "{power}", "acted_on": "2023-05-01"}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_clear_line(offered, asked, status):
    offered.enable()
    names = {"{power}": offered.power, "{standard}": offered.standard}
    answer = offered.ask(
        **{key: names.get(value, value) if isinstance(value, str) else value for key, value in asked.items()}
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_nothing_of_a_question_is_kept(offered):
    offered.enable()
    before = _everything(offered.database)
    told(
        offered.ask(
            power=offered.power, acted_on="2023-05-01", circumstances=["只有我知道的情形"], amounts={"货值金额": 777}
        )
    )
    assert _everything(offered.database) == before


def _everything(database):
    from sqlmodel import SQLModel

    with database.reading() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)))) for table in SQLModel.metadata.sorted_tables
        }


def test_versions_name_their_powers_and_fsck_holds_them_to_it(offered):
    from quanze.storage import fsck

    with offered.database.writing() as connection:
        assert not list(fsck.differences(connection))
        rows = [tuple(row) for row in connection.execute(select(LinkRow.__table__))]
        assert sorted(rows) == sorted(
            [
                (offered.power, offered.standard, 1),
                (offered.power, offered.standard, 2),
                (offered.power, offered.waiver, 1),
            ]
        )
        connection.execute(LinkRow.__table__.delete().where(LinkRow.__table__.c.record == offered.waiver))
        assert any("关联" in one for one in fsck.differences(connection))
        connection.rollback()
