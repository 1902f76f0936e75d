"""The samples that were checked by hand: tiers of a real workbook and penalty articles of the statutes.

``checked.json`` and ``checked_again.json`` say what each of them imposes, as read by a person; the later one states
paragraphs, items and the bases of conditions, too. The texts themselves are looked for in ../shared/data beside the
project.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from quanze.law.amounts import read_brackets, read_penalty

HERE = Path(__file__).parent
DATA = HERE.parents[3] / "shared" / "data"
SAMPLES = ["checked.json", "checked_again.json"]
RIGHT = 0.99
PLACE = ("paragraph", "item")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"needs the real texts in {DATA}")


@pytest.fixture(scope="module")
def workbook():
    return CalamineWorkbook.from_path(str(DATA / "discretion" / "jmzyclb.xls"))


def expectations(sample):
    return json.loads((HERE / sample).read_text(encoding="utf-8"))


def tier_text(workbook, expected):
    rows = workbook.get_sheet_by_name(expected["sheet"]).to_python(skip_empty_area=False)
    return str(rows[expected["row"]][rows[1].index("裁量标准")])


def article_text(expected):
    law = (DATA / expected["file"]).read_text(encoding="utf-8")
    begin = re.search(rf"^{expected['article']}(?=\s)", law, re.MULTILINE).start()
    following = re.search(
        r"^(?:第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?\s|#)", law[begin + 1 :], re.MULTILINE
    )
    return law[begin : begin + 1 + following.start() if following else len(law)].strip()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def claim(amount, bracket):
    """An amount as the samples state it: only what is not left out by default."""
    said = {
        "measure": amount.measure,
        "minimum": amount.minimum,
        "maximum": amount.maximum,
        "connector": amount.connector,
    }
    named = {key: getattr(amount, key) for key in ("base", "per_unit", "cap", "subject")}
    ends = {key: False for key in ("minimum_inclusive", "maximum_inclusive") if not getattr(amount, key)}
    daily = {"per_day": True} if amount.per_day else {}
    condition = {"condition": stated(amount.condition)} if amount.condition else {}
    place = {key: getattr(bracket, key, None) for key in PLACE}
    return said | {key: value for key, value in named.items() if value is not None} | ends | daily | condition | place


def stated(condition):
    said = {"base": condition.base} | ({"absent": True} if condition.absent else {})
    for end in ("minimum", "maximum"):
        if getattr(condition, end) is not None:
            said |= {end: getattr(condition, end), f"{end}_inclusive": getattr(condition, f"{end}_inclusive")}
    return said


def right(claimed, expected):
    """How many of the claims the sample states, each once; a case is compared where the sample names one."""
    left = [dict(one) for one in expected]
    count = 0
    for said, situation in claimed:
        hit = next((one for one in left if matches(one, said, situation)), None)
        if hit is not None:
            left.remove(hit)
            count += 1
    return count


def matches(expected, said, situation):
    case = expected.get("case")
    if case is not None and not (situation.endswith(case) and bool(situation) == bool(case)):
        return False
    unstated = {key for key in PLACE if key not in expected}
    if "base" not in expected.get("condition", {"base": None}) and "condition" in said:
        said = said | {"condition": {key: value for key, value in said["condition"].items() if key != "base"}}
    wanted = {key: value for key, value in expected.items() if key != "case"}
    return wanted == {key: value for key, value in said.items() if key not in unstated}


def read_tier(text):
    reading = read_penalty(text)
    kinds = {sanction.kind for sanction in reading.sanctions}
    return [(claim(amount, reading), "") for amount in reading.amounts], kinds, bool(reading.unread)


def read_article(text):
    brackets = read_brackets(text)
    claims = [(claim(amount, one), one.situation or "") for one in brackets for amount in one.amounts]
    kinds = {sanction.kind for one in brackets for sanction in one.sanctions}
    return claims, kinds, any(one.unread for one in brackets)


def check(samples, texts, read):
    """The claims that are wrong and the amounts that are missing, each with where it stands."""
    claims = correct = amounts = 0
    sanctions_wrong, reports_wrong = [], []
    for expected, text in zip(samples, texts, strict=True):
        assert digest(text) == expected["sha256"]
        claimed, kinds, unread = read(text)
        claims += len(claimed)
        amounts += len(expected["amounts"])
        correct += right(claimed, expected["amounts"])
        sanctions_wrong += kinds - set(expected["sanctions"])
        reports_wrong += [text] if unread != expected["unread"] else []
    return claims, correct, amounts, sanctions_wrong, reports_wrong


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_claimed_of_the_tiers_is_right(workbook, sample):
    samples = expectations(sample)["tiers"]
    texts = [tier_text(workbook, expected) for expected in samples]
    claims, correct, amounts, sanctions_wrong, reports_wrong = check(samples, texts, read_tier)
    assert correct >= RIGHT * claims
    assert correct >= RIGHT * amounts
    assert sanctions_wrong == []
    assert reports_wrong == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_claimed_of_the_articles_is_right(sample):
    samples = expectations(sample)["articles"]
    texts = [article_text(expected) for expected in samples]
    claims, correct, amounts, sanctions_wrong, reports_wrong = check(samples, texts, read_article)
    assert correct >= RIGHT * claims
    assert correct >= RIGHT * amounts
    assert sanctions_wrong == []
    assert reports_wrong == []
