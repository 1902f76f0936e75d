"""What citizens write (公众意见): its kinds, where it stands, what may be done with it, as a table.

A text is public only as the list office reviewed it; what was written stays between the writer and the office.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from quanze.domain.errors import InvalidInput, NotNow
from quanze.domain.identities import ALPHABET


class FeedbackKind(StrEnum):
    """The three forms; a comment is on a consultation (公开征求意见)."""

    ITEM_WRONG = "item_wrong"
    POWER_UNLISTED = "power_unlisted"
    COMMENT = "comment"


class FeedbackStatus(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    PROPOSED = "proposed"


class Handling(StrEnum):
    """What the list office does with it."""

    TAKE_UP = "take_up"
    ANSWER = "answer"
    RESPOND = "respond"
    PROPOSE = "propose"
    SHOW = "show"
    HIDE = "hide"
    FORGET_CONTACT = "forget_contact"


class Adoption(StrEnum):
    """What became of a comment (采纳情况)."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


ADOPTION_LABELS: Mapping[str, str] = {
    Adoption.ADOPTED: "采纳",
    Adoption.PARTLY_ADOPTED: "部分采纳",
    Adoption.NOT_ADOPTED: "不采纳",
}
KIND_LABELS: Mapping[str, str] = {
    FeedbackKind.ITEM_WRONG: "清单所列事项有误",
    FeedbackKind.POWER_UNLISTED: "有未列入清单的权力在行使",
    FeedbackKind.COMMENT: "对公开征求意见的意见",
}
STATUS_LABELS: Mapping[str, str] = {
    FeedbackStatus.RECEIVED: "已收到",
    FeedbackStatus.UNDER_REVIEW: "核实中",
    FeedbackStatus.ANSWERED: "已答复",
    FeedbackStatus.PROPOSED: "已转为调整申请",
}
HANDLING_LABELS: Mapping[str, str] = {
    Handling.TAKE_UP: "开始核实",
    Handling.ANSWER: "答复",
    Handling.RESPOND: "答复采纳情况",
    Handling.PROPOSE: "转为调整申请",
    Handling.SHOW: "公开",
    Handling.HIDE: "撤下",
    Handling.FORGET_CONTACT: "删除联系方式",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row: in which statuses something may be done, where it leads (nowhere: it stays), what must be said, and of
    which kinds.
    """

    from_: frozenset[FeedbackStatus]
    to: FeedbackStatus | None = None
    needs: tuple[str, ...] = ()
    kinds: frozenset[FeedbackKind] = frozenset(FeedbackKind)


_ANY = frozenset(FeedbackStatus)
_CLOSED = frozenset({FeedbackStatus.ANSWERED, FeedbackStatus.PROPOSED})
_OPEN = _ANY - _CLOSED
_COMMENTS = frozenset({FeedbackKind.COMMENT})
_REPORTS = frozenset(FeedbackKind) - _COMMENTS

MOVES: Mapping[Handling, Move] = {
    Handling.TAKE_UP: Move(frozenset({FeedbackStatus.RECEIVED}), FeedbackStatus.UNDER_REVIEW),
    Handling.ANSWER: Move(_ANY, FeedbackStatus.ANSWERED, ("answer",), _REPORTS),
    Handling.RESPOND: Move(_ANY, FeedbackStatus.ANSWERED, ("adoption", "answer"), _COMMENTS),
    Handling.PROPOSE: Move(_OPEN | {FeedbackStatus.ANSWERED}, FeedbackStatus.PROPOSED, (), _REPORTS),
    Handling.SHOW: Move(_CLOSED, None, ("shown_text",)),
    Handling.HIDE: Move(_CLOSED),
    Handling.FORGET_CONTACT: Move(_ANY),
}

NEEDS: Mapping[str, str] = {
    "answer": "答复内容（answer）",
    "adoption": "是否采纳（adoption）",
    "shown_text": "公开的文字（shown_text）",
}
SHORTEST_TEXT = 10
LONGEST_TEXT = 2_000
LONGEST_ANSWER = 5_000
LONGEST_CONTACT = 100


def move(action: str, kind: str, status: str, said: Mapping[str, object]) -> tuple[Handling, FeedbackStatus]:
    """What is done, and the status that it leads to. Raises InvalidInput or NotNow."""
    if action not in set(Handling):
        raise InvalidInput(f"没有“{action[:40]}”这种办理（action）。", code="bad_value", field="action")
    row, handling = MOVES[Handling(action)], Handling(action)
    if kind not in row.kinds:
        raise NotNow(f"“{KIND_LABELS[kind]}”不能“{HANDLING_LABELS[handling]}”。", code="not_now")
    if status not in row.from_:
        raise NotNow(f"“{STATUS_LABELS[status]}”的公众意见现在不能“{HANDLING_LABELS[handling]}”。", code="not_now")
    for name in row.needs:
        if not said.get(name):
            raise InvalidInput(f"“{HANDLING_LABELS[handling]}”须写明{NEEDS[name]}。", code="missing_part", field=name)
    return handling, row.to or FeedbackStatus(status)


def plain(text: str, name: str, longest: int, shortest: int = 0) -> str:
    """A text as it is kept: lines and nothing that is not seen. Raises InvalidInput for too little or too much."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(c if c.isprintable() or c == "\n" else " " for c in lines).strip()
    if len(seen) > longest:
        raise InvalidInput(f"{name}过长，请不超过 {longest} 字。", code="too_long")
    if len("".join(seen.split())) < shortest:
        raise InvalidInput(f"{name}过短，请写明情况，不少于 {shortest} 字。", code="too_short")
    return seen


_GROUP = 4
_NUMBER, _SECRET = 8, 12


def new_number() -> str:
    """A number that tells nothing of how many there are: 40 random bits."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_NUMBER)))


def new_secret() -> str:
    """The word with which the writer, and nobody else, asks again: 60 random bits."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_SECRET)))


def _grouped(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP)).upper()


_MISREAD = str.maketrans("oil", "011")


def typed(text: str) -> str:
    """A number or a word as people type it, in its one spelling."""
    return _grouped("".join(c for c in text.lower().translate(_MISREAD) if c in ALPHABET))


def proof_of(number: str, secret: str) -> str:
    """What is kept in place of the word."""
    return sha256(f"{typed(number)} {typed(secret)}".encode()).hexdigest()
