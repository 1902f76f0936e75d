"""How what is imposed stands to what is before it: 处, 可以处, 并处, 可以并处, 或者, 单处或者并处."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from quanze.domain.penalties import Connector
from quanze.law.amounts.lexer import Sign, Token

JOINS = frozenset({Sign.OR, Sign.AND, Sign.LIST, Sign.MAY})
"""The words that join what is imposed."""

_WITH_MAY = {
    Connector.ONLY: Connector.MAY,
    Connector.AND: Connector.MAY_ADD,
    Connector.EITHER: Connector.MAY_EITHER,
}


def governing(lead: Sequence[Token], before_all: Sequence[Token]) -> Sequence[Token]:
    """The words that govern a thing: those right before it, or before the list in which it stands (可以并处警告、…)."""
    if not lead or lead[0].sign is not Sign.LIST or lead[-1].sign in {Sign.OR, Sign.AND}:
        return lead
    if all(token.connector in {None, Connector.ONLY} for token in lead):
        return before_all
    may = [token for token in before_all if token.sign is Sign.MAY and lead[1].sign is Sign.ON]
    return [*may, *lead]  # 可以对个人并处 …、对单位并处 …


def connector_of(lead: Sequence[Token]) -> Connector:
    """How what follows stands to what is before it, by the words at either end of what is between them.

    A 或者 or 及 further inside belongs to a name (由甲部门或者乙部门处 …).
    """
    verbs = [at for at, token in enumerate(lead) if token.connector]
    before = lead[: verbs[-1]] if verbs else lead
    signs = _joins(before) | _joins(before[::-1]) | ({token.sign for token in lead} & {Sign.MAY})
    connector = lead[verbs[-1]].connector if verbs else None
    return with_signs(connector or Connector.ONLY, signs)


def _joins(tokens: Sequence[Token]) -> set[Sign]:
    return {token.sign for token in itertools.takewhile(lambda token: token.sign in JOINS, tokens)}


def with_signs(connector: Connector, signs: AbstractSet[Sign]) -> Connector:
    """A connector with the 或者, 并 and 可以 around it."""
    if connector is Connector.ONLY and Sign.OR in signs:
        return Connector.OR
    if connector is Connector.ONLY and Sign.AND in signs:
        connector = Connector.AND
    return _WITH_MAY.get(connector, connector) if Sign.MAY in signs else connector
