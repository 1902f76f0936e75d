"""The application: settings in, an ASGI app out; everything is wired here and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from threading import Event, Thread

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.exc import SQLAlchemyError

from quanze.domain.access import SessionLimits
from quanze.domain.errors import InvalidInput, Unavailable
from quanze.domain.rates import Rate
from quanze.services.delivering import Delivery, keep_delivering
from quanze.services.mailing import MailServer
from quanze.services.sealing import Seal
from quanze.services.single_sign_on import Provider
from quanze.settings import Settings
from quanze.storage.schema import require_current
from quanze_api import errors
from quanze_api.about import API_VERSION
from quanze_api.callers import Access
from quanze_api.limits import Limits, Policy
from quanze_api.middleware import Courtesy
from quanze_api.pages import website
from quanze_api.pages.office import router as office
from quanze_api.register import Register, open_register
from quanze_api.routes import v1
from quanze_api.widget import embed

FEEDBACK_LOOKUPS = Rate(60, 3600)
"""Enough for whoever mistypes, and hopeless for whoever guesses."""

LAST_WORD_SECONDS = 5
"""How long the end waits for a notification that is being sent; one that is not done by then is sent again."""

TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Off: to be asked each time whether anyone listens costs a hot answer 10 µs."""


def create_app(settings: Settings) -> FastAPI:
    """The registry over HTTP, reading the database that the settings name."""
    register = open_register(
        settings.database_url, settings.zone, settings.base_url, settings.search_index, settings.search_engine
    )
    app = FastAPI(
        title="quanze 权责清单登记簿",
        version=API_VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=TELEMETRY,
        lifespan=_lifespan,
    )
    app.state.register = register
    app.state.embed_origins = settings.embed_origins
    app.state.public_only = settings.public_only
    app.state.access = _access(settings, register)
    app.state.delivery = _delivery(settings, app.state.access.seal, register)
    app.add_middleware(Limits, policies=_policies(settings))
    app.add_middleware(Courtesy, prefix=register.prefix)
    errors.install(app)
    v1.include(app)
    website.include(app)
    if not settings.public_only:
        v1.include_work(app)
        app.include_router(office.router)
    app.include_router(embed.router)
    return app


def _access(settings: Settings, register: Register) -> Access:
    """How people get in."""
    limits = SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
        password=timedelta(days=settings.password_days) if settings.password_days else None,
    )
    seal = Seal.of(register.database, settings.key_file)
    return Access(limits, settings.base_url, seal, Provider(*settings.sso) if settings.sso else None)


def _policies(settings: Settings) -> list[Policy]:
    """What one client may do how often: write to us, ask with a word, sign in, read where that is limited."""
    posted = frozenset({"POST"})
    written, asked = ("/feedback", "/api/v1/feedback"), ("/status", "/forget")
    return [
        Policy("feedback", settings.feedback_limit, posted, written),
        Policy("feedback-status", FEEDBACK_LOOKUPS, posted, tuple(path + end for path in written for end in asked)),
        Policy("sign-in", settings.sign_in_limit, posted, ("/office/sign-in",)),
        *([Policy("read", settings.read_limit)] if settings.read_limit else []),
    ]


def _delivery(settings: Settings, seal: Seal, register: Register) -> Delivery:
    """What notifications need to leave."""
    return Delivery(
        database=register.database,
        zone=settings.zone,
        base_url=settings.base_url,
        seal=seal,
        mail=MailServer.of(settings.smtp_url, settings.mail_from),
        private=settings.webhook_private,
    )


@contextmanager
def _delivering(app: FastAPI) -> Iterator[None]:
    """Notifications leave meanwhile; a node that is for the public alone does not send any."""
    stop = Event()
    worker = Thread(target=keep_delivering, args=(app.state.delivery, stop), name="quanze-delivering", daemon=True)
    if not app.state.public_only:
        worker.start()
    try:
        yield
    finally:
        stop.set()
        if worker.is_alive():
            worker.join(LAST_WORD_SECONDS)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Refuse to start on a database of another release, open the index beside; give all connections back at the end."""
    register: Register = app.state.register
    try:
        require_current(register.database)
        Thread(target=register.follower.warm, name="quanze-warming", daemon=True).start()
        with _delivering(app):
            yield
    finally:
        register.close()


def app() -> FastAPI:
    """What uvicorn starts: ``uvicorn --factory quanze_api.app:app``. Ends with one clear line where it cannot serve."""
    try:
        application = create_app(Settings.from_environment())
        require_current(application.state.register.database)
    except (InvalidInput, Unavailable) as error:
        sys.exit(f"quanze: {error.message}")
    except SQLAlchemyError as error:
        sys.exit(f"quanze: 无法打开数据库（QUANZE_DATABASE_URL）：{str(error).splitlines()[0]}")
    return application


def unconfigured() -> FastAPI:
    """An application that only describes itself."""
    return create_app(Settings())
