"""One spelling for search, its terms, and pinyin."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quanze.search import pinyin
from quanze.search.analysis import pairs, phrase, whole_words, words
from quanze.search.documents import IndexedRow, cited, plain_code
from quanze.search.normal import article_number, normal
from search.truth import holds

TEXT = st.text(max_size=60) | st.text("第三十四条34款零两〇ＡＢａ许可證\u3000\n　-|", max_size=30)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("第34条", "第三十四条"),
        ("第 34 条", "第三十四条"),
        ("第３４条", "第三十四条"),
        ("第三十四条", "第三十四条"),
        ("第十条", "第十条"),
        ("第10条第2款", "第十条第二款"),
        ("第一百零一条", "第一百零一条"),
        ("第101条", "第一百零一条"),
        ("第一百〇一条", "第一百零一条"),
        ("第110项", "第一百一十项"),
        ("第0条", "第0条"),
        ("第34号", "第34号"),
        ("建築工程施工許可證核發", "建筑工程施工许可证核发"),
        ("ＡＢＣ１２３（一）", "abc123(一)"),
        ("行政 许可", "行政许可"),
        ("行政\n许\u3000可", "行政许可"),
        ("GB 18 - 2020", "gb 18 - 2020"),
        ("GB\n\n18", "gb 18"),
        ("满 3 年", "满 3 年"),
        ("", ""),
        ("\u3000\n", ""),
    ],
)
def test_texts_are_read_in_one_spelling(written, read):
    assert normal(written) == read


@given(TEXT)
@example("第ⅳ条")
@example("İ")
@example("ﷺ")
def test_a_read_text_reads_the_same_again(text):
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("number", "read"),
    [("34", "三十四"), ("三十四", "三十四"), ("110", "一百一十"), ("两百", "二百"), ("99999", "99999")],
)
def test_article_numbers(number, read):
    assert article_number(number) == read


@given(st.integers(1, 9999))
def test_every_article_number_reads_alike_in_digits_and_characters(number):
    assert article_number(article_number(str(number))) == article_number(str(number))
    assert normal(f"第{number}条") == f"第{article_number(str(number))}条"


@given(st.text("零一二三四五六七八九十百千〇两0123456789²", min_size=1, max_size=9))
def test_no_number_is_an_error(number):
    assert article_number(number)


@given(TEXT)
def test_terms_hold_no_space_and_never_fail(text):
    """Engines cut terms apart at spaces."""
    for term in (*words(normal(text)), *pairs(normal(text))):
        assert term == term.strip() != ""
        assert len(term.split()) == 1
    assert all(word.strip() for word in whole_words(text))


@given(TEXT, st.data())
def test_what_stands_in_a_text_is_found_by_its_pairs(text, data):
    """The terms of any piece of a text are a row of the text's own terms."""
    text = normal(text)
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    terms, beginning = phrase(piece)
    mine = pairs(text)
    if holds(text, piece):
        ends = range(len(mine) + 1)
        assert any(mine[end - len(terms) : end] == [*terms] for end in ends if end >= len(terms))
        assert any(term.startswith(beginning) for term in mine)


@pytest.mark.parametrize(
    ("text", "found", "terms"),
    [
        ("食品经营", (["食|品", "品|经", "经|营"], ""), ["食|品", "品|经", "经|营", "营|"]),
        ("税", ([], "税|"), ["税|"]),
        ("满3年", (["满|3", "3|年"], ""), ["满|3", "3|年", "年|"]),
        ("许可，处罚", (["许|可", "可|", "处|罚"], ""), ["许|可", "可|", "处|罚", "罚|"]),
        ("GB 18", (["gb|"], "18|"), ["gb|", "18|"]),
        ("，。", ([], ""), []),
    ],
)
def test_pairs_and_phrases(text, found, terms):
    in_a_row, beginning = phrase(text)
    assert (([*in_a_row], beginning), pairs(normal(text))) == (found, terms)


def test_dictionary_words():
    assert whole_words("劳务派遣许可") == ["劳务", "派遣", "许可"]
    assert {"建设工程", "建设", "工程"} & {*words("建设工程施工许可")} >= {"建设", "工程"}
    assert whole_words("，。？") == []


def test_pinyin_by_syllables_and_initials():
    assert pinyin.syllables("劳务派遣（变更）") == ("lao", "wu", "pai", "qian", "bian", "geng")
    assert pinyin.initials("不动产登记") == ("b", "d", "c", "d", "j")
    assert pinyin.initials("安全ab") == ("a", "q")


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("jianzhu", ["jian", "zhu"]),
        ("laowupaiqian", ["lao", "wu", "pai", "qian"]),
        ("xian", ["xian"]),
        ("bdcdj", None),
        ("", []),
        ("123", None),
        ("lv", ["lv"]),
    ],
)
def test_letters_come_apart_into_syllables(letters, syllables):
    assert pinyin.split(letters) == syllables


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=300))
def test_letters_of_any_length_come_apart_or_not(letters):
    found = pinyin.split(letters)
    assert found is None or "".join(found) == letters


@pytest.mark.parametrize(("code", "plain"), [("NY-001", "ny001"), ("６５ 00", "6500"), ("甲-1", "1"), ("甲", "")])
def test_codes_are_their_letters_and_digits(code, plain):
    assert plain_code(code) == plain


def test_citations_as_keywords():
    assert cited("会计法") == "会计法"
    assert cited("会计法", "42") == cited("會計法", "四十二") == "会计法|四十二"


def test_a_row_may_say_nothing_at_all():
    """A removed text, or a department, has terms in every field, none in most."""
    row = IndexedRow("r", 1, "power", "", "", "", date(2020, 1, 1), date(2021, 1, 1), 1, 2, {})
    assert not any(row.terms().values())
    assert row.codes() == []
