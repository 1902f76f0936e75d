"""What a form submits: fields, each once unless a page asks for all of its values, and the files that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request

from quanze.domain.errors import InvalidInput
from quanze_api.uploads import MULTIPART, Upload, parts_of, read_body

LARGEST = 64 * 1024
MOST_FIELDS = 2_000


class Form:
    """The fields of one submission."""

    __slots__ = ("_files", "_values")

    def __init__(self, values: Mapping[str, Sequence[str]], files: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self._files = files or {}

    def text(self, name: str) -> str:
        """A field as it was typed; empty where it is missing."""
        return self._values.get(name, ("",))[0]

    def line(self, name: str) -> str:
        """A field without what surrounds it."""
        return self.text(name).strip()

    def has(self, name: str) -> bool:
        """Whether the form had the field, filled in or not."""
        return name in self._values

    def names(self, prefix: str) -> list[str]:
        """The fields whose names begin so, in the form's order."""
        return [name for name in self._values if name.startswith(prefix)]

    def many(self, name: str) -> list[str]:
        """All values of a field that may be chosen several times."""
        return [value for value in self._values.get(name, ()) if value]

    def file(self, name: str) -> Upload | None:
        """A file that was chosen."""
        return self._files.get(name)


async def read_form(request: Request, largest: int = LARGEST) -> Form:
    """The form in a request. Raises InvalidInput for what is too large or no form."""
    body = await read_body(request, largest)
    try:
        sent_as = request.headers.get("content-type", "")
        if sent_as.startswith(MULTIPART):
            return Form(*parts_of(sent_as, body, MOST_FIELDS))
        return Form(parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise InvalidInput("提交的内容不是表单。", code="invalid_input") from None
