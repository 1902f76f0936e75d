"""Searching, comparing and recounting as pages: the words found, what changed, character by character, on paper too."""

from __future__ import annotations

import re
from html import unescape

import pytest

from factories import change
from quanze.domain.changes import Op
from quanze_api.pages.redlines import pieces

PAGES = [
    "/powers?q=种子",
    "/powers?q=绝无此事",
    "/diff?from=2018-12-31&to=2019-12-31",
    "/diff",
    "/powers/{merged}/print",
]
PAGES += ["/diff?from=edition:0&to=edition:5", "/powers/{secret}", "/catalogue-items?q=农药", "/powers/{reward}/print"]


def page(site, sample, path):
    answer = site.get(path.format(**sample.ids))
    assert answer.status_code == 200, answer.text
    return answer.text


def plain(html):
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_title_and_says_that_the_law_prevails(site, sample, path):
    html = page(site, sample, path)
    assert html.count("<h1") == 1
    assert "清单与法律法规规章不一致的，以法律法规规章为准" in plain(html)
    assert "查询日期" in html
    assert "无权" not in plain(html)
    assert "张三" not in html


@pytest.mark.parametrize("path", [path for path in PAGES if "print" not in path])
def test_every_link_of_a_page_answers(site, sample, path):
    html = page(site, sample, path)
    links = {unescape(link) for link in re.findall(r'href="(/[^"#]*)', html)}
    assert all(site.get(link).status_code in (200, 410) for link in links), links


def test_the_home_page_has_a_search_box_that_keeps_the_day(site, sample):
    html = page(site, sample, "/?valid_at=2019-03-15")
    form = html.split('role="search"')[1].split("</form>")[0]
    assert 'name="q"' in form
    assert 'name="valid_at" value="2019-03-15"' in form
    assert html.count('id="q"') == 1


def test_results_show_marks_facets_and_the_day(site, sample):
    html = page(site, sample, "/powers?q=种子&valid_at=2019-03-15")
    said = plain(html)
    assert "2019年3月15日的清单中，与“种子”相符的共3项" in said
    assert "<mark>种子</mark>" in html
    assert "行政检查1" in said
    assert "农业农村局3" in said
    narrowed = re.search(r'href="(/powers\?[^"]*category=administrative_inspection[^"]*)"', html)
    assert "相符的共1项" in plain(site.get(unescape(narrowed[1])).text)


def test_results_are_walked(site, sample):
    html = page(site, sample, "/powers?q=处罚&limit=1")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', html)[1])
    assert "q=" in following
    assert "回到第一页" in page(site, sample, following)


def test_an_empty_answer_names_another_day_and_claims_nothing(site, sample):
    html = page(site, sample, "/powers?q=%22旧法违法行为%22")
    said = plain(html)
    assert '清单未载明与“"旧法违法行为"”相符的事项；另一日期的清单载明：对旧法违法行为的处罚' in said
    assert "清单未载明不等于没有法律授权" in said
    assert f"/powers/{sample['cancelled']}?valid_at=2016-03-01" in html
    early = plain(page(site, sample, "/powers?q=种子&valid_at=2010-01-01"))
    assert "早于清单覆盖起始日，当时的情况未知；另一日期的清单载明" in early
    assert "可以换一种说法" in page(site, sample, "/powers?q=%22绝无此事%22")


def test_what_was_typed_is_shown_as_text(site, sample):
    for path in ("/powers?q=<script>alert(1)</script>", "/powers?q=%22<b>种子%22", "/powers?law=<script>"):
        html = page(site, sample, path)
        assert "<script>alert" not in html
        assert "<b>" not in html


def test_two_days_are_compared_with_redlines(site, sample):
    said = plain(page(site, sample, "/diff?from=2018-12-31&to=2019-12-31"))
    assert "2018年12月31日→2019年12月31日：共" in said
    assert "实施依据（空）《种子法》第七十五条" in said
    assert "来自：对无照经营甲类的处罚" in said
    assert "去向：企业登记" in said
    assert "两端的清单没有不同" in plain(page(site, sample, "/diff?from=2019-12-30&to=2019-12-31"))
    assert "当时的情况未知" in plain(page(site, sample, "/diff?from=2010-01-01&to=2017-01-01"))
    assert site.get("/diff?from=2019-01-01&to=edition:1").status_code == 400
    assert "第0次公布→第5次公布" in plain(page(site, sample, "/diff?from=edition:0&to=edition:5"))


def test_a_powers_story_is_told_with_its_redlines_and_both_ways(site, sample):
    story = plain(page(site, sample, "/powers/{penalty}").split('id="history"')[1])
    assert "2019年1月1日变更要素" in story
    assert "第2次公布：关于调整权责清单的公告（普政发〔2018〕30号）" in story
    assert "沿革：来自对无照经营甲类的处罚、对无照经营乙类的处罚（合并，2019年1月1日）" in plain(
        page(site, sample, "/powers/{merged}")
    )
    assert "去向：对无照经营的处罚" in plain(page(site, sample, "/powers/{old_a}").split('id="history"')[1])


def test_a_power_has_a_permanent_address(site, sample):
    html = page(site, sample, "/powers/{penalty}?valid_at=2019-03-15")
    link = unescape(re.search(r'href="([^"]+)">永久链接', html)[1])
    assert link == f"/powers/{sample['penalty']}?valid_at=2019-03-15&known_at=edition:5"
    assert "《种子法》第七十五条" in site.get(link).text


def test_a_redline_marks_characters(own_site, own_sample):
    own_sample.ledger.publish(
        change(Op.AMEND, own_sample["penalty"], "2024-07-01", fields={"legal_basis": "《种子法》第七十六条"})
    )
    html = page(own_site, own_sample, "/powers/{penalty}")
    assert "《种子法》第七十<del>五</del>条" in html
    assert "《种子法》第七十<ins>六</ins>条" in html


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("20个工作日", "10个工作日", ([(True, "2"), (False, "0个工作日")], [(True, "1"), (False, "0个工作日")])),
        ("甲", "乙丙丁", ([(True, "甲")], [(True, "乙丙丁")])),
        ("甲乙", "甲乙丙", ([(False, "甲乙")], [(False, "甲乙"), (True, "丙")])),
    ],
)
def test_two_texts_in_pieces(before, after, expected):
    found = pieces(before, after)
    assert (found["before"], found["after"]) == expected


def test_a_text_on_paper_says_where_it_comes_from(site, sample):
    html = page(site, sample, "/powers/{penalty}/print?valid_at=2019-03-15")
    said = plain(html)
    assert "<svg" in html
    version = site.json(f"/api/v1/powers/{sample['penalty']}/versions/2")
    for fact in (
        "2019年3月15日的清单载明本事项",
        "普政发〔2018〕30号",
        version["digest"],
        f"http://test/powers/{sample['penalty']}?valid_at=2019-03-15&known_at=edition:5",
        "《种子法》第七十五条",
    ):
        assert fact in said
    assert "未载明本事项" in plain(page(site, sample, "/powers/{cancelled}/print"))
