"""The schema's state: what release of it a database has, and the one way forward."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from quanze.domain.errors import Unavailable
from quanze.storage import (  # noqa: F401 - fill the metadata
    consultations,
    feedback,
    holidays,
    leases,
    links,
    outbox,
    proceedings,
)
from quanze.storage.database import Database

VERSION_TABLE = "alembic_version"
_MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The revision that this software needs."""
    return str(ScriptDirectory(str(_MIGRATIONS)).get_current_head())


def is_known(revision: object) -> bool:
    """Whether a revision is this software's or an earlier one's."""
    return revision in {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}


def current_revision(database: Database) -> str | None:
    """The revision that a database has; None where it is empty."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database, target: str = "head") -> None:
    """Bring the schema forward in one transaction; every byte of history stays as it is."""
    with database.writing() as connection:
        migrate_on(connection, target)


def migrate_on(connection: Connection, target: str = "head") -> None:
    """The same within a transaction of the caller's. Raises Unavailable on a schema of a later release."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and not is_known(revision):
        raise _too_new(revision)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def require_current(database: Database) -> None:
    """Refuse to work on a schema of another release. Raises Unavailable with what to do."""
    revision = current_revision(database)
    if revision is None:
        raise Unavailable("数据库尚未建立：请先运行 quanze init。", code="not_initialised")
    if not is_known(revision):
        raise _too_new(revision)
    if revision != newest_revision():
        raise Unavailable(
            f"数据库结构版本为 {revision}，本程序需要 {newest_revision()}：请先备份，再运行 quanze migrate。",
            code="not_migrated",
        )


def open_current(url: str) -> Database:
    """The database of a URL, ready to work on. Raises Unavailable where its schema is of another release."""
    database = Database(url)
    require_current(database)
    return database


def _too_new(revision: str) -> Unavailable:
    return Unavailable(f"数据库结构版本为 {revision}，由更新版本的程序建立：请先升级本程序。", code="too_new")
