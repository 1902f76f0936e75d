"""Penalties other than fines, and orders, where a text imposes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quanze.domain.penalties import SanctionKind, TermUnit
from quanze.law.amounts.numerals import number

_N = r"[\d〇零一二两三四五六七八九十百]{1,5}"
_SPAN = rf"(?:{_N}个?(?:日|天|月|年)?(?:以上|至|-|~))?{_N}个?(?:日|天|月|年)(?:以下|以内)?"
_TERM = re.compile(
    rf"(?:(?P<low>{_N})个?(?P<of>日|天|月|年)?(?:以上|至|-|~))?(?P<high>{_N})个?(?P<unit>日|天|月|年)(?P<below>以下|以内)?"
)
_UNITS = {"日": TermUnit.DAY, "天": TermUnit.DAY, "月": TermUnit.MONTH, "年": TermUnit.YEAR}

_MONTHS = {TermUnit.MONTH: 1, TermUnit.YEAR: 12}

_NOT_NOW = r"(?<![被经受到自因曾决])"
_PERMIT = r"(?:许可证|执照|证书|证件|资格证|资质证|登记证|合格证|驾驶证|资格|资质|许可|批准文件|批件|证|照)"

_SANCTION = re.compile(
    rf"(?P<warning>{_NOT_NOW}警告(?!标|牌|信号|灯|性|装|声|符|用语|说明|书|处罚|仍|后|(?:、|或者)(?:严重警告|记过|记大过|降级)))"
    rf"|(?P<criticism>{_NOT_NOW}通报批评)"
    rf"|(?P<confiscation>{_NOT_NOW}没收(?!的|决定|财物的)(?=(?P<what>[^，。；：()\n]{{0,120}})))"
    rf"|(?P<suspension>{_NOT_NOW}(?:暂扣|扣留)(?:或者吊销)?(?:其)?[^，。；：()\n]{{0,24}}?{_PERMIT}(?:{_SPAN})?)"
    rf"|(?P<revocation>{_NOT_NOW}吊销(?:其|有关|相关|原|已)?[^，。；：()\n]{{0,30}}?{_PERMIT}|(?<=予以)吊销(?=[，。；]|或者))"
    rf"|(?P<grade>{_NOT_NOW}降低(?:其)?[^，。；：()\n]{{0,10}}?(?:资质|资格)(?:等级|级别)?)"
    r"|(?P<restriction>限制开展生产经营活动|(?:责令)?限制生产(?:经营)?(?!、|的)|责令限制生产)"
    r"|(?P<stop>(?:责令)?(?:其)?(?:停产停业整顿|停产停业整治|停产停业|停产停建|停业整顿|停业整治|停产整治|停产整顿|停止营业|停业|停产))"
    r"|(?P<close>(?:责令|予以|依法)(?:其)?关闭(?!(?:或者|、)拆除)|(?<=停业、)关闭|(?<=停业或者)关闭|(?<=停产或者)关闭|(?<=拆除或者)关闭|(?<=停产、)关闭)"
    rf"|(?P<ban>(?P<years>{_N})年内?(?:不得|禁止)(?:其)?(?:从事|担任|申请从事|开展|参加)|(?P<life>终身)(?:不得|禁止)(?:其)?(?:从事|担任)"
    rf"|{_NOT_NOW}禁止[^，。；：()\n]{{0,12}}?(?:{_SPAN}|一定期限)(?:的期限)?内[^，。；：()\n]{{0,4}}?(?:从事|担任|参加|代理)"
    rf"|停止执业(?:活动)?{_SPAN}|(?:停止|暂停){_SPAN}(?:的)?执业|不得再(?:从事|担任|参加)|限制从业|禁止从业|禁止(?:其)?(?:继续)?从事)"
    rf"|(?P<detention>{_SPAN}的?(?:行政)?拘留(?!所|的|决定|执行))"
)
_ORDER = re.compile(r"(?<![自被经])责令(?![^，。；]{0,8}之日)|(?<=，)限期(?=[^，。；：]{2,20})")
_ORDER_END = re.compile(
    r"[，。；：、()\n]|或者|并处|可以|并可|并没收|并予|并(?=对|由|依法)|处以?(?=[\d〇一二两三四五六七八九十百千万])|直至|并责令|并限"
)
_ORDER_REACH = 60
_BEFORE = 14

_GAINS = re.compile(
    r"(?:违法|非法)(?:经营|销售|生产)?(?:所得|收入|获利|收益|利益|报酬)|(?:所获|的|所得|业务)收入|所收(?:取的?)?费用"
)
_AFTER_GAINS = re.compile(
    r"(?:以及|和|及|、)(?!并|可|处|责|吊|暂|对|由|情节|限|警告|罚|没收|违法所得|\d|[一二三四五六七八九十百千]+[万元]).{2}"
)
_BEFORE_GAINS = re.compile(r".{2,}(?:和|以及|及|、|或者)(?:其他|其它|其|全部)*$")
_CHUNK_END = re.compile(
    r"或者(?=[处并可责吊暂给予罚警没通限降停由对情依构\d一二三四五六七八九十百千]|$)|并处|并可以|并对|并责令|并吊销|处以?(?=[\d〇一二两三四五六七八九十百千万])|可以并|可以处|、(?=并|可|吊|责|处)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A sanction (or an order, where it has no kind) with its place in the folded text."""

    start: int
    end: int
    kind: SanctionKind | None = None
    term_unit: TermUnit | None = None
    term_minimum: int | None = None
    term_maximum: int | None = None


def sanctions(text: str, start: int, end: int) -> Iterator[Found]:
    """The sanctions that a stretch of a folded text names, in order; 没收 of gains and of things are two."""
    for match in _SANCTION.finditer(text, start, end):
        name = next(group for group in _READERS if match.groupdict().get(group))
        yield from _READERS[name](match)


def orders(text: str, start: int, end: int) -> Iterator[Found]:
    """The orders (责令改正, 限期拆除) of a stretch that are no penalties, each up to the next mark."""
    for match in _ORDER.finditer(text, start, end):
        stop = _ORDER_END.search(text, match.end(), min(end, match.end() + _ORDER_REACH))
        reach = stop.start() if stop else min(end, match.end() + _ORDER_REACH)
        if reach > match.end() and not next(sanctions(text, match.start(), reach), None):
            yield Found(match.start(), reach)


def _plain(kind: SanctionKind) -> Callable[[re.Match[str]], Iterator[Found]]:
    def read(match: re.Match[str]) -> Iterator[Found]:
        yield Found(*match.span(), kind)

    return read


def _confiscation(match: re.Match[str]) -> Iterator[Found]:
    stop = _CHUNK_END.search(match["what"])
    what = match["what"][: stop.start()] if stop else match["what"]
    end = match.start("what") + len(what)
    gains = _GAINS.search(what)
    if gains is None:
        before = match.string[max(0, match.start() - _BEFORE) : match.start()]
        if what or before.endswith("予以"):
            kind = (
                SanctionKind.CONFISCATE_GAINS
                if not what and _GAINS.search(before)
                else SanctionKind.CONFISCATE_PROPERTY
            )
            yield Found(match.start(), end, kind)
        return
    gains_end = match.start("what") + gains.end()
    if _BEFORE_GAINS.fullmatch(what[: gains.start()]):
        yield Found(match.start(), match.start("what") + gains.start(), SanctionKind.CONFISCATE_PROPERTY)
    yield Found(match.start(), gains_end, SanctionKind.CONFISCATE_GAINS)
    if _AFTER_GAINS.match(what, gains.end()):
        yield Found(gains_end, end, SanctionKind.CONFISCATE_PROPERTY)


def _suspension(match: re.Match[str]) -> Iterator[Found]:
    yield _with_term(match, SanctionKind.SUSPEND_PERMIT)
    if "吊销" in match[0]:
        yield Found(match.start() + match[0].index("吊销"), match.end(), SanctionKind.REVOKE_PERMIT)


def _detention(match: re.Match[str]) -> Iterator[Found]:
    yield _with_term(match, SanctionKind.DETENTION)


def _ban(match: re.Match[str]) -> Iterator[Found]:
    if match["life"]:
        yield Found(*match.span(), SanctionKind.RESTRICT_PRACTICE, TermUnit.LIFE)
    else:
        yield _with_term(match, SanctionKind.RESTRICT_PRACTICE)


def _with_term(match: re.Match[str], kind: SanctionKind) -> Found:
    """The sanction with its term: 十五日以下 has no minimum, 六个月 is both ends; 六个月以上一年以下 is in months."""
    term = _TERM.search(match[0])
    most = number(term["high"]) if term else None
    if term is None or most is None:
        return Found(*match.span(), kind)
    least = number(term["low"]) if term["low"] else (None if term["below"] else most)
    unit, of = _UNITS[term["unit"]], _UNITS[term["of"] or term["unit"]]
    if of is not unit:
        if least is None or TermUnit.DAY in {of, unit}:
            return Found(*match.span(), kind)
        least, most, unit = least * _MONTHS[of], most * _MONTHS[unit], TermUnit.MONTH
    return Found(*match.span(), kind, unit, None if least is None else int(least), int(most))


_READERS: dict[str, Callable[[re.Match[str]], Iterator[Found]]] = {
    "warning": _plain(SanctionKind.WARNING),
    "criticism": _plain(SanctionKind.PUBLIC_CRITICISM),
    "confiscation": _confiscation,
    "suspension": _suspension,
    "revocation": _plain(SanctionKind.REVOKE_PERMIT),
    "grade": _plain(SanctionKind.LOWER_GRADE),
    "restriction": _plain(SanctionKind.RESTRICT_OPERATION),
    "stop": _plain(SanctionKind.SUSPEND_OPERATION),
    "close": _plain(SanctionKind.CLOSE),
    "ban": _ban,
    "detention": _detention,
}
