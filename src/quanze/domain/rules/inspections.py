"""Rules on inspections of enterprises (涉企行政检查, 国办发〔2024〕54号), and on what follows a cancelled licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quanze.domain.changes import Op
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.text import folded
from quanze.domain.vocabulary import Category, Status

_ENTERPRISE = re.compile(r"企业|公司|经营者|经营单位|经营主体|市场主体|生产者|生产单位|个体工商户|用人单位|商户")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_NUMBER = r"\d{1,3}|[一二两三四五六七八九十]{1,3}"
_IN_A_YEAR = {"半年": 2, "年": 1, "季度": 4, "季": 4, "月": 12, "周": 52, "星期": 52}
_FREQUENCY = re.compile(
    rf"(?P<span>{_NUMBER})?个?(?P<unit>{'|'.join(_IN_A_YEAR)})度?内?"
    rf"(?P<between>[^，。；\d一二两三四五六七八九十]{{0,16}})(?P<times>{_NUMBER})次"
)
_AT_LEAST = ("不少于", "至少", "不低于")


def without_cap(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """An inspection of enterprises that may be made any number of times a year."""
    body = subject.after
    if body["category"] != Category.INSPECTION or body["grouping"]:
        return
    of_enterprises = _ENTERPRISE.search(f"{body['counterpart'] or ''}\n{body['name']}")
    if of_enterprises and (body["inspection"] or {}).get("most_a_year") is None:
        yield Remark(
            "对企业的行政检查没有填写年度频次上限；频次上限应当公布（国办发〔2024〕54号），请填写。", "inspection"
        )


def frequency_mismatch(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A frequency in words that comes to more a year than the cap in figures, or to less."""
    inspection = subject.after["inspection"] or {}
    worded, stated = times_a_year(inspection.get("frequency") or ""), inspection.get("most_a_year")
    if worded is not None and stated is not None and worded != stated:
        yield Remark(
            f"检查频次“{inspection['frequency']}”合每年 {worded} 次，年度频次上限填写为 {stated} 次；请改正其一。",
            "inspection",
        )


def times_a_year(frequency: str) -> int | None:
    """How often a year at most, by a frequency in words, counted up; none where it states no such number."""
    found = [match for match in _FREQUENCY.finditer(folded(frequency)) if not _is_least(match["between"])]
    return min((times for match in found if (times := _times(match)) is not None), default=None)


def _is_least(between: str) -> bool:
    return any(word in between for word in _AT_LEAST)


def _times(match: re.Match[str]) -> int | None:
    times, years = _number(match["times"]), _number(match["span"] or "一")
    return -(-times * _IN_A_YEAR[match["unit"]] // years) if times and years else None


def _number(words: str) -> int | None:
    """A number below a hundred, in digits or words; none where it is not well formed."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGITS.get(words)
    if not {tens, ones} <= {"", *_DIGITS}:
        return None
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def cancelled_unsupervised(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A licence that is being cancelled without a word on how what it controlled is supervised from then on."""
    change = subject.change
    if change and change.op is Op.CANCEL and subject.ends and _lacks_supervision(subject):
        yield Remark(
            "取消许可没有写明取消后的监管措施；请填写取消后监管措施（post_cancellation_supervision），或说明无需监管。",
            "post_cancellation_supervision",
        )


def ended_unsupervised(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A licence that was cancelled without such a word."""
    if subject.change is None and _lacks_supervision(subject):
        yield Remark("本许可已取消，没有写明取消后的监管措施；请以“更正”补充。", "post_cancellation_supervision")


def _lacks_supervision(subject: Subject) -> bool:
    body = subject.after
    cancelled_license = body["category"] == Category.LICENSE and body["status"] == Status.CANCELLED
    return cancelled_license and not body["grouping"] and not body["post_cancellation_supervision"]
