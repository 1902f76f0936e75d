"""All pages together."""

from __future__ import annotations

from fastapi import FastAPI

from quanze.domain.vocabulary import Kind
from quanze_api.pages import departments, diff, editions, feedback, home
from quanze_api.pages.records import records_pages


def include(app: FastAPI) -> None:
    """Put every page into the application."""
    for kind in (Kind.POWER, Kind.CATALOGUE_ITEM):
        app.include_router(records_pages(kind))
    for router in (home.router, departments.router, editions.router, diff.router, feedback.router):
        app.include_router(router)
