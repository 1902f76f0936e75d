"""Which statutory brackets of a basis belong to a group of tiers: by item, words and other groups.

Nothing is guessed: where a basis speaks of several acts and none is clearly the violation's, there is no bracket and a
reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quanze.domain.amounts import Amount, Bracket, meaning
from quanze.domain.text import folded
from quanze.law.amounts import read_brackets
from quanze.law.amounts.numerals import number

_DEPENDENT = re.compile(
    r"(?:有?(?:前款|前条|本条|前项)|情节|拒不|逾期|经责令|仍|造成|对造成|后果|构成|有违法所得|没有违法所得|违法所得|货值"
    r"|再次|屡|属于|对(?:单位|个人|其|直接|负有))"
)
"""How the condition of a heavier or lighter case of the same act begins."""

_CITED_ITEM = re.compile(r"第\s*[（(]?([一二三四五六七八九十百\d]{1,4})[)）]?\s*项")
_SENTENCE_END = re.compile(r"[。\n]")
_HEAD = 200
_ALIKE = 0.8
_APART = 0.2


@dataclass(frozen=True, slots=True)
class Belonging:
    """The brackets of a group; ``reason`` says why there are none."""

    brackets: tuple[Bracket, ...] = ()
    reason: str | None = None

    @property
    def amounts(self) -> list[Amount]:
        """The fines of all its cases."""
        return [amount for bracket in self.brackets for amount in bracket.amounts]

    @property
    def cases(self) -> list[str]:
        """The conditions of the cases that state a fine."""
        return [bracket.situation or "" for bracket in self.brackets if bracket.amounts]


def belonging(basis: str, violation: str, others: Iterable[str] = ()) -> Belonging:
    """The brackets of a basis that belong to a violation.

    ``others`` are the bases of its other groups: what one of them states as a part of this basis is that group's.
    """
    found = _of_items(read_brackets(basis), _cited_items(basis))
    parts = (other for other in others if len(other) < len(basis))
    elsewhere = [bracket for part in parts for bracket in read_brackets(part)]
    taken = [_said(bracket) for bracket in elsewhere]
    open_ = [bracket for bracket in found if not bracket.amounts or _said(bracket) not in taken]
    if not any(bracket.amounts for bracket in open_):
        return Belonging(reason="法律依据中没有写明罚款幅度" if not found else "法律依据中的罚款幅度无法归入")
    if len({bracket.item for bracket in open_ if bracket.item and bracket.amounts}) > 1:
        return Belonging(reason="法律依据列有几项幅度，无法确定适用哪一项")
    acts = _acts(open_, basis)
    chosen = acts[0] if len(acts) == 1 else _of_violation(acts, basis, violation)
    if chosen is None:
        return Belonging(reason="法律依据中有几种行为的幅度，无法确定属于哪一种")
    return Belonging(tuple(chosen))


def _said(bracket: Bracket) -> tuple[Amount, ...]:
    return tuple(meaning(amount) for amount in bracket.amounts)


def _cited_items(basis: str) -> set[int]:
    """The items that the head of a basis cites (《…》第八十六条第（二）项：)."""
    head = re.split(r"[:：\n]", basis, maxsplit=1)[0]
    return _items(head) if len(head) < _HEAD else set()


def _items(text: str) -> set[int]:
    return {int(value) for found in _CITED_ITEM.findall(text) if (value := number(found)) is not None}


def _of_items(brackets: Sequence[Bracket], cited: set[int]) -> list[Bracket]:
    """Without the brackets that speak of other items than those cited."""
    if not cited:
        return list(brackets)
    return [
        bracket
        for bracket in brackets
        if (bracket.item is None or bracket.item in cited) and _speaks_of(bracket.situation or "", cited)
    ]


def _speaks_of(situation: str, cited: set[int]) -> bool:
    named = _items(situation) if "前款" in situation or "本条" in situation else set()
    return not named or not named.isdisjoint(cited)


def _acts(brackets: Sequence[Bracket], basis: str) -> list[list[Bracket]]:
    """The brackets by the act that they are cases of: an act begins with a fine under a condition, or in a sentence,
    of its own.
    """
    acts: list[list[Bracket]] = []
    for bracket in brackets:
        fined = [one for one in acts[-1] if one.amounts] if acts else []
        if not acts or (bracket.amounts and fined and _is_apart(bracket, fined[-1], basis)):
            acts.append([])
        acts[-1].append(bracket)
    return acts


def _is_apart(bracket: Bracket, before: Bracket, basis: str) -> bool:
    """Whether a fine is for another act than the one before it: neither its condition nor its sentence goes on."""
    if bracket.situation and not _DEPENDENT.match(bracket.situation):
        return True
    sentence = _sentence(basis, _end(before), bracket.start or 0)
    return sentence is not None and not _DEPENDENT.match(basis[sentence:].lstrip())


def _end(bracket: Bracket) -> int:
    return (bracket.start or 0) + len(bracket.text or "")


def _sentence(basis: str, after: int, before: int) -> int | None:
    """Where the sentence begins in which a place stands, if another ended after a place before it."""
    ends = [found.end() for found in _SENTENCE_END.finditer(basis, after, before)]
    return ends[-1] if ends else None


def _of_violation(acts: Sequence[list[Bracket]], basis: str, violation: str) -> list[Bracket] | None:
    """The act whose words the violation's are, where it clearly is."""
    starts = [0, *(_begin(before, act, basis) for before, act in pairwise(acts)), len(basis)]
    shares = [_share(violation, basis[start:end]) for start, end in pairwise(starts)]
    ranked = sorted(shares, reverse=True)
    if ranked[0] < _ALIKE or ranked[0] - ranked[1] < _APART:
        return None
    return acts[shares.index(ranked[0])]


def _begin(before: Sequence[Bracket], act: Sequence[Bracket], basis: str) -> int:
    """Where the words of an act begin: behind the sentence of the last fine before it, or at its own condition."""
    last = max(_end(one) for one in before)
    start = act[0].start or 0
    ended = _SENTENCE_END.search(basis, last, start)
    return ended.end() if ended else start


def _share(violation: str, text: str) -> float:
    """How much of a violation's words, pair by pair, a text has."""
    words, text = re.sub(r"\W", "", folded(violation)), re.sub(r"\W", "", folded(text))
    pairs = [words[place : place + 2] for place in range(len(words) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
