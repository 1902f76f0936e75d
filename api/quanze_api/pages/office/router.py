"""All pages of the office together."""

from __future__ import annotations

from fastapi import APIRouter

from quanze_api.pages.office import (
    accounts,
    audit,
    choosing,
    deciding,
    editing,
    feedback,
    inbox,
    me,
    papers,
    proposals,
    publishing,
    rebasing,
    roles,
    signing_in,
    single_sign_on,
    starting,
    uploading,
)

router = APIRouter(include_in_schema=False)
_SETTING_UP = (signing_in, single_sign_on, me, accounts, roles, audit)
_WORK = (inbox, starting, uploading, proposals, editing, choosing, rebasing, deciding, publishing, papers, feedback)
for part in (*_SETTING_UP, *_WORK):
    router.include_router(part.router)
