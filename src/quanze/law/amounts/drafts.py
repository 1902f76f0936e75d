"""Brackets while they are being read: what was found in the folded text, put into the model's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quanze.domain.amounts import Amount, Bracket, Condition, Measure, Phrase, Sanction, kind_of
from quanze.domain.penalties import DISCRETIONARY, SanctionKind
from quanze.law.amounts.bases import base_term
from quanze.law.amounts.clauses import NOBODY, Who
from quanze.law.amounts.connectors import connector_of, with_signs
from quanze.law.amounts.fines import Fine
from quanze.law.amounts.folding import Folded
from quanze.law.amounts.lexer import Sign, Token
from quanze.law.amounts.sanctions import Found


@dataclass(slots=True)
class Standing:
    """What is said once and holds on within a segment: on whom, under which condition, 并 and 可以.

    ``fined`` is on whom the segment has imposed a fine, which a cap or a graver case may follow. ``optional`` says that
    its last clause left it open whether to, ``optional_on`` that it did so of a subject (可以对单位处 …) and may go on
    with the next one.
    """

    who: Who = NOBODY
    condition: Condition | None = None
    carried: set[Sign] = field(default_factory=set)
    fined: Who | None = None
    optional: bool = False
    optional_on: bool = False


@dataclass(slots=True)
class Draft:
    """A bracket and where it stands; places are in the folded text."""

    folded: Folded
    start: int
    end: int
    situation: tuple[int, int] | None
    paragraph: int
    item: int | None
    amounts: list[Amount] = field(default_factory=list)
    sanctions: list[Sanction] = field(default_factory=list)
    orders: list[Phrase] = field(default_factory=list)
    unread: list[Phrase] = field(default_factory=list)

    def fine(self, fine: Fine, standing: Standing) -> None:
        """Add a fine."""
        value = fine.interval
        base = base_term(fine.base) if fine.base else None
        subject, subject_text = standing.who
        amount = {
            "kind": kind_of(value.minimum, value.maximum),
            "measure": value.measure,
            "minimum": value.minimum,
            "maximum": value.maximum,
            "minimum_inclusive": value.minimum_inclusive,
            "maximum_inclusive": value.maximum_inclusive,
            "base": base,
            "base_text": fine.base if fine.base != base else None,
            "per_unit": fine.per_unit,
            "per_day": fine.per_day,
            "cap": fine.cap,
            "condition": standing.condition,
            "subject": subject,
            "subject_text": subject_text,
            "connector": with_signs(fine.connector, standing.carried),
            "text": self.folded.words(fine.start, fine.end),
            "start": self.folded.start(fine.start),
        }
        self.amounts.append(Amount.model_validate(amount))
        standing.fined = standing.who

    def sanction(self, kind: SanctionKind, found: Found, lead: Sequence[Token], standing: Standing) -> None:
        """Add a sanction; ``lead`` are the words before it."""
        subject, subject_text = standing.who
        sanction = {
            "kind": kind,
            "term_unit": found.term_unit,
            "term_minimum": found.term_minimum,
            "term_maximum": found.term_maximum,
            "subject": subject,
            "subject_text": subject_text,
            "connector": with_signs(connector_of(lead), standing.carried),
            "text": self.folded.words(found.start, found.end),
            "start": self.folded.start(found.start),
        }
        self.sanctions.append(Sanction.model_validate(sanction))

    def capped(self, most: int | None) -> bool:
        """Whether the last fine takes this cap: one that is counted in something and has none yet."""
        last = self.amounts[-1] if self.amounts else None
        if last is None or last.cap is not None:
            return False
        if last.measure is Measure.MONEY and not last.per_unit and not last.per_day:
            return False
        self.amounts[-1] = last.model_copy(update={"cap": most})
        return True

    def phrase(self, start: int, end: int) -> Phrase:
        """A stretch of the text."""
        return Phrase(text=self.folded.words(start, end), start=self.folded.start(start))

    def bracket(self) -> Bracket:
        """The bracket as it was read."""
        said: list[Amount | Sanction] = [*self.amounts, *self.sanctions]
        return Bracket(
            amounts=self.amounts,
            sanctions=self.sanctions,
            orders=self.orders,
            unread=self.unread,
            discretionary=any(one.connector in DISCRETIONARY for one in said),
            situation=self.folded.words(*self.situation) if self.situation else None,
            paragraph=self.paragraph,
            item=self.item,
            text=self.folded.words(self.start, self.end),
            start=self.folded.start(self.start),
        )
