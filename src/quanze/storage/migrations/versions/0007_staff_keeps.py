"""Since when a password is used and which came before it; the name under which a role is held."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("password_set_at", MOMENT, nullable=True))
    op.add_column("assignments", sa.Column("office", sa.String(), nullable=True))
    op.create_table(
        "former_passwords",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_former_passwords_person", "former_passwords", ["person"], unique=False)
