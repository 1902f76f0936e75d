"""Fines in one clause: an interval that a verb imposes and the word 罚款 names; what is not sure is left unread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quanze.domain.amounts import WHOLE, Measure
from quanze.domain.penalties import Connector
from quanze.law.amounts.bases import is_known
from quanze.law.amounts.clauses import Clause
from quanze.law.amounts.connectors import JOINS, connector_of, governing
from quanze.law.amounts.intervals import Interval
from quanze.law.amounts.lexer import Sign, Token

_UNIT_WORD = (
    r"平方米|立方米|平方公里|公里|千米|米|公顷|亩|公斤|千克|克|吨|辆|车次|车|艘|株|棵|丛|只|头|羽|尾|件|份|处|个|人|户|"
    r"台|套|张|枚|块|盘|次|项|幅|面|条|支|枝|本|册|幢|栋|间|箱|桶|袋|瓶|标箱|票|人次|门|根|座|口|例|点|批次|批|期|篇|车辆"
)
_PER = re.compile(rf"(?:每(?:[^，。；每处罚]{{0,8}}?[一1])?|按(?=次))(?P<unit>[^，。每处罚]{{0,8}}?(?:{_UNIT_WORD}))$")
_PER_PLACE = re.compile(r"每(?P<unit>处)[^，。每处罚]{1,8}$")
"""每处设施处五千元: the unit stands before what it counts."""

_PER_REACH = 16
_PER_DAY_REACH = 8
_PER_DAY = re.compile(r"(?:每[^，。；每处罚\d二三四五六七八九十百]{0,8}?1?[日天]|按日)(?:按照?)?")
_LEAD_OF_BASE = re.compile(r"^(?:按照?|相当于|相当|以其|以|人民币)+")
_LONGEST_BASE = 60
_GOES_ON = re.compile(
    r"吊销|没收|责令|暂扣|扣留|降低|限制|取消|撤销|直至|由|停|警告|通报|同时|依法|限期|拘留|其|构成|但|拒不|情节|直接|单位|个人"
)
_AS_PENALTY = re.compile(r"的?(?:行政)?处罚")
_BARE_VERB_TAIL = frozenset({"", "人民币", "罚款"})


@dataclass(frozen=True, slots=True)
class Fine:
    """One fine with its place; ``base`` is in the text's words."""

    interval: Interval
    start: int
    end: int
    connector: Connector
    base: str | None = None
    per_unit: str | None = None
    per_day: bool = False
    cap: int | None = None


_FOREIGN = frozenset(
    {Sign.FINE, Sign.MONEY, Sign.RATIO, Sign.ODD, Sign.ON, Sign.EACH}
    | {Sign.ABOVE, Sign.BELOW, Sign.LESS, Sign.MORE, Sign.AT_MOST}
)
_DAILY = re.compile(r"按照?原(?:处罚|罚款)数额按日连续处罚")
_THEN_IMPOSED = [Sign.COMMA, Sign.VERB, Sign.FINE]
_ENDS = _FOREIGN - {Sign.EACH}
_BEFORE_CAP = frozenset({Sign.LIST, Sign.AND, Sign.COMMA})
_RULE = re.compile(r"规定的(?:标准|罚款)|罚款标准")


def _imposes(lead: Sequence[Token], at: int) -> bool:
    """Whether a token imposes or reckons what follows (处, 按照), or is 罚款 itself right before the sum."""
    return lead[at].sign in {Sign.VERB, Sign.BY, Sign.SUM_IS} or (lead[at].sign is Sign.FINE and at == len(lead) - 1)


class FineReader:
    """Reads the fines of one clause.

    ``items`` are the places of the clause's other sanctions and orders. ``terse`` takes a fine without a verb, as a
    cell of a tier may state it, and ``bare`` an interval without the word 罚款, for a cell that states nothing else.
    """

    def __init__(
        self, text: str, tokens: Sequence[Token], clause: Clause, values: Sequence[Interval], items: Sequence[Span]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.clause = clause
        self.values = values
        self.items = items
        self.terse = False
        self.fines: list[Fine] = []
        self.unread: list[Interval] = []

    def read(self, *, terse: bool, bare: bool) -> None:
        """Fill ``fines`` and ``unread`` from the clause's intervals, in order."""
        self.terse = terse
        skip = 0
        for at, value in enumerate(self.values):
            if at < skip:
                continue
            ended = self._fined(at) or (self._bare(value) if bare else None)
            fine = self._fine(value, ended) if ended and value.clear else None
            if fine is None or ended is None:
                self.unread.append(value)
            else:
                self.fines.append(fine)
                skip = ended.values
        self._read_daily()

    def _read_daily(self) -> None:
        """按原处罚数额按日连续处罚: the same fine again, each day."""
        found = _DAILY.search(self.text, self.clause.start, self.clause.end)
        if found:
            same = Interval(self.clause.first, self.clause.after, *found.span(), Measure.RATIO, WHOLE, WHOLE)
            lead = [token for token in self.tokens[self.clause.first : self.clause.after] if token.end <= found.start()]
            self.fines.append(Fine(same, *found.span(), connector_of(lead), "原处罚数额", per_day=True))

    def _fined(self, at: int) -> Ended | None:
        """How far a fine goes from its interval, where 罚款 follows in one of its wordings or stands before it."""
        value = self.values[at]
        place, cap, used = self._cap(at)
        if self._sign(place) is Sign.OR:
            return self._shared(at, place)
        fine = self._skip_to_fine(place)
        if fine is not None:
            return Ended(fine + 1, used, cap) if self._may_end(fine + 1) else None
        place += self._sign(place) is Sign.RECKON
        named = self._is_named(value) and self._may_end(place) and self._sign(place) is not Sign.OF
        return Ended(place, used, cap) if named else None

    def _is_named(self, value: Interval) -> bool:
        """Whether the word 罚款 stands before the interval: 罚款五百元, 罚款额为违法所得的百分之十."""
        lead, _ = self._lead(value)
        return bool(lead) and (lead[-1].sign is Sign.FINE or any(token.sign is Sign.SUM_IS for token in lead))

    def _shared(self, at: int, place: int) -> Ended | None:
        """一万元以下或者违法所得三倍以下的罚款: the word 罚款 of the alternative names both."""
        if at + 1 >= len(self.values):
            return None
        following = self.values[at + 1]
        between = self.tokens[place + 1 : following.first]
        if any(token.sign in {Sign.VERB, Sign.FINE, Sign.LIST, Sign.COMMA, Sign.STOP} for token in between):
            return None
        return Ended(place, at + 1, None) if self._fined(at + 1) else None

    def _cap(self, at: int) -> tuple[int, int | None, int]:
        """Where the interval ends with the cap that may follow it in the clause (、最高不超过三万元)."""
        value = self.values[at]
        if at + 1 < len(self.values):
            following = self.values[at + 1]
            between = self.tokens[value.after : following.first]
            if is_cap(self.tokens, following) and all(token.sign in _BEFORE_CAP for token in between):
                return following.after, following.maximum, at + 2
        return value.after, None, at + 1

    def _skip_to_fine(self, place: int) -> int | None:
        if self._sign(place) is Sign.WORD and self._text(place) in {"元", "人民币"}:
            place += 1
        if self._sign(place) is Sign.OF:
            place += 1
        if self._sign(place) is Sign.WORD and self._text(place) in {"标准", "标准计", "金额"}:
            place += 1
        if self._sign(place) in {Sign.RECKON, Sign.VERB}:
            place += 1
        if self._sign(place) is Sign.FINE:
            return place
        following = [token.sign for token in self.tokens[place : place + 3]]
        reckoned = place == self.clause.after and self._sign(place - 1) is Sign.RECKON
        return place + 2 if reckoned and following == _THEN_IMPOSED else None

    def _may_end(self, place: int) -> bool:
        """Whether what follows a fine goes on imposing; 罚款的治安管理处罚决定 speaks of fines and imposes none."""
        if place >= self.clause.after:
            return True
        rest = self.text[self.tokens[place].start : self.clause.end]
        if self.tokens[place].sign in {Sign.OR, Sign.AND, Sign.LIST, Sign.VERB, Sign.MAY, Sign.ON}:
            return True
        at_item = any(start == self.tokens[place].start for start, _ in self.items)
        return at_item or _GOES_ON.match(rest) is not None or _AS_PENALTY.fullmatch(rest) is not None

    def _bare(self, value: Interval) -> Ended | None:
        return Ended(value.after, self.values.index(value) + 1, None) if value.after == self.clause.after else None

    def _fine(self, value: Interval, ended: Ended) -> Fine | None:
        lead, after_item = self._lead(value)
        if lead and lead[-1].sign in {Sign.ABOVE, Sign.BELOW, Sign.TO, Sign.NUMBER}:
            return None
        verbs = [at for at, token in enumerate(lead) if _imposes(lead, at)]
        counted = lead[verbs[-1] + 1 :] if verbs else _without_joins(lead)
        tail = self.text[counted[0].start : value.start] if counted else ""
        before = self.text[lead[0].start : lead[verbs[-1]].start][-_PER_REACH:] if verbs else ""
        per_day = _PER_DAY.search(tail) or _PER_DAY.search(before[-_PER_DAY_REACH:])
        tail = _PER_DAY.sub("", tail)
        per = _PER.search(tail) or _PER.search(before) or _PER_PLACE.search(before)
        if "每" in before + tail and not (per or per_day):
            return None
        named = "" if value.measure is Measure.MONEY and _PER.search(tail) else tail
        imposed = bool(verbs) or (after_item and self._goes_on())
        base = self._base(value, named, counted, imposed=imposed)
        if base is None or not (imposed or (self.terse and not after_item)):
            return None
        named_before = lead[-1].start if lead and lead[-1].sign is Sign.FINE else value.start
        return Fine(
            value,
            counted[0].start if tail else named_before,
            self.tokens[ended.place - 1].end,
            self._connector(lead, value, ended),
            base or None,
            per["unit"] if per else None,
            per_day is not None,
            ended.cap,
        )

    def _goes_on(self) -> bool:
        """Whether what is listed is imposed: 给予警告或者 …, or a list that begins the clause; not 其中警告或者 …."""
        before = self._before_all()
        first = before[-1].end if before else self.clause.start
        ordered = self.text.startswith(("没收", "责令", "吊销", "暂扣"), first)
        return ordered or not before or any(token.sign in {Sign.VERB, Sign.MAY} for token in before)

    def _connector(self, lead: Sequence[Token], value: Interval, ended: Ended) -> Connector:
        """The connector, from the verb after the interval where one is there (百分之三加处罚款)."""
        after = [token for token in self.tokens[value.after : ended.place] if token.sign is Sign.VERB]
        return connector_of([*governing(lead, self._before_all()), *after])

    def _before_all(self) -> list[Token]:
        """What stands before the first thing that the clause imposes."""
        first = min([start for start, _ in self.items] + [fine.start for fine in self.fines], default=self.clause.end)
        return [token for token in self.tokens[self.clause.first : self.clause.after] if token.start < first]

    def _base(self, value: Interval, tail: str, counted: Sequence[Token], *, imposed: bool) -> str | None:
        """What the interval is taken of: empty for money, none where the words before it are not understood."""
        if value.measure is Measure.MONEY:
            return "" if tail in _BARE_VERB_TAIL and not any(token.sign in _ENDS for token in counted) else None
        words = _LEAD_OF_BASE.sub("", tail).removesuffix("的")
        if not 1 < len(words) <= _LONGEST_BASE or not (imposed or is_known(words)):
            return None
        return None if any(token.sign in _FOREIGN for token in counted) or _RULE.search(words) else words

    def _lead(self, value: Interval) -> tuple[list[Token], bool]:
        """The tokens between what was read before (or the clause's beginning) and an interval."""
        ends = [end for _, end in self.items if end <= value.start] + [fine.end for fine in self.fines]
        last = max(ends, default=None)
        begin = self.clause.start if last is None else last
        tokens = self.tokens[self.clause.first : value.first]
        return [token for token in tokens if token.start >= begin], last is not None

    def _sign(self, place: int) -> Sign | None:
        return self.tokens[place].sign if self.clause.first <= place < self.clause.after else None

    def _text(self, place: int) -> str:
        return self.tokens[place].text


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a fine ends: the token after it, the interval after it, and the cap that it has."""

    place: int
    values: int
    cap: int | None


def is_cap(tokens: Sequence[Token], value: Interval) -> bool:
    """Whether an interval is the most that a fine may come to (最高不超过三万元)."""
    return tokens[value.first].sign is Sign.AT_MOST and value.clear and value.measure is Measure.MONEY


def _without_joins(lead: Sequence[Token]) -> list[Token]:
    first = next((at for at, token in enumerate(lead) if token.sign not in JOINS), len(lead))
    return list(lead[first:])
