"""Two days or two editions over HTTP: netted, explained step by step, and the same as a table."""

from __future__ import annotations

import csv
import io

import pytest

from factories import add_power
from registers import FUTURE, Site

DIFF = "/api/v1/diff"
DAYS = f"{DIFF}?from=2018-12-31&to=2019-12-31"


def by_name(answer):
    return {item["name"]: item for item in answer["items"]}


def table(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_two_days_are_compared_as_known_now(site, sample):
    answer = site.json(DAYS)
    assert set(answer) == {"meta", "summary", "total", "items", "next"}
    assert sum(answer["summary"].values()) == answer["total"] == len(answer["items"])
    found = by_name(answer)
    amended = found["对销售假种子的处罚"]
    assert amended["op"] == "amend"
    assert {"field": "legal_basis", "before": None, "after": "《种子法》第七十五条"} in amended["fields"]
    assert [step["op"] for step in amended["steps"]] == ["amend"]
    assert found["对旧法违法行为的处罚"]["op"] == "cancel"
    merged = found["对无照经营的处罚"]
    assert (merged["op"], merged["version_from"]) == ("merge", None)
    assert set(merged["from"]) == {sample["old_a"], sample["old_b"]}
    assert set(found["综合登记"]["into"]) == {sample["part_a"], sample["part_b"]}


def test_a_day_compared_with_itself_differs_in_nothing(site):
    answer = site.json(f"{DIFF}?from=2020-01-01&to=2020-01-01")
    assert (answer["total"], answer["items"], answer["summary"]) == (0, [], {})


def test_what_is_first_stated_before_coverage_is_marked(site):
    answer = site.json(f"{DIFF}?from=2010-01-01&to=2017-01-01")
    assert answer["meta"]["before_coverage"] is True
    assert set(answer["summary"]) == {"add"}


def test_two_editions_tell_what_was_entered_between_whatever_its_dates(site):
    assert FUTURE in {item["effective_from"] for item in site.json(f"{DIFF}?from=edition:3&to=edition:4")["items"]}
    everything = site.json(f"{DIFF}?from=edition:0&to=edition:1")
    assert everything["summary"] == {"add": everything["total"]}
    departments = site.json(f"{DIFF}?from=edition:0&to=edition:1&kind=department")
    assert {item["kind"] for item in departments["items"]} == {"department"}


def test_a_difference_is_narrowed(site, sample):
    license_ = site.json(f"{DAYS}&category=administrative_license")
    assert set(by_name(license_)) == {"综合登记", "企业登记", "个体登记"}
    farm = site.json(f"{DAYS}&department=农业农村局")
    assert set(by_name(farm)) == {"对销售假种子的处罚", "对旧法违法行为的处罚"}
    assert farm["items"] == site.json(f"{DAYS}&department={sample['agriculture']}")["items"]
    assert set(by_name(site.json(f"{DAYS}&power={sample['merged']}"))) == {"对无照经营的处罚"}
    before = site.json(f"{DAYS}&known_at=edition:1")
    assert before["total"] == 0


def test_a_difference_is_walked_through(site):
    seen, cursor = [], ""
    while cursor is not None:
        answer = site.json(f"{DAYS}&limit=2{cursor and f'&cursor={cursor}'}")
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"]
    assert 'rel="next"' in site.get(f"{DAYS}&limit=2").headers["link"]


@pytest.mark.parametrize("suffix", ["", ".csv"])
@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("to=2019-01-01", "from", "missing_parameter"),
        ("from=2019-01-01", "to", "missing_parameter"),
        ("from=2019-01-01&to=edition:2", "to", "mixed_ends"),
        ("from=2019-01-02&to=2019-01-01", "from", "ends_reversed"),
        ("from=edition:2&to=edition:1", "from", "ends_reversed"),
        ("from=edition:1&to=edition:99", "to", "unknown_edition"),
        ("from=yesterday&to=2019-01-01", "from", "bad_date"),
        ("from=2018-01-01&to=2019-01-01&category=x", "category", "unknown_category"),
        ("from=2018-01-01&to=2019-01-01&department=无此局", "department", "unknown_department"),
        ("from=2018-01-01&to=2019-01-01&power=x", "power", "unknown_power"),
        ("from=2018-01-01&to=2019-01-01&valid_at=2019-01-01", "valid_at", "unknown_parameter"),
    ],
)
def test_what_cannot_be_compared_is_named(site, suffix, query, parameter, code):
    answer = site.get(f"{DIFF}{suffix}?{query}")
    assert (answer.status_code, answer.json()["parameter"], answer.json()["code"]) == (400, parameter, code)


def test_a_difference_is_a_table_too(site):
    answer = site.get(f"{DIFF}.csv?from=2018-12-31&to=2019-12-31")
    notice, headers, *rows = table(answer)
    assert notice == ["演示数据，非官方清单"]
    assert headers[:2] == ["操作", "事项名称"]
    assert ["变更要素", "对销售假种子的处罚", "实施依据", "（空）", "《种子法》第七十五条"] in [
        [*row[:2], *row[3:6]] for row in rows
    ]
    assert {row[1] for row in rows} == set(by_name(site.json(f"{DAYS}&limit=1000")))
    assert "attachment" in answer.headers["content-disposition"]
    held = {"If-None-Match": answer.headers["etag"]}
    assert site.get(f"{DIFF}.csv?from=2018-12-31&to=2019-12-31", headers=held).status_code == 304


def test_a_list_is_a_table_too(site):
    _, headers, *rows = table(site.get("/api/v1/powers.csv"))
    listed = [item["id"] for item in site.json("/api/v1/powers?limit=1000")["items"]]
    assert [row[-1] for row in rows] == listed
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(listed) + 1)]
    assert headers[1:4] == ["部门名称", "事项名称", "子项名称"]
    _, _, *old = table(site.get("/api/v1/powers.csv?valid_at=2018-01-01&category=administrative_reward"))
    assert [row[2] for row in old] == ["对举报人的奖励"]
    _, _, *found = table(site.get("/api/v1/powers.csv?q=种子"))
    assert {row[2] for row in found} == {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}
    assert site.get("/api/v1/powers.csv?limit=3").json()["code"] == "unknown_parameter"
    assert site.get("/api/v1/powers.csv?department=无此局").json()["code"] == "unknown_department"


def test_no_cell_of_a_table_becomes_a_formula(own_site, own_sample):
    evil = add_power(own_sample["market"], "=cmd|' /C calc'!A0", since="2016-03-01", legal_basis="@SUM(1)", fee="+1")
    own_sample.ledger.publish(evil)
    for path in ("/api/v1/powers.csv", "/api/v1/diff.csv?from=edition:5&to=edition:6"):
        cells = [cell for row in table(own_site.get(path)) for cell in row]
        assert "'=cmd|' /C calc'!A0" in cells
        assert not any(cell.startswith(("=", "@", "+")) for cell in cells)


def test_a_table_is_as_long_as_the_list(own_site, own_sample):
    own_sample.ledger.publish(*(add_power(own_sample["market"], f"第{n}项", since="2016-03-01") for n in range(1200)))
    _, _, *rows = table(own_site.get("/api/v1/powers.csv"))
    assert len({row[-1] for row in rows}) == len(rows) == own_site.json("/api/v1/powers")["total"]


def test_a_history_is_told_newest_first(site, sample):
    answer = site.json(f"/api/v1/powers/{sample['penalty']}/history")
    assert [(item["op"], item["edition"], item["valid_from"]) for item in answer["items"]] == [
        ("amend", 2, "2019-01-01"),
        ("add", 1, "2016-03-01"),
    ]
    assert {"field": "legal_basis", "before": None, "after": "《种子法》第七十五条"} in answer["items"][0]["fields"]
    (first, *_) = site.json(f"/api/v1/powers/{sample['merged']}/history")["items"]
    assert set(first["lineage"]["from"]) == {sample["old_a"], sample["old_b"]}
    (last, *_) = site.json(f"/api/v1/powers/{sample['old_a']}/history")["items"]
    assert last["lineage"]["into"] == [sample["merged"]]


def test_a_history_is_walked_and_keeps_to_the_edition_asked_for(site, sample):
    path = f"/api/v1/powers/{sample['penalty']}/history"
    first = site.json(f"{path}?limit=1")
    second = site.json(f"{path}?limit=1&cursor={first['next']}")
    assert [item["op"] for item in (*first["items"], *second["items"])] == ["amend", "add"]
    assert second["next"] is None
    assert [item["op"] for item in site.json(f"{path}?known_at=edition:1")["items"]] == ["add"]
    assert site.get(f"/api/v1/powers/{sample['merged']}/history?known_at=edition:1").json()["code"] == "not_known_then"
    assert site.get("/api/v1/powers/0000000000000000000000000z/history").status_code == 404
    assert site.json(f"/api/v1/catalogue-items/{sample['offer']}/history")["total"] == 1


def test_a_removed_text_is_told_of_without_it(site, sample):
    answer = site.get(f"/api/v1/powers/{sample['secret']}/history")
    assert "张三" not in answer.text
    assert [item["op"] for item in answer.json()["items"]] == ["redact", "amend", "add"]


def test_addresses_lead_back_under_a_prefix(sample):
    site = Site(sample.url, "https://www.example.gov.cn/qz")
    page = site.get(f"/qz/powers/{sample['penalty']}/print?valid_at=2019-03-15").text
    address = f"https://www.example.gov.cn/qz/powers/{sample['penalty']}?valid_at=2019-03-15&amp;known_at=edition:5"
    assert address in page
    site.close()
