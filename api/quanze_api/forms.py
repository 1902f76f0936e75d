"""What a form submits: small, urlencoded, each field once unless a page asks for all of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request

from quanze.domain.errors import InvalidInput

LARGEST = 64 * 1024
MOST_FIELDS = 200


class Form:
    """The fields of one submission."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A field as it was typed; empty where it is missing."""
        return self._values.get(name, ("",))[0]

    def line(self, name: str) -> str:
        """A field without what surrounds it."""
        return self.text(name).strip()

    def many(self, name: str) -> list[str]:
        """All values of a field that may be chosen several times."""
        return [value for value in self._values.get(name, ()) if value]


async def read_form(request: Request) -> Form:
    """The form in a request. Raises InvalidInput for what is too large or no form."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise InvalidInput("提交的内容过大。", code="too_large")
    try:
        return Form(parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise InvalidInput("提交的内容不是表单。", code="invalid_input") from None
