"""What a text imposes: the brackets of an article, and the reading of one tier."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quanze.domain.amounts import Bracket, Condition, Phrase, Reading
from quanze.domain.parts import LONG_TEXT
from quanze.domain.penalties import Connector
from quanze.law.amounts.clauses import (
    NOBODY,
    Clause,
    Segment,
    Who,
    condition_of,
    segments,
    states_a_case,
    subject_of,
    subject_of_case,
)
from quanze.law.amounts.connectors import governing
from quanze.law.amounts.drafts import Draft, Standing
from quanze.law.amounts.fines import Fine, FineReader, is_cap
from quanze.law.amounts.folding import Folded, fold
from quanze.law.amounts.intervals import Interval, intervals
from quanze.law.amounts.lexer import Sign, Token, tokens
from quanze.law.amounts.numerals import number
from quanze.law.amounts.sanctions import Found, orders, sanctions

_LONGEST_CLAUSE = 2_000
_MOST_TOKENS = 500
_LONGEST_SUBJECT = 40
_PROCEDURE = re.compile(r"作出[^，。；：\n]{0,60}决定|处罚决定(?:前|时|后|之|生效|书)|其中警告")
_ITEM_REACH = 6
_ITEM = re.compile(r"\((?P<number>[一二三四五六七八九十]{1,3})\)")
_OF_ONE = re.compile(r"对[^，。]{1,40}可以")
_MAY_BY = re.compile(r"可以?(?:根据|视|按|依|区别|由|对|报|会同|同时对)")
_SUM_FOLLOWS = re.compile(r"，(?:罚款)?(?:数额|金额|额|幅度)(?:为|按)")
_AUTHORITY = re.compile(r"(?:法院|机关|部门|局|委员会|(?:管理|监督|监管)机构)(?:应当|依法)?$")
_MAY_ON = re.compile(r"可以?(?:由[^，。]{1,40}?)?(?:分别|同时)?对")
_ADVERBIAL = re.compile(
    r"(?:情节|轻重|程度|后果|情况|情形|面积|体积|数量|规模|次数|损失|职责|分工|权限|规定|标准|依法|部门|机关|机构|批准|同意)$"
)
_GRAVER = re.compile(r"情节|逾期|拒不|造成|后果|(?:没有|无)?(?:违法所得|违法经营额|货值金额)")
_SPEAKS = re.compile(r"可以当场(?:作出|处罚)|是指")
_LISTED = re.compile(r"(?:下列|以下)(?:规定|标准|数额|幅度|办法|罚款)")
_GOES_ON_WITH = frozenset({Connector.AND, Connector.EITHER})
_BEFORE_A_FINE = frozenset({Sign.VERB, Sign.LIST, Sign.OR, Sign.AND})
_SUBJECT_STOPS = frozenset({Sign.VERB, Sign.MAY, Sign.FINE, Sign.BY, Sign.EACH})


def read_penalty(text: str) -> Reading:
    """What a tier's text imposes, whatever the cases it names; money that is not understood is unread."""
    brackets = _Walk(text[:LONG_TEXT], tier=True).brackets()
    return Reading(
        amounts=[amount for one in brackets for amount in one.amounts],
        sanctions=[sanction for one in brackets for sanction in one.sanctions],
        orders=[order for one in brackets for order in one.orders],
        unread=[phrase for one in brackets for phrase in one.unread] + _beyond(text),
        discretionary=any(one.discretionary for one in brackets),
    )


def read_brackets(text: str) -> list[Bracket]:
    """What an article imposes, by the case; cases that only order (责令改正) are none."""
    read = [one for one in _Walk(text[:LONG_TEXT], tier=False).brackets() if one.amounts or one.sanctions or one.unread]
    beyond = _beyond(text)
    return [*read, Bracket(unread=beyond)] if beyond else read


def _beyond(text: str) -> list[Phrase]:
    """What of a text is longer than any that a body holds: it is not read."""
    return [Phrase(text=fold(text[LONG_TEXT:][:_LONGEST_CLAUSE]).raw, start=LONG_TEXT)] if len(text) > LONG_TEXT else []


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A clause with what it holds: nothing is read of one that states a case, or that is longer than any clause is."""

    clause: Clause
    tokens: Sequence[Token]
    values: Sequence[Interval]
    is_case: bool
    found: Sequence[Found]
    fines: Sequence[Fine]
    unread: Sequence[Interval]


class _Walk:
    """Goes through a text clause by clause; a case opens a bracket, what is imposed goes into it."""

    def __init__(self, raw: str, *, tier: bool) -> None:
        self.folded: Folded = fold(raw)
        self.tokens: list[Token] = tokens(self.folded.text)
        self.values: list[Interval] = intervals(self.tokens)
        self.tier = tier
        self.bare = tier and "罚款" not in self.folded.text
        self.drafts: list[Draft] = []
        self.value_at = 0
        self.taken = 0
        self.line = -1
        self.paragraph = 0
        self.item: int | None = None
        self.opened = False
        self.spoken = False
        self.standing = Standing()

    def brackets(self) -> list[Bracket]:
        """The brackets in order."""
        for segment in segments(self.tokens):
            self._enter(segment)
            self._segment(segment)
        return [draft.bracket() for draft in self.drafts]

    def _enter(self, segment: Segment) -> None:
        """A line is a paragraph (款) or an item (项) of it, and begins its own bracket; so does a new sentence.

        What a sentence imposes without a case of its own, it imposes in all of its paragraph's. A basis may begin with
        a line that only cites (《…》第三十一条：).
        """
        self.standing = Standing()
        self.spoken = self._speaks(segment)
        if segment.line == self.line:
            self.opened = self.opened and not segment.after_stop
            return
        self.line, self.opened = segment.line, False
        first = segment.clauses[0].start
        begin = max(0, first - _ITEM_REACH)
        found = _ITEM.match(self.folded.text, self.folded.text.rfind("\n", begin, first) + 1 or begin)
        value = number(found["number"]) if found else None
        self.item = None if value is None else int(value)
        heads = self.folded.text.startswith("《", first) and self.folded.text.startswith(
            "：\n", segment.clauses[-1].end
        )
        self.paragraph += not heads and (self.item is None or self.paragraph == 0)

    def _speaks(self, segment: Segment) -> bool:
        """Whether it only speaks of penalties: 处五十元以下罚款，被处罚人没有异议的 is a case, and no more follows."""
        first, last = segment.clauses[0], segment.clauses[-1]
        ends = states_a_case(self.folded, last) and not self.folded.text.startswith("：", last.end)
        return ends or _SPEAKS.search(self.folded.text, first.start, last.end) is not None

    def _segment(self, segment: Segment) -> None:
        pending: list[_Stretch] = []
        for clause in segment.clauses:
            stretch = self._stretch(clause)
            if not stretch.is_case and self._imposes(stretch):
                self._open(clause, pending)
                pending = []
                self._impose(stretch)
            else:
                pending.append(stretch)
                self._carry(stretch)

    def _stretch(self, clause: Clause) -> _Stretch:
        """A clause with what it holds; clauses are asked for in order."""
        begin = self.value_at
        while self.value_at < len(self.values) and self.values[self.value_at].first < clause.after:
            self.value_at += 1
        values = self.values[begin : self.value_at]
        own = self.tokens[clause.first : clause.after]
        is_case = states_a_case(self.folded, clause)
        text = self.folded.text
        if len(own) > _MOST_TOKENS or clause.end - clause.start > _LONGEST_CLAUSE:
            return _Stretch(clause, own[:_MOST_TOKENS], values, is_case, (), (), values)
        if is_case or self.spoken or _PROCEDURE.search(text, clause.start, clause.end):
            return _Stretch(clause, own, values, is_case, (), (), ())
        found = [*sanctions(text, clause.start, clause.end), *orders(text, clause.start, clause.end)]
        reader = FineReader(text, self.tokens, clause, values, [(one.start, one.end) for one in found])
        reader.read(terse=self.tier, bare=self.bare)
        return _Stretch(clause, own, values, is_case, found, reader.fines, reader.unread)

    def _imposes(self, stretch: _Stretch) -> bool:
        return bool(stretch.found or stretch.fines or self._left(stretch) or self._unstated(stretch))

    def _left(self, stretch: _Stretch) -> list[Interval]:
        """The intervals that were not read and may be fines: all of a tier's, in an article those that are imposed."""
        signs = {token.sign for token in stretch.tokens}
        imposed = self.tier or not signs.isdisjoint({Sign.FINE, Sign.VERB, Sign.SUM_IS})
        return [value for value in stretch.unread if imposed or self._caps(value)]

    def _caps(self, value: Interval) -> bool:
        return self.standing.fined is not None and is_cap(self.tokens, value)

    def _unstated(self, stretch: _Stretch) -> Token | None:
        """A fine without an amount (处以罚款); 依照下列规定处以罚款 and 处以罚款，数额为 … leave it to what follows."""
        if _LISTED.search(self.folded.text, stretch.clause.start, stretch.clause.end):
            return None
        taken = [(fine.start, fine.end) for fine in stretch.fines] + [(0, self.taken)]
        imposed = False
        for before, token in itertools.pairwise(stretch.tokens):
            imposed = imposed or before.sign is Sign.VERB
            named = token.sign is Sign.FINE and before.sign in _BEFORE_A_FINE
            stated = _SUM_FOLLOWS.match(self.folded.text, token.end)
            if imposed and named and not stated and not any(start <= token.start < end for start, end in taken):
                return token
        return None

    def _carry(self, stretch: _Stretch) -> None:
        """对直接负责的主管人员，处 … and 可以根据情节，处 …: what a clause says for the next one."""
        if stretch.is_case:
            graver = _GRAVER.match(self.folded.text, stretch.clause.start)
            self.standing.who = (graver and self.standing.fined) or NOBODY
            return
        text, clause = self.folded.text, stretch.clause
        who = self._who_until(stretch, clause.end)
        self.standing.who = who or self.standing.who
        if who or _ADVERBIAL.search(text, max(clause.start, clause.end - 4), clause.end):
            self.standing.carried |= {stretch.tokens[0].sign} & {Sign.AND}
            if _MAY_BY.search(text, clause.start, clause.end):
                self.standing.carried.add(Sign.MAY)

    def _who_until(self, stretch: _Stretch, end: int) -> Who | None:
        """The last subject that the clause names before a place (对 …, or 个人 at its head)."""
        before = [token for token in stretch.tokens if token.start < end]
        for at in range(len(before) - 1, -1, -1):
            if before[at].sign is Sign.ON:
                following = before[at + 1 : at + _LONGEST_SUBJECT]
                stop = next((one for one in following if one.sign in _SUBJECT_STOPS), None)
                who = subject_of(self.folded.text[before[at].end : stop.start if stop else end])
                if who is not None:
                    return who
                if stop and stop.sign is Sign.VERB:  # 对违法行为处 …: whoever it is, it is nobody named before
                    return NOBODY
        heads = len(before) > 1 and before[0].sign is Sign.WORD and before[1].sign is Sign.VERB
        return subject_of(before[0].text) if heads and not _AUTHORITY.search(before[0].text) else None

    def _open(self, clause: Clause, pending: list[_Stretch]) -> None:
        """Begin a bracket where a new case was stated; a condition on a base is no case but goes onto the amounts."""
        cases = [at for at, one in enumerate(pending) if one.is_case]
        condition = self._condition(pending, cases[-1]) if cases else None
        if condition is not None:
            self.standing.condition = condition
            cases.pop()
        if not cases and self.opened and self.drafts:
            return
        situation = (pending[0].clause.start, pending[cases[-1]].clause.end) if cases else None
        if situation is not None and self.standing.who == NOBODY:
            self.standing.who = subject_of_case(self.folded.text[slice(*situation)])
        start = situation[0] if situation else clause.start
        self.drafts.append(Draft(self.folded, start, clause.end, situation, self.paragraph, self.item))
        self.opened = True

    def _condition(self, pending: list[_Stretch], at: int) -> Condition | None:
        before = pending[at - 1].clause if at else None
        words = self.folded.text[before.start : before.end] if before else ""
        return condition_of(self.folded, pending[at].clause, pending[at].values, words)

    def _impose(self, stretch: _Stretch) -> None:
        draft = self.drafts[-1]
        draft.end = stretch.clause.end
        end = stretch.clause.start
        things: list[Found | Fine] = sorted([*stretch.found, *stretch.fines], key=lambda one: one.start)
        first = stretch.tokens[0]
        added = self.standing.optional and first.connector in _GOES_ON_WITH
        if added or (self.standing.optional_on and first.sign is Sign.ON):
            self.standing.carried.add(Sign.MAY)  # 可以给予警告，并处 … and 可以对单位处 …，对个人处 …
        if first.sign is Sign.ON and self.standing.fined == NOBODY:
            self.standing.condition = None  # 没有违法所得的，处 …，对直接负责的主管人员处 …: on persons in any case
        before_all = [token for token in stretch.tokens if token.start < things[0].start] if things else []
        for thing in things:
            self.standing.who = self._who_until(stretch, thing.start) or self.standing.who
            if isinstance(thing, Fine):
                draft.fine(thing, self.standing)
            elif thing.kind is None:
                draft.orders.append(draft.phrase(thing.start, thing.end))
            else:
                lead = [token for token in stretch.tokens if end <= token.start < thing.start]
                draft.sanction(thing.kind, thing, governing(lead, before_all), self.standing)
            self.standing.carried.clear()
            end = thing.end
        whole = self.folded.text, stretch.clause.start, stretch.clause.end
        self.standing.optional = any(token.sign is Sign.MAY for token in stretch.tokens) and not _OF_ONE.search(*whole)
        self.standing.optional_on = _MAY_ON.search(*whole) is not None
        unstated = self._unstated(stretch)
        self.taken = end
        self._leave(draft, stretch, unstated)

    def _leave(self, draft: Draft, stretch: _Stretch, unstated: Token | None) -> None:
        """What was not understood, but for a cap, which belongs to the fine before it."""
        for value in self._left(stretch):
            if not (self._caps(value) and draft.capped(value.maximum)):
                draft.unread.append(draft.phrase(value.start, value.end))
        if unstated is not None:
            draft.unread.append(draft.phrase(unstated.start, unstated.end))
