"""A text as segments of clauses: which say in what case (…的), and which impose something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quanze.domain.amounts import Condition, Measure
from quanze.domain.penalties import Subject
from quanze.law.amounts.bases import base_term
from quanze.law.amounts.folding import Folded
from quanze.law.amounts.intervals import Interval
from quanze.law.amounts.lexer import Sign, Token

_HARD = frozenset("。；：\n")
_MARKS = frozenset({Sign.COMMA, Sign.STOP})
_VALUES = frozenset({Sign.MONEY, Sign.RATIO, Sign.NUMBER})
_ENDS = _VALUES | {Sign.ABOVE, Sign.BELOW}
_AROUND = 4
_SHORT_CASE = 6
_CASE_WORDS = ("情节", "逾期", "拒不", "拒绝", "造成", "后果")
_CASE = re.compile(r"(?:的|之一者|情节严重者|情节较轻者)$")
_GAINS = (
    r"(?:违法所得|非法所得|违法收入|非法收入|非法获利|违法获利|违法经营额|非法经营额|经营额|货值金额|营业额|销售金额|业务收入|"
    r"猎获物|采出矿产品|检测费用|检验费用|认证费用)"
)
_NONE = re.compile(rf"(?:没有|无|未取得)(?P<base>{_GAINS})(?:的?(?:、|，|或者|或|以及)+(?:其)?)?")
_NONE_AFTER = re.compile(rf"(?:、|，|或者|或)(?:没有|无|未取得)(?P<base>{_GAINS})$")
_UNCOUNTED = re.compile(
    rf"(?:其)?(?P<base>{_GAINS}?)(?:的)?(?:无法|难以|不能)(?:准确)?(?:计算|确定|查清|认定)(?:、|，|或者|或)*"
)
_VALUED = re.compile(
    rf"(?:且|其|个人|单位)?(?P<base>[^，。；对处]{{0,16}}?(?:{_GAINS}|金额|数额|价值|货值))?(?:在|为|达到|达)?"
)
_ANY = re.compile(rf"有(?P<base>{_GAINS})")

_RESPONSIBLE = re.compile(r"直接负责|直接责任|责任人|主管人员|责任者")
_IN_CHARGE = re.compile(r"法定代表人|负责人")
_SOMEBODY = re.compile(
    r"(?:人|人员|者|单位|企业|公司|机构|组织|户|商|方|所|院|校|店|场|厂|社|主|员|家|站|网点"
    r"|领队|导游|船长|机长|代表|师|民|分子)$"
)
_OFFENDER = re.compile(r"其|(?:有关)?当事人|违法者|[^，。的]{0,10}行为人")
_DESCRIBED = re.compile(r"违反|经|逾期|未|拒不")
_LONGEST_SUBJECT = 60
_SUBJECT_ENDS = re.compile(r"依法|由|应当|责令|吊销|暂扣|没收|分别|按照|按|每|予以|也|还|均|，|并$|可$|各$")
_CASE_SUBJECT = re.compile(r"(?P<who>单位|个人|公民)(?=有|违反|在|从事|擅自|未|拒|不|实施|犯|将|伪|非法)")


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [first, after) between two marks; ``start`` and ``end`` are places in the folded text."""

    first: int
    after: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Clauses up to a full stop, a semicolon, a colon or a line's end.

    ``line`` counts lines from zero; ``after_stop``: a full stop is before it.
    """

    clauses: tuple[Clause, ...]
    line: int
    after_stop: bool


def segments(tokens: Sequence[Token]) -> Iterator[Segment]:
    """The segments of a text in order; an empty one is none."""
    clauses: list[Clause] = []
    line = 0
    after_stop = False
    for first, after, mark in _stretches(tokens):
        if after > first and not (mark == ")" and after == first + 1 and tokens[first].sign is Sign.NUMBER):
            clauses.append(Clause(first, after, tokens[first].start, tokens[after - 1].end))
        if mark in _HARD:
            if clauses:
                yield Segment(tuple(clauses), line, after_stop)
            clauses = []
            after_stop = mark == "。"
        line += mark == "\n"


def _stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """The stretches of tokens between marks, each with the mark after it."""
    first = 0
    for at, token in enumerate(tokens):
        if token.sign in _MARKS and not _within_an_interval(tokens, at):
            yield first, at, token.text
            first = at + 1
        elif token.sign is Sign.OF and _states_and_imposes(tokens, first, at):
            yield first, at + 1, ""
            first = at + 1
    yield first, len(tokens), "\n"


def _within_an_interval(tokens: Sequence[Token], at: int) -> bool:
    """一万元以上，五万元以下 and 五百元，总额不超过一万元的罚款: this comma ends no clause."""
    around = [token.sign for token in tokens[max(0, at - 1) : at + 3]]
    if len(around) < _AROUND:
        return False
    if around[1:3] == [Sign.COMMA, Sign.AT_MOST]:
        return around[0] in _ENDS and around[3] in _VALUES
    return around[::3] == [Sign.ABOVE, Sign.BELOW] and around[2] in _VALUES


def _states_and_imposes(tokens: Sequence[Token], first: int, at: int) -> bool:
    """情节较重的处 … without a comma: a case ends here all the same."""
    if at + 1 >= len(tokens) or at - first > _SHORT_CASE or not tokens[first].text.startswith(_CASE_WORDS):
        return False
    following = tokens[at + 1]
    return following.sign in {Sign.VERB, Sign.MAY} or following.text.startswith(("责令", "吊销", "由"))


def states_a_case(folded: Folded, clause: Clause) -> bool:
    """Whether the clause says in what case (情节严重的) and imposes nothing."""
    return _CASE.search(folded.text, max(clause.start, clause.end - 8), clause.end) is not None


def condition_of(folded: Folded, clause: Clause, values: Sequence[Interval], before: str) -> Condition | None:
    """The condition on a base that a case states (没有违法所得或者违法所得不足一万元的), where it is nothing else.

    ``before`` is the clause before it, for a condition with a comma in it.
    """
    text = folded.text[clause.start : clause.end].removesuffix("的")
    absent = _NONE.fullmatch(before) or _UNCOUNTED.fullmatch(before)
    end = len(text)
    if found := _NONE_AFTER.search(text):
        absent, end = found, found.start()
    at = 0
    for pattern in (_NONE, _UNCOUNTED, _UNCOUNTED):
        at += len("或者") if text.startswith("或者", at) else 0
        if found := pattern.match(text, at, end):
            absent, at = found, found.end()
    words = folded.words(clause.start, clause.end)
    if at == end:
        return _condition(absent["base"] or "违法所得", words, None, absent=True) if absent else None
    if found := _ANY.fullmatch(text, at, end):
        return _condition(found["base"], words, None, absent=False)
    value = values[0] if len(values) == 1 else None
    if value is None or not value.clear or value.measure is not Measure.MONEY or value.end - clause.start != end:
        return None
    lead = _VALUED.fullmatch(text, at, value.start - clause.start)
    base = lead and (lead["base"] or (absent and absent["base"]))
    return _condition(base, words, value, absent=absent is not None) if base else None


def _condition(base: str, words: str, value: Interval | None, *, absent: bool) -> Condition:
    term = base_term(base)
    return Condition(
        base=term,
        base_text=base if base != term else None,
        absent=absent,
        minimum=value.minimum if value else None,
        minimum_inclusive=value.minimum_inclusive if value else True,
        maximum=value.maximum if value else None,
        maximum_inclusive=value.maximum_inclusive if value else True,
        text=words,
    )


Who = tuple[Subject | None, str | None]
NOBODY: Who = (None, None)


def subject_of(words: str) -> Who | None:
    """On whom, by the words after 对; none where they name nobody (对违法行为)."""
    cut = _SUBJECT_ENDS.search(words)
    who = words[: cut.start()] if cut else words
    if _OFFENDER.fullmatch(who):
        return NOBODY
    if not who or len(who) > _LONGEST_SUBJECT or not _SOMEBODY.search(who):
        return None
    return _classified(who), who


def subject_of_case(text: str) -> Who:
    """On whom, by the case itself: 单位有前款规定行为的."""
    found = _CASE_SUBJECT.match(text)
    return (_classified(found["who"]), found["who"]) if found else NOBODY


def _classified(who: str) -> Subject | None:
    """The kind of a subject; none where it is of several kinds, or describes the offender (违反本法的承运人)."""
    if _RESPONSIBLE.search(who):
        return Subject.RESPONSIBLE_PERSON
    if re.search(r"单位|法人|组织|企业", who) and re.search(r"个人|公民|个体工商户", who):
        return None
    if _IN_CHARGE.search(who):
        return Subject.PERSON_IN_CHARGE
    if re.search(r"(?:个人|公民|自然人)$", who):
        return Subject.INDIVIDUAL
    if re.search(r"(?:单位|企业|法人|组织|机构|公司)$", who):
        return Subject.UNIT
    return None if _DESCRIBED.match(who) else Subject.OTHER
