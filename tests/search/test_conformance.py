"""What both engines must find: what the rows say, on any day, as known at any edition, whatever is asked."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from factories import Ledger, add_power, change, edition, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.errors import QuanzeError
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.search.engines import open_index
from quanze.services.indexing import catch_up, rebuild
from quanze.services.listing import Wanted, list_records
from quanze.services.moments import Asked, resolve
from quanze.services.searching import RELEVANCE, Question, search_records
from registers import FUTURE, ZONE, make_sample
from search.conftest import ENGINES
from search.truth import check, request, rows, stated

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
ORIGIN = date(2020, 1, 1)
DAYS = [ORIGIN + timedelta(days=40 * number) for number in range(-1, 7)]
CATEGORIES = ("administrative_license", "administrative_penalty", "administrative_inspection")
PIECES = ("食品经营", "许可", "处罚", "烟花爆竹", "对未经", "擅自", "满3年", "第34条", "GB 18；")
PIECES += ("，", "（一）", "《种子法》", " ")
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
PHRASES = ("食品", "品经", "经营许可", "3年", "满3", "营", "第三十四条", "许可，处罚", "gb", "gb 18", "爆竹对", "无此")
ANY_TEXT = st.text(max_size=40) | st.lists(
    st.sampled_from([*PIECES, *'"“”-:：*()[~😀', "名称:", "依据：", "\x00", "\x1f"])
).map("".join)


def catch(database, index):
    with database.reading() as connection:
        return catch_up(connection, index)


@st.composite
def edits(draw):
    """Some editions of some changes each: operation, record, day, texts."""
    change_ = st.tuples(
        st.sampled_from(["add", "add", "amend", "suspend", "resume", "cancel", "transfer"]),
        st.integers(0, 3),
        st.sampled_from(DAYS[1:-1]),
        TEXT.filter(lambda text: text.strip(" ，")),
        TEXT,
        st.sampled_from(CATEGORIES),
        st.booleans(),
    )
    return draw(st.lists(st.tuples(st.lists(change_, min_size=1, max_size=4), st.booleans()), min_size=1, max_size=5))


class Playground:
    """A jurisdiction with two departments, into which random editions go; what does not fit is left out."""

    def __init__(self, database) -> None:
        self.ledger = Ledger(database, make_jurisdiction(database))
        self.departments = [self.ledger.found_department(name, "2010-01-01") for name in ("甲局", "乙局")]
        self.records = [new_id() for _ in range(4)]

    def publish(self, asked) -> None:
        for one in asked:
            with suppress(QuanzeError):
                self.ledger.publish(self._change(*one), metadata=edition(one[2]))

    def _change(self, op, number, day, name, basis, category, first):
        record, department = self.records[number], self.departments[first]
        if op == "add":
            return add_power(department, name, record, since=day, legal_basis=basis, category=category, keep_later=True)
        fields = {"name": name, "legal_basis": basis} if op == "amend" else {}
        fields = {"department_id": department} if op == "transfer" else fields
        op = "amend" if op == "transfer" else op
        return change(Op(op), record, day, fields=fields, keep_later=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
@FEW
@given(history=edits(), data=st.data())
def test_random_registers_are_found_as_their_rows_say(engine, database, tmp_path_factory, history, data):
    ground = Playground(database)
    folder = tmp_path_factory.mktemp("index")
    followed, log = open_index(folder / "followed", engine), ground.ledger.head().log
    for asked, follows in history:
        ground.publish(asked)
        if follows:
            catch(database, followed)
    catch(database, followed)
    built = open_index(folder / "built", engine)
    with database.reading() as connection:
        rebuild(connection, built)
    known = rows(database)
    entries = [row.tree_size for row in ground.ledger.editions()]
    for day in DAYS:
        for entry in entries:
            check(followed, request("", log, day, entry), stated(known, log, day, entry))
    for phrase in PHRASES:
        day, entry = data.draw(st.sampled_from(DAYS)), data.draw(st.sampled_from(entries))
        here = stated(known, log, day, entry)
        with_phrase = [one for one in here if one.says(phrase)]
        named = [one for one in here if one.says(phrase, "name")]
        without = [one for one in here if one.says("食品") and not one.says(phrase)]
        for index in (followed, built):
            check(index, request(f'"{phrase}"', log, day, entry), with_phrase)
            check(index, request(f'食品 -"{phrase}"', log, day, entry), without)
            if " " not in phrase:
                check(index, request(f"名称:{phrase}", log, day, entry), named)


@pytest.fixture(scope="module")
def fixed(tmp_path_factory):
    """The sample register, and an index of each engine over it."""
    folder = tmp_path_factory.mktemp("fixed")
    sample = make_sample(f"sqlite:///{folder}/sample.sqlite3")
    indices = {engine: open_index(folder / "index", engine) for engine in ENGINES}
    for index in indices.values():
        catch(sample.database, index)
    yield sample, indices
    sample.database.close()


def ask(fixed, engine, text="", wanted=None, cursor=None, **asked):
    sample, indices = fixed
    with sample.database.reading() as connection:
        standing = catch_up(connection, indices[engine])
        moment = resolve(connection, Asked(**asked), ZONE)
        ranked = replace(wanted or Wanted(limit=100), sort=RELEVANCE)
        return search_records(connection, standing, moment, ranked, Question(text), "", cursor)


SAMPLE_DAYS = ("2015-12-31", "2016-03-01", "2018-12-31", "2019-01-01", "2020-06-01", "2024-06-01", FUTURE)
FILTERS = (
    {},
    {"category": ("administrative_license",)},
    {"category": ("administrative_license", "administrative_reward")},
    {"department": ("市场监督管理局",)},
    {"status": ("suspended",)},
    {"status": ("active", "suspended", "cancelled", "merged", "split")},
    {"kind": Kind.CATALOGUE_ITEM},
    {"kind": Kind.DEPARTMENT},
    {"department": ("农业农村局",), "category": ("administrative_penalty",)},
)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_asking_for_everything_is_the_plain_list(fixed, engine, filters):
    """Hits, counts and facets of a search are the database's, on any day and as of any edition."""
    wanted = Wanted(limit=100, facet=("category", "department"), **filters)
    compared = 0
    for day in SAMPLE_DAYS:
        if day < "2016" and "department" in filters:
            continue  # no department has a name then
        for known_at in (None, "edition:1", "edition:2", "edition:3"):
            found = ask(fixed, engine, "", wanted, valid_at=day, known_at=known_at)
            with fixed[0].database.reading() as connection:
                moment = resolve(connection, Asked(valid_at=day, known_at=known_at), ZONE)
                listed = list_records(connection, moment, wanted, "")
            assert found["total"] == listed["total"]
            assert found["facets"] == listed["facets"]
            plain = [{name: value for name, value in one.items() if name != "highlights"} for one in found["items"]]
            assert sorted(plain, key=itemgetter("id")) == sorted(listed["items"], key=itemgetter("id"))
            assert sum(facet["count"] for facet in found["facets"]["department"]) <= found["total"]
            if wanted.kind is not Kind.DEPARTMENT:
                for facet in found["facets"].values():
                    assert sum(value["count"] for value in facet) == found["total"]
            compared += found["total"]
    assert compared, "nothing was ever compared"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("种子", {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}),
        ('"种子质量"', {"对种子质量的检查"}),
        ("种子 -处罚", {"农作物种子生产经营许可", "对种子质量的检查"}),
        ('种子 -"种子质量"', {"农作物种子生产经营许可", "对销售假种子的处罚"}),
        ("-处罚", {"农作物种子生产经营许可", "对种子质量的检查", "企业登记", "个体登记", "含有个人信息的事项"}),
        ("名称:种子", {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}),
        ("name:种子", {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}),
        ("依据:第七十五条", {"对销售假种子的处罚"}),
        ("依据：第75条", {"对销售假种子的处罚"}),
        ("职责:受理责任", set()),
        ("责任:受理责任", {"农作物种子生产经营许可"}),
        ("種子許可", {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}),
        ("名称:種子 名称:許可", {"农作物种子生产经营许可"}),
        ("ＮＹ－００１", {"农作物种子生产经营许可"}),
        ("ny-002", {"对销售假种子的处罚"}),
        ("zhongzi", {"农作物种子生产经营许可", "对销售假种子的处罚", "对种子质量的检查"}),
        ("zhiliang jiancha", set()),
        ("zhongzi zhiliang", {"对种子质量的检查"}),
        ("zzzl", {"对种子质量的检查"}),
        ("市场监管局", {"对无照经营的处罚", "企业登记", "个体登记", "对未公示的处罚", "含有个人信息的事项"}),
        ("市场监督管理局 行政处罚", {"对无照经营的处罚", "对未公示的处罚", "含有个人信息的事项"}),
        ("张三", set()),
        ("13800000000", set()),
        ("😀", set()),
        ("？！", set()),
    ],
)
def test_what_is_asked_in_words_is_found(fixed, engine, text, names):
    found = ask(fixed, engine, text, valid_at="2024-07-01")
    assert {item["name"] for item in found["items"]} == names
    assert found["total"] == len(names)
    assert ("explanation" in found) == (not names)


def test_what_was_the_text_then_is_found_then(fixed, engine):
    assert ask(fixed, engine, "依据:第七十五条", valid_at="2018-12-31")["total"] == 0
    assert ask(fixed, engine, "依据:第七十五条", valid_at="2019-01-01")["total"] == 1
    assert ask(fixed, engine, "依据:第七十五条", valid_at="2019-01-01", known_at="edition:1")["total"] == 0
    told = ask(fixed, engine, "依据:第七十五条", valid_at="2018-12-31")["explanation"]
    assert (told["reason"], [one["name"] for one in told["see"]]) == ("other_days", ["对销售假种子的处罚"])


@pytest.mark.parametrize(
    ("law", "article", "total"),
    [
        ("种子法", None, 2),
        ("《中华人民共和国种子法》", None, 2),
        ("种子法", "75", 1),
        ("种子法", "第七十五条", 1),
        ("种子法", "第9条", 1),
        ("种子法", "30", 0),
        ("种子", None, 0),
    ],
)
def test_what_cites_a_law_or_an_article_of_it(fixed, engine, law, article, total):
    sample, indices = fixed
    with sample.database.reading() as connection:
        standing = catch_up(connection, indices[engine])
        moment = resolve(connection, Asked(valid_at="2024-07-01"), ZONE)
        question = Question("", law, article)
        assert search_records(connection, standing, moment, Wanted(sort=RELEVANCE), question, "")["total"] == total


@pytest.mark.parametrize("text", ["", "种子", "处罚", "-许可"])
def test_pages_in_order_of_relevance_show_everything_once(fixed, engine, text):
    whole = [item["id"] for item in ask(fixed, engine, text, valid_at="2024-07-01")["items"]]
    walked, cursor = [], None
    for _ in range(50):
        page = ask(fixed, engine, text, Wanted(limit=2), cursor, valid_at="2024-07-01")
        assert page["total"] == len(whole)
        walked += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert walked == whole
    assert len(set(walked)) == len(walked)


@pytest.mark.slow
@pytest.mark.timeout(600)
@MANY
@given(text=ANY_TEXT)
@example("-")
@example('"')
@example('""')
@example('-""')
@example("名称:")
@example("名称:-")
@example("名称：“")
@example("--许可 ++ 处罚")
@example("a:b:c:许可")
@example("\x00")
@example("种子\x00许可")
@example("第九千九百九十九亿条")
@example("第两百零千条")
@example("许可 " * 60)
@example("bdcdjxkzhfbdcdjxkzhf")
@example("《种子法》第七十五条 -处罚")
@example("市场监管局 -市场监管局")
@example("*")
@example("[a TO b]")
def test_no_question_is_an_error_and_both_engines_agree(fixed, text):
    totals = {engine: ask(fixed, engine, text, valid_at="2024-07-01")["total"] for engine in ENGINES}
    assert len(set(totals.values())) == 1, totals


@pytest.mark.parametrize("long", ["许可" * 50_000, "a" * 100_000, "许 " * 50_000, '"' * 100_000, "-" * 100_000])
def test_a_question_of_any_length_is_answered_soon(fixed, engine, long):
    began = time.process_time()
    ask(fixed, engine, long, valid_at="2024-07-01")
    assert time.process_time() - began < 5
