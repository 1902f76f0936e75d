"""A table of standards that a clerk hands in: a draft of their kind, links to tick, both kept when one changes."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from lists import power
from quanze.domain.roles import Assignment, Role
from quanze.exchange.listings import Listing
from quanze.services import uploading
from quanze.services.proposals import read
from quanze.services.uploading import Table
from staff import make_person

BUREAU = "克拉玛依市生态环境局"
DAY = date(2027, 6, 1)
TODAY = date(2027, 1, 4)
ROWS = [
    ["行政处罚裁量权基准"],
    ["违法行为", "法律依据", "适用情形", "裁量标准"],
    ["超标排污", "《甲法》第九条：超标排污的，处一万元以上五万元以下罚款。", "初次", "处一万元罚款"],
]


@pytest.fixture
def clerk(bureau):
    bureau.load([power("对超标排污的处罚", 实施依据="《甲法》第九条")], department=BUREAU)
    [department] = {one["department_id"] for one in bureau.listed()}
    return make_person(bureau.database, "经办", Assignment(Role.CLERK, department)), department


def table(department, rows=ROWS):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    content = stream.getvalue().encode()
    return Table("基准.csv", content, department, DAY, listing=Listing.DISCRETION, title="裁量基准")


def test_a_table_of_standards_is_a_draft_and_its_links_are_ticked(bureau, clerk):
    person, department = clerk
    with bureau.database.writing() as connection:
        identity = uploading.propose_table(connection, bureau.place, person, table(department), TODAY).id
        made = read(connection, bureau.place, person, identity)
        document, standard = made.row.changes
        assert (document["fields"]["name"], document["fields"]["grouping"]) == ("裁量基准", True)
        assert (standard["kind"], standard["fields"]["name"]) == ("discretion_standard", "超标排污")
        [(key, name, link)] = uploading.link_proposals(connection, bureau.place, made)
        assert (name, link.name) == ("超标排污", "对超标排污的处罚")
        uploading.link(connection, bureau.place, person, identity, {key: [link.power]}, "*", TODAY)
        ticked = read(connection, bureau.place, person, identity)
        assert [one["fields"].get("power_ids") for one in ticked.row.changes] == [None, [link.power]]
        assert uploading.link_proposals(connection, bureau.place, ticked) == []
        uploading.link(connection, bureau.place, person, identity, {}, "*", TODAY)
        uploading.confirm(connection, bureau.place, person, identity, {key: "new"}, "*", TODAY)
        kept = read(connection, bureau.place, person, identity)
        assert [one["fields"].get("power_ids") for one in kept.row.changes] == [None, [link.power]]
        assert uploading.table_of(connection, kept).links == {key: [link.power]}


def test_a_table_of_powers_has_nothing_to_link(bureau, clerk):
    person, department = clerk
    stream = io.StringIO()
    csv.writer(stream).writerows([["事项名称", "权力类型", "实施依据"], ["甲的检查", "行政检查", "《甲法》"]])
    handed = Table("清单.csv", stream.getvalue().encode(), department, DAY)
    with bureau.database.writing() as connection:
        identity = uploading.propose_table(connection, bureau.place, person, handed, TODAY).id
        made = read(connection, bureau.place, person, identity)
        assert uploading.link_proposals(connection, bureau.place, made) == []
