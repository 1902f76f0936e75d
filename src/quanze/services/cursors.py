"""Cursors: where a walk through a list stands, signed, with the clocks it began under, so that it stays consistent."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from quanze.domain.errors import InvalidInput


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
