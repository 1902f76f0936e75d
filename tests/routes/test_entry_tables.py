"""Standards and services as CSV: a line for each circumstance, of any day, narrowed as the lists are."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from registers import Sample, Site, make_sample
from standards import add_standards

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    sample = make_sample(f"sqlite:///{tmp_path_factory.mktemp('tables')}/tables.sqlite3")
    add_standards(sample)
    yield sample
    sample.database.close()


@pytest.fixture(scope="module")
def site(sample: Sample) -> Iterator[Site]:
    site = Site(sample.url)
    yield site
    site.close()


def table(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    header = next(row for row in rows if "部门名称" in row)
    return [dict(zip(header, row, strict=True)) for row in rows[rows.index(header) + 1 :]]


def test_every_standard_of_the_list_is_in_the_table_with_its_tiers(site):
    listed = site.json("/api/v1/discretion-standards?valid_at=2021-01-01&limit=1000")
    rows = table(site.get("/api/v1/discretion-standards.csv?valid_at=2021-01-01"))
    assert [row["标识"] for row in rows if row["标识"]] == [item["id"] for item in listed["items"]]
    for item in listed["items"]:
        body = site.json(f"/api/v1/discretion-standards/{item['id']}?valid_at=2021-01-01")
        texts = [tier["text"] for group in body["groups"] for tier in group["tiers"] if tier["text"]]
        assert set(texts) <= {row["裁量标准"] for row in rows}


def test_every_service_of_the_list_is_in_the_table(site):
    listed = site.json("/api/v1/intermediary-services?valid_at=2021-01-01&limit=1000")
    rows = table(site.get("/api/v1/intermediary-services.csv?valid_at=2021-01-01"))
    assert listed["items"]
    assert [(row["标识"], row["中介服务事项名称"]) for row in rows] == [
        (item["id"], item["name"]) for item in listed["items"]
    ]


@pytest.mark.parametrize("noun", ["discretion-standards", "intermediary-services"])
def test_what_a_list_refuses_its_table_refuses(site, noun):
    assert site.get(f"/api/v1/{noun}.csv?department=无此局").json()["code"] == "unknown_department"
    assert site.get(f"/api/v1/{noun}.csv?limit=3").json()["code"] == "unknown_parameter"
    assert table(site.get(f"/api/v1/{noun}.csv?valid_at=1990-01-01")) == []
