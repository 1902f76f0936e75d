"""Searching over HTTP: words find powers as of any day, no words are an error, and an empty answer says why."""

from __future__ import annotations

import shutil
import threading
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factories import add_power, change
from quanze.domain.changes import Op
from quanze.domain.vocabulary import Kind
from quanze_api import schemas
from registers import FUTURE, Site, make_sample

POWERS = "/api/v1/powers"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample register on one database: what the index answers does not depend on it."""
    sample = make_sample(f"sqlite:///{tmp_path_factory.mktemp('searched')}/sample.sqlite3")
    yield sample
    sample.database.close()


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def library(request, sample):
    """The application over it with each engine."""
    site = Site(sample.url, engine=request.param)
    yield site
    site.close()


def search(site, text, more=""):
    return site.json(f"{POWERS}?q={quote(text)}{more}")


def names(answer):
    return [item["name"] for item in answer["items"]]


def test_words_find_powers_and_are_marked(library, sample):
    answer = search(library, "假种子", "&facet=category&facet=department")
    assert names(answer)[0] == "对销售假种子的处罚"
    first = answer["items"][0]
    assert first["highlights"]["name"] == "对销售<mark>假种子</mark>的处罚" or "<mark>" in first["highlights"]["name"]
    assert answer["meta"]["index_entry"] == answer["meta"]["entry"] == sample.ledger.head().entry
    assert sum(facet["count"] for facet in answer["facets"]["category"]) == answer["total"]
    assert "explanation" not in answer


def test_a_plain_list_asks_no_index(library):
    for query in ("", "?q=", "?q=%20%20"):
        answer = library.json(f"{POWERS}{query}")
        assert answer["meta"]["index_entry"] is None
        assert all("highlights" not in item for item in answer["items"])


def test_filters_narrow_what_is_found(library, sample):
    found = search(library, "种子", "&category=administrative_inspection")
    assert names(found) == ["对种子质量的检查"]
    assert search(library, "种子", f"&department={sample['market']}")["total"] == 0


def test_a_search_looks_from_any_day_and_edition(library):
    assert "对旧法违法行为的处罚" not in names(search(library, "旧法违法行为"))
    assert "对旧法违法行为的处罚" in names(search(library, "旧法违法行为", "&valid_at=2018-01-01"))
    assert "将来的检查" in names(search(library, "将来的检查", f"&valid_at={FUTURE}"))
    assert "对旧法违法行为的处罚" in names(search(library, "旧法违法行为", "&known_at=edition:1&valid_at=2020-01-01"))


def test_an_empty_answer_says_what_another_day_states(library, sample):
    answer = search(library, '"旧法违法行为"')
    assert (answer["items"], answer["total"]) == ([], 0)
    assert answer["explanation"]["reason"] == "other_days"
    assert sample["cancelled"] in [item["id"] for item in answer["explanation"]["see"]]
    nothing = search(library, '"绝无此事"')["explanation"]
    assert nothing == {"reason": "nothing_matched", "see": []}
    filtered = search(library, '"销售假种子"', "&category=administrative_levy")["explanation"]
    assert filtered["reason"] == "other_filters"


def test_a_cited_law_and_article_narrow_the_list(library):
    def found(query):
        return names(library.json(f"{POWERS}?{query}"))

    assert "对销售假种子的处罚" in found("law=种子法&article=第七十五条")
    assert "对销售假种子的处罚" in found("law=中华人民共和国种子法&article=75")
    assert found("law=种子法&article=第九十九条") == []
    assert library.get(f"{POWERS}?article=3").json()["code"] == "article_without_law"


def test_results_are_walked_through_page_by_page(library):
    seen, cursor = [], ""
    while cursor is not None:
        answer = search(library, "处罚", f"&limit=1{cursor and f'&cursor={cursor}'}")
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"] > 1
    other = search(library, "处罚", "&limit=1")["next"]
    assert library.get(f"{POWERS}?q=检查&limit=1&cursor={other}").json()["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("q=x&sort=weight", "sort", "unknown_sort"),
        ("q=x&parent=x", "parent", "unknown_parent"),
        ("sort=relevance", "sort", "unknown_sort"),
        ("q=x&facet=other", "facet", "unknown_facet"),
        ("q=x&limit=0", "limit", "bad_limit"),
    ],
)
def test_what_cannot_be_asked_is_named(library, query, parameter, code):
    answer = library.get(f"{POWERS}?{query}")
    assert (answer.status_code, answer.json()["parameter"], answer.json()["code"]) == (400, parameter, code)


@pytest.mark.parametrize("sort", ["list", "id", "name", "code", "valid_from"])
def test_what_was_found_is_walked_in_any_order(library, sort):
    seen, cursor = [], ""
    while cursor is not None:
        answer = search(library, "处罚", f"&limit=2&sort={sort}{cursor and f'&cursor={cursor}'}")
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    found = {item["id"] for item in search(library, "处罚", "&limit=100")["items"]}
    listed = [item["id"] for item in library.json(f"{POWERS}?limit=1000&sort={sort}")["items"]]
    assert seen == [record for record in listed if record in found]
    assert len(seen) == len(found) > 2


def test_the_sub_items_of_an_item_are_searched_alone(library):
    parents = {item["parent_id"] for item in library.json(f"{POWERS}?limit=1000")["items"]} - {None}
    for parent in parents:
        own = {item["id"] for item in library.json(f"{POWERS}?limit=1000&parent={parent}")["items"]}
        found = search(library, "的", f"&limit=1000&parent={parent}")
        assert {item["id"] for item in found["items"]} <= own
        name = library.json(f"{POWERS}/{min(own)}")["name"]
        assert min(own) in {item["id"] for item in search(library, f'"{name}"', f"&parent={parent}")["items"]}
    assert parents
    lonely = search(library, "处罚", "&parent=0000000000000000000000000z")
    assert (lonely["total"], lonely["items"]) == (0, [])


def test_relevance_may_be_named(library):
    assert search(library, "种子", "&sort=relevance") == search(library, "种子")


def test_catalogue_items_are_searched_apart(library):
    assert search(library, "农药")["total"] == 0
    assert names(library.json("/api/v1/catalogue-items?q=农药")) == ["对农药经营的检查"]


TYPED = some.text(max_size=40) | some.text(
    alphabet='《》"“”-+:：名称依据() \n\t*^~[]{}种子法第三十四条aZ09', max_size=40
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TYPED)
def test_no_question_is_an_error(library, text):
    answer = library.get(POWERS, params={"q": text})
    assert answer.status_code == 200, (text, answer.text)
    schemas.RecordList.model_validate_json(answer.content, extra="forbid")
    assert library.get("/powers", params={"q": text}).status_code == 200


@pytest.mark.parametrize("text", ["种子" * 900, "%00", "\ud800", "x" * 9000, "(" * 300, '"' * 300, "- " * 200])
def test_no_length_and_no_byte_is_an_error_either(library, text):
    query = text if text == "%00" else quote(text, errors="surrogatepass")
    assert library.get(f"{POWERS}?q={query}").status_code == 200


def test_a_removed_text_is_found_by_nothing(library):
    assert search(library, '"张三"')["total"] == 0
    assert search(library, '"张三"', "&known_at=edition:1")["total"] == 0


def test_what_is_published_is_found_at_once_and_has_another_tag(own_site, own_sample):
    path = f"{POWERS}?q={quote('共享单车')}"
    before = own_site.get(path)
    assert before.json()["total"] == 0
    assert own_site.get(path, headers={"If-None-Match": before.headers["etag"]}).status_code == 304
    own_sample.ledger.publish(add_power(own_sample["market"], "对共享单车的检查", since="2016-03-01"))
    after = own_site.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert names(after.json()) == ["对共享单车的检查"]


def test_departments_are_named_and_found_as_the_state_asked_has_them(own_site, own_sample):
    def labels(more=""):
        return [one["label"] for one in search(own_site, "种子", f"&facet=department{more}")["facets"]["department"]]

    before, entry = labels(), own_sample.ledger.head().entry
    assert search(own_site, "农牧渔业局")["total"] == 0
    fields = {"name": "农牧渔业局"}
    renamed = change(
        Op.AMEND, own_sample["agriculture"], "2020-01-01", kind=Kind.DEPARTMENT, fields=fields, keep_later=True
    )
    own_sample.ledger.publish(renamed)
    assert labels() == ["农牧渔业局"] != before
    assert labels(f"&known_at=entry:{entry}&valid_at=2024-07-01") == before
    assert search(own_site, "农牧渔业局")["total"] > 0


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_an_index_that_is_deleted_while_serving_is_built_anew(own_sample, engine):
    site = Site(own_sample.url, engine=engine)
    for _ in range(3):
        assert search(site, "种子")["total"] == 3
        shutil.rmtree(site.index)
    own_sample.ledger.publish(add_power(own_sample["market"], "种子检查", since="2016-03-01"))
    assert search(site, "种子")["total"] == 4
    site.close()


def test_many_ask_while_the_index_is_built(own_site):
    found = []
    askers = [threading.Thread(target=lambda: found.append(search(own_site, "种子")["total"])) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    assert found == [3] * 8


def test_the_installation_says_which_engine_answers(library):
    search(library, "种子")
    told = library.json("/api/v1/meta")
    assert told["search"] == {
        "engine": library.app.state.register.engine,
        "index_entry": told["jurisdictions"][0]["entry"],
    }
