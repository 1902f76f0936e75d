"""Departments, editions, the log and the installation's own description over HTTP."""

from __future__ import annotations

from factories import make_jurisdiction

API = "/api/v1"


def test_departments_are_listed_with_their_powers_and_coverage(site, sample):
    answer = site.json(f"{API}/departments?limit=1000")
    assert {(d["name"], d["powers"], d["coverage_from"]) for d in answer["items"]} == {
        ("农业农村局", 3, "2016-03-01"),
        ("市场监督管理局", 5, "2016-03-01"),
    }
    assert answer["items"][0].keys() >= {"id", "name", "standing", "valid_from", "valid_to", "powers"}
    assert site.json(f"{API}/departments?valid_at=2010-01-01")["items"] == []


def test_departments_are_walked_through_too(site):
    first = site.json(f"{API}/departments?limit=1")
    second = site.json(f"{API}/departments?limit=1&cursor={first['next']}")
    assert first["items"] != second["items"]
    assert second["next"] is None


def test_a_department_has_its_body_lineage_and_coverage(site, sample):
    department = site.json(f"{API}/departments/{sample['agriculture']}")
    assert department["name"] == "农业农村局"
    assert department["outward_names"] == ["畜牧兽医局"]
    assert department["lineage"] == {"from": [], "into": []}
    assert (department["powers"], department["coverage_from"]) == (3, "2016-03-01")
    assert department["url"] == f"/departments/{sample['agriculture']}"
    assert site.get(f"{API}/departments/{sample['license']}").status_code == 404


def test_editions_say_what_was_published_and_its_root(site):
    answer = site.json(f"{API}/editions")
    assert [edition["number"] for edition in answer["items"]] == [1, 2, 3, 4, 5]
    second = site.json(f"{API}/editions/2")
    assert second["document_number"] == "普政发〔2018〕30号"
    assert second["changes"] == {"amend": 1, "cancel": 1, "merge": 3, "split": 3}
    assert site.json(f"{API}/editions/2?kind=catalogue_item")["changes"] == {"add": 1}
    assert len(second["root"]) == 64
    assert {key: second[key] for key in answer["items"][1]} == answer["items"][1]
    assert site.get(f"{API}/editions/9").status_code == 404
    assert site.get(f"{API}/editions/0").status_code == 404


def test_counts_reconcile_from_edition_to_edition(site):
    first, second = site.json(f"{API}/editions")["items"][:2]
    assert sum(first["counts"].values()) == 10
    assert sum(second["counts"].values()) == 10 - 1 - 2 + 1 - 1 + 2


def test_an_editions_changes_say_what_differs_field_by_field(site, sample):
    answer = site.json(f"{API}/editions/2/changes")
    amended = next(item for item in answer["items"] if item["op"] == "amend")
    assert amended["id"] == sample["penalty"]
    assert amended["fields"] == [{"field": "legal_basis", "before": None, "after": "《种子法》第七十五条"}]
    assert answer["total"] == len(answer["items"]) == 9
    assert site.json(f"{API}/editions/2/changes?kind=power")["total"] == 8


def test_the_log_is_complete_and_in_order(site, sample):
    entries, path = [], f"{API}/changes?limit=7"
    while path:
        answer = site.json(path)
        entries += answer["items"]
        path = answer["next"] and f"{API}/changes?limit=7&cursor={answer['next']}"
    assert [item["entry"] for item in entries] == list(range(1, sample.ledger.head().entry + 1))
    headers = [item for item in entries if item["kind"] == "edition"]
    assert [header["metadata"]["number"] for header in headers] == [1, 2, 3, 4, 5]
    assert all(header["id"] is None and header["op"] == "publish" for header in headers)


def test_a_mirror_goes_on_after_the_last_entry_it_has(site, sample):
    last = sample.ledger.head().entry
    assert [item["entry"] for item in site.json(f"{API}/changes?since={last - 2}")["items"]] == [last - 1, last]
    assert site.json(f"{API}/changes?since={last}")["items"] == []


def test_meta_describes_the_installation(site, sample):
    meta = site.json(f"{API}/meta")
    (place,) = meta["jurisdictions"]
    assert (place["id"], place["edition"], place["notice"]) == (sample.ledger.jurisdiction, 5, "演示数据，非官方清单")
    assert {department["coverage_from"] for department in place["departments"]} == {"2016-03-01"}
    assert meta["limits"] == {"default": 20, "maximum": 1000, "read_limit": None}
    assert meta["digest_algorithm"] == "sha-256"
    assert meta["software"]["name"] == "quanze"


def test_health_is_told_without_being_kept(site):
    answer = site.get("/healthz")
    assert (answer.json(), answer.headers["cache-control"]) == ({"status": "ok"}, "no-store")


def test_with_several_jurisdictions_lists_need_one_and_records_find_theirs(own_site, own_sample):
    other = make_jurisdiction(own_sample.database, "另一区")
    assert own_site.get(f"{API}/powers").json()["code"] == "jurisdiction_needed"
    assert own_site.json(f"{API}/powers?jurisdiction={other}")["total"] == 0
    assert own_site.json(f"{API}/powers?jurisdiction={own_sample.ledger.jurisdiction}")["total"] == 8
    assert own_site.json(f"{API}/powers/{own_sample['license']}")["in_force"] is True
    assert own_site.json(f"{API}/powers/{own_sample['license']}/versions/1")["number"] == 1
    assert own_site.get(f"{API}/powers/{own_sample['license']}?jurisdiction={other}").status_code == 404
    page = own_site.get("/")
    assert "另一区" in page.text
    assert own_site.get(f"/?jurisdiction={other}").status_code == 200


def test_an_empty_register_answers_calmly(own_site, own_sample):
    other = make_jurisdiction(own_sample.database, "另一区")
    for path in ("powers", "departments", "editions", "changes"):
        answer = own_site.json(f"{API}/{path}?jurisdiction={other}")
        assert (answer["total"], answer["items"], answer["meta"]["known_at"]) == (0, [], "edition:0")
        assert answer["meta"]["coverage_from"] is None
