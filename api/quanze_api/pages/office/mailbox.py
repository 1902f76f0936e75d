"""One's own address for e-mail: set, switched off, or taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import NotNow
from quanze.services import mailboxes
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office.delivery import delivery_of
from quanze_api.pages.office.desk import go, submitted
from quanze_api.pages.office.me import my_account, step_up
from quanze_api.register import register_of

router = APIRouter(prefix="/office/me/mailbox")


@router.post("")
@submitted(my_account)
async def keep(request: Request, session: Session, form: Form) -> Response:
    """Set or clear it; the password is asked for again, for what goes there outlasts the session."""
    address, wanted = form.line("email"), bool(form.text("wanted"))
    if address and delivery_of(request).mail is None:
        raise NotNow("系统未设置发件服务器，现不能填写邮箱。", code="no_mail")
    await step_up(request, session, form, datetime.now(UTC), "set_mailbox")
    await register_of(request).write(
        lambda connection: mailboxes.keep(connection, session.person, session.person, address, wanted=wanted)
    )
    return go(request, "/office/me", done="mailbox" if address else "no_mailbox")
