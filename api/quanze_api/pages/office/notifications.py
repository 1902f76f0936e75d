"""Notifications, as the system administrator sets them up: which systems are told, and what became of each message."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.notifications import CHANNEL_LABELS, EVENT_LABELS, WEBHOOK_EVENTS
from quanze.domain.permissions import Permission
from quanze.services import endpoints
from quanze.services.sessions import Session
from quanze.storage import outbox
from quanze_api.callers import access_of
from quanze_api.forms import Form
from quanze_api.pages.office.delivery import delivery_of
from quanze_api.pages.office.desk import allow, go, show, signed_in, submitted
from quanze_api.register import register_of

router = APIRouter(prefix="/office/notifications")
HERE = "/office/notifications"
SHOWN = 50


async def _notifications(request: Request, session: Session, problem: str | None = None) -> Response:
    allow(session, Permission.MANAGE_NOTIFICATIONS)
    place = session.person.jurisdiction

    def read(connection: Connection) -> Response:
        return show(
            request,
            session,
            "notifications.html",
            problem=problem,
            endpoints=outbox.endpoints(connection, place),
            messages=outbox.last_messages(connection, place, SHOWN),
            events=WEBHOOK_EVENTS,
            event_labels=EVENT_LABELS,
            channels=CHANNEL_LABELS,
            mail=delivery_of(request).mail,
            private=delivery_of(request).private,
            now=datetime.now(UTC),
        )

    return await register_of(request).ask(read)


router.get("")(signed_in(_notifications))


@router.post("")
@submitted(_notifications)
async def add(request: Request, session: Session, form: Form) -> Response:
    """One more endpoint; its secret is shown once."""
    url, events, seal = form.line("url"), form.many("event"), access_of(request).seal
    private = delivery_of(request).private
    secret = await register_of(request).write(
        lambda connection: endpoints.add(connection, session.person, url, events, seal, private=private)
    )
    return _once(request, session, url, secret)


def _once(request: Request, session: Session, url: str, secret: str) -> Response:
    return show(request, session, "secret.html", what="通知密钥", of=url, secret=secret, back=HERE)


@router.post("/{id}/rotate")
@submitted(_notifications)
async def rotate(request: Request, session: Session, _form: Form) -> Response:
    """A new secret, shown once; the old one signs beside it for a day."""
    endpoint, seal = request.path_params["id"], access_of(request).seal
    url, secret = await register_of(request).write(
        lambda connection: endpoints.rotate(connection, session.person, endpoint, seal)
    )
    return _once(request, session, url, secret)


@router.post("/{id}/test")
@submitted(_notifications)
async def send_test(request: Request, session: Session, _form: Form) -> Response:
    """A message to see whether it arrives."""
    endpoint = request.path_params["id"]
    await register_of(request).write(lambda connection: endpoints.send_test(connection, session.person, endpoint))
    return go(request, HERE, done="tested")


@router.post("/{id}/disable")
@submitted(_notifications)
async def disable(request: Request, session: Session, _form: Form) -> Response:
    """Tell it no more."""
    endpoint = request.path_params["id"]
    await register_of(request).write(
        lambda connection: endpoints.set_enabled(connection, session.person, endpoint, enabled=False)
    )
    return go(request, HERE, done="told_no_more")


@router.post("/{id}/enable")
@submitted(_notifications)
async def enable(request: Request, session: Session, _form: Form) -> Response:
    """Tell it again."""
    endpoint = request.path_params["id"]
    await register_of(request).write(
        lambda connection: endpoints.set_enabled(connection, session.person, endpoint, enabled=True)
    )
    return go(request, HERE, done="told_again")


@router.post("/messages/{id}/resend")
@submitted(_notifications)
async def resend(request: Request, session: Session, _form: Form) -> Response:
    """Send a message again, under its id."""
    message = request.path_params["id"]
    await register_of(request).write(lambda connection: endpoints.send_again(connection, session.person, message))
    return go(request, HERE, done="resent")
