"""Alembic's entry; the connection is handed in by :mod:`quanze.storage.schema`, nothing comes from elsewhere."""

from alembic import context
from sqlmodel import SQLModel

from quanze.storage import staff, tables  # noqa: F401 - fill the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
