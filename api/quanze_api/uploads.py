"""Files that people and programs send: read up to a limit, and taken out of the form that they came in (RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from quanze.domain.errors import InvalidInput

MULTIPART = "multipart/form-data"
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?')
_PARAMETER = re.compile(r'\b(name|filename)="([^"]*)"')
_LONGEST_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its name is what the sender calls it, and no more than that."""

    name: str
    content: bytes


async def read_body(request: Request, largest: int) -> bytes:
    """The body of a request. Raises InvalidInput for one that is too large, before it is read where it says so."""
    said = request.headers.get("content-length", "0")
    body = bytearray()
    if said.isdecimal() and int(said) <= largest:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                break
        else:
            return bytes(body)
    raise InvalidInput(f"提交的内容过大，请不超过 {largest // 1024} KB。", code="too_large")


def parts_of(sent_as: str, body: bytes, most: int) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Upload]]:
    """The fields and the files of a form. Raises ValueError for what is none, or has more parts than ``most``."""
    boundary = _BOUNDARY.search(sent_as)
    if boundary is None:
        raise ValueError("no boundary")
    values: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for part in _split(body, boundary[1].encode("ascii"), most):
        names, content = _read(part)
        if "filename" not in names:
            values.setdefault(names["name"], []).append(content.decode("utf-8"))
        elif names["filename"]:
            files[names["name"]] = Upload(names["filename"], content)
    return values, files


def _split(body: bytes, boundary: bytes, most: int) -> list[bytes]:
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary, most + 2)
    if first or not parts or len(parts) > most + 1 or not parts[-1].startswith(b"--"):
        raise ValueError("no form")
    return parts[:-1]


def _read(part: bytes) -> tuple[dict[str, str], bytes]:
    """What a part's head says of it, and its content."""
    end = part.find(b"\r\n\r\n", 0, _LONGEST_HEAD)
    if end < 0:
        raise ValueError("no head")
    lines = part[:end].decode("utf-8").split("\r\n")
    said = next((line for line in lines if line.lower().startswith("content-disposition:")), "")
    names = dict(_PARAMETER.findall(said))
    if "name" not in names:
        raise ValueError("no name")
    return names, part[end + len(b"\r\n\r\n") :]
