"""All pages of the office together."""

from __future__ import annotations

from fastapi import APIRouter

from quanze_api.pages.office import accounts, audit, me, roles, signing_in, single_sign_on

router = APIRouter(include_in_schema=False)
for part in (signing_in, single_sign_on, me, accounts, roles, audit):
    router.include_router(part.router)
