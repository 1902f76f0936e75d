"""The API, version 1: reading is public."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from quanze.domain.vocabulary import Kind
from quanze_api.routes import changes, departments, editions, meta
from quanze_api.routes.records import records_router

V1 = "/api/v1"


def include(app: FastAPI) -> None:
    """Put every route of the API into the application."""
    router = APIRouter(prefix=V1)
    router.include_router(records_router(Kind.POWER))
    router.include_router(records_router(Kind.CATALOGUE_ITEM))
    for part in (departments.router, editions.router, changes.router, meta.router):
        router.include_router(part)
    app.include_router(router)
    app.include_router(meta.unversioned)
