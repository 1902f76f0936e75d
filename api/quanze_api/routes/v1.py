"""The API, version 1: reading is public, working on lists takes a token or a session."""

from __future__ import annotations

from fastapi import FastAPI

from quanze.domain.vocabulary import LISTED
from quanze_api.routes import (
    assessments,
    changes,
    consultations,
    departments,
    diff,
    editions,
    feedback,
    meta,
    papers,
    previews,
    proposals,
    requirements,
    tables,
    tasks,
    validate,
    views,
)
from quanze_api.routes.records import add_records

V1 = "/api/v1"


def include(app: FastAPI) -> None:
    """Put every route of the API into the application; what is asked most is matched first."""
    for kind in LISTED:
        add_records(app, V1, kind)
    lists = (departments.router, editions.router, changes.router, diff.router, tables.router, papers.public)
    views_of_lists = (views.router, requirements.router)
    for router in (*lists, *views_of_lists, meta.router, assessments.router, consultations.router, feedback.router):
        app.include_router(router, prefix=V1)
    app.include_router(meta.unversioned)


def include_work(app: FastAPI) -> None:
    """Put what takes a token or a session into the application; an installation for the public only goes without."""
    for router in (
        validate.router,
        proposals.router,
        proposals.editions,
        feedback.work,
        tasks.router,
        previews.router,
        papers.work,
    ):
        app.include_router(router, prefix=V1)
