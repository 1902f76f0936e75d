"""The published contract: what every operation is described with, and the document that describes them all.

``python -m quanze_api.contract`` writes it to api/openapi.json; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from quanze.exchange.papers.paper import Form
from quanze.services.papers import PAPERS
from quanze_api import schemas
from quanze_api.parameters import Parameter

FILE = Path(__file__).resolve().parents[1] / "openapi.json"
DESCRIPTION = """权责清单登记簿的公开接口：政府各部门可以做什么、应当做什么、依据什么，以及任何一天的清单载明了什么。

- 两个时钟：`valid_at` 是查询日期，`known_at` 是截至第几次公布；答复的 `meta` 总是写明两者。
- 查阅不需要凭证。清单与法律法规规章不一致的，以法律法规规章为准；清单未载明不等于没有法律授权。
- 出错时一律答复 RFC 9457 `application/problem+json`，`code` 稳定不变。
- 接口在 /api/v1 之内只增不改。
"""
PATH_PARAMETERS = {
    "id": {"description": "记录标识。", "schema": {"type": "string"}},
    "n": {"description": "编号，从 1 开始。", "schema": {"type": "integer", "minimum": 1}},
    "paper": {"description": "文书的种类。", "schema": {"type": "string", "enum": list(PAPERS)}},
    "form": {"description": "文件的格式。", "schema": {"type": "string", "enum": [str(form) for form in Form]}},
    "digest": {"description": "附件的校验码。", "schema": {"type": "string"}},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "所见内容的 ETag，原样附上；他人已修改的答复 412，未附的答复 428。写 * 则不论有谁改过都覆盖。",
    "schema": {"type": "string"},
    "example": '"3-0123456789abcdef"',
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "自定的键：以同一个键重复发送同一内容，只存一份，答复同一份申请；内容不同的答复 422。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "2024-01-31-jgtz-001",
}
WORK = ("/api/v1/proposals", "/api/v1/tasks", "/api/v1/feedback/received", "/api/v1/notice")
"""What is read by those who are known alone."""

PROBLEMS = {
    "400": ("BadRequest", "参数有误；`parameter` 指明是哪一个。"),
    "401": ("NotSignedIn", "需要登录，或者附上有效的令牌。"),
    "403": ("Forbidden", "不在职责范围之内。"),
    "404": ("NotFound", "没有找到。"),
    "405": ("MethodNotAllowed", "不支持这种请求方法。"),
    "409": ("NotNow", "现在不能办理，或内容已有变化。"),
    "410": ("Gone", "文本已依法移除。"),
    "412": ("EditedMeanwhile", "他人已修改。"),
    "422": ("KeyReused", "这个 Idempotency-Key 已用于另一份内容。"),
    "428": ("NotSeen", "没有写明所见的是哪一稿（If-Match）。"),
    "429": ("TooManyRequests", "请求过于频繁。"),
    "500": ("ServerError", "服务器出错。"),
    "503": ("Unavailable", "暂时无法答复。"),
}


def operation(
    name: str, summary: str, parameters: Sequence[Parameter], answer: type[BaseModel], path: str = ""
) -> dict[str, Any]:
    """How a route is described: its name, its parameters (of query and path) and what it answers."""
    described = _parameters(parameters, path)
    return {
        "operation_id": name.replace("-", "_"),
        "summary": summary,
        "response_model": None,
        "responses": {200: {"model": answer, "description": "成功"}},
        "openapi_extra": {"parameters": described} if described else None,
    }


def _parameters(parameters: Sequence[Parameter], path: str) -> list[dict[str, Any]]:
    in_path = [
        {"name": key, "in": "path", "required": True, **said}
        for key, said in PATH_PARAMETERS.items()
        if f"{{{key}}}" in path
    ]
    return [*in_path, *(parameter.described() for parameter in parameters)]


def asking(
    described: dict[str, Any], sent: type[BaseModel], *, creates: bool = False, header: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The same for a route that is sent JSON: its body, and a header with it, are read by hand and described here."""
    if creates:
        described = {**described, "responses": {201: described["responses"][200]}, "status_code": 201}
    name = sent.__name__
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    extra = {**(described["openapi_extra"] or {}), "requestBody": {"required": True, "content": content}}
    if header:
        extra["parameters"] = [*extra.get("parameters", []), header]
    return {**described, "openapi_extra": extra}


def downloading(
    name: str, summary: str, parameters: Sequence[Parameter], path: str, kinds: Iterable[str]
) -> dict[str, Any]:
    """How a route that answers a file is described."""
    return {
        "operation_id": name,
        "summary": summary,
        "response_model": None,
        "response_class": Response,
        "responses": {200: {"description": "成功", "content": {kind: {} for kind in kinds}}},
        "openapi_extra": {"parameters": _parameters(parameters, path)},
    }


def uploading(described: dict[str, Any]) -> dict[str, Any]:
    """The same as an operation for a route that is sent a file as it is."""
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    extra = {**(described["openapi_extra"] or {}), "requestBody": {"required": True, "content": content}}
    kept = described["responses"][200]
    return {**described, "status_code": 201, "responses": {201: kept}, "openapi_extra": extra}


def table(name: str, summary: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """How a route that answers CSV is described."""
    return {
        "operation_id": name.replace("-", "_"),
        "summary": summary,
        "response_model": None,
        "response_class": Table,
        "responses": {200: {"description": "成功"}},
        "openapi_extra": {"parameters": [parameter.described() for parameter in parameters]},
    }


class Table(StreamingResponse):
    """CSV, as it is made."""

    media_type = "text/csv"


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    made: dict[str, Any] | None = getattr(app.state, "openapi", None)
    if made is None:
        made = app.state.openapi = _made(app)
    return made


def _made(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, openapi_version="3.1.0"
    )
    if base_url := app.state.register.base_url:
        made["servers"] = [{"url": base_url}]
    components = made["components"]
    components["schemas"]["Problem"] = schemas.Problem.model_json_schema()
    components["responses"] = {name: _problem(said) for name, said in PROBLEMS.values()}
    for shape in schemas.SENT:
        _describe(components["schemas"], shape)
    for path, operations in made["paths"].items():
        for method, described in operations.items():
            headers = {one["name"] for one in described.get("parameters", []) if one["in"] == "header"}
            described["responses"] |= _problems(path, method, headers)
    return made


def _describe(described: dict[str, Any], shape: type[BaseModel]) -> None:
    """What is sent, beside what is answered; a part that is both is described once."""
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = {**schema.pop("$defs", {}), shape.__name__: schema}
    described |= {name: part for name, part in parts.items() if name not in described}


def _problem(said: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": said, "content": content}


def _problems(path: str, method: str, headers: Collection[str]) -> dict[str, Any]:
    public = method == "get" and not path.startswith(WORK)
    left_out = {
        *(() if "{" in path else ("410",)),
        *(("401", "403", "409") if public else ()),
        *(() if "If-Match" in headers else ("412", "428")),
        *(() if "Idempotency-Key" in headers else ("422",)),
    }
    return {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, (name, _) in PROBLEMS.items()
        if status not in left_out
    }


def _write() -> None:
    from quanze_api.app import unconfigured  # noqa: PLC0415  # the application imports this module

    made = document(unconfigured())
    FILE.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    _write()
