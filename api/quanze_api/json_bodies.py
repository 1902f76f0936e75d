"""What programs send: JSON of a declared shape, small enough, every fault of it named at once."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from quanze.domain.bodies import reason
from quanze.domain.errors import InvalidInput

LARGEST = 16 * 1024 * 1024
"""Bytes: a department's whole list with its texts is a few."""

MOST_TOLD = 100
Sent = TypeVar("Sent", bound=BaseModel)


async def read_json(request: Request, shape: type[Sent]) -> Sent:
    """The body of a request. Raises InvalidInput for what is too large, no JSON, or not of the shape."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise InvalidInput("提交的内容过大。", code="too_large")
    try:
        return shape.model_validate_json(bytes(body))
    except ValidationError as error:
        raise InvalidInput(_said(error), errors=_faults(error)) from None


def _said(error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    if faults[0]["type"] == "json_invalid":
        return "请求内容不是 JSON。"
    first = _faults(error)[0]
    more = f"（共 {len(faults)} 处，见 errors）" if len(faults) > 1 else ""
    return f"请求内容不符合接口说明：{first['field']} {first['message']}{more}。"


def _faults(error: ValidationError) -> list[dict[str, str]]:
    """Every fault with its place, as changes.0.effective_from."""
    return [
        {"field": ".".join(str(part) for part in one["loc"]), "message": reason(one["type"], one["input"])}
        for one in error.errors(include_url=False)[:MOST_TOLD]
    ]
