"""The pages: the binding words, the right day, the law above the list, and never a claim that goes too far."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import event

from factories import ANNOUNCED, add_power, edition
from registers import FUTURE

ALL = ["/", "/powers", "/powers/{license}", "/departments", "/departments/{market}", "/editions", "/editions/2"]
ALL += ["/catalogue-items", "/catalogue-items/{offer}"]


def text(answer):
    """What a reader sees: no tags, single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def plain(answer):
    """The same without any space."""
    return text(answer).replace(" ", "")


def page(site, sample, path):
    answer = site.get(path.format(**sample.ids))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer


@pytest.mark.parametrize("path", ALL)
def test_every_page_says_from_where_it_looks_and_that_the_law_prevails(site, sample, path):
    answer = page(site, sample, path)
    said = plain(answer)
    assert "清单与法律法规规章不一致的，以法律法规规章为准" in said
    assert "查询日期" in said
    assert "截至第5次公布" in said
    assert "清单覆盖起始日：2016年3月1日" in said
    assert 'name="valid_at"' in answer.text
    assert "/api/v1/" in answer.text
    assert '<html lang="zh-CN">' in answer.text
    assert 'class="skip" href="#main"' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", ALL)
def test_no_page_says_that_a_power_exists_or_not(site, sample, path):
    said = plain(page(site, sample, path))
    assert "无权" not in said
    assert "有权机关" not in said
    assert "有权处罚" not in said


@pytest.mark.parametrize("path", ALL)
def test_the_machine_twin_of_every_page_answers(site, sample, path):
    twin = re.search(r'href="(/api/v1/[^"]*)"', page(site, sample, path).text.split("<footer")[1])
    assert site.get(unescape(twin[1])).status_code == 200


def test_the_home_page_counts_and_names_the_departments(site, sample):
    said = plain(page(site, sample, "/"))
    assert "清单载明8项" in said
    assert "农业农村局3项" in said
    assert "市场监督管理局5项" in said
    assert "第5次公布：更正" in said


def test_a_list_can_be_filtered_and_walked_through(site, sample):
    answer = page(site, sample, "/powers?department={market}&category=&status=&limit=2&valid_at=2018-01-01")
    assert "清单载明5项" in plain(answer)
    following = unescape(re.search(r'rel="next" href="([^"]+)"', answer.text)[1])
    assert "valid_at=2018-01-01" in following
    second = page(site, sample, following)
    assert "回到第一页" in second.text
    assert set(re.findall(r"/powers/(\w{26})", answer.text)).isdisjoint(re.findall(r"/powers/(\w{26})", second.text))


def test_an_empty_list_does_not_claim_that_there_is_no_power(site, sample):
    said = text(page(site, sample, "/powers?category=administrative_levy"))
    assert "清单未载明符合条件的事项" in said
    assert "清单未载明不等于没有法律授权" in said


def test_a_power_is_told_in_the_order_people_ask(site, sample):
    said = text(page(site, sample, "/powers/{license}"))
    order = ["是什么事项", "由谁行使", "多长时间、收不收费", "依据是什么", "不服怎么办", "部门承担什么责任"]
    places = [said.rindex(title) for title in order]
    assert places == sorted(places)
    for fact in ("0990-6231116", "20个工作日", "10个工作日", "不收费", "《中华人民共和国种子法》第29条", "审查不严"):
        assert fact in said
    assert "监督电话 清单未载明" in said


def test_a_power_on_another_day_says_so(site, sample):
    coming = page(site, sample, "/powers/{license}")
    assert "将有变动" in coming.text
    assert f"valid_at={FUTURE}" in coming.text
    assert "此后有变动" in page(site, sample, "/powers/{penalty}?valid_at=2018-01-01").text
    assert "有变动" not in page(site, sample, "/powers/{penalty}").text
    later = page(site, sample, f"/powers/{{license}}?valid_at={FUTURE}")
    assert "5个工作日" in later.text
    assert "回到今天" in later.text


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("cancelled", "", "清单未载明本事项：已取消，自2019年1月1日起不再载明"),
        ("old_a", "", "去向：合并为对无照经营的处罚"),
        ("split", "", "已拆分"),
        ("reward", "", "载明本事项暂停实施"),
        ("later", "", "未载明本事项；自"),
        ("license", "?valid_at=2010-01-01", "当时的情况未知"),
        ("license", "?known_at=edition:1", "此后公布的变动未计入"),
        ("child", "", "食品经营违法行为处罚›"),
        ("group", "", "子项（1）"),
        ("secret", "", "文本已依法移除"),
    ],
)
def test_a_power_says_how_it_stands(site, sample, name, query, said):
    assert said in plain(page(site, sample, f"/powers/{{{name}}}{query}"))


def test_every_version_has_its_lasting_addresses(site, sample):
    answer = page(site, sample, "/powers/{penalty}")
    table = answer.text.split('id="versions"')[1]
    links = [unescape(link) for link in re.findall(r'href="([^"#]+)"', table.split("</table>")[0])]
    assert len(links) == 8
    assert all(site.get(link).status_code == 200 for link in links)


def test_a_removed_text_is_shown_nowhere(site, sample):
    for path in [*ALL, "/powers/{secret}", "/editions/1", "/editions/5"]:
        assert "张三" not in page(site, sample, path).text
    gone = site.get(f"/powers/{sample['secret']}?valid_at=2020-01-01&known_at=edition:1")
    assert gone.status_code == 410
    assert "依法移除" in gone.text


def test_a_departments_list_is_in_statutory_order_with_groups_over_their_sub_items(site, sample):
    said = text(page(site, sample, "/departments/{market}"))
    assert said.rindex("行政许可（2 项）") < said.rindex("行政处罚（3 项）")
    numbered = re.search(r"(\d) 食品经营违法行为处罚 \1\.1 对未公示的处罚", said)
    assert numbered
    assert "畜牧兽医局" in page(site, sample, "/departments/{agriculture}").text
    assert "对举报人的奖励 暂停实施" in text(page(site, sample, "/departments/{agriculture}"))


def test_an_edition_shows_its_root_and_typed_changes(site, sample):
    answer = page(site, sample, "/editions/2")
    said = text(answer)
    assert site.json("/api/v1/editions/2")["root"] in said
    assert "普政发〔2018〕30号" in said
    assert "变更要素 1，取消 1，合并 3，拆分 3" in said
    assert "实施依据 （空） 《种子法》第七十五条" in said
    assert "来自： 对无照经营甲类的处罚" in said


def test_what_people_wrote_is_shown_as_text(own_site, own_sample):
    evil = '<script>alert("1")</script>&lt;b&gt;'
    change = add_power(own_sample["market"], evil, since="2016-03-01", legal_basis=evil, extra={evil: evil})
    metadata = edition("2024-06-01", ANNOUNCED, title=evil, document_number=evil, issuing_organs=[evil])
    own_sample.ledger.publish(change, metadata=metadata)
    paths = ["/", f"/powers/{change.id}", "/powers", "/departments/{market}", "/editions", "/editions/6"]
    paths += ["/powers?department=<script>", "/powers/<script>", "/powers?<script>=1"]
    for path in paths:
        answer = own_site.get(path.format(**own_sample.ids))
        assert "<script" not in answer.text
        assert "<b>" not in answer.text


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_only_web_addresses_become_links(own_site, own_sample, scheme):
    change = add_power(own_sample["market"], "有网址的事项", since="2016-03-01", service_guide_url=scheme)
    own_sample.ledger.publish(change)
    assert f'href="{scheme}' not in page(own_site, own_sample, f"/powers/{change.id}").text


@pytest.mark.parametrize("path", ["/powers", "/departments/{market}", "/", "/editions/6", "/departments"])
def test_a_page_costs_as_many_queries_however_much_it_shows(own_site, own_sample, path):
    def queries():
        seen = []
        engine = own_site.app.state.register.database.engine
        event.listen(engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        page(own_site, own_sample, path)
        return len(seen)

    own_sample.ledger.publish(add_power(own_sample["market"], "一项", since="2016-03-01"))
    few = queries()
    more = [add_power(own_sample["market"], f"第{n}项", since="2016-03-01") for n in range(400)]
    own_sample.ledger.publish(*more)
    assert queries() <= few + 2
    assert few < 25
