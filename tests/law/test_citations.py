"""What a basis cites, in the wordings that real lists have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.law.citations import citations, short_title


def cites(text):
    """Law and article of each citation; a paragraph after a colon."""
    return [
        (one.law, one.article) if one.paragraph is None else (one.law, f"{one.article}:{one.paragraph}")
        for one in citations(text)
    ]


SEED, FOOD = "中华人民共和国种子法", "食品安全法"
DECISION = "（2013年6月29日第十二届全国人民代表大会常务委员会第三次会议《关于修改〈文物保护法〉等法律的决定》修正）"

BASES = {
    "a law alone": ("《食品安全法》", [(FOOD, None)]),
    "an article": ("《食品安全法》第三十五条", [(FOOD, None), (FOOD, "三十五")]),
    "in digits": ("《食品安全法》第35条", [(FOOD, None), (FOOD, "35")]),
    "with spaces": ("《食品安全法》 第 三十五 条", [(FOOD, None), (FOOD, "三十五")]),
    "a paragraph": ("《食品安全法》第八十四条第二款规定", [(FOOD, None), (FOOD, "八十四:二")]),
    "a further article": ("《食品安全法》第一百三十三条之一", [(FOOD, None), (FOOD, "一百三十三之一")]),
    "a further article's paragraph": ("《食品安全法》第十条之二第一款", [(FOOD, None), (FOOD, "十之二:一")]),
    "a row of articles": (
        "《食品安全法》第三条、第四条和第五条",
        [(FOOD, None), (FOOD, "三"), (FOOD, "四"), (FOOD, "五")],
    ),
    "a row with paragraphs": (
        "《食品安全法》第三条第一款、第四条第二款，第六条以及第七条",
        [(FOOD, None), (FOOD, "三:一"), (FOOD, "四:二"), (FOOD, "六"), (FOOD, "七")],
    ),
    "a title within the title": (
        "《〈食品安全法〉实施办法》第三条",
        [("〈食品安全法〉实施办法", None), ("〈食品安全法〉实施办法", "三")],
    ),
    "two laws in one line": (
        "《食品安全法》第三条；《行政处罚法》第二十条",
        [(FOOD, None), (FOOD, "三"), ("行政处罚法", None), ("行政处罚法", "二十")],
    ),
    "numbered headings with the articles under them": (
        "1.【法律】《中华人民共和国种子法》\n第31条\u3000核发。\n第三十二条 条件。\n2.《种子许可办法》\n第七条 申请。",
        [
            (SEED, None),
            (SEED, "31"),
            (SEED, "三十二"),
            ("种子许可办法", None),
            ("种子许可办法", "七"),
        ],
    ),
    "the year of the title in brackets": ("《食品安全法》（2021年修正）第三条", [(FOOD, None), (FOOD, "三")]),
    "brackets within brackets": ("《食品安全法》（主席令（第21号）公布）第三条", [(FOOD, None), (FOOD, "三")]),
    "articles within another article's wording": (
        "《食品安全法》第三条 违反本法第二十条、第二十一条规定的，依照本法第五十条处罚。",
        [(FOOD, None), (FOOD, "三")],
    ),
    "articles of a law named without brackets": ("依照行政处罚法第二十条处罚", []),
    "an article before any law": ("第三条 违反规定的", []),
    "another numbering": ("《食品安全法》第三章第二节", [(FOOD, None)]),
    "a decision that amended it": (f"《食品安全法》{DECISION}第三条", [(FOOD, None), (FOOD, "三")]),
    "a decision that is the basis itself": (
        "1.《关于修改部分规章的决定》第二条",
        [("关于修改部分规章的决定", None), ("关于修改部分规章的决定", "二")],
    ),
    "a decision that grants": (
        "《国务院对确需保留的行政审批项目设定行政许可的决定》（国务院令第412号）\n第86项：设立技工学校审批",
        [("国务院对确需保留的行政审批项目设定行政许可的决定", None)],
    ),
    "articles behind colons": (
        "【法律】《食品安全法》（2009年通过）\n    第六条：县级\n    第六十三条第一款：违反本法第八条、第九条\n",
        [(FOOD, None), (FOOD, "六"), (FOOD, "六十三:一")],
    ),
    "nothing": ("", []),
    "blank": ("\n \u3000", []),
    "an unclosed title": ("《食品安全法第三条", []),
}


@pytest.mark.parametrize("name", BASES)
def test_what_a_basis_cites(name):
    text, expected = BASES[name]
    assert cites(text) == expected


@pytest.mark.parametrize("name", BASES)
def test_a_citation_has_its_place_in_the_raw_text(name):
    text, _ = BASES[name]
    for one in citations(text):
        place = text[one.start : one.end]
        assert (one.law if one.article is None else one.article.split("之")[0]) in place


@pytest.mark.parametrize(
    ("law", "short"),
    [
        ("中华人民共和国种子法", "种子法"),
        ("种子法", "种子法"),
        ("食品安全法（2021年修正）", "食品安全法"),
        ("食品安全法(修订)", "食品安全法"),
        ("〈食品安全法〉实施办法", "食品安全法实施办法"),
        ("中华人民共和国 种子法", "种子法"),
        ("城镇燃气\n管理条例", "城镇燃气管理条例"),
    ],
)
def test_short_titles(law, short):
    assert short_title(law) == short


@given(st.text(max_size=200) | st.text("《》〈〉第三十条款之、，（）()法\n 1", max_size=60))
def test_any_text_is_read_in_order(text):
    places = [(one.start, one.end) for one in citations(text)]
    assert places == sorted(places)
    assert all(start < end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    "piece", ["《" * 50, "（" * 50, "《甲〈" * 20, "第一条、" * 50, "（（" * 30 + "《甲法》（" * 30]
)
def test_hostile_texts_take_no_time(piece):
    assert len(citations(piece * 200)) <= len(piece * 200)
