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
    mailbox,
    me,
    notifications,
    papers,
    proposals,
    publishing,
    rebasing,
    reforms,
    roles,
    signing_in,
    single_sign_on,
    starting,
    uploading,
    withheld,
)

router = APIRouter(include_in_schema=False)
_SETTING_UP = (signing_in, single_sign_on, me, mailbox, accounts, notifications, roles, audit)
_WORK = (
    *(inbox, starting, uploading, reforms, proposals, editing, choosing),
    *(rebasing, deciding, publishing, papers, feedback, withheld),
)
for part in (*_SETTING_UP, *_WORK):
    router.include_router(part.router)
