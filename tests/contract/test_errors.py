"""Every failure has the one shape (RFC 9457), names what is wrong, and tells nothing of the inside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quanze
import quanze_api
from quanze.domain import errors as domain_errors
from quanze_api.problems import CATALOGUE, STATUSES, status_of

POWERS = "/api/v1/powers"
UNKNOWN = "0000000000000000000000000z"

BAD_QUERIES = [
    (f"{POWERS}?nonsense=1", "unknown_parameter", "nonsense"),
    (f"{POWERS}?query=种子", "unknown_parameter", "query"),
    (f"{POWERS}?limit=5&limit=6", "repeated_parameter", "limit"),
    (f"{POWERS}?valid_at=2020-01-01&valid_at=2020-01-01", "repeated_parameter", "valid_at"),
    (f"{POWERS}?category=fine", "unknown_category", "category"),
    (f"{POWERS}?category=administrative_penalty&category=", "unknown_category", "category"),
    (f"{POWERS}?status=alive", "unknown_status", "status"),
    (f"{POWERS}?facet=law", "unknown_facet", "facet"),
    (f"{POWERS}?fields=name,secret", "unknown_fields", "fields"),
    (f"{POWERS}?sort=relevance", "unknown_sort", "sort"),
    (f"{POWERS}?department=不存在的局", "unknown_department", "department"),
    (f"{POWERS}?department={UNKNOWN}", "unknown_department", "department"),
    (f"{POWERS}?parent=x", "unknown_parent", "parent"),
    (f"{POWERS}?limit=0", "bad_limit", "limit"),
    (f"{POWERS}?limit=1001", "bad_limit", "limit"),
    (f"{POWERS}?limit=ten", "bad_limit", "limit"),
    (f"{POWERS}?limit=１０", "bad_limit", "limit"),
    (f"{POWERS}?limit=", "bad_limit", "limit"),
    (f"{POWERS}?cursor=abc", "bad_cursor", "cursor"),
    (f"{POWERS}?valid_at=2020-02-30", "bad_date", "valid_at"),
    (f"{POWERS}?valid_at=20200201", "bad_date", "valid_at"),
    (f"{POWERS}?valid_at=", "bad_date", "valid_at"),
    (f"{POWERS}?known_at=edition:99", "unknown_edition", "known_at"),
    (f"{POWERS}?known_at=yesterday", "bad_instant", "known_at"),
    (f"{POWERS}?known_at=2020-01-01T00:00:00", "bad_instant", "known_at"),
    (f"{POWERS}?known_at=0001-01-01T00:00:00%2B14:00", "bad_instant", "known_at"),
    (f"{POWERS}?jurisdiction=000000", "unknown_jurisdiction", "jurisdiction"),
    (f"{POWERS}?department=%00", "bad_value", "department"),
    (f"{POWERS}/{UNKNOWN}?limit=3", "unknown_parameter", "limit"),
    ("/api/v1/changes?since=-1", "bad_since", "since"),
    ("/api/v1/changes?kind=edition", "unknown_kind", "kind"),
    ("/api/v1/editions?cursor=abc", "bad_cursor", "cursor"),
    ("/api/v1/meta?x=1", "unknown_parameter", "x"),
    ("/healthz?x=1", "unknown_parameter", "x"),
    ("/openapi.json?x=1", "unknown_parameter", "x"),
]
MISSING = [
    "/api",
    "/api/v1",
    "/api/v1/nothing",
    "/api/v1/powers/",
    f"{POWERS}/{UNKNOWN}",
    f"{POWERS}/{UNKNOWN}/versions",
    f"{POWERS}/{UNKNOWN}/versions/1",
    f"{POWERS}/{UNKNOWN}/versions/1/proof",
    f"{POWERS}/%00",
    f"{POWERS}/不是标识",
    f"{POWERS}/{UNKNOWN}/versions/0",
    f"{POWERS}/{UNKNOWN}/versions/99999999999999999999",
    f"/api/v1/departments/{UNKNOWN}",
    f"/api/v1/catalogue-items/{UNKNOWN}",
    "/api/v1/editions/99",
    "/api/v1/editions/one",
    "/api/v1/editions/99/changes",
]


def problem(answer, status, code):
    """The problem in an answer, checked for the shape that all have."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found.keys() >= {"type", "title", "status", "detail", "code", "instance"}
    assert (answer.status_code, found["status"], found["code"]) == (status, status, code)
    assert found["type"] == f"/problems/{code}"
    assert found["title"] == CATALOGUE[code].title
    assert "Traceback" not in answer.text
    return found


@pytest.mark.parametrize(("path", "code", "parameter"), BAD_QUERIES)
def test_a_bad_query_is_a_400_that_names_the_parameter(site, path, code, parameter):
    assert problem(site.get(path), 400, code)["parameter"] == parameter


@pytest.mark.parametrize("path", MISSING)
def test_what_does_not_exist_is_a_404(site, path):
    problem(site.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [POWERS, "/api/v1/meta", "/healthz", "/openapi.json"])
def test_reading_addresses_refuse_other_methods(site, method, path):
    answer = site.request(method, path)
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_a_walk_cannot_change_its_query(site):
    cursor = site.json(f"{POWERS}?limit=1")["next"]
    problem(site.get(f"{POWERS}?limit=1&category=other_power&cursor={cursor}"), 400, "bad_cursor")
    problem(site.get(f"/api/v1/editions?cursor={cursor}"), 400, "bad_cursor")
    problem(site.get(f"{POWERS}?limit=1&cursor={cursor[:-1]}"), 400, "bad_cursor")


def test_what_breaks_inside_is_a_500_with_a_number_and_nothing_else(own_site, own_sample, caplog):
    def broken(*_):
        raise RuntimeError("secret inside")

    own_site.app.state.register.database.reading = broken
    found = problem(own_site.get(POWERS), 500, "internal")
    assert found["id"] in found["detail"]
    assert "secret" not in str(found)
    assert found["id"] in caplog.text
    page = own_site.get("/powers", headers={"accept": "text/html"})
    assert (page.status_code, "secret" in page.text) == (500, False)


def test_a_database_that_does_not_answer_is_a_503(own_site, own_sample):
    with own_sample.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE jurisdictions RENAME TO elsewhere")
    problem(own_site.get(POWERS), 503, "unavailable")


def test_people_get_a_page_and_programs_a_problem(site):
    page = site.get("/powers/nothing", headers={"accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    assert "清单未载明不等于没有法律授权" in page.text
    problem(site.get("/powers/nothing", headers={"accept": "application/json"}), 404, "not_found")


def test_every_code_that_is_raised_is_in_the_catalogue():
    folders = [Path(quanze.__file__).parent / "services", Path(quanze_api.__file__).parent]
    reading = ("moments", "consulting", "listing", "departments", "chronicle", "proving", "cursors")
    files = [
        file
        for folder in folders
        for file in folder.rglob("*.py")
        if "services" not in str(file) or file.stem in reading
    ]
    codes = {code for file in files for code in re.findall(r'code="(\w+)"', file.read_text("utf-8"))}
    assert codes - {"not_a_proof", "proof_fails", "body_differs"} <= CATALOGUE.keys()


def test_every_error_of_the_domain_has_a_status():
    kinds = [kind for kind in vars(domain_errors).values() if isinstance(kind, type)]
    assert len(kinds) > 8
    for kind in kinds:
        assert status_of(kind("…")) in {400, 401, 403, 404, 409, 410, 412, 422, 428, 500, 503}
    assert set(STATUSES) <= set(kinds)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_page_that_says_what_helps(site, code):
    page = site.get(f"/problems/{code}")
    assert page.status_code == 200
    assert CATALOGUE[code].title in page.text
