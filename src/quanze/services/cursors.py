"""Cursors: where a walk through a list stands, signed, with the clocks it began under, so that it stays consistent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from quanze.domain.errors import InvalidInput
from quanze.services.moments import Moment
from quanze.storage import readers

LIMIT = 20
MOST = 1_000


def check_limit(limit: int) -> None:
    """Refuse a page size out of range."""
    if not 1 <= limit <= MOST:
        raise InvalidInput(f"limit 应为 1 至 {MOST} 的整数。", code="bad_limit", parameter="limit")


class Cursors:
    """Writes and reads cursors under the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="cursor")

    def write(self, state: dict[str, Any]) -> str:
        """The cursor that holds this state."""
        return str(self._serializer.dumps(state))

    def read(self, cursor: str) -> dict[str, Any]:
        """The state in a cursor that this installation wrote. Raises InvalidInput for any other."""
        try:
            state: dict[str, Any] = self._serializer.loads(cursor)
        except BadSignature:
            raise InvalidInput(
                "翻页标记（cursor）无效，请从第一页重新开始。", code="bad_cursor", parameter="cursor"
            ) from None
        return state

    def resume(self, moment: Moment, walk: Mapping[str, Any], cursor: str | None) -> tuple[Moment, Any]:
        """The clocks and the place at which a walk goes on; a walk keeps the clocks that it began with.

        ``walk`` says what is walked through, and must stay the same. Raises InvalidInput where it does not.
        """
        if cursor is None:
            return moment, None
        state = self.read(cursor)
        if state.get("place") != moment.place.id or state.get("walk") != walk:
            raise InvalidInput("翻页时不能改变查询条件。", code="bad_cursor", parameter="cursor")
        day = date.fromisoformat(state["valid_at"])
        return replace(moment, valid_at=day, edition=state["edition"], entry=state["entry"]), state["after"]

    def following(self, moment: Moment, walk: Mapping[str, Any], after: Any) -> str:
        """The cursor of the page after a place."""
        return self.write(
            {
                "place": moment.place.id,
                "walk": walk,
                "valid_at": moment.valid_at.isoformat(),
                "edition": moment.edition,
                "entry": moment.entry,
                "after": after,
            }
        )


def cursors_of(connection: Connection) -> Cursors:
    """The cursors of an installation, signed with its own secret."""
    return Cursors(readers.secret(connection))
