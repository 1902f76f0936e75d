"""What the framework reaches at best: the same number of bytes, known beforehand, on one route without middleware."""

from __future__ import annotations

import os

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

BODY = b"x" * int(os.environ.get("BENCH_BYTES", "2500"))

app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)


@app.get("/api/v1/powers/{id}")
async def static(request: Request) -> Response:  # noqa: ARG001
    return Response(BODY, 200, media_type="application/json")
