"""All pages together."""

from __future__ import annotations

from fastapi import FastAPI

from quanze.domain.vocabulary import LISTED
from quanze_api.pages import assessments, consultations, departments, diff, editions, feedback, home, views
from quanze_api.pages.records import records_pages


def include(app: FastAPI) -> None:
    """Put every page into the application."""
    for kind in LISTED:
        app.include_router(records_pages(kind))
    for part in (home, departments, editions, diff, views, assessments, consultations, feedback):
        app.include_router(part.router)
