"""Powers over HTTP: lists that walk, one power on any day, versions that never change, proofs that anyone can check."""

from __future__ import annotations

import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from factories import add_power, change
from quanze.domain.canonical import canonical_json, digest
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze.services.proving import verify
from registers import FUTURE

POWERS = "/api/v1/powers"
ITEM = {"id", "code", "name", "parent_id", "parent_name", "category", "category_label", "department", "status"}
ITEM |= {"in_force", "version", "valid_from", "valid_to", "url"}


def names(answer):
    return {item["name"] for item in answer["items"]}


def test_a_list_has_the_contracts_shape(site, sample):
    answer = site.json(POWERS)
    assert set(answer) == {"meta", "total", "total_relation", "items", "facets", "next"}
    assert answer["meta"] | {"valid_at": None} == {
        "jurisdiction": sample.ledger.jurisdiction,
        "valid_at": None,
        "known_at": "edition:5",
        "entry": sample.ledger.head().entry,
        "index_entry": None,
        "coverage_from": "2016-03-01",
        "notice": "演示数据，非官方清单",
    }
    assert answer["total_relation"] == "eq"
    assert answer["facets"] == {}
    assert all(set(item) == ITEM for item in answer["items"])


def test_a_list_holds_what_is_in_force_and_not_grouping(site):
    found = site.json(POWERS)
    assert found["total"] == len(found["items"]) == 8
    assert names(found) >= {"企业登记", "个体登记", "对无照经营的处罚", "对未公示的处罚"}
    assert names(found).isdisjoint({"综合登记", "对举报人的奖励", "食品经营违法行为处罚", "将来的检查"})


def test_status_widens_a_list(site):
    assert names(site.json(f"{POWERS}?status=suspended")) == {"对举报人的奖励"}
    widened = names(site.json(f"{POWERS}?status=active&status=cancelled&status=merged"))
    assert widened >= {"对旧法违法行为的处罚", "对无照经营甲类的处罚", "企业登记"}


def test_repeated_filters_are_alternatives(site):
    both = site.json(f"{POWERS}?category=administrative_license&category=administrative_inspection")
    assert {item["category"] for item in both["items"]} == {"administrative_license", "administrative_inspection"}
    assert both["total"] == 4


def test_a_department_is_found_by_id_and_by_name(site, sample):
    by_id = site.json(f"{POWERS}?department={sample['agriculture']}")
    assert names(by_id) == names(site.json(f"{POWERS}?department=农业农村局"))
    assert {item["department"]["name"] for item in by_id["items"]} == {"农业农村局"}
    both = site.json(f"{POWERS}?department=农业农村局&department={sample['market']}")
    assert both["total"] == site.json(POWERS)["total"]


def test_sub_items_are_found_by_their_parent(site, sample):
    (item,) = site.json(f"{POWERS}?parent={sample['group']}")["items"]
    assert (item["id"], item["parent_name"]) == (sample["child"], "食品经营违法行为处罚")


def test_facets_count_in_list_order(site):
    facets = site.json(f"{POWERS}?facet=category&facet=department")["facets"]
    assert [(facet["value"], facet["count"]) for facet in facets["category"]] == [
        ("administrative_license", 3),
        ("administrative_penalty", 4),
        ("administrative_inspection", 1),
    ]
    assert facets["category"][0]["label"] == "行政许可"
    assert {facet["label"]: facet["count"] for facet in facets["department"]} == {"农业农村局": 3, "市场监督管理局": 5}
    assert site.json(f"{POWERS}?facet=category,department")["facets"] == facets


def test_only_the_fields_asked_for_are_answered(site):
    items = site.json(f"{POWERS}?fields=name,legal_basis&sort=name")["items"]
    assert all(set(item) == {"id", "name", "legal_basis"} for item in items)
    assert any(item["legal_basis"] for item in items)


@pytest.mark.parametrize("sort", ["list", "id", "name", "code", "valid_from"])
def test_every_order_walks_through_all_powers_once(site, sort):
    seen, path = [], f"{POWERS}?sort={sort}&limit=3&valid_at=2018-01-01"
    while path:
        answer = site.json(path)
        assert len(answer["items"]) <= 3
        seen += [item["id"] for item in answer["items"]]
        path = answer["next"] and f"{POWERS}?sort={sort}&limit=3&valid_at=2018-01-01&cursor={answer['next']}"
    assert len(seen) == len(set(seen)) == answer["total"] == 10


def test_the_next_page_is_in_the_link_header_too(site):
    answer = site.get(f"{POWERS}?limit=3&category=administrative_penalty")
    (following,) = (part for part in answer.headers["link"].split(", ") if 'rel="next"' in part)
    address = urlsplit(following[1 : following.index(">")])
    assert parse_qs(address.query)["cursor"] == [answer.json()["next"]]
    assert len(site.json(f"{address.path}?{address.query}")["items"]) == 1


def test_a_walk_stays_at_the_edition_it_began_with(own_site, own_sample):
    first = own_site.json(f"{POWERS}?limit=5&sort=id")
    own_sample.ledger.publish(add_power(own_sample["market"], "新的处罚", since="2016-03-01"))
    second = own_site.json(f"{POWERS}?limit=5&sort=id&cursor={first['next']}")
    assert second["meta"] == first["meta"]
    assert len(first["items"]) + len(second["items"]) == first["total"] == second["total"]
    assert own_site.json(POWERS)["total"] == first["total"] + 1


def test_one_power_has_the_lists_keys_and_every_field_of_its_body(site, sample):
    power = site.json(f"{POWERS}/{sample['license']}")
    assert power.keys() >= ITEM - {"code"}
    assert power["code"] == "NY-001"
    assert power["in_force"] is True
    assert power["reason"] is None
    assert power["department"] == {"id": sample["agriculture"], "name": "农业农村局"}
    assert power["promised_time_limit"] == "10个工作日"
    assert power["extra"] == {"风险点": "审查不严"}
    assert power["url"] == f"/powers/{sample['license']}"


def test_a_power_is_answered_as_of_any_day(site, sample):
    path = f"{POWERS}/{sample['license']}"
    assert site.json(f"{path}?valid_at={FUTURE}")["promised_time_limit"] == "5个工作日"
    last_day = (date.fromisoformat(FUTURE) - timedelta(days=1)).isoformat()
    assert site.json(f"{path}?valid_at={last_day}")["promised_time_limit"] == "10个工作日"


def test_outside_its_interval_a_power_says_why(site, sample):
    early = site.json(f"{POWERS}/{sample['license']}?valid_at=2010-01-01")
    assert (early["in_force"], early["reason"]) == (False, "before_coverage")
    later = site.json(f"{POWERS}/{sample['later']}")
    assert (later["in_force"], later["reason"], later["valid_from"]) == (False, "not_yet", FUTURE)
    ended = site.json(f"{POWERS}/{sample['cancelled']}")
    assert (ended["in_force"], ended["reason"], ended["status"]) == (False, "ended", "cancelled")
    suspended = site.json(f"{POWERS}/{sample['reward']}")
    assert (suspended["in_force"], suspended["status"]) == (False, "suspended")


def test_an_ended_power_names_its_successors(site, sample):
    assert [(s["id"], s["name"], s["op"]) for s in site.json(f"{POWERS}/{sample['old_a']}")["successors"]] == [
        (sample["merged"], "对无照经营的处罚", "merge")
    ]
    assert {s["id"] for s in site.json(f"{POWERS}/{sample['split']}")["successors"]} == {
        sample["part_a"],
        sample["part_b"],
    }


def test_what_was_not_known_then_is_no_mere_absence(site, sample):
    answer = site.get(f"{POWERS}/{sample['merged']}?known_at=edition:1")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_known_then")
    assert site.get(f"{POWERS}/0000000000000000000000000z").json()["code"] == "not_found"


def test_known_at_understands_editions_entries_and_instants(site, sample):
    power = f"{POWERS}/{sample['penalty']}"
    first = site.json(f"{power}?known_at=edition:1")
    assert (first["meta"]["known_at"], first["meta"]["valid_at"]) == ("edition:1", "2016-03-01")
    between = site.json(f"{power}?known_at=entry:{first['meta']['entry'] + 3}")
    assert between["meta"]["known_at"] == "edition:1"
    instant = site.json(f"{power}?known_at=2018-12-29T00:00:00%2B08:00")
    assert (instant["meta"]["known_at"], instant["meta"]["valid_at"]) == ("edition:2", "2018-12-29")


def test_versions_are_listed_in_the_order_of_their_entries(site, sample):
    items = site.json(f"{POWERS}/{sample['penalty']}/versions")["items"]
    assert [(item["number"], item["op"], item["status"]) for item in items] == [
        (1, "add", "active"),
        (2, "amend", "active"),
    ]
    assert set(items[0]) == {"number", "status", "op", "valid_from", "valid_to", "entry", "edition", "digest"}


def test_a_version_is_the_stored_bytes_and_fits_its_digest(site, sample):
    answer = site.get(f"{POWERS}/{sample['penalty']}/versions/2")
    version = answer.json()
    assert set(version) == {"record", "kind", "number", "digest", "entry", "edition", "op", "body"}
    assert digest(canonical_json(version["body"])) == version["digest"]
    assert canonical_json(version["body"]) in answer.text


def test_a_proof_can_be_checked_without_the_server(site, sample):
    path = f"{POWERS}/{sample['penalty']}/versions/2"
    version, proof = site.json(path), site.json(f"{path}/proof")
    edition = site.json(f"/api/v1/editions/{version['edition']}")
    assert verify({"version": version, "proof": proof}) == edition["root"] == proof["root"]
    assert (proof["index"], proof["tree_size"]) == (version["entry"] - 1, edition["tree_size"])


def test_a_proof_can_be_asked_for_in_a_later_edition(site, sample):
    path = f"{POWERS}/{sample['penalty']}/versions/1/proof"
    proof = site.json(f"{path}?edition=5")
    assert verify(proof) == site.json("/api/v1/editions/5")["root"]
    assert site.get(f"{path}?edition=9").json()["code"] == "unknown_edition"


def test_a_removed_text_is_gone_and_its_proof_remains(site, sample):
    path = f"{POWERS}/{sample['secret']}/versions/1"
    answer = site.get(path)
    assert (answer.status_code, answer.json()["code"]) == (410, "redacted")
    assert verify(site.json(f"{path}/proof"))
    everything = [f"{POWERS}/{sample['secret']}", f"{POWERS}/{sample['secret']}/versions", "/api/v1/changes?limit=1000"]
    assert all("张三" not in site.get(path).text for path in everything)


def test_catalogue_items_have_the_same_addresses_and_are_no_powers(site, sample):
    items = "/api/v1/catalogue-items"
    assert names(site.json(items)) == {"对农药经营的检查"}
    assert site.json(f"{items}/{sample['offer']}")["directory"] == "自治区指导目录"
    assert site.json(f"{items}/{sample['offer']}/versions/1")["kind"] == "catalogue_item"
    assert site.get(f"{POWERS}/{sample['offer']}").status_code == 404
    assert site.get(f"{POWERS}/{sample['offer']}/versions/1").status_code == 404


def test_a_body_is_never_parsed_on_its_way_out(site, sample):
    text = site.get(f"{POWERS}/{sample['license']}").text
    stored = canonical_json(site.json(f"{POWERS}/{sample['license']}/versions/1")["body"])
    assert text.endswith(stored[1:])
    assert json.loads(text)["kind"] == "power"


def renumbered(rank):
    """Another place among the organs; that alone would be no change."""
    return {"display_order": rank, "short_names": [f"第{rank}局"]}


def test_the_list_follows_the_order_of_organs_a_page_at_a_time(own_sample, own_site):
    first, last = own_sample["market"], own_sample["agriculture"]
    orders = [
        change(Op.AMEND, organ, "2016-03-01", kind=Kind.DEPARTMENT, fields=renumbered(rank), keep_later=True)
        for organ, rank in ((first, 1), (last, 2))
    ]
    own_sample.ledger.publish(*orders)
    walked, path = [], f"{POWERS}?limit=2&status=active&status=suspended"
    cursor = ""
    while cursor is not None:
        page = own_site.json(path + cursor)
        walked += page["items"]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert [item["department"]["id"] for item in walked] == sorted(
        (item["department"]["id"] for item in walked), key=[first, last].index
    )
    whole = own_site.json(f"{POWERS}?limit=1000&sort=id&status=active&status=suspended")
    assert {item["id"] for item in walked} == {item["id"] for item in whole["items"]}
    assert len(walked) == whole["total"] > 4
    assert [item["id"] for item in own_site.json(f"{POWERS}?limit=1000&status=active&status=suspended")["items"]] == [
        item["id"] for item in walked
    ]
